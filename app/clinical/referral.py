"""Why the service knows the child: the referral, and the services and teams it went to (CSDS CYP101 and CYP102)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from app.identity import Identity

COMMISSIONER_NOT_SAID = ""
"""The commissioner of a referral that a provider's system sent without one: mandatory in a submission, and not to be
invented."""


@dataclass(frozen=True, slots=True)
class TeamReferral:
    """A service or team a referral went to.

    `team` is our team; `team_type` is SERVICE OR TEAM TYPE REFERRED TO; the reasons are codes of
    CLOSURE_REASON and REJECTION_REASON.
    """

    team: Identity
    team_type: str
    closed_on: date | None = None
    closure_reason: str | None = None
    rejected_on: date | None = None
    rejection_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral, in one version; a correction or a closure is a new version.

    Codes are those of the lists SOURCE_OF_REFERRAL, REFERRING_STAFF_GROUP, PRIORITY and
    REASON_FOR_REFERRAL; organisations are ODS codes.
    """

    id: Identity
    version: int
    organisation: Identity
    child: Identity
    received_on: date
    received_at: time | None
    commissioner: str
    service_line_agreement: str | None
    source: str | None
    referring_organisation: str | None
    referring_staff_group: str | None
    priority: str | None
    reason: str | None
    discharged_on: date | None
    discharge_letter_on: date | None
    teams: tuple[TeamReferral, ...]
    recorded_at: datetime
    recorded_by: Identity

    @property
    def open(self) -> bool:
        """Whether the child is still under the service by this referral."""
        return self.discharged_on is None

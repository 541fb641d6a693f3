"""Why the service knows the child: the referral, its further reasons, the services and teams it went to, and how long
the child waits (CSDS CYP101 to CYP104)."""

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
class WaitingTime:
    """A referral to treatment period of a referral, in one of its states; a change of status is another.

    `measurement_type` is a code of WAITING_MEASUREMENT, `status` one of WAITING_STATUS; `booking_reference` is UNIQUE
    BOOKING REFERENCE NUMBER (CONVERTED), 12 digits; `pathway` is PATIENT PATHWAY IDENTIFIER, 20 letters and digits,
    and `pathway_issuer` the ODS code of the organisation that issued it.
    """

    measurement_type: str | None = None
    started_on: date | None = None
    started_at: time | None = None
    ended_on: date | None = None
    ended_at: time | None = None
    status: str | None = None
    booking_reference: str | None = None
    pathway: str | None = None
    pathway_issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral, in one version; a correction or a closure is a new version.

    Codes are those of the lists SOURCE_OF_REFERRAL, REFERRING_STAFF_GROUP, PRIORITY and
    REASON_FOR_REFERRAL; organisations are ODS codes. `further_reasons` are of the list of `reason`, which is not
    among them; `waiting` are the states of its waiting time, in the order in which they were said.
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
    further_reasons: tuple[str, ...] = ()
    waiting: tuple[WaitingTime, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the child is still under the service by this referral."""
        return self.discharged_on is None

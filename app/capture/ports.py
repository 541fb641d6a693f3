"""What capture asks of storage, besides the core's records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.clinical.child import Demographics
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.identifiers import NhsNumber
from app.clinical.ports import Records
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.clinical.timing import Timing
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as it was left: its fields as JSON text, of one account, for one place (the form's path).

    `form_token` is that of the page it was typed on; a later draft of the same page replaces it. It is no
    record of anything yet, and is not audited.
    """

    organisation: Identity
    account: Identity
    form_token: str
    place: str
    child: Identity
    fields: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DraftsDone:
    """That an account's drafts for a place are no longer wanted: the form was recorded, or given up."""

    organisation: Identity
    account: Identity
    place: str


@dataclass(frozen=True, slots=True)
class DraftsExpired:
    """That drafts last saved before an instant are to go, whoever's they are."""

    organisation: Identity
    before: datetime


class UsageScope(StrEnum):
    """Whose encounters are looked at for what is usual."""

    PROFESSIONAL = "professional"
    TEAM = "team"
    CLINIC = "clinic"


@dataclass(frozen=True, slots=True)
class UncodedNeed:
    """A need in the clinician's own words that stands: where it was last affirmed, and the child's banner facts."""

    encounter: Identity
    need: Identity
    term: str
    group: Group
    on: date
    professional: Identity | None
    child: Identity
    demographics: Demographics
    nhs_number: NhsNumber | None


@dataclass(frozen=True, slots=True)
class HandBackShown:
    """Whether the record from which the form was opened has taken an encounter: its name, and where to hand it back."""

    record: str
    taken: bool
    path: str


class CaptureRecords(Records, Protocol):
    """The records of one organisation, as the form reads them."""

    def prepare(
        self,
        child: Identity,
        referral: Identity,
        *,
        appointment: Identity | None,
        professional: Identity | None,
        form_token: str | None,
    ) -> None:
        """Read what a visit will ask for in one go. The answers are the same without it; they come sooner with it."""
        ...

    def appointment(self, appointment: Identity) -> Appointment: ...

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        """The encounter recorded for an appointment, if any."""
        ...

    def referrals_of(self, child: Identity) -> tuple[Referral, ...]:
        """The current versions of a child's referrals, the newest first."""
        ...

    def clinics(self) -> tuple[Clinic, ...]:
        """The organisation's clinics by name."""
        ...

    def teams(self) -> tuple[Team, ...]:
        """The organisation's teams by name."""
        ...

    def professionals(self) -> tuple[CareProfessional, ...]:
        """The organisation's care professionals by name."""
        ...

    def draft(self, account: Identity, place: str) -> Draft | None:
        """The last saved draft of an account for a place."""
        ...

    def usual_concepts(self, scope: UsageScope, of: Identity) -> Mapping[ConceptId, int]:
        """How often each concept was newly recorded in the last encounters (at most 400) of a professional, team
        or clinic."""
        ...

    def uncoded_needs(self) -> tuple[UncodedNeed, ...]:
        """The needs without a concept that stand, the latest first; at most 500."""
        ...

    def timings(self, since: date) -> tuple[Timing, ...]:
        """The timings of the first versions of contacts recorded on a form since a date."""
        ...

    def look_alike(self, child: Identity) -> bool:
        """Whether another child of the organisation has the same family name and birth date, or the same name."""
        ...

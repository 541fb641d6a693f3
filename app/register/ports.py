"""What the register asks of storage, besides the core's records."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from app.clinical.child import ChildLink, Demographics
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Attendance, NextAppointment, Outcome
from app.clinical.group_session import GroupSession
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.plan import LetterCopy, OnwardReferral, RequestedTest
from app.clinical.ports import Records
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class DayRow:
    """A line of a day's clinic list: the appointment, the child's banner facts, and what became of it."""

    appointment: Identity
    child: Identity
    demographics: Demographics
    nhs_number: NhsNumber | None
    clinic: Identity
    clinic_name: str
    at: time
    minutes: int
    consultation_type: str
    encounter: Identity | None
    attendance: Attendance | None
    outcome: Outcome | None
    next_weeks: int | None


@dataclass(frozen=True, slots=True)
class FoundChild:
    """A child a search found, with the banner's facts.

    `superseded` when it was found by an NHS number or local identifier that is no longer in use, which is never
    shown; `merged_into` when another record stands for the child.
    """

    child: Identity
    demographics: Demographics
    nhs_number: NhsNumber | None
    local_identifier: LocalPatientId | None
    postcode: str | None
    superseded: bool
    merged_into: Identity | None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A family that was booked out: what the desk has to arrange, and what of it is ticked. No needs.

    `done` holds what is ticked: `appointment`, `letter`, `refer:<code>`, `test:<test>`.
    """

    encounter: Identity
    child: Identity
    demographics: Demographics
    nhs_number: NhsNumber | None
    clinic_name: str | None
    at: time | None
    attendance: Attendance
    outcome: Outcome | None
    following: NextAppointment | None
    following_clinic: str | None
    onward_referrals: tuple[OnwardReferral, ...]
    tests_requested: tuple[RequestedTest, ...]
    copies: tuple[LetterCopy, ...]
    interpreter: bool
    language: str | None
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class BookingTick:
    """That the desk has arranged something of an encounter, or, when no longer `done`, that it has not after all.

    `version` counts the ticks and unticks of the same thing from 1.
    """

    organisation: Identity
    child: Identity
    encounter: Identity
    what: str
    version: int
    done: bool
    recorded_at: datetime
    recorded_by: Identity


class RegisterRecords(Records, Protocol):
    """The records of one organisation, as the register reads them."""

    def day_list(self, on: date, clinic: Identity | None) -> tuple[DayRow, ...]:
        """The appointments of a day, in one clinic or all, by time."""
        ...

    def clinics(self) -> tuple[Clinic, ...]: ...

    def professionals(self) -> tuple[CareProfessional, ...]: ...

    def referrals_of(self, child: Identity) -> tuple[Referral, ...]:
        """The current versions of a child's referrals, the newest first."""
        ...

    def teams(self) -> tuple[Team, ...]:
        """The organisation's teams by name."""
        ...

    def children_by_nhs_number(self, nhs_number: NhsNumber) -> tuple[FoundChild, ...]:
        """Who has, or once had, an NHS number."""
        ...

    def children_by_local_identifier(self, value: LocalPatientId) -> tuple[FoundChild, ...]:
        """Who has, or once had, a local patient identifier, whoever issued it."""
        ...

    def children_by_name(self, family_name: str, given_name: str | None, birth_date: date) -> tuple[FoundChild, ...]:
        """Who has this birth date and a family name that begins so, and, if one is given, a given or preferred name
        that begins so; accents, case, apostrophes and hyphens aside. By name; at most 50."""
        ...

    def look_alikes(
        self, demographics: Demographics, postcode: str | None, but_not: Identity | None
    ) -> tuple[FoundChild, ...]:
        """Who might be mistaken for somebody: the same family name and birth date (a twin, or the same child), the
        same family and given name, or the same family name and postcode (a sibling). At most 20."""
        ...

    def links_of(self, child: Identity) -> tuple[ChildLink, ...]:
        """Every merge and unmerge of a record into others or of others into it, the first first."""
        ...

    def appointments_of(self, child: Identity, since: date) -> tuple[Appointment, ...]:
        """The current versions of a child's appointments from a date on, by time."""
        ...

    def appointment(self, appointment: Identity) -> Appointment:
        """The current version of an appointment."""
        ...

    def appointment_of_reference(self, booking_reference: str) -> Appointment | None:
        """The current version of the appointment with the host booking system's reference."""
        ...

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        """The encounter recorded for an appointment, if any."""
        ...

    def desk_list(self, on: date) -> tuple[DeskRow, ...]:
        """The contacts of a day as the desk needs them, by time."""
        ...

    def tick(self, encounter: Identity, what: str) -> BookingTick | None:
        """The last tick or untick of something of an encounter."""
        ...

    def group_sessions(self, first: date, last: date) -> tuple[GroupSession, ...]:
        """The current versions of the group sessions held between two days, both included, by day."""
        ...

    def group_session_versions(self, session: Identity) -> tuple[GroupSession, ...]:
        """Every version of a group session, the first first."""
        ...

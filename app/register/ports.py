"""What the register asks of storage, besides the core's records."""

from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from app.clinical.child import Demographics
from app.clinical.clinic import Clinic
from app.clinical.encounter import Attendance, Outcome
from app.clinical.identifiers import NhsNumber
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

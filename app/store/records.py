"""The records of one organisation, as capture and the register ask for them."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from app.clinical.child import Child
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.identity import Identity
from app.register.ports import DayRow
from app.store.database import Reading
from app.store.units import Subjects
from app.store.writing import Writes

T = TypeVar("T")


class OrganisationRecords:
    """One organisation's records as of one moment, that of the first read.

    None can be made without its organisation, and no method takes another. A commit lets go of the moment: what is
    read after it is read as of then, and sees what was written. What each method answers and raises is said in the
    ports.
    """

    def __init__(
        self, organisation: Identity, subjects: Subjects, reading: Reading, write: Callable[[Writes], None]
    ) -> None:
        self._organisation = organisation
        self._subjects = subjects
        self._reading = reading
        self._write = write
        self._read: dict[tuple[str, Identity], Any] = {}

    def _once(self, what: str, identity: Identity, read: Callable[[Reading, Identity, Identity], T]) -> T:
        """Read a thing once in a moment: the rules of a use case ask for it again."""
        key = what, identity
        if key not in self._read:
            self._read[key] = read(self._reading, self._organisation, identity)
        found: T = self._read[key]
        return found

    def prepare(
        self,
        child: Identity,
        referral: Identity,
        *,
        appointment: Identity | None,
        professional: Identity | None,
        form_token: str | None,
    ) -> None:
        subjects, mine = self._subjects, self._organisation
        asked = [
            *subjects.children.asked(mine, child),
            *subjects.referrals.asked(mine, child, referral),
            *subjects.encounters.asked(mine, child),
        ]
        if appointment is not None:
            asked.extend(subjects.clinics.asked_of_appointment(mine, appointment))
        if professional is not None:
            asked.append(subjects.clinics.asked_of_professional(mine, professional))
        if form_token is not None:
            asked.append(subjects.encounters.asked_of_form(mine, form_token))
        self._reading.prime(*asked)

    def child(self, child: Identity) -> Child:
        return self._once("child", child, self._subjects.children.child)

    def referral(self, referral: Identity) -> Referral:
        return self._once("referral", referral, self._subjects.referrals.referral)

    def referrals_of(self, child: Identity) -> tuple[Referral, ...]:
        found = self._subjects.referrals.of_child(self._reading, self._organisation, child)
        if not found:
            self._subjects.children.require(self._reading, self._organisation, child)
        return found

    def encounter(self, encounter: Identity) -> Encounter:
        return self._once("encounter", encounter, self._subjects.encounters.encounter)

    def encounter_versions(self, encounter: Identity) -> tuple[Encounter, ...]:
        return self._subjects.encounters.versions(self._reading, self._organisation, encounter)

    def encounters_of(self, child: Identity) -> tuple[Encounter, ...]:
        return self._once("encounters", child, self._subjects.encounters.of_child)

    def record_number(self, child: Identity) -> int:
        return self._subjects.encounters.record_number(self._reading, self._organisation, child)

    def encounter_of_form(self, form_token: str) -> Identity | None:
        return self._subjects.encounters.of_form(self._reading, self._organisation, form_token)

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        return self._subjects.clinics.encounter_of_appointment(self._reading, self._organisation, appointment)

    def appointment(self, appointment: Identity) -> Appointment:
        return self._subjects.clinics.appointment(self._reading, self._organisation, appointment)

    def day_list(self, on: date, clinic: Identity | None) -> tuple[DayRow, ...]:
        return self._subjects.clinics.day_list(self._reading, self._organisation, on, clinic)

    def clinics(self) -> tuple[Clinic, ...]:
        return self._subjects.clinics.clinics(self._reading, self._organisation)

    def teams(self) -> tuple[Team, ...]:
        return self._subjects.clinics.teams(self._reading, self._organisation)

    def professionals(self) -> tuple[CareProfessional, ...]:
        return self._subjects.clinics.professionals(self._reading, self._organisation)

    def professional(self, professional: Identity) -> CareProfessional:
        return self._once("professional", professional, self._subjects.clinics.professional)

    def commit(self, unit: Unit) -> None:
        writes = self._subjects.writes(unit, self._organisation)
        self._reading.end()
        self._read.clear()
        self._write(writes)

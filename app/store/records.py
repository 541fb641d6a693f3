"""The records of one organisation, as capture, the register and the FHIR API ask for them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from app.capture.ports import Draft, UncodedNeed, UsageScope
from app.clinical.child import Child, ChildLink, Demographics, IdentifierKind
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.group_session import GroupSession
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.clinical.timing import Timing
from app.csds.ports import ChildRecord
from app.identity import Identity
from app.register.ports import BookingTick, DayRow, DeskRow, FoundChild
from app.reports.ports import HistoryPiece
from app.store.database import Reading
from app.store.fhir_records import FhirReads
from app.store.units import Subjects
from app.store.writing import Writes
from app.terminology.concept import ConceptId

T = TypeVar("T")


class OrganisationRecords(FhirReads):
    """One organisation's records as of one moment, that of the first read.

    None can be made without its organisation, and no method takes another. A commit lets go of the moment: what is
    read after it is read as of then, and sees what was written. What each method answers and raises is said in the
    ports.
    """

    def __init__(
        self, organisation: Identity, subjects: Subjects, reading: Reading, write: Callable[[Writes], None]
    ) -> None:
        super().__init__(organisation, subjects, reading)
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

    def appointments_of(self, child: Identity, since: date) -> tuple[Appointment, ...]:
        return self._subjects.clinics.appointments_of(self._reading, self._organisation, child, since)

    def appointment_of_reference(self, booking_reference: str) -> Appointment | None:
        return self._subjects.clinics.appointment_of_reference(self._reading, self._organisation, booking_reference)

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

    def draft(self, account: Identity, place: str) -> Draft | None:
        return self._subjects.drafts.draft(self._reading, self._organisation, account, place)

    def usual_concepts(self, scope: UsageScope, of: Identity) -> Mapping[ConceptId, int]:
        return self._subjects.usage.usual_concepts(self._reading, self._organisation, scope, of)

    def uncoded_needs(self) -> tuple[UncodedNeed, ...]:
        return self._subjects.uncoded.needs(self._reading, self._organisation, self._subjects.encounters)

    def timings(self, since: date) -> tuple[Timing, ...]:
        return self._subjects.timings.since(self._reading, self._organisation, since)

    def count_of_period(self, first: date, last: date) -> int:
        return len(self._subjects.submission.standing(self._reading, self._organisation, first, last))

    def children_of_period(self, first: date, last: date) -> Iterator[ChildRecord]:
        standing = self._subjects.submission.standing(self._reading, self._organisation, first, last)
        return self._subjects.submission.children(self._reading, self._organisation, standing)

    def touched_since(self, mark: int) -> tuple[int, Sequence[Identity]]:
        return self._subjects.reports_children.touched_since(self._reading, self._organisation, mark)

    def histories(self, children: Sequence[Identity]) -> Iterator[HistoryPiece]:
        return self._subjects.reports_children.histories(self._reading, self._organisation, children)

    def group_sessions(self, first: date, last: date) -> tuple[GroupSession, ...]:
        return self._subjects.group_sessions.between(self._reading, self._organisation, first, last)

    def group_session_versions(self, session: Identity) -> tuple[GroupSession, ...]:
        return self._subjects.group_sessions.versions(self._reading, self._organisation, session)

    def look_alike(self, child: Identity) -> bool:
        return self._subjects.finding.look_alike(self._reading, self._organisation, child)

    def look_alikes(
        self, demographics: Demographics, postcode: str | None, but_not: Identity | None
    ) -> tuple[FoundChild, ...]:
        return self._subjects.finding.look_alikes(self._reading, self._organisation, demographics, postcode, but_not)

    def children_by_nhs_number(self, nhs_number: NhsNumber) -> tuple[FoundChild, ...]:
        kind = IdentifierKind.NHS_NUMBER
        return self._subjects.finding.by_number(self._reading, self._organisation, kind, nhs_number)

    def children_by_local_identifier(self, value: LocalPatientId) -> tuple[FoundChild, ...]:
        return self._subjects.finding.by_number(self._reading, self._organisation, IdentifierKind.LOCAL, value)

    def children_by_name(self, family_name: str, given_name: str | None, birth_date: date) -> tuple[FoundChild, ...]:
        sought = family_name, given_name, birth_date
        return self._subjects.finding.by_name(self._reading, self._organisation, *sought)

    def links_of(self, child: Identity) -> tuple[ChildLink, ...]:
        return self._subjects.finding.links_of(self._reading, self._organisation, child)

    def desk_list(self, on: date) -> tuple[DeskRow, ...]:
        return self._subjects.desk.desk_list(self._reading, self._organisation, on)

    def tick(self, encounter: Identity, what: str) -> BookingTick | None:
        return self._subjects.desk.tick(self._reading, self._organisation, encounter, what)

    def commit(self, unit: Unit) -> None:
        writes = self._subjects.writes(unit, self._organisation)
        self._reading.end()
        self._read.clear()
        self._write(writes)

"""The records of one organisation, as the FHIR API asks for them: whatever has many answers in one go."""

from collections.abc import Mapping, Sequence

from app.access.people import Organisation
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.referral import Referral
from app.errors import NotFound
from app.fhir.ports import (
    After,
    Compartment,
    Hit,
    KeptResource,
    Numbers,
    ReceivedBody,
    Sought,
    SystemAndValue,
    TypeAndId,
)
from app.identity import Identity
from app.store.database import Reading, first
from app.store.units import Subjects


class FhirReads:
    """What is read for the FHIR API alone. What each method answers is said in the ports."""

    def __init__(self, organisation: Identity, subjects: Subjects, reading: Reading) -> None:
        self._organisation = organisation
        self._subjects = subjects
        self._reading = reading

    def received_before(self, client: Identity, key: str) -> ReceivedBody | None:
        return self._subjects.fhir_received.before(self._reading, self._organisation, client, key)

    def prepare_lists(self) -> None:
        self._reading.prime(*self._subjects.clinics.asked_of_lists(self._organisation))

    def identified(self, type_name: str, wanted: Sequence[SystemAndValue]) -> Mapping[SystemAndValue, Identity]:
        return self._subjects.fhir_received.identified(self._reading, self._organisation, type_name, wanted)

    def all_identified(
        self, wanted: Mapping[str, Sequence[SystemAndValue]]
    ) -> dict[str, Mapping[SystemAndValue, Identity]]:
        return self._subjects.fhir_received.all_identified(self._reading, self._organisation, wanted)

    def holders(self, numbers: Numbers) -> Mapping[str | tuple[str, str], Identity]:
        return self._subjects.fhir_children.holders(self._reading, self._organisation, numbers)

    def children(self, wanted: Sequence[Identity]) -> Mapping[Identity, Child]:
        return self._subjects.fhir_children.children(self._reading, self._organisation, wanted)

    def current_encounters(self, children: Sequence[Identity]) -> Mapping[Identity, tuple[Encounter, ...]]:
        return self._subjects.fhir_recorded.current_encounters(self._reading, self._organisation, children)

    def current_referrals(self, children: Sequence[Identity]) -> Mapping[Identity, tuple[Referral, ...]]:
        return self._subjects.fhir_recorded.current_referrals(self._reading, self._organisation, children)

    def record_numbers(self, children: Sequence[Identity]) -> Mapping[Identity, int]:
        return self._subjects.fhir_recorded.record_numbers(self._reading, self._organisation, children)

    def children_of(self, wanted: Sequence[TypeAndId]) -> Mapping[TypeAndId, Identity | None]:
        return self._subjects.fhir_whose.children_of(self._reading, self._organisation, wanted)

    def kept_last(self, wanted: Sequence[TypeAndId]) -> Mapping[TypeAndId, KeptResource]:
        return self._subjects.fhir_kept.last(self._reading, self._organisation, wanted)

    def kept_versions(self, type_name: str, identity: Identity) -> tuple[KeptResource, ...]:
        return self._subjects.fhir_kept.versions(self._reading, self._organisation, type_name, identity)

    def compartments(self, children: Sequence[Identity]) -> Mapping[Identity, Compartment]:
        return self._subjects.fhir_compartments.compartments(self._reading, self._organisation, children)

    def search(self, sought: Sought, after: After | None, most: int) -> tuple[Hit, ...]:
        return self._subjects.fhir_search.search(self._reading, self._organisation, sought, after, most)

    def count(self, sought: Sought) -> int:
        return self._subjects.fhir_search.count(self._reading, self._organisation, sought)

    def organisation(self) -> Organisation:
        row = first(self._reading, self._subjects.accounts.one_organisation, self._organisation)
        if row is None:
            raise NotFound("There is no such organisation in this installation.")
        return Organisation(*row)

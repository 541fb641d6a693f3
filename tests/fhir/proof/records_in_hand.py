"""The records of one child in hand, to be rendered as resources without a database behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson

from app.clinical.child import Child
from app.clinical.clinic import Appointment
from app.clinical.encounter import Encounter
from app.clinical.referral import Referral
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import ChildVersion, Compartment, FhirRecords, KeptResource, TypeAndId
from app.fhir.reading.serving import Shelf
from app.fhir.reading.standing import standing_resources
from app.identity import Identity

Json = dict[str, Any]


def compartment_of(
    child: Child,
    referrals: Sequence[Referral] = (),
    encounters: Sequence[Encounter] = (),
    appointments: Sequence[Appointment] = (),
) -> Compartment:
    """Everything that is held of a child, who is known since they were registered."""
    versions = (ChildVersion(1, child.registered_at, child),)
    return Compartment(child, versions, tuple(referrals), tuple(encounters), tuple(appointments), ())


@dataclass(frozen=True, slots=True)
class _InHand:
    """As much of an organisation's records as rendering asks for."""

    held: Compartment

    def compartments(self, children: Sequence[Identity]) -> Mapping[Identity, Compartment]:
        return {each: self.held for each in children if each == self.held.child.id}

    def kept_versions(self, type_name: str, identity: Identity) -> tuple[KeptResource, ...]:
        del type_name, identity
        return ()


def shelf_of(held: Compartment, surroundings: Surroundings) -> Shelf:
    """A shelf with one child's resources on it, and those of the standing lists."""
    return Shelf(cast(FhirRecords, _InHand(held)), surroundings)


def rendered(shelf: Shelf, child: Identity, *, standing: bool = True) -> dict[TypeAndId, Json]:
    """Every resource of a child in its last version, and those of the standing lists, as they are served."""
    view = shelf.view(child)
    assert view is not None
    found: dict[TypeAndId, Json] = {}
    for target in view.resources():
        for version in shelf.versions(target, child)[-1:]:
            found[target] = orjson.loads(shelf.json(target, version))
    for target in standing_resources(shelf.surroundings) if standing else ():
        found[target] = orjson.loads(shelf.json(target, shelf.versions(target, None)[-1]))
    return found

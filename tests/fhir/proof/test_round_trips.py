"""A child's record made on the form, sent to another organisation as one transaction, is the same record there."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Change
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import Compartment, TypeAndId
from app.fhir.surroundings import surroundings_of
from app.fhir.types import NEED_TYPES
from app.identity import Identity
from app.wiring import Installation, installation
from tests.fhir.mapping.core_values import CHILD
from tests.fhir.proof.comparing import (
    Json,
    Names,
    appointment_elsewhere,
    as_elsewhere,
    encounter_elsewhere,
    in_order,
    referral_elsewhere,
    without_identity,
)
from tests.fhir.proof.elsewhere import Elsewhere, elsewhere, renamed, settings_on, transaction_of
from tests.fhir.proof.generated_records import Record, here, records
from tests.fhir.proof.records_in_hand import rendered, shelf_of
from tests.service import Prepared, copied, settings_for

DEMO_CHILDREN = 6
_PLACES = count(1)

_TAKEN_AS_OURS = frozenset(
    {"Organization", "Practitioner", "PractitionerRole", "Location", "HealthcareService", "CareTeam"}
)
"""Types of the standing lists: each organisation has its own."""


@pytest.fixture(scope="module")
def installed(migrated_sqlite: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("elsewhere")
    path = folder / "everyneed.db"
    path.write_bytes(migrated_sqlite.read_bytes())  # type: ignore[attr-defined]
    with installation(settings_on(f"sqlite:///{path}", folder)) as opened:
        yield opened


class There:
    """An organisation that has the same teams and clinics as the sender."""

    def __init__(self, installed: Installation, ods_code: str, surroundings: Surroundings) -> None:
        self.place: Elsewhere = elsewhere(installed, installed.desk.add_organisation(ods_code, f"Trust {ods_code}"))
        self.teams, self.clinics = self.place.with_lists_of(surroundings)

    def sent(self, resources: Mapping[TypeAndId, Json]) -> Names:
        """Send resources in their order; they are all taken."""
        reply = self.place.send(transaction_of(resources))
        return Names(renamed(resources, reply), self.teams, self.clinics)


@pytest.fixture(scope="module")
def there(installed: Installation) -> There:
    return There(installed, "RYY01", here())


@pytest.fixture(scope="module")
def further(installed: Installation) -> There:
    return There(installed, "RZZ02", here())


def expect_read_back(there: There, child: Identity, sent: Mapping[TypeAndId, Json], names: Names) -> None:
    """Every resource of the child reads back there as it was sent; nothing but who recorded it is added."""
    back = there.place.rendered(child)
    own = {here: made for here, made in names.resources.items() if here[0] not in _TAKEN_AS_OURS}
    for here_, made in own.items():
        assert without_identity(back[made]) == as_elsewhere(sent[here_], names), here_[0]
    added = {name for name, identity in set(back) - set(names.resources.values()) if name not in _TAKEN_AS_OURS}
    assert added <= {"Provenance"}


def expect_same_record(held: Compartment, found: Compartment, names: Names) -> None:
    """The record there is the record here, but for identities and who recorded it when."""
    _expect_same_encounters(held, found, names)
    referrals = {each.id: each for each in found.referrals}
    for each in {each.id: each for each in held.referrals}.values():
        made = referrals[names.sure("EpisodeOfCare", each.id)]
        assert made == referral_elsewhere(each, names, made)
    appointments = {each.id: each for each in found.appointments}
    for booked in {each.id: each for each in held.appointments}.values():
        other = appointments[names.sure("Appointment", booked.id)]
        assert other == appointment_elsewhere(booked, names, other)
    assert found.child.demographics == held.child.demographics


def _expect_same_encounters(held: Compartment, found: Compartment, names: Names) -> None:
    current = {each.id: each for each in found.encounters}
    sent = {each.id: each for each in held.encounters}
    assert len(current) == len(sent)
    for each in sent.values():
        made = current[names.sure("Encounter", each.id)]
        last = _last_said(each, sent)
        needs = {names.need(need) for need in last}
        expected = encounter_elsewhere(_only(each, last), names, made)
        assert in_order(_withdrawn_alike(_only(made, needs))) == in_order(_withdrawn_alike(expected))


def _last_said(encounter: Encounter, sent: Mapping[Identity, Encounter]) -> set[Identity]:
    """The needs of which nothing was said later: a need is one resource, which says what was said last."""
    later = [each for each in sent.values() if each.record_number > encounter.record_number]
    said = {statement.need for each in later for statement in each.statements}
    return {statement.need for statement in encounter.statements} - said


def _only(encounter: Encounter, needs: set[Identity]) -> Encounter:
    return replace(encounter, statements=tuple(each for each in encounter.statements if each.need in needs))


def _withdrawn_alike(encounter: Encounter) -> Encounter:
    """What is said of a need that is taken back is as it was known there, and nobody's concern any more."""
    said = (
        replace(each, certainty=Certainty.REPORTED, onset=None, diagnosed=None, diagnosed_by=None)
        if each.change is Change.ENTERED_IN_ERROR
        else each
        for each in encounter.statements
    )
    return replace(encounter, statements=tuple(said))


def _sent_and_compared(there: There, held: Compartment, sent: Mapping[TypeAndId, Json]) -> None:
    names = there.sent(sent)
    child = names.sure("Patient", held.child.id)
    expect_read_back(there, child, sent, names)
    expect_same_record(held, there.place.compartment(child), names)


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(record=records())
def test_any_visit_is_the_same_elsewhere(there: There, record: Record) -> None:
    held = record.compartment(next(_PLACES))
    _sent_and_compared(there, held, rendered(shelf_of(held, here()), CHILD))


@settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
@given(record=records(visits=2))
def test_any_two_visits_are_the_same_elsewhere_with_what_was_said_last_of_each_need(
    there: There, record: Record
) -> None:
    held = record.compartment(next(_PLACES))
    _sent_and_compared(there, held, rendered(shelf_of(held, here()), CHILD))


@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(record=records(visits=2), chance=st.integers(0, 2**32))
def test_entries_in_any_order_make_the_same_record(there: There, further: There, record: Record, chance: int) -> None:
    held = record.compartment(next(_PLACES))
    sent = rendered(shelf_of(held, here()), CHILD)
    order = list(sent)
    random.Random(chance).shuffle(order)
    shuffled = {target: sent[target] for target in order}
    one, other = there.sent(sent), further.sent(shuffled)
    expect_read_back(further, other.sure("Patient", CHILD), shuffled, other)
    expect_same_record(held, further.place.compartment(other.sure("Patient", CHILD)), other)
    assert {_kind(one, each) for each in sent} == {_kind(other, each) for each in sent}


def _kind(names: Names, target: TypeAndId) -> tuple[TypeAndId, str, bool]:
    """What became of a resource, without its identity: its type, and whether it is its encounter's or a need's."""
    made = names.resources[target]
    return target, made[0], made[0] in NEED_TYPES


@pytest.fixture(scope="module")
def demonstration(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    url = copied(prepared_clinic, tmp_path_factory.mktemp("demonstration"))
    with installation(settings_for(url, prepared_clinic.secret)) as opened:
        yield opened


def test_children_of_the_demonstration_are_the_same_elsewhere(demonstration: Installation) -> None:
    organisation = demonstration.store.accounts.organisation("RZZ01")
    assert organisation is not None
    clinic = elsewhere(demonstration, organisation)
    with demonstration.begin(clinic.system.principal) as work:
        around = surroundings_of(work, clinic.known.now)
    seen = _children_seen(clinic)
    there = There(demonstration, "RXY09", around)
    for child in seen:
        _sent_and_compared(there, clinic.compartment(child), clinic.rendered(child))


def _children_seen(clinic: Elsewhere) -> list[Identity]:
    """Some children of the clinic with the most recorded, by the compartments themselves."""
    with clinic.installed.begin(clinic.system.principal) as work:
        from app.fhir.ports import Sought

        hits = work.records.search(Sought("Patient"), None, 100)
        held = work.records.compartments([each.id for each in hits])
    full = sorted(held.values(), key=lambda each: (len(each.encounters), each.child.id), reverse=True)
    return [each.child.id for each in full[:DEMO_CHILDREN]]

"""Many children, and whose many things are, are read by a few queries, each child as when read alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from app.access.people import Organisation
from app.clinical.child import ChildIdentifier, IdentifierKind, IdentifierOfChild
from app.clinical.needs import Change
from app.errors import NotFound
from app.fhir.ports import FhirRecords, Numbers, TypeAndId
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import (
    RECORDED,
    Example,
    bare_encounter,
    example,
    example_child,
    example_encounter,
    example_referral,
    example_statement,
    merged,
    unit_of,
    written,
)
from tests.store.fhir_examples import example_kept

MANY = [new_identity() for _ in range(5_000)]


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


@contextmanager
def records_of(store: Store, of: Example) -> Iterator[FhirRecords]:
    with store.records(of.organisation.id) as records:
        yield records


def another(of: Example, nhs_number: str) -> Example:
    """The example with another child, under a referral of their own; neither is written."""
    child = example_child(of.organisation.id, of.account.id, nhs_number)
    return replace(of, child=child, referral=example_referral(of.organisation.id, of.account.id, child.id, of.team.id))


def test_many_children_are_read_as_each_is_alone(store: Store) -> None:
    of = written(store)
    second, third = another(of, "9990000026").child, another(of, "9990000034").child
    nameless = replace(another(of, "9990000042").child, identifiers=(), facts=())
    commit(store, of, second, third, nameless, merged(of, second.id, of.child.id))
    wanted = [of.child.id, second.id, nameless.id, *MANY]
    with store.records(of.organisation.id) as records:
        assert records.children(wanted) == {each: records.child(each) for each in wanted[:3]}
        assert records.children([of.child.id])[of.child.id].merged_from == (second.id,)
        assert records.children([]) == {}


def test_the_current_encounters_of_many_children_are_those_that_each_has(store: Store) -> None:
    of = written(store)
    second, third = another(of, "9990000026"), another(of, "9990000034")
    first = example_encounter(of, needs=2)
    withdrawn = replace(first.statements[0], change=Change.ENTERED_IN_ERROR)
    amended = replace(
        first,
        version=2,
        record_number=2,
        statements=(withdrawn, example_statement(5, of.professional.id)),
        activities=first.activities[:1],
        groups=(),
        form_token=None,
    )
    of_second = [replace(example_encounter(second, number, 3), appointment=None) for number in (1, 2)]
    commit(store, of, second.child, second.referral, third.child, first, amended, bare_encounter(of, 3), *of_second)
    wanted = [of.child.id, second.child.id, third.child.id, *MANY]
    with store.records(of.organisation.id) as records:
        found = records.current_encounters(wanted)
        assert {child: set(each) for child, each in found.items()} == {
            **{child: set() for child in wanted},
            **{child: set(records.encounters_of(child)) for child in wanted[:3]},
        }
        assert amended in found[of.child.id]
        assert set(found[second.child.id]) == set(of_second)
        assert records.record_numbers(wanted) == dict.fromkeys(wanted, 0) | {of.child.id: 3, second.child.id: 2}
        assert (records.current_encounters([]), records.record_numbers([])) == ({}, {})


def test_the_current_referrals_of_many_children_come_the_last_received_first(store: Store) -> None:
    of = written(store)
    second = another(of, "9990000026")
    closed = replace(of.referral, version=2, discharged_on=date(2026, 3, 2), teams=of.referral.teams[:1])
    newer = replace(of.referral, id=new_identity(), received_on=date(2026, 2, 1))
    commit(store, of, second.child, second.referral, closed, newer)
    with store.records(of.organisation.id) as records:
        found = records.current_referrals([of.child.id, second.child.id, *MANY])
        assert found[of.child.id] == (newer, closed)
        assert found[second.child.id] == (second.referral,)
        assert found[MANY[0]] == ()
        assert records.current_referrals([]) == {}


def test_the_holders_of_numbers_are_found_by_what_is_in_use(store: Store) -> None:
    of = written(store)
    second = another(of, "9990000026").child
    local = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, "A1", "RXX01", None)
    ended = replace(second.identifiers[0], until=date(2026, 3, 1), version=2)
    elsewhere = replace(local, id=new_identity(), issuer="RXX02")
    given = [
        IdentifierOfChild(of.organisation.id, child, identifier, RECORDED, of.account.id)
        for child, identifier in ((of.child.id, local), (second.id, elsewhere), (second.id, ended))
    ]
    commit(store, of, second, *given)
    numbers = Numbers(
        frozenset({"9990000018", "9990000026", "9990000034", "a\0b", "\ud800"}),
        frozenset({("RXX01", "A1"), ("RXX02", "A1"), ("RXX03", "A1"), ("RXX01", "A2"), ("a\0b", "\ud800")}),
    )
    with store.records(of.organisation.id) as records:
        assert records.holders(numbers) == {
            "9990000018": of.child.id,
            ("RXX01", "A1"): of.child.id,
            ("RXX02", "A1"): second.id,
        }
        assert records.holders(Numbers()) == {}


def test_of_a_merged_record_the_holder_is_that_which_stands_for_it(store: Store) -> None:
    of = written(store)
    second, third = another(of, "9990000026").child, another(of, "9990000034").child
    commit(store, of, second, third, merged(of, second.id, third.id), merged(of, third.id, of.child.id))
    numbers = Numbers(frozenset({"9990000018", "9990000026", "9990000034"}))
    with store.records(of.organisation.id) as records:
        assert records.holders(numbers) == dict.fromkeys(numbers.nhs, of.child.id)
    commit(store, of, merged(of, third.id, of.child.id, 2, standing=False))
    with store.records(of.organisation.id) as records:
        assert records.holders(numbers) == {
            "9990000018": of.child.id, "9990000026": third.id, "9990000034": third.id
        }  # fmt: skip


def test_whose_a_resource_is_is_known_of_every_type(store: Store) -> None:
    of = written(store)
    encounter = example_encounter(of, needs=3)
    amended = replace(encounter, version=2, record_number=2, form_token=None)
    commit(store, of, encounter, amended)
    condition, observation, device = (each.need for each in encounter.statements)
    child = of.child.id
    there = {
        ("Patient", child): child,
        **{(each, encounter.id): child for each in ("Encounter", "QuestionnaireResponse", "Provenance")},
        **{(each, of.referral.id): child for each in ("EpisodeOfCare", "ServiceRequest")},
        **{("Condition", condition): child, ("Observation", observation): child, ("DeviceUseStatement", device): child},
        ("Procedure", encounter.activities[0].id): child,
        ("Appointment", of.appointment.id): child,
        **{(each, of.professional.id): None for each in ("Practitioner", "PractitionerRole")},
        ("CareTeam", of.team.id): None,
        **{(each, of.clinic.id): None for each in ("HealthcareService", "Location")},
        ("Organization", of.organisation.id): None,
    }
    absent = [(type_name, MANY[place]) for place, (type_name, _) in enumerate(there)]
    astray = [("Encounter", child), ("Patient", encounter.id), ("Flag", child), ("Organization", child)]
    with store.records(of.organisation.id) as records:
        assert records.children_of([*there, *absent, *astray, *there]) == there
        assert records.children_of([("Condition", each) for each in MANY]) == {}
        assert records.children_of([]) == {}


def test_whose_a_resource_is_that_only_is_kept_is_what_its_last_version_says(store: Store) -> None:
    of = written(store)
    second = another(of, "9990000026").child
    flag, practitioner = example_kept(of, "Flag"), replace(example_kept(of, "Practitioner"), child=None)
    moved = replace(example_kept(of, "Flag", flag.id, 2), child=second.id)
    organisation = replace(example_kept(of, "Organization"), child=None)
    commit(store, of, second, flag, moved, practitioner, organisation)
    wanted = [("Flag", flag.id), ("Practitioner", practitioner.id), ("Organization", organisation.id)]
    with store.records(of.organisation.id) as records:
        assert records.children_of([*wanted, ("Condition", flag.id)]) == dict(
            zip(wanted, (second.id, None, None), strict=True)
        )


def test_what_is_recorded_says_whose_it_is_before_what_was_sent_does(store: Store) -> None:
    of = written(store)
    second = another(of, "9990000026").child
    encounter = bare_encounter(of, 1)
    commit(store, of, second, encounter, replace(example_kept(of, "Encounter", encounter.id), child=second.id))
    with store.records(of.organisation.id) as records:
        assert records.children_of([("Encounter", encounter.id)]) == {("Encounter", encounter.id): of.child.id}


def test_nothing_of_another_organisation_is_found(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    encounter, kept = example_encounter(of), example_kept(of, "Flag")
    commit(store, of, encounter, kept)
    theirs: list[TypeAndId] = [
        *(("Patient", of.child.id), ("Encounter", encounter.id), ("EpisodeOfCare", of.referral.id)),
        *(("Condition", encounter.statements[0].need), ("Procedure", encounter.activities[0].id)),
        *(("Appointment", of.appointment.id), ("Practitioner", of.professional.id), ("CareTeam", of.team.id)),
        *(("Location", of.clinic.id), ("Organization", of.organisation.id), ("Flag", kept.id)),
    ]
    with store.records(other.organisation.id) as records:
        assert records.children_of(theirs) == {}
        assert records.children([of.child.id]) == {}
        assert records.holders(Numbers(frozenset({"9990000018"}))) == {}
        assert records.current_encounters([of.child.id]) == {of.child.id: ()}
        assert records.current_referrals([of.child.id]) == {of.child.id: ()}
        assert records.record_numbers([of.child.id]) == {of.child.id: 0}
        assert records.compartments([of.child.id]) == {}
    with store.records(of.organisation.id) as records:
        assert set(records.children_of(theirs)) == set(theirs)


def test_the_organisation_and_its_own_are_told(store: Store) -> None:
    of = written(store)
    with records_of(store, of) as records:
        assert (
            records.organisation() == of.organisation == Organisation(of.organisation.id, "RXX01", of.organisation.name)
        )
        assert (records.teams(), records.clinics()) == ((of.team,), (of.clinic,))
        assert records.professionals() == (of.professional,)
    with store.records(new_identity()) as strangers, pytest.raises(NotFound, match="no such organisation"):
        strangers.organisation()

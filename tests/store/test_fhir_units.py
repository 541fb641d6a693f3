"""What a system sends at once is one unit: a thousand rows in few statements, all of them or none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from app.clinical.child import Child, IdentifierOfChild
from app.clinical.encounter import Encounter
from app.clinical.needs import Change
from app.clinical.referral import Referral
from app.errors import Conflict
from app.fhir.ports import Numbers
from app.store.engine import Store
from app.store.units import Subjects
from tests.databases import new_identity
from tests.store.examples import (
    RECORDED,
    Example,
    example,
    example_child,
    example_encounter,
    example_referral,
    example_statement,
    unit_of,
    written,
)
from tests.store.fhir_examples import example_claimed, example_kept, example_received
from tests.store.raw import count

CHILDREN = 20
ENCOUNTERS = 3


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def visited(of: Example, number: int) -> tuple[Child, Referral, list[Encounter]]:
    """A child with a referral and encounters, of which the first is amended: another need, and one withdrawn."""
    child = example_child(of.organisation.id, of.account.id, f"999{number:07}")
    referral = example_referral(of.organisation.id, of.account.id, child.id, of.team.id)
    theirs = replace(of, child=child, referral=referral)
    encounters = [
        replace(example_encounter(theirs, place, needs=4), appointment=None, form_digest=None)
        for place in range(1, ENCOUNTERS + 1)
    ]
    kept, withdrawn, *others = encounters[0].statements
    amended = replace(
        encounters[0],
        version=2,
        record_number=ENCOUNTERS + 1,
        statements=(
            kept,
            replace(withdrawn, change=Change.ENTERED_IN_ERROR),
            *others,
            example_statement(7, of.professional.id),
        ),
        form_token=None,
        amendment_reason="Sent anew.",
    )
    return child, referral, [*encounters, amended]


def sent_for(of: Example, number: int) -> list[object]:
    """All that one child's part of a bundle leads to, in the order in which it was read."""
    child, referral, encounters = visited(of, number)
    theirs = replace(of, child=child, referral=referral)
    kept = [
        replace(
            example_kept(theirs, "Encounter", each.id, each.version),
            encounter=each.id,
            encounter_version=each.version,
        )
        for each in encounters
    ]
    claimed = example_claimed(theirs, value=f"V{number}")
    return [child, referral, *(thing for pair in zip(encounters, kept, strict=True) for thing in pair), claimed]


def test_many_children_with_all_that_was_sent_of_them_are_read_as_they_were_written(store: Store) -> None:
    of = written(store)
    parts = [sent_for(of, number) for number in range(100, 100 + CHILDREN)]
    received = example_received(of)
    commit(store, of, received, *(thing for part in parts for thing in part))
    with store.records(of.organisation.id) as records:
        for part in parts:
            child, referral, *_ = part
            assert isinstance(child, Child)
            assert records.child(child.id) == child
            assert records.referrals_of(child.id) == (referral,)
            encounters = [each for each in part if isinstance(each, Encounter)]
            assert set(records.encounters_of(child.id)) == set(encounters[1:])
            assert records.encounter_versions(encounters[0].id) == (encounters[0], encounters[-1])
            assert records.record_number(child.id) == ENCOUNTERS + 1
    assert store.accounts.verify_audit().faults == ()


def test_the_statements_of_a_unit_do_not_grow_with_its_things(store: Store) -> None:
    def statements(subjects: Subjects, of: Example, parts: Sequence[list[object]]) -> int:
        unit = unit_of(of, *(thing for part in parts for thing in part))
        return len(subjects.writes(unit, of.organisation.id).steps)

    of, subjects = example(), store._subjects
    few = statements(subjects, of, [sent_for(of, 1)])
    assert statements(subjects, of, [sent_for(of, number) for number in range(30)]) == few


def test_a_unit_is_refused_whole_when_one_of_its_many_rows_is(database_url: str, store: Store) -> None:
    of = written(store)
    first, second = sent_for(of, 1), sent_for(of, 2)
    second[-1] = example_claimed(of, value="V1")
    before = [count(database_url, table) for table in ("child", "encounter", "need", "fhir_kept", "audit_event")]
    with pytest.raises(Conflict, match="An identifier in it was recorded"):
        commit(store, of, *first, *second)
    assert before == [
        count(database_url, table) for table in ("child", "encounter", "need", "fhir_kept", "audit_event")
    ]


def test_a_number_that_passes_from_child_to_child_within_a_unit_ends_where_it_was_last_given(store: Store) -> None:
    of = written(store)
    owner, by = of.organisation.id, of.account.id
    other = example_child(owner, by, "9990000026")
    number, theirs = of.child.identifiers[0], other.identifiers[0]
    day = RECORDED.date()
    passed = replace(number, id=new_identity())
    things = (
        other,
        IdentifierOfChild(owner, of.child.id, replace(number, until=day, version=2), RECORDED, by),
        IdentifierOfChild(owner, other.id, replace(theirs, until=day, version=2), RECORDED, by),
        IdentifierOfChild(owner, other.id, passed, RECORDED, by),
        IdentifierOfChild(owner, other.id, replace(passed, until=day, version=2), RECORDED, by),
        IdentifierOfChild(owner, of.child.id, replace(number, version=3), RECORDED + timedelta(seconds=1), by),
    )
    commit(store, of, *things)
    with store.records(owner) as records:
        assert records.holders(Numbers(frozenset({"9990000018", "9990000026"}))) == {"9990000018": of.child.id}
        assert records.child(of.child.id).nhs_number == "9990000018"
        assert records.child(other.id).nhs_number is None


def test_nothing_that_was_sent_is_written_for_another_organisation(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    for thing in (example_received(of), example_kept(of), example_claimed(of)):
        with pytest.raises(ValueError, match="another organisation"):
            store._subjects.writes(unit_of(other, thing), other.organisation.id)

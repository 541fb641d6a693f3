"""How many children have a standing need of a concept is what the core's rule makes of their encounters."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.history import need_histories, standing_needs
from app.clinical.needs import Change, Statement
from app.identity import Identity
from app.store.engine import Store
from app.store.touched import AT_ONCE
from app.terminology.concept import ConceptId
from tests.databases import new_identity
from tests.store.examples import (
    CONCEPTS,
    Example,
    bare_encounter,
    example,
    example_child,
    example_statement,
    merged,
    unit_of,
    written,
)

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
DAY = timedelta(days=1)
ONE, TWO, NEVER = (ConceptId(each) for each in CONCEPTS[:3])


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def counted(store: Store, of: Example, *concepts: ConceptId) -> tuple[int, ...]:
    """How many children have each concept."""
    found = store.releases.children_with(of.organisation.id, concepts)
    assert set(found) == set(concepts)
    return tuple(found[each] for each in concepts)


def said(
    of: Example, concept: ConceptId | None = ONE, need: Identity | None = None, change: Change = Change.NEW
) -> Statement:
    return replace(example_statement(1, of.professional.id, need), concept=concept, change=change)


def again(statement: Statement, change: Change) -> Statement:
    return replace(statement, change=change)


def visit(of: Example, number: int, on: date, *statements: Statement, child: Child | None = None) -> Encounter:
    bare = bare_encounter(of, number)
    return replace(
        bare, child=(child or of.child).id, contact=replace(bare.contact, on=on, at=None), statements=statements
    )


def amended(encounter: Encounter, number: int, *statements: Statement) -> Encounter:
    return replace(encounter, version=encounter.version + 1, record_number=number, statements=statements)


def another_child(store: Store, of: Example, number: int = 0) -> Child:
    child = example_child(of.organisation.id, of.account.id, f"{of.organisation.id % 10**5:05d}{number:05d}")
    commit(store, of, child)
    return child


def test_each_child_is_counted_once_for_each_concept_whatever_the_number_of_its_needs(store: Store) -> None:
    of = written(store)
    other = another_child(store, of)
    commit(store, of, visit(of, 1, MONDAY, said(of), said(of), said(of, TWO)))
    commit(store, of, visit(of, 1, MONDAY, said(of), said(of, None), child=other))
    assert counted(store, of, ONE, TWO, NEVER) == (2, 1, 0)
    assert counted(store, of, NEVER) == (0,)
    assert counted(store, of) == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change.STILL_PRESENT, 1),
        (Change.REVIEWED_UNCHANGED, 1),
        (Change.CARRIED, 1),
        (Change.RESOLVED, 0),
        (Change.ENTERED_IN_ERROR, 0),
    ],
)
def test_a_need_is_counted_while_it_stands(store: Store, change: Change, expected: int) -> None:
    of = written(store)
    first = said(of)
    commit(store, of, visit(of, 1, MONDAY, first), visit(of, 2, TUESDAY, again(first, change)))
    assert counted(store, of, ONE) == (expected,)


def test_a_resolution_stands_however_often_the_need_is_carried_and_falls_when_it_is_said_again(store: Store) -> None:
    of = written(store)
    need = said(of)
    commit(store, of, visit(of, 1, MONDAY, need), visit(of, 2, TUESDAY, again(need, Change.RESOLVED)))
    commit(store, of, visit(of, 3, WEDNESDAY, again(need, Change.CARRIED)))
    assert counted(store, of, ONE) == (0,)
    commit(store, of, visit(of, 4, WEDNESDAY + DAY, again(need, Change.REVIEWED_UNCHANGED)))
    assert counted(store, of, ONE) == (1,)


def test_a_visit_recorded_late_counts_from_when_it_took_place(store: Store) -> None:
    of = written(store)
    need = said(of)
    resolved = visit(of, 2, TUESDAY, again(need, Change.RESOLVED))
    commit(store, of, visit(of, 1, MONDAY, need), visit(of, 3, WEDNESDAY, again(need, Change.STILL_PRESENT)), resolved)
    assert counted(store, of, ONE) == (1,)


def test_of_two_visits_on_one_day_the_later_decides(store: Store) -> None:
    of = written(store)
    need = said(of)
    afternoon, morning = visit(of, 1, TUESDAY, again(need, Change.RESOLVED)), visit(of, 2, TUESDAY, need)
    commit(
        store,
        of,
        replace(morning, contact=replace(morning.contact, at=time(9))),
        replace(afternoon, contact=replace(afternoon.contact, at=time(14))),
    )
    assert counted(store, of, ONE) == (0,)


def test_a_need_coded_otherwise_since_counts_for_the_code_it_stands_with(store: Store) -> None:
    of = written(store)
    need = said(of)
    recoded = replace(need, concept=TWO, change=Change.STILL_PRESENT)
    # Carried with the code it had, by a form that was open meanwhile.
    stale = again(need, Change.CARRIED)
    commit(store, of, visit(of, 1, MONDAY, need), visit(of, 2, TUESDAY, recoded), visit(of, 3, WEDNESDAY, stale))
    assert counted(store, of, ONE, TWO) == (0, 1)
    assert counted(store, of, ONE) == (0,)


def test_a_code_given_to_words_by_an_amendment_counts_though_later_visits_carry_the_words(store: Store) -> None:
    of = written(store)
    words = said(of, None)
    first = visit(of, 1, MONDAY, words)
    commit(store, of, first, visit(of, 2, TUESDAY, again(words, Change.CARRIED)))
    assert counted(store, of, ONE) == (0,)
    commit(store, of, amended(first, 3, replace(words, concept=ONE)))
    assert counted(store, of, ONE) == (1,)


def test_what_an_amendment_changed_or_took_back_is_not_counted(store: Store) -> None:
    of = written(store)
    changed, mistaken = said(of), said(of, TWO)
    first = visit(of, 1, MONDAY, changed, mistaken)
    commit(store, of, first)
    assert counted(store, of, ONE, TWO, NEVER) == (1, 1, 0)
    commit(store, of, amended(first, 2, replace(changed, concept=NEVER), again(mistaken, Change.ENTERED_IN_ERROR)))
    assert counted(store, of, ONE, TWO, NEVER) == (0, 0, 1)


def test_a_resolution_that_an_amendment_took_back_leaves_the_need_standing(store: Store) -> None:
    of = written(store)
    need = said(of)
    second = visit(of, 2, TUESDAY, again(need, Change.RESOLVED))
    commit(store, of, visit(of, 1, MONDAY, need), second)
    assert counted(store, of, ONE) == (0,)
    commit(store, of, amended(second, 3, again(need, Change.CARRIED)))
    assert counted(store, of, ONE) == (1,)


def test_an_encounter_entered_in_error_counts_for_nothing_and_its_need_stays_withdrawn(store: Store) -> None:
    of = written(store)
    stood, wrong = said(of), said(of, TWO)
    second = visit(of, 2, TUESDAY, again(stood, Change.RESOLVED), wrong)
    third = visit(of, 3, WEDNESDAY, again(wrong, Change.STILL_PRESENT))
    commit(store, of, visit(of, 1, MONDAY, stood), second, third)
    assert counted(store, of, ONE, TWO) == (0, 1)
    withdrawn = amended(second, 4, again(stood, Change.CARRIED), again(wrong, Change.ENTERED_IN_ERROR))
    commit(store, of, replace(withdrawn, entered_in_error=True))
    assert counted(store, of, ONE, TWO) == (1, 0)


def test_records_that_were_merged_are_one_child_until_they_are_unmerged(store: Store) -> None:
    of = written(store)
    twice = another_child(store, of)
    commit(store, of, visit(of, 1, MONDAY, said(of)), visit(of, 1, MONDAY, said(of), said(of, TWO), child=twice))
    assert counted(store, of, ONE, TWO) == (2, 1)
    commit(store, of, merged(of, twice.id, of.child.id))
    assert counted(store, of, ONE, TWO) == (1, 1)
    commit(store, of, merged(of, twice.id, of.child.id, version=2, standing=False))
    assert counted(store, of, ONE, TWO) == (2, 1)


def test_two_records_merged_into_a_third_that_has_no_such_need_are_one_child(store: Store) -> None:
    of = written(store)
    first, second = (another_child(store, of, number) for number in (1, 2))
    commit(store, of, *(visit(of, 1, MONDAY, said(of), child=each) for each in (first, second)))
    commit(store, of, *(merged(of, each.id, of.child.id) for each in (first, second)))
    assert counted(store, of, ONE) == (1,)


@pytest.mark.parametrize("circle", [False, True], ids=["in a row", "in a circle"])
def test_records_merged_by_two_people_at_once_are_one_child(store: Store, circle: bool) -> None:
    of = written(store)
    records = [of.child, *(another_child(store, of, number) for number in (1, 2))]
    # The one between has no such need.
    commit(store, of, *(visit(of, 1, MONDAY, said(of), child=each) for each in (records[0], records[2])))
    commit(store, of, merged(of, records[0].id, records[1].id), merged(of, records[1].id, records[2].id))
    if circle:
        commit(store, of, merged(of, records[2].id, records[1].id))
    assert counted(store, of, ONE) == (1,)


def test_another_organisations_children_are_not_counted(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    commit(store, of, visit(of, 1, MONDAY, said(of)))
    commit(store, other, visit(other, 1, MONDAY, said(other), said(other, TWO)))
    assert counted(store, of, ONE, TWO) == (1, 0)
    assert counted(store, other, ONE, TWO) == (1, 1)
    assert store.releases.children_with(new_identity(), [ONE]) == {ONE: 0}


def test_more_concepts_and_children_than_one_query_asks_about_are_all_counted(store: Store) -> None:
    of = written(store)
    children = [of.child, *(another_child(store, of, number) for number in range(1, AT_ONCE + 2))]
    concepts = [ConceptId(10_000_000 + number) for number in range(2 * AT_ONCE + 1)]
    for place, child in enumerate(children):
        commit(store, of, visit(of, 1, MONDAY, said(of, concepts[0]), said(of, concepts[place + 1]), child=child))
    found = store.releases.children_with(of.organisation.id, [*concepts, concepts[1]])
    assert (found[concepts[0]], found[concepts[1]], found[concepts[len(children)]]) == (len(children), 1, 1)
    assert sum(found.values()) == 2 * len(children)
    assert found[concepts[-1]] == 0


SAID = st.tuples(st.integers(0, 2), st.sampled_from(Change), st.sampled_from([ONE, TWO, None]))
VISITS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([None, time(9), time(14)]),
        st.lists(SAID, max_size=3, unique_by=lambda each: each[0]),
        st.booleans(),
    ),
    max_size=6,
)


def _expected(encounters: Iterable[Encounter], concept: ConceptId) -> int:
    return int(any(each.latest.concept == concept for each in standing_needs(need_histories(encounters))))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=VISITS)
def test_whatever_was_said_and_amended_the_count_is_what_the_cores_rule_makes_of_it(
    store: Store, visits: list[tuple[int, time | None, list[tuple[int, Change, ConceptId | None]], bool]]
) -> None:
    of = written(store, lambda: example(f"R{new_identity() % 10**8:08d}"))
    needs = [new_identity() for _ in range(3)]
    # The needs are there from a visit of which its amendment leaves nothing, so any statement may come to be the first.
    stated = visit(of, 1, MONDAY - DAY, *(said(of, ONE, need) for need in needs))
    recorded = [stated, amended(stated, 2)]
    for number, (day, at, statements, amends) in enumerate(visits, start=1):
        bare = visit(of, 10 * number, MONDAY + day * DAY)
        recorded.append(replace(bare, contact=replace(bare.contact, at=at)))
        made = [said(of, concept, needs[place], change) for place, change, concept in statements]
        recorded.append(amended(recorded[-1], 10 * number + 1, *made))
        if amends:
            recorded.append(amended(recorded[-1], 10 * number + 2, *made[1:]))
    commit(store, of, *recorded)
    current = {each.id: each for each in recorded}.values()
    assert counted(store, of, ONE, TWO) == (_expected(current, ONE), _expected(current, TWO))

"""The needs that wait for a code are those whose last word stands and has none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.capture.ports import UncodedNeed
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.history import in_order_of_time, need_histories, standing_needs
from app.clinical.identifiers import NhsNumber
from app.clinical.needs import Change, Statement
from app.identity import Identity
from app.store.engine import Store
from app.store.uncoded import MOST_NEEDS
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
from tests.store.test_query_plans import plans

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAY = timedelta(days=1)
CODE = ConceptId(CONCEPTS[0])


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def uncoded(store: Store, of: Example) -> tuple[UncodedNeed, ...]:
    with store.records(of.organisation.id) as records:
        return records.uncoded_needs()


def words(of: Example, need: Identity | None = None, change: Change = Change.NEW) -> Statement:
    statement = example_statement(1, of.professional.id, need)
    return replace(statement, concept=None, description=None, term="Needs a hoist at school", change=change)


def visit(of: Example, number: int, on: date, *statements: Statement, child: Child | None = None) -> Encounter:
    bare = bare_encounter(of, number)
    return replace(
        bare,
        child=(child or of.child).id,
        contact=replace(bare.contact, on=on),
        statements=statements,
        professional=of.professional.id,
    )


def needs(found: Sequence[UncodedNeed]) -> list[Identity]:
    return [each.need for each in found]


def test_a_need_in_the_clinicians_own_words_is_listed_with_its_visit_and_its_child(store: Store) -> None:
    of = written(store)
    said = words(of)
    first = visit(of, 1, MONDAY, said, example_statement(0, of.professional.id))
    commit(store, of, first)
    assert uncoded(store, of) == (
        UncodedNeed(
            encounter=first.id,
            need=said.need,
            term="Needs a hoist at school",
            group=said.group,
            on=MONDAY,
            professional=of.professional.id,
            child=of.child.id,
            demographics=of.child.demographics,
            nhs_number=NhsNumber("9990000018"),
        ),
    )


def test_a_need_affirmed_again_is_listed_once_with_the_visit_that_affirmed_it_last(store: Store) -> None:
    of = written(store)
    said = words(of)
    still = visit(of, 2, TUESDAY, replace(words(of, said.need, Change.STILL_PRESENT), term="Needs a hoist"))
    unchanged = visit(of, 3, TUESDAY + DAY, words(of, said.need, Change.REVIEWED_UNCHANGED))
    carried = visit(of, 4, TUESDAY + 2 * DAY, words(of, said.need, Change.CARRIED))
    commit(store, of, visit(of, 1, MONDAY, said), still, unchanged, carried)
    (found,) = uncoded(store, of)
    assert (found.encounter, found.on, found.term) == (unchanged.id, TUESDAY + DAY, "Needs a hoist")


def test_a_need_coded_at_an_earlier_visit_is_not_listed_for_having_been_reviewed_unchanged_since(store: Store) -> None:
    of = written(store)
    first = visit(of, 1, MONDAY, words(of))
    need = first.statements[0].need
    commit(store, of, first, visit(of, 2, TUESDAY, words(of, need, Change.REVIEWED_UNCHANGED)))
    assert needs(uncoded(store, of)) == [need]
    coded = replace(first.statements[0], concept=CODE)
    commit(store, of, replace(first, version=2, record_number=3, statements=(coded,)))
    assert uncoded(store, of) == ()


def test_of_two_visits_on_one_day_the_later_affirmed_it(store: Store) -> None:
    of = written(store)
    said = words(of)
    afternoon, morning = visit(of, 1, MONDAY, words(of, said.need, Change.STILL_PRESENT)), visit(of, 2, MONDAY, said)
    commit(
        store,
        of,
        replace(morning, contact=replace(morning.contact, at=time(9))),
        replace(afternoon, contact=replace(afternoon.contact, at=time(14))),
    )
    assert [each.encounter for each in uncoded(store, of)] == [afternoon.id]


def test_a_need_that_was_coded_resolved_or_entered_in_error_since_is_not_listed(store: Store) -> None:
    of = written(store)
    coded, resolved, mistaken = words(of), words(of), words(of)
    commit(
        store,
        of,
        visit(of, 1, MONDAY, coded, resolved, mistaken),
        visit(
            of,
            2,
            TUESDAY,
            replace(coded, concept=CODE, change=Change.STILL_PRESENT),
            words(of, resolved.need, Change.RESOLVED),
            words(of, mistaken.need, Change.ENTERED_IN_ERROR),
        ),
        visit(of, 3, TUESDAY + DAY, *(words(of, each.need, Change.CARRIED) for each in (coded, resolved, mistaken))),
    )
    assert uncoded(store, of) == ()


def test_a_need_resolved_by_a_visit_recorded_late_is_listed_when_it_was_reviewed_since(store: Store) -> None:
    of = written(store)
    said = words(of)
    reviewed = visit(of, 2, TUESDAY + DAY, words(of, said.need, Change.REVIEWED_UNCHANGED))
    late = visit(of, 3, TUESDAY, words(of, said.need, Change.RESOLVED))
    commit(store, of, visit(of, 1, MONDAY, said), reviewed, late)
    assert [each.encounter for each in uncoded(store, of)] == [reviewed.id]


def test_a_need_coded_later_on_the_same_day_is_not_listed(store: Store) -> None:
    of = written(store)
    said = words(of)
    commit(
        store,
        of,
        visit(of, 1, MONDAY, said),
        visit(of, 2, MONDAY, replace(said, concept=CODE, change=Change.STILL_PRESENT)),
    )
    assert uncoded(store, of) == ()


def test_a_need_coded_by_an_amendment_is_not_listed_and_what_it_said_before_is_not_heeded(store: Store) -> None:
    of = written(store)
    first = visit(of, 1, MONDAY, words(of))
    coded = replace(first.statements[0], concept=CODE)
    commit(store, of, first, replace(first, version=2, record_number=2, statements=(coded,)))
    assert uncoded(store, of) == ()


def test_a_code_that_an_amendment_took_back_leaves_the_need_waiting(store: Store) -> None:
    of = written(store)
    said = words(of)
    second = visit(of, 2, TUESDAY, replace(said, concept=CODE, change=Change.STILL_PRESENT))
    carried = words(of, said.need, Change.CARRIED)
    commit(store, of, visit(of, 1, MONDAY, said), second)
    commit(store, of, replace(second, version=2, record_number=3, statements=(carried,)))
    assert needs(uncoded(store, of)) == [said.need]


def test_the_last_affirmed_comes_first_and_merged_children_are_listed_too(store: Store) -> None:
    of = written(store)
    twice = example_child(of.organisation.id, of.account.id, "9990000026")
    early, late = visit(of, 1, MONDAY, words(of)), visit(of, 1, TUESDAY, words(of), words(of), child=twice)
    commit(store, of, twice, early, late, merged(of, twice.id, of.child.id))
    found = uncoded(store, of)
    assert needs(found) == [each.need for each in (*late.statements, *early.statements)]
    assert [each.child for each in found] == [twice.id, twice.id, of.child.id]


def test_no_more_than_five_hundred_are_listed(store: Store) -> None:
    of = written(store)
    visits = [visit(of, number, MONDAY + number * DAY, *(words(of) for _ in range(60))) for number in range(1, 10)]
    commit(store, of, *visits)
    found = uncoded(store, of)
    assert len(found) == MOST_NEEDS == 500
    assert found[0].encounter == visits[-1].id
    assert {each.encounter for each in found[480:]} == {visits[0].id}


def test_another_organisation_sees_none_of_them(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    commit(store, of, visit(of, 1, MONDAY, words(of)))
    assert uncoded(store, other) == ()


SAID = st.tuples(st.integers(0, 1), st.sampled_from(Change), st.booleans())
VISITS = st.lists(st.tuples(st.integers(0, 2), st.lists(SAID, max_size=2, unique_by=lambda each: each[0])), max_size=5)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=VISITS)
def test_whatever_was_said_the_list_is_what_the_cores_rule_makes_of_it(
    store: Store, visits: list[tuple[int, list[tuple[int, Change, bool]]]]
) -> None:
    of = written(store, lambda: example(f"R{new_identity() % 10**8:08d}"))
    both = new_identity(), new_identity()
    stated = visit(of, 1, MONDAY - DAY, words(of, both[0]), words(of, both[1]))
    recorded = [stated]
    for number, (day, said) in enumerate(visits, start=2):
        statements = [
            replace(words(of, both[need], change), concept=CODE if coded else None) for need, change, coded in said
        ]
        # What is stated anew was stated by the first visit already.
        again = [each for each in statements if each.change is not Change.NEW]
        recorded.append(visit(of, number, MONDAY + day * DAY, *again))
    commit(store, of, *recorded)
    expected = {each.need for each in standing_needs(need_histories(recorded)) if each.latest.concept is None}
    affirmed = {
        said.need: each.id for each in in_order_of_time(recorded) for said in each.statements if said.change.affirmed
    }
    assert {each.need: each.encounter for each in uncoded(store, of)} == {need: affirmed[need] for need in expected}


def test_they_are_found_by_having_no_code(sqlite_url: str) -> None:
    steps = plans(sqlite_url)["uncoded._candidates[0]"]
    assert "need_statement" in steps[0]
    assert "ix_need_statement_uncoded" in steps[0] or "(organisation=? AND concept=?)" in steps[0]

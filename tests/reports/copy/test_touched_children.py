"""Whoever anything is written about is found the next time, on both databases, however late it was committed."""

import pickle
from dataclasses import replace
from datetime import date

import pytest

from app.clinical.child import (
    ChildFact,
    ChildIdentifier,
    DemographicsOfChild,
    FactAnswer,
    FactKind,
    FactOfChild,
    IdentifierKind,
    IdentifierOfChild,
)
from app.identity import Identity
from app.reports.copy.deriving import observed
from app.reports.copy.places import Places
from app.reports.ports import ChildHistory, HistoryPiece
from app.store.engine import Store
from app.store.reports_children import AT_ONCE
from tests.clinical.examples import REFSET
from tests.databases import new_identity, opened
from tests.store.examples import (
    RECORDED,
    Example,
    example,
    example_child,
    example_encounter,
    merged,
    unit_of,
    written,
)
from tests.store.raw import connected, run

BEGINNING = 0


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def touched(store: Store, of: Example, mark: int) -> tuple[int, list[Identity]]:
    with store.records(of.organisation.id) as records:
        following, found = records.touched_since(mark)
        return following, list(found)


def histories(store: Store, of: Example, *children: Identity) -> list[ChildHistory]:
    with store.records(of.organisation.id) as records:
        # Histories are made of pieces in another process, and when nothing is read any more.
        pieces: list[HistoryPiece] = pickle.loads(pickle.dumps(list(records.histories(children))))  # noqa: S301
    assert sum(each.children for each in pieces) == len(children)
    return [history for each in pieces for history in each.histories()]


def another_child(store: Store, of: Example, number: str) -> Identity:
    child = example_child(of.organisation.id, of.account.id, number)
    commit(store, of, child)
    return child.id


def fact_of(of: Example, child: Identity, kind: FactKind = FactKind.LOOKED_AFTER) -> FactOfChild:
    fact = ChildFact(new_identity(), kind, FactAnswer.KNOWN, "Y", None, None, RECORDED, of.account.id)
    return FactOfChild(of.organisation.id, child, fact)


def test_at_the_beginning_every_child_is_found_and_then_only_who_was_written_about(store: Store) -> None:
    of = written(store)
    other = another_child(store, of, "9990000026")
    mark, found = touched(store, of, BEGINNING)
    assert found == sorted([of.child.id, other])
    commit(store, of, fact_of(of, other))
    assert other in touched(store, of, mark)[1]
    assert of.child.id not in touched(store, of, mark)[1]


def test_everything_that_is_recorded_about_a_child_touches_them(store: Store) -> None:
    of = written(store)
    key = of.organisation.id, of.child.id
    number = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, "B7", "RXX01", None)
    things = (
        example_encounter(of),
        fact_of(of, of.child.id),
        DemographicsOfChild(*key, 2, of.child.demographics, RECORDED, of.account.id),
        IdentifierOfChild(*key, number, RECORDED, of.account.id),
        replace(of.referral, version=2, discharged_on=date(2026, 4, 1)),
    )
    for thing in things:
        mark, _ = touched(store, of, BEGINNING)
        commit(store, of, thing)
        assert touched(store, of, mark)[1] == [of.child.id], type(thing).__name__


def test_another_organisations_children_are_not_found(store: Store) -> None:
    of, others = written(store), written(store, lambda: example("RXX02"))
    mark, _ = touched(store, of, BEGINNING)
    commit(store, others, fact_of(others, others.child.id))
    assert others.child.id not in touched(store, of, mark)[1]
    assert touched(store, others, BEGINNING)[1] == [others.child.id]


def test_a_merged_record_is_found_as_the_one_that_stands_with_what_both_have(store: Store) -> None:
    of = written(store)
    visit = example_encounter(of)
    stands = another_child(store, of, "9990000026")
    commit(store, of, visit)
    mark, _ = touched(store, of, BEGINNING)
    commit(store, of, merged(of, of.child.id, stands))
    mark, found = touched(store, of, mark)
    assert found == [stands]
    (history,) = histories(store, of, stands)
    assert (history.child.id, history.child.merged_from) == (stands, (of.child.id,))
    assert [each.id for each in history.referrals] == [of.referral.id]
    assert [each.id for each in history.encounters] == [visit.id]
    commit(store, of, replace(merged(of, of.child.id, stands), version=2, standing=False))
    assert touched(store, of, mark)[1] == sorted([of.child.id, stands])
    assert [len(each.encounters) for each in histories(store, of, of.child.id, stands)] == [1, 0]


def test_only_the_current_versions_are_read_and_in_the_order_asked_for(store: Store) -> None:
    of = written(store)
    visit = example_encounter(of)
    commit(store, of, visit)
    amended = replace(visit, version=2, record_number=2, amendment_reason="Wrong day", form_token=None)
    commit(store, of, amended)
    children = [another_child(store, of, f"99910{number:05d}") for number in range(3)]
    asked = [children[2], of.child.id, children[0]]
    found = histories(store, of, *asked)
    assert [each.child.id for each in found] == asked
    assert [(each.id, each.version) for each in found[1].encounters] == [(visit.id, 2)]


def test_what_a_former_version_said_is_not_read_with_the_current_one(store: Store) -> None:
    of = written(store)
    visit = example_encounter(of)
    commit(store, of, visit)
    fewer = replace(visit, version=2, record_number=2, amendment_reason="Too much", form_token=None)
    fewer = replace(fewer, statements=visit.statements[:1], groups=visit.groups[:2])
    closed = replace(of.referral, version=2, discharged_on=date(2026, 4, 1))
    commit(store, of, fewer, closed)
    (history,) = histories(store, of, of.child.id)
    (found,), (referral,) = history.encounters, history.referrals
    assert [each.need for each in found.statements] == [visit.statements[0].need]
    assert set(found.groups) == set(visit.groups[:2])
    assert referral.discharged_on == date(2026, 4, 1)


def test_what_is_read_makes_the_rows_that_the_whole_record_makes(store: Store) -> None:
    of = written(store)
    visit = example_encounter(of)
    commit(store, of, visit)
    facts = tuple(fact_of(of, of.child.id, kind).fact for kind in (FactKind.POSTCODE, FactKind.MAIN_CARER))
    commit(store, of, *(FactOfChild(of.organisation.id, of.child.id, each) for each in facts))
    whole = ChildHistory(replace(of.child, facts=(*of.child.facts, *facts)), (of.referral,), (visit,))
    (read,) = histories(store, of, of.child.id)
    rows = [observed(each, of.organisation, bytes(32), Places(), REFSET) for each in (read, whole)]
    assert rows[0] == rows[1]
    assert len(rows[0].needs) > 3
    assert rows[0].contacts[0].seconds is not None


def test_more_children_than_are_read_at_once_are_all_read(store: Store) -> None:
    of = written(store)
    children = [example_child(of.organisation.id, of.account.id, f"99910{number:05d}") for number in range(AT_ONCE + 1)]
    commit(store, of, *children)
    _, found = touched(store, of, BEGINNING)
    assert len(found) == AT_ONCE + 2
    assert [each.child.id for each in histories(store, of, *found)] == found


def test_a_mark_of_another_database_gives_everybody(store: Store) -> None:
    of = written(store)
    mark, _ = touched(store, of, BEGINNING)
    assert touched(store, of, mark + 10**12)[1] == [of.child.id]


def test_what_is_committed_late_is_found_though_others_were_committed_before(postgresql_url: str) -> None:
    with opened(postgresql_url) as store:
        of = written(store)
        late = another_child(store, of, "9990000026")
        touched(store, of, BEGINNING)
        with connected(postgresql_url) as slow:
            slow.exec_driver_sql(_FACT % (of.organisation.id, late, new_identity(), of.account.id))
            commit(store, of, fact_of(of, of.child.id))
            mark, found = touched(store, of, BEGINNING)
            assert late in found
            between, seen = touched(store, of, mark)
            assert late not in seen
        assert late in touched(store, of, mark)[1]
        assert late in touched(store, of, between)[1]


_FACT = (
    "INSERT INTO child_fact (organisation, child, id, kind, answer, recorded_at, recorded_by) "
    "VALUES (%s, %s, %s, 'looked_after', 'none', now() - interval '1 year', %s)"
)


def test_notes_are_never_changed(store: Store, database_url: str) -> None:
    written(store)
    with pytest.raises(Exception, match="never"):
        run(database_url, "UPDATE child_touched SET number = 0")

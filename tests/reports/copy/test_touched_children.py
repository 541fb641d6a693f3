"""Whoever anything is written about is found the next time, on both databases, however late it was committed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import orjson
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
from app.reports.ports import LINES, ChildHistory, HistoryPiece
from app.store.engine import Store
from app.store.reports_children import AT_ONCE
from tests.clinical.examples import REFSET
from tests.databases import new_identity, opened
from tests.reports.copy.found_rows import Rows, defined, found
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


def read(store: Store, of: Example, *children: Identity) -> list[HistoryPiece]:
    with store.records(of.organisation.id) as records:
        return list(records.histories(children))


def lines(pieces: Sequence[HistoryPiece], table: str) -> list[dict[str, Any]]:
    """What was read of a table, by the names of its columns."""
    texts = [line for piece in pieces for line in piece.lines[table].split("\n") if line]
    return [dict(zip(LINES[table], orjson.loads(each), strict=True)) for each in texts]


def rows(folder: Path, of: Example, pieces: Sequence[HistoryPiece]) -> Rows:
    with duckdb.connect() as sql:
        return found(sql, folder, of.organisation, REFSET, *pieces)


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
    (piece,) = read(store, of, stands)
    assert [(each.id, each.merged_from) for each in piece.children] == [(stands, (of.child.id,))]
    assert [each["id"] for each in lines([piece], "referral")] == [of.referral.id]
    assert [(each["id"], each["child"]) for each in lines([piece], "encounter")] == [(visit.id, of.child.id)]
    commit(store, of, replace(merged(of, of.child.id, stands), version=2, standing=False))
    assert touched(store, of, mark)[1] == sorted([of.child.id, stands])
    assert not lines(read(store, of, stands), "encounter")
    assert len(lines(read(store, of, of.child.id, stands), "encounter")) == 1


def test_children_are_read_in_the_order_asked_for(store: Store) -> None:
    of = written(store)
    children = [another_child(store, of, f"99910{number:05d}") for number in range(3)]
    asked = [children[2], of.child.id, children[0]]
    assert [each.id for piece in read(store, of, *asked) for each in piece.children] == asked


def test_what_a_former_version_said_makes_no_row(store: Store, tmp_path: Path) -> None:
    of = written(store)
    visit = example_encounter(of)
    commit(store, of, visit)
    fewer = replace(visit, version=2, record_number=2, amendment_reason="Too much", form_token=None)
    fewer = replace(fewer, statements=visit.statements[:1], groups=visit.groups[:2])
    closed = replace(of.referral, version=2, discharged_on=date(2026, 4, 1))
    commit(store, of, fewer, closed)
    pieces = read(store, of, of.child.id)
    assert sorted(each["version"] for each in lines(pieces, "encounter")) == [1, 2]
    held = rows(tmp_path, of, pieces)
    assert [row[2] for row in held["need"]] == [visit.statements[0].need]
    assert {row[2] for row in held["asked"]} <= {each.group for each in visit.groups[:2]}
    assert [row[4] for row in held["referral"]] == [date(2026, 4, 1)]


def test_what_is_read_makes_the_rows_that_the_whole_record_makes(store: Store, tmp_path: Path) -> None:
    of = written(store)
    visit = example_encounter(of)
    commit(store, of, visit)
    facts = tuple(fact_of(of, of.child.id, kind).fact for kind in (FactKind.POSTCODE, FactKind.MAIN_CARER))
    commit(store, of, *(FactOfChild(of.organisation.id, of.child.id, each) for each in facts))
    whole = ChildHistory(replace(of.child, facts=(*of.child.facts, *facts)), (of.referral,), (visit,))
    held = rows(tmp_path, of, read(store, of, of.child.id))
    assert held == defined(of.organisation, REFSET, whole)
    assert len(held["need"]) > 3
    assert held["contact"][0][9] is not None


def test_a_value_with_the_end_of_a_line_in_it_is_read_as_it_is(store: Store) -> None:
    of = written(store)
    odd = replace(fact_of(of, of.child.id, FactKind.POSTCODE).fact, value='ZN1\n],["1",\r\u2028 \'\\')
    commit(store, of, FactOfChild(of.organisation.id, of.child.id, odd), fact_of(of, of.child.id))
    (piece,) = read(store, of, of.child.id)
    assert odd in piece.children[0].facts


def test_neither_numbers_nor_addresses_lie_in_the_texts(store: Store, tmp_path: Path) -> None:
    of = written(store)
    postcode = replace(fact_of(of, of.child.id, FactKind.POSTCODE).fact, value="ZN1 1AA")
    commit(store, of, example_encounter(of), FactOfChild(of.organisation.id, of.child.id, postcode))
    (piece,) = read(store, of, of.child.id)
    number = str(piece.children[0].nhs_number)
    assert any(each.value == "ZN1 1AA" for each in piece.children[0].facts)
    rows(tmp_path, of, [piece])
    texts = [each.read_text(encoding="utf-8") for each in tmp_path.rglob("*.json")]
    assert any(texts)
    assert not any(said in text for text in texts for said in (number, "ZN1", of.child.demographics.family_name))


def test_more_children_than_are_read_at_once_are_all_read(store: Store) -> None:
    of = written(store)
    children = [example_child(of.organisation.id, of.account.id, f"99910{number:05d}") for number in range(AT_ONCE + 1)]
    commit(store, of, *children)
    _, everybody = touched(store, of, BEGINNING)
    assert len(everybody) == AT_ONCE + 2
    pieces = read(store, of, *everybody)
    assert len(pieces) == 2
    assert [each.id for piece in pieces for each in piece.children] == everybody


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

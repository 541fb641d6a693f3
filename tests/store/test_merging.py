"""Many small steps become few, and no row is written before what it needs."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.store.merging import merged
from app.store.prepared import Cursor, Step


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that is never run."""

    table: str
    refers: frozenset[str] = frozenset()
    adds: bool = True
    skips: bool = False

    def run(self, cursor: Cursor, rows: object) -> None:
        raise AssertionError(f"Nothing is run here, by {cursor}: {rows}.")


CHILD = Statement("child")
REFERRAL = Statement("referral", frozenset({"child"}))
APPOINTMENT = Statement("appointment", frozenset({"child"}))
ENCOUNTER = Statement("encounter", frozenset({"child", "appointment"}))
NEED = Statement("need", frozenset({"child", "encounter"}))
FURTHER_NEED = Statement("need", frozenset({"child", "encounter"}), skips=True)
USE = Statement("in_use", frozenset({"child"}))
END_USE = Statement("in_use", frozenset({"child"}), adds=False)
STATEMENTS = (CHILD, REFERRAL, APPOINTMENT, ENCOUNTER, NEED, FURTHER_NEED, USE, END_USE)


def steps(*statements: Statement) -> list[Step]:
    """A row of each, which says its place."""
    return [(statement, [[place]]) for place, statement in enumerate(statements)]


def places(of: list[Step]) -> list[tuple[object, list[object]]]:
    return [(statement, [row[0] for row in rows]) for statement, rows in of]


def test_the_rows_of_one_statement_come_together_in_their_order() -> None:
    of_three_children = steps(*(CHILD, REFERRAL, ENCOUNTER) * 3)
    assert places(merged(of_three_children)) == [(CHILD, [0, 3, 6]), (REFERRAL, [1, 4, 7]), (ENCOUNTER, [2, 5, 8])]


def test_steps_that_have_no_like_stay_as_they_are() -> None:
    of_one = steps(CHILD, REFERRAL, ENCOUNTER)
    assert merged(of_one) is of_one


def test_a_row_is_not_written_before_one_it_refers_to() -> None:
    booked_later = steps(ENCOUNTER, APPOINTMENT, ENCOUNTER, APPOINTMENT, ENCOUNTER)
    assert places(merged(booked_later)) == [(ENCOUNTER, [0]), (APPOINTMENT, [1, 3]), (ENCOUNTER, [2, 4])]


def test_rows_left_out_where_they_are_repeated_come_after_those_they_repeat() -> None:
    amended = steps(NEED, FURTHER_NEED, NEED, FURTHER_NEED)
    assert places(merged(amended)) == [(NEED, [0, 2]), (FURTHER_NEED, [1, 3])]
    amended_first = steps(FURTHER_NEED, NEED, FURTHER_NEED)
    assert places(merged(amended_first)) == [(FURTHER_NEED, [0]), (NEED, [1]), (FURTHER_NEED, [2])]


def test_what_is_changed_is_changed_in_its_place() -> None:
    renumbered = steps(USE, END_USE, USE, END_USE, USE, CHILD)
    assert places(merged(renumbered)) == [
        (USE, [0]), (END_USE, [1]), (USE, [2]), (END_USE, [3]), (USE, [4]), (CHILD, [5])
    ]  # fmt: skip


def test_the_given_steps_are_left_as_they_were() -> None:
    given_steps = steps(CHILD, CHILD)
    merged(given_steps)
    assert places(given_steps) == [(CHILD, [0]), (CHILD, [1])]


@given(st.lists(st.sampled_from(STATEMENTS), max_size=30))
def test_every_row_is_written_once_and_after_all_that_it_must_follow(drawn: list[Statement]) -> None:
    written = [(statement, row[0]) for statement, rows in merged(steps(*drawn)) for row in rows]
    assert sorted(place for _, place in written) == list(range(len(drawn)))
    assert all(drawn[place] == statement for statement, place in written)
    at = {place: order for order, (_, place) in enumerate(written)}
    for later, statement in enumerate(drawn):
        for earlier, before in enumerate(drawn[:later]):
            repeats = statement.table == before.table and (statement.skips and not before.skips)
            changes = statement.table == before.table and not (statement.adds and before.adds)
            if statement == before or before.table in statement.refers or repeats or changes:
                assert at[earlier] < at[later]

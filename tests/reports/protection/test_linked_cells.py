"""Bounds that follow from sums, and what of them is worked out anew when a cell is hidden."""

from random import Random

import numpy as np
import pytest

from app.reports.protection.columns import Numbers
from app.reports.protection.linked_cells import (
    UNBOUNDED,
    Bounds,
    Links,
    Narrowing,
    depths,
    links_of,
    membership_of,
    narrowed,
)


def links(*sums: tuple[int, list[int]]) -> Links:
    whole, length = np.array([each for each, _ in sums]), np.array([len(parts) for _, parts in sums])
    return links_of(whole, length, np.array([cell for _, parts in sums for cell in parts]))


def grid(chance: Random, across: int, down: int) -> tuple[Links, Numbers]:
    """Numbers in rows and columns with all their sums, some rows split once more; the links and the true numbers."""
    cell = np.arange(across * down).reshape(down, across)
    inner = np.array([chance.choice((0, 1, 3, 6, 12, 40)) for _ in range(across * down)]).reshape(down, across)
    rows, columns, whole = across * down + np.arange(down), across * down + down + np.arange(across), 0
    whole = across * down + down + across
    values = [*inner.ravel().tolist(), *inner.sum(axis=1).tolist(), *inner.sum(axis=0).tolist(), int(inner.sum())]
    sums = [(int(rows[each]), cell[each].tolist()) for each in range(down)]
    sums += [(int(columns[each]), cell[:, each].tolist()) for each in range(across)]
    sums += [(whole, rows.tolist()), (whole, columns.tolist())]
    for each in chance.sample(range(across * down), 4):
        part = chance.randint(0, values[each])
        values += [part, values[each] - part]
        sums.append((each, [len(values) - 2, len(values) - 1]))
    return links(*sums), np.array(values)


@pytest.mark.parametrize("seed", range(40))
def test_bounds_after_hiding_are_those_found_from_the_beginning(seed: int) -> None:
    chance = Random(seed)
    linked, values = grid(chance, chance.randint(2, 5), chance.randint(2, 5))
    hidden = np.array([chance.random() < 0.4 for _ in values])
    width = np.array([chance.choice((0, 2)) for _ in values])
    low, high = np.where(hidden, 0, np.maximum(values - width, 0)), np.where(hidden, UNBOUNDED, values + width)
    kept = Narrowing(linked, membership_of(linked, len(values)), Bounds(low, high))
    for _ in range(4):
        more = np.array(sorted(chance.sample(range(len(values)), 2)))
        low[more], high[more] = 0, UNBOUNDED
        kept.loosen(more)
        anew = narrowed(linked, Bounds(low, high))
        assert kept.found.low.tolist() == anew.low.tolist()
        assert kept.found.high.tolist() == anew.high.tolist()
        assert (kept.found.low <= values).all()
        assert (values <= kept.found.high).all()


def test_a_cell_that_is_taken_to_be_none_leaves_its_whole_to_the_others() -> None:
    linked, natural = links((0, [1, 2])), Bounds(np.array([8, 0, 0]), np.array([12, UNBOUNDED, UNBOUNDED]))
    kept = Narrowing(linked, membership_of(linked, 3), natural)
    kept.take_none(np.array([1]))
    assert (kept.found.low.tolist(), kept.found.high.tolist()) == ([8, 0, 8], [12, 0, 12])


def test_bounds_that_hold_each_other_up_are_given_up_together() -> None:
    """a = b = c by links of one part each; a was 5 to 7 by itself, and is hidden: nothing is left to say so of b."""
    linked = links((0, [1]), (1, [2]), (2, [1]))
    natural = Bounds(np.array([5, 0, 0]), np.array([7, UNBOUNDED, UNBOUNDED]))
    kept = Narrowing(linked, membership_of(linked, 3), natural)
    assert (kept.found.low.tolist(), kept.found.high.tolist()) == ([5, 5, 5], [7, 7, 7])
    kept.loosen(np.array([0]))
    assert (kept.found.low.tolist(), kept.found.high.tolist()) == ([0, 0, 0], [UNBOUNDED] * 3)


def test_natural_bounds_are_not_those_of_the_caller() -> None:
    low, high = np.array([5, 0]), np.array([7, UNBOUNDED])
    linked = links((0, [1]))
    Narrowing(linked, membership_of(linked, 2), Bounds(low, high)).loosen(np.array([0]))
    assert (low.tolist(), high.tolist()) == ([5, 0], [7, UNBOUNDED])


def test_a_cell_lies_as_deep_as_the_longest_way_up() -> None:
    assert depths(links((0, [1, 2]), (1, [3]), (0, [3])), 5).tolist() == [0, 1, 1, 2, 0]


def test_cells_without_links_keep_their_natural_bounds() -> None:
    nothing = np.zeros(0, np.int64)
    found = narrowed(links_of(nothing, nothing, nothing), Bounds(np.array([1]), np.array([3])))
    assert (found.low.tolist(), found.high.tolist()) == ([1], [3])
    assert depths(links_of(nothing, nothing, nothing), 2).tolist() == [0, 0]

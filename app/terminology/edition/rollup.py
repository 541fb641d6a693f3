"""Counting children by category: each child once, however many needs in the category were recorded for it.

A category is a set of concepts, given as their places in an edition. Categories may overlap, so their counts do not add
up; `any_of` and `other` count what a sum and a difference would get wrong.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from app.terminology.edition.bitmaps import bitmap_of
from app.terminology.edition.starts import starts_of, without_repeats

_UNREPLACED: Final[Mapping[int, int]] = MappingProxyType({})


class ChildCounts:
    """Which children have which concepts, from recorded needs. Only read after it is made.

    `children` and `places` are parallel, a recorded need each, in any order: the child as a number from 0 to 2**32 - 1,
    and the place of the concept. A child with the same concept several times counts once. Which needs count (present,
    not refuted, in force) is the caller's affair. `replaced` says by place which concept stands in for an inactive one;
    chains of it are not followed. Raises ValueError when the columns differ in length or hold a number out of range.
    """

    def __init__(self, children: NDArray[Any], places: NDArray[Any], replaced: Mapping[int, int] = _UNREPLACED) -> None:
        if len(children) != len(places):
            raise ValueError(f"there are {len(children)} children and {len(places)} concepts: one of each to a need")
        child, place = _numbers(children), _numbers(places)
        if replaced:
            place = _replaced(place, replaced)
        recorded, which = np.unique(place, return_inverse=True)
        pairs = which.astype(np.int64)
        pairs <<= 32
        pairs |= child
        pairs.sort()
        pairs = without_repeats(pairs)
        starts = starts_of(pairs >> 32, len(recorded)).tolist()
        having = (pairs & 0xFFFFFFFF).astype(np.uint32)
        self._recorded = bitmap_of(recorded)
        self._having = {
            place: bitmap_of(having[starts[index] : starts[index + 1]]) for index, place in enumerate(recorded.tolist())
        }

    @property
    def recorded(self) -> BitMap:
        """The places of the concepts that at least one child has, replacements in the place of what they replace."""
        return self._recorded.copy()

    def children(self, category: BitMap) -> BitMap:
        """The children with any concept of the category."""
        return BitMap().union(*(self._having[place] for place in self._recorded & category))

    def count(self, category: BitMap) -> int:
        """How many children have any concept of the category."""
        return len(self.children(category))

    def table(self, categories: Mapping[str, BitMap]) -> dict[str, int]:
        """The count of each category. The column does not add up: that of "any of these" is `any_of`."""
        return {name: self.count(category) for name, category in categories.items()}

    def any_of(self, categories: Iterable[BitMap]) -> int:
        """How many children have any concept of any of the categories."""
        return self.count(BitMap().union(*categories))

    def other(self, parent: BitMap, shown: Iterable[BitMap]) -> int:
        """How many children are in the category `parent` and in none of those `shown` beneath it."""
        return self.children(parent).difference_cardinality(self.children(BitMap().union(*shown)))

    def together(self, categories: Sequence[BitMap]) -> NDArray[np.int64]:
        """How many children are in both of each two categories, as a square; on its diagonal are their own counts."""
        having = [self.children(category) for category in categories]
        square = np.zeros((len(having), len(having)), dtype=np.int64)
        for row, left in enumerate(having):
            for column, right in enumerate(having[: row + 1]):
                square[row, column] = square[column, row] = left.intersection_cardinality(right)
        return square


def _numbers(column: NDArray[Any]) -> NDArray[np.int64]:
    numbers = column.astype(np.int64)
    if len(numbers) and (numbers.min() < 0 or numbers.max() > 0xFFFFFFFF):
        raise ValueError("children and places are numbers from 0 to 2**32 - 1")
    return numbers


def _replaced(places: NDArray[np.int64], replaced: Mapping[int, int]) -> NDArray[np.int64]:
    recorded, which = np.unique(places, return_inverse=True)
    now = np.array([replaced.get(place, place) for place in recorded.tolist()], dtype=np.int64)
    return _numbers(now)[which]

"""What SQL counts by: groups and kinds as bits, items and bases as numbers, parts as places in their lists.

Numbers are made anew for each engine and never kept. An item's number is its place in its measure from 0; a base's is
minus its place from 1, so that both stand in one column.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Final

import duckdb

from app.reports.card import Breakdown
from app.reports.cards.countable import CERTAINTIES, Countable, named, names
from app.reports.cards.items import ANY, Item, group_under
from app.reports.cards.parts import FACT_OF, PARTS, part_of
from app.reports.measures import Measure
from app.terminology.concept import ConceptId
from app.terminology.refset import Group

MOST_BITS: Final = 62
GROUP_BIT: Final = {group.value: 1 << place for place, group in enumerate(Group)}


class Codes:
    """The numbers of what may be counted. Raises ValueError when there are more kinds than bits."""

    def __init__(self, counts: Countable) -> None:
        self.counts = counts
        self._made: set[str] = set()
        low = [ANY, *(name for group in counts.groups for name in names(group, group))]
        high = [name for key in counts.under for name in names(key, group_under(counts, key))]
        if max(len(low), len(high)) > MOST_BITS:
            raise ValueError("There are more groups or broad conditions than this engine counts.")
        self.low = {kind: 1 << place for place, kind in enumerate(low)}
        self.high = {kind: 1 << place for place, kind in enumerate(high)}

    @cached_property
    def numbers(self) -> dict[ConceptId, int]:
        """A small number for each concept that matters."""
        known = {*self.counts.group_of, *self.counts.letter_of}
        return {concept: number for number, concept in enumerate(sorted(known))}

    def want(self, sql: duckdb.DuckDBPyConnection, text: str) -> None:
        """Have on a connection every table of codes that a query names; each is made once."""
        for name, (columns, rows) in self._tables.items():
            if name in text and name not in self._made:
                sql.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
                _fill(sql, name, rows())
                self._made.add(name)

    @cached_property
    def _tables(self) -> dict[str, tuple[str, Callable[[], Iterable[Sequence[object]]]]]:
        """The columns of each table of codes, and what gives its rows."""
        return {
            "member": ("concept BIGINT, no SMALLINT, named BOOLEAN, letter TINYINT", self._members),
            "kind_bits": ("no SMALLINT, rank TINYINT, low BIGINT, high BIGINT", self._kinds),
            "gmfcs_level": (
                "concept BIGINT, level TINYINT",
                lambda: [(int(each), level) for each, level in self.counts.gmfcs.items()],
            ),
            "group_bit": ('"group" VARCHAR, bit INTEGER', GROUP_BIT.items),
            "value_part": ("kind VARCHAR, value VARCHAR, no UTINYINT", _parts),
        }

    def _members(self) -> list[tuple[object, ...]]:
        letters = "CTFR"
        letter_of, group_of = self.counts.letter_of, self.counts.group_of
        return [
            (int(each), no, each in group_of, letters.index(letter_of[each]) + 1 if each in letter_of else 0)
            for each, no in self.numbers.items()
        ]

    def _kinds(self) -> list[tuple[object, ...]]:
        return [
            (self.numbers[concept], rank, *self._bits(concept, rank))
            for concept in self.counts.group_of
            for rank in range(1, len(CERTAINTIES) + 1)
        ]

    def _bits(self, concept: ConceptId, rank: int) -> tuple[int, int]:
        found = {ANY, *(named(key, group, CERTAINTIES[rank - 1]) for key, group in self.counts.kinds_of(concept))}
        return self._sum(self.low, found), self._sum(self.high, found)

    @staticmethod
    def _sum(bits: dict[str, int], kinds: Iterable[str]) -> int:
        return sum(bits.get(kind, 0) for kind in set(kinds))

    def conditions(self, measure: Measure) -> list[tuple[int, int, int, int]]:
        """Of a measure by kind: number, groups asked, low and high bits, of each base and then each item."""
        bases = [(-place, _asked(base), 0, 0) for place, base in enumerate(measure.bases, 1)]
        items = [
            (place, _asked(item), self._sum(self.low, item.kinds), self._sum(self.high, item.kinds))
            for place, item in enumerate(measure.items)
        ]
        return [*bases, *items]

    def listed(self, measure: Measure) -> list[tuple[int, int, int, int]]:
        """Of a measure by concept: number of the concept, certainty, number of the item, groups asked."""
        place = {item.key: (number, _asked(item)) for number, item in enumerate(measure.items)}
        return [
            (self.numbers[concept], rank, *place[key])
            for concept, group in self.counts.group_of.items()
            for rank, certainty in enumerate(CERTAINTIES, 1)
            if (key := named(str(concept), group, certainty)) in place
        ]


def _asked(item: Item) -> int:
    return sum(GROUP_BIT[group] for group in item.asked)


def _parts() -> list[tuple[object, ...]]:
    """Of each kind of fact, and of sex, the value of every part but `unknown`."""
    kinds = {**{kind: breakdown for breakdown, kind in FACT_OF.items()}, "sex": Breakdown.SEX}
    rows: list[tuple[object, ...]] = []
    for kind, breakdown in kinds.items():
        values = ("", *PARTS[breakdown][:-1])
        parts = ((value, part_of(breakdown, value)) for value in values if value != "none")
        rows += [(kind, value, PARTS[breakdown].index(part)) for value, part in parts]
    return rows


def _fill(sql: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[object]]) -> None:
    columns = [[*column] for column in zip(*rows, strict=True)]
    if columns:
        sql.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)

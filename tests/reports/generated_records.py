"""Generated records of the analytics copy, as odd as real ones, and DuckDB tables of them."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import duckdb

from app.reports.cards.countable import Countable, countable
from app.reports.observed import (
    ROW_TYPES,
    AskedRow,
    ChildRow,
    ContactRow,
    FactRow,
    LightRow,
    NeedRow,
    Observed,
    ReferralRow,
)
from app.reports.periods import Quarter
from app.terminology.load import load_refset
from app.terminology.refset import COMPLEXITY_GROUPS, Group

QUARTER: Final = Quarter(2026, 3)
PROVIDERS: Final = {1: "RX1", 2: "RX2"}
ORGANISATIONS: Final = (1, 2, 3)
"""The third has no ODS code that the engine knows of."""

_COLUMN_TYPES: Final = {
    "int": "BIGINT",
    "int | None": "BIGINT",
    "str": "VARCHAR",
    "str | None": "VARCHAR",
    "bool": "BOOLEAN",
    "date": "DATE",
    "date | None": "DATE",
    "datetime": "TIMESTAMPTZ",
    "time | None": "TIME",
}


@cache
def shipped_counts() -> Countable:
    """What may be counted of the shipped reference set."""
    return countable(load_refset(Path(__file__).resolve().parents[2] / "snomed_refsets"))


def fill(sql: duckdb.DuckDBPyConnection, records: Iterable[Observed]) -> None:
    """Make the tables `child`, `fact`, `need`, `asked`, `contact`, `referral` and `light` of records."""
    rows: dict[type, list[list[Any]]] = {each: [] for each in ROW_TYPES}
    for record in records:
        parts: tuple[Any, ...] = (record.child, *record.facts, *record.needs, *record.asked)
        for row in (*parts, *record.contacts, *record.referrals, *record.lights):
            rows[type(row)].append(list(astuple(row)))
    for row_type, listed in rows.items():
        _table(sql, row_type, listed)


def _table(sql: duckdb.DuckDBPyConnection, row_type: Any, rows: Sequence[list[Any]]) -> None:
    name = row_type.__name__.removesuffix("Row").lower()
    columns = ", ".join(f'"{each.name}" {_COLUMN_TYPES[_written(each.type)]}' for each in fields(row_type))
    sql.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    if rows:
        marks = f"({', '.join('?' * len(rows[0]))})"
        values = [value for row in rows for value in row]
        sql.execute(f"INSERT INTO {name} VALUES {', '.join([marks] * len(rows))}", values)  # noqa: S608


def _written(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("datetime.", "")


class Maker:
    """Makes the records of children, each from 1 or 2 organisations, mostly sensible and sometimes not."""

    def __init__(self, seed: int, counts: Countable) -> None:
        self.random = Random(seed)
        common = [[int(c) for c in sorted(concepts)[:2]] for concepts in counts.under.values()]
        few = [[int(c) for c in counts.concepts(group)][:4] for group in counts.groups]
        hidden = [int(c) for c in counts.letter_of if c not in counts.group_of]
        self.pools = [*common, *few, [int(c) for c in counts.gmfcs], [int(c) for c in counts.gmfcs], hidden]
        self.group_of = {int(c): g for c, g in counts.group_of.items()}
        self.gmfcs = {int(c) for c in counts.gmfcs}
        self._next = 0

    def number(self) -> int:
        self._next += 1
        return self._next

    def day(self, years: float = 2.0) -> date:
        """A day around the quarter, more often than not near one of its edges or those of the 12 months before."""
        edges = (QUARTER.first, QUARTER.last, QUARTER.earlier(4).last, date(2025, 8, 31))
        if self.random.random() < 0.4:
            return self.random.choice(edges) + timedelta(days=self.random.randint(-1, 1))
        return QUARTER.last - timedelta(days=self.random.randint(-60, int(365 * years)))

    def maybe(self, share: float) -> bool:
        return self.random.random() < share

    def later(self, share: float = 0.5) -> date | None:
        return self.day() if self.maybe(share) else None

    def recorded(self) -> datetime:
        return datetime(2026, self.random.randint(1, 9), self.random.randint(1, 3), tzinfo=UTC)

    def child(self) -> list[Observed]:
        child, linked = self.number() * 1_000_003, self.maybe(0.85)
        where = self.random.sample(ORGANISATIONS, 2 if linked and self.maybe(0.3) else 1)
        born = self._born()
        return [self._record(child, each, born, linked=linked) for each in where]

    def _born(self) -> date | None:
        if self.maybe(0.1):
            return None
        day = QUARTER.last - timedelta(days=self.random.randint(-200, 365 * 28))
        return date(2008, 2, 29) if self.maybe(0.05) else date(day.year, 9, 1) if self.maybe(0.1) else day

    def _record(self, child: int, organisation: int, born: date | None, *, linked: bool) -> Observed:
        some = range(self.random.randint(0, 4))
        return Observed(
            ChildRow(
                child,
                organisation,
                linked,
                None if self.maybe(0.1) else born,
                self.later(0.05),
                self.random.choice(("1", "2", "9", "X", "", "?")),
                self.later(0.9),
                self.recorded(),
            ),
            tuple(self._fact(child, organisation) for _ in range(self.random.randint(0, 14))),
            tuple(self._need(child, organisation) for _ in range(self.random.choice((0, 2, 8, 16)))),
            tuple(self._asked(child, organisation) for _ in range(self.random.choice((0, 3, 12)))),
            tuple(self._contact(child, organisation) for _ in some),
            tuple(self._referral(child, organisation) for _ in some),
            tuple(self._light(child, organisation) for _ in some),
        )

    def _fact(self, child: int, organisation: int) -> FactRow:
        values = {
            "local_authority": ("ZE901", "ZE902", "unknown", ""),
            "responsible_authority": ("ZE901", "ZE903", "", "unknown"),
            "region": ("ZE9", "unknown", ""),
            "icb": ("QZZ", "QZ'Y", "unknown"),
            "deprivation_decile": ("1", "10", "unknown", "", "11"),
            "ethnic_category": ("A", "Z", "99", "", "?"),
            "looked_after": ("Y", "N", "X", ""),
            "ehc_plan": ("has_plan", "no_plan", "", "none", "unknown"),
            "school": ("123",),
        }
        kind = self.random.choice(sorted(values))
        value = self.random.choice(values[kind])
        return FactRow(child, organisation, kind, value, self.later(), self.later(0.2), self.recorded(), self.number())

    def _need(self, child: int, organisation: int) -> NeedRow:
        concept = (
            None if self.maybe(0.1) else 99 if self.maybe(0.05) else self.random.choice(self.random.choice(self.pools))
        )
        certainty = self.random.choice(("diagnosed", "diagnosed", "reported", "suspected", "excluded"))
        group = self.group_of.get(concept or 0, "functional_level" if concept in self.gmfcs else Group.CONDITION.value)
        counted = concept in self.group_of and certainty != "excluded" and self.maybe(0.95)
        until = self.later(0.25)
        return NeedRow(
            child,
            organisation,
            self.number(),
            concept,
            group,
            certainty,
            counted or (concept is not None and concept not in self.group_of and self.maybe(0.5)),
            self.maybe(0.15),
            self.day(),
            until,
            until is not None and self.maybe(0.7),
            self.maybe(0.5),
        )

    def _asked(self, child: int, organisation: int) -> AskedRow:
        often = (*COMPLEXITY_GROUPS, Group.FUNCTIONAL_LEVEL)
        group = self.random.choice(often if self.maybe(0.8) else tuple(Group)).value
        return AskedRow(
            child, organisation, group, self.day(1.1), self.random.choice(("some", "none_identified", "not_asked"))
        )

    def _contact(self, child: int, organisation: int) -> ContactRow:
        attendance = self.random.choice("23455667")
        eligible = attendance in "56"
        statements = self.random.randint(0, 5)
        return ContactRow(
            child,
            organisation,
            self.number(),
            1,
            self.day(0.4),
            time(10) if self.maybe(0.5) else None,
            attendance,
            eligible,
            eligible and self.maybe(0.7),
            self.random.choice((None, 3, 59, 60, 600)),
            self.maybe(0.1),
            self.maybe(0.5),
            statements,
            self.random.randint(0, statements),
        )

    def _referral(self, child: int, organisation: int) -> ReferralRow:
        return ReferralRow(
            child, organisation, self.number(), self.day(), self.later(0.3), self.later(0.5), self.later(0.3)
        )

    def _light(self, child: int, organisation: int) -> LightRow:
        next_on = self.later(0.7)
        light = self.random.choice(("green", "amber", "red"))
        group = self.random.choice(("condition", "safeguarding"))
        said = self.random.choice(("green", "amber", "red", "resolved")) if next_on else None
        return LightRow(child, organisation, self.number(), group, self.day(1.2), light, next_on, said)


def records(seed: int, counts: Countable, children: int = 30) -> tuple[Observed, ...]:
    """The records of so many generated children, in no order of theirs."""
    maker = Maker(seed, counts)
    made = [record for _ in range(children) for record in maker.child()]
    maker.random.shuffle(made)
    return tuple(made)

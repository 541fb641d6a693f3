"""Rows that measures look at, and what of each counts for which base or item.

In the texts `{s}` and `{org}` are the scope's suffix and whose records are looked at together, and `{who}` the columns
of where and how a child lives, each after a comma.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.reports.engine.places import ALL, OWN

ORGANISATION_OF: Final = {ALL: "0", OWN: "organisation"}
"""By the suffix of a scope, whose records are looked at together."""


@dataclass(frozen=True, slots=True)
class Count:
    """What of a row counts: it, if the condition holds, or a number of its own."""

    condition: str = "TRUE"
    number: str = "1"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table: a query of child, org, age and `{who}`, and by the number of a base or item what counts.

    Without counts each row has its `key`, and counts for that.
    """

    text: str
    counts: Mapping[int, Count]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a measure looks at.

    `folk`: the columns of `folk` that it reads, of children who were `asked` or whose referral is `open`; `person`:
    those of `person`. `groups`, `low` and `high`: the groups and kinds that matter to it, as bits.
    """

    rows: tuple[Rows, ...]
    folk: tuple[str, ...] = ()
    driver: str = "asked"
    person: tuple[str, ...] = ()
    groups: int = -1
    low: int = 0
    high: int = 0

    @property
    def wide(self) -> Rows | None:
        """The one kind of rows it has, if each may count for several things; None where they are counted by key."""
        return self.rows[0] if len(self.rows) == 1 and self.rows[0].counts else None

    def keyed(self, scope: str, who: str = "") -> str:
        """The query of all marks in a scope: child, org, age, `{who}`, key and n; the key is NULL of what counts for
        nothing."""
        columns = f"child, org, age{who}"
        return scoped("\nUNION ALL\n".join(_keyed(each, columns) for each in self.rows), scope, who)


def scoped(text: str, scope: str, who: str) -> str:
    """A text with its scope and the columns of where and how a child lives."""
    return text.replace("{s}", scope).replace("{org}", ORGANISATION_OF[scope]).replace("{who}", who)


def _keyed(rows: Rows, columns: str) -> str:
    if not rows.counts:
        return f"SELECT {columns}, key, 1 AS n FROM ({rows.text})"
    keys = ", ".join(_key(key, count) for key, count in rows.counts.items())
    if all(count.number == "1" for count in rows.counts.values()):
        return f"SELECT {columns}, unnest([{keys}]) AS key, 1 AS n FROM ({rows.text})"
    numbers = ", ".join(count.number for count in rows.counts.values())
    return f"SELECT {columns}, unnest([{keys}]) AS key, unnest([{numbers}]) AS n FROM ({rows.text})"


def _key(key: int, count: Count) -> str:
    return str(key) if count.condition == "TRUE" else f"CASE WHEN {count.condition} THEN {key} END"


def counted(counts: Mapping[int, Count], order: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Of each key in order: what a row gives, and how that adds up."""
    for place, key in enumerate(order):
        count, name = counts[key], f"n{place}"
        if count == Count():
            yield "", "count(*)"
        elif count.number == "1":
            yield f", CASE WHEN {count.condition} THEN 1 END AS {name}", f"count({name})"
        else:
            yield (
                f", CASE WHEN {count.condition} THEN {count.number} END AS {name}",
                f"coalesce(sum({name}), 0)::BIGINT",
            )

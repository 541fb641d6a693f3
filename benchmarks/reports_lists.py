"""What the SQL written by hand looks up: what concepts count under, as rows of lists."""

# ruff: noqa: S608 - the queries are put together from names of these files alone

from collections.abc import Iterator, Sequence
from typing import Any, Final

import duckdb

from app.reports.cards.countable import CERTAINTIES, Countable, named
from app.reports.cards.items import group_under
from app.reports.measures import measure

Row = Sequence[Any]

LISTS: Final = {
    "kind_of": "measure VARCHAR, concept BIGINT, sure INTEGER, item VARCHAR, base VARCHAR",
    "letter": "concept BIGINT, letter VARCHAR, base VARCHAR",
    "gmfcs": "concept BIGINT, level INTEGER",
    "pair": "measure VARCHAR, item VARCHAR, base VARCHAR, one VARCHAR, other VARCHAR, base_one VARCHAR, "
    "base_other VARCHAR",
}
"""The columns of each list."""


def make_lists(sql: duckdb.DuckDBPyConnection, counts: Countable) -> None:
    """Make the lists on a connection."""
    for name, rows in list_rows(counts).items():
        sql.execute(f"CREATE TEMP TABLE {name} ({LISTS[name]})")
        marks = f"({', '.join('?' * len(rows[0]))})"
        sql.execute(
            f"INSERT INTO {name} VALUES {', '.join([marks] * len(rows))}", [each for row in rows for each in row]
        )


def list_rows(counts: Countable) -> dict[str, list[Row]]:
    """The rows of each list."""
    letters = {
        "C": "condition",
        "T": "technology_dependency",
        "F": "family_reported_issue",
        "R": "round_the_clock_care",
    }
    return {
        "kind_of": list(_kinds(counts)),
        "letter": [(int(each), letter, letters[letter]) for each, letter in counts.letter_of.items()],
        "gmfcs": [(int(each), level) for each, level in counts.gmfcs.items()],
        "pair": [
            (key, item.key, item.base, *item.key.split("+"), *_groups(counts, item.key))
            for key in ("group_pairs", "condition_pairs")
            for item in measure(key, counts).items
        ],
    }


def _groups(counts: Countable, key: str) -> list[str]:
    return [group_under(counts, each) if each in counts.under else each for each in key.split("+")]


def _kinds(counts: Countable) -> Iterator[Row]:
    for concept, group in counts.group_of.items():
        for sure, certainty in enumerate(CERTAINTIES, 1):
            by_concept = named(str(concept), group, certainty)
            yield "needs_by_concept", int(concept), sure, by_concept, group
            yield "needs_by_group", int(concept), sure, named(group, group, certainty), group
            if group == "technology_dependency":
                yield "technology", int(concept), sure, by_concept, group
            if group == "family_reported_issue" and "." not in by_concept:
                yield "barriers", int(concept), sure, by_concept, group
            for key, concepts in counts.under.items():
                if concept in concepts:
                    yield "needs_by_condition", int(concept), sure, named(key, group, certainty), group

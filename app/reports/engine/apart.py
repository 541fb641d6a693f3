"""The queries that tell two slices of a measure apart: by how few children they differ, in any area and for any item.

A child has one place, so that the children of places add up to those of an area; of providers they are counted anew.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Iterator, Mapping

from app.reports.card import Breakdown, Level
from app.reports.cards.parts import PARTS, UNKNOWN
from app.reports.engine.days import COLUMN_OF, band, counted_age
from app.reports.engine.places import ALL, area_of, quoted
from app.reports.measures import Measure
from app.reports.slices import Pair, Slice


def least_apart(pair: Pair, asked: Measure, text: str, scope: str, providers: Mapping[int, str]) -> str:
    """The query of the smallest number of children above 0 in any area of a scope's levels, NULL where there is none.

    `text` is the query of the measure's marks in the scope, `providers` gives the ODS code of each organisation.
    """
    if scope != ALL:
        area = _provider(providers)
        return f"""
SELECT min(n) FROM (SELECT {area} AS area, m.key, count(DISTINCT m.child) AS n
    FROM {_apart(pair, asked, text)} AND {_one_of(pair, area)} GROUP BY ALL)"""
    levels = [level for level in pair.levels if level is not Level.PROVIDER]
    return f"""
WITH apart AS (SELECT p.place, m.key, count(DISTINCT m.child) AS n
    FROM {_apart(pair, asked, text)} GROUP BY ALL)
SELECT min(n) FROM ({" UNION ALL ".join(_of_level(pair, level) for level in levels)})"""


def _of_level(pair: Pair, level: Level) -> str:
    area = area_of(level)
    return f"""
(SELECT {area} AS area, key, sum(n)::BIGINT AS n FROM apart JOIN place USING (place)
WHERE {area} IS NOT NULL AND {_one_of(pair, area)} GROUP BY ALL)"""


def _one_of(pair: Pair, area: str) -> str:
    """Whether both slices are of an area."""
    return " AND ".join(f"{area} = {quoted(each)}" for each in sorted(pair.areas)) or "TRUE"


def _provider(providers: Mapping[int, str]) -> str:
    codes = " ".join(f"WHEN {organisation} THEN {quoted(code)}" for organisation, code in sorted(providers.items()))
    return f"(CASE m.org {codes} ELSE {quoted(UNKNOWN)} END)" if codes else quoted(UNKNOWN)


def _apart(pair: Pair, asked: Measure, text: str) -> str:
    """The marks that count for something both slices are of, and are in exactly one of them."""
    keys = ", ".join(map(str, _keys(pair, asked))) or "NULL"
    one, other = (" AND ".join(_conditions(each)) or "TRUE" for each in (pair.one, pair.other))
    return f"""({text}) m JOIN person p USING (child)
    WHERE m.key IN ({keys}) AND m.n > 0 AND {counted_age("m.age")} AND ({one}) <> ({other})"""


def _keys(pair: Pair, asked: Measure) -> Iterator[int]:
    """The numbers of bases and items, as `app.reports.engine.engine_codes` gives them."""
    bases = {each.base: place for place, each in enumerate(asked.bases, 1)}
    items = {each.key: place for place, each in enumerate(asked.items)}
    yield from (-bases[each] for each in pair.bases)
    yield from (items[each] for each in pair.items)


def _conditions(each: Slice) -> Iterator[str]:
    """What a mark of a slice answers; never NULL."""
    if each.ages is not None:
        yield f"coalesce(m.age BETWEEN {each.ages[0]} AND {each.ages[1]}, FALSE)"
    for breakdown, part in each.filters:
        column = band("m.age") if breakdown is Breakdown.AGE_BAND else f"p.{COLUMN_OF[breakdown]}"
        yield f"{column} = {PARTS[breakdown].index(part)}"

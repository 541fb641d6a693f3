"""Tables of what the Department for Education has published, in the form of our own, beside which ours are read.

Figures are exact, as published. A share is of the counts, with its interval. Where a file has the percentage alone, or
one that is not of those counts, the share is the published one, without an interval, and is compared with none. An area
is compared with England in the same file.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.released.figure import NO_SHARE, NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Breakdown, Card, Direction, Level
from app.reports.comparing import compare, share_of
from app.reports.elsewhere.amounts import Amount
from app.reports.elsewhere.cards import LEVELS, PUBLISHED, PUBLISHED_MEASURES, Published, Ratio
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.education import EducationFile, EducationRow
from app.reports.elsewhere.parts import PUBLISHED_PARTS, parts_of
from app.reports.elsewhere.years import over, year_words
from app.reports.periods import parse_quarter

NO_SHARE_KNOWN: Final = Share(Standing.UNAVAILABLE)
_ROUNDING: Final = Decimal("0.1")


def education_tables(elsewhere: Elsewhere, period: str) -> tuple[ReleasedTable, ...]:
    """The tables of every measure that is at hand, by level and breakdown, each of the last year known by a quarter.

    `period` is written as `2026-Q3`, and is that of the tables; the year that its figures are of stands in each
    (`figures_of`) and on its card (`education_cards`).

    Raises:
        ValueError: the period is no quarter.
    """
    chosen = _chosen(elsewhere, parse_quarter(period).last)
    return tuple(table for measure, file, year in chosen for table in _tables(measure, file, year, period))


def education_cards(elsewhere: Elsewhere, period: str) -> tuple[Card, ...]:
    """The cards of those tables; the source says of which year the figures are, and where they are from.

    Raises:
        ValueError: the period is no quarter.
    """
    chosen = _chosen(elsewhere, parse_quarter(period).last)
    return tuple(
        replace(each.card, source=_source(elsewhere, each, file, year), figures_of=year) for each, file, year in chosen
    )


def _chosen(elsewhere: Elsewhere, by: date) -> Iterator[tuple[Published, EducationFile, str]]:
    for measure in PUBLISHED_MEASURES:
        file = elsewhere.data_set(measure.data_set)
        year = None if file is None else year_of(measure, file, by)
        if file is not None and year is not None:
            yield measure, file, year


def year_of(measure: Published, file: EducationFile, by: date) -> str | None:
    """The last period, as the file writes it, that was over by a day and of which it has anything for a measure.

    What is counted of an academic year (`202425`) is counted in its January. None when there is none.
    """
    for year in sorted(file.periods, key=over, reverse=True):
        of_year = (each for each in file.rows if each.period == year and _of_all(measure, file, each))
        if over(year) <= by and any(_says(measure, file, each) for each in of_year):
            return year
    return None


def _says(measure: Published, file: EducationFile, row: EducationRow) -> bool:
    return any(each.numerator.shown or each.share.percent is not None for each in _rows(measure, file, row))


def _source(elsewhere: Elsewhere, measure: Published, file: EducationFile, year: str) -> str:
    entry = next((each for each in elsewhere.entries if each.name == file.name), None)
    if entry is None or entry.source == entry.kind.source:
        return f"{measure.card.source}. {year_words(year)}"
    return f"{entry.source}, data set {file.name}. {entry.licence}. {year_words(year)}"


def _tables(measure: Published, file: EducationFile, year: str, period: str) -> Iterator[ReleasedTable]:
    of_year = [each for each in file.rows if each.period == year]
    totals = [each for each in of_year if _of_all(measure, file, each)]
    by_area: dict[tuple[Level, str], list[EducationRow]] = defaultdict(list)
    for each in of_year:
        by_area[each.level, each.area].append(each)
    for breakdown in measure.card.breakdowns:
        if breakdown is Breakdown.NONE:
            rows = [(each, _rows(measure, file, each)) for each in totals]
        else:
            rows = [(each, _parted(breakdown, file, each, by_area[each.level, each.area])) for each in totals]
        england = {(row.item, row.part): row.share for each, found in rows for row in found if _is_england(each)}
        for level in LEVELS:
            of_level = [row for each, found in rows if each.level is level for row in found]
            told = tuple(_beside(row, england, measure.card.direction, level) for row in of_level)
            if told:
                key = TableKey(measure.card.key, level.value, breakdown.value)
                yield ReleasedTable(key, period, PUBLISHED, told, year)


def _is_england(row: EducationRow) -> bool:
    return row.level is Level.ENGLAND


def _of_all(measure: Published, file: EducationFile, row: EducationRow) -> bool:
    topic, _ = file.breakdown(row)
    return topic.startswith(measure.total) or not topic


def _beside(
    row: ReleasedRow, england: Mapping[tuple[str, str], Share], direction: Direction, level: Level
) -> ReleasedRow:
    benchmark = england.get((row.item, row.part))
    if benchmark is None or level is Level.ENGLAND:
        return row
    return replace(row, comparison=compare(row.share, benchmark, direction))


def _rows(measure: Published, file: EducationFile, row: EducationRow) -> list[ReleasedRow]:
    return [_row(file, row, each) for each in measure.ratios if set(each.counted) & set(file.indicators)]


def _row(file: EducationFile, row: EducationRow, ratio: Ratio) -> ReleasedRow:
    counted = _sum([file.amount(row, each) for each in ratio.counted])
    among = _sum([file.amount(row, each) for each in ratio.among])
    share = NO_SHARE if ratio.counted == ratio.among else published_share(counted, among)
    if ratio.percent:
        share = _agreed(share, _as_published(file.amount(row, ratio.percent)))
    return ReleasedRow(row.area, ratio.item, "", counted, among, share)


def _parted(
    breakdown: Breakdown, file: EducationFile, row: EducationRow, own: Sequence[EducationRow]
) -> list[ReleasedRow]:
    """The plans of an area by part: a part that no row is of is none, where the file has rows of the topic at all."""
    parts = parts_of(breakdown, [(*file.breakdown(each), file.amount(each, "ehcplans")) for each in own])
    if not parts:
        return []
    among = _sum([file.amount(row, "ehcplans")])
    told = ((part, _sum(parts[part]) if part in parts else ZERO) for part in PUBLISHED_PARTS[breakdown])
    return [
        ReleasedRow(row.area, "", part, counted, among, published_share(counted, among), Comparison.NOT_COMPARED)
        for part, counted in told
    ]


def published_share(counted: Figure, among: Figure) -> Share:
    """The share of two published counts with its interval; unavailable when one is not there or they disagree."""
    if counted.number is None or among.number is None:
        return NO_SHARE_KNOWN
    if among.number == 0:
        return NO_SHARE
    if counted.number > among.number:
        return NO_SHARE_KNOWN
    return replace(share_of(counted.number, among.number), standing=Standing.EXACT)


def _agreed(share: Share, published: Share) -> Share:
    """The share that is worked out, unless there is none or the published one differs from it by more than rounding
    does: the department leaves plans without details out of what its percentages are of."""
    if published.percent is None or share.standing is Standing.NOT_APPLICABLE:
        return share
    if share.percent is not None and abs(share.percent - published.percent) <= _ROUNDING:
        return share
    return published


def _as_published(percent: Amount) -> Share:
    """A percentage alone, to one decimal."""
    if percent.number is None or not 0 <= percent.number <= 100:
        return NO_SHARE_KNOWN
    return Share(Standing.EXACT, percent.number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _sum(amounts: Sequence[Amount]) -> Figure:
    """The sum of counts; where one is missing there is none, and why is said as the file says it."""
    wholes = [each.whole for each in amounts]
    if any(each is None for each in wholes):
        why = {each.figure for each in amounts if each.whole is None}
        return NOT_APPLICABLE if why == {NOT_APPLICABLE} else UNAVAILABLE
    total = sum(each for each in wholes if each is not None)
    return Figure(Standing.EXACT, total) if total else ZERO

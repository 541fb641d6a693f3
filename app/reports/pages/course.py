"""A measure over time: which of its rows are drawn, what each title says, and where services changed what they do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.released.figure import Standing
from app.released.table import ReleasedTable
from app.reports.changes import ServiceChange
from app.reports.pages.bars import of_words
from app.reports.pages.changed import (
    BY_INTERVALS,
    BY_NUMBERS,
    Judgement,
    asked_too_seldom,
    change_words,
    judged,
    too_seldom,
)
from app.reports.pages.chart import Bar, Chart, Mark
from app.reports.pages.findings import said
from app.reports.pages.quarters import NOT_RELEASED, Quarterly, Timeline, in_shares, quarters_of

COURSES: Final = 3
"""How many rows of a measure are shown over time."""

_ENOUGH: Final = 2
"""Quarters that are a course; one alone is in the table of its own."""


Changes = Sequence[tuple[int, ServiceChange]]
"""The changes that name a measure, with their numbers, the earliest begun first."""


@dataclass(frozen=True, slots=True)
class Course:
    """A row of a measure over the quarters: drawn, and as a table beneath, hidden figures among it. `marks` are the
    words of the numbered lines, each with its number."""

    name: str
    chart: Chart
    quarters: tuple[Quarterly, ...]
    marks: tuple[tuple[int, str], ...] = ()

    @property
    def among(self) -> bool:
        """Whether its figures are of others, and have shares of those."""
        rows = [each.row for each in self.quarters if each.row is not None]
        return any(row.denominator.standing is not Standing.NOT_APPLICABLE for row in rows)


@dataclass(frozen=True, slots=True)
class OverTime:
    """A measure over time. `notes` say which of its rows are drawn, and when up and down are said."""

    courses: tuple[Course, ...]
    notes: tuple[str, ...]


def drawn_items(tables: Sequence[ReleasedTable]) -> tuple[tuple[str, ...], int]:
    """The rows of a measure that are drawn, and of how many: those with the most by the last figure of each that is
    shown. A row that is hidden now is one of them for what was shown before; one that never was more than none is not.
    """
    last: dict[str, int] = {}
    more_than_none: set[str] = set()
    for table in reversed(tables):
        for row in table.rows:
            if not row.part and row.numerator.number is not None:
                last.setdefault(row.item, row.numerator.number)
                more_than_none |= {row.item} if row.numerator.number else set()
    ranked = sorted((item for item in last if item in more_than_none), key=lambda item: (-last[item], item))
    return tuple(ranked[:COURSES]), len(ranked)


def measure_over_time(timeline: Timeline, of: tuple[str, ...] = (), changes: Changes = ()) -> OverTime:
    """A measure over its quarters: its most frequent rows, all in one unit. `of` says of what the figures are, for a
    drawing to be told from others; `changes` are those that name the measure, with their numbers."""
    items, among = drawn_items(timeline.tables)
    of_item = {item: quarters_of(timeline.tables, item) for item in items}
    shares = in_shares([each for quarters in of_item.values() for each in quarters])
    courses = tuple(
        _course(timeline, timeline.named(item), quarters, changes, of, shares=shares)
        for item, quarters in of_item.items()
        if len(quarters) >= _ENOUGH
    )
    return OverTime(courses, tuple(_notes(timeline, courses, among, shares=shares)) if courses else ())


def _course(
    timeline: Timeline, name: str, quarters: Sequence[Quarterly], changes: Changes, of: tuple[str, ...], *, shares: bool
) -> Course:
    unit = timeline.card.unit
    within = [(number, each) for number, each in changes if _column(each, quarters) is not None]
    chart = Chart(
        f"{name}: {_told(timeline, quarters, shares=shares)}",
        f"% of {of_words(timeline.card)}" if shares else unit[:1].upper() + unit[1:],
        tuple(_bar(each, shares=shares) for each in quarters),
        upright=True,
        of=of,
        percent=shares,
        marks=_marks(within, quarters),
    )
    marks = tuple((number, change_words(each, timeline.today)) for number, each in within)
    return Course(name, chart, tuple(quarters), marks)


def _bar(quarter: Quarterly, *, shares: bool) -> Bar:
    if quarter.gap:
        return Bar(quarter.label, None, quarter.gap, "not compared")
    value = quarter.share.percent if shares else quarter.numerator.number
    return Bar(quarter.label, float(value or 0), _figure(quarter, shares=shares), "not compared")


def _figure(quarter: Quarterly, *, shares: bool) -> str:
    return quarter.share.text if shares else quarter.numerator.text


def _column(change: ServiceChange, quarters: Sequence[Quarterly]) -> int | None:
    """The first column of which any figure can be of the days since a change; None for one that began before them all
    or after them all."""
    began = change.details.began
    if began < quarters[0].first:
        return None
    return next((place for place, each in enumerate(quarters) if each.last >= began), None)


def _marks(changes: Changes, quarters: Sequence[Quarterly]) -> tuple[Mark, ...]:
    """One line for each column, with the numbers of all that began there."""
    at = [(_column(each, quarters) or 0, number) for number, each in changes]
    return tuple(
        Mark(column, _numbers([number for _, number in found])) for column, found in groupby(at, lambda each: each[0])
    )


def _numbers(numbers: Sequence[int]) -> str:
    return f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])


def _told(timeline: Timeline, quarters: Sequence[Quarterly], *, shares: bool) -> str:
    """What a title says: how the last figure stands to the first that is shown, where anything can be said of that. Of
    a quarter that is hidden it says so, and speaks of no direction."""
    last = quarters[-1]
    if last.gap:
        return f"{last.gap} {'for' if last.gap == NOT_RELEASED else 'in'} {last.words}"
    first = next(each for each in quarters if not each.gap)
    if first is last:
        return f"{said(last.row) if last.row else ''} in {last.words}, the only one that is shown"
    words = _direction(timeline, first, last, shares=shares)
    if words:
        return f"{words} from {first.words} to {last.words}"
    return f"{_figure(first, shares=shares)} in {first.words}, {_figure(last, shares=shares)} in {last.words}"


def _direction(timeline: Timeline, first: Quarterly, last: Quarterly, *, shares: bool) -> str:
    """Up, down or neither; nothing where the two cannot be compared, or what is drawn is not what could be judged."""
    if asked_too_seldom(timeline.card.key, (first, last), timeline.complete):
        return ""
    of_shares = first.share.percent is not None
    neither = "no clear change" if of_shares else "about the same"
    words = {Judgement.HIGHER: "up", Judgement.LOWER: "down", Judgement.NO_CLEAR_CHANGE: neither}
    return words.get(judged(first, last), "") if of_shares is shares else ""


def _notes(timeline: Timeline, courses: Sequence[Course], among: int, *, shares: bool) -> Iterator[str]:
    unit = timeline.card.unit
    if among > len(courses):
        yield (
            f"Drawn are the {len(courses)} rows with the most {unit}, by the last figure of each that is shown, of "
            f"{among} that show any."
        )
    if any(each.gap for course in courses for each in course.quarters):
        yield "A quarter whose figure is not shown keeps its place, with the word why."
    yield (BY_INTERVALS if shares else BY_NUMBERS).replace("lower or higher", "up or down", 1)
    ends = [each for course in courses for each in _ends(course.quarters)]
    if seldom := asked_too_seldom(timeline.card.key, ends, timeline.complete):
        yield too_seldom(tuple(dict.fromkeys(seldom)))


def _ends(quarters: Sequence[Quarterly]) -> tuple[Quarterly, ...]:
    """The two that a title compares; none where the last is not shown."""
    shown = [each for each in quarters if not each.gap]
    return (shown[0], shown[-1]) if len(shown) >= _ENOUGH and not quarters[-1].gap else ()

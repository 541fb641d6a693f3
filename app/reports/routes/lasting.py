"""A measure of an area over its releases, and before and after what services changed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from app.clinical.ages import london_date
from app.errors import NotFound
from app.identity import shown
from app.released.figure import Share
from app.released.table import ReleasedTable, ReleaseFacts
from app.reports.card import Breakdown, Card
from app.reports.changes import ServiceChange
from app.reports.pages.changed import (
    BY_INTERVALS,
    BY_NUMBERS,
    CAPTURE,
    CAUTION,
    Changed,
    change_cells,
    changed,
    changes_about,
)
from app.reports.pages.course import OverTime, drawn_items, measure_over_time
from app.reports.pages.quarters import QUARTERS_SHOWN, Timeline
from app.reports.routes.asked import Asked


class Lasting(NamedTuple):
    """A measure over time, and before and after each change of a service that names it."""

    over_time: OverTime
    changed: tuple[Changed, ...]


def lasting(asked: Asked, card: Card) -> Lasting:
    """What a page tells of a measure over time."""
    about = changes_about(card.key, asked.changes())
    timeline = _timeline(asked, card, "" if about else _first_shown(asked))
    lately = timeline.since(_first_shown(asked))
    of = shown(asked.facts.id), asked.area.level.value, asked.area.code, "over time"
    items, _ = drawn_items(lately.tables)
    return Lasting(measure_over_time(lately, of, about), tuple(changed(each, timeline, items) for each in about))


def changed_of(asked: Asked, card: Card, changes: Iterable[ServiceChange]) -> tuple[Changed, ...]:
    """A measure before and after each of the area's changes of services that names it."""
    about = changes_about(card.key, changes)
    if not about:
        return ()
    timeline = _timeline(asked, card, "")
    items, _ = drawn_items(timeline.since(_first_shown(asked)).tables)
    return tuple(changed(each, timeline, items) for each in about)


def course_of(asked: Asked, card: Card) -> list[tuple[ReleaseFacts, ReleasedTable]]:
    """The tables of a measure that its course is made of, each with its release, the earliest first."""
    timeline = _timeline(asked, card, _first_shown(asked))
    return [(timeline.facts[each.period], each) for each in timeline.each_once]


def cautions(told: tuple[Changed, ...]) -> tuple[str, ...]:
    """What a reader must know of figures before and after, once for all of them."""
    lined = [each for each in told if each.lines]
    if not lined:
        return ()
    by = {BY_INTERVALS if each.shares else BY_NUMBERS: None for each in lined}
    return (CAUTION, *by)


def change_rows(asked: Asked) -> list[tuple[str, str, str, str]]:
    """The area's changes of services as a list shows them: what, when, who answers for it, and of the measures that it
    bears on those that are for the reader."""
    return [change_cells(each, _titles(asked, each), _today(asked)) for each in asked.changes()]


def _titles(asked: Asked, change: ServiceChange) -> str:
    cards = (asked.words.cards.get(key) for key in change.details.measures)
    return "; ".join(card.title for card in cards if card is not None and asked.is_for_reader(card))


def _today(asked: Asked) -> date:
    return london_date(asked.reports.desk.now())


def _first_shown(asked: Asked) -> str:
    """The earliest quarter of a course."""
    return str(asked.quarter.earlier(QUARTERS_SHOWN - 1))


def _timeline(asked: Asked, card: Card, first: str) -> Timeline:
    """A measure's releases from a quarter on, up to the one that is asked about; the last revision of each."""
    facts: dict[str, ReleaseFacts] = {}
    for each in asked.reports.desk.releases.all():
        if first <= each.period <= asked.facts.period:
            facts.setdefault(each.period, each)
    tables = tuple(_tables(asked, card, [facts[period] for period in sorted(facts)]))
    complete = {each.period: _captured(asked, facts[each.period]) for each in tables}
    return Timeline(card, tables, asked.wording, _today(asked), facts, complete)


def _tables(asked: Asked, card: Card, releases: list[ReleaseFacts]) -> Iterator[ReleasedTable]:
    for facts in releases:
        try:
            yield asked.view.table(facts, card.key, Breakdown.NONE)
        except NotFound:
            continue


def _captured(asked: Asked, facts: ReleaseFacts) -> Share | None:
    """The released share of contacts at which needs were asked about; None where it was not released."""
    try:
        rows = asked.view.table(facts, CAPTURE, Breakdown.NONE).rows
    except NotFound:
        return None
    return next((row.share for row in rows if not row.item and not row.part), None)

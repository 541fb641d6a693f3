"""Rows of children as few as a hand calculation wants, with what is not said left at its plainest."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.definition.counting import count, records_of
from app.reports.measures import CARDS
from app.reports.observed import AskedRow, ChildRow, ContactRow, FactRow, LightRow, NeedRow, Observed, ReferralRow
from app.reports.periods import Quarter
from app.terminology.concept import ConceptId
from tests.reports.generated_records import PROVIDERS, QUARTER, shipped_counts

AUGUST = date(2026, 8, 10)
LONG_AGO = date(2024, 1, 10)
COUNTS = shipped_counts()
EVERY = ("condition", "technology_dependency", "family_reported_issue", "round_the_clock_care", "functional_level")


def concept(term: str) -> ConceptId:
    """The one member of the shipped reference set with this preferred term."""
    (found,) = (each for each, name in COUNTS.terms.items() if name == term)
    return found


def need(
    term: str | None,
    certainty: str = "diagnosed",
    *,
    since: date = LONG_AGO,
    until: date | None = None,
    new: bool = False,
    resolved: bool = False,
    sensitive: bool = False,
    counted: bool | None = None,
) -> NeedRow:
    known = None if term is None else concept(term)
    group = "condition" if known is None else COUNTS.group_of.get(known, "functional_level")
    counts = certainty != "excluded" and known in COUNTS.group_of if counted is None else counted
    return NeedRow(0, 0, 1, known, group, certainty, counts, sensitive, since, until, resolved, new)


def asked(*groups: str, on: date = AUGUST, answer: str = "some") -> list[AskedRow]:
    return [AskedRow(0, 0, group, on, answer) for group in groups or EVERY]


def fact(
    kind: str, value: str, since: date | None = None, until: date | None = None, *, hour: int = 9, number: int = 1
) -> FactRow:
    return FactRow(0, 0, kind, value, since, until, datetime(2026, 8, 1, hour, tzinfo=UTC), number)


def contact(on: date = AUGUST, attendance: str = "5", **fields: Any) -> ContactRow:
    plain: dict[str, Any] = {"captured": False, "seconds": None, "unread": False, "school_time": False}
    told = {**plain, "statements": 0, "uncoded": 0, **fields}
    return ContactRow(0, 0, 1, 1, on, None, attendance, attendance in "56", **told)


def referral(
    received: date, closed: date | None = None, seen: date | None = None, diagnosed: date | None = None
) -> ReferralRow:
    return ReferralRow(0, 0, 1, received, closed, seen, diagnosed)


def light(on: date, colour: str, next_on: date | None = None, said: str | None = None) -> LightRow:
    return LightRow(0, 0, 1, "condition", on, colour, next_on, said)


def kid(
    child: int,
    *rows: Any,
    organisation: int = 1,
    born: date | None = date(2016, 10, 1),
    died: date | None = None,
    linked: bool = True,
    sex: str = "1",
) -> Observed:
    """A child's record: rows, and lists of rows, each put where it belongs. Born 2016-10-01, so 9 at the end of Q3."""
    row = ChildRow(child, organisation, linked, born, died, sex, None, datetime(2026, 8, 1, tzinfo=UTC))
    flat = [each for part in rows for each in (part if isinstance(part, list) else [part])]
    owned = [_of(child, organisation, each) for each in flat]
    kinds = (FactRow, NeedRow, AskedRow, ContactRow, ReferralRow, LightRow)
    parts: list[Any] = [tuple(each for each in owned if type(each) is kind) for kind in kinds]
    return Observed(row, *parts)


def _of(child: int, organisation: int, row: Any) -> Any:
    return replace(row, child=child, organisation=organisation)


Figures = dict[str, tuple[int, int | None]]


def figures(
    key: str,
    *children: Observed,
    level: Level = Level.ENGLAND,
    breakdown: Breakdown = Breakdown.NONE,
    quarter: Quarter = QUARTER,
    counts: Countable = COUNTS,
    every: bool = False,
) -> Figures:
    """The cells that count somebody (or `every` cell): by area unless there is one for all, item and part."""
    cube = count(CARDS[key], level, breakdown, quarter, records_of(children, counts, PROVIDERS))
    shown = {}
    for cell, raw in cube.opened().items():
        words = (cell.area if level is not Level.ENGLAND else "", cell.item, cell.part)
        if raw.counted or every:
            shown[" ".join(word for word in words if word)] = (raw.counted, raw.of)
    return shown

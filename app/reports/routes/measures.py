"""A measure of an area: its card, chart and table, its course over quarters; and a report of chosen measures."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.identity import shown
from app.reports.card import Breakdown, Card, Lens
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.elsewhere.years import year_words
from app.reports.pages.chart import Chart
from app.reports.pages.dashboard import Quarterly, in_shares, over_time, quarters_of
from app.reports.pages.wording import profile_words
from app.reports.routes.asked import Asked, ReportPages, asked_of
from app.reports.routes.downloads import FORMATS
from app.reports.routes.front import key_indicators
from app.web.calls import Call
from app.web.guard import allows

_COURSES: Final = 3
"""How many rows of a measure are shown over time: those with the most children."""


def add_measure(router: APIRouter, reports: ReportPages) -> None:
    """Add the page of a measure."""

    @router.get("/reports/{level}/{area}/measures/{measure}")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def measure(call: Call) -> Response:
        asked = asked_of(reports, call)
        card = asked.card(call.path_params["measure"])
        breakdown = asked.breakdown(card, call.query_params.get("by", Breakdown.NONE.value))
        section = asked.section(card, breakdown)
        context = {
            **asked.about(),
            "card": section.card,
            "section": section,
            "figures_words": year_words(section.card.figures_of) if section.card.figures_of else "",
            "profile_words": "" if card.profile == PUBLISHED else profile_words(asked.facts.profile),
            "breakdown": breakdown,
            "breakdowns": asked.breakdowns(card),
            "formats": FORMATS,
            "trends": list(_courses(asked, card)),
            "actions": [each for each in asked.actions() if each.measure == card.key],
        }
        return reports.pages.render(call, "reports/measure.jinja", context)


class Course(NamedTuple):
    """A row of a measure over the quarters: drawn, and as a table beneath, hidden figures among it."""

    name: str
    chart: Chart
    quarters: list[Quarterly]


def _courses(asked: Asked, card: Card) -> Iterator[Course]:
    """The measure's most frequent rows over the quarters, all in one unit."""
    tables = list(asked.earlier(card))
    of = shown(asked.facts.id), asked.area.level.value, asked.area.code, "over time"
    rows = [row for row in (tables[-1].rows if tables else ()) if not row.part and row.numerator.number]
    items = [row.item for row in sorted(rows, key=lambda row: row.numerator.number or 0, reverse=True)[:_COURSES]]
    shares = in_shares(tables, items)
    for item in items:
        if (chart := over_time(card, tables, item, asked.wording, of, shares=shares)) is not None:
            yield Course(asked.wording.item(card.key, item) or card.title, chart, quarters_of(tables, item))


def add_report(router: APIRouter, reports: ReportPages) -> None:
    """Add the report of chosen measures."""

    @router.get("/reports/{level}/{area}/report")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def report(call: Call) -> Response:
        asked = asked_of(reports, call)
        chosen = asked.chosen(call)
        context = {
            **asked.about(),
            "sections": asked.sections(chosen),
            "chosen": [card.key for card in chosen],
            "keys": key_indicators(asked) if chosen else None,
            "choices": [(lens, asked.cards(lens)) for lens in Lens],
            "actions": asked.actions(),
            "cards": asked.words.cards,
        }
        return reports.pages.render(call, "reports/report.jinja", context)

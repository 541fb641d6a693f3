"""A measure of an area: its card, chart and table, its course over quarters; and a report of chosen measures."""

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.reports.card import Breakdown, Lens
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.elsewhere.years import year_words
from app.reports.pages.wording import profile_words
from app.reports.routes.addressed import asked_of
from app.reports.routes.asked import ReportPages
from app.reports.routes.downloads import COURSE_FORMATS, FORMATS
from app.reports.routes.front import key_indicators
from app.reports.routes.lasting import cautions, change_rows, changed_of, lasting
from app.web.calls import Call
from app.web.guard import allows


def add_measure(router: APIRouter, reports: ReportPages) -> None:
    """Add the page of a measure."""

    @router.get("/reports/{level}/{area}/measures/{measure}")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def measure(call: Call) -> Response:
        asked = asked_of(reports, call)
        card = asked.card(call.path_params["measure"])
        breakdown = asked.breakdown(card, call.query_params.get("by", Breakdown.NONE.value))
        section, told = asked.section(card, breakdown), lasting(asked, card)
        context = {
            **asked.about(),
            "card": section.card,
            "section": section,
            "figures_words": year_words(section.card.figures_of) if section.card.figures_of else "",
            "profile_words": "" if card.profile == PUBLISHED else profile_words(asked.facts.profile),
            "breakdown": breakdown,
            "breakdowns": asked.breakdowns(card),
            "formats": FORMATS,
            "course_formats": COURSE_FORMATS,
            "over_time": told.over_time,
            "changed": told.changed,
            "cautions": cautions(told.changed),
            "actions": [each for each in asked.actions() if each.measure == card.key],
        }
        return reports.pages.render(call, "reports/measure.jinja", context)


def add_report(router: APIRouter, reports: ReportPages) -> None:
    """Add the report of chosen measures."""

    @router.get("/reports/{level}/{area}/report")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def report(call: Call) -> Response:
        asked = asked_of(reports, call)
        chosen, changes = asked.chosen(call), asked.changes()
        changed = {card.key: changed_of(asked, card, changes) for card in chosen}
        context = {
            **asked.about(),
            "sections": asked.sections(chosen),
            "changes": change_rows(asked),
            "changed": changed,
            "cautions": cautions(tuple(each for told in changed.values() for each in told)),
            "chosen": [card.key for card in chosen],
            "keys": key_indicators(asked) if chosen else None,
            "choices": [(lens, asked.cards(lens)) for lens in Lens],
            "actions": asked.actions(),
            "cards": asked.words.cards,
        }
        return reports.pages.render(call, "reports/report.jinja", context)

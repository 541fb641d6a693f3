"""Downloads of an area: a measure in every format, and the report as PDF. Each is noted in the audit trail."""

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter, Response

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission
from app.errors import NotFound
from app.identity import shown
from app.reports.card import Breakdown, Card, Lens
from app.reports.downloads.publication import Publication, foot, json_text
from app.reports.downloads.tidy import csv_text, csvw_text
from app.reports.routes.asked import Asked, ReportPages, asked_of, period_words
from app.web.calls import Call
from app.web.guard import allows

FORMATS: Final = (
    ("csv", "Tidy CSV"),
    ("csv-metadata.json", "What its columns mean (CSVW)"),
    ("xlsx", "Workbook (Excel)"),
    ("json", "JSON"),
    ("pdf", "PDF"),
)
"""What a measure can be downloaded as, by the end of its name."""

_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "csv-metadata.json": "application/csvm+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
_NO_FILE: Final = "There is no such file. Choose one from the page of a measure."
_MEASURE_PARTS: Final = 4
_REPORT: Final = "report"


def add_downloads(router: APIRouter, reports: ReportPages) -> None:
    """Add the list of an area's downloads, and the files."""

    @router.get("/reports/{level}/{area}/downloads")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def downloads(call: Call) -> Response:
        asked = asked_of(reports, call)
        choices = [(lens, [(card, asked.breakdowns(card)) for card in asked.cards(lens)]) for lens in Lens]
        context = {**asked.about(), "choices": choices, "formats": FORMATS}
        return reports.pages.render(call, "reports/downloads.jinja", context)

    @router.get("/reports/{level}/{area}/downloads/{file}")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def download(call: Call) -> Response:
        name = call.path_params["file"]
        parts = name.split(".", 3)
        asked, content = (_report if parts[0] == _REPORT else _measure)(reports, call, parts)
        reports.note(_event(reports, call, asked, name))
        headers = {
            "content-disposition": f'attachment; filename="{asked.area.code}.{name}"',
            "etag": f'"{shown(asked.facts.id)}-{asked.area.code}-{"".join(asked.beside.values())}-{name}"',
            "link": f'<{asked.path}/downloads/{".".join(parts[:3])}.csv-metadata.json>; rel="describedby"',
        }
        return Response(content, media_type=_TYPES[name.split(".", len(parts) - 1)[-1]], headers=headers)


def _event(reports: ReportPages, call: Call, asked: Asked, name: str) -> AuditEvent:
    return audit_event(
        call.principal,
        AuditAction.REPORT_DOWNLOADED,
        identity=reports.desk.new_identity(),
        at=reports.desk.now(),
        subject=asked.facts.id,
        detail=f"{asked.area.level.value} {asked.area.code}, {name}",
    )


def _measure(reports: ReportPages, call: Call, parts: list[str]) -> tuple[Asked, str | bytes]:
    """A file named `<measure>.<breakdown>.<period>.<format>`."""
    if len(parts) != _MEASURE_PARTS or parts[3] not in _TYPES:
        raise NotFound(_NO_FILE)
    key, by, period, format_ = parts
    asked = asked_of(reports, call, period)
    card = asked.card(key)
    publication = _publication(asked, card, by)
    makers: Mapping[str, Callable[[], str | bytes]] = {
        "csv": lambda: csv_text([publication], shown(asked.facts.id)),
        "csv-metadata.json": lambda: csvw_text(publication, shown(asked.facts.id), f"{key}.{by}.{period}.csv"),
        "json": lambda: json_text(publication, shown(asked.facts.id)),
        "xlsx": lambda: _workbook(asked, [publication], publication.title),
        "pdf": lambda: _document(asked, [card], by),
    }
    return asked, makers[format_]()


def _publication(asked: Asked, card: Card, by: str) -> Publication:
    table = asked.table(card, asked.breakdown(card, by))
    return Publication(asked.facts, card, table, asked.wording, lambda code: asked.words.areas.regions.get(code, ""))


def _report(reports: ReportPages, call: Call, parts: list[str]) -> tuple[Asked, str | bytes]:
    """A report of chosen measures, or of all: `report.<period>.pdf` or `report.<period>.xlsx`."""
    if len(parts) != _MEASURE_PARTS - 1 or parts[2] not in ("pdf", "xlsx"):
        raise NotFound(_NO_FILE)
    asked = asked_of(reports, call, parts[1])
    cards = asked.chosen(call) or [card for lens in Lens for card in asked.cards(lens)]
    if parts[2] == "pdf":
        return asked, _document(asked, cards, Breakdown.NONE.value)
    tables = [_publication(asked, card, Breakdown.NONE.value) for card in cards]
    return asked, _workbook(asked, tables, f"{asked.wording.area(*asked.area)}, {period_words(asked.facts.period)}")


def _workbook(asked: Asked, publications: list[Publication], title: str) -> bytes:
    # Loaded when it is first asked for: pages need none of it.
    from app.reports.downloads.workbook import workbook_bytes

    return workbook_bytes(publications, shown(asked.facts.id), title)


def _document(asked: Asked, cards: list[Card], by: str) -> bytes:
    from app.reports.downloads.document import Document, document_bytes

    sections = [asked.section(card, asked.breakdown(card, by)) for card in cards]
    told = [_publication(asked, card, by) for card in cards]
    about = [note for each in told for note in each.notes_of_release(shown(asked.facts.id))]
    name, words = asked.wording.area(*asked.area), period_words(asked.facts.period)
    document = Document(
        f"{name}, {words}",
        f"{asked.area.level.words}. {words}.",
        sections,
        asked.actions(),
        {card.key: card.title for card in asked.words.cards.values()},
        list(dict.fromkeys(about)),
        foot(asked.facts, told),
    )
    return document_bytes(document, asked.reports.drawings.svg, asked.reports.fonts)

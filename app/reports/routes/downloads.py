"""Downloads of an area: a measure in every format, and the report as PDF. Each is noted in the audit trail."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from fastapi import APIRouter, Response

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission
from app.errors import NotFound
from app.identity import shown
from app.reports.card import Breakdown, Card, Lens
from app.reports.downloads.comparisons import compared_with_all
from app.reports.downloads.indicators import (
    STEM,
    IndicatorFile,
    indicator_file,
    indicators_beside,
    indicators_csvw_text,
    indicators_json_text,
    indicators_text,
)
from app.reports.downloads.publication import Publication, foot, json_text
from app.reports.downloads.tidy import csv_text, csvw_text
from app.reports.downloads.tidy_comparisons import comparisons_csvw_text, comparisons_text
from app.reports.downloads.tidy_course import course_csvw_text, course_text
from app.reports.routes.addressed import asked_of
from app.reports.routes.asked import Asked, ReportPages
from app.reports.routes.front import key_indicators
from app.reports.routes.lasting import cautions, change_rows, changed_of, course_of
from app.reports.routes.shown import period_words
from app.web.calls import Call
from app.web.guard import allows

FORMATS: Final = (
    ("csv", "Tidy CSV"),
    ("csv-metadata.json", "What its columns mean (CSVW)"),
    ("comparisons.csv", "Beside other areas, and rates (tidy CSV)"),
    ("comparisons.csv-metadata.json", "What the columns of that mean (CSVW)"),
    ("xlsx", "Workbook (Excel)"),
    ("json", "JSON"),
    ("pdf", "PDF"),
)
"""What a measure can be downloaded as, by the end of its name."""

INDICATOR_FORMATS: Final = (*FORMATS[:2], ("json", "JSON"))
"""What an area's indicators can be downloaded as."""

COURSE_FORMATS: Final = (
    ("over-time.csv", "Every row of it over time (tidy CSV)"),
    ("over-time.csv-metadata.json", "What the columns of that mean (CSVW)"),
)
"""What a measure's course can be downloaded as: without a breakdown, which has no course."""

_CSV, _CSVW = "text/csv; charset=utf-8", "application/csvm+json"
_TYPES: Final[Mapping[str, str]] = {
    "csv": _CSV,
    "csv-metadata.json": _CSVW,
    "comparisons.csv": _CSV,
    "comparisons.csv-metadata.json": _CSVW,
    "over-time.csv": _CSV,
    "over-time.csv-metadata.json": _CSVW,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
_NO_FILE: Final = "There is no such file. Choose one from the page of a measure."
_MEASURE_PARTS: Final = 4
_AREA_PARTS: Final = 3
_REPORT: Final = "report"


def add_downloads(router: APIRouter, reports: ReportPages) -> None:
    """Add the list of an area's downloads, and the files."""

    @router.get("/reports/{level}/{area}/downloads")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def downloads(call: Call) -> Response:
        asked = asked_of(reports, call)
        choices = [(lens, [(card, asked.breakdowns(card)) for card in asked.cards(lens)]) for lens in Lens]
        context = {
            **asked.about(),
            "choices": choices,
            "formats": FORMATS,
            "indicator_formats": INDICATOR_FORMATS if asked.indicators() is not None else (),
        }
        return reports.pages.render(call, "reports/downloads.jinja", context)

    @router.get("/reports/{level}/{area}/downloads/{file}")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def download(call: Call) -> Response:
        name = call.path_params["file"]
        make = {_REPORT: _report, STEM: _indicators}.get(name.partition(".")[0], _measure)
        asked, format_, content = make(reports, call, name)
        reports.note(_event(reports, call, asked, name))
        return Response(content, media_type=_TYPES[format_], headers=_headers(asked, name, format_, content))


def _headers(asked: Asked, name: str, format_: str, content: str | bytes) -> dict[str, str]:
    """The tag is of the content: what others have published, and what a reader may compare with, changes it."""
    held = content.encode() if isinstance(content, str) else content
    headers = {
        "content-disposition": f'attachment; filename="{asked.area.code}.{name}"',
        "etag": f'"{shown(asked.facts.id)}-{asked.area.code}-{sha256(held).hexdigest()[:32]}"',
    }
    if _TYPES[format_] == _CSV:
        headers["link"] = f'<{asked.path}/downloads/{name}-metadata.json>; rel="describedby"'
    return headers


def _event(reports: ReportPages, call: Call, asked: Asked, name: str) -> AuditEvent:
    return audit_event(
        call.principal,
        AuditAction.REPORT_DOWNLOADED,
        identity=reports.desk.new_identity(),
        at=reports.desk.now(),
        subject=asked.facts.id,
        detail=f"{asked.area.level.value} {asked.area.code}, {name}",
    )


Made = tuple[Asked, str, str | bytes]
"""What was asked about, the format, and the content."""


def _measure(reports: ReportPages, call: Call, name: str) -> Made:
    """A file named `<measure>.<breakdown>.<period>.<format>`."""
    parts = name.split(".", 3)
    if len(parts) != _MEASURE_PARTS or parts[3] not in _TYPES:
        raise NotFound(_NO_FILE)
    key, by, period, format_ = parts
    if format_ in dict(COURSE_FORMATS):
        return _course(reports, call, name)
    asked = asked_of(reports, call, period)
    card, identity, csv_name = asked.card(key), shown(asked.facts.id), name.removesuffix("-metadata.json")
    publication = _publication(asked, card, by)
    makers: Mapping[str, Callable[[], str | bytes]] = {
        "csv": lambda: csv_text([publication], identity),
        "csv-metadata.json": lambda: csvw_text(publication, identity, csv_name),
        "comparisons.csv": lambda: comparisons_text([publication], identity),
        "comparisons.csv-metadata.json": lambda: comparisons_csvw_text([publication], identity, csv_name),
        "json": lambda: json_text(publication, identity),
        "xlsx": lambda: _workbook(asked, [publication], publication.title),
        "pdf": lambda: _document(asked, [card], by),
    }
    return asked, format_, makers[format_]()


def _publication(asked: Asked, card: Card, by: str) -> Publication:
    """A measure of the area beside everything that this reader may choose to read it beside."""
    breakdown, words = asked.breakdown(card, by), asked.words
    beside = compared_with_all(
        asked.view, asked.facts, (card, breakdown), asked.choices, (words.wording, words.elsewhere)
    )
    return Publication(asked.facts, card, asked.table(card, breakdown), words.wording, _region_of(asked), beside)


def _course(reports: ReportPages, call: Call, name: str) -> Made:
    """A file of a measure over time, each quarter from its own release; named as one without a breakdown."""
    key, by, period, format_ = name.split(".", 3)
    if by != Breakdown.NONE.value:
        raise NotFound(_NO_FILE)
    asked = asked_of(reports, call, period)
    card = asked.card(key)
    region_of = _region_of(asked)
    told = [Publication(facts, card, table, asked.wording, region_of) for facts, table in course_of(asked, card)]
    if format_ == "over-time.csv":
        return asked, format_, course_text(told)
    return asked, format_, course_csvw_text(told, name.removesuffix("-metadata.json"))


def _region_of(asked: Asked) -> Callable[[str], str]:
    return lambda code: asked.words.areas.regions.get(code, "")


def _indicators(reports: ReportPages, call: Call, name: str) -> Made:
    """A file named `indicators.<period>.<format>`."""
    parts = name.split(".", 2)
    if len(parts) != _AREA_PARTS or parts[2] not in dict(INDICATOR_FORMATS):
        raise NotFound(_NO_FILE)
    asked = asked_of(reports, call, parts[1])
    file, identity = _indicator_file(asked), shown(asked.facts.id)
    if file is None:
        raise NotFound(_NO_FILE)
    if parts[2] == "json":
        return asked, parts[2], indicators_json_text(file, identity)
    if parts[2] == "csv":
        return asked, parts[2], indicators_text(file, identity)
    return asked, parts[2], indicators_csvw_text(file, identity, name.removesuffix("-metadata.json"))


def _indicator_file(asked: Asked) -> IndicatorFile | None:
    found = indicators_beside(asked.area, asked.words.elsewhere, asked.quarter.year, asked.choices)
    return indicator_file(asked.facts, (asked.wording, _region_of(asked)), [found])


def _report(reports: ReportPages, call: Call, name: str) -> Made:
    """A report of chosen measures, or of all, which has the indicators too: `report.<period>.pdf` or
    `report.<period>.xlsx`."""
    parts = name.split(".", 3)
    if len(parts) != _AREA_PARTS or parts[2] not in ("pdf", "xlsx"):
        raise NotFound(_NO_FILE)
    asked = asked_of(reports, call, parts[1])
    chosen = asked.chosen(call)
    cards = chosen or [card for lens in Lens for card in asked.cards(lens)]
    if parts[2] == "pdf":
        return asked, parts[2], _document(asked, cards, Breakdown.NONE.value, front=True, whole=not chosen)
    tables = [_publication(asked, card, Breakdown.NONE.value) for card in cards]
    title = f"{asked.wording.area(*asked.area)}, {period_words(asked.facts.period)}"
    return asked, parts[2], _workbook(asked, tables, title, None if chosen else _indicator_file(asked))


def _workbook(
    asked: Asked, publications: list[Publication], title: str, indicators: IndicatorFile | None = None
) -> bytes:
    # Loaded when it is first asked for: pages need none of it.
    from app.reports.downloads.workbook import workbook_bytes

    return workbook_bytes(publications, shown(asked.facts.id), title, indicators)


def _document(asked: Asked, cards: list[Card], by: str, *, front: bool = False, whole: bool = False) -> bytes:
    """A PDF of measures; with a front page of key indicators, and with the area's indicators where it is of all."""
    from app.reports.downloads.document import Document, document_bytes

    sections = [asked.section(card, asked.breakdown(card, by)) for card in cards]
    told = [_told(asked, card, by) for card in cards]
    about = [note for each in told for note in each.notes_of_release(shown(asked.facts.id))]
    name, words = asked.wording.area(*asked.area), period_words(asked.facts.period)
    changes = asked.changes()
    changed = {card.key: changed_of(asked, card, changes) for card in cards}
    document = Document(
        f"{name}, {words}",
        f"{asked.area.level.words}. {words}.",
        sections,
        asked.actions(),
        {card.key: card.title for card in asked.words.cards.values()},
        list(dict.fromkeys(about)),
        foot(asked.facts, told),
        asked.indicators() if whole else None,
        key_indicators(asked) if front else None,
        change_rows(asked),
        changed,
        cautions(tuple(each for one in changed.values() for each in one)),
    )
    return document_bytes(document, asked.reports.drawings.svg, asked.reports.fonts)


def _told(asked: Asked, card: Card, by: str) -> Publication:
    """A measure by itself: beside what it is read, its section says."""
    table = asked.table(card, asked.breakdown(card, by))
    return Publication(asked.facts, card, table, asked.wording, _region_of(asked))

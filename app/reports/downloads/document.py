"""A report of an area as PDF: A4, tagged and titled for screen readers (PDF/UA-1, ISO 14289-1).

A template beside this file lays out whatever it is given; the words reach it as data and are never read as markup.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import typst

from app.clinical.ages import clinical_date
from app.reports.actions import ReportAction
from app.reports.card import Breakdown, Card
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.pages.changed import Changed
from app.reports.pages.chart import Chart
from app.reports.pages.dashboard import Section
from app.reports.pages.indicators import IndicatorTable
from app.reports.pages.key_indicators import KeyTable
from app.reports.pages.line import Line
from app.reports.pages.rating import RateLine, RateTable
from app.reports.pages.wording import AS_PUBLISHED, profile_words

_TEMPLATE: Final = Path(__file__).with_name("report.typ")


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its title and subtitle, its measures, what is to be done (`titles` of measures by key), what a reader
    must know, what stands at the foot of every page, the area's indicators where it has any, the key indicators of its
    front page, the area's changes of services (what, when, who answers for it, and about what), the measures before and
    after them by key, and what a reader must know of that."""

    title: str
    subtitle: str
    sections: Sequence[Section]
    actions: Sequence[ReportAction]
    titles: Mapping[str, str]
    notes: Sequence[str]
    footer: str
    indicators: IndicatorTable | None = None
    keys: KeyTable | None = None
    changes: Sequence[Sequence[str]] = ()
    changed: Mapping[str, Sequence[Changed]] = field(default_factory=dict)
    cautions: Sequence[str] = ()


def document_bytes(document: Document, svg: Callable[[Chart], str], fonts: Path) -> bytes:
    """The bytes of the PDF; `svg` draws a chart, `fonts` is the folder of DejaVu Sans.

    A text that no font at hand can show is printed with empty boxes in its place, and the file then makes no claim to
    PDF/UA.
    """
    held = {
        "title": document.title,
        "subtitle": document.subtitle,
        "keys": None if document.keys is None else _keys(document.keys),
        "sections": [_section(each, document.changed.get(each.card.key, ()), svg) for each in document.sections],
        "indicators": None if document.indicators is None else _indicators(document.indicators),
        "actions": [_action(each, document.titles) for each in document.actions],
        "changes": [list(each) for each in document.changes],
        "cautions": list(document.cautions),
        "notes": [*_rate_notes(document.sections), *document.notes],
        "footer": document.footer,
    }
    inputs = {"report": json.dumps(held, ensure_ascii=False)}
    try:
        return _compiled(inputs, fonts, "ua-1")
    except typst.TypstError:
        return _compiled(inputs, fonts, None)


def _compiled(inputs: dict[str, str], fonts: Path, standard: Literal["ua-1"] | None) -> bytes:
    compiler = typst.Compiler(_template(), _TEMPLATE.parent, font_paths=_font_book(fonts), sys_inputs=inputs)
    made = compiler.compile(format="pdf", pdf_standards=standard)
    if not isinstance(made, bytes):
        raise TypeError("The renderer gave something other than one file.")
    return made


@lru_cache(maxsize=4)
def _font_book(fonts: Path) -> typst.Fonts:
    return typst.Fonts(font_paths=[fonts] if fonts.is_dir() else [])


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _action(action: ReportAction, titles: Mapping[str, str]) -> list[str]:
    details = action.details
    about = titles.get(action.measure, action.measure)
    return [details.what, about, details.owner, clinical_date(details.due), details.progress.words]


def _changed(section: Section, each: Changed) -> dict[str, object]:
    """A measure before and after a change."""
    return {
        "words": f"{each.number}: {each.words}",
        "caption": each.caption,
        "head": [section.card.items or "Measure", *each.head],
        "rows": [list(row) for row in each.rows],
        "lacking": each.lacking,
        "notes": list(each.notes),
    }


def _rate_notes(sections: Sequence[Section]) -> Iterator[str]:
    """What holds for the rates of several measures, once."""
    rated = (each.rates for each in sections if each.rates is not None and each.rates.shown)
    yield from dict.fromkeys(note for rates in rated for note in rates.notes)


def _section(section: Section, changed: Sequence[Changed], svg: Callable[[Chart], str]) -> dict[str, object]:
    head, numbers = _head(section)
    return {
        "finding": section.finding,
        "charts": [{"svg": svg(each), "title": each.title} for each in section.charts],
        "head": head,
        "numbers": numbers,
        "rows": [_row(section, line) for line in section.lines],
        "definition": _definition(section),
        "notes": list(_notes(section)),
        "rates": None if section.rates is None or not section.rates.shown else _rates(section, section.rates),
        "changed": [_changed(section, each) for each in changed],
    }


def _definition(section: Section) -> str:
    """What is counted, among whom, where and at what age; where figures of others are from."""
    card = section.card
    counted_by = card.counted_by_words(section.level, section.breakdown)
    return f"{card.definition} Of: {card.denominator}. {counted_by}{_as_published(card)}"


def _notes(section: Section) -> Iterator[str]:
    """Beside what it is read and why not; where figures of others are from stands with the definition."""
    source = f"Source: {section.card.source.rstrip('.')}."
    yield from (each for each in section.notes if each not in (source, AS_PUBLISHED))


def _rates(section: Section, rates: RateTable) -> dict[str, object]:
    """The rates beneath a measure; what holds for those of several is said once, at the end."""
    head, first = _places(section)
    head += [_unit(section.card), "Residents", "Rate", "95% interval"]
    numbers = list(range(first, len(head)))
    return {
        "head": head + ([f"Beside {rates.beside}"] if rates.beside else []),
        "numbers": numbers,
        "rows": [_rate(section, line, compares=bool(rates.beside)) for line in rates.shown],
        "notes": [rates.left_out] if rates.left_out else [],
    }


def _rate(section: Section, line: RateLine, *, compares: bool) -> list[str]:
    cells = _place(section, line.label, line.part)
    cells += [line.counted.text, line.residents, line.rate.text, line.rate.interval]
    there = ("", "") if line.beside is None else (line.beside.text, line.beside.interval)
    return cells + ([_stands(line.compared, *there)] if compares else [])


def _keys(keys: KeyTable) -> dict[str, object]:
    """The key indicators."""
    rows = [list(keys.cells(line)) for line in keys.lines]
    return {"head": list(keys.head), "rows": rows, "notes": list(keys.notes)}


def _indicators(table: IndicatorTable) -> dict[str, object]:
    """The area's indicators."""
    beside = [f"Beside {table.beside}"] if table.beside else []
    rows = (
        [line.words, line.period, line.value, line.interval, _stands(line.compared, line.beside, "")]
        for line in table.lines
    )
    return {
        "head": ["Indicator", "Period", "Value", "95% interval", *beside],
        "numbers": [2, 3],
        "rows": [row[: 4 + len(beside)] for row in rows],
        "notes": list(table.notes),
    }


def _stands(compared: str, there: str, interval: str) -> str:
    """How a row stands beside another area, and what is there: `Higher (30.0%; 28.6 to 31.4)`."""
    if not there:
        return compared
    said = f"{there}; {interval}" if interval else there
    return f"{compared} ({said})" if compared else said


def _as_published(card: Card) -> str:
    """Where figures of others are from, and that no rule of ours was put upon them; nothing of our own."""
    if card.profile != PUBLISHED:
        return ""
    return f" Source: {card.source.rstrip('.')}. {profile_words(card.profile)}"


def _head(section: Section) -> tuple[list[str], list[int]]:
    """The headings of a table, and which of its columns hold numbers."""
    head, first = _places(section)
    head += [_unit(section.card), *(("Of", "Share", "95% interval") if section.shares else ())]
    numbers = list(range(first, len(head)))
    return head + ([f"Beside {section.beside}"] if section.compares else []), numbers


def _unit(card: Card) -> str:
    """What is counted, as a heading: an abbreviation stays as it is."""
    return card.unit[:1].upper() + card.unit[1:]


def _places(section: Section) -> tuple[list[str], int]:
    """The headings of what rows are of, and how many they are."""
    head = [section.card.items or "Measure"]
    head += [] if section.breakdown is Breakdown.NONE else [section.breakdown.words]
    return head, len(head)


def _place(section: Section, label: str, part: str) -> list[str]:
    return [label or section.card.title, *([] if section.breakdown is Breakdown.NONE else [part])]


def _row(section: Section, line: Line) -> list[str]:
    row = line.row
    cells = _place(section, line.label, line.part)
    cells += [row.numerator.text, *((row.denominator.text, row.share.text, line.interval) if section.shares else ())]
    there = ("", "") if line.beside is None else (line.beside.text, line.beside_interval)
    return cells + ([_stands(line.compared, *there)] if section.compares else [])

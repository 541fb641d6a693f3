"""A report of an area as PDF: A4, tagged and titled for screen readers (PDF/UA-1, ISO 14289-1).

A template beside this file lays out whatever it is given; the words reach it as data and are never read as markup.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import typst

from app.clinical.ages import clinical_date
from app.reports.actions import ReportAction
from app.reports.card import Breakdown, Card
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.pages.chart import Chart
from app.reports.pages.dashboard import Line, Section
from app.reports.pages.wording import profile_words

_TEMPLATE: Final = Path(__file__).with_name("report.typ")


@dataclass(frozen=True, slots=True)
class Document:
    """A report: its title and subtitle, its measures, what is to be done (`titles` of measures by key), what a reader
    must know, and what stands at the foot of every page."""

    title: str
    subtitle: str
    sections: Sequence[Section]
    actions: Sequence[ReportAction]
    titles: Mapping[str, str]
    notes: Sequence[str]
    footer: str


def document_bytes(document: Document, svg: Callable[[Chart], str], fonts: Path) -> bytes:
    """The bytes of the PDF; `svg` draws a chart, `fonts` is the folder of DejaVu Sans.

    A text that no font at hand can show is printed with empty boxes in its place, and the file then makes no claim to
    PDF/UA.
    """
    held = {
        "title": document.title,
        "subtitle": document.subtitle,
        "sections": [_section(each, svg) for each in document.sections],
        "actions": [_action(each, document.titles) for each in document.actions],
        "notes": list(document.notes),
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


def _section(section: Section, svg: Callable[[Chart], str]) -> dict[str, object]:
    head, numbers = _head(section)
    return {
        "finding": section.finding,
        "chart": None if section.chart is None else svg(section.chart),
        "head": head,
        "numbers": numbers,
        "rows": [_row(section, line) for line in section.lines],
        "definition": f"{section.card.definition} Of: {section.card.denominator}.{_as_published(section.card)}",
    }


def _as_published(card: Card) -> str:
    """Where figures of others are from, and that no rule of ours was put upon them; nothing of our own."""
    if card.profile != PUBLISHED:
        return ""
    return f" Source: {card.source.rstrip('.')}. {profile_words(card.profile)}"


def _head(section: Section) -> tuple[list[str], list[int]]:
    """The headings of a table, and which of its columns hold numbers."""
    head = [section.card.items or "Measure"]
    head += [] if section.breakdown is Breakdown.NONE else [section.breakdown.words]
    first = len(head)
    head += [section.card.unit.capitalize(), *(("Of", "Share", "95% interval") if section.shares else ())]
    numbers = list(range(first, len(head)))
    return head + ([f"Beside {section.beside}"] if section.compares else []), numbers


def _row(section: Section, line: Line) -> list[str]:
    row = line.row
    cells = [line.label or section.card.title]
    cells += [] if section.breakdown is Breakdown.NONE else [line.part]
    cells += [row.numerator.text, *((row.denominator.text, row.share.text, line.interval) if section.shares else ())]
    return cells + ([line.compared] if section.compares else [])

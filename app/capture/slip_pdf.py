"""The slip on paper: one A5 page, tagged and titled for screen readers (PDF/UA-1).

The template beside this file lays out whatever it is given; the words reach it as data and are never read as markup.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import typst

from app.capture.slip import DeskSlip, FamilySlip, NextVisit

_TEMPLATE: Final = Path(__file__).with_name("slip.typ")
_NOT_BOOKED: Final = "This is when we plan to see you. It is not yet a booked appointment."
_SUMMARY: Final = "This is a summary. The full record is kept by the service."

_Rows = list[tuple[str, str]]
_Section = dict[str, object]


def slip_pdf(slip: FamilySlip | DeskSlip, fonts: Path) -> bytes:
    """The slip as a PDF file, the same bytes for the same slip.

    `fonts` is the folder of DejaVu Sans; fonts of the machine serve the scripts it lacks, and without the folder those
    built into the renderer serve all. A text that no font at hand can show is printed with empty boxes in its place,
    and the file then makes no claim to PDF/UA. Safe to call from several threads.

    Raises OSError when the template was not installed.
    """
    page = _family_page(slip) if isinstance(slip, FamilySlip) else _desk_page(slip)
    template, font_book = _template(), _font_book(fonts)
    inputs = {"slip": json.dumps(page, ensure_ascii=False)}
    try:
        return _compiled(template, font_book, inputs, "ua-1")
    except typst.TypstError:
        return _compiled(template, font_book, inputs, None)


def _compiled(
    template: bytes, font_book: typst.Fonts, inputs: dict[str, str], standard: Literal["ua-1"] | None
) -> bytes:
    """A compiler keeps the inputs of its last call, so each slip has its own; only the fonts are dear and shared."""
    compiler = typst.Compiler(template, _TEMPLATE.parent, font_paths=font_book, sys_inputs=inputs)
    pdf = compiler.compile(format="pdf", pdf_standards=standard)
    if not isinstance(pdf, bytes):
        raise TypeError("The renderer gave something other than one file.")
    return pdf


@lru_cache(maxsize=4)
def _font_book(fonts: Path) -> typst.Fonts:
    return typst.Fonts(font_paths=[fonts] if fonts.is_dir() else [])


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


def _family_page(slip: FamilySlip) -> dict[str, object]:
    seen = slip.happened is None
    visit = _rows(("Date", slip.visited_on), ("Clinic", slip.clinic), ("Seen by", slip.seen_by))
    following = _next_rows(slip.next_visit)
    sections: list[_Section] = [
        _section("", sentences=_some(slip.happened), rows=visit),
        _section(
            "What happens next",
            sentences=_some(slip.outcome),
            rows=following,
            note=_NOT_BOOKED if following else "",
        ),
        _section(
            "Recorded at this visit",
            lists=[{"heading": each.heading, "terms": each.terms} for each in slip.needs],
            note=_SUMMARY if slip.needs else "",
        ),
    ]
    banner = _rows(("Date of birth", slip.born), ("NHS number", slip.nhs_number))
    return _page("Your visit" if seen else "Your appointment", slip, banner, sections)


def _desk_page(slip: DeskSlip) -> dict[str, object]:
    visit = _rows(
        ("Clinic", slip.clinic),
        ("Date", slip.visited_on),
        ("Seen by" if slip.seen else "Booked to see", slip.seen_by),
        ("Attendance", slip.attendance),
        ("Outcome", slip.outcome),
    )
    booking = _next_rows(slip.next_visit)
    nothing = [] if booking else ["No next appointment was asked for."]
    needed = _rows(("Interpreter", "Needed" if slip.interpreter_needed else None))
    sections = [_section("", rows=visit), _section("To book", sentences=nothing, rows=booking + needed)]
    banner = _rows(("Born", slip.born), ("Gender", slip.gender), ("NHS No.", slip.nhs_number))
    return _page("Booking slip", slip, banner, sections)


def _page(title: str, slip: FamilySlip | DeskSlip, banner: _Rows, sections: list[_Section]) -> dict[str, object]:
    return {
        "title": title,
        "organisation": slip.organisation,
        "correction": slip.correction or "",
        "name": slip.child_name,
        "banner": banner,
        "sections": [section for section in sections if _says_something(section)],
        "reference": slip.reference,
        "printed": slip.printed,
        "printed_for": slip.printed_for,
    }


def _section(
    heading: str,
    *,
    sentences: list[str] | None = None,
    rows: _Rows | None = None,
    lists: list[dict[str, object]] | None = None,
    note: str = "",
) -> _Section:
    return {"heading": heading, "sentences": sentences or [], "rows": rows or [], "lists": lists or [], "note": note}


def _says_something(section: _Section) -> bool:
    return any(section[part] for part in ("sentences", "rows", "lists"))


def _next_rows(following: NextVisit | None) -> _Rows:
    if following is None:
        return []
    return _rows(("When", following.interval), ("Clinic", following.clinic), ("Length", following.length))


def _rows(*rows: tuple[str, str | None]) -> _Rows:
    return [(label, value) for label, value in rows if value]


def _some(sentence: str | None) -> list[str]:
    return [sentence] if sentence else []

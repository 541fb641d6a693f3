"""The slips on paper: A5 pages, tagged and titled for screen readers (PDF/UA-1).

A template beside this file lays out whatever it is given; the words reach it as data and are never read as markup.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import typst

from app.capture.slip import DeskSlip, FamilySlip, NextVisit, Slip, WithdrawalSlip

_TEMPLATES: Final = Path(__file__).parent
_NOT_BOOKED: Final = "This is when we plan to see you. It is not yet a booked appointment."
_NOT_BOOKED_OF_ANOTHER: Final = "This is when we plan the visit. It is not yet a booked appointment."
_SUMMARY: Final = "This is a summary. The full record is kept by the service."
_WITHDRAWN: Final = (
    "Please do not rely on anything it says. Do not keep, copy or pass it on.",
    "Hand it back to the clinic, which will destroy it, or destroy it so that nobody can read it.",
    "If you have a question, please contact the clinic and give the reference below.",
)

_Rows = list[tuple[str, str]]
_Section = dict[str, object]
_Page = dict[str, object]


def slip_pdf(slip: Slip, fonts: Path) -> bytes:
    """The slip as a PDF file, the same bytes for the same slip; `fonts` and faults as for `typeset`."""
    if isinstance(slip, FamilySlip):
        page = _family_page(slip)
    else:
        page = _desk_page(slip) if isinstance(slip, DeskSlip) else _withdrawal_page(slip)
    return typeset("slip.typ", page, fonts)


def typeset(template: str, page: Mapping[str, object], fonts: Path) -> bytes:
    """The PDF file of a template beside this file, which finds `page` as JSON in its input `slip`.

    `fonts` is the folder of DejaVu Sans; fonts of the machine serve the scripts it lacks, and without the folder those
    built into the renderer serve all. A text that no font at hand can show is printed with empty boxes in its place,
    and the file then makes no claim to PDF/UA. Safe to call from several threads.

    Raises OSError when the template was not installed.
    """
    source, font_book = _template(template), _font_book(fonts)
    inputs = {"slip": json.dumps(page, ensure_ascii=False)}
    try:
        return _compiled(source, font_book, inputs, "ua-1")
    except typst.TypstError:
        return _compiled(source, font_book, inputs, None)


def _compiled(source: bytes, font_book: typst.Fonts, inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    """A compiler keeps the inputs of its last call, so each slip has its own; only the fonts are dear and shared."""
    compiler = typst.Compiler(source, _TEMPLATES, font_paths=font_book, sys_inputs=inputs)
    pdf = compiler.compile(format="pdf", pdf_standards=standard)
    if not isinstance(pdf, bytes):
        raise TypeError("The renderer gave something other than one file.")
    return pdf


@lru_cache(maxsize=4)
def _font_book(fonts: Path) -> typst.Fonts:
    return typst.Fonts(font_paths=[fonts] if fonts.is_dir() else [])


@lru_cache(maxsize=4)
def _template(name: str) -> bytes:
    return (_TEMPLATES / name).read_bytes()


def _family_page(slip: FamilySlip) -> _Page:
    banner = _rows(("Date of birth", slip.born), ("NHS number", slip.nhs_number))
    measured = "; ".join(f"{label.lower()} {value}" for label, value in slip.growth)
    visit = _rows(("Date", slip.visited_on), ("Clinic", slip.clinic), ("Seen by", slip.seen_by), ("Measured", measured))
    sections: list[_Section] = [
        _section("", sentences=_some(slip.happened), rows=visit),
        _family_next(slip),
        _section(
            "Recorded at this visit",
            lists=[{"heading": each.heading, "terms": each.terms} for each in slip.needs],
            note=_SUMMARY if slip.needs else "",
        ),
    ]
    return _page(_family_title(slip), slip, slip.for_whom.words, sections, name=slip.child_name, banner=banner)


def _family_title(slip: FamilySlip) -> str:
    what = "visit" if slip.happened is None else "appointment"
    return f"Your {what}" if slip.for_whom.own else f"The child's {what}"


def _family_next(slip: FamilySlip) -> _Section:
    following = _next_rows(slip.next_visit)
    not_booked = _NOT_BOOKED if slip.for_whom.own else _NOT_BOOKED_OF_ANOTHER
    return _section(
        "What happens next",
        sentences=_some(slip.outcome) + _some(slip.transition),
        rows=following,
        note=not_booked if following else "",
        after=_rows(
            ("Referred to", "; ".join(slip.referred_to)),
            ("Tests to do", "; ".join(slip.tests)),
            ("Letter goes to", "; ".join(slip.letter_to)),
        ),
    )


def _desk_page(slip: DeskSlip) -> _Page:
    visit = _rows(
        ("Clinic", slip.clinic),
        ("Date", slip.visited_on),
        ("Seen by" if slip.seen else "Booked to see", slip.seen_by),
        ("Attendance", slip.attendance),
        ("Outcome", slip.outcome),
    )
    booking = _next_rows(slip.next_visit)
    nothing = [] if booking else ["No next appointment was asked for."]
    spoken = _rows(("Interpreter", "Needed" if slip.interpreter_needed else None), ("Language", slip.language))
    sending = _rows(
        ("Refer to", "; ".join(slip.referred_to)),
        ("Tests", "; ".join(slip.tests)),
        ("Letter to", "; ".join(slip.letter_to)),
    )
    sections = [
        _section("", rows=visit),
        _section("To book", sentences=nothing, rows=booking + spoken),
        _section("To send and to request", rows=sending),
    ]
    banner = _rows(("Born", slip.born), ("Gender", slip.gender), ("NHS No.", slip.nhs_number))
    return _page("Booking slip", slip, "the booking desk", sections, name=slip.child_name, banner=banner)


def _withdrawal_page(slip: WithdrawalSlip) -> _Page:
    said = f"The copy given on {slip.given_on} was printed in error and should be destroyed."
    sections = [_section("", sentences=[said, *_WITHDRAWN])]
    return _page("Please destroy a copy", slip, "whoever holds the copy", sections)


def _page(
    title: str, slip: Slip, for_whom: str, sections: list[_Section], *, name: str = "", banner: _Rows | None = None
) -> _Page:
    return {
        "title": title,
        "organisation": slip.organisation,
        "correction": "" if isinstance(slip, WithdrawalSlip) else slip.correction or "",
        "name": name,
        "banner": banner or [],
        "sections": [section for section in sections if _says_something(section)],
        "reference": slip.reference,
        "printed": slip.printed,
        "for_whom": for_whom,
    }


def _section(
    heading: str,
    *,
    sentences: list[str] | None = None,
    rows: _Rows | None = None,
    note: str = "",
    after: _Rows | None = None,
    lists: list[dict[str, object]] | None = None,
) -> _Section:
    """A part of a page, printed in the order of the arguments; what is not given is not printed."""
    return {
        "heading": heading,
        "sentences": sentences or [],
        "rows": rows or [],
        "note": note,
        "after": after or [],
        "lists": lists or [],
    }


def _says_something(section: _Section) -> bool:
    return any(section[part] for part in ("sentences", "rows", "after", "lists"))


def _next_rows(following: NextVisit | None) -> _Rows:
    if following is None:
        return []
    return _rows(("When", following.interval), ("Clinic", following.clinic), ("Length", following.length))


def _rows(*rows: tuple[str, str | None]) -> _Rows:
    return [(label, value) for label, value in rows if value]


def _some(sentence: str | None) -> list[str]:
    return [sentence] if sentence else []

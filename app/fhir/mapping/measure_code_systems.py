"""The code systems of MeasureReports as resources: every row, breakdown and part that the cards of measures have.

Each has a version (FHIR R4, CodeSystem.version). Those of breakdowns and parts are the cards' own, and have the
revision stated here. The rows follow the reference set in use besides: behind their revision and a hyphen stands what
tells the codes and their words from every other list of them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_codes import BREAKDOWNS, ITEMS, PARTS, is_concept, part_code
from app.fhir.report_ports import ReportWords

REVISIONS: Final[Mapping[str, str]] = MappingProxyType({ITEMS: "1", BREAKDOWNS: "1", PARTS: "1"})
"""The revision of each code system, by its url. It is raised whenever the cards give it other codes or words."""

_SHOWN_DIGITS: Final = 12


def report_code_systems(words: ReportWords) -> Iterator[Resource]:
    """Every code that a report may have, with what it is called; `id` ends the url of each.

    Rows that are concepts of SNOMED CT are not among them: they are coded there.
    """
    yield _code_system(ITEMS, "Rows of released reports", _SAYS_ITEMS, _rows(words))
    yield _code_system(
        BREAKDOWNS,
        "Breakdowns of released reports",
        "By what the children of a MeasureReport are split.",
        {each: words.breakdown(each) for each in words.parts},
    )
    yield _code_system(PARTS, "Parts of breakdowns of released reports", _SAYS_PARTS, _parts(words))


_SAYS_ITEMS: Final = (
    "What a group of a MeasureReport counts, where that is no concept of SNOMED CT: groups of needs, broad conditions, "
    "needs that are suspected or reported (the concept with a suffix), bands and answers, as the cards of the measures "
    "and the reference set in use have them, and rows of figures that others have published."
)
_SAYS_PARTS: Final = (
    "The parts of each breakdown, by the code of the breakdown, a colon and the part. What is not known is a part of "
    "its own (unknown), never left out."
)


def _rows(words: ReportWords) -> Mapping[str, str]:
    return {item: words.item(measure, item) for measure, item in words.rows() if item and not is_concept(item)}


def _parts(words: ReportWords) -> Mapping[str, str]:
    return {
        part_code(breakdown, part): words.part(breakdown, part)
        for breakdown, parts in words.parts.items()
        for part in parts
    }


def _code_system(url: str, title: str, says: str, codes: Mapping[str, str]) -> Resource:
    name = url.rpartition("/")[2]
    return {
        "resourceType": "CodeSystem",
        "id": name,
        "url": url,
        "version": _version(url, codes),
        "name": "".join(part.capitalize() for part in name.split("-")),
        "title": title,
        "status": "active",
        "description": says,
        "caseSensitive": True,
        "content": "complete",
        "count": len(codes),
        "concept": [{"code": code, "display": words} for code, words in codes.items()],
    }


def _version(url: str, codes: Mapping[str, str]) -> str:
    revision = REVISIONS[url]
    return f"{revision}-{digest(codes)[:_SHOWN_DIGITS]}" if url == ITEMS else revision


def digest(codes: Mapping[str, str]) -> str:
    """What tells codes with their words from every other list of them, whatever their order: 64 hexadecimal digits."""
    told = json.dumps(sorted(codes.items()), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()

"""The parameters that say how a search is answered (FHIR R4, search, 3.1.1.5 and 3.1.1.6): each changes a search."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from app.fhir.ports import SortBy
from app.fhir.reading.clinical_date import DATED
from app.fhir.reading.including import include_of
from app.fhir.reading.search import MOST_ON_A_PAGE, Search
from app.fhir.reading.written_values import NotReadable, NotTaken

MOST_INCLUDES: Final = 20

JSON_FORMATS: Final = frozenset({"json", "application/json", "application/fhir+json"})

_SORTS: Final[Mapping[str, SortBy]] = MappingProxyType(
    {"_id": SortBy.ID, "_lastUpdated": SortBy.UPDATED, "date": SortBy.DATE}
)
_COUNT: Final = "It is a whole number: 0 for the number of hits alone, or how many come on a page."
_SUMMARY: Final = "Resources are sent whole. Send count for the number of hits alone, or false."
_TOTAL: Final = "Send none, estimate or accurate."
_SORT: Final = (
    "Sort by one of _id, _lastUpdated and, where the type has one, date; with - before it for the last first."
)


def _count(search: Search, text: str) -> Search:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise NotReadable(_COUNT)
    size = int(text)
    return replace(search, counts=True) if size == 0 else replace(search, size=min(size, MOST_ON_A_PAGE))


def _summary(search: Search, text: str) -> Search:
    if text == "count":
        return replace(search, counts=True)
    if text == "false":
        return search
    raise NotTaken(_SUMMARY) if text in ("true", "text", "data") else NotReadable(_SUMMARY)


def _total(search: Search, text: str) -> Search:
    if text not in ("none", "estimate", "accurate"):
        raise NotReadable(_TOTAL)
    return replace(search, total=text != "none")


def _sort(search: Search, text: str) -> Search:
    sort = _SORTS.get(text.removeprefix("-"))
    if sort is None or (sort is SortBy.DATE and search.type not in DATED):
        raise NotTaken(_SORT)
    return replace(search, sort=sort, descending=text.startswith("-"))


def _include(search: Search, text: str) -> Search:
    wanted = include_of(search.type, text)
    if wanted in search.includes:
        return search
    if len(search.includes) >= MOST_INCLUDES:
        raise NotReadable(f"A search brings along at most {MOST_INCLUDES} kinds of references.")
    return replace(search, includes=(*search.includes, wanted))


def _format(search: Search, text: str) -> Search:
    if text.partition(";")[0].strip().lower() not in JSON_FORMATS:
        raise NotTaken("Resources are sent as JSON alone. Send json, or leave it out.")
    return search


def _as_it_is(search: Search, text: str) -> Search:
    """How the JSON looks is of no matter to who reads it."""
    del text
    return search


ANSWERING: Final[Mapping[str, Callable[[Search, str], Search]]] = MappingProxyType(
    {
        "_count": _count,
        "_summary": _summary,
        "_total": _total,
        "_sort": _sort,
        "_include": _include,
        "_format": _format,
        "_pretty": _as_it_is,
    }
)
"""What each of these parameters changes of a search.

Each raises NotReadable, or NotTaken, with what may be sent.
"""

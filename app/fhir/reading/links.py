"""The links of a searchset: the search as it was understood, and where its next page begins.

Links name no one and give no number of anybody: who was sought by name or number stands there by the ids found.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from app.fhir.ports import After, SortBy
from app.fhir.reading.parameters import PLACE
from app.fhir.reading.places import place_text
from app.fhir.reading.search import Pairs, Search
from app.identity import Identity, shown

NOBODY = shown(Identity(0))
"""An id that nothing has, for what was sought and not found: a parameter without a value would ask for everything."""


def self_link(base: str, search: Search) -> str:
    """The address of a page; `search` is one that `resolved` gave, `base` our address with its path."""
    return _address(base, search, _pairs(search))


def next_link(base: str, search: Search, after: After) -> str:
    """The address of the page after a place."""
    pairs = [pair for pair in _pairs(search) if pair[0] != PLACE]
    return _address(base, search, (*pairs, (PLACE, place_text(after))))


def _address(base: str, search: Search, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs), safe=",:~/")
    return f"{base}/{search.type}?{query}" if query else f"{base}/{search.type}"


def _pairs(search: Search) -> Pairs:
    return (*_named(search), *search.told, *_answered(search))


def _named(search: Search) -> Iterator[tuple[str, str]]:
    for name, identities in (("_id", search.ids), ("patient", search.children), ("encounter", search.encounters)):
        if identities is not None:
            yield name, ",".join(shown(each) for each in sorted(identities)) or NOBODY


def _answered(search: Search) -> Iterator[tuple[str, str]]:
    for include in search.includes:
        target = f":{include.target}" if include.target else ""
        yield "_include", f"{search.type}:{include.parameter}{target}"
    if search.counts:
        yield "_summary", "count"
        return
    if search.sort is not SortBy.ID or search.descending:
        yield "_sort", f"{'-' if search.descending else ''}{search.sort.value}"
    if search.total is not None:
        yield "_total", "accurate" if search.total else "none"
    yield "_count", str(search.size)
    if search.after is not None:
        yield PLACE, place_text(search.after)

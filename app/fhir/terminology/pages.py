"""The concepts of an implicit value set, a page at a time: by identifier, or as the service's own search finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.fhir.terminology.implicit_sets import ImplicitSet, SetKind
from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import IssueCode, Problem
from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.edition import Edition
from app.terminology.edition.match import TermSet
from app.terminology.refset import TermKind
from app.terminology.wording import normalised

MOST_COUNTED: Final = 1_000
"""How many concepts that a filter finds in a release are counted; of more, no total is given."""

FURTHEST_FILTERED: Final = 10_000
"""The furthest into what a filter finds in a release that a page may end: all before it has to be found first."""

_FULL: Final = {TermKind.PREFERRED: False, TermKind.SYNONYM: False, TermKind.FULLY_SPECIFIED: True}


@dataclass(frozen=True, slots=True)
class Found:
    """A concept of a page, and the term that the filter matched, None without a filter.

    `full` says whether that is the fully specified name; None for words of the service's own, none of SNOMED CT.
    """

    concept: ConceptId
    term: str | None = None
    full: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The concepts of a page, and how many there are in all, None where they were not counted to the end."""

    found: Sequence[Found]
    total: int | None


def page_of(known: KnownTerminology, meant: ImplicitSet, typed: str, part: slice) -> Page | Problem:
    """The concepts of a value set from `part.start` up to `part.stop`, those that `typed` finds if it has any words.

    Without words, inactive concepts of the set are among them; a search finds active ones alone, and any by its
    identifier. Reference sets are found by the words of their names.
    """
    filtered = bool(typed.strip())
    if meant.kind is SetKind.REFSETS:
        return _of_refsets(known, typed if filtered else "", part)
    if known.own(meant):
        return _matched_members(known, typed, part) if filtered else _members(known, part)
    return _matched(known, meant, typed, part) if filtered else _places(known, meant, part)


def _members(known: KnownTerminology, part: slice) -> Page:
    members = sorted(known.refset.members)
    return Page([Found(each) for each in members[part]], len(members))


def _matched_members(known: KnownTerminology, typed: str, part: slice) -> Page:
    matches = known.search.find(typed, limit=len(known.refset))
    found = [Found(each.member.concept, each.term.text, _FULL.get(each.term.kind)) for each in matches[part]]
    return Page(found, len(matches))


def _of_refsets(known: KnownTerminology, typed: str, part: slice) -> Page:
    words = normalised(typed).split()
    known_sets = known.refset_ids() if words or not typed else ()
    found = [each for each in known_sets if _named_so(known.display(each), words)]
    return Page([Found(each) for each in found[part]], len(found))


def _named_so(name: str, typed: Sequence[str]) -> bool:
    """Whether each typed word begins a word of the name."""
    words = normalised(name).split()
    return all(any(word.startswith(each) for word in words) for each in typed)


def _places(known: KnownTerminology, meant: ImplicitSet, part: slice) -> Page | Problem:
    selected = known.selected(meant)
    if isinstance(selected, Problem):
        return selected
    return Page([Found(selected.edition.places.concept(each)) for each in selected.places[part]], len(selected.places))


def _matched(known: KnownTerminology, meant: ImplicitSet, typed: str, part: slice) -> Page | Problem:
    if part.stop > FURTHEST_FILTERED:
        what = f"Only the first {FURTHEST_FILTERED:,} concepts that a filter finds are given. Type more of the words."
        return Problem(IssueCode.TOO_COSTLY, what, "offset")
    selected = known.selected(meant)
    if isinstance(selected, Problem):
        return selected
    within = None if meant.kind is SetKind.EVERYTHING else selected.terms
    return _searched(selected.edition, within, typed, part)


def _searched(edition: Edition, within: TermSet | None, typed: str, part: slice) -> Page:
    most = max(MOST_COUNTED, part.stop)
    matches = edition.search.find(typed, limit=most + 1, within=within)
    found = [Found(each.concept, each.text, each.kind is EditionTermKind.FULLY_SPECIFIED) for each in matches[part]]
    return Page(found, len(matches) if len(matches) <= most else None)

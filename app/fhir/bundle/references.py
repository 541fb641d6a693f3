"""References resolved: what a body points at becomes `Type/ID` of ours, whatever the order of its entries.

First `wanted` says what must be looked up; when it is known which resource every entry is about, `resolve` rewrites.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.fhir.bundle.addresses import below, root_of, type_and_id
from app.fhir.bundle.criteria import criteria_from
from app.fhir.bundle.entry import Criteria, Entry
from app.fhir.bundle.pointers import Pointers, Reference, places_of, pointers_in
from app.fhir.bundle.targets import Destinations, Outcome, Resolved, Targets, Unresolved, identity_in
from app.fhir.ports import TypeAndId
from app.fhir.structure.problems import MOST_PROBLEMS, IssueType, Problem
from app.fhir.structure.r4 import R4

_LINK: Final = re.compile(r"""(\s(?:href|src)\s*=\s*)(?:"(urn:[^"<]*)"|'(urn:[^'<]*)')""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the references of entries ask to be looked up: resources by type and id of our form, and conditions.

    `pointing` is what `resolve` rewrites: the entries, each with what points in it. `base` is our address.
    """

    relative: frozenset[TypeAndId] = frozenset()
    criteria: frozenset[Criteria] = frozenset()
    pointing: tuple[tuple[Entry, Pointers], ...] = field(default=(), repr=False, compare=False)
    base: str = ""


def wanted(entries: Sequence[Entry], base: str, r4: R4) -> Wanted:
    """What the references of all entries ask for.

    Args:
        entries: those whose references may point at one another: all of a transaction or message, one of a batch.
        base: our address with its path, `https://everyneed.example/fhir/R4`.
        r4: the definitions.
    """
    pointing = tuple((each, pointers_in(each.resource, r4)) for each in entries if each.resource)
    texts = {one.text for _, pointers in pointing for one in pointers.references}
    ours = [rest for text in texts for rest in [below(base, text)] if rest and not rest.startswith(("urn:", "#"))]
    return Wanted(frozenset(_identities(ours)), frozenset(_conditions(ours)), pointing, base)


def _identities(ours: Iterable[str]) -> Iterator[TypeAndId]:
    for each in ours:
        named = type_and_id(each)
        identity = identity_in(named[1]) if named is not None else None
        if named is not None and identity is not None:
            yield named[0], identity


def _conditions(ours: Iterable[str]) -> Iterator[Criteria]:
    for each in ours:
        type_name, mark, query = each.partition("?")
        found = criteria_from(type_name, query) if mark else None
        if isinstance(found, Criteria):
            yield found


def resolve(found: Wanted, targets: Targets, r4: R4) -> tuple[Problem, ...]:
    """Rewrite, in place, every reference of the entries to `Type/ID`, and every link to an entry's urn.

    Returns:
        The references that come to nothing, to several resources, or to one of a type that the element does not allow:
        at most `MOST_PROBLEMS`; the resources are left half rewritten then. What was sent is remembered in `found`, so
        it may be resolved again to other targets, when a unit is tried again.
    """
    rewriter = _Rewriter(found, targets)
    problems: list[Problem] = []
    for entry, pointers in found.pointing:
        problems += rewriter.rewrite(entry, pointers, r4)
        if len(problems) >= MOST_PROBLEMS:
            break
    return tuple(problems[:MOST_PROBLEMS])


class _Rewriter:
    """Rewrites entry by entry; what a reference comes to is worked out once for each text."""

    def __init__(self, found: Wanted, targets: Targets) -> None:
        self._destinations = Destinations(found.base, (entry for entry, _ in found.pointing), targets)
        self._outcomes: dict[str | None, dict[str, Outcome]] = {}

    def rewrite(self, entry: Entry, pointers: Pointers, r4: R4) -> list[Problem]:
        """Rewrite what points in one entry; the problems that prevent it."""
        wrong: list[tuple[Reference, str, Unresolved]] = []
        root = root_of(entry.full_url)
        outcomes = self._outcomes.setdefault(root, {})
        for each in pointers.references:
            if each.text not in outcomes:
                outcomes[each.text] = self._destinations.of(each.text, root)
            outcome = outcomes[each.text]
            if isinstance(outcome, Resolved):
                each.holder["reference"] = outcome.text
                wrong += [(each, *why) for why in _misplaced(each, outcome.type)]
            elif outcome is not None:
                wrong.append((each, "reference", outcome))
        self._rewrite_links(pointers)
        return _placed(wrong, entry, r4) if wrong else []

    def _rewrite_links(self, pointers: Pointers) -> None:
        for address in pointers.addresses:
            address.holder[address.key] = self._destinations.linked(address.text)
        for markup in pointers.markup:
            markup.holder["div"] = _LINK.sub(_with(self._destinations.linked), markup.text)


def _misplaced(reference: Reference, type_name: str) -> Iterator[tuple[str, Unresolved]]:
    """Why a resource of this type may not be pointed at here."""
    if reference.targets and type_name not in reference.targets:
        allowed = ", ".join(reference.targets)
        said = f"This points at a resource of type {type_name}. It may point at {allowed}; refer to one of those."
        yield "reference", Unresolved(IssueType.VALUE, said)
    stated = reference.holder.get("type")
    if stated is not None and stated.rpartition("/")[2] != type_name:
        said = f"The type stated and that of the resource pointed at, {type_name}, differ. Make them the same."
        yield "type", Unresolved(IssueType.VALUE, said)


def _placed(wrong: Sequence[tuple[Reference, str, Unresolved]], entry: Entry, r4: R4) -> list[Problem]:
    some = wrong[:MOST_PROBLEMS]
    places = places_of({id(each.holder) for each, _, _ in some}, entry.resource, r4)
    problems = [
        Problem(why.code, _place(entry, places.get(id(each.holder)), element), why.said) for each, element, why in some
    ]
    return sorted(problems, key=lambda each: each.expression)


def _place(entry: Entry, within: str | None, element: str) -> str:
    return entry.resource_place if within is None else f"{entry.resource_place}.{within}.{element}"


def _with(linked: Callable[[str], str]) -> Callable[[re.Match[str]], str]:
    def written(link: re.Match[str]) -> str:
        quote = '"' if link[2] is not None else "'"
        return f"{link[1]}{quote}{linked(link[2] or link[3])}{quote}"

    return written

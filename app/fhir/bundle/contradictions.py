"""Entries of a transaction that would write one resource twice (R4, http, 3.1.0.11.2: the transaction fails then)."""

from collections.abc import Iterable, Iterator

from app.fhir.bundle.entry import Criteria, Entry, Method
from app.fhir.ports import TypeAndId
from app.fhir.structure.problems import IssueType, Problem

_Named = TypeAndId | Criteria

_TWICE = "An entry before names the same resource, and one transaction writes it once. Send one of the two entries."


def named_twice(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Every PUT that names what an entry before names, and every POST whose condition an earlier PUT has.

    Several POST with one condition are one and the same create, and no contradiction.
    """
    before: dict[_Named, Method] = {}
    for entry in entries:
        named = _named(entry)
        if named is None:
            continue
        if named in before and Method.PUT in (before[named], entry.method):
            yield _twice(entry)
        before.setdefault(named, entry.method)


def written_twice(writes: Iterable[tuple[Entry, TypeAndId]]) -> Iterator[Problem]:
    """Every entry that writes what another writes, one of the two with PUT, once it is known what each is about.

    `writes` are the entries that write, with the resource each is about: a condition and an id, or two conditions, may
    come to the same one.
    """
    before: dict[TypeAndId, Method] = {}
    for entry, target in writes:
        if target in before and Method.PUT in (before[target], entry.method):
            yield _twice(entry)
        before.setdefault(target, entry.method)


def _named(entry: Entry) -> _Named | None:
    if entry.id is not None:
        return entry.type, entry.id
    if entry.criteria is None or entry.criteria.id is None:
        return entry.criteria
    return entry.criteria.type, entry.criteria.id


def _twice(entry: Entry) -> Problem:
    place = f"{entry.place}.request.url" if entry.method is Method.PUT else f"{entry.place}.request.ifNoneExist"
    return Problem(IssueType.VALUE, place, _TWICE)

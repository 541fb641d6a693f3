"""What a reference comes to, once it is known which resource every entry is about.

urn:uuid:…, urn:oid:…      the entry with this fullUrl; there must be one
Type/id                    an entry, by its fullUrl, where the entry around it has an http fullUrl (R4, bundle,
                           2.36.4.1); else a resource here; else the one entry whose resource has this id
our address/Type/id        the entry with this fullUrl, else as Type/id; a version is left out
Type?identifier=s|v        the one resource that fits
another server's address   the entry with this fullUrl, else left as it is
#id                        left as it is
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.fhir.bundle.addresses import absolute, below, type_and_id
from app.fhir.bundle.criteria import criteria_from
from app.fhir.bundle.entry import Criteria, Entry
from app.fhir.ports import TypeAndId
from app.fhir.structure.problems import IssueType, Problem
from app.identity import Identity, parse_identity, shown


@dataclass(frozen=True, slots=True)
class Targets:
    """What references may come to.

    `by_full_url` and `by_index` are the resources that entries are about, by their fullUrl and by their index; the
    latter serves entries without a fullUrl. `existing` are those of `Wanted.relative` that there are here. `matched`
    are the resources that fit each of `Wanted.criteria`, here or in the body.
    """

    by_full_url: Mapping[str, TypeAndId]
    existing: Collection[TypeAndId] = ()
    matched: Mapping[Criteria, tuple[Identity, ...]] = field(default_factory=dict)
    by_index: Mapping[int, TypeAndId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resource, by its type, and the reference to it."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a reference comes to nothing."""

    code: IssueType
    said: str


Outcome = Resolved | Unresolved | None
"""What a reference comes to; None when it is left as it is."""

_NO_ENTRY: Final = Unresolved(
    IssueType.NOT_FOUND, "No entry has this fullUrl. Add the entry, or refer to one that is in the bundle."
)
_NO_RESOURCE: Final = Unresolved(
    IssueType.NOT_FOUND,
    "There is no such resource here and no such entry. Add the entry, use the id that this service gave, or refer by "
    "identifier, such as Patient?identifier=system|value.",
)
_NO_MATCH: Final = Unresolved(
    IssueType.NOT_FOUND, "No resource fits this condition. Send the resource first, or with this bundle."
)
_SEVERAL_MATCH: Final = Unresolved(
    IssueType.MULTIPLE_MATCHES, "More than one resource fits this condition. Refer to one of them by its id."
)
_SEVERAL_ENTRIES: Final = Unresolved(
    IssueType.MULTIPLE_MATCHES, "More than one entry has this type and id. Refer to one of them by its fullUrl."
)


class Destinations:
    """Tells where the references of one body lead."""

    def __init__(self, base: str, entries: Iterable[Entry], targets: Targets) -> None:
        self._base = base
        self._full_urls = targets.by_full_url
        self._matched = targets.matched
        self._existing = frozenset(_known(targets))
        self._by_stated_id = _by_stated_id(entries, targets)
        self._written: dict[TypeAndId, Resolved] = {}

    def linked(self, address: str) -> str:
        """An address, or the reference that takes its place when it is the fullUrl of an entry."""
        target = self._full_urls.get(address)
        return address if target is None else self._to(target).text

    def of(self, text: str, root: str | None) -> Outcome:
        """What a reference comes to, in an entry whose fullUrl begins with `root` (see `root_of`)."""
        if text.startswith("#"):
            return None
        if text.startswith("urn:"):
            return self._entry(text) or _NO_ENTRY
        if absolute(text) and (entry := self._entry(text)):
            return entry
        rest = below(self._base, text)
        if rest is None:
            return None
        if "?" in rest:
            return self._conditional(rest)
        return self._named(rest, None if absolute(text) else root)

    def _entry(self, full_url: str) -> Resolved | None:
        target = self._full_urls.get(full_url.partition("/_history/")[0])
        return None if target is None else self._to(target)

    def _to(self, target: TypeAndId) -> Resolved:
        if target not in self._written:
            type_name, identity = target
            self._written[target] = Resolved(type_name, f"{type_name}/{shown(identity)}")
        return self._written[target]

    def _conditional(self, text: str) -> Outcome:
        type_name, _, query = text.partition("?")
        criteria = criteria_from(type_name, query)
        if isinstance(criteria, Problem):
            return Unresolved(criteria.code, criteria.diagnostic)
        matches = self._matched.get(criteria, ())
        if len(matches) == 1:
            return self._to((type_name, matches[0]))
        return _SEVERAL_MATCH if matches else _NO_MATCH

    def _named(self, text: str, root: str | None) -> Outcome:
        named = type_and_id(text)
        if named is None:
            return _NO_RESOURCE
        type_name, id_ = named
        if root is not None and (entry := self._entry(f"{root}/{type_name}/{id_}")):
            return entry
        identity = identity_in(id_)
        if identity is not None and (type_name, identity) in self._existing:
            return self._to((type_name, identity))
        entries = self._by_stated_id.get(named, set())
        if len(entries) == 1:
            return self._to(next(iter(entries)))
        return _SEVERAL_ENTRIES if entries else _NO_RESOURCE


def _known(targets: Targets) -> Iterator[TypeAndId]:
    """Every resource that a reference may come to."""
    yield from targets.existing
    yield from targets.by_full_url.values()
    yield from targets.by_index.values()
    yield from ((criteria.type, each) for criteria, matches in targets.matched.items() for each in matches)


def _by_stated_id(entries: Iterable[Entry], targets: Targets) -> Mapping[tuple[str, str], set[TypeAndId]]:
    """The resources that entries are about, by type and the id that the entry's resource states."""
    by_id: dict[tuple[str, str], set[TypeAndId]] = {}
    for entry in entries:
        target = targets.by_index.get(entry.index) or targets.by_full_url.get(entry.full_url or "")
        if target is not None and "id" in entry.resource:
            by_id.setdefault((entry.type, entry.resource["id"]), set()).add(target)
    return by_id


def identity_in(id_: str) -> Identity | None:
    """Our identity in an id; None when the id is not of our form."""
    try:
        return parse_identity(id_)
    except ValueError:
        return None

"""What a search finds: who is meant by names and numbers first, then a page of hits, or their number.

Records that were merged are one Patient: what was recorded under either is found by both.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from app.fhir.mapping.need import DEFAULT_TYPE
from app.fhir.ports import After, FhirRecords, Hit, Sought
from app.fhir.reading.places import place_after
from app.fhir.reading.search import Search, Whom
from app.fhir.structure.problems import IssueType, Problem
from app.identity import Identity
from app.terminology.refset import Group

MOST_MEANT: Final = 400
"""How many children, or resources, names and numbers may mean: links have to list them."""

_TOO_MANY: Final = (
    f"More than {MOST_MEANT} resources fit what is asked of names, birth dates or identifiers. Ask for more of them, "
    "or for one whole name with a birth date."
)
_BORN: Final = "birthdate"


@dataclass(frozen=True, slots=True)
class Page:
    """Hits in the order sought; where the next page begins, None on the last; and how many there are in all.

    `total` is None where it was not counted. `search` is the search by ids of whoever was sought by names or numbers,
    of which links are made.
    """

    search: Search
    hits: tuple[Hit, ...] = ()
    next: After | None = None
    total: int | None = None


def found(search: Search, records: FhirRecords) -> Page | tuple[Problem, ...]:
    """A page of what a search finds, or its number; problems when names or numbers mean too many."""
    meant = resolved(search, records)
    if not isinstance(meant, Search):
        return meant
    children = None if meant.children is None else _identities_of(meant.children, records)
    sought = _sought(meant, children)
    if search.counts:
        return Page(meant, total=records.count(sought))
    hits = records.search(sought, search.after, search.size + 1)
    page = hits[: search.size]
    after = place_after(page[-1], search.sort) if len(hits) > search.size else None
    return Page(meant, page, after, _total(search, sought, page, after, records))


def _total(
    search: Search, sought: Sought, page: tuple[Hit, ...], after: After | None, records: FhirRecords
) -> int | None:
    """The number of hits where it is asked for, or is known without counting."""
    if search.total is False:
        return None
    if after is None and search.after is None:
        return len(page)
    return records.count(sought) if search.total else None


def resolved(search: Search, records: FhirRecords) -> Search | tuple[Problem, ...]:
    """The same search by ids, where it asks for names or numbers; problems when those mean too many.

    The children of the result are the records that stand for them.
    """
    own = _identified(search.type, search.identifiers, search.ids, records)
    if own is not None and len(own) > MOST_MEANT:
        return _too_many(search)
    searched = replace(search, ids=own, identifiers=())
    meant = _patients(searched, records) if search.type == "Patient" else _of_patients(searched, records)
    return _too_many(search) if meant is None else meant


def _patients(search: Search, records: FhirRecords) -> Search | None:
    """A search of Patients; None when names mean too many. Those who were asked for by names are asked for by ids."""
    if not search.whom.named:
        return search
    ids = _named(search.ids, search.whom, records)
    return None if ids is None else replace(search, ids=ids, whom=Whom(), told=_without_births(search))


def _of_patients(search: Search, records: FhirRecords) -> Search | None:
    """A search of what is of Patients; None when what is asked of them means too many."""
    children, whom = search.children, search.whom
    if children is not None:
        children = _standing(children, records)
    if whom.anyone:
        return replace(search, children=children)
    children = _identified("Patient", whom.identifiers, children, records)
    if whom.named or whom.born:
        children = _named(children, whom, records)
    if children is None or len(children) > MOST_MEANT:
        return None
    return replace(search, children=children, whom=Whom(), told=_without_births(search))


def _identified(
    type_name: str,
    identifiers: Iterable[frozenset[tuple[str, str]]],
    among: frozenset[Identity] | None,
    records: FhirRecords,
) -> frozenset[Identity] | None:
    """Those of the resources that have one of each set of identifiers; None for any, where there are no sets."""
    for each in identifiers:
        sought = Sought(type_name, ids=among, identified=each, groups=groups_of(type_name))
        among = frozenset(hit.id for hit in records.search(sought, None, MOST_MEANT + 1)) if each else frozenset()
    return among


def _named(among: frozenset[Identity] | None, whom: Whom, records: FhirRecords) -> frozenset[Identity] | None:
    """Those of the children who are named and born so; None when they are too many."""
    sought = Sought("Patient", ids=among, named=whom.named, born_from=whom.born_from, born_to=whom.born_to)
    hits = records.search(sought, None, MOST_MEANT + 1)
    return frozenset(hit.id for hit in hits) if len(hits) <= MOST_MEANT else None


def _standing(children: frozenset[Identity], records: FhirRecords) -> frozenset[Identity]:
    """The records that stand for the children, of those that there are."""
    known = records.children(sorted(children)) if children else {}
    return frozenset(each.merged_into or each.id for each in known.values())


def _identities_of(children: frozenset[Identity], records: FhirRecords) -> frozenset[Identity]:
    """The records of children, and all that were merged into them."""
    known = records.children(sorted(children)) if children else {}
    return frozenset(identity for each in known.values() for identity in (each.id, *each.merged_from))


def _without_births(search: Search) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in search.told if not pair[0].endswith(_BORN))


def _sought(search: Search, children: frozenset[Identity] | None) -> Sought:
    return Sought(
        search.type,
        ids=search.ids,
        children=children,
        encounters=search.encounters,
        groups=groups_of(search.type),
        coded=search.coded,
        on_from=search.on_from,
        on_to=search.on_to,
        updated_from=search.updated_from,
        updated_to=search.updated_to,
        born_from=search.whom.born_from,
        born_to=search.whom.born_to,
        sort=search.sort,
        descending=search.descending,
    )


def groups_of(type_name: str) -> frozenset[Group]:
    """The groups whose needs are of a type when no system sent them as another."""
    return frozenset(group for group, default in DEFAULT_TYPE.items() if default == type_name)


def _too_many(search: Search) -> tuple[Problem, ...]:
    return (Problem(IssueType.TOO_COSTLY, search.type, _TOO_MANY),)

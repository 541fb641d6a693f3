"""How many children have a standing need of each of many concepts.

Which need stands, and of which concept, is said by the core's rule alone. The queries leave out what cannot matter to
it, so that little is read: needs that never had one of the concepts, and of what was said of a need all that a later
day overrules. Records that were merged are of one child, who is counted once, as the record into which they were
merged.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)

from app.clinical.encounter import Encounter
from app.clinical.history import need_histories, standing_needs
from app.clinical.needs import Change
from app.identity import Identity
from app.store import tables
from app.store.children import merged_into
from app.store.column_types import IDENTITY
from app.store.database import Prepares, Reading, grouped
from app.store.encounter_rows import encounter_from_rows
from app.store.encounters import current_version
from app.store.prepared import Query, Row
from app.terminology.concept import ConceptId

AT_ONCE = 100
"""How many concepts or records one query asks about, for it has so many places; and of how many children in one go."""

_SOUGHT = tuple(f"sought_{place}" for place in range(AT_ONCE))
_KEY_OF_PART = ("organisation", "child", "encounter", "version", "ordinal")
_FINAL = [literal(each.value) for each in Change if each.touched or not each.standing]
_T = TypeVar("_T")

Needs = dict[Identity, set[Identity]]
"""Of each child, needs of theirs."""


class Touched:
    """Reads how many children have a standing need."""

    def __init__(self, database: Prepares) -> None:
        self._needs = database.query(_needs(), "organisation", *_SOUGHT)
        self._statements = database.query(_statements(), "organisation", "child")
        self._encounters = database.query(_encounters(), "organisation", "child")
        self._links = database.query(_links(), "organisation", *_SOUGHT)

    def children_with(
        self, reading: Reading, organisation: Identity, concepts: Collection[ConceptId]
    ) -> dict[ConceptId, int]:
        """How many children have a standing need of each concept, 0 where none has."""
        having: dict[int | None, set[Identity]] = {concept: set() for concept in concepts}
        for child, encounters in self._heeded(reading, organisation, self._needs_of(reading, organisation, concepts)):
            for history in standing_needs(need_histories(encounters)):
                having.get(history.latest.concept, set()).add(child)
        links = self._merged(reading, organisation, set().union(*having.values()))
        return {concept: len({_stands(child, links) for child in having[concept]}) for concept in concepts}

    def standing(
        self, reading: Reading, organisation: Identity, records: Collection[Identity]
    ) -> dict[Identity, Identity]:
        """The record that stands for the child of each record, which is that itself unless it was merged."""
        links = self._merged(reading, organisation, set(records))
        return {record: _stands(record, links) for record in records}

    def _needs_of(self, reading: Reading, organisation: Identity, concepts: Collection[ConceptId]) -> Needs:
        """The needs that ever had one of the concepts."""
        needs: Needs = {}
        for child, need in _found(reading, self._needs, organisation, sorted(set(concepts))):
            needs.setdefault(child, set()).add(need)
        return needs

    def _heeded(
        self, reading: Reading, organisation: Identity, needs: Needs
    ) -> Iterator[tuple[Identity, list[Encounter]]]:
        """Each child with the encounters that matter to whether these needs stand, and what they say of them alone."""
        for children in _parts(sorted(needs)):
            queries = self._statements, self._encounters
            answers = iter(reading.several(*((query, (organisation, each)) for each in children for query in queries)))
            for child, statements, encounters in zip(children, answers, answers, strict=True):
                said = grouped([row for row in statements if row[2] in needs[child]], 2)
                heeded = (row for row in encounters if (row[0], row[1]) in said)
                yield child, [encounter_from_rows(row, (), said[row[0], row[1]], ()) for row in heeded]

    def _merged(self, reading: Reading, organisation: Identity, records: Set[Identity]) -> dict[Identity, Identity]:
        """Into which record each was merged, where it was; and that one in its turn, should it have been."""
        links: dict[Identity, Identity] = {}
        known = unknown = set(records)
        while unknown:
            found = list(_found(reading, self._links, organisation, sorted(unknown)))
            links |= {record: into for record, into in found if into is not None}
            unknown = set(links.values()) - known
            known = known | unknown
        return links


def _stands(record: Identity, links: Mapping[Identity, Identity]) -> Identity:
    """The record that stands for a child; of records merged in a circle, by two people at once, the first made."""
    path = [record]
    while (into := links.get(path[-1])) is not None:
        if into in path:
            return min(path[path.index(into) :])
        path.append(into)
    return path[-1]


def _parts(sought: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (sought[start : start + AT_ONCE] for start in range(0, len(sought), AT_ONCE))


def _found(reading: Reading, query: Query, organisation: Identity, sought: Sequence[int]) -> Iterator[Row]:
    """The rows of a query for all that is sought, however much it is."""
    for part in _parts(sought):
        # What fills the places left over is sought again, which finds nothing more.
        yield from reading.all(query, organisation, *part, *[part[-1]] * (AT_ONCE - len(part)))


def _of_child(rows: FromClause) -> ColumnElement[bool]:
    mine, theirs = bindparam("organisation", type_=IDENTITY), bindparam("child", type_=IDENTITY)
    return and_(rows.c.organisation == mine, rows.c.child == theirs)


def _sought(rows: FromClause, column: ColumnElement[int]) -> ColumnElement[bool]:
    places = [bindparam(name, type_=IDENTITY) for name in _SOUGHT]
    return and_(rows.c.organisation == bindparam("organisation", type_=IDENTITY), column.in_(places))


def _needs() -> Select[Any]:
    """Child and need of every statement of a concept, in whatever version of whatever encounter."""
    statement = tables.need_statement
    return select(statement.c.child, statement.c.need).where(_sought(statement, statement.c.concept)).distinct()


def _statements() -> Select[Any]:
    """What was said of a child's needs, but for what does not change whether a need stands, and of which concept.

    That is what was said before the last day on which the need was stated anew, resolved or withdrawn, unless it was
    withdrawn, which nothing takes back; and carrying it or reviewing it since, unless a review takes back a resolution.
    """
    statement, encounter = tables.need_statement, tables.encounter
    last = func.max(case((statement.c.change.in_(_FINAL), encounter.c.contact_on)))
    resolutions = func.count(case((statement.c.change == Change.RESOLVED.value, 1)))
    belongs = (
        (encounter.c.organisation == statement.c.organisation)
        & (encounter.c.child == statement.c.child)
        & (encounter.c.id == statement.c.encounter)
        & (encounter.c.version == statement.c.version)
    )
    columns = [column for column in statement.columns if column.name not in _KEY_OF_PART]
    said = (
        select(
            *(statement.c.encounter, statement.c.version, *columns, encounter.c.contact_on),
            last.over(partition_by=statement.c.need).label("final_on"),
            resolutions.over(partition_by=statement.c.need).label("resolutions"),
        )
        .join(encounter, belongs)
        .where(_of_child(statement), current_version())
        .subquery("said")
    )
    review = and_(said.c.change == Change.REVIEWED_UNCHANGED.value, said.c.resolutions > 0)
    return select(said.c.encounter, said.c.version, *(said.c[column.name] for column in columns)).where(
        or_(
            said.c.final_on.is_(None),
            said.c.change == Change.ENTERED_IN_ERROR.value,
            and_(said.c.contact_on >= said.c.final_on, or_(said.c.change.in_(_FINAL), review)),
        )
    )


def _encounters() -> Select[Any]:
    """A child's encounters as they now are; one that was withdrawn says what it took back."""
    return select(tables.encounter).where(_of_child(tables.encounter), current_version())


def _links() -> Select[Any]:
    """Records of children, each with the one it was merged into, if it is."""
    child = tables.child
    return select(child.c.id, merged_into(child.c.organisation, child.c.id)).where(_sought(child, child.c.id))

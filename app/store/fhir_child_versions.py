"""A child as they were known at each change of their record.

Demographics, identifiers, facts and links are rows that say when they were recorded and are never changed; so what was
known at an instant is what had been recorded by then. A merge changes both records, as each names the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select

from app.clinical.child import Child, ChildIdentifier, ChildLink, Demographics
from app.fhir.ports import ChildVersion
from app.identity import Identity
from app.store import tables
from app.store.children import DEMOGRAPHICS, demographics_from_row
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database
from app.store.identifiers import IDENTIFIER, identifier_from_row
from app.store.prepared import Row
from app.store.wanted import is_wanted


@dataclass(slots=True)
class _Recorded:
    """What was recorded of who a child is besides facts, each kind in the order of its versions."""

    demographics: list[tuple[datetime, int, Demographics]] = field(default_factory=list)
    identifiers: list[tuple[datetime, ChildIdentifier]] = field(default_factory=list)
    links: list[ChildLink] = field(default_factory=list)


class FhirChildVersions:
    """Reads every version of children."""

    def __init__(self, database: Database) -> None:
        who, identifier, link = tables.child_demographics.c, tables.child_identifier.c, tables.child_link
        mine = bindparam("organisation", type_=IDENTITY)

        def wanted(child: ColumnElement[int]) -> ColumnElement[bool]:
            return is_wanted(database.dialect, "children", child)

        links, to = select(link).where(link.c.organisation == mine), link.alias("link_to")
        linked = select(to.c.child).where(to.c.organisation == mine, wanted(to.c.merged_into))
        queries = (
            select(who.child, who.recorded_at, who.version, *DEMOGRAPHICS)
            .where(who.organisation == mine, wanted(who.child))
            .order_by(who.child, who.version),
            select(identifier.child, identifier.recorded_at, *(identifier[name] for name in IDENTIFIER))
            .where(identifier.organisation == mine, wanted(identifier.child))
            .order_by(identifier.id, identifier.version),
            links.where(wanted(link.c.child)),
            links.where(link.c.child.in_(linked)),
        )
        self._queries = [database.query(query, "organisation", "children") for query in queries]

    def asked(self, organisation: Identity, children: str) -> list[Asked]:
        """The queries of what was recorded of who children are; `of_children` reads their answers."""
        return [(query, (organisation, children)) for query in self._queries]

    def of_children(
        self, children: Iterable[Child], answers: Sequence[Sequence[Row]]
    ) -> dict[Identity, tuple[ChildVersion, ...]]:
        """The versions of each of the children, of which the last is the child given."""
        known = {child.id: child for child in children}
        recorded = {identity: _Recorded() for identity in known}
        demographics, identifiers, own_links, links_to = answers
        for identity, at, version, *row in demographics:
            recorded[identity].demographics.append((at, version, demographics_from_row(row)))
        for identity, at, *row in identifiers:
            recorded[identity].identifiers.append((at, identifier_from_row(row)))
        # A link between two of the children is in both answers.
        links = sorted({ChildLink(*row) for row in (*own_links, *links_to)}, key=lambda each: each.version)
        for identity, of_child in recorded.items():
            of_child.links = _links_of(identity, links)
        return {identity: tuple(_versions(child, recorded[identity])) for identity, child in known.items()}


def _links_of(child: Identity, links: Sequence[ChildLink]) -> list[ChildLink]:
    """A child's own links, and all those of whoever was ever merged into theirs."""
    concerned = {link.child for link in links if link.into == child} | {child}
    return [link for link in links if link.child in concerned]


def _versions(child: Child, recorded: _Recorded) -> list[ChildVersion]:
    registered = min(each[0] for each in recorded.demographics)
    instants = [
        *(each[0] for each in recorded.demographics),
        *(each[0] for each in recorded.identifiers),
        *(fact.recorded_at for fact in child.facts),
        *(link.recorded_at for link in recorded.links),
    ]
    versions: list[ChildVersion] = []
    # A fact that is older than the record was known when the record began.
    for at in sorted({max(each, registered) for each in instants}):
        known = _known_at(at, child, recorded)
        # Whoever was merged into this record may have been linked to another before, which changed nothing here.
        if not versions or versions[-1].child != known:
            versions.append(ChildVersion(len(versions) + 1, at, known))
    return versions


def _known_at(at: datetime, child: Child, recorded: _Recorded) -> Child:
    """The child by what had been recorded by an instant."""
    _, version, demographics = [each for each in recorded.demographics if each[0] <= at][-1]
    identifiers = {each.id: each for when, each in recorded.identifiers if when <= at}
    links = {each.child: each for each in recorded.links if each.recorded_at <= at}
    own = links.pop(child.id, None)
    return replace(
        child,
        demographics=demographics,
        identifiers=tuple(identifiers.values()),
        facts=tuple(fact for fact in child.facts if fact.recorded_at <= at),
        version=version,
        merged_into=own.into if own and own.standing else None,
        merged_from=tuple(sorted(each.child for each in links.values() if each.standing and each.into == child.id)),
    )

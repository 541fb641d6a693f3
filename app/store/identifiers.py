"""The numbers a child is known by: their versions, and which of them are in use."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, delete, select

from app.clinical.child import ChildIdentifier, IdentifierOfChild
from app.clinical.child import IdentifierKind as Kind
from app.identity import Identity
from app.store import tables
from app.store.database import Database
from app.store.prepared import Query, Row, Step

IDENTIFIER = ("id", "kind", "value", "issuer", "status", "since", "until", "version")


def current_identifier() -> ColumnElement[bool]:
    """The condition that a row of child_identifier is the latest version of its identifier."""
    mine, later = tables.child_identifier, tables.child_identifier.alias("later_identifier")
    return ~(
        select(later.c.version)
        .where(
            later.c.organisation == mine.c.organisation,
            later.c.child == mine.c.child,
            later.c.id == mine.c.id,
            later.c.version > mine.c.version,
        )
        .exists()
    )


def number_in_use(organisation: ColumnElement[int], child: ColumnElement[int], kind: Kind) -> ScalarSelect[str]:
    """The first number of a kind that a child has in use, as a column of a query over children."""
    used = tables.identifier_in_use
    return (
        select(used.c.value)
        .where(used.c.organisation == organisation, used.c.child == child, used.c.kind == kind.value)
        .order_by(used.c.identifier)
        .limit(1)
        .scalar_subquery()
    )


def identifier_from_row(row: Row) -> ChildIdentifier:
    """From the columns IDENTIFIER."""
    return ChildIdentifier(row[0], Kind(row[1]), *row[2:])


class Identifiers:
    """Reads and writes the identifiers of children."""

    def __init__(self, database: Database) -> None:
        identifier, used = tables.child_identifier, tables.identifier_in_use
        self.of_child: Query = database.query(
            select(*(identifier.c[name] for name in IDENTIFIER))
            .where(
                identifier.c.organisation == bindparam("organisation"),
                identifier.c.child == bindparam("child"),
                current_identifier(),
            )
            .order_by(identifier.c.id),
            "organisation",
            "child",
        )
        self._insert = database.insert(identifier)
        self._use = database.insert(used)
        self._end = database.change(
            delete(used).where(
                used.c.organisation == bindparam("of_organisation"),
                used.c.child == bindparam("of_child"),
                used.c.identifier == bindparam("of_identifier"),
            ),
            "of_organisation",
            "of_child",
            "of_identifier",
        )

    def registered(
        self,
        organisation: Identity,
        child: Identity,
        identifiers: Sequence[ChildIdentifier],
        recorded_at: datetime,
        recorded_by: Identity,
    ) -> list[Step]:
        """The rows of the identifiers that a child is registered with."""
        key = organisation, child
        steps = []
        if identifiers:
            steps.append(self._insert.of([_values(*key, each, recorded_at, recorded_by) for each in identifiers]))
        used = [_use(*key, each) for each in identifiers if each.until is None]
        if used:
            steps.append(self._use.of(used))
        return steps

    def steps(self, given: IdentifierOfChild) -> list[Step]:
        """The row of a version; the number is in use, or no longer, from then on."""
        key, identifier = (given.organisation, given.child), given.identifier
        steps = [self._insert.of([_values(*key, identifier, given.recorded_at, given.recorded_by)])]
        if identifier.version > 1:
            steps.append(self._end.of(*key, identifier.id))
        if identifier.until is None:
            steps.append(self._use.of([_use(*key, identifier)]))
        return steps


def _values(
    organisation: Identity, child: Identity, each: ChildIdentifier, recorded_at: datetime, recorded_by: Identity
) -> list[object]:
    return [
        *(organisation, child, each.id, each.version, each.kind, each.value, each.issuer, each.status),
        *(each.since, each.until, recorded_at, recorded_by),
    ]


def _use(organisation: Identity, child: Identity, each: ChildIdentifier) -> list[object]:
    issuer = "" if each.kind is Kind.NHS_NUMBER else each.issuer or ""
    return [organisation, each.kind, issuer, each.value, child, each.id]

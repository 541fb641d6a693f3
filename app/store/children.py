"""Children as rows: the child, versions of who they are, their identifiers and their dated facts."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, select

from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    Demographics,
    FactAnswer,
    FactKind,
    FactOfChild,
    Gender,
)
from app.clinical.child import IdentifierKind as Kind
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.database import Asked, Database, Reading, first
from app.store.prepared import Row, Step

DEMOGRAPHICS = (
    tables.child_demographics.c.family_name,
    tables.child_demographics.c.given_name,
    tables.child_demographics.c.title,
    tables.child_demographics.c.preferred_name,
    tables.child_demographics.c.birth_date,
    tables.child_demographics.c.gender,
)


def current_demographics() -> ColumnElement[bool]:
    """The condition that a row of child_demographics is its child's latest."""
    mine, later = tables.child_demographics, tables.child_demographics.alias("later")
    return ~(
        select(later.c.version)
        .where(
            later.c.organisation == mine.c.organisation,
            later.c.child == mine.c.child,
            later.c.version > mine.c.version,
        )
        .exists()
    )


def demographics_from_row(row: Row) -> Demographics:
    """From the columns DEMOGRAPHICS."""
    return Demographics(row[0], row[1], row[2], row[3], row[4], Gender(row[5]))


class Children:
    """Reads and writes children."""

    def __init__(self, database: Database) -> None:
        child, demographics = tables.child, tables.child_demographics
        self._child = database.query(
            select(
                child.c.pseudonym, child.c.pseudonym_basis, child.c.registered_at, child.c.registered_by, *DEMOGRAPHICS
            )
            .join(
                demographics,
                (demographics.c.organisation == child.c.organisation) & (demographics.c.child == child.c.id),
            )
            .where(
                child.c.organisation == bindparam("organisation"),
                child.c.id == bindparam("child"),
                current_demographics(),
            ),
            "organisation",
            "child",
        )
        identifier, fact = tables.child_identifier.c, tables.child_fact.c
        self._identifiers = database.query(
            _of_child(tables.child_identifier, "id", "kind", "value", "issuer", "status", "since", "until").order_by(
                identifier.id
            ),
            "organisation",
            "child",
        )
        self._facts = database.query(
            _of_child(
                tables.child_fact, "id", "kind", "answer", "value", "since", "until", "recorded_at", "recorded_by"
            ).order_by(fact.id),
            "organisation",
            "child",
        )
        self._insert = database.insert(tables.child)
        self._insert_demographics = database.insert(demographics)
        self._insert_identifiers = database.insert(tables.child_identifier)
        self._insert_facts = database.insert(tables.child_fact)

    def asked(self, organisation: Identity, child: Identity) -> tuple[Asked, ...]:
        """The queries of a child."""
        key = organisation, child
        return (self._child, key), (self._identifiers, key), (self._facts, key)

    def child(self, reading: Reading, organisation: Identity, child: Identity) -> Child:
        """Raises NotFound."""
        found, identifiers, facts = reading.several(*self.asked(organisation, child))
        if not found:
            raise NotFound("There is no such child in the organisation's record.")
        row = found[0]
        return Child(
            child,
            organisation,
            Pseudonym(row[0], PseudonymBasis(row[1])),
            demographics_from_row(row[4:]),
            tuple(ChildIdentifier(each[0], Kind(each[1]), *each[2:]) for each in identifiers),
            tuple(ChildFact(each[0], FactKind(each[1]), FactAnswer(each[2]), *each[3:]) for each in facts),
            row[2],
            row[3],
        )

    def require(self, reading: Reading, organisation: Identity, child: Identity) -> None:
        """Raises NotFound when the organisation has no such child."""
        if first(reading, self._child, organisation, child) is None:
            raise NotFound("There is no such child in the organisation's record.")

    def steps(self, child: Child) -> list[Step]:
        """The rows that register a child."""
        key = child.organisation, child.id
        who = child.demographics
        basis = child.pseudonym
        steps = [
            self._insert.of([[*key, basis.value, basis.basis, child.registered_at, child.registered_by]]),
            self._insert_demographics.of(
                [
                    [
                        *(*key, 1, who.family_name, who.given_name, who.title, who.preferred_name, who.birth_date),
                        *(who.gender, child.registered_at, child.registered_by),
                    ]
                ]
            ),
        ]
        if child.identifiers:
            steps.append(
                self._insert_identifiers.of(
                    [
                        [*key, each.id, each.kind, each.value, each.issuer, each.status, each.since, each.until]
                        for each in child.identifiers
                    ]
                )
            )
        if child.facts:
            steps.append(self._insert_facts.of([[*key, *_fact_values(each)] for each in child.facts]))
        return steps

    def fact_steps(self, learned: FactOfChild) -> list[Step]:
        """The row of a fact learned of a child already registered."""
        key = learned.organisation, learned.child
        return [self._insert_facts.of([[*key, *_fact_values(learned.fact)]])]


def _of_child(table: Table, *columns: str) -> Select[Any]:
    return select(*(table.c[column] for column in columns)).where(
        table.c.organisation == bindparam("organisation"), table.c.child == bindparam("child")
    )


def _fact_values(fact: ChildFact) -> list[object]:
    return [
        *(fact.id, fact.kind, fact.answer, fact.value, fact.since, fact.until),
        *(fact.recorded_at, fact.recorded_by),
    ]

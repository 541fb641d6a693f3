"""Children as rows: the child, versions of who they are, their identifiers, their dated facts, and their links."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    select,
)

from app.clinical.child import (
    Child,
    ChildFact,
    ChildLink,
    Demographics,
    DemographicsOfChild,
    FactAnswer,
    FactKind,
    FactOfChild,
    Gender,
    IdentifierOfChild,
)
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.errors import NotFound
from app.identity import Identity
from app.register.names import name_key
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading, first
from app.store.identifiers import Identifiers, identifier_from_row
from app.store.prepared import Row, Step

DEMOGRAPHICS = (
    tables.child_demographics.c.family_name,
    tables.child_demographics.c.given_name,
    tables.child_demographics.c.title,
    tables.child_demographics.c.preferred_name,
    tables.child_demographics.c.birth_date,
    tables.child_demographics.c.gender,
)

FACT = ("id", "kind", "answer", "value", "since", "until", "recorded_at", "recorded_by", "qualifier")


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


def merged_into(organisation: ColumnElement[int], child: ColumnElement[int]) -> ScalarSelect[int | None]:
    """The record that a child's was merged into, or NULL, as a column of a query over children."""
    link = tables.child_link.alias("last_link")
    return (
        select(case((link.c.standing, link.c.merged_into)))
        .where(link.c.organisation == organisation, link.c.child == child)
        .order_by(link.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )


def _merged_from() -> ScalarSelect[str]:
    """The records that were merged into a child's, and stay so, as one text joined by commas."""
    child, link, later = tables.child, tables.child_link.alias("link_to"), tables.child_link.alias("later_link")
    unlinked = (
        select(later.c.version)
        .where(
            later.c.organisation == link.c.organisation,
            later.c.child == link.c.child,
            later.c.version > link.c.version,
        )
        .exists()
    )
    # As SQL, for a statement compiled once is not rendered again with its parameters.
    comma: Any = literal_column("','")
    return (
        select(func.aggregate_strings(cast(link.c.child, String), comma))
        .where(
            link.c.organisation == child.c.organisation,
            link.c.merged_into == child.c.id,
            link.c.standing,
            ~unlinked,
        )
        .scalar_subquery()
    )


class Children:
    """Reads and writes children."""

    def __init__(self, database: Database) -> None:
        demographics, fact = tables.child_demographics, tables.child_fact.c
        self.identifiers = Identifiers(database)
        of_child = bindparam("child", type_=IDENTITY)
        self._child = database.query(whole_children().where(tables.child.c.id == of_child), "organisation", "child")
        self._facts = database.query(
            select(*(fact[name] for name in FACT))
            .where(fact.organisation == bindparam("organisation", type_=IDENTITY), fact.child == of_child)
            .order_by(fact.id),
            "organisation",
            "child",
        )
        self._insert = database.insert(tables.child)
        self._insert_demographics = database.insert(demographics)
        self._insert_facts = database.insert(tables.child_fact)
        self._insert_link = database.insert(tables.child_link)

    def asked(self, organisation: Identity, child: Identity) -> tuple[Asked, ...]:
        """The queries of a child."""
        key = organisation, child
        return (self._child, key), (self.identifiers.of_child, key), (self._facts, key)

    def child(self, reading: Reading, organisation: Identity, child: Identity) -> Child:
        """Raises NotFound."""
        found, identifiers, facts = reading.several(*self.asked(organisation, child))
        if not found:
            raise NotFound("There is no such child in the organisation's record.")
        return child_from_rows(organisation, child, found[0], identifiers, facts)

    def require(self, reading: Reading, organisation: Identity, child: Identity) -> None:
        """Raises NotFound when the organisation has no such child."""
        if first(reading, self._child, organisation, child) is None:
            raise NotFound("There is no such child in the organisation's record.")

    def steps(self, child: Child) -> list[Step]:
        """The rows that register a child."""
        key, registered = (child.organisation, child.id), (child.registered_at, child.registered_by)
        basis = child.pseudonym
        steps = [
            self._insert.of([[*key, basis.value, basis.basis, *registered]]),
            *self.demographics_steps(DemographicsOfChild(*key, child.version, child.demographics, *registered)),
            *self.identifiers.registered(*key, child.identifiers, *registered),
        ]
        if child.facts:
            steps.append(self._insert_facts.of([[*key, *_fact_values(each)] for each in child.facts]))
        return steps

    def demographics_steps(self, corrected: DemographicsOfChild) -> list[Step]:
        """The row of a version of who a child is."""
        who = corrected.demographics
        row: list[object] = [
            *(corrected.organisation, corrected.child, corrected.version),
            *(who.family_name, who.given_name, who.title, who.preferred_name, who.birth_date, who.gender),
            *(corrected.recorded_at, corrected.recorded_by, name_key(who.family_name), name_key(who.given_name)),
            None if who.preferred_name is None else name_key(who.preferred_name),
        ]
        return [self._insert_demographics.of([row])]

    def identifier_steps(self, given: IdentifierOfChild) -> list[Step]:
        """The rows of an identifier of a child already registered, or of its next version."""
        return self.identifiers.steps(given)

    def fact_steps(self, learned: FactOfChild) -> list[Step]:
        """The row of a fact learned of a child already registered."""
        key = learned.organisation, learned.child
        return [self._insert_facts.of([[*key, *_fact_values(learned.fact)]])]

    def link_steps(self, link: ChildLink) -> list[Step]:
        """The row of a merge, or of its undoing."""
        row = [
            *(link.organisation, link.child, link.version, link.into, link.standing, link.reason),
            *(link.recorded_at, link.recorded_by),
        ]
        return [self._insert_link.of([row])]


def child_from_rows(
    organisation: Identity, child: Identity, row: Row, identifiers: Iterable[Row], facts: Iterable[Row]
) -> Child:
    """From a row of `whole_children`, and rows of the columns IDENTIFIER and FACT."""
    pseudonym, basis, registered_at, registered_by, version, into, merged, *who = row
    return Child(
        child,
        organisation,
        Pseudonym(pseudonym, PseudonymBasis(basis)),
        demographics_from_row(who),
        tuple(identifier_from_row(each) for each in identifiers),
        tuple(fact_from_row(each) for each in facts),
        registered_at,
        registered_by,
        version,
        into,
        tuple(sorted(Identity(int(each)) for each in merged.split(","))) if merged else (),
    )


def fact_from_row(row: Row) -> ChildFact:
    """From the columns FACT."""
    return ChildFact(row[0], FactKind(row[1]), FactAnswer(row[2]), *row[3:])


def whole_children() -> Select[Any]:
    """The rows of the organisation's children, each with the current version of who they are."""
    child, demographics = tables.child, tables.child_demographics
    return (
        select(
            *(child.c.pseudonym, child.c.pseudonym_basis, child.c.registered_at, child.c.registered_by),
            *(demographics.c.version, merged_into(child.c.organisation, child.c.id), _merged_from()),
            *DEMOGRAPHICS,
        )
        .join(
            demographics,
            (demographics.c.organisation == child.c.organisation) & (demographics.c.child == child.c.id),
        )
        .where(
            child.c.organisation == bindparam("organisation", type_=IDENTITY),
            current_demographics(),
        )
    )


def _fact_values(fact: ChildFact) -> list[object]:
    return [
        *(fact.id, fact.kind, fact.answer, fact.value, fact.since, fact.until),
        *(fact.recorded_at, fact.recorded_by, fact.qualifier),
    ]

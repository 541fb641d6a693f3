"""Finding children by number or by name, and those who might be mistaken for another.

A number is found in whatever version it was given; names are those of the child's current demographics, by their keys.
Where a child's address is sensitive no postcode is shown, and nobody is found by it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Text,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
)

from app.clinical.child import ChildLink, Demographics, FactAnswer, FactKind
from app.clinical.child import IdentifierKind as Kind
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.identity import Identity
from app.register.names import name_key
from app.register.ports import FoundChild
from app.store import tables
from app.store.children import DEMOGRAPHICS, current_demographics, demographics_from_row, merged_into
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading, first
from app.store.identifiers import number_in_use
from app.store.prepared import Row

MOST_BY_NAME = 50
MOST_LOOK_ALIKES = 20
_NOBODY = Identity(0)
_WHO = tables.child_demographics


class Finding:
    """Reads which children a search finds."""

    def __init__(self, database: Database) -> None:
        self._by_number = [database.query(_by_number(kind), "organisation", "value") for kind in Kind]
        self._by_name = database.query(_by_name(), "organisation", "birth_date", "family", "given")
        self._look_alikes = database.query(
            _look_alikes(), "organisation", "family", "given", "birth_date", "postcode", "but_not"
        )
        self._look_alike = database.query(_look_alike(), "organisation", "child")
        link = tables.child_link
        this = bindparam("this", type_=IDENTITY)
        self._links = database.query(
            select(link)
            .where(
                link.c.organisation == bindparam("organisation"), or_(link.c.child == this, link.c.merged_into == this)
            )
            .order_by(link.c.recorded_at, link.c.child, link.c.version),
            "organisation",
            "this",
        )

    def by_number(self, reading: Reading, organisation: Identity, kind: Kind, value: str) -> tuple[FoundChild, ...]:
        """Who has, or once had, a number: who has it now first, then by name."""
        return _found(reading.all(self._by_number[list(Kind).index(kind)], organisation, value))

    def by_name(
        self, reading: Reading, organisation: Identity, family_name: str, given_name: str | None, birth_date: date
    ) -> tuple[FoundChild, ...]:
        """Whose family name, and given or preferred name if one is sought, begins so, and who were born then.

        A family name without a letter or digit finds nobody.
        """
        family, given = name_key(family_name), name_key(given_name or "")
        if not family:
            return ()
        return _found(reading.all(self._by_name, organisation, birth_date, f"{family}%", f"{given}%"))

    def look_alikes(
        self,
        reading: Reading,
        organisation: Identity,
        demographics: Demographics,
        postcode: str | None,
        but_not: Identity | None,
    ) -> tuple[FoundChild, ...]:
        """By likeness: family name and birth date, then both names, then family name and postcode.

        Records of the same child, merged into `but_not` or it into them, are left out.
        """
        family, given = name_key(demographics.family_name), name_key(demographics.given_name)
        key = family, given, demographics.birth_date, postcode, but_not or _NOBODY
        return _found(reading.all(self._look_alikes, organisation, *key))

    def look_alike(self, reading: Reading, organisation: Identity, child: Identity) -> bool:
        """Whether another child has the same family name and birth date, or the same family and given name."""
        return first(reading, self._look_alike, organisation, child) is not None

    def links_of(self, reading: Reading, organisation: Identity, child: Identity) -> tuple[ChildLink, ...]:
        """Every merge and unmerge of the record, or of others into it, the first first."""
        return tuple(ChildLink(*row) for row in reading.all(self._links, organisation, child))


def _found(rows: Sequence[Row]) -> tuple[FoundChild, ...]:
    return tuple(
        FoundChild(
            child=child,
            demographics=demographics_from_row(who),
            nhs_number=None if nhs_number is None else NhsNumber(nhs_number),
            local_identifier=None if local is None else LocalPatientId(local),
            postcode=postcode,
            superseded=bool(superseded),
            merged_into=into,
        )
        for child, nhs_number, local, postcode, superseded, into, *who in rows
    )


def _children(superseded: ColumnElement[bool]) -> Select[Any]:
    """The columns that `_found` reads, of the organisation's children as they are now."""
    mine = _WHO.c.organisation, _WHO.c.child
    return select(
        _WHO.c.child,
        number_in_use(*mine, Kind.NHS_NUMBER),
        number_in_use(*mine, Kind.LOCAL),
        _postcode(),
        superseded,
        merged_into(*mine),
        *DEMOGRAPHICS,
    ).where(_WHO.c.organisation == bindparam("organisation", type_=IDENTITY), current_demographics())


def _last_known(kind: FactKind) -> ScalarSelect[str | None]:
    """The value of the last recorded fact of a kind that is known and has not ended."""
    fact = tables.child_fact.alias(f"last_{kind}")
    return (
        select(fact.c.value)
        .where(
            fact.c.organisation == _WHO.c.organisation,
            fact.c.child == _WHO.c.child,
            fact.c.kind == kind.value,
            fact.c.answer == FactAnswer.KNOWN.value,
            fact.c.until.is_(None),
        )
        .order_by(fact.c.recorded_at.desc(), fact.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _postcode() -> ColumnElement[str | None]:
    sensitive = func.coalesce(_last_known(FactKind.SENSITIVE_ADDRESS), "N") == "Y"
    return case((sensitive, None), else_=_last_known(FactKind.POSTCODE))


def _by_number(kind: Kind) -> Select[Any]:
    given, used = tables.child_identifier, tables.identifier_in_use
    value = bindparam("value", type_=String)
    in_use = (
        select(used.c.child)
        .where(
            used.c.organisation == _WHO.c.organisation,
            used.c.child == _WHO.c.child,
            used.c.kind == kind.value,
            used.c.value == value,
        )
        .exists()
    )
    had = select(given.c.child).where(
        given.c.organisation == bindparam("organisation", type_=IDENTITY),
        given.c.value == value,
        given.c.kind == kind.value,
    )
    return (
        _children(~in_use)
        .where(_WHO.c.child.in_(had))
        .order_by(case((in_use, 0), else_=1), _WHO.c.family_key, _WHO.c.given_key, _WHO.c.child)
    )


def _by_name() -> Select[Any]:
    given = bindparam("given", type_=Text)
    return (
        _children(false())
        .where(
            _WHO.c.birth_date == bindparam("birth_date"),
            # Keys hold letters and digits alone, so nothing in what is sought stands for anything else.
            _WHO.c.family_key.like(bindparam("family")),
            or_(_WHO.c.given_key.like(given), _WHO.c.preferred_key.like(given)),
        )
        .order_by(_WHO.c.family_key, _WHO.c.given_key, _WHO.c.child)
        .limit(MOST_BY_NAME)
    )


def _not_merged(other: ColumnElement[int], child: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that two records of the organisation do not stand for one another."""
    organisation = _WHO.c.organisation
    return and_(
        merged_into(organisation, other).is_distinct_from(child),
        merged_into(organisation, child).is_distinct_from(other),
    )


def _look_alikes() -> Select[Any]:
    but_not = bindparam("but_not", type_=IDENTITY)
    born = _WHO.c.birth_date == bindparam("birth_date")
    called = _WHO.c.given_key == bindparam("given")
    living = _postcode() == bindparam("postcode")
    return (
        _children(false())
        .where(
            _WHO.c.family_key == bindparam("family"),
            or_(born, called, living),
            _WHO.c.child != but_not,
            _not_merged(_WHO.c.child, but_not),
        )
        .order_by(case((born, 0), (called, 1), else_=2), _WHO.c.family_key, _WHO.c.given_key, _WHO.c.child)
        .limit(MOST_LOOK_ALIKES)
    )


def _look_alike() -> Select[Any]:
    this, later = _WHO.alias("this"), _WHO.alias("later_of_this")
    current = ~(
        select(later.c.version)
        .where(
            later.c.organisation == this.c.organisation,
            later.c.child == this.c.child,
            later.c.version > this.c.version,
        )
        .exists()
    )
    return (
        select(_WHO.c.child)
        .select_from(this)
        .join(_WHO, and_(_WHO.c.organisation == this.c.organisation, _WHO.c.family_key == this.c.family_key))
        .where(
            this.c.organisation == bindparam("organisation"),
            this.c.child == bindparam("child"),
            current,
            current_demographics(),
            _WHO.c.child != this.c.child,
            or_(_WHO.c.birth_date == this.c.birth_date, _WHO.c.given_key == this.c.given_key),
            _not_merged(_WHO.c.child, this.c.child),
        )
        .limit(1)
    )

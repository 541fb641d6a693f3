"""The referrals and encounters of many children at once: as they now are, or every version of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from sqlalchemy import ColumnElement, FromClause, Table, bindparam, func, select

from app.clinical.encounter import Encounter
from app.clinical.referral import Referral
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading, grouped
from app.store.encounters import current_version, encounters_from_rows, parts_where
from app.store.prepared import Row
from app.store.referrals import last_received_first, referral_from_rows, spells, waits_of
from app.store.wanted import is_wanted, wanted_text


class _OfChild(Protocol):
    @property
    def child(self) -> Identity: ...


_T = TypeVar("_T", bound=_OfChild)


class FhirRecorded:
    """Reads what was recorded of many children at once."""

    def __init__(self, database: Database) -> None:
        encounter, referral = tables.encounter, tables.referral

        def wanted(table: FromClause) -> ColumnElement[bool]:
            return is_wanted(database.dialect, "children", table.c.child)

        def mine(table: FromClause) -> ColumnElement[bool]:
            return table.c.organisation == bindparam("organisation", type_=IDENTITY)

        given = "organisation", "children"
        encounters = select(encounter).where(mine(encounter), wanted(encounter))
        self._encounters = [
            database.query(query, *given)
            for query in (encounters.order_by(encounter.c.record_number), *parts_where(wanted))
        ]
        self._current_encounters = [
            database.query(query, *given)
            for query in (encounters.where(current_version()), *parts_where(wanted, of_current_encounter))
        ]
        referrals = select(referral).where(mine(referral), wanted(referral))
        self._referrals = [
            database.query(query, *given)
            for query in (
                referrals.order_by(referral.c.id, referral.c.version),
                spells().where(wanted(tables.referral_team)),
                waits_of().where(wanted(tables.referral_waiting)),
            )
        ]
        self._record_numbers = database.query(
            select(encounter.c.child, func.max(encounter.c.record_number))
            .where(mine(encounter), wanted(encounter))
            .group_by(encounter.c.child),
            *given,
        )

    def current_encounters(
        self, reading: Reading, organisation: Identity, children: Sequence[Identity]
    ) -> Mapping[Identity, tuple[Encounter, ...]]:
        """The current versions of each child's encounters."""
        if not children:
            return {}
        key = organisation, wanted_text(children)
        rows, *parts = reading.several(*((query, key) for query in self._current_encounters))
        return of_each(children, encounters_from_rows(rows, parts))

    def current_referrals(
        self, reading: Reading, organisation: Identity, children: Sequence[Identity]
    ) -> dict[Identity, tuple[Referral, ...]]:
        """The current versions of each child's referrals, the last received first."""
        if not children:
            return {}
        rows, *parts = reading.several(*self.asked_of_referrals(organisation, wanted_text(children)))
        # Rows come by referral and version, so the last of each referral is its current one.
        current = _referrals({row[0]: row for row in rows}.values(), parts)
        return {child: last_received_first(found) for child, found in of_each(children, current).items()}

    def record_numbers(
        self, reading: Reading, organisation: Identity, children: Sequence[Identity]
    ) -> dict[Identity, int]:
        """The number of the last version recorded for each child; 0 when there is none."""
        if not children:
            return {}
        rows = reading.all(self._record_numbers, organisation, wanted_text(children))
        return dict.fromkeys(children, 0) | {row[0]: row[1] for row in rows}

    def asked_of_encounters(self, organisation: Identity, children: str) -> list[Asked]:
        """The queries of every version of children's encounters, by their record numbers, and of the parts of them."""
        return [(query, (organisation, children)) for query in self._encounters]

    def asked_of_referrals(self, organisation: Identity, children: str) -> list[Asked]:
        """The queries of every version of children's referrals, and of the teams and waiting times of each."""
        return [(query, (organisation, children)) for query in self._referrals]


def referrals_in_order(rows: Sequence[Row], *parts: Sequence[Row]) -> list[Referral]:
    """Every version of referrals from the rows of `asked_of_referrals`, in the order in which they were recorded."""
    return sorted(_referrals(rows, parts), key=lambda each: (each.recorded_at, each.id, each.version))


def of_each(children: Sequence[Identity], things: Iterable[_T]) -> Mapping[Identity, tuple[_T, ...]]:
    """Things by child, in their order; nothing for a child that has none."""
    found: dict[Identity, list[_T]] = {child: [] for child in children}
    for thing in things:
        found[thing.child].append(thing)
    return {child: tuple(each) for child, each in found.items()}


def _referrals(rows: Iterable[Row], parts: Sequence[Sequence[Row]]) -> list[Referral]:
    teams, waiting = (grouped(part, 2) for part in parts)
    return [referral_from_rows(row, teams, waiting) for row in rows]


def of_current_encounter(part: Table) -> ColumnElement[bool]:
    """The condition that a part is of the latest version of its encounter."""
    later = tables.encounter.alias("later_version")
    return ~(
        select(later.c.version)
        .where(
            later.c.organisation == part.c.organisation,
            later.c.child == part.c.child,
            later.c.id == part.c.encounter,
            later.c.version > part.c.version,
        )
        .exists()
    )

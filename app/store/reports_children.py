"""What the analytics copy asks of the record: whom anything was written about since the last time, and their histories.

Triggers note, in the transaction of every row about a child, that something was written about them (revision 0011). On
SQLite one transaction writes at a time, so that the numbers of the notes rise in the order of commits. On PostgreSQL a
note has the number of its transaction, and the mark to go on from is the oldest transaction still under way as of the
moment that is read (`pg_snapshot_xmin`): what was not to be seen then was written by that or a later one, however long
before others it had begun, and is found the next time. Some of what was seen is found again, which does no harm.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from sqlalchemy import BigInteger, Dialect, FromClause, Select, Text, bindparam, cast, func, literal, or_, select

from app.clinical.child import Child
from app.identity import Identity
from app.reports.ports import FACTS_HELD, ChildHistory
from app.store import tables
from app.store.children import FACT, child_from_rows, merged_into, whole_children
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading, grouped
from app.store.fhir_recorded import FhirRecorded
from app.store.identifiers import IDENTIFIER, current_identifier
from app.store.reports_encounters import ReportsEncounters
from app.store.wanted import is_wanted, wanted_text

AT_ONCE: Final = 200
"""How many children are read at once: enough for few statements, few enough for little memory."""


class ReportsChildren:
    """Reads what the analytics copy is derived from."""

    def __init__(self, database: Database, recorded: FhirRecorded) -> None:
        self._recorded = recorded
        self._encounters = ReportsEncounters(database)
        self._children = [database.query(query, "organisation", "wanted") for query in _of_children(database.dialect)]
        self._everybody = database.query(_standing(_all_children()), "organisation")
        self._touched = database.query(_standing(_noted_since()), "organisation", "mark")
        self._mark = database.query(_next_mark(database.dialect), "organisation")

    def touched_since(self, reading: Reading, organisation: Identity, mark: int) -> tuple[int, list[Identity]]:
        """The mark for the next time, and the standing records of the children noted since one, in order.

        A mark beyond the database's own is of another one, such as before a backup was restored: then all are given.
        """
        following = int(reading.all(self._mark, organisation)[0][0])
        if 0 < mark <= following:
            rows = reading.all(self._touched, organisation, mark)
        else:
            rows = reading.all(self._everybody, organisation)
        return following, [Identity(row[0]) for row in rows]

    def histories(
        self, reading: Reading, organisation: Identity, standing: Sequence[Identity]
    ) -> Iterator[ChildHistory]:
        """Everything of these children, in their order, read piece by piece."""
        rest = iter(standing)
        while some := list(islice(rest, AT_ONCE)):
            yield from self._some(reading, organisation, some)

    def _some(self, reading: Reading, organisation: Identity, some: Sequence[Identity]) -> Iterator[ChildHistory]:
        children = self._read(reading, organisation, some)
        records = [each for child in children.values() for each in (child.id, *child.merged_from)]
        referrals = self._recorded.current_referrals(reading, organisation, records)
        encounters = self._encounters.current(reading, organisation, records)
        for child in (children[each] for each in some if each in children):
            mine = child.id, *child.merged_from
            yield ChildHistory(
                child,
                tuple(chain.from_iterable(referrals.get(each, ()) for each in mine)),
                tuple(chain.from_iterable(encounters.get(each, ()) for each in mine)),
            )

    def _read(self, reading: Reading, organisation: Identity, some: Sequence[Identity]) -> dict[Identity, Child]:
        key = organisation, wanted_text(some)
        rows, identifiers, facts = reading.several(*((query, key) for query in self._children))
        numbers, known = grouped(identifiers, 1), grouped(facts, 1)
        return {
            row[-1]: child_from_rows(
                organisation,
                row[-1],
                row[:-1],
                (each[1:] for each in numbers.get((row[-1],), ())),
                (each[1:] for each in known.get((row[-1],), ())),
            )
            for row in rows
        }


def _of_children(dialect: Dialect) -> tuple[Select[Any], ...]:
    """The children wanted, their identifiers, and of their facts those that the copy holds."""
    child, identifier, fact = tables.child.c, tables.child_identifier.c, tables.child_fact.c
    return (
        whole_children().add_columns(child.id).where(is_wanted(dialect, "wanted", child.id)),
        select(identifier.child, *(identifier[name] for name in IDENTIFIER))
        .where(identifier.organisation == _mine(), is_wanted(dialect, "wanted", identifier.child), current_identifier())
        .order_by(identifier.id),
        select(fact.child, *(fact[name] for name in FACT))
        .where(
            fact.organisation == _mine(),
            is_wanted(dialect, "wanted", fact.child),
            or_(*(fact.kind == literal(each.value) for each in FACTS_HELD)),
        )
        .order_by(fact.id),
    )


def _mine() -> Any:
    return bindparam("organisation", type_=IDENTITY)


def _all_children() -> FromClause:
    return select(tables.child.c.id.label("child")).where(tables.child.c.organisation == _mine()).subquery("found")


def _noted_since() -> FromClause:
    noted = tables.child_touched.c
    since = noted.number >= bindparam("mark", type_=IDENTITY)
    return select(noted.child).where(noted.organisation == _mine(), since).distinct().subquery("found")


def _standing(found: FromClause) -> Select[Any]:
    """The records that stand for the children found, each once and in order."""
    child = tables.child.c
    standing = func.coalesce(merged_into(child.organisation, child.id), child.id).label("standing")
    return (
        select(standing)
        .select_from(found)
        .join(tables.child, (child.organisation == _mine()) & (child.id == found.c.child))
        .distinct()
        .order_by(standing)
    )


def _next_mark(dialect: Dialect) -> Select[Any]:
    noted = tables.child_touched.c
    if dialect.name == "sqlite":
        return select(func.coalesce(func.max(noted.number), 0) + 1).where(noted.organisation == _mine())
    oldest = func.pg_snapshot_xmin(func.pg_current_snapshot())
    return select(cast(cast(oldest, Text), BigInteger)).where(_mine().is_not(None))

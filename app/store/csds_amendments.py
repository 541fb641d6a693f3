"""The acts on records that mend what a submission states, asked of the audit trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select

from app.csds.mended.amendments import MENDING, Amendment
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY, Instant
from app.store.database import Database
from app.store.wanted import is_wanted, wanted_text


class AmendmentStatements:
    """The prepared statements of amendments."""

    def __init__(self, database: Database) -> None:
        event = tables.audit_event.c
        given = "organisation", "wanted", "after", "until"
        self.of_children = database.query(_acts(is_wanted(database.dialect, "wanted", event.child)), *given)
        self.of_things = database.query(_acts(is_wanted(database.dialect, "wanted", event.subject)), *given)


def _acts(of: ColumnElement[bool]) -> Select[Any]:
    event, account = tables.audit_event.c, tables.account.c
    return (
        select(event.id, event.action, event.at, account.display_name, event.child, event.subject, event.detail)
        .select_from(
            tables.audit_event.outerjoin(
                tables.account, and_(account.organisation == event.organisation, account.id == event.account)
            )
        )
        .where(
            event.organisation == bindparam("organisation", type_=IDENTITY),
            of,
            event.at > bindparam("after", type_=Instant),
            event.at <= bindparam("until", type_=Instant),
            or_(*(event.action == each.value for each in MENDING)),
        )
        .order_by(event.at, event.id)
    )


class StoredAmendments:
    """The audit trail, asked for acts that mend."""

    def __init__(self, database: Database, statements: AmendmentStatements) -> None:
        self._database = database
        self._statements = statements

    def amendments(
        self, organisation: Identity, records: Sequence[Identity], after: datetime, until: datetime
    ) -> tuple[Amendment, ...]:
        """The acts of `MENDING` on these children, referrals, encounters or sessions, the first done first."""
        if not records:
            return ()
        given = organisation, wanted_text(records), after, until
        with self._database.snapshot() as snapshot:
            answers = snapshot.several((self._statements.of_children, given), (self._statements.of_things, given))
        # An act of which both the child and the thing are asked for is found twice.
        found = {row[0]: row for rows in answers for row in rows}
        ordered = sorted(found.values(), key=lambda row: (row[2], row[0]))
        return tuple(Amendment(row[1], row[2], row[3] or "", row[4], row[5], row[6] or "") for row in ordered)

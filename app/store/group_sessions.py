"""Group sessions as rows: each version whole."""

from datetime import date

from sqlalchemy import bindparam, select

from app.clinical.group_session import GroupSession
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading
from app.store.prepared import Step


class GroupSessions:
    """Reads and writes group sessions."""

    def __init__(self, database: Database) -> None:
        session, later = tables.group_session, tables.group_session.alias("later_version")
        mine = session.c.organisation == bindparam("organisation", type_=IDENTITY)
        newest = ~(
            select(later.c.version)
            .where(
                later.c.organisation == session.c.organisation,
                later.c.id == session.c.id,
                later.c.version > session.c.version,
            )
            .exists()
        )
        between = session.c.held_on.between(
            bindparam("first", type_=session.c.held_on.type), bindparam("last", type_=session.c.held_on.type)
        )
        self._between = database.query(
            select(session).where(mine, between, newest).order_by(session.c.held_on, session.c.id),
            "organisation",
            "first",
            "last",
        )
        self._versions = database.query(
            select(session)
            .where(mine, session.c.id == bindparam("session", type_=IDENTITY))
            .order_by(session.c.version),
            "organisation",
            "session",
        )
        self._insert = database.insert(session)

    def between(self, reading: Reading, organisation: Identity, first: date, last: date) -> tuple[GroupSession, ...]:
        """The current versions of the sessions held between two days, both included, by day."""
        return tuple(GroupSession(*row) for row in reading.all(self._between, organisation, first, last))

    def versions(self, reading: Reading, organisation: Identity, session: Identity) -> tuple[GroupSession, ...]:
        """Every version of a session, the first first. Raises NotFound."""
        found = tuple(GroupSession(*row) for row in reading.all(self._versions, organisation, session))
        if not found:
            raise NotFound("There is no such group session in the organisation's record.")
        return found

    def steps(self, session: GroupSession) -> list[Step]:
        """The row of one version."""
        return [
            self._insert.of(
                [
                    [
                        *(session.organisation, session.id, session.version, session.held_on, session.commissioner),
                        *(session.minutes, session.session_type, session.participants, session.location_type),
                        *(session.site, session.professional, session.service_line_agreement),
                        *(session.entered_in_error, session.amendment_reason),
                        *(session.recorded_at, session.recorded_by),
                    ]
                ]
            )
        ]

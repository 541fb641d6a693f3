"""Group sessions of the made-up clinic: a course for parents every other week, and now and then another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from app.access.audit import AuditAction
from app.clinical.ages import LONDON
from app.clinical.group_session import GroupSession
from app.demo.ledger import Clock, Ledger
from app.demo.people import CLINICS, COMMISSIONER
from app.demo.staffing import Staffed
from app.identity import Identities, Identity

_EVERY: Final = timedelta(days=14)
_WRITTEN_UP: Final = time(16, 40, 17, 3_000)
_OTHER_KIND, _STRUCK_OUT = 0.25, 0.03
_TOGETHER, _HEALTH_PROMOTION = "02", "03"
_AT_HOME: Final = "A01"
_PLACES: Final = tuple(each for each in CLINICS if each.location_type != _AT_HOME)
"""Clinics with room for a group: what is held in a family's home is for that family."""
_REASON: Final = "Typed twice"


class Held(NamedTuple):
    """A session, when (UTC) it is written up, and the version that strikes it out, if one does."""

    at: datetime
    session: GroupSession
    struck: GroupSession | None


@dataclass(frozen=True, slots=True)
class SessionDiary:
    """The sessions from an instant on, without an end, made up from a chance of their own."""

    staffed: Staffed
    begin: datetime

    def held(self) -> Iterator[Held]:
        """In order of time."""
        random = Random("group sessions")  # noqa: S311 (a made-up clinic has to be the same for the same seed)
        clock = Clock(self.begin)
        new_identity = Identities(clock, random.randrange)
        day = self.begin.astimezone(LONDON).date() + timedelta(days=3)
        while True:
            day += timedelta(days=7 - day.weekday()) if day.weekday() > 4 else timedelta(0)
            at = datetime.combine(day, _WRITTEN_UP, LONDON).astimezone(UTC)
            clock.at = at
            session = self._session(new_identity(), at, random)
            yield Held(at, session, _struck(session) if random.random() < _STRUCK_OUT else None)
            day += _EVERY

    def _session(self, identity: Identity, at: datetime, random: Random) -> GroupSession:
        clinic = random.choice(_PLACES)
        return GroupSession(
            self.staffed.organisation.id,
            identity,
            1,
            at.astimezone(LONDON).date(),
            COMMISSIONER,
            random.choice((60, 90, 90, 120)),
            _HEALTH_PROMOTION if random.random() < _OTHER_KIND else _TOGETHER,
            random.randrange(4, 17),
            clinic.location_type,
            clinic.site,
            random.choice(self.staffed.professionals).id,
            None,
            False,
            None,
            at,
            self.staffed.clerk.id,
        )


def _struck(session: GroupSession) -> GroupSession:
    return replace(session, version=2, entered_in_error=True, amendment_reason=_REASON)


@dataclass(slots=True)
class SessionsReplayed:
    """Writes the sessions of a diary as time goes by, with identities of their own."""

    ledger: Ledger
    ahead: Iterator[Held]
    _next: Held | None = None

    def until(self, at: datetime) -> None:
        """Record what is written up before an instant; the ledger's clock is moved to when each was."""
        while True:
            self._next = self._next or next(self.ahead, None)
            if self._next is None or self._next.at >= at:
                return
            self.ledger.clock.at = self._next.at
            self._record(self._next)
            self._next = None

    def _record(self, held: Held) -> None:
        clerk, session = self.ledger.staffed.clerk, held.session
        self.ledger.commit(clerk, (session,), (AuditAction.GROUP_SESSION_RECORDED, session.id))
        if held.struck is not None:
            struck = AuditAction.GROUP_SESSION_AMENDED, session.id
            self.ledger.commit(clerk, (held.struck,), struck, detail="entered in error")

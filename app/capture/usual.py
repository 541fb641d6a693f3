"""What is usual here, remembered for a while, so that a form need not count the team's encounters each time."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock

from app.capture.ports import CaptureRecords, UsageScope
from app.capture.suggestions import Usage
from app.capture.visit import Visit
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.search import RefsetSearch

REMEMBERED_FOR = timedelta(minutes=5)
MOST_REMEMBERED = 2_000
MOST_ORDERS = 200

_Counts = Mapping[ConceptId, int]


class UsualNeeds:
    """Counts of what was newly recorded, by whose encounters they are of, and the type-ahead's order for each team.

    Safe to share between threads. `now` gives the instant (UTC). What is remembered is counts of concepts, nothing of
    a child.
    """

    def __init__(self, search: RefsetSearch, now: Callable[[], datetime]) -> None:
        self._search = search
        self._now = now
        self._lock = Lock()
        self._counts: dict[tuple[UsageScope, Identity], tuple[datetime, _Counts]] = {}
        self._orders: dict[Identity, tuple[_Counts, RefsetSearch]] = {}

    def of_visit(self, visit: Visit) -> Usage:
        """What is usual for the clinician, the team and the clinic of a visit."""
        team = visit.team
        of_team = self._of(UsageScope.TEAM, team, visit.records)
        if team is not None:
            self._order(team, of_team)
        return Usage(
            self._of(UsageScope.PROFESSIONAL, visit.professional, visit.records),
            of_team,
            self._of(UsageScope.CLINIC, visit.clinic.id if visit.clinic else None, visit.records),
        )

    def search(self, team: Identity | None) -> RefsetSearch:
        """The type-ahead of a team whose form was opened lately: what it records most stands first."""
        known = self._orders.get(team) if team is not None else None
        return known[1] if known is not None else self._search

    def _order(self, team: Identity, counts: _Counts) -> None:
        known = self._orders.get(team)
        if known is not None and known[0] is counts:
            return
        order = (counts, self._search.ranked_by(counts))
        with self._lock:
            if len(self._orders) >= MOST_ORDERS:
                self._orders.clear()
            self._orders[team] = order

    def _of(self, scope: UsageScope, of: Identity | None, records: CaptureRecords) -> _Counts:
        if of is None:
            return {}
        key, now = (scope, of), self._now()
        known = self._counts.get(key)
        if known is not None and now - known[0] < REMEMBERED_FOR:
            return known[1]
        counts = records.usual_concepts(scope, of)
        with self._lock:
            if len(self._counts) >= MOST_REMEMBERED:
                self._counts.clear()
            self._counts[key] = (now, counts)
        return counts

"""What is usual here, remembered for a while, so that a form need not count the team's encounters each time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from app.capture.ports import CaptureRecords, UsageScope
from app.capture.suggestions import Usage
from app.capture.visit import Visit
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset
from app.terminology.search import RefsetSearch

REMEMBERED_FOR = timedelta(minutes=5)
MOST_REMEMBERED = 2_000
MOST_ORDERS = 200
REFSETS_KEPT = 2
"""The reference set in use, and the one before it, which requests that began before a switch still read."""

_Counts = Mapping[ConceptId, int]


@dataclass(frozen=True, slots=True)
class _Searches:
    """The searches of one reference set: the plain one, and each team's by the counts it was made of."""

    refset: Refset
    plain: RefsetSearch
    orders: dict[Identity, tuple[_Counts, RefsetSearch]]


class UsualNeeds:
    """Counts of what was newly recorded, by whose encounters they are of, and the type-ahead's order for each team.

    Safe to share between threads. `now` gives the instant (UTC). What is remembered is counts of concepts, nothing of
    a child. A search is always one of the reference set asked about, whatever was switched meanwhile.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._counts: dict[tuple[UsageScope, Identity], tuple[datetime, _Counts]] = {}
        self._searches: list[_Searches] = []

    def of_visit(self, visit: Visit) -> Usage:
        """What is usual for the clinician, the team and the clinic of a visit."""
        team = visit.team
        of_team = self._of(UsageScope.TEAM, team, visit.records)
        if team is not None:
            self._order(self._searches_of(visit.refset), team, of_team)
        return Usage(
            self._of(UsageScope.PROFESSIONAL, visit.professional, visit.records),
            of_team,
            self._of(UsageScope.CLINIC, visit.clinic.id if visit.clinic else None, visit.records),
        )

    def search(self, refset: Refset, team: Identity | None) -> RefsetSearch:
        """The type-ahead of a team whose form was opened lately: what it records most stands first."""
        searches = self._searches_of(refset)
        known = searches.orders.get(team) if team is not None else None
        return known[1] if known is not None else searches.plain

    def recorded_by(self, refset: Refset, team: Identity | None) -> _Counts:
        """What a team whose form was opened lately records, as counts of concepts."""
        known = self._searches_of(refset).orders.get(team) if team is not None else None
        return known[0] if known is not None else {}

    def _searches_of(self, refset: Refset) -> "_Searches":
        found = next((each for each in self._searches if each.refset is refset), None)
        if found is not None:
            return found
        with self._lock:
            made = next((each for each in self._searches if each.refset is refset), None)
            if made is None:
                made = _Searches(refset, RefsetSearch(refset), {})
                self._searches = [made, *self._searches[: REFSETS_KEPT - 1]]
            return made

    def _order(self, searches: "_Searches", team: Identity, counts: _Counts) -> None:
        known = searches.orders.get(team)
        if known is not None and known[0] is counts:
            return
        order = (counts, searches.plain.ranked_by(counts))
        with self._lock:
            if len(searches.orders) >= MOST_ORDERS:
                searches.orders.clear()
            searches.orders[team] = order

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

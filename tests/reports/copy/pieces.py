"""What would be read of records, as the store gives it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone

import orjson

from app.clinical.encounter import Encounter
from app.clinical.referral import Referral
from app.reports.ports import ChildHistory, HistoryPiece

Row = tuple[object, ...]


def piece_of(*histories: ChildHistory, former: Iterable[Encounter | Referral] = ()) -> HistoryPiece:
    """What is read of these children, and former versions of what was recorded about them."""
    earlier = list(former)
    encounters = [each for history in histories for each in history.encounters]
    encounters += [each for each in earlier if isinstance(each, Encounter)]
    referrals = [each for history in histories for each in history.referrals]
    referrals += [each for each in earlier if isinstance(each, Referral)]
    lines = {
        "referral": _lines(map(_referral, referrals)),
        "encounter": _lines(map(_encounter, encounters)),
        "asked": _lines(row for each in encounters for row in _asked(each)),
        "statement": _lines(row for each in encounters for row in _statements(each)),
    }
    return HistoryPiece(tuple(each.child for each in histories), lines)


def _lines(rows: Iterable[Row]) -> str:
    return "\n".join(orjson.dumps(row).decode() for row in rows)


def _referral(held: Referral) -> Row:
    return held.child, held.id, held.version, held.received_on, held.discharged_on, held.recorded_at


def _encounter(held: Encounter) -> Row:
    when, timing = held.contact, held.timing
    timed: Row = (None,) * 5
    if timing is not None:
        begun = None if timing.first_input_at is None else _instant(timing.first_input_at, held)
        instants = _instant(timing.started_at, held), begun, _instant(timing.submitted_at, held)
        timed = *instants, timing.items_added, timing.items_confirmed
    of = held.child, held.id, held.version, held.referral, held.kind
    # SQLite has no other truth than 0 and 1.
    wrong = int(held.entered_in_error) if held.version % 2 else held.entered_in_error
    return *of, when.on, when.at, when.attendance, _instant(held.recorded_at, held), wrong, *timed


def _instant(at: datetime, held: Encounter) -> datetime:
    """An instant, told in another zone by some: PostgreSQL tells it in that of the session."""
    return at if held.version % 2 else at.astimezone(timezone(timedelta(hours=-5, minutes=-30)))


def _asked(held: Encounter) -> Iterator[Row]:
    for each in held.groups:
        yield held.child, held.id, held.version, each.group, each.answer


def _statements(held: Encounter) -> Iterator[Row]:
    for each in held.statements:
        diagnosed = None if each.diagnosed is None else each.diagnosed.isoformat()
        what = each.need, each.change, each.concept, each.group, each.certainty, diagnosed, each.traffic_light
        yield held.child, held.id, held.version, *what

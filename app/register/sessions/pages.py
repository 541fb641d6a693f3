"""What the pages of group sessions show: a month's list, the form of a new one, and that of one that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.clinical.ages import london_date
from app.clinical.code_lists import GROUP_SESSION_TYPE, LOCATION_TYPE
from app.clinical.group_session import GroupSession
from app.clinical.ports import Work
from app.errors import NotFound, Said
from app.register.children.page import Page, shared
from app.register.ports import RegisterRecords
from app.register.sessions.fields import fresh_values, session_fields, typed_of
from app.register.sessions.recording import NotRecorded, Stale
from app.register.typed import Typed, identity_typed

_A_YEAR: Final = timedelta(days=366)
_MONTHS: Final = ("January February March April May June July August September October November December").split()
_EARLIEST, _LATEST = 1900, 2999


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A calendar month: how an address says it, how people do, and its first and last day."""

    key: str
    words: str
    first: date
    last: date


def month_of(day: date) -> ShownMonth:
    """The month of a day."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return ShownMonth(f"{first:%Y-%m}", f"{_MONTHS[first.month - 1]} {first.year}", first, last)


def month_said(text: str, today: date) -> ShownMonth:
    """The month an address names, as in 2026-10; this one where it names none.

    Raises:
        NotFound: there is no such month.
    """
    if not text:
        return month_of(today)
    try:
        first = date.fromisoformat(f"{text}-01") if len(text) == len("2026-10") else None
    except ValueError:
        first = None
    if first is None or not _EARLIEST <= first.year <= _LATEST:
        raise NotFound("There is no such month. Choose one in the list of sessions.")
    return month_of(first)


def month_page(work: Work[RegisterRecords], month: ShownMonth) -> Page:
    """The sessions of a month, by day; those entered in error are shown as such and not counted."""
    sessions = work.records.group_sessions(month.first, month.last)
    stand = [each for each in sessions if not each.entered_in_error]
    today = london_date(work.now)
    following = month_of(month.last + timedelta(days=1))
    context = {
        **shared(work),
        "month": month,
        "previous": month_of(month.first - timedelta(days=1)),
        "following": following if following.first <= today else None,
        "sessions": sessions,
        "held": len(stand),
        "took_part": sum(each.participants for each in stand),
        "kinds": GROUP_SESSION_TYPE.answers,
        "places": LOCATION_TYPE.answers,
        "names": {each.id: each.name for each in work.records.professionals()},
    }
    return Page("sessions.jinja", context)


def new_session_page(work: Work[RegisterRecords], typed: Typed | None = None, problems: Sequence[Said] = ()) -> Page:
    """The form of a session, with what was typed, and what is wrong with it."""
    said = fresh_values(work.principal, _latest(work)) if typed is None else typed
    context = {
        **shared(work, problems),
        "typed": said,
        "fields": session_fields(work.records.professionals()),
        "identity": identity_typed(said, "session") or work.new_identity(),
    }
    return Page("session_new.jinja", context, 422 if problems else 200)


def _latest(work: Work[RegisterRecords]) -> GroupSession | None:
    """The session of the last year that was recorded last."""
    today = london_date(work.now)
    held = (each for each in work.records.group_sessions(today - _A_YEAR, today) if not each.entered_in_error)
    return max(held, key=lambda each: (each.recorded_at, each.id), default=None)


def session_page(
    work: Work[RegisterRecords],
    versions: Sequence[GroupSession],
    typed: Typed | None = None,
    outcome: NotRecorded | Stale | None = None,
) -> Page:
    """A session: the form with what stands, or with what was typed; what stood before; and the way to strike it out."""
    stands, stale = versions[-1], isinstance(outcome, Stale)
    said = typed_of(stands) if typed is None else typed
    context = {
        **shared(work, outcome.problems if isinstance(outcome, NotRecorded) else ()),
        "typed": said,
        "session": stands,
        "month": month_of(stands.held_on),
        "versions": tuple(reversed(versions)),
        "fields": session_fields(work.records.professionals()),
        "kinds": GROUP_SESSION_TYPE.answers,
        "stale": stale,
        "seen": stands.version if typed is None or stale else typed.get("seen", ""),
    }
    return Page("session.jinja", context, 409 if stale else 200 if outcome is None else 422)

"""A session for several people at once, of whom none is named (CSDS CYP301), and what may be wrong with one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.clinical import code_lists
from app.clinical.checks import LONGEST_CONTACT_MINUTES, LONGEST_REASON, text_fault
from app.clinical.identifiers import parse_ods_code
from app.clinical.problems import Problem
from app.identity import Identity

MOST_PARTICIPANTS: Final = 999
NO_PLACE: Final = frozenset({"M06", "M07"})
"""Kinds of place that the data set does not take (ACTIVITY LOCATION TYPE CODE, of other data sets)."""

_AGREEMENT: Final = re.compile(r"[A-Z0-9](?:[A-Z0-9 /_.-]{0,8}[A-Z0-9])?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GroupSession:
    """A group session, in one version; a correction, and that it was entered in error, is a new version.

    `commissioner` and `site` are ODS codes; `session_type` is a code of GROUP_SESSION_TYPE, `location_type` one of
    LOCATION_TYPE. `minutes` is how long it took, `participants` how many took part, `professional` who led it.
    """

    organisation: Identity
    id: Identity
    version: int
    held_on: date
    commissioner: str
    minutes: int | None
    session_type: str
    participants: int
    location_type: str | None
    site: str | None
    professional: Identity | None
    service_line_agreement: str | None
    entered_in_error: bool
    amendment_reason: str | None
    recorded_at: datetime
    recorded_by: Identity


def group_session_problems(session: GroupSession, today: date) -> tuple[Problem, ...]:
    """What is wrong with a session, each problem under its field's name."""
    return (*_when_and_what(session, today), *_where(session), *_amendment(session))


def _when_and_what(session: GroupSession, today: date) -> Iterator[Problem]:
    if session.held_on > today:
        yield Problem("held_on", "future", "This date is in the future. Give today's or an earlier one.")
    if session.session_type not in code_lists.GROUP_SESSION_TYPE:
        yield Problem("session_type", "unknown-code", "Choose what kind of session it was from the list.")
    if session.minutes is not None and not 1 <= session.minutes <= LONGEST_CONTACT_MINUTES:
        yield Problem("minutes", "out-of-range", "Give the length in whole minutes, from 1 to 1440.")
    if not 1 <= session.participants <= MOST_PARTICIPANTS:
        yield Problem("participants", "out-of-range", "Give how many people took part, from 1 to 999.")


def _where(session: GroupSession) -> Iterator[Problem]:
    if not _is_code(session.commissioner, 3, 5):
        yield Problem("commissioner", "value", "The commissioner's code has 3 to 5 letters and digits, such as QOX.")
    if session.site is not None and not _is_code(session.site, 5, 9):
        yield Problem("site", "value", "The ODS code of a site has 5 to 9 letters and digits, such as RXX01.")
    place = session.location_type
    if place is not None and (place not in code_lists.LOCATION_TYPE or place in NO_PLACE):
        yield Problem("location_type", "unknown-code", "Choose the kind of place from the list.")
    line = session.service_line_agreement
    if line is not None and not _AGREEMENT.fullmatch(line):
        said = "The agreement line has 1 to 10 letters, digits, spaces or / _ . - characters. Check it."
        yield Problem("service_line_agreement", "text", said)


def _is_code(text: str, shortest: int, longest: int) -> bool:
    try:
        return shortest <= len(text) <= longest and parse_ods_code(text) == text
    except ValueError:
        return False


def _amendment(session: GroupSession) -> Iterator[Problem]:
    reason = session.amendment_reason
    if session.version == 1:
        return
    if reason is None or not reason.strip():
        yield Problem("amendment_reason", "missing", "Say why the session is corrected or struck out.")
        return
    fault = text_fault(reason)
    if len(reason) > LONGEST_REASON:
        fault = f"The reason is longer than {LONGEST_REASON} characters. Shorten it."
    if fault is not None:
        yield Problem("amendment_reason", "text", fault)

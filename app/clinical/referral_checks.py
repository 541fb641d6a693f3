"""What may be wrong with the further reasons of a referral and with its waiting time.

A referral to treatment period begins, and ends with one of the statuses that end it (NHS Data Dictionary, REFERRAL TO
TREATMENT PERIOD STATUS); a patient pathway identifier means nothing without its issuer.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, time
from typing import Final

from app.clinical.code_lists import REASON_FOR_REFERRAL, WAITING_MEASUREMENT, WAITING_STATUS
from app.clinical.problems import Problem
from app.clinical.referral import WaitingTime

ENDING: Final = frozenset({"30", "31", "32", "33", "34", "35", "36"})
"""The statuses that end a period."""

_BOOKING: Final = re.compile(r"[0-9]{12}", re.ASCII)
_PATHWAY: Final = re.compile(r"[A-Z0-9]{20}", re.ASCII)
_ISSUER: Final = re.compile(r"[A-Z0-9]{3,5}", re.ASCII)
_NOT_LISTED: Final = "This is not one of the answers. Choose again."


def further_problems(
    reason: str | None, further_reasons: tuple[str, ...], waiting: tuple[WaitingTime, ...], today: date
) -> tuple[Problem, ...]:
    """What is wrong with the further reasons of a referral, whose main one is `reason`, and with its waiting time.

    Items are `further_reasons[n]`, `waiting[n].<field>`, and `waiting[n]` for a state as a whole.
    """
    return (*_reasons(reason, further_reasons), *waiting_problems(waiting, today))


def _reasons(reason: str | None, further_reasons: tuple[str, ...]) -> Iterator[Problem]:
    told = Counter(further_reasons)
    for place, code in enumerate(further_reasons):
        item = f"further_reasons[{place}]"
        if code not in REASON_FOR_REFERRAL:
            yield Problem(item, "unknown-code", _NOT_LISTED)
        elif reason is None:
            yield Problem(item, "no-main-reason", "Choose the main reason first; further ones stand beside it.")
        elif code == reason:
            yield Problem(item, "main-reason", "This is the main reason already. Choose another, or leave it blank.")
        elif told[code] > 1:
            yield Problem(item, "repeated", "The same reason stands here twice. Keep one.")


def waiting_problems(waiting: tuple[WaitingTime, ...], today: date) -> Iterator[Problem]:
    """What is wrong with the states of a waiting time, each under its place."""
    same = Counter((each.started_on, each.ended_on, each.status) for each in waiting)
    for place, each in enumerate(waiting):
        for problem in _state(each, today):
            item = f"waiting[{place}].{problem.item}" if problem.item else f"waiting[{place}]"
            yield Problem(item, problem.code, problem.message)
        if same[each.started_on, each.ended_on, each.status] > 1:
            yield Problem(f"waiting[{place}]", "repeated", "The same state stands here twice. Keep one.")


def _state(state: WaitingTime, today: date) -> Iterator[Problem]:
    if state.measurement_type is None and state.status is None and state.started_on is None:
        yield Problem("", "missing", "Give what is measured, the status, or the day on which the waiting time began.")
    if state.measurement_type is not None and state.measurement_type not in WAITING_MEASUREMENT:
        yield Problem("measurement_type", "unknown-code", _NOT_LISTED)
    if state.status is not None and state.status not in WAITING_STATUS:
        yield Problem("status", "unknown-code", _NOT_LISTED)
    yield from _days(state, today)
    yield from _ending(state)
    yield from _numbers(state)


def _days(state: WaitingTime, today: date) -> Iterator[Problem]:
    for name, on, at in (("started", state.started_on, state.started_at), ("ended", state.ended_on, state.ended_at)):
        if on is not None and on > today:
            yield Problem(f"{name}_on", "future", "This date is in the future. Give today's or an earlier one.")
        if on is None and at is not None:
            yield Problem(f"{name}_on", "missing", "There is a time without its date. Give the date too.")
    if state.ended_on is None:
        return
    if state.started_on is None:
        yield Problem("started_on", "missing", "The waiting time ended. Give the date on which it began.")
    elif (state.ended_on, state.ended_at or time.max) < (state.started_on, state.started_at or time.min):
        yield Problem("ended_on", "before-start", "The waiting time ends before it begins. Check both dates and times.")


def _ending(state: WaitingTime) -> Iterator[Problem]:
    if state.status in ENDING and state.ended_on is None:
        yield Problem("ended_on", "missing", "This status ends the waiting time. Give the date on which it ended.")
    if state.status in WAITING_STATUS and state.status not in ENDING and state.ended_on is not None:
        yield Problem("status", "not-ended", "The waiting time has an end, and this status is not one. Change either.")


def _numbers(state: WaitingTime) -> Iterator[Problem]:
    if state.booking_reference is not None and not _BOOKING.fullmatch(state.booking_reference):
        yield Problem("booking_reference", "text", "A unique booking reference number has 12 digits. Check it.")
    if state.pathway is not None and not _PATHWAY.fullmatch(state.pathway):
        yield Problem("pathway", "text", "A patient pathway identifier has 20 letters and digits. Check it.")
    if state.pathway_issuer is not None and not _ISSUER.fullmatch(state.pathway_issuer):
        yield Problem("pathway_issuer", "text", "The code of the issuer has 3 to 5 letters and digits, such as RXX.")
    if state.pathway is not None and state.pathway_issuer is None:
        yield Problem("pathway_issuer", "missing", "Give the organisation that issued the pathway's identifier.")
    if state.pathway is None and state.pathway_issuer is not None:
        yield Problem("pathway", "missing", "There is an issuer without a pathway's identifier. Give both or neither.")

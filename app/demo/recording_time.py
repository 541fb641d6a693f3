"""How long recording a made-up visit took: about half a minute, and longer the more is added.

Drawn from log-normal distributions, as times of people at a task are. Now and then one was sent before what it confirms
can have been read; one in fifty was left open over something else.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from app.clinical.timing import SECONDS_TO_REVIEW_A_NEED, InputMode, Timing

_MODES = (InputMode.KEYBOARD, InputMode.POINTER, InputMode.TOUCH, InputMode.MIXED)
_HABITS = ((6, 2, 0, 3), (2, 5, 0, 3), (0, 1, 8, 1), (2, 2, 0, 6))
"""Shares of the modes among what one clinician records; each clinician has one of these habits."""

_WITHOUT_SCRIPTS, _TOO_QUICK, _LEFT_OPEN = 0.012, 0.04, 0.02
_GLANCE_SECONDS, _NOT_SEEN_SECONDS = 2.5, 5.0
_FEWEST_TO_READ = 4


@dataclass(frozen=True, slots=True)
class Done:
    """What a recording said of needs: how many it added, confirmed, and carried without review."""

    added: int
    confirmed: int
    carried: int


def timing_of(done: Done, submitted: datetime, clinician: int, random: Random, *, seen: bool) -> Timing:
    """The times of a recording sent at an instant (UTC) by a clinician (their place in the staff)."""
    mode = random.choices(_MODES, _HABITS[clinician % len(_HABITS)])[0]
    if random.random() < _WITHOUT_SCRIPTS:
        mode = InputMode.WITHOUT_SCRIPTS
    taken = _log_normal(_seconds(done) if seen else _NOT_SEEN_SECONDS, 0.33, random)
    glance = _log_normal(_GLANCE_SECONDS, 0.5, random)
    if seen and done.added + done.confirmed >= _FEWEST_TO_READ and random.random() < _TOO_QUICK:
        whole = SECONDS_TO_REVIEW_A_NEED * (done.added + done.confirmed) * random.uniform(0.4, 0.95)
        taken, glance = 0.7 * whole, 0.3 * whole
    elif random.random() < _LEFT_OPEN:
        taken *= random.uniform(3, 14)
    started = submitted - timedelta(milliseconds=round(1_000 * (taken + glance)))
    first = None if mode is InputMode.WITHOUT_SCRIPTS else submitted - timedelta(milliseconds=round(1_000 * taken))
    return Timing(started, first, submitted, done.added, done.confirmed, done.carried, mode)


def _seconds(done: Done) -> float:
    """The median: the contact, the outcome and the letter, then each need by how it is recorded."""
    return 24 + 2.9 * done.added + 0.9 * done.confirmed


def _log_normal(median: float, spread: float, random: Random) -> float:
    return math.exp(random.gauss(math.log(median), spread))

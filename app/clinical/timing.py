"""How long it took to record an encounter, and by what hand: the proof of the minute, and of haste.

`started_at` is when the page was given out, `first_input_at` when something on it was first touched, `submitted_at`
when it was sent; all UTC, the first two as the server's clock had them, so that a clinic PC's clock does not matter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MINUTE = timedelta(seconds=60)
SECONDS_TO_REVIEW_A_NEED = 1.35
"""One mental act of the keystroke-level model (Card, Moran and Newell, CACM 23:7, 1980): less cannot have been read."""


class InputMode(StrEnum):
    """What the clinician used."""

    KEYBOARD = "keyboard"
    POINTER = "pointer"
    TOUCH = "touch"
    MIXED = "mixed"
    WITHOUT_SCRIPTS = "without_scripts"


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of one recording, and how many needs it added, confirmed and carried without review."""

    started_at: datetime
    first_input_at: datetime | None
    submitted_at: datetime
    items_added: int
    items_confirmed: int
    items_carried: int
    input_mode: InputMode

    @property
    def taken(self) -> timedelta:
        """From the first input to the sending; from when the page was given out where that is not known."""
        return self.submitted_at - (self.first_input_at or self.started_at)

    @property
    def under_a_minute(self) -> bool:
        return self.taken < MINUTE

    @property
    def too_quick_to_have_been_read(self) -> bool:
        """Whether less time passed, from the page being given out, than reading its needs takes."""
        needs = self.items_added + self.items_confirmed
        return self.submitted_at - self.started_at < timedelta(seconds=SECONDS_TO_REVIEW_A_NEED * needs)

"""How long recording takes in live use, for the provider alone: shares, never who or whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from app.clinical.timing import Timing

FEWEST_TOLD = 10
"""Below so many recordings a share says more about single visits than about the screen."""


@dataclass(frozen=True, slots=True)
class TimingView:
    """Of the recordings since a date: how many, seconds at the median, and the shares in percent.

    None where there are too few to say.
    """

    recordings: int
    median_seconds: float | None
    under_a_minute: float | None
    too_quick: float | None
    needs_at_the_median: float | None


def timing_view(timings: Sequence[Timing]) -> TimingView:
    """The shares of some recordings."""
    count = len(timings)
    if count < FEWEST_TOLD:
        return TimingView(count, None, None, None, None)
    return TimingView(
        count,
        median(each.taken.total_seconds() for each in timings),
        100 * sum(each.under_a_minute for each in timings) / count,
        100 * sum(each.too_quick_to_have_been_read for each in timings) / count,
        median(each.items_added + each.items_confirmed for each in timings),
    )

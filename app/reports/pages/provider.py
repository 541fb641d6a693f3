"""What a provider's own people see of its recording and its submissions, and no commissioner does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final

from app.released.table import ReleasedTable
from app.reports.cards.items import QUICK, UNREAD
from app.reports.ports import Filled, SubmittedFile

FEWEST_TIMED: Final = 10
"""Below so many timed forms a median says more of single visits than of the form."""

_MONTHS: Final = "January February March April May June July August September October November December".split()
_UNKNOWN: Final = "[x]"


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as it is shown: of which month and window, how far its fields are filled, and what became of it."""

    month: str
    window: str
    mandatory: str
    required: str
    least: tuple[str, ...]
    state: str
    at: datetime
    rejections: str


@dataclass(frozen=True, slots=True)
class ProviderView:
    """Recording and submissions of a quarter. `median_seconds`, `under_a_minute` and `too_quick` are in words;
    `accepted` says how many files were, of those that were answered, empty where none was."""

    median_seconds: str
    under_a_minute: str
    too_quick: str
    files: tuple[FileLine, ...]
    accepted: str


def provider_view(
    seconds: Sequence[float], shares: ReleasedTable | None, files: Sequence[SubmittedFile]
) -> ProviderView:
    """What is shown: the median of how long forms took, the released shares of the quick ones, and the files."""
    answered = [each.state for each in files if each.state in ("accepted", "rejected")]
    accepted = answered.count("accepted")
    return ProviderView(
        _median(seconds),
        _share(shares, QUICK),
        _share(shares, UNREAD),
        tuple(_line(each) for each in files),
        f"{accepted} of {len(answered)}" if answered else "",
    )


def _median(seconds: Sequence[float]) -> str:
    if len(seconds) < FEWEST_TIMED:
        return f"Too few to say: fewer than {FEWEST_TIMED} forms were timed"
    middle = Decimal(repr(float(median(seconds)))).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{middle} seconds"


def _share(table: ReleasedTable | None, item: str) -> str:
    """The share of an item as it was released, with its interval."""
    for row in table.rows if table is not None else ():
        if row.item == item and not row.part:
            share = row.share
            return share.text if share.lower is None else f"{share.text} (95% interval {share.lower} to {share.upper})"
    return _UNKNOWN


def _line(file: SubmittedFile) -> FileLine:
    marks = [words for words, is_so in (("preview", file.preview), ("partial", file.partial)) if is_so]
    said = f" ({', '.join(marks)}: not to be uploaded)" if marks else ""
    return FileLine(
        f"{_MONTHS[file.month.month - 1]} {file.month.year}",
        file.window.capitalize(),
        _filled(file.mandatory),
        _filled(file.required),
        tuple(f"{name}: {_filled(filled)}" for name, filled in file.least),
        file.state.capitalize() + said,
        file.at,
        "" if file.rejections is None else f"{file.rejections:,}",
    )


def _filled(filled: Filled | None) -> str:
    """A share of values that are there. Rounded down, so that what lacks one is never said to be whole."""
    if filled is None or filled.possible <= 0:
        return _UNKNOWN
    return f"{Decimal(1000 * filled.there // filled.possible) / 10}%"

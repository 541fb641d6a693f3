"""What the figures of a measure say, for a title: of released figures alone, and no more than those can bear."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.released.figure import Standing
from app.released.table import ReleasedRow
from app.reports.pages.line import Line, has_shares, length

HIDDEN: Final = "hidden, so that no child can be worked out"
APART: Final = ", those only reported or suspected apart"

_NAMED: Final = 3
_WHOLE: Final = 100
_ROUNDING: Final = 10
"""By how much the room beside a figure may be misread where both it and what it is of were rounded to the nearest 5."""


def finding(lines: Sequence[Line], *, exclusive: bool, parts: bool) -> str:
    """What the rows of one table say, to follow a title. `exclusive` rows are parts of one whole, each counted in one
    of them alone; `parts` tells whether they are by a breakdown.

    One is said to be the most frequent only where no hidden row could be more so. Rows of what is surest are ranked
    first, and with no others.
    """
    if not lines:
        return "nothing recorded"
    if not any(line.row.numerator.number for line in lines):
        return _none(lines)
    if len(lines) == 1:
        return said(lines[0].row)
    shares = has_shares(line for line in lines if line.row.numerator.number)
    ranked = [line for line in lines if line.row.numerator.number and length(line, shares=shares) is not None]
    surest = min(line.place for line in ranked)
    ranked = [line for line in ranked if line.place == surest]
    most = max(length(line, shares=shares) or Decimal(0) for line in ranked)
    first = [line for line in ranked if length(line, shares=shares) == most]
    could = [line for line in lines if _could_be_more(line, first[0], shares=shares, exclusive=exclusive)]
    lead = "of the figures shown, most are" if any(line.place <= surest for line in could) else "most often"
    apart = APART if any(line.place > surest for line in could) else ""
    return f"{lead} {_named(first, parts=parts)}, {_each(first)}{apart}"


def said(row: ReleasedRow) -> str:
    """A figure in words: of how many, and what share that is, where there is one."""
    if row.share.percent is None:
        return row.numerator.text
    return f"{row.numerator.text} of {row.denominator.text} ({row.share.text})"


def listed(words: Sequence[str]) -> str:
    """Words as a list within a sentence."""
    last = ", and " if any(" and " in each for each in words) else " and "
    return last.join(each for each in (", ".join(words[:-1]), words[-1]) if each)


def lowered(words: str) -> str:
    """Words within a sentence: an abbreviation stays as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _none(lines: Sequence[Line]) -> str:
    """What is said where nothing above zero is shown."""
    zeros = [line.row for line in lines if line.row.numerator.number == 0]
    if not zeros:
        unavailable = all(line.row.numerator.standing is Standing.UNAVAILABLE for line in lines)
        return "not available" if unavailable else HIDDEN
    of = {row.denominator.text if row.share.percent is not None else "" for row in zeros}
    none = f"none of {of.pop()}" if len(of) == 1 and "" not in of else "none"
    if len(zeros) == len(lines):
        return none
    return f"{none} in {len(zeros)} of {len(lines)} rows, the others {HIDDEN}"


def _could_be_more(line: Line, most: Line, *, shares: bool, exclusive: bool) -> bool:
    """Whether a row is more than another, for all that a stranger knows: a hidden number is at most what it is of."""
    row, known, top = line.row, length(line, shares=shares), length(most, shares=shares) or Decimal(0)
    if known is not None or row.numerator.number == 0:
        return known is not None and known > top
    number, of = most.row.numerator.number or 0, row.denominator.number
    if shares and top >= _WHOLE:
        return False
    if exclusive and of is not None and (row.part, of) == (most.row.part, most.row.denominator.number):
        return of - number + _ROUNDING >= number
    return shares or of is None or of + _ROUNDING >= number


def _named(lines: Sequence[Line], *, parts: bool) -> str:
    names = [lowered(line.words(parts=parts)) for line in lines[:_NAMED]]
    return listed([*names, f"{len(lines) - _NAMED} more"] if len(lines) > _NAMED else names)


def _each(lines: Sequence[Line]) -> str:
    told = {said(line.row) for line in lines}
    if len(lines) == 1:
        return told.pop()
    return f"each {told.pop() if len(told) == 1 else lines[0].row.share.text}"

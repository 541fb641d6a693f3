"""A cell of a numeric column: a number, or the symbol that says why there is none.

Symbols are those of “explore education statistics” (`x` unavailable, `z` not applicable, `c` confidential, `low` rounds
to nothing, `k` and `u` unreliable, `:` of older files); a blank is unavailable. They stand inside numeric columns.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.released.figure import NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Standing

_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?")
_DIGITS: Final = 15
_SYMBOLS: Final = {
    "": Standing.UNAVAILABLE,
    "x": Standing.UNAVAILABLE,
    "z": Standing.NOT_APPLICABLE,
    "c": Standing.HIDDEN,
    "low": Standing.UNAVAILABLE,
    "k": Standing.UNAVAILABLE,
    "u": Standing.UNAVAILABLE,
    ":": Standing.UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """What a cell says: a number exactly when its standing is exact."""

    standing: Standing
    number: Decimal | None = None

    @property
    def whole(self) -> int | None:
        """The number as a count; None when there is none, or it is no whole one from 0 up."""
        number = self.number
        return None if number is None or number < 0 or number != int(number) else int(number)

    @property
    def figure(self) -> Figure:
        """The count as it may be shown: as it was published."""
        if self.whole is not None:
            return ZERO if self.whole == 0 else Figure(Standing.EXACT, self.whole)
        if self.number is not None or self.standing is Standing.EXACT:
            return UNAVAILABLE
        return NOT_APPLICABLE if self.standing is Standing.NOT_APPLICABLE else Figure(self.standing)


ABSENT: Final = Amount(Standing.UNAVAILABLE)


def amount_of(cell: str) -> Amount | None:
    """Read a cell; None when it is neither a number nor a symbol."""
    found = _SYMBOLS.get(cell.lower())
    if found is not None:
        return Amount(found)
    if _NUMBER.fullmatch(cell) is None:
        return None
    return Amount(Standing.EXACT, Decimal(cell.replace(",", "")))


def is_count(cell: str) -> bool:
    """Whether a cell is a whole number from 0 up in digits alone, or the symbol `x`."""
    return cell == "x" or (cell.isdecimal() and cell.isascii() and len(cell) <= _DIGITS)


def plain(cell: str) -> str:
    """A cell as it is kept: a number without commas, a symbol in lower case, anything else as it is."""
    if is_count(cell):
        return cell
    if _NUMBER.fullmatch(cell) is not None:
        return cell.replace(",", "")
    return cell.lower() if cell.lower() in _SYMBOLS else cell

"""A figure as it may be seen: rounded, none, hidden, or not there, and why.

Shorthand is that of the Government Analysis Function (Symbols in tables, 2023): `[c]` confidential, `[x]` not
available, `[z]` not applicable. An asterisk is never used: nobody can tell what one means.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Standing(StrEnum):
    """How a figure stands (`value_status` in downloads)."""

    ROUNDED = "rounded"
    EXACT = "exact"  # of what others have published exactly
    ZERO = "zero"
    HIDDEN = "suppressed"
    UNAVAILABLE = "unavailable"
    NOT_APPLICABLE = "not_applicable"


SHORTHAND: Final = {Standing.HIDDEN: "[c]", Standing.UNAVAILABLE: "[x]", Standing.NOT_APPLICABLE: "[z]"}
MEANING: Final = {
    "[c]": "confidential: hidden, so that no child can be worked out",
    "[x]": "not available",
    "[z]": "not applicable",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it may be seen: present exactly when it is rounded, exact or zero.

    Raises:
        ValueError: number and standing disagree.
    """

    standing: Standing
    number: int | None = None

    def __post_init__(self) -> None:
        if (self.number is None) != (self.standing in SHORTHAND) or (self.standing is Standing.ZERO and self.number):
            raise ValueError("A figure has a number exactly when it is shown.")

    @property
    def shown(self) -> bool:
        return self.number is not None

    @property
    def text(self) -> str:
        """What stands in a table: the number with commas, or the shorthand."""
        return SHORTHAND[self.standing] if self.number is None else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of released figures, to one decimal, with its 95 % interval (Wilson); or why there is none."""

    standing: Standing
    percent: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    @property
    def text(self) -> str:
        """What stands in a table."""
        return SHORTHAND[self.standing] if self.percent is None else f"{self.percent}%"


ZERO: Final = Figure(Standing.ZERO, 0)
HIDDEN: Final = Figure(Standing.HIDDEN)
UNAVAILABLE: Final = Figure(Standing.UNAVAILABLE)
NOT_APPLICABLE: Final = Figure(Standing.NOT_APPLICABLE)
NO_SHARE: Final = Share(Standing.NOT_APPLICABLE)
HIDDEN_SHARE: Final = Share(Standing.HIDDEN)

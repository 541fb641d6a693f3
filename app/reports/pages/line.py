"""A row of a released table as it is shown, and the length by which rows are ranked and drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.released.figure import Share
from app.released.table import Comparison, ReleasedRow
from app.reports.cards.countable import sureness


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as it is shown; `beside` is the share of the same in what the area is beside, None where the two
    are not compared."""

    label: str
    part: str
    row: ReleasedRow
    beside: Share | None = None

    @property
    def interval(self) -> str:
        """The 95 % interval of the share, in words; empty where there is none."""
        return _interval(self.row.share)

    @property
    def beside_interval(self) -> str:
        """The same of what the area is beside."""
        return "" if self.beside is None else _interval(self.beside)

    @property
    def compared(self) -> str:
        """How it stands beside that; empty where that is not said."""
        comparison = self.row.comparison
        return "" if comparison is Comparison.NOT_COMPARED else comparison.value.capitalize()

    @property
    def place(self) -> int:
        """How sure one is of what it counts, the surest 0: rows of different sureness are not ranked as one."""
        return sureness(self.row.item)

    def words(self, *, parts: bool) -> str:
        """What it is of: its label, by a breakdown (`parts`) with its part."""
        if not parts:
            return self.label
        return f"{self.label}, {self.part}" if self.label else self.part


def has_shares(lines: Iterable[Line]) -> bool:
    """Whether any of the rows shows a share: then they are ranked by share, else by number."""
    return any(line.row.share.percent is not None for line in lines)


def length(line: Line, *, shares: bool) -> Decimal | None:
    """How long a row is: its share in per cent, or its number; None where that is not shown."""
    if shares:
        return line.row.share.percent
    number = line.row.numerator.number
    return None if number is None else Decimal(number)


def _interval(share: Share) -> str:
    return "" if share.lower is None else f"{share.lower} to {share.upper}"

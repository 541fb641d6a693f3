"""Raw counts, which nobody may see: a type that is neither written, shown nor serialised."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, NoReturn

from app.reports.card import Breakdown, Level
from app.reports.periods import Quarter


class Cell(NamedTuple):
    """Whose, of what, of which part (see `app.released.table.ReleasedRow`)."""

    area: str
    item: str
    part: str


class Raw(NamedTuple):
    """How many, and of how many; `of` is None for a measure that is a count and no share."""

    counted: int
    of: int | None


class Cube:
    """The raw counts of a measure by one breakdown, of all areas of a level, in a period.

    Only `disclosure` opens it. It has no text, cannot be pickled or copied into JSON, and is not iterable. A cell that
    is not there counts nobody among nobody.
    """

    __slots__ = ("_cells", "breakdown", "level", "measure", "quarter")

    def __init__(
        self,
        measure: str,
        level: Level,
        breakdown: Breakdown,
        quarter: Quarter,
        cells: Mapping[Cell, Raw] | Iterable[tuple[Cell, Raw]],
    ) -> None:
        self.measure = measure
        self.level = level
        self.breakdown = breakdown
        self.quarter = quarter
        self._cells = dict(cells)

    def areas(self) -> frozenset[str]:
        """The areas it has cells of, which tell nothing of how many."""
        return frozenset(cell.area for cell in self._cells)

    def opened(self) -> Mapping[Cell, Raw]:
        """The raw counts, for disclosure control and for tests: a test of the architecture holds that nobody else
        asks."""
        return self._cells

    def __eq__(self, other: object) -> bool:
        """Whether two engines found the same."""
        return isinstance(other, Cube) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.measure, self.level, self.breakdown, self.quarter))

    def _identity(self) -> tuple[object, ...]:
        return (self.measure, self.level, self.breakdown, self.quarter, self._cells)

    def __repr__(self) -> str:
        return (
            f"<cube {self.measure} by {self.breakdown.value}, {self.level.value}, {self.quarter}: raw, not to be shown>"
        )

    def __format__(self, specification: str) -> NoReturn:
        raise TypeError("Raw counts are not to be shown: release them.")

    def __reduce__(self) -> NoReturn:
        raise TypeError("Raw counts are not to be kept: release them.")

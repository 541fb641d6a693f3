"""What is wrong with the files of a release: refused as a whole, with where, what and how to mend it."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.terminology.faults import MOST_FAULTS, Fault

COPY_AGAIN: Final = "Copy the file again from the release as it was distributed."


class ReleaseFault(ValueError):
    """A release cannot be used. `faults` holds the first `MOST_FAULTS` of what is wrong, `count` tells how many."""

    def __init__(self, faults: Sequence[Fault], count: int | None = None) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        self.count = max(len(faults), count or 0)
        rest = self.count - len(self.faults)
        more = [f"and {rest} more of the kind."] if rest else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


class Tally:
    """Faults as they are found: the first `MOST_FAULTS` kept, all of them counted."""

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._count = 0

    @property
    def count(self) -> int:
        """How many were found."""
        return self._count

    @property
    def room(self) -> int:
        """How many more will be kept."""
        return MOST_FAULTS - len(self._kept)

    @property
    def kept(self) -> tuple[Fault, ...]:
        """The first of them."""
        return tuple(self._kept)

    def add(self, faults: Iterable[Fault], count: int | None = None) -> None:
        """Take faults in, `count` of them in all when only the first ones are given."""
        given = list(faults)
        self._kept.extend(given[: self.room])
        self._count += max(len(given), count or 0)

    def stop_if_any(self) -> None:
        """Raise ReleaseFault when anything was found."""
        if self._count:
            raise ReleaseFault(self._kept, self._count)

"""A kind of damage: what it does to a sound release, and what must become of the release then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from random import Random

from tests.terminology.damage.release import Place, SoundRelease
from tests.terminology.editions.packages import Files


class Verdict(Enum):
    """What must become of a damaged release."""

    REFUSED = "refused"
    SAME = "loaded as if nothing were"
    LOADED = "loaded"
    EITHER = "refused or loaded"


@dataclass(frozen=True, slots=True)
class Damaged:
    """A release after damage.

    `file` is the one that faults must name, `line` the line they must tell. `archive`, if given, is the zip to load in
    place of `files`; `beside` are files of a second release given with it. `term` must then be among the terms loaded.
    """

    files: Files
    file: str | None = None
    line: int | None = None
    archive: bytes | None = None
    beside: Files = field(default_factory=dict)
    term: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage, by the name of the function that does it; `apart` if it needs a release of several packages."""

    verdict: Verdict
    damage: Callable[[SoundRelease, Random], Damaged]
    apart: bool = False

    @property
    def name(self) -> str:
        """Such as "a digit is wrong"."""
        return self.damage.__name__.replace("_", " ")


def in_row(release: SoundRelease, place: Place, cells: tuple[bytes, ...]) -> Damaged:
    """Damage to one row, which is told with its line."""
    return Damaged(release.with_cells(place, cells), place.path, place.line)


def in_cell(release: SoundRelease, place: Place, column: str, cell: bytes) -> Damaged:
    """Damage to one cell, which is told with its line."""
    return in_row(release, place, place.with_cell(column, cell))

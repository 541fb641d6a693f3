"""A chart of released figures: what is drawn, before it is drawn."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Final

LAYOUT: Final = "4"
"""How charts are drawn; it changes whenever the same chart would come out otherwise."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is of, how long (None for a gap: nothing is drawn at its place but its text), what stands at its
    end, and how it compares; `beside` is how long the same is in what it is beside, None where that is not shown."""

    label: str
    value: float | None
    text: str
    tone: str
    beside: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: an upright line before a column, by its place from 0, with a number above it, or
    several, as `1` or `2–4`."""

    column: int
    number: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it says (its title), what the length of a bar is, and its bars.

    `upright` ones are columns in the order of time, among which `marks` stand; the axis of a `percent` one ends at 100.
    `of` is what the figures are of: the release, the area, and beside what it is read.
    """

    title: str
    axis: str
    bars: tuple[Bar, ...]
    upright: bool = False
    of: tuple[str, ...] = ()
    percent: bool = False
    marks: tuple[Mark, ...] = ()


def picture_key(chart: Chart, drawn_by: tuple[str, ...]) -> str:
    """What tells a picture from every other, as 64 hexadecimal digits: what its figures are of, every figure and word
    in it, the layout, and the programs that draw it with their versions."""
    told = json.dumps([LAYOUT, drawn_by, asdict(chart)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()

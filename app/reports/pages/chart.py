"""A chart of released figures: what is drawn, before it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is of, how long, what stands at its end, and how it compares."""

    label: str
    value: float
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it says (its title), what the length of a bar is, and its bars.

    `upright` ones are columns in the order of time.
    """

    title: str
    axis: str
    bars: tuple[Bar, ...]
    upright: bool = False

"""How heavy and how tall a made-up child is: about the median of their age, and each a little otherwise, always alike.

The medians are round figures near the 50th centile of the UK-WHO growth charts, boys and girls together: near enough
to look like a child, not to assess one.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from random import Random

from app.clinical.plan import Growth

_YEARS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 19.0)
_KILOGRAMS = (3.5, 7.6, 9.3, 12.0, 14.3, 16.3, 20.6, 25.6, 31.8, 40.0, 50.0, 58.0, 64.0)
_CENTIMETRES = (50.5, 66.8, 75.0, 86.5, 95.5, 102.5, 115.5, 127.5, 138.5, 149.5, 161.0, 168.0, 170.0)
_HEAD_CENTIMETRES = (34.8, 43.0, 45.8, 48.0, 49.2)
_HEAD_UNTIL_YEARS = 2.5


@dataclass(frozen=True, slots=True)
class Build:
    """How a child differs from the median, in standard deviations: weight and height."""

    weight: float
    height: float


def growth_on(day: date, born: date, build: Build, random: Random) -> Growth | None:
    """What was measured at a visit in person: of about half the children something; heads of the youngest alone."""
    measured = random.random()
    if measured >= 0.55:
        return None
    years = max(0.0, (day - born).days / 365.25)
    build = Build(max(-2.2, min(2.6, build.weight)), max(-2.4, min(2.4, build.height)))
    kilograms = _between(_KILOGRAMS, years) * 1.13**build.weight * random.uniform(0.985, 1.015)
    centimetres = _between(_CENTIMETRES, years) * (1 + 0.04 * build.height) * random.uniform(0.996, 1.004)
    head = None
    if years < _HEAD_UNTIL_YEARS and measured < 0.4:
        head = round(_between(_HEAD_CENTIMETRES, years) * (1 + 0.02 * build.height) * 10)
    return Growth(round(kilograms * 10) * 100, round(centimetres * 10) if measured < 0.42 else None, head)


def _between(medians: tuple[float, ...], years: float) -> float:
    """The median at an age, on the line between the ages of the table."""
    place = min(bisect_right(_YEARS, years), len(medians) - 1) - 1
    begin, end = _YEARS[place], _YEARS[place + 1]
    share = min(1.0, (years - begin) / (end - begin))
    return medians[place] + (medians[place + 1] - medians[place]) * share

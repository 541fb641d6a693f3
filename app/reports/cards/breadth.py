"""Which tables a measure has: the levels of area, and at each the breakdowns.

A part of a small area of one row of many is hidden more often than shown, and hides others with it; nobody reads a
million rows. So the fewer children a row has, and the more rows a measure, the fewer breakdowns there are. All of them
stay at the levels that hold everybody, where none is too fine.
"""

from dataclasses import dataclass
from typing import Final

from app.reports.card import Breakdown, Level

_ALONE: Final = (Breakdown.NONE,)
_COARSE: Final = (Breakdown.NONE, Breakdown.AGE_BAND, Breakdown.SEX)
_EVERY: Final = tuple(Breakdown)
_WIDE: Final = (Level.ENGLAND, Level.REGION)
_FEW: Final = (Level.RESPONSIBLE_AUTHORITY, Level.PROVIDER)
"""Levels of few children: those placed away from home, and those of one of many providers."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """The levels and breakdowns of a card, and the levels that have fewer of these (`app.reports.card.Card`)."""

    levels: tuple[Level, ...]
    breakdowns: tuple[Breakdown, ...]
    fewer: tuple[tuple[Level, tuple[Breakdown, ...]], ...] = ()


def _but(breakdowns: tuple[Breakdown, ...], *levels: Level) -> tuple[tuple[Level, tuple[Breakdown, ...]], ...]:
    return tuple((level, breakdowns) for level in levels)


HEADLINE: Final = Breadth(tuple(Level), _EVERY, _but(_COARSE, *_FEW))
"""What an area plans by, in few rows: every breakdown where children live and are registered; age and sex elsewhere."""

DETAIL: Final = Breadth(tuple(Level), _EVERY, (*_but(_COARSE, Level.LOCAL_AUTHORITY, Level.ICB), *_but(_ALONE, *_FEW)))
"""What a headline is made of, in several rows: every breakdown of England and the regions, age and sex of authorities
and boards."""

LISTED: Final = Breadth(tuple(Level), _COARSE, _but(_ALONE, *(each for each in Level if each not in _WIDE)))
"""Many rows, or a check of the records: age and sex of England and the regions."""

CATALOGUE: Final = Breadth(tuple(each for each in Level if each is not Level.RESPONSIBLE_AUTHORITY), _ALONE)
"""Hundreds of rows: no breakdown, and none for the few children whom an authority has placed."""

PROVIDER_ALONE: Final = Breadth((Level.PROVIDER,), _ALONE)
"""For the provider's own people."""

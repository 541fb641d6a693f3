"""What an area is read beside: England, its region, its integrated care board and its statistical neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.reports.card import Level
from app.reports.cards.parts import ENGLAND
from app.reports.elsewhere.collection import Elsewhere, NamedArea
from app.reports.elsewhere.neighbours import likeness

_COUNTRY: Final = NamedArea(Level.ENGLAND, ENGLAND, "England")


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Areas to compare one with, each with its level, code and name; None or empty where it is not known.

    `unplaced` are neighbours whose names no imported file gives a code.
    """

    england: NamedArea
    region: NamedArea | None
    board: NamedArea | None
    neighbours: tuple[NamedArea, ...]
    unplaced: tuple[str, ...] = ()


def benchmarks(
    elsewhere: Elsewhere,
    area: str,
    *,
    region: str = "",
    board: NamedArea | None = None,
    named: Sequence[NamedArea] | None = None,
) -> Benchmarks:
    """The benchmarks of a local authority, by its code.

    `region` is the code of its region where the imported files do not say; `board` its integrated care board, which no
    file of others says: the lists of places do. `named` are the areas that the files name, where the caller has read
    them off already.
    """
    areas = elsewhere.areas() if named is None else tuple(named)
    own = next((each for each in areas if each.level is Level.LOCAL_AUTHORITY and each.code == area), None)
    # The newest name of an area comes first, and the code that is in force with it.
    by_likeness = {likeness(each.name): each for each in reversed(areas) if each.level is Level.LOCAL_AUTHORITY}
    names = elsewhere.neighbours.near(own.name) if own is not None else ()
    placed = [by_likeness.get(likeness(each)) for each in names]
    code = (own.region if own is not None else "") or region
    return Benchmarks(
        next((each for each in areas if each.level is Level.ENGLAND), _COUNTRY),
        next((each for each in areas if each.level is Level.REGION and each.code == code), None),
        board,
        tuple(each for each in placed if each is not None),
        tuple(name for name, each in zip(names, placed, strict=True) if each is None),
    )

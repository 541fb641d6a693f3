"""Beside what an area may be read: England, its region, the reader's boards, and its statistical neighbours.

Neighbours are chosen as a group, whose shown figures are put together, or each by itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.errors import NotOffered
from app.reports.areas import Areas
from app.reports.card import Level
from app.reports.desk import ENGLAND, Area
from app.reports.elsewhere.benchmarks import Benchmarks
from app.reports.elsewhere.collection import Elsewhere

ENGLAND_KEY: Final = "england"
NOTHING: Final = "nothing"
NEIGHBOURS: Final = "neighbours"
_AUTHORITIES: Final = frozenset({Level.LOCAL_AUTHORITY, Level.RESPONSIBLE_AUTHORITY})
_NO_CHOICE: Final = ("This area cannot be read beside that", "Choose from the list on the area's page.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What an area may be read beside.

    `key` is how an address names it, `words` what it is called, `areas` whose figures it has: one, or several that are
    put together (`group`). `among` heads the list that it stands in, empty for none; `note` is what there is to know.
    """

    key: str
    words: str
    areas: tuple[Area, ...]
    group: bool = False
    among: str = ""
    note: str = ""


def choices(area: Area, areas: Areas, elsewhere: Elsewhere, own: Iterable[Area]) -> tuple[Choice, ...]:
    """What an area may be read beside, England first; nothing for all areas together. `own` are the reader's areas, of
    whose boards that in which the area lies comes first."""
    if area.level is Level.ENGLAND:
        return ()
    boards = sorted(
        (each for each in own if each.level is Level.ICB and each != area),
        key=lambda each: each.code != areas.board(*area),
    )
    found = [england_choice(areas.name(Level.ENGLAND, ENGLAND))]
    if area.level not in _AUTHORITIES:
        return (*found, *_boards(boards, areas, ""))
    known = areas.beside(elsewhere, area.code)
    for level, code in areas.around(*area):
        if level is Level.REGION:
            found.append(Choice("region", f"{areas.name(level, code)} (region)", (Area(level, code),)))
    return (*found, *_boards(boards, areas, areas.board(*area)), *_neighbours(area, areas, known))


def england_choice(name: str) -> Choice:
    """England by its name, beside which every area is read where nothing else is chosen."""
    return Choice(ENGLAND_KEY, name, (Area(Level.ENGLAND, ENGLAND),))


def chosen(offered: Iterable[Choice], key: str) -> Choice | None:
    """The choice of a key; England for the empty one, and None where there is nothing to choose from or `nothing` was
    chosen.

    Raises:
        NotOffered: it is not offered.
    """
    listed = list(offered)
    if key == NOTHING or (not listed and key in ("", ENGLAND_KEY)):
        return None
    for each in listed:
        if each.key == (key or ENGLAND_KEY):
            return each
    raise NotOffered(*_NO_CHOICE)


def _boards(boards: Iterable[Area], areas: Areas, around: str) -> Iterator[Choice]:
    """Boards, of which that `around` the area is called its own."""
    for each in boards:
        name = areas.name(*each)
        kind = "" if "integrated care board" in name.casefold() else "integrated care board"
        if each.code == around:
            kind = "integrated care board of this area" if kind else "of this area"
        yield Choice(f"icb:{each.code}", f"{name} ({kind})" if kind else name, (each,))


def _neighbours(area: Area, areas: Areas, known: Benchmarks) -> Iterator[Choice]:
    near = [Area(area.level, each.code) for each in known.neighbours]
    if not near:
        return
    names = ", ".join(areas.name(*each) for each in near)
    unplaced = ", ".join(known.unplaced)
    lacking = f"No imported file gives a code to its neighbours {unplaced}, which are left out." if unplaced else ""
    among = "Statistical neighbours"
    if len(near) > 1:
        note = f"Statistical neighbours, the closest first: {names}. {lacking}".strip()
        yield Choice(NEIGHBOURS, f"Statistical neighbours together ({len(near)})", tuple(near), True, among, note)
    for each in near:
        yield Choice(f"neighbour:{each.code}", areas.name(*each), (each,), among=among, note=lacking)

"""What areas are called and how they nest: a code is told in words, and an authority in its region.

Names come from the lists of places first, which are the installation's own, then from imported files of others. The
area `unknown` is a row of its own wherever areas are counted, and is called `NOT_KNOWN`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from app.reports.card import Level
from app.reports.cards.parts import ENGLAND, UNKNOWN
from app.reports.copy.places import Places
from app.reports.elsewhere.benchmarks import Benchmarks, benchmarks
from app.reports.elsewhere.collection import Elsewhere, NamedArea

NOT_KNOWN: Final = "Not known"


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas: their names by level and code, the region of each authority by code, those that files of others name,
    where they were read off, and the integrated care board in which an authority lies, where the lists say."""

    names: Mapping[tuple[Level, str], str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    published: tuple[NamedArea, ...] | None = None
    boards: Mapping[str, str] = field(default_factory=dict)

    def name(self, level: Level, code: str) -> str:
        """What an area is called: its name, its code where nobody has told the name, or that it is not known."""
        if code in ("", UNKNOWN):
            return NOT_KNOWN
        return self.names.get((_kind(level), code)) or code

    def region(self, authority: str) -> str:
        """The code of the region that a local authority lies in, or `unknown`."""
        return self.regions.get(authority, UNKNOWN)

    def board(self, level: Level, code: str) -> str:
        """The code of the integrated care board in which a local authority lies; empty for any other area, and where
        nobody has said."""
        return self.boards.get(code, "") if _kind(level) is Level.LOCAL_AUTHORITY else ""

    def within(self, region: str) -> tuple[str, ...]:
        """The local authorities of a region, by code, in order of their names."""
        found = [each for each, around in self.regions.items() if around == region]
        return tuple(sorted(found, key=lambda each: (self.name(Level.LOCAL_AUTHORITY, each).casefold(), each)))

    def around(self, level: Level, code: str) -> tuple[tuple[Level, str], ...]:
        """The areas that an area lies wholly in, the nearest first. Boards and providers lie in England alone."""
        if level is Level.ENGLAND:
            return ()
        country = (Level.ENGLAND, ENGLAND)
        region = self.region(code) if _kind(level) is Level.LOCAL_AUTHORITY else UNKNOWN
        return (country,) if region == UNKNOWN else ((Level.REGION, region), country)

    def listed(self, level: Level) -> tuple[tuple[str, str], ...]:
        """The areas of a level as (code, name), in order of their names."""
        found = [(code, name) for (kind, code), name in self.names.items() if kind is _kind(level)]
        return tuple(sorted(found, key=lambda each: (each[1].casefold(), each[0])))

    def beside(self, elsewhere: Elsewhere, authority: str, board: str = "") -> Benchmarks:
        """What a local authority is read beside; `board` is the code of its integrated care board."""
        own = NamedArea(Level.ICB, board, self.name(Level.ICB, board)) if board and board != UNKNOWN else None
        region = self.regions.get(authority, "")
        return benchmarks(elsewhere, authority, region=region, board=own, named=self.published)


def areas_of(places: Places, elsewhere: Elsewhere, others: Iterable[NamedArea] = ()) -> Areas:
    """The areas that the lists of places, the imported files and `others` (providers, the demonstration's) name.

    Places come before others, and others before files, where they name the same area.
    """
    names = {(Level.ENGLAND, ENGLAND): "England"}
    regions: dict[str, str] = {}
    published = elsewhere.areas()
    for area in (*_of_places(places), *others, *published):
        if area.name:
            names.setdefault((_kind(area.level), area.code), area.name)
        if area.region and area.region != UNKNOWN:
            regions.setdefault(area.code, area.region)
    return Areas(MappingProxyType(names), MappingProxyType(regions), published, places.boards_around)


def _of_places(places: Places) -> Iterable[NamedArea]:
    """The areas of the lists of places: a name's level is that of the list in which its code stands."""
    named = places.names
    authorities = {*places.authorities.values(), *places.districts.values(), *places.regions}
    for code in sorted(authorities - {UNKNOWN}):
        yield NamedArea(Level.LOCAL_AUTHORITY, code, named.get(code, ""), places.region(code))
    boards = (*places.boards.values(), *places.boards_around.values())
    for level, codes in ((Level.REGION, places.regions.values()), (Level.ICB, boards)):
        for code in sorted({*codes} - {UNKNOWN}):
            yield NamedArea(level, code, named.get(code, ""))


def _kind(level: Level) -> Level:
    """The level whose names an area has: the responsible authority of a placed child is a local authority."""
    return Level.LOCAL_AUTHORITY if level is Level.RESPONSIBLE_AUTHORITY else level

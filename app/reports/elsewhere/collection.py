"""Everything of others that is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.reports.card import Level
from app.reports.elsewhere.datasets import DataSet
from app.reports.elsewhere.education import EducationFile, EducationRow
from app.reports.elsewhere.fingertips import FingertipsFile
from app.reports.elsewhere.indicators import Indicator
from app.reports.elsewhere.manifest import Entry, Kind
from app.reports.elsewhere.neighbours import Neighbours
from app.reports.elsewhere.populations import Populations

_AUTHORITY: Final = Level.LOCAL_AUTHORITY
_NO_POPULATIONS: Final = Populations()
_NO_NEIGHBOURS: Final = Neighbours()


@dataclass(frozen=True, slots=True)
class NamedArea:
    """An area as a file names it, and the region it lies in, empty where the file does not say."""

    level: Level
    code: str
    name: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The files that are kept: education files by the name of their data set, those of Fingertips by name.

    `indicators` are the values of those of Fingertips by the code of their area (`indicators.by_area`).
    """

    education: Mapping[str, EducationFile] = field(default_factory=dict)
    fingertips: Mapping[str, FingertipsFile] = field(default_factory=dict)
    populations: Populations = _NO_POPULATIONS
    neighbours: Neighbours = _NO_NEIGHBOURS
    entries: tuple[Entry, ...] = ()
    indicators: Mapping[str, Sequence[Indicator]] = field(default_factory=dict)

    def data_set(self, known: DataSet) -> EducationFile | None:
        """A data set of the Department for Education; None when it was not imported."""
        return self.education.get(known.value)

    def entry(self, kind: Kind, name: str) -> Entry | None:
        """Where a file is from; None when there is none such."""
        return next((each for each in self.entries if (each.kind, each.name) == (kind, name)), None)

    def areas(self) -> tuple[NamedArea, ...]:
        """The areas that are named, each once, by the newest period that names it, the newest first;
        education files before others."""
        found: dict[tuple[Level, str], NamedArea] = {}
        for area in (*self._of_education(), *self._of_populations()):
            found.setdefault((area.level, area.code), area)
        return tuple(found.values())

    def _of_education(self) -> Iterator[NamedArea]:
        newest: dict[tuple[Level, str], EducationRow] = {}
        for row in (row for file in self.education.values() for row in file.rows):
            before = newest.setdefault((row.level, row.area), row)
            if row.period[:4] > before.period[:4]:
                newest[row.level, row.area] = row
        rows = sorted(newest.values(), key=lambda each: each.period[:4], reverse=True)
        for row in rows:
            yield NamedArea(row.level, row.area, row.area_name, row.region if row.level is _AUTHORITY else "")
        for row in rows:
            if row.level is _AUTHORITY and row.region and row.region_name:
                yield NamedArea(Level.REGION, row.region, row.region_name)

    def _of_populations(self) -> Iterator[NamedArea]:
        for row in sorted(self.populations.rows, key=lambda each: -each.year):
            yield NamedArea(row.level, row.area, row.area_name)

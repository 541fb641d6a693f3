"""Indicators of Fingertips as a page shows them: an area's last value of each, with its own period and interval."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.reports.elsewhere.fingertips import FingertipsFile, FingertipsRow

_NUMBER: Final = re.compile(r"[0-9]{1,8}")
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")

Told = tuple[int, str, str]
"""What an indicator is told apart by: its number, the sex and the age it is of."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A value of a whole area, and the name of the file it is from."""

    file: str
    row: FingertipsRow

    @property
    def told(self) -> Told:
        return self.row.indicator, self.row.sex, self.row.age

    @property
    def words(self) -> str:
        """What it is, and of whom."""
        return ", ".join(each for each in (self.row.name, self.row.sex, self.row.age) if each)

    @property
    def year(self) -> int | None:
        """The first year that the period names; None where it names none."""
        found = _YEAR.search(self.row.period)
        return None if found is None else int(found[0])

    @property
    def place(self) -> tuple[int, ...]:
        """Where its period stands among others: by Fingertips' own number, else by the numbers in its words."""
        if self.row.sortable.isdecimal() and self.row.sortable.isascii():
            return (int(self.row.sortable[:12]),)
        numbers = [int(each) for each in _NUMBER.findall(self.row.period)]
        return ((self.year or 0) * 10_000, *numbers)


def by_area(files: Mapping[str, FingertipsFile]) -> Mapping[str, Sequence[Indicator]]:
    """The values of whole areas, by the code of the area; those of a part of one (a category) are left out."""
    found: dict[str, list[Indicator]] = defaultdict(list)
    for name, file in files.items():
        for row in file.rows:
            if not row.category and row.value.number is not None:
                found[row.area].append(Indicator(name, row))
    return MappingProxyType(dict(found))


def latest(values: Iterable[Indicator], year: int) -> tuple[Indicator, ...]:
    """The last value of each indicator whose period begins in a year or before, by name, sex and age."""
    last: dict[Told, Indicator] = {}
    for each in values:
        before = last.get(each.told)
        if each.year is not None and each.year <= year and (before is None or each.place >= before.place):
            last[each.told] = each
    return tuple(sorted(last.values(), key=lambda each: (each.words.casefold(), each.told)))


def same(values: Iterable[Indicator], wanted: Indicator) -> Indicator | None:
    """The same indicator of the same period among another area's values; None where it has none."""
    return next((each for each in values if each.told == wanted.told and each.row.period == wanted.row.period), None)

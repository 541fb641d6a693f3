"""How many people live in areas, by age and sex: what rates per 10,000 residents are of.

The file has the columns `area_code,area_name,level,year,age,sex,count`. `level` is that of `app.reports.card.Level`;
`age` a completed year (`7`), a band with both ends included (`5-10`), an open one (`90+`) or `all`; `sex` is `persons`,
`female` or `male`. The ages of an area, year and sex do not overlap, besides `all`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from app.reports.card import Level
from app.reports.elsewhere.amounts import amount_of
from app.reports.elsewhere.delimited import Line, delimited, written
from app.reports.elsewhere.faults import ElsewhereFault, in_column, quoted
from app.terminology.faults import MOST_FAULTS, Fault

COLUMNS: Final = ("area_code", "area_name", "level", "year", "age", "sex", "count")
SEXES: Final[Mapping[str, str]] = {
    "persons": "persons",
    "person": "persons",
    "all": "persons",
    "p": "persons",
    "female": "female",
    "females": "female",
    "f": "female",
    "2": "female",
    "male": "male",
    "males": "male",
    "m": "male",
    "1": "male",
}
OLDEST: Final = 130
ALL: Final = (0, OLDEST)
_AGE: Final = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3})|(\+))?")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,11}")


@dataclass(frozen=True, slots=True)
class Population:
    """How many people of a sex and of the ages from `first` to `last`, both included, live in an area in a year."""

    area: str
    area_name: str
    level: Level
    year: int
    first: int
    last: int
    sex: str
    count: Decimal


@dataclass(frozen=True, slots=True)
class Populations:
    """All that were imported."""

    rows: tuple[Population, ...] = ()
    _of_area: Mapping[tuple[Level, str], Sequence[Population]] = field(init=False, repr=False, compare=False)
    _asked: dict[tuple[object, ...], Decimal | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        found: dict[tuple[Level, str], list[Population]] = defaultdict(list)
        for each in self.rows:
            found[each.level, each.area].append(each)
        object.__setattr__(self, "_of_area", MappingProxyType(dict(found)))

    @property
    def periods(self) -> tuple[str, ...]:
        """The years there are."""
        return tuple(sorted({str(each.year) for each in self.rows}))

    def residents(
        self, level: Level, area: str, year: int, *, first: int = 0, last: int = 25, sex: str = "persons"
    ) -> Decimal | None:
        """How many people from `first` to `last` years live in an area, in that year or the latest one before.

        None when the file does not say: no such area, or bands that do not fit together to those ages. Persons are the
        sum of both sexes where they are not given.
        """
        if (level, area) not in self._of_area:
            return None
        # Every row of a measure asks for the same few sums.
        asked = (level, area, year, first, last, sex)
        if asked not in self._asked:
            latest = self.latest(level, area, year)
            of_year = [each for each in self._of_area[level, area] if each.year == latest]
            self._asked[asked] = _of_sex(of_year, first, last, sex)
        return self._asked[asked]

    def latest(self, level: Level, area: str, year: int) -> int | None:
        """The last year up to this one of which anything is known of an area; None where nothing is."""
        return max((each.year for each in self._of_area.get((level, area), ()) if each.year <= year), default=None)


def population_file(file: str, content: bytes) -> Populations:
    """Read a file.

    Raises:
        ElsewhereFault: it has not the columns, or a cell cannot be right; names line, column and mend.
    """
    table = delimited(file, content)
    at = table.places(COLUMNS)
    rows: list[Population] = []
    faults: list[Fault] = []
    taken: dict[tuple[object, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for line in table.lines:
        found = list(_faults(file, line, at)) or list(_overlaps(file, line, at, taken))
        faults += found
        if len(faults) > MOST_FAULTS:
            break
        if not found:
            rows.append(_row(line, at))
    if faults:
        raise ElsewhereFault(faults)
    return Populations(tuple(rows))


def population_text(read: Populations) -> bytes:
    """The populations as they are kept, in the layout they come in."""
    return written(
        COLUMNS,
        (
            (each.area, each.area_name, each.level.value, str(each.year), _age_words(each), each.sex, f"{each.count:f}")
            for each in read.rows
        ),
    )


def _of_sex(rows: list[Population], first: int, last: int, sex: str) -> Decimal | None:
    found = _tiled([each for each in rows if each.sex == sex], first, last)
    if found is not None or sex != "persons":
        return found
    parts = [_tiled([each for each in rows if each.sex == part], first, last) for part in ("female", "male")]
    return None if None in parts else sum((each for each in parts if each is not None), Decimal(0))


def _tiled(rows: list[Population], first: int, last: int) -> Decimal | None:
    """The sum of the bands that together are exactly the ages wanted."""
    whole = next((each.count for each in rows if (each.first, each.last) == ALL), None)
    if (first, last) == ALL and whole is not None:
        return whole
    total, wanted = Decimal(0), first
    by_first = {each.first: each for each in rows if (each.first, each.last) != ALL}
    while wanted <= last:
        band = by_first.get(wanted)
        if band is None or band.last > last:
            return None
        total, wanted = total + band.count, band.last + 1
    return total


def _ages(cell: str) -> tuple[int, int] | None:
    if cell.lower() in ("all", "all ages"):
        return ALL
    found = _AGE.fullmatch(cell.replace(" ", "").replace("–", "-"))
    if found is None:
        return None
    first = int(found[1])
    last = OLDEST if found[3] else int(found[2] or found[1])
    return (first, last) if first <= last <= OLDEST else None


def _age_words(row: Population) -> str:
    if (row.first, row.last) == ALL:
        return "all"
    if row.last == OLDEST:
        return f"{row.first}+"
    return str(row.first) if row.first == row.last else f"{row.first}-{row.last}"


def _level(cell: str) -> Level | None:
    name = cell.lower().replace(" ", "_")
    return next((each for each in Level if each.value == name), None)


def _row(line: Line, at: Mapping[str, int]) -> Population:
    area, name, level, year, age, sex, count = (line.cells[at[each]] for each in COLUMNS)
    first, last = _ages(age) or ALL
    known, amount = _level(level), amount_of(count)
    if known is None or amount is None or amount.number is None:
        raise ValueError("A row is read after it was judged.")
    return Population(area.upper(), name, known, int(year), first, last, SEXES[sex.lower()], amount.number)


def _faults(file: str, line: Line, at: Mapping[str, int]) -> Iterator[Fault]:
    area, name, level, year, age, sex, count = (line.cells[at[each]] for each in COLUMNS)
    amount = amount_of(count)
    for column, right, cell, mend in (
        ("area_code", _CODE.fullmatch(area.upper()), area, "Write its code, such as E08000024."),
        ("area_name", name, name, "Give the name that belongs to the code."),
        ("level", _level(level), level, f"Write one of {', '.join(Level)}."),
        ("year", re.fullmatch(r"(19|20)[0-9]{2}", year), year, "Write a year, such as 2024."),
        ("age", _ages(age), age, "Write 7, 5-10, 90+ or all."),
        ("sex", SEXES.get(sex.lower()), sex, "Write persons, female or male."),
        ("count", amount is not None and amount.number is not None and amount.number >= 0, count, "Write a number."),
    ):
        if not right:
            yield in_column(file, line.number, column, f"{quoted(cell)} cannot be right.", mend)


def _overlaps(
    file: str, line: Line, at: Mapping[str, int], taken: dict[tuple[object, ...], list[tuple[int, int, int]]]
) -> Iterator[Fault]:
    row = _row(line, at)
    whole = (row.first, row.last) == ALL
    key = (row.level, row.area, row.year, row.sex, whole)
    for first, last, before in taken[key]:
        if row.first <= last and first <= row.last:
            what = f"Its ages overlap with those of line {before}."
            yield in_column(file, line.number, "age", what, "Give each age of an area, year and sex once.")
            return
    taken[key].append((row.first, row.last, line.number))

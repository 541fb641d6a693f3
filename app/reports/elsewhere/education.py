"""Files in the layout of “explore education statistics”, in which the Department for Education publishes its figures.

Every file has a time period and its kind, a level of area and its codes and names, then filters, then indicators. The
data sets on education, health and care plans have the filters `breakdown_topic` and `breakdown`. An academic year is
written `202425`, a calendar year `2024`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.reports.card import Level
from app.reports.elsewhere.amounts import ABSENT, Amount, amount_of, is_count, plain
from app.reports.elsewhere.datasets import DataSet, mended, name_of_file, recognised
from app.reports.elsewhere.delimited import Delimited, Line, delimited, written
from app.reports.elsewhere.faults import ElsewhereFault, in_column, quoted
from app.terminology.faults import MOST_FAULTS, Fault

PLACE: Final = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
)
"""The columns that every file of local authorities begins with."""

TOPIC: Final = "breakdown_topic"
PART: Final = "breakdown"
LEVELS: Final[Mapping[str, Level]] = {
    "National": Level.ENGLAND,
    "Regional": Level.REGION,
    "Local authority": Level.LOCAL_AUTHORITY,
}
_OF_LEVEL: Final = {
    Level.ENGLAND: ("country_code", "country_name"),
    Level.REGION: ("region_code", "region_name"),
    Level.LOCAL_AUTHORITY: ("new_la_code", "la_name"),
}
_PERIOD: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})?")
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{2,11}")


@dataclass(frozen=True, slots=True)
class EducationRow:
    """A row: when, where, of which part (`filters`, in order of the file's), and the cells of the indicators."""

    period: str
    identifier: str
    level: Level
    area: str
    area_name: str
    region: str
    region_name: str
    old_code: str
    filters: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EducationFile:
    """A file: the name of its data set, its filters and indicators by name, and its rows."""

    name: str
    filters: tuple[str, ...]
    indicators: tuple[str, ...]
    rows: tuple[EducationRow, ...]

    def amount(self, row: EducationRow, indicator: str) -> Amount:
        """What a row says of an indicator; unavailable when the file has no such column."""
        if indicator not in self.indicators:
            return ABSENT
        return amount_of(row.cells[self.indicators.index(indicator)]) or ABSENT

    def breakdown(self, row: EducationRow) -> tuple[str, str]:
        """The topic and the part of a row; empty where the file has no such filters."""
        return self._filter(row, TOPIC), self._filter(row, PART)

    def _filter(self, row: EducationRow, name: str) -> str:
        return row.filters[self.filters.index(name)] if name in self.filters else ""

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods there are, the earliest first."""
        return tuple(sorted({each.period for each in self.rows}))


def education_file(file: str, content: bytes) -> EducationFile:
    """Read a file as it was published.

    Raises:
        ElsewhereFault: it is not of the layout, or a cell cannot be right; names line, column and mend.
    """
    table = delimited(file, content)
    table = Delimited(file, mended(table.columns), table.lines)
    known = recognised(file, table.columns)
    table.places(PLACE[:5] + (known.counts if known is not None else ()))
    filters = _filters(table)
    read = _Reading(table, filters, known)
    rows = read.rows()
    return EducationFile(known.value if known is not None else name_of_file(file), filters, read.indicators, rows)


def kept_education(name: str, filters: Sequence[str], file: str, content: bytes) -> EducationFile:
    """Read what `education_text` wrote; what it was written from has been judged."""
    table = delimited(file, content)
    return EducationFile(name, tuple(filters), *_Reading(table, filters, None).unjudged())


def education_text(read: EducationFile) -> bytes:
    """A file as it is kept: in the layout it came in, columns by their mended names, numbers without commas."""
    words = {level: name for name, level in LEVELS.items()}
    rows = ((*_place(each, words[each.level]), *each.filters, *map(plain, each.cells)) for each in read.rows)
    return written((*PLACE, *read.filters, *read.indicators), rows)


def _place(row: EducationRow, level: str) -> tuple[str, ...]:
    country = (row.area, row.area_name) if row.level is Level.ENGLAND else ("", "")
    authority = (row.area, row.old_code, row.area_name) if row.level is Level.LOCAL_AUTHORITY else ("", "", "")
    return (row.period, row.identifier, level, *country, row.region, row.region_name, *authority)


def _filters(table: Delimited) -> tuple[str, ...]:
    """The columns after the place in which a cell is neither a number nor a symbol, and those known as filters."""
    others = [(place, name) for place, name in enumerate(table.columns) if name not in PLACE]
    known = recognised(table.file, table.columns)
    if known is not None or {TOPIC, PART} <= set(table.columns):
        return tuple(name for _, name in others if name in (TOPIC, PART))
    return tuple(name for place, name in others if any(amount_of(each.cells[place]) is None for each in table.lines))


class _Reading:
    """Rows in the making, with what is wrong with them."""

    def __init__(self, table: Delimited, filters: Sequence[str], known: DataSet | None) -> None:
        self.indicators = tuple(name for name in table.columns if name not in PLACE and name not in filters)
        self._table = table
        self._counts = frozenset(known.counts if known is not None else ())
        self._at = {name: place for place, name in enumerate(table.columns)}
        self._filters = [self._at[name] for name in filters]
        self._cells = [self._at[name] for name in self.indicators]
        self._seen: dict[tuple[object, ...], int] = {}

    def rows(self) -> tuple[EducationRow, ...]:
        """The rows, when there is no fault."""
        rows: list[EducationRow] = []
        faults: list[Fault] = []
        for line in self._table.lines:
            found = list(self._faults(line))
            faults += found
            if len(faults) > MOST_FAULTS:
                break
            if not found:
                rows.append(self._row(line))
        if faults:
            raise ElsewhereFault(faults)
        return tuple(rows)

    def unjudged(self) -> tuple[tuple[str, ...], tuple[EducationRow, ...]]:
        """The indicators, and the rows as they are."""
        return self.indicators, tuple(map(self._row, self._table.lines))

    def _cell(self, line: Line, column: str) -> str:
        place = self._at.get(column)
        return "" if place is None else line.cells[place]

    def _row(self, line: Line) -> EducationRow:
        level = LEVELS[self._cell(line, "geographic_level")]
        code, name = _OF_LEVEL[level]
        national = level is Level.ENGLAND
        return EducationRow(
            self._cell(line, "time_period"),
            self._cell(line, "time_identifier"),
            level,
            self._cell(line, code).upper(),
            self._cell(line, name),
            "" if national else self._cell(line, "region_code").upper(),
            "" if national else self._cell(line, "region_name"),
            self._cell(line, "old_la_code") if level is Level.LOCAL_AUTHORITY else "",
            tuple(line.cells[place] for place in self._filters),
            tuple(line.cells[place] for place in self._cells),
        )

    def _faults(self, line: Line) -> Iterator[Fault]:
        yield from self._faults_of_place(line)
        for name, place in zip(self.indicators, self._cells, strict=True):
            if not is_count(line.cells[place]):  # most cells are, and the rest takes ten times as long
                yield from self._faults_of_amount(line, name, line.cells[place])

    def _faults_of_place(self, line: Line) -> Iterator[Fault]:
        level = LEVELS.get(self._cell(line, "geographic_level"))
        if level is None:
            shown = quoted(self._cell(line, "geographic_level"))
            mend = f"Choose {', '.join(LEVELS)} alone when you download the file."
            yield self._fault(line, "geographic_level", f"{shown} is no level that reports know.", mend)
            return
        if not _is_period(self._cell(line, "time_period")):
            shown = quoted(self._cell(line, "time_period"))
            yield self._fault(line, "time_period", f"{shown} is no year.", "Write 2024, or 202425 for 2024/25.")
        yield from self._faults_of_area(line, level)
        yield from self._said_before(line, level)

    def _faults_of_area(self, line: Line, level: Level) -> Iterator[Fault]:
        code, name = _OF_LEVEL[level]
        codes: Iterable[str] = [code]
        if level is Level.LOCAL_AUTHORITY and self._cell(line, "region_code"):
            codes = [code, "region_code"]
        for each in codes:
            if _CODE.fullmatch(self._cell(line, each).upper()) is None:
                shown = quoted(self._cell(line, each))
                yield self._fault(line, each, f"{shown} is no code of an area.", "Write its code, such as E08000024.")
        if not self._cell(line, name):
            yield self._fault(line, name, "The area has no name.", "Give the name that belongs to the code.")

    def _said_before(self, line: Line, level: Level) -> Iterator[Fault]:
        columns = ("time_period", "time_identifier", _OF_LEVEL[level][0])
        key = (level, *(self._cell(line, each) for each in columns), *(line.cells[each] for each in self._filters))
        before = self._seen.setdefault(key, line.number)
        if before != line.number:
            what = f"The same period, area and part stood in line {before}."
            yield Fault(self._table.file, line.number, what, "Keep one of the two.")

    def _faults_of_amount(self, line: Line, name: str, cell: str) -> Iterator[Fault]:
        amount = amount_of(cell)
        if amount is None:
            mend = "Write a number, or x (unavailable), z (not applicable) or c (confidential)."
            yield self._fault(line, name, f"{quoted(cell)} is no number.", mend)
        elif name in self._counts and amount.number is not None and amount.whole is None:
            yield self._fault(line, name, f"{quoted(cell)} is no count.", "Write a whole number from 0 up.")

    def _fault(self, line: Line, column: str, what: str, mend: str) -> Fault:
        return in_column(self._table.file, line.number, column, what, mend)


def _is_period(cell: str) -> bool:
    """Whether it is a year, or two that follow one another: 2024, 202425, 199900."""
    found = _PERIOD.fullmatch(cell)
    return found is not None and (found[2] is None or int(found[2]) == (int(found[1]) + 1) % 100)

"""Files of Fingertips, the indicators of the Office for Health Improvement and Disparities: a row for each value.

The columns are those of its CSV downloads (fingertipsR, README; 26 columns of which those after `Denominator` may be
absent, and others may follow).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.reports.elsewhere.amounts import ABSENT, Amount, amount_of, plain
from app.reports.elsewhere.delimited import Line, delimited, written
from app.reports.elsewhere.faults import ElsewhereFault, in_column, quoted
from app.terminology.faults import MOST_FAULTS, Fault

WORDS: Final = (
    "indicator id",
    "indicator name",
    "parent code",
    "parent name",
    "area code",
    "area name",
    "area type",
    "sex",
    "age",
    "category type",
    "category",
    "time period",
)
NUMBERS: Final = ("value", "lower ci 95.0 limit", "upper ci 95.0 limit", "count", "denominator")
FURTHER: Final = (
    "lower ci 99.8 limit",
    "upper ci 99.8 limit",
    "value note",
    "recent trend",
    "compared to england value or percentiles",
    "compared to region value or percentiles",
    "time period sortable",
    "new data",
    "compared to goal",
)
_ALSO_CALLED: Final[Mapping[str, str]] = MappingProxyType(
    {f"{side} ci {share}": f"{side} ci {share} limit" for side in ("lower", "upper") for share in ("95.0", "99.8")}
)
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,19}")
_LIMITS: Final = ("lower ci 99.8 limit", "upper ci 99.8 limit")


@dataclass(frozen=True, slots=True)
class FingertipsRow:
    """A value of an indicator: whose, of which sex and age, when, with its 95 % interval, count and denominator.

    `compared` is what Fingertips says of the area beside England, in its own words; `sortable` is its number by which
    periods follow each other, empty where the file has none.
    """

    indicator: int
    name: str
    parent: str
    parent_name: str
    area: str
    area_name: str
    area_type: str
    sex: str
    age: str
    category_type: str
    category: str
    period: str
    value: Amount
    lower: Amount
    upper: Amount
    count: Amount
    denominator: Amount
    note: str
    compared: str
    sortable: str = ""


@dataclass(frozen=True, slots=True)
class FingertipsFile:
    """The rows of a file, in its order, and its cells as they are kept."""

    rows: tuple[FingertipsRow, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods there are, as they are written."""
        return tuple(sorted({each.period for each in self.rows}))


def fingertips_file(file: str, content: bytes) -> FingertipsFile:
    """Read a file as it was downloaded, or as `fingertips_text` wrote it.

    Raises:
        ElsewhereFault: it has not the columns, or a cell cannot be right; names line, column and mend.
    """
    table = delimited(file, content)
    columns = tuple(_ALSO_CALLED.get(each, each) for each in table.columns)
    at = _places(file, columns)
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in table.lines:
        faults += _faults(file, line, at, seen)
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise ElsewhereFault(faults)
    kept = tuple(at)
    cells = tuple(tuple(_kept(each, line.cells[at[each]]) for each in kept) for line in table.lines)
    return FingertipsFile(tuple(_row(line, at) for line in table.lines), kept, cells)


def fingertips_text(read: FingertipsFile) -> bytes:
    """A file as it is kept: the columns that are known, in lower case."""
    return written(read.columns, read.cells)


def _kept(column: str, cell: str) -> str:
    return plain(cell) if column in (*NUMBERS, *_LIMITS) else cell


def _places(file: str, columns: tuple[str, ...]) -> dict[str, int]:
    there = {name: place for place, name in enumerate(columns)}
    missing = [each for each in (*WORDS, *NUMBERS) if each not in there]
    if missing:
        mend = "Import the data as Fingertips gives it (“Get the data”, CSV)."
        raise ElsewhereFault([Fault(file, 1, f"There is no column {', '.join(missing)}.", mend)])
    return {each: there[each] for each in (*WORDS, *NUMBERS, *FURTHER) if each in there}


def _row(line: Line, at: Mapping[str, int]) -> FingertipsRow:
    cell = {name: line.cells[place] for name, place in at.items()}
    value, lower, upper, count, denominator = (amount_of(cell[each]) or ABSENT for each in NUMBERS)
    return FingertipsRow(
        indicator=int(cell["indicator id"]),
        name=cell["indicator name"],
        parent=cell["parent code"],
        parent_name=cell["parent name"],
        area=cell["area code"],
        area_name=cell["area name"],
        area_type=cell["area type"],
        sex=cell["sex"],
        age=cell["age"],
        category_type=cell["category type"],
        category=cell["category"],
        period=cell["time period"],
        value=value,
        lower=lower,
        upper=upper,
        count=count,
        denominator=denominator,
        note=cell.get("value note", ""),
        compared=cell.get("compared to england value or percentiles", ""),
        sortable=cell.get("time period sortable", ""),
    )


def _faults(file: str, line: Line, at: Mapping[str, int], seen: dict[tuple[str, ...], int]) -> Iterator[Fault]:
    cell = {name: line.cells[place] for name, place in at.items()}
    yield from _faults_of_words(file, line.number, cell)
    for name in (*NUMBERS, *(each for each in _LIMITS if each in at)):
        if amount_of(cell[name]) is None:
            mend = "Leave the cell empty where there is no number."
            yield in_column(file, line.number, name, f"{quoted(cell[name])} is no number.", mend)
    yield from _crossed(file, line.number, cell)
    key = tuple(cell[each] for each in WORDS)
    before = seen.setdefault(key, line.number)
    if before != line.number:
        what = f"The same indicator, area, sex, age, category and period stood in line {before}."
        yield Fault(file, line.number, what, "Keep one of the two.")


def _faults_of_words(file: str, number: int, cell: Mapping[str, str]) -> Iterator[Fault]:
    if re.fullmatch(r"[0-9]{1,9}", cell["indicator id"]) is None:
        what = f"{quoted(cell['indicator id'])} is no number of an indicator."
        yield in_column(file, number, "indicator id", what, "Write its number, such as 90811.")
    if _CODE.fullmatch(cell["area code"]) is None:
        what = f"{quoted(cell['area code'])} is no code of an area."
        yield in_column(file, number, "area code", what, "Write its code, such as E08000024.")
    for name in ("indicator name", "area name", "area type", "time period"):
        if not cell[name]:
            yield in_column(file, number, name, "The cell is empty.", "Import the file as it was downloaded.")


def _crossed(file: str, number: int, cell: Mapping[str, str]) -> Iterator[Fault]:
    """That the limits of the 95 % interval are the wrong way round."""
    lower, upper = (amount_of(cell[each]) for each in NUMBERS[1:3])
    if lower is None or upper is None or lower.number is None or upper.number is None:
        return
    if lower.number > upper.number:
        what = "The lower limit lies above the upper one."
        yield in_column(file, number, NUMBERS[1], what, "Import the file as it was downloaded.")

"""An extract of NHS England: a table of the data set as providers and commissioners receive it, to be compared by key.

Its columns are called by the NHS Data Dictionary's names, in capitals or with underscores, or by those of the file.
There are more, which NHS England derives (columns of the commissioner extract as an integrated care board publishes
them, April 2026). UNIQUE MONTH ID counts months from April 1900, which is 1.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.csds.periods import ReportingPeriod
from app.csds.returned.faults import RowFault
from app.csds.returned.layout import plain
from app.csds.specification import Field, Kind, Specification, Table

_PROVIDER: Final = tuple(map(plain, ("ORGANISATION IDENTIFIER (CODE OF PROVIDER)", "OrgID_Provider")))
_START: Final = tuple(map(plain, ("REPORTING PERIOD START DATE", "RP_StartDate")))
_MONTH: Final = tuple(map(plain, ("UNIQUE MONTH ID", "UniqMonthID")))
_UNIQUE: Final = re.compile(r"(cyp[0-9]{3})uniqueid")
_LEAST_KNOWN: Final = 2
_BRITISH: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class Extract:
    """Which table an extract is of, where its key stands, and where provider and period stand (None: it does not say).

    `key` are the fields by which rows are compared: those of the table's key that the extract has.
    """

    table: Table
    key: tuple[Field, ...]
    places: tuple[int, ...]
    provider: int | None
    start: int | None
    month: int | None

    def is_of(self, row: Sequence[str], provider: str, period: ReportingPeriod) -> bool:
        """Whether a row is of a provider (ODS code) and a period, as far as it says."""
        wanted = (
            (self.provider, lambda text: text.upper() == provider),
            (self.start, lambda text: _day(text) == period.first.isoformat()),
            (self.month, lambda text: text == str(month_number(period))),
        )
        return all(place is None or fits(row[place].strip()) for place, fits in wanted)

    def key_of(self, row: Sequence[str]) -> tuple[str, ...]:
        """What a row is compared by."""
        return tuple(compared(field, row[place]) for field, place in zip(self.key, self.places, strict=True))


def month_number(period: ReportingPeriod) -> int:
    """The number of a month in extracts: April 1900 is 1."""
    return (period.first.year - 1900) * 12 + period.first.month - 3


def compared(field: Field, value: object) -> str:
    """A value as it is compared: dates by their day, numbers without signs that say nothing, texts without space."""
    if value is None:
        return ""
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = str(value).strip()
    return _day(text) if field.kind in (Kind.DATE, Kind.DATETIME) else text


def _day(text: str) -> str:
    british = _BRITISH.match(text)
    return f"{british[3]}-{british[2]}-{british[1]}" if british else text[:10]


def extract_of(headings: Sequence[str], specification: Specification, named: str) -> Extract:
    """What an extract is, by its headings; `named` is its table (such as CYP101), "" where they are to tell.

    Raises:
        RowFault: no table fits, or several do; or the extract has nothing to compare by. Says how to go on.
    """
    there = {plain(heading): place for place, heading in reversed(list(enumerate(headings)))}
    table = _named(specification, named) if named else _told(there, specification)
    found = _places(table, there)
    wanted = table.natural_key or table.columns[:1]
    key = tuple(table.field(name) for name in wanted if name in found)
    if not key:
        what = f"It has no column of the key of {table.name}: {', '.join(wanted)}."
        raise RowFault(1, what, "Export it with them, or name another table: --table.")
    places = tuple(found[field.name] for field in key)
    return Extract(table, key, places, *(_first(there, each) for each in (_PROVIDER, _START, _MONTH)))


def _places(table: Table, there: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field in table.fields:
        for name in (field.name, field.dictionary_name):
            if (place := there.get(plain(name))) is not None:
                found.setdefault(field.name, place)
    return found


def _first(there: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((there[name] for name in names if name in there), None)


def _named(specification: Specification, named: str) -> Table:
    wanted = [each for each in specification.tables if each.name.casefold().startswith(named.strip().casefold())]
    if len(wanted) == 1:
        return wanted[0]
    raise RowFault(None, f"CSDS {specification.version} has no table {named[:60]!r}.", "Name one such as CYP101.")


def _told(there: Mapping[str, int], specification: Specification) -> Table:
    """The table whose unique identifier it has; else the one of whose fields it has most, and more than any other."""
    for heading in there:
        if unique := _UNIQUE.fullmatch(heading):
            return _named(specification, unique[1])
    counted = sorted(((_fit(each, there), each.name) for each in specification.tables), reverse=True)
    (best, name), (second, other) = counted[:2]
    if best[0] < _LEAST_KNOWN:
        what = "Its columns are those of no table of the data set."
        raise RowFault(
            1, what, "Name its table: --table; its columns must be the Data Dictionary's names or the file's."
        )
    if best == second:
        raise RowFault(1, f"Its columns may be those of {name} or of {other}.", "Name its table: --table.")
    return specification.table(name)


def _fit(table: Table, there: Mapping[str, int]) -> tuple[int, float]:
    found = len(_places(table, there))
    return found, found / len(table.fields)

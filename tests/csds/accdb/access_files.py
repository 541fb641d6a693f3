"""Small Access files for tests, and Jackcess, the second program that reads and makes them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from app.csds.accdb.definition import Definition
from app.csds.accdb.layout import PAGE
from app.csds.engine_duckdb import Row, Value
from app.csds.specification import Field, Kind, Requirement, Specification, Table
from setup.jackcess import access_file

DAY_ZERO = date(1899, 12, 30)


def field(name: str, kind: Kind = Kind.TEXT, longest: int | None = 10) -> Field:
    """A field of a standard made for a test."""
    return Field(name, "", kind, "", Requirement.OPTIONAL, longest=longest if kind is Kind.TEXT else None)


VISITS = Table(
    "Visits",
    "",
    "",
    (
        field("Place", longest=255),
        field("Count", Kind.INTEGER),
        field("Day", Kind.DATE),
        field("At", Kind.TIME),
        field("Made", Kind.DATETIME),
        field("Code", longest=2),
    ),
)
EMPTY = Table("Empty", "", "", (field("Nothing"),))
WIDE = Table("Wide", "", "", tuple(field(f"Text{number}", longest=255) for number in range(7)))
STANDARD = Specification("0.1", "made for tests", "", (VISITS, EMPTY, WIDE), ())
"""A standard of three tables, which `template` has."""

DESCRIPTION = """\
Visits	Code	PLAIN	2
Visits	Place	TEXT	255
Visits	Count	LONG
Visits	Day	SHORT_DATE_TIME
Visits	At	SHORT_DATE_TIME
Visits	Made	SHORT_DATE_TIME
Empty	Nothing	TEXT	10
"""
DESCRIPTION += "".join(f"Wide\tText{number}\tTEXT\t255\n" for number in range(7))
"""The columns of the template, of which `Visits` has them in another order than the standard."""

ODD_TABLES = """\
Indexed	Place	TEXT	10
Indexed	Place	KEY
Numbering	Place	AUTO
Long	Place	MEMO
Decimal	Place	NUMERIC
Money	Place	MONEY
Short	Place	INT
"""
"""Tables of one column each, which are not written, but for the last."""


def jackcess_cells(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """Every cell that Jackcess reads, by table: the names of its columns, then its rows, as AccessFile.java writes."""
    tables: dict[str, list[tuple[str, ...]]] = {}
    rows: list[tuple[str, ...]] = []
    for line in access_file("read", str(path)).split("\n")[:-1]:
        first, *rest = line.split("\t")
        if first.startswith("= "):
            rows = tables[first.removeprefix("= ")] = []
            rows.append(tuple(rest))
        else:
            rows.append((first, *rest))
    return tables


def as_jackcess(value: Value) -> str:
    """A value as AccessFile.java writes it."""
    if value is None:
        return "~"
    if isinstance(value, str):
        return "T" + value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    if isinstance(value, int):
        return f"N{value}"
    return f"D{moment(value).isoformat()}Z"


def moment(value: date | time | datetime) -> datetime:
    """A date, time or both as Access keeps each."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(DAY_ZERO, value) if isinstance(value, time) else datetime.combine(value, time())


def in_order(names: Sequence[str], table: Table, rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Rows as Jackcess should read them, their cells in another order of the same columns."""
    at = [table.columns.index(name) for name in names]
    return [tuple(as_jackcess(row[place]) for place in at) for row in rows]


def patched(path: Path, definition: Definition, old: bytes, new: bytes) -> None:
    """Change bytes of a table's definition, which stand there once."""
    data = bytearray(path.read_bytes())
    begin = definition.page * PAGE
    page = bytes(data[begin : begin + PAGE])
    assert page.count(old) == 1
    assert len(old) == len(new)
    data[begin : begin + PAGE] = page.replace(old, new)
    path.write_bytes(data)


def tables(**rows: Sequence[Row]) -> list[tuple[Table, Sequence[Row]]]:
    """Every table of the standard for tests, with these rows."""
    return [(table, rows.get(table.name, ())) for table in STANDARD.tables]

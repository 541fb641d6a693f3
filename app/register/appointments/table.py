"""The booking system's file as a table: its bytes as text, its columns by what they hold, its rows as they stand.

Comma, semicolon or tab part the cells (RFC 4180 for the quotation marks); a row's number is the one a spreadsheet
shows, the headings being row 1. What a row means is not judged here.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST_FILE = 786_432
MOST_ROWS = 2_000
MOST_LINES = 20_000
_DELIMITERS = ",;\t"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_OURS = frozenset({"row", "whatiswrong"})
_TWICE = "Two columns are headed as the same thing"


class Column(StrEnum):
    """What a column holds; the value is its heading in the examples."""

    REFERENCE = "Booking reference"
    NHS_NUMBER = "NHS number"
    LOCAL_IDENTIFIER = "Local identifier"
    BIRTH_DATE = "Birth date"
    FAMILY_NAME = "Family name"
    CLINIC = "Clinic"
    DATE = "Date"
    TIME = "Time"
    MINUTES = "Minutes"
    PROFESSIONAL = "Professional"
    TYPE = "Type"
    STATUS = "Status"


_HEADINGS = {
    Column.REFERENCE: "bookingreference reference bookingref bookingid appointmentid appointmentreference",
    Column.NHS_NUMBER: "nhsnumber nhsno nhs",
    Column.LOCAL_IDENTIFIER: "localidentifier localpatientidentifier localid localnumber hospitalnumber mrn",
    Column.BIRTH_DATE: "birthdate dateofbirth dob born",
    Column.FAMILY_NAME: "familyname surname lastname",
    Column.CLINIC: "clinic clinicname",
    Column.DATE: "date appointmentdate",
    Column.TIME: "time appointmenttime starttime",
    Column.MINUTES: "minutes duration length lengthinminutes",
    Column.PROFESSIONAL: "professional clinician professionallocalidentifier",
    Column.TYPE: "type appointmenttype consultationtype",
    Column.STATUS: "status appointmentstatus",
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split()}
_REQUIRED = (Column.REFERENCE, Column.CLINIC, Column.DATE, Column.TIME, Column.MINUTES, Column.TYPE)


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says why and how to mend it, and repeats nothing of it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in the spreadsheet, every cell as it stands, and the cells of the columns that are read."""

    number: int
    cells: tuple[str, ...]
    read: Mapping[Column, str]

    def text(self, column: Column) -> str:
        """A column's cell without blanks around it; empty when there is none."""
        return self.read.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its headings, those that are not read, the columns that are, and the rows that are not blank."""

    headings: tuple[str, ...]
    not_read: tuple[str, ...]
    columns: frozenset[Column]
    rows: tuple[Row, ...]


def text_of(content: bytes) -> str:
    """A file's text: UTF-8, with or without its mark, or else Windows-1252, as spreadsheets write them.

    Raises:
        Unreadable: it is no text, or in another encoding.
    """
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is a workbook, not a CSV file. Open it, save it as “CSV UTF-8”, and choose that file.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise Unreadable("This file is not in UTF-8 or Windows-1252. Save it as “CSV UTF-8” and choose it again.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("This file is not in UTF-8 or Windows-1252. Save it as “CSV UTF-8” and choose it again.")


def read_table(text: str) -> Table:
    """Read a file's text; every row that is not blank is in the table once.

    Raises:
        Unreadable: it is too long, no table, lacks a column or has one twice, or a quotation mark is not closed.
    """
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", "surrogatepass")) > LONGEST_FILE:
        raise Unreadable(f"This is longer than {LONGEST_FILE // 1024} KiB. Part it, and import one part after another.")
    if "\x00" in text:
        raise Unreadable("It has a character that is no text (NUL). Save the file as “CSV UTF-8” and choose it again.")
    records = _records(text)
    numbered = [(number, cells) for number, cells in enumerate(records, 1) if any(each.strip() for each in cells)]
    if not numbered:
        raise Unreadable("There is nothing in it. Choose a CSV file, or paste its rows with their headings.")
    (_, headings), *rest = numbered
    columns = _columns(headings)
    if not rest:
        raise Unreadable("It has headings and no rows. Check that the whole table was exported.")
    if len(rest) > MOST_ROWS:
        raise Unreadable(f"It has {len(rest)} rows. Part it into files of at most {MOST_ROWS}.")
    rows = tuple(Row(number, tuple(cells), _read(cells, columns)) for number, cells in rest)
    not_read = tuple(
        each.strip() for place, each in enumerate(headings) if each.strip() and place not in columns.values()
    )
    return Table(tuple(headings), not_read, frozenset(columns), rows)


def extra_cells(row: Row, table: Table) -> bool:
    """Whether a row has something to the right of the last heading, so that its cells may be out of step."""
    return any(each.strip() for each in row.cells[len(table.headings) :])


def table_with_reasons(table: Table, reasons: Iterable[tuple[Row, str]]) -> str:
    """Rows of a table as CSV, each with its row number and what is wrong with it, to be mended in a spreadsheet.

    A cell that a spreadsheet would take for a formula stands behind an apostrophe (OWASP, CSV Injection), which is
    taken off again when the file is read.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    width = len(table.headings)
    # A file that is mended twice does not get these columns twice.
    kept = [place for place, heading in enumerate(table.headings) if _plain(heading) not in _OURS]
    writer.writerow([*(_defused(table.headings[place]) for place in kept), "Row", "What is wrong"])
    for row, reason in reasons:
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        mended, beyond = [cells[place] for place in kept], cells[width:]
        writer.writerow([*map(_defused, mended), str(row.number), reason, *map(_defused, beyond)])
    return written.getvalue()


def _records(text: str) -> list[list[str]]:
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
        raise Unreadable(f"It has more than {MOST_LINES} lines. Part it into files of at most {MOST_ROWS} rows.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error:
        place = f"row {len(records) + 1}"
        raise Unreadable(
            f"The cells of {place} cannot be told apart: a quotation mark is not closed or stands alone. Mend it there."
        ) from None
    return records


def _delimiter(text: str) -> str:
    """What parts the headings: the sign by which most of them are known; the comma in doubt."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda sign: sum(_column(each) is not None for each in first.split(sign)))


def _column(heading: str) -> Column | None:
    return _COLUMN_OF.get(_plain(heading))


def _plain(heading: str) -> str:
    return "".join(each for each in heading.casefold() if each.isalnum())


def _columns(headings: Sequence[str]) -> dict[Column, int]:
    """Where each column stands."""
    found: dict[Column, int] = {}
    for place, heading in enumerate(headings):
        column = _column(heading)
        if column is None:
            continue
        if column in found:
            raise Unreadable(f"{_TWICE}: {column.value}. Take one of them out.")
        found[column] = place
    missing = [each.value for each in _REQUIRED if each not in found]
    if Column.NHS_NUMBER not in found and Column.LOCAL_IDENTIFIER not in found:
        missing.append(f"{Column.NHS_NUMBER.value} or {Column.LOCAL_IDENTIFIER.value}")
    if missing:
        raise Unreadable(f"The first row must hold the headings. Missing: {', '.join(missing)}.")
    return found


def _read(cells: Sequence[str], columns: dict[Column, int]) -> dict[Column, str]:
    return {column: _armed(cells[place].strip()) for column, place in columns.items() if place < len(cells)}


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def _armed(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].lstrip(" ").startswith(_FORMULA_STARTS) else cell

"""Text files of comma-separated values from anywhere: decoded, cut into cells, and refused when they are not that.

Columns are told apart whatever their case; one that stands twice gets its number behind its name (`name_2`), as in the
Department for Education's file of annual reviews.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.reports.elsewhere.faults import ElsewhereFault, in_column, quoted, refused
from app.terminology.faults import MOST_FAULTS, Fault

MOST_BYTES: Final = 256 * 1024 * 1024
MOST_ROWS: Final = 2_000_000
MOST_COLUMNS: Final = 400
_LONGEST_LINE: Final = 131_072
LONGEST_CELL: Final = 4_000

_UTF_8: Final = "Save it as a text file in UTF-8; spreadsheets call it “CSV UTF-8 (comma delimited)”."
_NO_TEXT: Final = (
    (b"PK\x03\x04", "It is a zip file or a workbook.", "Unpack it, or save the sheet as “CSV UTF-8”."),
    (b"\xd0\xcf\x11\xe0", "It is a workbook of an older kind.", "Save the sheet as “CSV UTF-8”."),
    (b"\xff\xfe", "It is in UTF-16.", _UTF_8),
    (b"\xfe\xff", "It is in UTF-16.", _UTF_8),
    (b"version https://git-lfs", "It only says where the file lies (Git LFS).", "Fetch the file itself."),
    (b"<", "It is a web page.", "Download the file itself, not the page about it."),
)
"""How files begin that are taken for text files and are none."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it begins in the file, counted from 1, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delimited:
    """A file: its name, its columns in lower case, each named once, and its rows, as wide as the columns are."""

    file: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def places(self, columns: Iterable[str]) -> Mapping[str, int]:
        """Where columns stand.

        Raises:
            ElsewhereFault: some are not there; names them.
        """
        at = {name: place for place, name in enumerate(self.columns)}
        wanted = tuple(columns)
        missing = [name for name in wanted if name not in at]
        if missing:
            mend = f"Import the file as it was published; its first line has {', '.join(self.columns[:12])}."
            raise refused(self.file, 1, f"There is no column {', '.join(missing)}.", mend)
        return {name: at[name] for name in wanted}


def delimited(file: str, content: bytes) -> Delimited:
    """Cut a file into cells, with white space at their ends and doubled within taken away.

    Raises:
        ElsewhereFault: it is no text in UTF-8, too large, has no rows, or a row or a cell that cannot be right.
    """
    lines = _records(file, _text(file, content))
    first = next(lines, None)
    if first is None:
        raise refused(file, None, "The file is empty.", "Import the file as it was published.")
    columns = _columns(file, first)
    rows = _of_width(file, lines, len(columns))
    if not rows:
        raise refused(file, first.number, "The file has no rows beneath its header.", "Import the whole file.")
    return Delimited(file, columns, rows)


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file of the cells, in UTF-8, as `delimited` reads it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _text(file: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise refused(file, None, f"The file has over {MOST_BYTES // 2**20} MB.", "Choose fewer years or areas.")
    for beginning, what, mend in _NO_TEXT:
        if content.startswith(beginning):
            raise refused(file, None, what, mend)
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise refused(file, line, "There is a zero byte: this is no text.", _UTF_8)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise refused(file, line, "There is a character that is not in UTF-8.", _UTF_8) from None


def _records(file: str, text: str) -> Iterator[Line]:
    # The parser's own limit is the whole process's, and others raise it for files of theirs.
    for number, line in enumerate(io.StringIO(text), 1):
        if len(line) > _LONGEST_LINE:
            raise refused(file, number, "The line is far too long.", "Import the file as it was published.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            what = "The quotation marks of this line do not close, or a cell is far too long."
            raise refused(file, begun, what, "Double a quotation mark within quoted text.") from None
        if cells is None:
            return
        clean = tuple(cell if cell.isalnum() else " ".join(cell.split()) for cell in cells)
        if any(clean):
            yield Line(begun, clean)
        begun = reader.line_num + 1


def _columns(file: str, first: Line) -> tuple[str, ...]:
    if len(first.cells) > MOST_COLUMNS:
        mend = "Import the file as it was published."
        raise refused(file, first.number, f"There are over {MOST_COLUMNS} columns.", mend)
    names: list[str] = []
    for place, cell in enumerate(first.cells, 1):
        if not cell or _unfit(cell):
            raise refused(file, first.number, f"Column {place} has no name.", "The first line names every column.")
        names.append(_once(cell.casefold(), names))
    return tuple(names)


def _once(name: str, taken: Sequence[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _of_width(file: str, lines: Iterator[Line], width: int) -> tuple[Line, ...]:
    rows: list[Line] = []
    faults: list[Fault] = []
    for line in lines:
        if len(rows) >= MOST_ROWS:
            raise refused(file, line.number, f"There are over {MOST_ROWS:,} rows.", "Choose fewer years or areas.")
        found = _fault(file, line, width)
        if found is not None:
            faults.append(found)
        if len(faults) > MOST_FAULTS:
            break
        rows.append(line)
    if faults:
        raise ElsewhereFault(faults)
    return tuple(rows)


def _fault(file: str, line: Line, width: int) -> Fault | None:
    if len(line.cells) != width:
        what = f"There are {len(line.cells)} cells; the first line names {width} columns."
        return Fault(file, line.number, what, "Give every row a cell for each column; quote a cell that has a comma.")
    together = "".join(line.cells)
    if len(together) <= LONGEST_CELL and together.isprintable():
        return None
    for place, cell in enumerate(line.cells, 1):
        if _unfit(cell):
            mend = f"A cell has at most {LONGEST_CELL:,} characters, and none that cannot be seen."
            return in_column(file, line.number, str(place), f"{quoted(cell)} cannot be right.", mend)
    return None


def _unfit(cell: str) -> bool:
    if len(cell) > LONGEST_CELL:
        return True
    return not cell.isprintable() and any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Cn") for each in cell)

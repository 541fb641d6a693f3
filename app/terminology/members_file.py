"""The file of members: a CSV of concepts with the words that find them, and everything that can be wrong with one.

Columns: concept_id, active (1 or 0), preferred_term, fsn, clinic_label, short_code; the last three may be blank. UTF-8,
one member a line, lines ended by LF. Each line is read by itself, so that a fault on one does not hide the next.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.faults import Fault

COLUMNS: Final = ("concept_id", "active", "preferred_term", "fsn", "clinic_label", "short_code")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the file of members; blank texts are ""."""

    line: int
    concept: ConceptId
    active: bool
    preferred_term: str
    fully_specified_name: str
    clinic_label: str
    short_code: str


def read_members(file: str, content: bytes) -> tuple[tuple[MemberRow, ...], tuple[Fault, ...]]:
    """The rows of the file of members and all that is wrong with it. `file` is its name for messages.

    Rows are complete only when there is no fault.
    """
    faults = list(_faults_of_the_whole(file, content))
    header, *lines = content.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    fields = _fields(file, 1, header)
    if isinstance(fields, Fault) or tuple(fields) != COLUMNS:
        return (), (*faults, _wrong_header(file, fields))
    rows: list[MemberRow] = []
    first_lines: dict[ConceptId, int] = {}
    for number, line in enumerate(lines, start=2):
        row = _row(file, number, line)
        if isinstance(row, Fault):
            faults.append(row)
        elif row.concept in first_lines:
            faults.append(_repeated(file, row, first_lines[row.concept]))
        else:
            first_lines[row.concept] = row.line
            rows.append(row)
    return tuple(rows), tuple(faults)


def _faults_of_the_whole(file: str, content: bytes) -> Iterator[Fault]:
    if content.startswith(_BYTE_ORDER_MARK):
        yield Fault(file, 1, "the file begins with a byte order mark.", "Save it as UTF-8 without one.")
    if b"\r" in content:
        line = content.count(b"\n", 0, content.index(b"\r")) + 1
        yield Fault(file, line, "the line does not end in LF alone.", "Save the file with LF line endings.")
    if content and not content.endswith(b"\n"):
        line = content.count(b"\n") + 1
        what = "the file ends in the middle of a line, so it may have been cut off."
        yield Fault(file, line, what, "Take the whole file from the release, or end its last line with LF.")


def _fields(file: str, number: int, line: bytes) -> list[str] | Fault:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return Fault(file, number, "a character is not UTF-8.", "Save the file as UTF-8.")
    if not text.isprintable():
        what = "the line holds a hidden character, such as a tab or a no-break space."
        return Fault(file, number, what, "Replace it by a plain space or remove it.")
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        what = "a quotation mark is not closed, or stands inside a field."
        return Fault(file, number, what, "Put quotation marks round the whole field and double those inside it.")


def _wrong_header(file: str, fields: list[str] | Fault) -> Fault:
    if isinstance(fields, Fault):
        return fields
    missing = [column for column in COLUMNS if column not in fields]
    what = f"the column {missing[0]} is missing." if missing else "the columns are not those of a file of members."
    return Fault(file, 1, what, f"The first line must be exactly: {','.join(COLUMNS)}")


def _row(file: str, number: int, line: bytes) -> MemberRow | Fault:
    fields = _fields(file, number, line)
    if isinstance(fields, Fault):
        return fields
    if len(fields) != len(COLUMNS):
        what = f"the line has {len(fields)} fields and must have {len(COLUMNS)}."
        return Fault(file, number, what, f"Write one field for each of: {', '.join(COLUMNS)}; quote one with a comma.")
    identifier, active, preferred_term, *rest = fields
    try:
        concept = parse_concept_id(identifier)
    except InvalidConceptId as error:
        return Fault(file, number, error.what, error.mend)
    if active not in ("0", "1"):
        return Fault(file, number, f"active is {active[:24]!r}.", "Write 1 for a current member, 0 for one that left.")
    return _fault_of_texts(file, number, fields[2:]) or MemberRow(number, concept, active == "1", preferred_term, *rest)


def _fault_of_texts(file: str, number: int, texts: list[str]) -> Fault | None:
    for column, text in zip(COLUMNS[2:], texts, strict=True):
        if text != text.strip():
            return Fault(file, number, f"{column} begins or ends with a space.", "Remove the space.")
    if not texts[0]:
        return Fault(file, number, "preferred_term is blank.", "Write the term that the UK edition prefers.")
    return None


def _repeated(file: str, row: MemberRow, first: int) -> Fault:
    what = f"concept {row.concept} is listed again; it stands on line {first} already."
    return Fault(file, row.line, what, "Remove one of the two lines.")

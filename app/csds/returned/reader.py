"""Reads the rows of a file that came back, CSV or JSON, one after another, however large it is."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, TextIO

from app.csds.returned.encoding import SAMPLE, encoding_of
from app.csds.returned.faults import ReturnedFault, RowFault
from app.csds.returned.json_rows import json_rows
from app.csds.returned.layout import Meaning, known_headings, plain
from app.csds.returned.mapping import column_mapping

_PIECE: Final = 1 << 16
_DIGESTED: Final = 1 << 20
_DELIMITERS: Final = ",\t;|"
_LONGEST_CELL: Final = 1 << 20
_LONGEST_HEADING: Final = 1 << 20
_MOST_MEMBERS: Final = 10_000
_LARGEST_MAPPING: Final = 1 << 20
_AGAIN: Final = "Export the file again; nothing of it was kept."


@dataclass(frozen=True, slots=True)
class Rows:
    """The headings of a file, and its rows, each with where it ends in the file (of JSON its number)."""

    headings: Sequence[str]
    rows: Iterator[tuple[int, Sequence[str]]]


def sha256_of(path: Path) -> str:
    """The digest of a file.

    Raises:
        ReturnedFault: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while some := file.read(_DIGESTED):
                digest.update(some)
    except OSError as fault:
        raise _unreadable(path, fault) from None
    return digest.hexdigest()


@contextmanager
def opened_rows(path: Path, file_name: str, preferred: Mapping[str, Meaning] | None = None) -> Iterator[Rows]:
    """The headings and rows of a file, by its content and not its name.

    `preferred` are headings that a mapping names: they help to tell which sign parts the columns.

    Raises:
        ReturnedFault: it is neither CSV nor JSON, or is damaged; says where. Also while its rows are taken.
    """
    try:
        with path.open("rb") as beginning:
            encoding = encoding_of(beginning.read(SAMPLE))
        with path.open(encoding=encoding, newline="") as text:
            yield _rows(text, preferred or {})
    except RowFault as fault:
        raise fault.of(file_name) from None
    except UnicodeError:
        raise ReturnedFault(
            file_name, None, "It is not the text it begins as.", "Save it as UTF-8, or download it again."
        ) from None
    except OSError as fault:
        raise _unreadable(path, fault) from None


def read_mapping(path: Path) -> Mapping[str, Meaning]:
    """A provider's own mapping of columns.

    Raises:
        ReturnedFault: it cannot be read or used.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_MAPPING)
        return column_mapping(content.decode(encoding_of(content)))
    except RowFault as fault:
        raise fault.of(path.name) from None
    except (OSError, UnicodeError) as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: Exception) -> ReturnedFault:
    why = (fault.strerror if isinstance(fault, OSError) else None) or "it is no text"
    return ReturnedFault(path.name, None, f"It cannot be read: {why.lower()}.", "Name another file.")


def _rows(text: TextIO, preferred: Mapping[str, Meaning]) -> Rows:
    first = text.read(1)
    while first and (first.isspace() or first == "\ufeff"):
        first = text.read(1)
    if not first:
        raise RowFault(None, "The file is blank.", "Download it again.")
    text.seek(0)
    return _json(text) if first in "[{" else _csv(text, preferred)


def _csv(text: TextIO, preferred: Mapping[str, Meaning]) -> Rows:
    beginning = text.read(_LONGEST_HEADING)
    text.seek(0)
    csv.field_size_limit(_LONGEST_CELL)
    wanted = {plain(each) for each in preferred}

    def fits(delimiter: str) -> tuple[int, int]:
        headings = _headings(beginning, delimiter)
        return known_headings(headings) + sum(plain(each) in wanted for each in headings), len(headings)

    delimiter = max(_DELIMITERS, key=fits)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    headings = _next(reader)
    return Rows(headings or [], _csv_rows(reader, len(headings or [])))


def _headings(beginning: str, delimiter: str) -> Sequence[str]:
    try:
        return next(csv.reader(beginning.splitlines(keepends=True), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _next(reader: Any) -> list[str] | None:
    """The next row that is not blank; None at the end."""
    try:
        for row in reader:
            if row:
                return list(row)
    except csv.Error as fault:
        raise RowFault(reader.line_num, f"The row is no CSV: {fault}.", _AGAIN) from None
    return None


def _csv_rows(reader: Any, columns: int) -> Iterator[tuple[int, Sequence[str]]]:
    while (row := _next(reader)) is not None:
        if len(row) != columns:
            what = f"The row has {len(row):,} columns, the heading {columns:,}."
            raise RowFault(reader.line_num, what, _AGAIN)
        yield reader.line_num, row


def _json(text: TextIO) -> Rows:
    """Rows of objects: their headings are the members of all of the first thousand; a later one may have no other."""
    objects = enumerate(json_rows(iter(lambda: text.read(_PIECE), "")), 1)
    first = list(islice(objects, 1_000))
    headings = list(dict.fromkeys(name for _, each in first for name in each))
    if len(headings) > _MOST_MEMBERS:
        raise RowFault(None, "The objects have more members than are taken.", _AGAIN)
    places = {name: place for place, name in enumerate(headings)}

    def rows() -> Iterator[tuple[int, Sequence[str]]]:
        for some in (first, objects):
            for number, each in some:
                yield number, _row(number, each, places)

    return Rows(headings, rows())


def _row(number: int, row: Mapping[str, Any], places: Mapping[str, int]) -> Sequence[str]:
    found = [""] * len(places)
    for name, value in row.items():
        place = places.get(name)
        if place is None:
            raise RowFault(number, f"The row has a member {name[:60]!r}, which the rows before it have not.", _AGAIN)
        found[place] = _text(number, name, value)
    return found


def _text(number: int, name: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise RowFault(number, f"The member {name[:60]!r} is a list or an object, not a value.", _AGAIN)

"""A provider's own mapping of the columns of returned files: TOML, or a text file with two columns.

TOML: a table `columns`, with the heading of each column and what it means. A text file: the columns `column` and
`means`, a line for each. What a column may mean are the values of `Meaning`.
"""

import csv
import tomllib
from collections.abc import Mapping
from io import StringIO
from typing import Final

from app.csds.returned.faults import RowFault
from app.csds.returned.layout import Meaning, plain

_COLUMNS: Final = ["column", "means"]
_BY_NAME: Final = {plain(each.value): each for each in Meaning}
_HOW: Final = 'Write TOML such as [columns] and "Error Ref" = "rule", or a text file with the columns column,means.'


def column_mapping(text: str) -> Mapping[str, Meaning]:
    """The meaning of each heading that a mapping names.

    Raises:
        RowFault: it is no mapping, names no column, names one twice, or gives what is no meaning or one of them twice.
    """
    lines = text.lstrip("\ufeff")
    pairs = _of_text(lines) if _is_text(lines) else _of_toml(lines)
    if not pairs:
        raise RowFault(None, "The mapping names no column.", _HOW)
    mapping: dict[str, Meaning] = {}
    for line, heading, means in pairs:
        meaning = _BY_NAME.get(plain(means))
        if meaning is None:
            known = ", ".join(each.value for each in Meaning)
            raise RowFault(line, f"{means[:60]!r} is nothing that a column may mean.", f"Write one of {known}.")
        if meaning in mapping.values() or plain(heading) in map(plain, mapping):
            raise RowFault(line, f"{heading[:60]!r} or {meaning.value} is named twice.", "Keep one of the two.")
        mapping[heading] = meaning
    return mapping


def _is_text(text: str) -> bool:
    first = text.split("\n", 1)[0]
    return [each.strip().casefold() for each in first.split(",")] == _COLUMNS


def _of_text(text: str) -> list[tuple[int | None, str, str]]:
    found: list[tuple[int | None, str, str]] = []
    reader = csv.reader(StringIO(text))
    next(reader)
    for row in reader:
        if not row:
            continue
        if len(row) != len(_COLUMNS) or not row[0].strip():
            raise RowFault(reader.line_num, "The line has not the two columns column,means.", _HOW)
        found.append((reader.line_num, row[0].strip(), row[1].strip()))
    return found


def _of_toml(text: str) -> list[tuple[int | None, str, str]]:
    try:
        told = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise RowFault(None, f"The mapping cannot be read: {fault}.", _HOW) from None
    columns = told.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(each, str) for each in columns.values()):
        raise RowFault(None, "The mapping has no table `columns` of texts.", _HOW)
    return [(None, heading.strip(), means.strip()) for heading, means in columns.items()]

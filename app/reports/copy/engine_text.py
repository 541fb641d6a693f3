"""The text files in which what was read and derived lies until DuckDB has made rows of it.

Of a child they hold what the copy holds, under the pseudonym; of encounters and referrals the lines that were read.
Neither has a name, a number or an address.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import orjson

from app.clinical.child import Child
from app.reports.copy.deriving import Known
from app.reports.copy.layout import RECORD, Column, columns
from app.reports.ports import LINES, HistoryPiece

WHOSE: Final = (Column("organisation", "BIGINT"), RECORD, Column("standing", "BIGINT"), Column("child", "BIGINT"))
"""The columns of the list of records that are replaced, each with the one that stands for it and the pseudonym."""

_WHOSE: Final = "whose"
_DERIVED: Final = ("child", "fact")
_ROWS_A_LINE: Final = 1000
"""DuckDB takes lines of JSON of up to 16 MiB."""

_INSTANT: Final = "TIMESTAMPTZ"
_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("id", "child", "referral", "encounter", "need", "concept"), "BIGINT"),
    **dict.fromkeys(("version", "items_added", "items_confirmed"), "INTEGER"),
    **dict.fromkeys(("received_on", "discharged_on", "contact_on"), "DATE"),
    **dict.fromkeys(("recorded_at", "started_at", "first_input_at", "submitted_at"), _INSTANT),
    "contact_at": "TIME",
    "entered_in_error": "BOOLEAN",
}
"""The columns of LINES that are no codes."""


class Texts:
    """Takes what was read of children, and what was derived of them, to a text file of each kind."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        names = (_WHOSE, *_DERIVED, *LINES)
        self._files = {name: files.enter_context(_path(folder, name).open("wb")) for name in names}

    def add(self, child: Child, known: Known) -> None:
        """Take the rows of a child; what was held of them, and of those merged into them, is replaced."""
        for record in (child.id, *child.merged_from):
            mine = {"standing": child.id, "child": known.child.child}
            self._write(_WHOSE, {"organisation": child.organisation, "record": record, **mine})
        self._write("child", {"record": child.id, "rows": (known.child,)})
        for start in range(0, len(known.facts), _ROWS_A_LINE):
            self._write("fact", {"record": child.id, "rows": known.facts[start : start + _ROWS_A_LINE]})

    def add_lines(self, piece: HistoryPiece) -> None:
        """Take the lines of encounters and referrals as they were read."""
        for table, lines in piece.lines.items():
            if lines:
                self._files[table].write(f"{lines}\n".encode())

    def _write(self, name: str, line: Mapping[str, object]) -> None:
        self._files[name].write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


@contextmanager
def texts_in(folder: Path) -> Iterator[Texts]:
    """Take what was read within the block, to text files in a folder made for them, which are whole at its end."""
    folder.mkdir()
    with ExitStack() as files:
        yield Texts(folder, files)


def derived_in(folder: Path, table: str) -> str:
    """The rows that were derived of children, `child` or `fact`, as SQL."""
    *held, record = columns(table)
    row = ", ".join(f'"{each.name}" {each.sql}' for each in held)
    lines = _objects(_path(folder, table), (record, Column("rows", f"STRUCT({row})[]")))
    return f"(SELECT unnest(rows, recursive := true), record FROM {lines})"  # noqa: S608


def whose_in(folder: Path) -> str:
    """The list of the records that are replaced, as SQL of the columns WHOSE."""
    return _objects(_path(folder, _WHOSE), WHOSE)


def lines_in(folder: Path, table: str) -> str:
    """What was read of one of LINES, as SQL of its columns."""
    values = ", ".join(f"{_value(place, name)} AS {name}" for place, name in enumerate(LINES[table], 1))
    read = f"{quoted(_path(folder, table))}, columns = {{line: 'VARCHAR[]'}}, records = false"
    return f"(SELECT {values} FROM read_json({read}, format = 'newline_delimited'))"  # noqa: S608


def _value(place: int, name: str) -> str:
    kind = _TYPES.get(name, "VARCHAR")
    value = f"line[{place}]::{kind}"
    # As a TIMESTAMP the text would be read without its offset.
    return f"make_timestamp(epoch_us({value}))" if kind == _INSTANT else value


def quoted(path: Path) -> str:
    """A path as SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def _objects(path: Path, held: Sequence[Column]) -> str:
    types = ", ".join(f"'{each.name}': '{each.sql}'" for each in held)
    return f"read_json({quoted(path)}, columns = {{{types}}}, format = 'newline_delimited')"


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"

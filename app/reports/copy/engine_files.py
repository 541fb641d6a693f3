"""The files of a generation, by DuckDB: written from rows, merged from other generations, and read as tables."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import duckdb
import orjson

from app.reports.copy.layout import PART, PARTS, ROWS, TOUCHED, Column, columns, rows_of
from app.reports.copy.manifest import Generation, Part
from app.reports.observed import Observed
from app.reports.ports import ChildHistory

_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd"
_TOUCHED: Final = "touched.parquet"
_LIST: Final = "touched"
_ROWS_A_LINE: Final = 1000
"""DuckDB takes lines of JSON of up to 16 MiB."""


def connect(spill: Path, memory_mib: int = 1024, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, which puts what does not fit into a folder."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mib}MiB",
        "threads": threads,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
    }
    return duckdb.connect(config=config)


class Rows:
    """Takes what records make, to a text file of each table, until they are written as Parquet.

    A line is the rows that a record has in the table, as JSON; of the records replaced, one of them.
    """

    def __init__(self, folder: Path, files: ExitStack) -> None:
        names = (*ROWS, _LIST)
        self._files = {name: files.enter_context((folder / _text(name)).open("wb")) for name in names}

    def add(self, history: ChildHistory, observed: Observed) -> None:
        """Take the rows of a record, which replace what was held of it and of those merged into it."""
        child = history.child
        for record in (child.id, *child.merged_from):
            self._write(_LIST, {"organisation": child.organisation, "record": record})
        for table, rows in rows_of(observed):
            for start in range(0, len(rows), _ROWS_A_LINE):
                some = rows[start : start + _ROWS_A_LINE] if len(rows) > _ROWS_A_LINE else rows
                self._write(table, {"record": child.id, "rows": some})

    def _write(self, table: str, line: Mapping[str, object]) -> None:
        self._files[table].write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))


@contextmanager
def text_rows(folder: Path) -> Iterator[Rows]:
    """Take rows within the block, to text files in a folder made for them, which are whole at its end."""
    folder.mkdir()
    with ExitStack() as files:
        yield Rows(folder, files)


def write_rows(sql: duckdb.DuckDBPyConnection, texts: Sequence[Path], folder: Path, piece: int) -> None:
    """Write what was taken to folders of text as Parquet files of a generation, and remove the text."""
    for table in ROWS:
        held = _with_text(texts, table)
        if held:
            _write(sql, table, _rows_in(held, table), folder, piece)
    listed = f"SELECT DISTINCT * FROM {_lines(_with_text(texts, _LIST), TOUCHED)}"  # noqa: S608
    sql.execute(f"COPY ({listed}) TO {_quoted(folder / f'touched-{piece}.parquet')} ({_PARQUET})")
    for each in texts:
        remove(each)


def _text(table: str) -> str:
    """The name of the text file of a table."""
    return f"{table}.json"


def _with_text(texts: Sequence[Path], table: str) -> list[Path]:
    return [path for path in (each / _text(table) for each in texts) if path.stat().st_size]


def _rows_in(paths: Sequence[Path], table: str) -> str:
    *held, record = columns(table)
    row = ", ".join(f'"{each.name}" {each.sql}' for each in held)
    lines = _lines(paths, (record, Column("rows", f"STRUCT({row})[]")))
    return f"(SELECT unnest(rows, recursive := true), record FROM {lines})"  # noqa: S608


def _lines(paths: Sequence[Path], held: Sequence[Column]) -> str:
    types = ", ".join(f"'{each.name}': '{each.sql}'" for each in held)
    return f"read_json([{_listed(paths)}], columns = {{{types}}}, format = 'newline_delimited')"


def _write(sql: duckdb.DuckDBPyConnection, table: str, source: str, folder: Path, piece: int) -> None:
    """Write rows, the children of a part together."""
    sql.execute(
        f"COPY (SELECT *, {PART} AS part FROM {source} ORDER BY part, child) TO {_quoted(folder / table)} "  # noqa: S608
        f"({_PARQUET}, PARTITION_BY (part), APPEND true, FILENAME_PATTERN 'piece-{piece}-{{uuid}}')"
    )


def gathered(sql: duckdb.DuckDBPyConnection, folder: Path, *, replaces: bool) -> Generation:
    """The generation whose files lie in a folder; it replaces nothing when it is the first."""
    listed = sorted(folder.glob("touched-*.parquet"))
    sql.execute(f"COPY (SELECT DISTINCT * FROM {_read(listed)}) TO {_quoted(folder / _TOUCHED)} ({_PARQUET})")  # noqa: S608
    for each in listed:
        each.unlink()
    (records,) = sql.execute(f"SELECT count(*) FROM {_read((folder / _TOUCHED,))}").fetchone() or (0,)  # noqa: S608
    if not replaces:
        (folder / _TOUCHED).unlink()
    return Generation(folder.name, records, _TOUCHED if replaces else None, _parts(folder))


def _parts(folder: Path) -> Mapping[int, Part]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for table in ROWS:
        for part in sorted((folder / table).glob("part=*")):
            files = tuple(f"{table}/{part.name}/{each.name}" for each in sorted(part.glob("*.parquet")))
            found.setdefault(int(part.name.partition("=")[2]), {})[table] = files
    return {number: Part(found[number]) for number in sorted(found)}


def parts_replaced(sql: duckdb.DuckDBPyConnection, root: Path, older: Generation, touched: Path) -> frozenset[int]:
    """The parts of a generation in which a list of records replaces rows: a record's rows all lie with its child."""
    files = [root / older.folder / name for part in older.parts.values() for name in part.files.get("child", ())]
    if not files:
        return frozenset()
    rows = sql.execute(
        f"SELECT DISTINCT held.{PART} FROM {_read(files)} AS held "  # noqa: S608
        f"SEMI JOIN {_read((touched,))} AS later USING (organisation, record)"
    ).fetchall()
    return frozenset(row[0] for row in rows)


def current(root: Path, generations: Sequence[Generation], table: str, names: str, parts: Iterable[int]) -> str:
    """The current rows of a table in some parts, as a SELECT of its columns `names`.

    What no later generation replaces is read as it is; of the rest, what a later list does not name.
    """
    wanted = tuple(parts)
    whole: list[Path] = []
    selects: list[str] = []
    for place, generation in enumerate(generations):
        replaced = _files(root, generation, table, wanted, replaced=True)
        whole += _files(root, generation, table, wanted, replaced=False)
        later = [root / each.folder / each.touched for each in generations[place + 1 :] if each.touched is not None]
        if replaced and later:
            selects.append(
                f"SELECT {names} FROM {_read(replaced)} AS held "  # noqa: S608
                f"ANTI JOIN {_read(later)} AS later USING (organisation, record)"
            )
        else:
            whole += replaced
    if whole:
        selects.insert(0, f"SELECT {names} FROM {_read(whole)}")  # noqa: S608
    return " UNION ALL ".join(selects) or _nothing(table, names)


def names_of(table: str) -> str:
    """The columns of a table, as SQL."""
    return ", ".join(f'"{each.name}"' for each in columns(table))


def _nothing(table: str, names: str) -> str:
    typed = ", ".join(f'NULL::{each.sql} AS "{each.name}"' for each in columns(table))
    return f"SELECT {names} FROM (SELECT {typed}) WHERE false"  # noqa: S608


def _files(root: Path, generation: Generation, table: str, parts: Sequence[int], *, replaced: bool) -> list[Path]:
    held = (generation.parts.get(number) for number in parts)
    return [
        root / generation.folder / name
        for part in held
        if part is not None and part.replaced is replaced
        for name in part.files.get(table, ())
    ]


def _read(files: Sequence[Path]) -> str:
    return f"read_parquet([{_listed(files)}], hive_partitioning = false)"


def _listed(files: Iterable[Path]) -> str:
    return ", ".join(map(_quoted, files))


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def merge(
    sql: duckdb.DuckDBPyConnection, root: Path, generations: Sequence[Generation], folder: Path, *, replaces: bool
) -> Generation:
    """Write the current rows of some generations, which follow one another, as one."""
    for table in ROWS:
        for part in sorted({number for each in generations for number in each.parts}):
            _merge_part(sql, root, generations, folder, (table, part))
    lists = [root / each.folder / each.touched for each in generations if each.touched is not None]
    listed = f"SELECT DISTINCT organisation, record FROM {_read(lists)}"  # noqa: S608
    if not replaces:
        everybody = current(root, generations, "child", "organisation, record", range(PARTS))
        listed = f"SELECT DISTINCT organisation, record FROM ({everybody})"  # noqa: S608
    sql.execute(f"COPY ({listed}) TO {_quoted(folder / 'touched-0.parquet')} ({_PARQUET})")
    return gathered(sql, folder, replaces=replaces)


def _merge_part(
    sql: duckdb.DuckDBPyConnection,
    root: Path,
    generations: Sequence[Generation],
    folder: Path,
    of: tuple[str, int],
) -> None:
    table, part = of
    if not any(each.parts[part].files.get(table) for each in generations if part in each.parts):
        return
    target = folder / table / f"part={part}"
    target.mkdir(parents=True, exist_ok=True)
    rows = current(root, generations, table, names_of(table), (part,))
    sql.execute(f"COPY (SELECT * FROM ({rows}) ORDER BY child) TO {_quoted(target / 'merged.parquet')} ({_PARQUET})")  # noqa: S608


def remove(folder: Path) -> None:
    """Remove a folder of the copy, should it be there."""
    shutil.rmtree(folder, ignore_errors=True)

"""The files of a generation, by DuckDB: written, merged from other generations, and read as tables."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import duckdb

from app.reports.copy.engine_text import quoted
from app.reports.copy.layout import PART, PARTS, ROWS, columns
from app.reports.copy.manifest import Generation, Part

_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd"
_TOUCHED: Final = "touched.parquet"


def connect(spill: Path, memory_mib: int = 1024, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, which puts what does not fit into a folder."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mib}MiB",
        "threads": threads,
        "temp_directory": str(spill),
        "preserve_insertion_order": False,
    }
    return duckdb.connect(config=config)


def write_rows(
    sql: duckdb.DuckDBPyConnection, selects: Mapping[str, str], listed: str, folder: Path, piece: int
) -> None:
    """Write the rows of SELECTs, by table, and the list of the records they replace as Parquet files of a
    generation."""
    for table in ROWS:
        _write(sql, table, selects[table], folder, piece)
    listed = f"SELECT DISTINCT organisation, record FROM {listed}"  # noqa: S608
    sql.execute(f"COPY ({listed}) TO {quoted(folder / f'touched-{piece}.parquet')} ({_PARQUET})")


def _write(sql: duckdb.DuckDBPyConnection, table: str, select: str, folder: Path, piece: int) -> None:
    """Write rows, the children of a part together."""
    names = ", ".join(f'"{each.name}"::{each.sql} AS "{each.name}"' for each in columns(table))
    rows = f"SELECT {names}, {PART} AS part FROM ({select}) ORDER BY part, child"  # noqa: S608
    sql.execute(
        f"COPY ({rows}) TO {quoted(folder / table)} "
        f"({_PARQUET}, PARTITION_BY (part), APPEND true, FILENAME_PATTERN 'piece-{piece}-{{uuid}}')"
    )


def gathered(sql: duckdb.DuckDBPyConnection, folder: Path, *, replaces: bool) -> Generation:
    """The generation whose files lie in a folder; it replaces nothing when it is the first."""
    listed = sorted(folder.glob("touched-*.parquet"))
    sql.execute(f"COPY (SELECT DISTINCT * FROM {_read(listed)}) TO {quoted(folder / _TOUCHED)} ({_PARQUET})")  # noqa: S608
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
    return ", ".join(map(quoted, files))


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
    sql.execute(f"COPY ({listed}) TO {quoted(folder / 'touched-0.parquet')} ({_PARQUET})")
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
    sql.execute(f"COPY (SELECT * FROM ({rows}) ORDER BY child) TO {quoted(target / 'merged.parquet')} ({_PARQUET})")  # noqa: S608


def remove(folder: Path) -> None:
    """Remove a folder of the copy, should it be there."""
    shutil.rmtree(folder, ignore_errors=True)

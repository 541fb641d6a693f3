"""Statements compiled once, when the store is opened, to the driver's own SQL.

A save is a handful of small statements, and building each of them anew costs several times what the database takes to
run it. So the SQL, the places of its parameters and the conversions of its columns are worked out once; afterwards a
row is a list handed to the driver. Faults of the driver are raised as they are; `database` turns them into ours.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Delete, Dialect, Select, Table, Update, insert
from sqlalchemy.sql import dml
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from app.errors import NotFound

Row = Sequence[Any]
Values = list[Any]
Conversion = tuple[int, Callable[[Any], Any]]


class Cursor(Protocol):
    """The part of a DBAPI cursor that is used."""

    def execute(self, statement: Any, values: Any = ..., /) -> Any: ...
    def executemany(self, statement: Any, rows: Any, /) -> Any: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> Any: ...
    def fetchmany(self, size: int = ..., /) -> Any: ...
    def close(self) -> None: ...


class Writing(Protocol):
    """A prepared statement that writes rows.

    `table` is where; `refers` are the tables that its rows refer to. `adds` says that it inserts its rows and does
    nothing else, `skips` that it does so only where their keys are free.
    """

    @property
    def table(self) -> str: ...
    @property
    def refers(self) -> frozenset[str]: ...
    @property
    def adds(self) -> bool: ...
    @property
    def skips(self) -> bool: ...

    def run(self, cursor: Cursor, rows: Sequence[Values]) -> None: ...


Step = tuple[Writing, list[Values]]


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _conversions(kinds: Sequence[TypeEngine[Any]], dialect: Dialect) -> tuple[Conversion, ...]:
    found = ((place, _binder(kind, dialect)) for place, kind in enumerate(kinds))
    return tuple((place, convert) for place, convert in found if convert is not None)


def _convert(values: Values, conversions: tuple[Conversion, ...]) -> None:
    for place, convert in conversions:
        value = values[place]
        if value is not None:
            values[place] = convert(value)


class _Parameters:
    """Where the values given by name go, and the constants that the statement itself brings."""

    def __init__(self, compiled: SQLCompiler, names: tuple[str, ...], dialect: Dialect) -> None:
        order = list(compiled.positiontup or ())
        self._constants = [compiled.params[name] for name in order]
        self._places = tuple((place, names.index(name)) for place, name in enumerate(order) if name in names)
        self._conversions = _conversions([compiled.binds[name].type for name in order], dialect)
        missing = set(names) - set(order)
        if missing:
            raise ValueError(f"The statement has no parameter {', '.join(sorted(missing))}.")

    def values(self, given: Sequence[object]) -> Values:
        values = self._constants.copy()
        for place, source in self._places:
            values[place] = given[source]
        _convert(values, self._conversions)
        return values


class Query:
    """A prepared SELECT; `names` are its parameters in the order in which they will be given."""

    def __init__(self, select: Select[Any], names: tuple[str, ...], dialect: Dialect) -> None:
        compiled = select.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("A query compiles to SQL.")
        self.sql = str(compiled)
        self._parameters = _Parameters(compiled, names, dialect)
        results = [
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(select.selected_columns)
        ]
        self._results: tuple[Conversion, ...] = tuple(
            (place, convert) for place, convert in results if convert is not None
        )

    def all(self, cursor: Cursor, given: Sequence[object]) -> list[Row]:
        """Every row found."""
        self.ask(cursor, given)
        return self.answer(cursor)

    def ask(self, cursor: Cursor, given: Sequence[object]) -> None:
        """Send it to the database."""
        cursor.execute(self.sql, self._parameters.values(given))

    def answer(self, cursor: Cursor) -> list[Row]:
        """Every row found, once it was sent."""
        found: list[Row] = cursor.fetchall()
        return [self.row(each) for each in found] if self._results else found

    def stream(self, cursor: Cursor) -> Iterator[Row]:
        """Row after row as the driver brings them, unconverted: `row` converts one. For a query without parameters."""
        cursor.execute(self.sql)
        while found := cursor.fetchmany(1000):
            yield from found
        cursor.close()

    def row(self, found: Row) -> Row:
        """A row of the driver's values as a row of ours."""
        values = list(found)
        _convert(values, self._results)
        return values


def _referred(table: Table) -> frozenset[str]:
    # By the names it is declared with: the tables themselves may not all be known yet.
    return frozenset(key.target_fullname.partition(".")[0] for key in table.foreign_keys) - {table.name}


class _Insert:
    adds = True

    def __init__(self, table: Table, dialect: Dialect, *, skip_existing: bool = False) -> None:
        self.table = table.name
        self.refers = _referred(table)
        self.skips = skip_existing
        head, values = str(insert(table).compile(dialect=dialect)).split(" VALUES ")
        self._head, self._values = f"{head} VALUES ", values
        self._tail = " ON CONFLICT DO NOTHING" if skip_existing else ""
        self._conversions = _conversions([column.type for column in table.columns], dialect)

    def bound(self, rows: list[Values]) -> list[Values]:
        for row in rows:
            _convert(row, self._conversions)
        return rows


class SqliteInsert(_Insert):
    """Inserts rows, whole and in the order of the table's columns, one after another."""

    def __init__(self, table: Table, dialect: Dialect, *, skip_existing: bool = False) -> None:
        super().__init__(table, dialect, skip_existing=skip_existing)
        self._sql = self._head + self._values + self._tail

    def of(self, rows: list[Values]) -> Step:
        """The step that inserts these rows; converts them in place."""
        return self, self.bound(rows)

    def run(self, cursor: Cursor, rows: Sequence[Values]) -> None:
        if len(rows) == 1:
            cursor.execute(self._sql, rows[0])
        else:
            cursor.executemany(self._sql, rows)


class PostgresqlInsert(_Insert):
    """Inserts rows, whole and in the order of the table's columns, many with one statement."""

    # Few enough that statements of as many rows come again and are kept planned; more of them at once are no quicker.
    _MOST_ROWS = 64

    def __init__(self, table: Table, dialect: Dialect, *, skip_existing: bool = False) -> None:
        super().__init__(table, dialect, skip_existing=skip_existing)
        self._columns = len(table.columns)
        self._casts = ["".join(part.partition("::")[1:]) for part in self._values.strip("()").split(", ")]
        self._by_count: dict[int, bytes] = {}

    def of(self, rows: list[Values]) -> Step:
        """The step that inserts these rows; converts them in place."""
        return self, self.bound(rows)

    def run(self, cursor: Cursor, rows: Sequence[Values]) -> None:
        for start in range(0, len(rows), self._MOST_ROWS):
            part = rows[start : start + self._MOST_ROWS]
            sql = self._by_count.get(len(part)) or self._sql(len(part))
            cursor.execute(sql, part[0] if len(part) == 1 else [value for row in part for value in row])

    def _sql(self, count: int) -> bytes:
        rows = (
            ", ".join(f"${row * self._columns + place}{cast}" for place, cast in enumerate(self._casts, start=1))
            for row in range(count)
        )
        sql = (self._head + ", ".join(f"({row})" for row in rows) + self._tail).encode()
        self._by_count[count] = sql
        return sql


Insert = SqliteInsert | PostgresqlInsert


class Change:
    """A prepared UPDATE, DELETE or upsert of the few tables that know change; a required one returns its rows."""

    adds = False
    skips = False

    def __init__(
        self, update: Update | Delete | dml.Insert, names: tuple[str, ...], dialect: Dialect, *, required: bool
    ) -> None:
        if not isinstance(update.table, Table):
            raise TypeError("A table is changed.")
        self.table = update.table.name
        self.refers = _referred(update.table)
        compiled = update.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("An update compiles to SQL.")
        self._sql = str(compiled)
        self._parameters = _Parameters(compiled, names, dialect)
        self._required = required

    def of(self, *given: object) -> Step:
        """The step that changes with these values."""
        return self, [self._parameters.values(given)]

    def run(self, cursor: Cursor, rows: Sequence[Values]) -> None:
        for row in rows:
            cursor.execute(self._sql, row)
            if self._required and not cursor.fetchall():
                raise NotFound("There is no such thing to change.")


def replacing_older(table: Table, by: str, dialect: Dialect) -> Change:
    """A prepared INSERT of whole rows; one whose key is taken replaces the row there, unless that is newer `by`."""
    statement = _dialects_insert(table, dialect)
    keys = [column.name for column in table.primary_key]
    replaced = statement.on_conflict_do_update(
        index_elements=keys,
        set_={column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys},
        where=statement.excluded[by] >= table.c[by],
    )
    return Change(replaced, tuple(column.name for column in table.columns), dialect, required=False)


def _dialects_insert(table: Table, dialect: Dialect) -> Any:
    # Loaded when it is used: a record in a file needs nothing of PostgreSQL.
    if dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)

"""Any number of keys as one parameter of a prepared query, so that thousands are looked for by one statement.

The parameter is JSON text, a list of numbers or of texts, which both databases take apart themselves; each key is then
looked up by an index. Keys of several columns are looked for by the one that tells most, the others being given.
"""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import (
    JSON,
    ColumnElement,
    Dialect,
    String,
    Text,
    bindparam,
    cast,
    func,
    select,
)

from app.store.column_types import IDENTITY


def wanted_text(keys: Iterable[int] | Iterable[str]) -> str:
    """The parameter that stands for these keys."""
    return orjson.dumps(list(keys)).decode()


def is_wanted(dialect: Dialect, name: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a column, of texts or of identities, is among the keys of a parameter of a query."""
    given = bindparam(name, type_=Text)
    if dialect.name == "sqlite":
        return column.in_(select(func.json_each(given).table_valued("value", name="wanted").c.value))
    key = func.json_array_elements_text(cast(given, JSON)).table_valued("value", name="wanted").c.value
    keys = select(key if isinstance(column.type, String) else cast(key, IDENTITY)).scalar_subquery()
    # By way of an array: of one PostgreSQL expects ten keys, else a hundred, for which it would read a table of many
    # thousand rows rather than go by the index; and it makes a hash table of either where a table is small.
    return column.in_(select(func.unnest(func.array(keys), type_=column.type).column_valued("wanted")))

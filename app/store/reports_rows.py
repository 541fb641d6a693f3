"""Many rows as one text: how the analytics copy's rows are asked for.

Row after row is most of what reading so many costs, and the interpreter is needed for each. As one text, a JSON array
to a line, they are put together by the database, which needs no interpreter for it, so that it reads what comes next
while use is made of what came before. Instants, days and times are ISO 8601 text in it.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Dialect, Select, Text, cast, func, literal_column, select

Values = list[Any]
"""The values of a row, as JSON has them."""


def as_one_text(dialect: Dialect, *columns: ColumnElement[Any]) -> Select[Any]:
    """A query over columns whose one row is all of theirs, in no order of its own; none when there are none."""
    # The line's end as SQL, for a statement compiled once is not rendered again with its parameters.
    if dialect.name == "sqlite":
        return select(func.group_concat(func.json_array(*columns), literal_column("char(10)")))
    return select(func.string_agg(cast(func.json_build_array(*columns), Text), literal_column("chr(10)")))


def rows_in(text: str | None) -> list[Values]:
    """The rows of such a text; within a value the end of a line is written otherwise."""
    rows: list[Values] = orjson.loads(f"[{text.replace(chr(10), ',')}]") if text else []
    return rows


def instant(text: str) -> datetime:
    """An instant, in UTC whatever zone the database tells it in."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is UTC else at.astimezone(UTC)

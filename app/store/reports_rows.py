"""Many rows as one text: how the analytics copy's rows are asked for.

Row after row is most of what reading so many costs, and the interpreter is needed for each. As the one text of a JSON
array they are put together by the database, which needs no interpreter for it, so that it reads what comes next while
rows are derived from what came before. Instants, days and times are ISO 8601 text in it.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Dialect, Select, Text, cast, func, select

Values = list[Any]
"""The values of a row, as JSON has them."""


def as_one_text(dialect: Dialect, *columns: ColumnElement[Any]) -> Select[Any]:
    """A query over columns whose one row is all of theirs, in no order of its own."""
    if dialect.name == "sqlite":
        return select(func.json_group_array(func.json_array(*columns)))
    return select(cast(func.json_agg(func.json_build_array(*columns)), Text))


def rows_in(text: str | None) -> list[Values]:
    """The rows of such a text; of none PostgreSQL makes no text."""
    rows: list[Values] = orjson.loads(text) if text is not None else []
    return rows


def instant(text: str) -> datetime:
    """An instant, in UTC whatever zone the database tells it in."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is UTC else at.astimezone(UTC)

"""Names and values as SQL (DuckDB) writes them, and what counts as blank."""

from collections.abc import Iterable
from datetime import date, datetime

from app.csds.specification import Field, Kind


def name(text: str) -> str:
    """A name of a table or column, quoted."""
    return '"' + text.replace('"', '""') + '"'


def literal(value: str | int | bool | date | datetime | None) -> str:
    """A value, quoted as its type asks; a date is its midnight."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return f"TIMESTAMP '{moment.isoformat(' ')}'"
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """Texts as a list in brackets, for IN."""
    return "(" + ", ".join(literal(each) for each in values) + ")"


def of_row(field: str) -> str:
    """A field of the row that is looked at."""
    return f"r.{name(field)}"


def blank(field: Field) -> str:
    """Whether a field of the row has no value; spaces alone are none."""
    column = of_row(field.name)
    return f"({column} IS NULL OR trim({column}) = '')" if field.kind is Kind.TEXT else f"{column} IS NULL"


def present(field: Field) -> str:
    """Whether a field of the row has a value."""
    column = of_row(field.name)
    return f"trim({column}) <> ''" if field.kind is Kind.TEXT else f"{column} IS NOT NULL"

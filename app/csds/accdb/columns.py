"""A column of many rows at once, as what lies in the rows: bytes of texts, whole numbers, days.

Most columns are codes, dates and times of day, of which there are few: what each becomes is kept. Where there are many
(identifiers), keeping them would cost more than it saves, and they are made together.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from app.csds.accdb.definition import Column, ColumnType
from app.csds.accdb.values import COMPRESSED, days, integer_encoder, text_encoder
from app.csds.engine_duckdb import Value

SIZES: Final = {ColumnType.INTEGER: 2, ColumnType.LONG_INTEGER: 4, ColumnType.DATE_TIME: 8}
"""The bytes of a value of the types of fixed length that are written."""

MOST_KNOWN: Final = 5_000
"""How many values of a column are kept with what they become."""

MANY: Final = 4_000
"""A column with more different texts than these is made together."""

_LEAST_COMPRESSED: Final = len(COMPRESSED) + 3


def fillable(column: Column) -> bool:
    """Whether values can be written into a column: a text of variable length, a whole number, or a date/time."""
    if column.automatic:
        return False
    return column.type in SIZES if column.fixed else column.type == ColumnType.TEXT


class Known(dict[Value, Any]):
    """What values become, worked out when first met; None becomes `blank`."""

    def __init__(self, encode: Callable[[Value], Any], blank: Any) -> None:
        super().__init__()
        self._encode, self._blank = encode, blank
        self[None] = blank

    def __missing__(self, value: Value) -> Any:
        if len(self) > MOST_KNOWN:
            self.clear()
            self[None] = self._blank
        made = self[value] = self._encode(value)
        return made


class Encoder:
    """Makes what lies in the rows of the values of a fillable column."""

    def __init__(self, column: Column) -> None:
        self._known = _known(column)

    def one(self, value: Value) -> Any:
        """Of one value.

        Raises: ValueFault: it does not go into the column; TypeError: it is no value at all.
        """
        return self._known[value]

    def many(self, values: Sequence[Value]) -> list[Any]:
        """Of the values of a column of rows."""
        return list(map(self._known.__getitem__, values))


class TextEncoder(Encoder):
    """The same, of texts."""

    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self._longest, self._compresses = column.characters, column.compresses

    def many(self, values: Sequence[Value]) -> list[bytes]:
        """Of the values of a column of rows; of many different ones together, if they are all plain texts."""
        if self._compresses and len(self._known) > MANY:
            made = self._plain(values)
            if made is not None:
                return made
        return super().many(values)

    def _plain(self, values: Sequence[Value]) -> list[bytes] | None:
        """Of texts that are all compressed, and fit; None when one does not or is no such text."""
        try:
            made = [b"" if each is None else COMPRESSED + each.encode("latin-1") for each in values]  # type: ignore[union-attr]
        except (AttributeError, UnicodeEncodeError):
            return None
        lengths = set(map(len, made)) - {0}
        if lengths and (min(lengths) < _LEAST_COMPRESSED or max(lengths) > len(COMPRESSED) + self._longest):
            return None
        return None if b"\0" in b"".join(made) else made


def encoder_of(column: Column) -> Encoder:
    """What encodes a fillable column."""
    return TextEncoder(column) if column.type == ColumnType.TEXT else Encoder(column)


def _known(column: Column) -> Known:
    if column.type == ColumnType.TEXT:
        return Known(text_encoder(column.characters, compresses=column.compresses), b"")
    if column.type == ColumnType.DATE_TIME:
        return Known(days, 0.0)
    return Known(integer_encoder(column.length), 0)

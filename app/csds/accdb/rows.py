"""A row as bytes. Source: HACKING.md of mdbtools, "Jet4 Row Definition".

0   2 bytes  how many columns the row has, deleted ones among them
2   the columns of fixed length, each at its offset; of a blank one the bytes mean nothing
then the columns of variable length, one after another, each at its place among them
then 2 bytes  where the last of these ends, from the beginning of the row
then 2 bytes each  where each of these begins, the last one first
then 2 bytes  how many of these there are
then the null mask: a bit for each column by its number, the lowest first, set where the column has a value
"""

import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat, starmap
from operator import is_
from typing import Final

from app.csds.accdb.columns import SIZES, encoder_of, fillable
from app.csds.accdb.definition import Column, ColumnType, Definition
from app.csds.accdb.faults import RowFault, ValueFault
from app.csds.accdb.layout import LONGEST_ROW
from app.csds.accdb.values import integer_from, text_from
from app.csds.engine_duckdb import Row, Value

_FORMATS: Final = {ColumnType.INTEGER: "h", ColumnType.LONG_INTEGER: "i", ColumnType.DATE_TIME: "d"}
_MOST_MASKS: Final = 20_000


class Unfillable(ValueError):
    """A column of a table is of a kind that is not written; the message says which and why."""


class _Masks(dict[tuple[bool, ...], bytes]):
    """The null mask of a row, by which of its values are blank."""

    def __init__(self, numbers: Sequence[int], width: int) -> None:
        super().__init__()
        self._numbers, self._length = numbers, (width + 7) // 8

    def __missing__(self, blank: tuple[bool, ...]) -> bytes:
        if len(self) > _MOST_MASKS:
            self.clear()
        bits = sum(1 << number for number, each in zip(self._numbers, blank, strict=True) if not each)
        mask = self[blank] = bits.to_bytes(self._length, "little")
        return mask


class RowEncoder:
    """Makes bytes of the rows of a table whose values come in an order of their own."""

    def __init__(self, definition: Definition, order: Sequence[str]) -> None:
        """`order` names the column of each value.

        Raises: Unfillable: a column cannot be written, is not there, or is there and not named.
        """
        columns = _in_order(definition, order)
        self._name, self._order = definition.name, tuple(order)
        self._encoders = [encoder_of(each) for each in columns]
        self._masks = _Masks([each.number for each in columns], definition.width)
        places = range(len(columns))
        self._fixed = sorted((at for at in places if columns[at].fixed), key=lambda at: columns[at].offset)
        self._head = _fixed_part([columns[at] for at in self._fixed])
        self._width = definition.width
        slots = {columns[at].variable: at for at in places if not columns[at].fixed}
        if any(slot >= definition.variables for slot in slots):
            raise Unfillable(f"{self._name}: its columns of variable length are not numbered as they should be")
        self._variable = [slots.get(slot) for slot in range(definition.variables)]
        self._tail = struct.Struct(f"<{definition.variables + 2}H")

    def encode(self, rows: Sequence[Row], first: int) -> list[bytes]:
        """The bytes of rows; `first` is the number, from 1, of the first of them in the table.

        Raises: RowFault: a value does not go into its column, or a row is longer than Access takes.
        """
        if not rows:
            return []
        try:
            made = self._encode(rows)
        except (ValueFault, ValueError, TypeError):
            made = [self._alone(row, number) for number, row in enumerate(rows, first)]
        if max(map(len, made)) > LONGEST_ROW:
            number = next(at for at, row in enumerate(made, first) if len(row) > LONGEST_ROW)
            raise RowFault(self._name, number, None, f"it is longer than the {LONGEST_ROW:,} bytes that Access takes.")
        return made

    def _encode(self, rows: Sequence[Row]) -> list[bytes]:
        count = len(rows)
        columns = list(zip(*rows, strict=True))
        made = [encoder.many(each) for encoder, each in zip(self._encoders, columns, strict=True)]
        blank = zip(*(map(is_, each, repeat(None)) for each in columns), strict=True)
        heads = starmap(
            self._head.pack, zip(repeat(self._width, count), *(made[at] for at in self._fixed), strict=True)
        )
        nothing = [b""] * count
        texts: Iterator[tuple[bytes, ...]] = (
            zip(*(nothing if at is None else made[at] for at in self._variable), strict=True)
            if self._variable
            else repeat((), count)
        )
        masks, tail, start, variables = self._masks, self._tail.pack, self._head.size, len(self._variable)
        rows_made = []
        for head, parts, pattern in zip(heads, texts, blank, strict=True):
            ends = list(accumulate(map(len, parts), initial=start))
            ends.reverse()
            rows_made.append(b"".join((head, *parts, tail(*ends, variables), masks[pattern])))
        return rows_made

    def _alone(self, row: Row, number: int) -> bytes:
        if len(row) != len(self._order):
            raise RowFault(self._name, number, None, f"it has {len(row)} values, and should have {len(self._order)}.")
        for name, encoder, value in zip(self._order, self._encoders, row, strict=True):
            try:
                encoder.one(value)
            except ValueFault as fault:
                raise RowFault(self._name, number, name, f"it has {fault}.") from None
            except TypeError:
                raise RowFault(self._name, number, name, f"it has a {type(value).__name__}.") from None
        return self._encode([row])[0]


def _in_order(definition: Definition, order: Sequence[str]) -> list[Column]:
    by_name = {each.name: each for each in definition.columns}
    if sorted(order) != sorted(by_name):
        unlike = ", ".join(sorted(set(order).symmetric_difference(by_name))) or "named twice"
        raise Unfillable(
            f"{definition.name}: the columns of the file and those of the rows are not the same ({unlike})"
        )
    for column in definition.columns:
        if not fillable(column):
            raise Unfillable(f"{definition.name}: column {column.name} is {column.words}, a type that is not written")
    return [by_name[name] for name in order]


def _fixed_part(columns: Sequence[Column]) -> struct.Struct:
    """The count of columns, then each column of fixed length at its offset; between them may be deleted ones."""
    layout, at = "<H", 0
    for column in columns:
        code, size = _FORMATS[ColumnType(column.type)], SIZES[ColumnType(column.type)]
        if column.offset < at:
            raise Unfillable(f"column {column.name} lies over another one")
        layout += f"{column.offset - at}x{code}"
        at = column.offset + size
    return struct.Struct(layout)


def decode(row: bytes, definition: Definition) -> dict[str, Value]:
    """The texts and whole numbers of a row, by name; other columns are left out, and a blank one is None.

    Raises: ValueError: it is no row of the table.
    """
    width = int.from_bytes(row[:2], "little")
    mask = row[len(row) - (width + 7) // 8 :]
    found: dict[str, Value] = {}
    for column in definition.columns:
        here = column.number < width and mask[column.number >> 3] >> (column.number & 7) & 1
        if column.type == ColumnType.TEXT:
            found[column.name] = text_from(_variable(row, len(mask), column)) if here else None
        elif column.type in (ColumnType.INTEGER, ColumnType.LONG_INTEGER):
            at = 2 + column.offset
            found[column.name] = integer_from(row[at : at + column.length]) if here else None
    return found


def _variable(row: bytes, mask: int, column: Column) -> bytes:
    """The bytes of a column of variable length of a row whose null mask has `mask` bytes."""
    at = len(row) - mask - 4 - 2 * column.variable
    start, end = (int.from_bytes(row[place : place + 2], "little") for place in (at, at - 2))
    if at < 4 or not 2 <= start <= end <= at:
        raise ValueError("a row that cannot be read")
    return row[start:end]

"""The content of a released table as it is kept: bytes of which the rows of one area are read without those of others.

A country's table has the rows of hundreds of areas, and a page shows one of them. So the text of each area's rows is
compressed apart, one after another in the order of the table; as the texts are alike, all with the beginning of the
first ones as what is known before (RFC 1950, preset dictionary), which keeps the whole as small as if it were
compressed at once:

    ``areas1`` and a line feed; the length of the head, four bytes, the highest first;
    the head, compressed JSON: ``[model, [[area, bytes], …]]``, the bytes of the model and of each area's text;
    the model, compressed; the table's text (`app.released.json_text`) with the rows of the first area alone,
    compressed; with those of the second; …

A table of one area, or whose areas do not stand one after another, is its text compressed whole, as every table was
before; content of either kind is read.
"""

import json
import struct
import zlib
from dataclasses import dataclass, replace
from itertools import accumulate, chain, groupby, pairwise
from typing import Final

from app.released.json_text import read_table, table_text
from app.released.table import ReleasedTable

_BY_AREA: Final = b"areas1\n"
_LENGTH: Final = struct.Struct(">I")
_MODEL: Final = 1 << 15
"""The most that zlib takes as known before."""


def content_of(table: ReleasedTable) -> bytes:
    """The content of a table."""
    rows = [(area, tuple(each)) for area, each in groupby(table.rows, key=lambda row: row.area)]
    areas = [area for area, _ in rows]
    if len(rows) < 2 or len(set(areas)) < len(areas):
        return zlib.compress(table_text(table).encode())
    texts = [table_text(replace(table, rows=each)).encode() for _, each in rows]
    known = b"".join(texts[: _MODEL // len(texts[0]) + 1])[:_MODEL]
    model, packed = zlib.compress(known), [_compressed(text, known) for text in texts]
    sizes = [len(model), [[area, len(text)] for area, text in zip(areas, packed, strict=True)]]
    head = zlib.compress(json.dumps(sizes, ensure_ascii=False, separators=(",", ":")).encode())
    return b"".join((_BY_AREA, _LENGTH.pack(len(head)), head, model, *packed))


def whole_table(content: bytes) -> ReleasedTable:
    """The table of a content."""
    parts = _parts(content)
    if parts is None:
        return _read(zlib.decompress(content))
    tables = [parts.table(content, area) for area in parts.places]
    return replace(tables[0], rows=tuple(chain.from_iterable(each.rows for each in tables)))


def rows_of_area(content: bytes, area: str) -> ReleasedTable:
    """The table of a content with the rows of one area alone: none where it has none."""
    parts = _parts(content)
    if parts is None:
        table = _read(zlib.decompress(content))
        return replace(table, rows=tuple(row for row in table.rows if row.area == area))
    if area in parts.places:
        return parts.table(content, area)
    return replace(parts.table(content, next(iter(parts.places))), rows=())


def areas_in(content: bytes) -> tuple[str, ...]:
    """The areas that a table has rows of, in its order."""
    parts = _parts(content)
    if parts is not None:
        return tuple(parts.places)
    return tuple(dict.fromkeys(row.area for row in _read(zlib.decompress(content)).rows))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is known before of every text, and where each area's begins and ends."""

    known: bytes
    places: dict[str, tuple[int, int]]

    def table(self, content: bytes, area: str) -> ReleasedTable:
        first, end = self.places[area]
        text = zlib.decompressobj(zdict=self.known)
        return _read(text.decompress(content[first:end]) + text.flush())


def _parts(content: bytes) -> _Parts | None:
    """The parts of a content; None for a table that is compressed whole."""
    if not content.startswith(_BY_AREA):
        return None
    (length,) = _LENGTH.unpack_from(content, len(_BY_AREA))
    first = len(_BY_AREA) + _LENGTH.size
    model, sizes = json.loads(zlib.decompress(content[first : first + length]))
    begins = first + length + model
    ends = accumulate((size for _, size in sizes), initial=begins)
    places = {area: place for (area, _), place in zip(sizes, pairwise(ends), strict=True)}
    return _Parts(zlib.decompress(content[begins - model : begins]), places)


def _compressed(text: bytes, known: bytes) -> bytes:
    packing = zlib.compressobj(zdict=known)
    return packing.compress(text) + packing.flush()


def _read(text: bytes) -> ReleasedTable:
    return read_table(text.decode())

"""How a text, a number or a date lies in a row of an Access file.

Text: two bytes a character (UTF-16, low byte first). Where the column compresses, a text of characters up to U+00FF may
instead be the mark FF FE and one byte a character (HACKING.md of mdbtools; Jackcess does so from three characters on).
Date/time: a double, the days since 30 December 1899; the fraction is the time of day, also before that day, where the
number is negative: -1.25 is 29 December 1899, 06:00 (Microsoft, OLE Automation date).
"""

import struct
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final

from app.csds.accdb.faults import ValueFault
from app.csds.engine_duckdb import ACCESS_DAY_ZERO, Value

COMPRESSED: Final = b"\xff\xfe"
SECONDS: Final = 86_400
_DAY_ZERO: Final = ACCESS_DAY_ZERO.toordinal()
_INTEGERS: Final = {2: (-(2**15), 2**15 - 1), 4: (-(2**31), 2**31 - 1)}


def text_encoder(longest: int, *, compresses: bool) -> Callable[[Value], bytes]:
    """What makes bytes of a text of up to `longest` characters (as Access counts: those beyond U+FFFF are two)."""

    def encoded(value: Value) -> bytes:
        if not isinstance(value, str):
            raise ValueFault(f"a {type(value).__name__} where a text belongs")
        if "\0" in value or value.startswith("\ufeff"):
            raise ValueFault("a character that Access cannot keep (U+0000, or U+FEFF at the beginning)")
        try:
            wide = value.encode("utf-16-le")
        except UnicodeEncodeError:
            raise ValueFault("half a character (a lone surrogate)") from None
        if len(wide) > 2 * longest:
            raise ValueFault(f"a text of {len(wide) // 2} characters, and the column takes {longest}")
        if compresses and len(value) > 2 and len(wide) == 2 * len(value) and max(value) <= "\xff":
            return COMPRESSED + value.encode("latin-1")
        return wide

    return encoded


def text_from(data: bytes) -> str:
    """The text that bytes of a row hold; a compressed one may change to two bytes a character and back, at each 00.

    Raises: UnicodeDecodeError: they are no text.
    """
    if not data.startswith(COMPRESSED):
        return data.decode("utf-16-le")
    parts = data[len(COMPRESSED) :].split(b"\0")
    return "".join(part.decode("utf-16-le" if at % 2 else "latin-1") for at, part in enumerate(parts))


def integer_encoder(size: int) -> Callable[[Value], int]:
    """What takes a whole number of 2 or of 4 bytes, signed."""
    least, greatest = _INTEGERS[size]

    def checked(value: Value) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueFault(f"a {type(value).__name__} where a whole number belongs")
        if not least <= value <= greatest:
            raise ValueFault(f"a number outside {least:,} to {greatest:,}")
        return value

    return checked


def days(value: Value) -> float:
    """The days since 30 December 1899 of a date, of a date and time, or of a time (on that day)."""
    if isinstance(value, datetime):
        return _days(value.toordinal() - _DAY_ZERO, value)
    if isinstance(value, date):
        return float(value.toordinal() - _DAY_ZERO)
    if isinstance(value, time):
        return _days(0, value)
    raise ValueFault(f"a {type(value).__name__} where a date or time belongs")


def _days(day: int, value: datetime | time) -> float:
    if value.tzinfo is not None:
        raise ValueFault("a time with a time zone, and Access keeps local times")
    if value.microsecond:
        raise ValueFault("a part of a second, and Access keeps whole ones")
    fraction = (value.hour * 3600 + value.minute * 60 + value.second) / SECONDS
    return day - fraction if day < 0 else day + fraction


def integer_from(data: bytes) -> int:
    """The signed whole number that 2 or 4 bytes of a row hold."""
    return int(struct.unpack("<h" if len(data) == 2 else "<i", data)[0])

"""What a thing is called: a time-ordered 64-bit identity, shown as 13 base32 characters.

Layout, most significant bit first: 1 bit zero (so that it fits a signed 64-bit column),
41 bits of milliseconds since 2024-01-01T00:00:00Z (until 2093), 22 bits that start at random
within each millisecond and count on. Shown in Crockford's base32 (no I, L, O, U), which is a valid
FHIR id (R4 datatypes, `id`: `[A-Za-z0-9\\-\\.]{1,64}`) and fits a CSDS identifier (max an20).

Two writers may draw the same identity with a chance of about one in two million for each shared
millisecond; the primary key then refuses the second, and nothing is overwritten.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NewType

Identity = NewType("Identity", int)

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
LENGTH = 13
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""What ten bits are shown as."""
_DIGITS = str.maketrans(_ALPHABET, "0123456789abcdefghijklmnopqrstuv")
"""Our digits as those that `int` reads in base 32."""
_COUNTER_BITS = 22
_LIMIT = 1 << 63


def shown(identity: Identity) -> str:
    """Write an identity as 13 base32 characters, upper case; text order is time order."""
    value = int(identity)
    return (
        f"{_ALPHABET[value >> 60]}{_PAIRS[value >> 50 & 1023]}{_PAIRS[value >> 40 & 1023]}{_PAIRS[value >> 30 & 1023]}"
        f"{_PAIRS[value >> 20 & 1023]}{_PAIRS[value >> 10 & 1023]}{_PAIRS[value & 1023]}"
    )


def parse_identity(text: str) -> Identity:
    """Read what `shown` wrote, in either case.

    Raises:
        ValueError: the text is not 13 base32 characters, or is beyond 63 bits.
    """
    if len(text) != LENGTH or not text.isascii():
        raise ValueError("An identity has 13 characters, digits and capital letters.")
    digits = text.upper()
    if digits.strip(_ALPHABET):
        raise ValueError("An identity uses the digits and the letters A to Z without I, L, O and U.")
    value = int(digits.translate(_DIGITS), 32)
    if value >= _LIMIT:
        raise ValueError("This identity is beyond the range in use.")
    return Identity(value)


def is_identity(text: str) -> bool:
    """Whether a text is an identity as `shown` writes it."""
    try:
        parse_identity(text)
    except ValueError:
        return False
    return True


def made_at(identity: Identity) -> datetime:
    """The instant (UTC) at which an identity was drawn, to the millisecond."""
    return EPOCH + timedelta(milliseconds=int(identity) >> _COUNTER_BITS)


class Identities:
    """A source of identities, rising within one source; safe to share between threads.

    `now` gives the instant (aware, UTC); `draw` gives a random integer below its argument. When the
    clock steps back, the source keeps counting from the last millisecond it used.
    """

    def __init__(self, now: Callable[[], datetime], draw: Callable[[int], int]) -> None:
        self._now = now
        self._draw = draw
        self._lock = Lock()
        self._last = 0

    def __call__(self) -> Identity:
        elapsed = self._now() - EPOCH
        milliseconds = (elapsed.days * 86_400 + elapsed.seconds) * 1_000 + elapsed.microseconds // 1_000
        with self._lock:
            if milliseconds <= self._last >> _COUNTER_BITS:
                self._last += 1
            else:
                # The upper half of the counter is left free, so that a busy millisecond has room to count on.
                self._last = milliseconds << _COUNTER_BITS | self._draw(1 << (_COUNTER_BITS - 1))
            return Identity(self._last)

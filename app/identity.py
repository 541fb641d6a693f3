"""What a thing is called: a time-ordered 64-bit identity, shown as 13 base32 characters.

Layout, most significant bit first: 1 bit zero (so that it fits a signed 64-bit column),
41 bits of milliseconds since 2024-01-01T00:00:00Z (until 2093), 22 bits that start at random
within each millisecond and count on. Shown in Crockford's base32 (no I, L, O, U), which is a valid
FHIR id (R4 datatypes, `id`: `[A-Za-z0-9\\-\\.]{1,64}`) and fits a CSDS identifier (max an20).

Two writers may draw the same identity with a chance of about one in two million for each shared
millisecond; the primary key then refuses the second, and nothing is overwritten.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import NewType

Identity = NewType("Identity", int)

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
LENGTH = 13
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_COUNTER_BITS = 22
_LIMIT = 1 << 63


def shown(identity: Identity) -> str:
    """Write an identity as 13 base32 characters, upper case; text order is time order."""
    remaining = int(identity)
    characters = []
    for _ in range(LENGTH):
        characters.append(_ALPHABET[remaining & 31])
        remaining >>= 5
    return "".join(reversed(characters))


def parse_identity(text: str) -> Identity:
    """Read what `shown` wrote, in either case.

    Raises:
        ValueError: the text is not 13 base32 characters, or is beyond 63 bits.
    """
    if len(text) != LENGTH or not text.isascii():
        raise ValueError("An identity has 13 characters, digits and capital letters.")
    value = 0
    for character in text.upper():
        if character not in _VALUES:
            raise ValueError("An identity uses the digits and the letters A to Z without I, L, O and U.")
        value = value << 5 | _VALUES[character]
    if value >= _LIMIT:
        raise ValueError("This identity is beyond the range in use.")
    return Identity(value)


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

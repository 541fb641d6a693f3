"""Check digits and partitions of whole columns of identifiers.

Source: SNOMED CT Release File Specifications, section 6 "SCTID". `app.terminology.concept` is the same for one.
"""

from enum import IntEnum
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.rf2.snapshot import Flags, Ids

_STEP: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
_DIGITS: Final = 20
_FOUR: Final = 10_000
_SHORTEST_EXTENSION: Final = 10**10

Digits = NDArray[np.uint8]


class Component(IntEnum):
    """What an identifier names: the second digit of its partition."""

    CONCEPT = 0
    DESCRIPTION = 1
    RELATIONSHIP = 2


def wrong_check_digits(ids: Ids) -> Flags:
    """Which of some positive identifiers (of up to 18 digits) do not end in the digit Verhoeff's scheme demands.

    Four digits are taken at a time. Digits above the first one of a short identifier are read as zeros, which turn the
    product by what `_turns` knows for each length; the product of the digits alone is then the identity exactly when
    the whole product is that turn.
    """
    product, fours, turns = _tables()
    rest, low = np.divmod(ids, _FOUR)
    state = fours[0].take(low)
    for chunk in range(1, _DIGITS // 4):
        rest, low = np.divmod(rest, _FOUR)
        state = product.take(state * np.uint8(10) + fours[chunk % 2].take(low))
    lengths = np.searchsorted(_powers(), ids, side="right")
    wrong: Flags = state != turns.take(lengths)
    return wrong


def wrong_partitions(ids: Ids, component: Component) -> Flags:
    """Which identifiers are not of the component: the partition is another, or lacks the namespace it promises."""
    partition = ids // 10 % 100
    international = partition == component
    extension = (partition == 10 + component) & (ids >= _SHORTEST_EXTENSION)
    wrong: Flags = ~(international | extension)
    return wrong


def components(ids: Ids) -> Digits:
    """The second digit of the partition of each identifier, as in `Component`."""
    kinds: Digits = (ids // 10 % 10).astype(np.uint8)
    return kinds


@cache
def _tables() -> tuple[Digits, tuple[Digits, Digits], Digits]:
    """The product of D5 as a flat table, the products of four digits by position, and what leading zeros turn."""
    product, permuted = _products(), _permutations()
    low = _products_of_four(product, permuted[:4])
    high = _products_of_four(product, permuted[4:])
    return product, (low, high), _turns(product, permuted)


@cache
def _powers() -> Ids:
    return 10 ** np.arange(19, dtype=np.int64)


def _products() -> Digits:
    """The dihedral group of ten elements: 0 to 4 are rotations, 5 to 9 reflections; entry 10 * left + right."""
    left, right = np.divmod(np.arange(100), 10)
    turn = np.where(left < 5, left + right, left - right) % 5
    product: Digits = (turn + np.where((left < 5) == (right < 5), 0, 5)).astype(np.uint8)
    return product


def _permutations() -> Digits:
    rows: list[Digits] = [np.arange(10, dtype=np.uint8)]
    while len(rows) < 8:
        rows.append(rows[-1][list(_STEP)])
    return np.array(rows)


def _products_of_four(product: Digits, permuted: Digits) -> Digits:
    numbers = np.arange(_FOUR)
    state: Digits = permuted[0].take(numbers % 10)
    for place in range(1, 4):
        digit = numbers // 10**place % 10
        state = product.take(state * np.uint8(10) + permuted[place].take(digit))
    return state


def _turns(product: Digits, permuted: Digits) -> Digits:
    turns = np.zeros(_DIGITS + 1, dtype=np.uint8)
    for length in range(_DIGITS):
        state = 0
        for position in range(length, _DIGITS):
            state = int(product[state * 10 + int(permuted[position % 8][0])])
        turns[length] = state
    return turns

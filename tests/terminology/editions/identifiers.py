"""Identifiers of components and members: valid check digits, one at a time and by the column.

Items are chosen far above those in use (7 million and more), so that made-up concepts are nobody's real ones.
"""

from random import Random
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import check_digit

UK_NAMESPACE: Final = "1000000"
FIRST_CONCEPT: Final = 7_000_000
FIRST_DESCRIPTION: Final = 7_000_000_000
FIRST_RELATIONSHIP: Final = 7_000_000_000
FIRST_UK_COMPONENT: Final = 70_000_000

CONCEPT: Final = 0
DESCRIPTION: Final = 1
RELATIONSHIP: Final = 2


def component_id(item: int, component: int, namespace: str | None = None) -> int:
    """The identifier with this item: `component` is 0 for a concept, 1 a description, 2 a relationship.

    Without a namespace it is the International Edition's (short format), with one the extension's (long format).
    Source: SNOMED CT Release File Specifications, section 6 "SCTID".
    """
    digits = f"{item}{namespace or ''}{1 if namespace else 0}{component}"
    return int(f"{digits}{check_digit(digits)}")


def component_ids(items: NDArray[np.int64], component: int, namespace: str | None = None) -> NDArray[np.int64]:
    """The same for a column of items."""
    owned = (items * 10_000_000 + int(namespace)) * 100 + 10 if namespace else items * 100
    stem = owned + component
    return stem * 10 + check_digits(stem)


def check_digits(stems: NDArray[np.int64]) -> NDArray[np.int64]:
    """The Verhoeff digit that follows each stem (an identifier without its last digit), worked by the column."""
    product, permuted, inverse = _tables()
    state = np.zeros(len(stems), dtype=np.int64)
    rest = stems.copy()
    position = 1
    while rest.any():
        stepped = product[state, permuted[position % 8, rest % 10]]
        state = np.where(rest > 0, stepped, state)
        rest //= 10
        position += 1
    return inverse[state]


def _tables() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """D5's product, the permutation by position, and inverses, as Verhoeff's table of 1969 has them."""
    product = [
        [(left + right) % 5 if right < 5 else 5 + (left + right) % 5 for right in range(10)]
        if left < 5
        else [5 + (left - right) % 5 if right < 5 else (left - right) % 5 for right in range(10)]
        for left in range(10)
    ]
    permuted = [list(range(10))]
    step = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
    while len(permuted) < 8:
        permuted.append([permuted[-1][digit] for digit in step])
    return np.array(product), np.array(permuted), np.array([row.index(0) for row in product])


def member_id(chance: Random) -> str:
    """The UUID of a reference set member (version 4), lower case."""
    return str(UUID(int=chance.getrandbits(128), version=4))

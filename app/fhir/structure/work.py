"""A bound on work: describing what is wrong with a hostile body must not take longer than refusing it."""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

MOST_LOOKED_AT: Final = 40_000
"""How many properties and items are looked at to describe one body: some tens of milliseconds."""

_Item = TypeVar("_Item")


class Work:
    """Counts down what may still be looked at."""

    def __init__(self, most: int = MOST_LOOKED_AT) -> None:
        self._left = most

    @property
    def exhausted(self) -> bool:
        return self._left <= 0

    def over(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """The items, one by one, until nothing may be looked at any more."""
        for each in items:
            if self._left <= 0:
                return
            self._left -= 1
            yield each

"""Small editions drawn by chance: a hierarchy with several parents, names, sets, and years of changes to them."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from tests.terminology.editions.author import Author, add_metadata
from tests.terminology.editions.growth import Growth
from tests.terminology.editions.history import GeneratedHistory
from tests.terminology.editions.ledger import Ledger
from tests.terminology.editions.tables import SEPARATE, Package

BEFORE: Final = (date(2002, 1, 31), date(2004, 4, 1))
"""The dates of the standard's own concepts, International and extension."""


def release_dates(count: int) -> tuple[tuple[date, date], ...]:
    """The International date and the later extension date of each of `count` releases, two a year from 2020."""
    return tuple(
        (date(2020 + at // 2, 1 + at % 2 * 6, 31), date(2020 + at // 2, 4 + at % 2 * 6, 10)) for at in range(count)
    )


def small_history(
    seed: int, concepts: int = 60, dates: int = 3, packages: Sequence[Package] = SEPARATE
) -> GeneratedHistory:
    """An edition of about so many made-up concepts that changes at each of so many dates; the same for a seed."""
    chance = Random(seed)
    days = release_dates(dates)
    author = Author(Ledger(), chance, *BEFORE)
    add_metadata(author)
    growth = Growth(author, chance)
    author.move_on(*days[0])
    growth.begin(concepts)
    for pair in days:
        author.move_on(*pair)
        if pair != days[0]:
            growth.change(max(4, concepts // 6))
        growth.state_modules()
    return GeneratedHistory(author.ledger, tuple(extension for _, extension in days), packages)

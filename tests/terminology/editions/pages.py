"""The files of a large release while it is written: begun with the rows written by hand, then a chunk at a time."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from tests.terminology.editions import metadata as m
from tests.terminology.editions.author import Author, add_metadata
from tests.terminology.editions.ledger import Ledger
from tests.terminology.editions.packages import package_files, write_folder
from tests.terminology.editions.rendering import Bytes, Column, chosen, lines
from tests.terminology.editions.shape import Flags
from tests.terminology.editions.small import BEFORE
from tests.terminology.editions.tables import Package, Table

ON: Final = date(2026, 4, 10)

_CHUNK: Final = 200_000
_DATES: Final = tuple(f"{year}{day}" for year in range(2004, 2026) for day in ("0410", "1001"))
_MODULES: Final = (m.CORE, m.UK_CLINICAL)

Rows = Callable[[int, int], Sequence[Column]]
"""The columns of the rows from one place up to another."""


class Pages:
    """Files begun with the standard's own concepts and so many reference sets; `rows` counts what each file has."""

    def __init__(self, folder: Path, seed: int, sets: int) -> None:
        self.folder = folder
        self.chance = np.random.default_rng(seed)
        author = Author(Ledger(), Random(seed), *BEFORE)
        add_metadata(author)
        self.sets = [_add_set(author, at) for at in range(sets)]
        for module, on in ((m.CORE, m.MODEL), (m.UK_CLINICAL, m.CORE), (m.UK_REFSETS, m.UK_CLINICAL)):
            author.rests_on(module, on)
        self.head = author.ledger.rows
        write_folder(folder, package_files("Snapshot", self.head, ON, (Package.MONOLITH,)))
        self.rows = {_path(table): len(self.head[table]) for table in Table}

    def append(self, table: Table, count: int, rows: Rows) -> None:
        """Add so many rows to a file."""
        with (self.folder / _path(table)).open("ab") as file:
            for start in range(0, count, _CHUNK):
                end = min(start + _CHUNK, count)
                file.write(lines(rows(start, end), end - start))
        self.rows[_path(table)] += count

    def dates(self, count: int) -> Bytes:
        """So many effective times."""
        return chosen(_DATES, self.chance.integers(0, len(_DATES), count))


def modules(uk: Flags) -> Bytes:
    """The module of each of some components, by whether it is the extension's."""
    return chosen(_MODULES, uk.astype(np.intp))


def _add_set(author: Author, at: int) -> int:
    """A simple reference set, which is a concept with names of its own."""
    refset = author.concept(m.UK_REFSETS)
    name = f"Subset {at + 1} simple reference set"
    author.named(m.UK_REFSETS, refset, f"{name} (foundation metadata concept)", name, ())
    author.relate(m.UK_REFSETS, refset, m.SIMPLE_TYPE)
    return refset


def _path(table: Table) -> str:
    return table.path(Package.MONOLITH, "Snapshot", ON)

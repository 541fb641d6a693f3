"""An edition over several dates, and the Full, Snapshot and Delta releases that tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from tests.terminology.editions.ledger import Ledger, as_number
from tests.terminology.editions.packages import Files, package_files, write_folder
from tests.terminology.editions.state import EditionState, state_at
from tests.terminology.editions.tables import SEPARATE, Package, Row, Table


@dataclass(frozen=True)
class GeneratedHistory:
    """Rows of several dates. A release of each of `dates` agrees with one of any other kind, as no row is ever edited.

    Every `*_files` gives the files of packages by path; every `write_*` writes them below a folder and gives it.
    With `shuffled`, the rows of each file come in an order drawn from it.
    """

    ledger: Ledger
    dates: tuple[date, ...]
    packages: Sequence[Package] = SEPARATE

    def full_files(self, until: date | None = None, shuffled: Random | None = None) -> Files:
        """Every row up to a date, the last one when none is given."""
        on = until or self.dates[-1]
        rows = {table: self.ledger.until(table, as_number(on)) for table in Table}
        return self._packed("Full", rows, on, shuffled)

    def snapshot_files(self, on: date | None = None, shuffled: Random | None = None) -> Files:
        """Of every component the row in force at a date."""
        on = on or self.dates[-1]
        rows = {table: list(self.ledger.at(table, as_number(on)).values()) for table in Table}
        return self._packed("Snapshot", rows, on, shuffled)

    def delta_files(self, since: date, until: date, shuffled: Random | None = None) -> Files:
        """Of every component that changed after one date and up to another, the row in force at the latter."""
        rows = {
            table: [row for row in self.ledger.at(table, as_number(until)).values() if row.effective > as_number(since)]
            for table in Table
        }
        return self._packed("Delta", rows, until, shuffled)

    def write_full(self, folder: Path, until: date | None = None) -> Path:
        return write_folder(folder, self.full_files(until))

    def write_snapshot(self, folder: Path, on: date | None = None) -> Path:
        return write_folder(folder, self.snapshot_files(on))

    def write_delta(self, folder: Path, since: date, until: date) -> Path:
        return write_folder(folder, self.delta_files(since, until))

    def state(self, on: date | None = None) -> EditionState:
        """What the edition says at a date, worked out naively."""
        return state_at(self.ledger, on or self.dates[-1])

    def _packed(self, kind: str, rows: Mapping[Table, list[Row]], on: date, shuffled: Random | None) -> Files:
        if shuffled is not None:
            for each in rows.values():
                shuffled.shuffle(each)
        return package_files(kind, rows, on, self.packages)

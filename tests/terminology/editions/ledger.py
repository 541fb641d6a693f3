"""Every row there ever was, and what was in force at a date. Rows are only ever added: a change is a later row."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from tests.terminology.editions.tables import Row, Table


def as_number(on: date) -> int:
    """A date as yyyymmdd."""
    return on.year * 10_000 + on.month * 100 + on.day


def as_date(effective: int) -> date:
    """yyyymmdd as a date."""
    return date(effective // 10_000, effective // 100 % 100, effective % 100)


@dataclass(slots=True)
class Ledger:
    """Rows by table in the order they were added; `latest` is the last row of each identifier."""

    rows: dict[Table, list[Row]] = field(default_factory=lambda: {table: [] for table in Table})
    latest: dict[Table, dict[str, Row]] = field(default_factory=lambda: {table: {} for table in Table})

    def add(self, table: Table, row: Row) -> None:
        """Add a row. Raises ValueError unless it is later than the row of the same identifier before it."""
        before = self.latest[table].get(row.id)
        if before is not None and before.effective >= row.effective:
            raise ValueError(f"{row.id} has a row of {before.effective} already")
        self.rows[table].append(row)
        self.latest[table][row.id] = row

    def change(self, table: Table, identifier: str, effective: int, *, active: bool | None = None, **last: str) -> None:
        """Add the row `identifier` has now with another state, or with `last` for its last column."""
        now = self.latest[table][identifier]
        rest = (*now.rest[:-1], last.get("last", now.rest[-1]))
        state = now.active if active is None else active
        self.add(table, replace(now, effective=effective, active=state, rest=rest))

    def active(self, table: Table) -> Iterator[Row]:
        """The rows in force now that are active."""
        return (row for row in self.latest[table].values() if row.active)

    def until(self, table: Table, effective: int) -> list[Row]:
        """Every row up to a date."""
        return [row for row in self.rows[table] if row.effective <= effective]

    def at(self, table: Table, effective: int) -> dict[str, Row]:
        """By identifier, the row in force at a date."""
        found: dict[str, Row] = {}
        for row in self.rows[table]:
            if row.effective <= effective:
                found[row.id] = row
        return found

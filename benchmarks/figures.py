"""Figures as they are shown and kept: a table for the eye, JSON for the next run."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

OUTPUT = Path(__file__).resolve().parent / "var"


@dataclass(frozen=True, slots=True)
class Held:
    """A figure held against its limit, and what it was measured beside."""

    what: str
    figure: float
    limit: float
    unit: str
    beside: str

    @property
    def kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.figure <= self.limit


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of plain figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(slots=True)
class Report:
    """What one benchmark found."""

    name: str
    held: list[Held] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether every limit was kept."""
        return all(each.kept for each in self.held)

    def show(self, console: Console) -> None:
        """Print the tables."""
        for sheet in self.sheets:
            _print(console, sheet)
        rows = [
            (each.what, f"{each.figure:.2f} {each.unit}", f"{each.limit:g} {each.unit}", each.beside, _verdict(each))
            for each in self.held
        ]
        _print(console, Sheet(f"{self.name}: limits", ("Figure", "Found", "Limit", "Beside", ""), rows))

    def keep(self) -> Path:
        """Write the figures to benchmarks/var/NAME.json."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{self.name}.json"
        path.write_text(json.dumps({"at": _now(), "machine": machine(), **asdict(self)}, indent=1) + "\n")
        return path


def _verdict(held: Held) -> str:
    return "kept" if held.kept else "MISSED"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def machine() -> dict[str, str]:
    """The machine in general words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _print(console: Console, sheet: Sheet) -> None:
    table = Table(title=sheet.title, title_justify="left", title_style="bold")
    for place, column in enumerate(sheet.columns):
        table.add_column(column, justify="left" if place == 0 else "right")
    for row in sheet.rows:
        table.add_row(*row)
    console.print(table)

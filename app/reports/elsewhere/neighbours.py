"""Statistical neighbours: for each local authority those most like it, the closest first.

The layout is that of Data to Insight's *send-benchmarking*, after the Department for Education's local authority
interactive tool: the first line names the authorities, and beneath each stand its neighbours, in order. Authorities are
named, not coded, and not always as the department's other files name them (`Durham` is `County Durham` there):
`likeness` is what such names have in common.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.reports.elsewhere.delimited import Delimited, delimited, written
from app.reports.elsewhere.faults import ElsewhereFault, in_column, quoted
from app.terminology.faults import Fault

_PASSED_OVER: Final = frozenset("city of county borough royal the council".split())


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of authorities, by name as it is written."""

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def near(self, name: str) -> tuple[str, ...]:
        """The neighbours of an authority by any of its names, the closest first; none when it is not there."""
        wanted = likeness(name)
        return next((near for each, near in self.of.items() if likeness(each) == wanted), ())


def likeness(name: str) -> str:
    """What the spellings of an authority's name have in common: its words without those that come and go."""
    words = re.findall(r"[^\W_]+", name.casefold().replace("&", " and ").replace("'", "").replace("’", ""))
    return " ".join(each for each in words if each not in _PASSED_OVER) or name.casefold()


def neighbours_file(file: str, content: bytes) -> Neighbours:
    """Read a file.

    Raises:
        ElsewhereFault: an authority stands twice, is its own neighbour, or a neighbour is none of those in the first
            line; names line, column and mend.
    """
    table = delimited(file, content)
    names = _as_written(table, content)
    faults = [*_faults_of_names(table, names), *_faults_of_neighbours(table, names)]
    if faults:
        raise ElsewhereFault(faults)
    return Neighbours({name: tuple(each for each in _column(table, place) if each) for place, name in enumerate(names)})


def neighbours_text(read: Neighbours) -> bytes:
    """The neighbours as they are kept, in the layout they come in."""
    deepest = max(map(len, read.of.values()), default=0)
    rows = [[near[row] if row < len(near) else "" for near in read.of.values()] for row in range(max(deepest, 1))]
    return written(tuple(read.of), rows)


def _as_written(table: Delimited, content: bytes) -> tuple[str, ...]:
    """The names of the first line with their capitals, which columns do not keep."""
    first = next(each for each in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) if any(each))
    return tuple(" ".join(cell.split()) for cell in first[: len(table.columns)])


def _column(table: Delimited, place: int) -> Iterator[str]:
    return (line.cells[place] for line in table.lines)


def _faults_of_names(table: Delimited, names: Sequence[str]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name in names:
        before = seen.setdefault(likeness(name), name)
        if before is not name:
            mend = "Keep one column for each authority."
            yield in_column(table.file, 1, name, f"{quoted(name)} stands beside {quoted(before)}.", mend)


def _faults_of_neighbours(table: Delimited, names: Sequence[str]) -> Iterator[Fault]:
    known = {likeness(each) for each in names}
    for place, name in enumerate(names):
        seen = {likeness(name)}
        for line in table.lines:
            cell = line.cells[place]
            same = likeness(cell) if cell else ""
            if cell and same not in known:
                mend = "Spell it as in the first line, or give it a column of its own."
                yield in_column(table.file, line.number, name, f"{quoted(cell)} is not in the first line.", mend)
            elif cell and same in seen:
                mend = "Name each neighbour once, and never the authority itself."
                yield in_column(table.file, line.number, name, f"{quoted(cell)} was named before.", mend)
            seen.add(same)

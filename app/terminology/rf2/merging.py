"""The rows in force out of all that were read: of each component or member the one of the latest effective time.

Source: SNOMED CT Release File Specifications, section 3.1.3 "Component history".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.faults import MOST_FAULTS, Fault
from app.terminology.rf2.faults import COPY_AGAIN, Tally
from app.terminology.rf2.pieces import gathered_bytes, pieces_differ
from app.terminology.rf2.rows import Columns
from app.terminology.rf2.snapshot import Flags

_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_NOT_CONTENT: Final = {"id", "id_low", "effective", "file", "line", "start"}
_WORTH: Final = 0.9
"""Text is packed anew when less of it than this is in use."""

Text = NDArray[np.uint8]
Order = NDArray[np.int64]


def in_force(
    columns: Columns, text: Text, names: Sequence[str], once: Sequence[bool], tally: Tally
) -> tuple[Columns, Text]:
    """The rows in force, with the faults told to `tally`; `columns` is emptied.

    `names` are the files by number; `once` says of each whether it may hold an identifier once only (Snapshot and
    Delta) or once for each effective time (Full).
    """
    if not columns or not _any_twice(columns):
        return columns, text
    telling = _Telling(columns, names, tally)
    _refuse_twice_in_a_file(telling, once)
    order = _order(columns)
    same = _neighbours_alike(columns, order, "id_low", "id")
    _refuse_conflicts(telling, text, order, same)
    winners = order[np.append(~same, True)]
    kept = {name: columns.pop(name)[winners] for name in list(columns)}
    return _packed(kept, text)


def sorted_by_id(columns: Columns) -> Columns:
    """The rows by ascending identifier; `columns` is emptied."""
    ids = columns["id"]
    if (ids[1:] >= ids[:-1]).all():
        return columns
    order = np.argsort(ids)
    return {name: columns.pop(name)[order] for name in list(columns)}


def _any_twice(columns: Columns) -> bool:
    keys = columns["id"]
    if "id_low" in columns:
        keys = keys ^ columns["id_low"] * _MIXER
    keys = np.sort(keys)
    return bool((keys[1:] == keys[:-1]).any())


def _order(columns: Columns) -> Order:
    keys = [columns[name] for name in ("effective", "id_low", "id") if name in columns]
    return np.lexsort(keys)


def _neighbours_alike(columns: Columns, order: Order, *names: str) -> Flags:
    """For each place in the order but the last, whether the row after it has the same values."""
    alike = np.ones(max(len(order) - 1, 0), dtype=np.bool_)
    for name in names:
        if name in columns:
            values = columns[name][order]
            alike &= values[1:] == values[:-1]
    return alike


@dataclass(frozen=True, slots=True)
class _Telling:
    columns: Columns
    names: Sequence[str]
    tally: Tally

    def pairs(self, first: Order, second: Order, what: str) -> None:
        """Tell the second row of each pair; {line} and {place} in `what` stand for where the first one is."""
        lines, files = self.columns["line"], self.columns["file"]
        faults = []
        for one, two in zip(first[:MOST_FAULTS].tolist(), second[:MOST_FAULTS].tolist(), strict=True):
            place = f"{self.names[files[one]]}, line {lines[one]},"
            words = what.format(line=lines[one], place=place)
            faults.append(Fault(self.names[files[two]], int(lines[two]), words, COPY_AGAIN))
        self.tally.add(faults, len(first))


def _refuse_twice_in_a_file(telling: _Telling, once: Sequence[bool]) -> None:
    columns = telling.columns
    rows = np.flatnonzero(np.array(once, dtype=np.bool_)[columns["file"]])
    keys = [name for name in ("line", "id_low", "id", "file") if name in columns]
    some: Columns = {name: columns[name][rows] for name in keys}
    order = np.lexsort(list(some.values()))
    at = np.flatnonzero(_neighbours_alike(some, order, "id_low", "id", "file"))
    first, second = rows[order[at]], rows[order[at + 1]]
    telling.pairs(first, second, "The same id is also on line {line}: a duplicate id.")


def _refuse_conflicts(telling: _Telling, text: Text, order: Order, same: Flags) -> None:
    columns = telling.columns
    at = np.flatnonzero(same & _neighbours_alike(columns, order, "effective"))
    first, second = order[at], order[at + 1]
    one_file = columns["file"][first] == columns["file"][second]
    what = "The same id with the same effectiveTime is also on line {line}: a duplicate id."
    if not telling.tally.count:
        telling.pairs(first[one_file], second[one_file], what)
    first, second = first[~one_file], second[~one_file]
    differ = _contents_differ(columns, text, first, second)
    what = "The row says something else than {place} of the same id and effectiveTime."
    telling.pairs(first[differ], second[differ], what)


def _contents_differ(columns: Columns, text: Text, first: Order, second: Order) -> Flags:
    differ = np.zeros(len(first), dtype=np.bool_)
    for name, column in columns.items():
        if name not in _NOT_CONTENT:
            differ |= column[first] != column[second]
    if "start" in columns:
        alike = np.flatnonzero(~differ)
        starts, length = columns["start"], columns["length"][first[alike]]
        differ[alike] = pieces_differ(text, starts[first[alike]], starts[second[alike]], length)
    return differ


def _packed(columns: Columns, text: Text) -> tuple[Columns, Text]:
    if "start" not in columns or int(columns["length"].sum()) >= _WORTH * len(text):
        return columns, text
    packed = gathered_bytes(text, columns["start"], columns["length"])
    columns["start"] = np.cumsum(columns["length"], dtype=np.int64) - columns["length"]
    return columns, packed

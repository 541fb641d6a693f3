"""A list as lines of text: a first line with the names of the columns, then a line for each entry (RFC 4180)."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from app.csds.lists.kinds import ListFault, ListKind
from app.terminology.faults import MOST_FAULTS, Fault

T = TypeVar("T")
Parse = Callable[[Mapping[str, str]], T]

_EMPTY: Final = "There is no entry in it."


class EntryFault(ValueError):
    """An entry is wrong: `what`, and how to `mend` it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} {mend}")
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True)
class Numbered(Generic[T]):
    """An entry and its line, from 1."""

    line: int
    entry: T


def entries(lines: Iterable[str], kind: ListKind, file: str, parse: Parse[T]) -> Iterator[Numbered[T]]:
    """The entries of a list, one after another; blank lines are none.

    Raises:
        ListFault: at its end, or after as many faults as are told; names each line and how to mend it.
    """
    faults: list[Fault] = []
    count = 0
    for line, row in _rows(lines, kind, file):
        if isinstance(row, Fault):
            faults.append(row)
        else:
            try:
                entry = parse(row)
            except EntryFault as wrong:
                faults.append(Fault(file, line, wrong.what, wrong.mend))
            else:
                count += 1
                yield Numbered(line, entry)
        if len(faults) > MOST_FAULTS:
            break
    if not count and not faults:
        faults.append(Fault(file, None, _EMPTY, "Write a line for each entry below the names of the columns."))
    if faults:
        raise ListFault(faults)


def _rows(lines: Iterable[str], kind: ListKind, file: str) -> Iterator[tuple[int, Mapping[str, str] | Fault]]:
    reader = csv.reader(lines, strict=True)
    columns = kind.columns
    try:
        header = next(reader, [])
        if [each.strip().lower() for each in header] != list(columns):
            said = "The first line does not name the columns of this list."
            yield 1, Fault(file, 1, said, f"Write there: {','.join(columns)}")
            return
        for cells in reader:
            if any(each.strip() for each in cells):
                yield reader.line_num, _row(columns, cells, file, reader.line_num)
    except csv.Error as wrong:
        mend = "Save it again as a text file with commas, and quotation marks in pairs."
        yield reader.line_num, Fault(file, reader.line_num, f"It cannot be read as columns ({wrong}).", mend)


def _row(columns: Sequence[str], cells: Sequence[str], file: str, line: int) -> Mapping[str, str] | Fault:
    if len(cells) != len(columns):
        mend = f"Give {len(columns)}, empty where there is nothing: {','.join(columns)}"
        return Fault(file, line, f"It has {len(cells)} columns.", mend)
    return dict(zip(columns, (each.strip() for each in cells), strict=True))

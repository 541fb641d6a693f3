"""Keeps a list that a provider loads: checked to its last line, then whole in its place, or not at all."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from app.csds.accdb.whole.writer import whole_file
from app.csds.lists.entries import organisation, postcode
from app.csds.lists.kinds import ListKind
from app.csds.lists.load import entries_of, kept_file, tools_of


def keep_list(kind: ListKind, paths: Sequence[Path], folder: Path) -> int:
    """Keep a list, made of one file or of several, in place of the one before; gives the number of its entries.

    Raises:
        ListFault: a file cannot be read or used; names each line and how to mend it. The list before stays.
        CannotWrite: the folder does not take it; says where and why. The list before stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(kept_file(folder, kind)) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(kind.columns)
        count = 0
        for row in _ROWS[kind](paths):
            writer.writerow(row)
            count += 1
    return count


def drop_list(kind: ListKind, folder: Path) -> bool:
    """Forget a list; tells whether there was one. The rules that need it are not checked then."""
    path = kept_file(folder, kind)
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def _organisations(paths: Iterable[Path]) -> Iterator[tuple[object, ...]]:
    for path in paths:
        for each in entries_of(path, ListKind.ORGANISATIONS, organisation):
            yield each.entry.code, each.entry.opened or "", each.entry.closed or ""


def _postcodes(paths: Iterable[Path]) -> Iterator[tuple[object, ...]]:
    for path in paths:
        for each in entries_of(path, ListKind.POSTCODES, postcode):
            yield (each.entry,)


def _assessments(paths: Iterable[Path]) -> Iterator[tuple[object, ...]]:
    for each in tools_of(paths).values():
        span = each.span
        if span is not None:
            yield each.concept, each.term, span.least, span.most, span.decimals, " ".join(span.also)


_ROWS: Final[Mapping[ListKind, Callable[[Iterable[Path]], Iterator[Sequence[Any]]]]] = {
    ListKind.ORGANISATIONS: _organisations,
    ListKind.POSTCODES: _postcodes,
    ListKind.ASSESSMENTS: _assessments,
}

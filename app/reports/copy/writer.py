"""Writes the copy: what was touched since the last time as a new generation, or everything anew; whole, or not at all.

A generation is written to a folder of its own and brought to the disk; then the manifest that names it takes the place
of the one before, in one step. Killed at any moment, the copy is as it was before or as it is after, and the next
refresh removes what was left over.
"""

import gc
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from app.access.people import Organisation
from app.errors import NotFound
from app.identity import Identity
from app.reports.copy.deriving import known_of
from app.reports.copy.engine_files import (
    connect,
    gathered,
    merge,
    parts_replaced,
    remove,
    write_rows,
)
from app.reports.copy.engine_folder import SPILL, alone, clear, keep, to_disk, unread
from app.reports.copy.engine_text import texts_in
from app.reports.copy.engine_visits import derived
from app.reports.copy.layout import first_to_merge
from app.reports.copy.manifest import Generation, Manifest, ManifestFault, Part
from app.reports.copy.places import Places
from app.reports.copy.reader import MANIFEST, read_manifest
from app.reports.copy.rules import rules_of
from app.reports.ports import HistoryPiece, HistoryRecords
from app.terminology.refset import Refset

AT_ONCE: Final = 50_000
"""Of how many records what was read lies in text files before rows are made of it: they need some 400 MiB."""

Records = Callable[[Organisation], AbstractContextManager[HistoryRecords]]
"""Opens an organisation's records as of one moment."""

Tell = Callable[[int, int], None]
"""Is told how many records are done, and how many there are."""


def unheeded(done: int, total: int) -> None:
    """What is told when nobody listens."""
    del done, total


@dataclass(frozen=True, slots=True)
class Derivation:
    """What rows are derived by: the key of reports, the lists of places, and the reference set in use."""

    key: bytes
    places: Places
    refset: Refset


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: how many records of each organisation it wrote, and whether it made everything anew."""

    records: tuple[tuple[Organisation, int], ...]
    anew: bool
    number: int


def refresh(
    folder: Path,
    organisations: Sequence[Organisation],
    records: Records,
    derivation: Derivation,
    at: datetime,
    *,
    tell: Tell = unheeded,
) -> Refreshed:
    """Bring the copy in a folder up to date with the records of organisations, which are all there are.

    Everything is made anew where there is no copy, it is damaged, or it was derived by other rules than these: another
    reference set or grouping, other lists of places, another key or program.

    Raises:
        Conflict: another refresh is under way; nothing was done.
    """
    with alone(folder):
        before = _before(folder)
        if before is not None and before.rules != rules_of(derivation.key, derivation.places, derivation.refset):
            before = None
        return _Refresh(folder, before, records, derivation, tell).of(organisations, at)


def rebuild(
    folder: Path,
    organisations: Sequence[Organisation],
    records: Records,
    derivation: Derivation,
    at: datetime,
    *,
    tell: Tell = unheeded,
) -> Refreshed:
    """Make the copy anew; the old one stays until the new one is whole. Raises as `refresh`."""
    with alone(folder):
        return _Refresh(folder, None, records, derivation, tell).of(organisations, at)


class _Refresh:
    """One refresh, of a copy whose state is `before`; None makes everything anew."""

    def __init__(
        self, folder: Path, before: Manifest | None, records: Records, derivation: Derivation, tell: Tell
    ) -> None:
        self._folder = folder
        self._before = before
        self._records = records
        self._derivation = derivation
        self._tell = tell
        there = _before(folder)
        self._there = there
        self._number = 1 if there is None else there.number + 1

    def of(self, organisations: Sequence[Organisation], at: datetime) -> Refreshed:
        """Write what was touched, and the manifest."""
        clear(self._folder, self._there)
        made = self._folder / f"generation-{self._number}"
        made.mkdir()
        sql = connect(self._folder / SPILL)
        try:
            with _without_collecting():
                counts, marks = self._write(sql, organisations, made)
            manifest = self._manifest(sql, made, marks, at, written=any(counts.values()))
        finally:
            sql.close()
            remove(self._folder / SPILL)
        keep(self._folder, manifest)
        clear(self._folder, manifest)
        done = tuple((organisation, counts[organisation.id]) for organisation in organisations)
        return Refreshed(done, self._before is None, self._number)

    def _write(
        self, sql: duckdb.DuckDBPyConnection, organisations: Sequence[Organisation], made: Path
    ) -> tuple[dict[Identity, int], dict[int, int]]:
        """Write the rows of what was touched: how many records of each organisation, and the marks after them."""
        counts: dict[Identity, int] = {}
        marks: dict[int, int] = dict(self._before.marks) if self._before is not None else {}
        written = 0
        for organisation in organisations:
            with self._records(organisation) as records:
                touched, mark = _touched(records, marks.get(organisation.id, 0))
                # Closed before the records are, whatever happens: what comes next may be being read meanwhile.
                with closing(self._told(records.histories(touched), len(touched))) as pieces:
                    for first in pieces:
                        written += 1
                        self._some(sql, organisation, _up_to(AT_ONCE, first, pieces), (made, written))
            counts[organisation.id], marks[organisation.id] = len(touched), mark
        return counts, marks

    def _told(self, pieces: Iterator[HistoryPiece], total: int) -> Generator[HistoryPiece, None, None]:
        done = 0
        for piece in pieces:
            yield piece
            done += len(piece.children)
            self._tell(done, total)

    def _some(
        self,
        sql: duckdb.DuckDBPyConnection,
        organisation: Organisation,
        pieces: Iterator[HistoryPiece],
        place: tuple[Path, int],
    ) -> None:
        """Write the rows of some of what was touched."""
        (made, number), by = place, self._derivation
        folder = made / f"text-{number}"
        with texts_in(folder) as texts:
            for piece in pieces:
                for child in piece.children:
                    texts.add(child, known_of(child, organisation, by.key, by.places))
                texts.add_lines(piece)
        with derived(sql, folder, organisation, by.refset) as selects:
            write_rows(sql, selects, "whose", made, number)
        remove(folder)

    def _manifest(
        self, sql: duckdb.DuckDBPyConnection, made: Path, marks: dict[int, int], at: datetime, *, written: bool
    ) -> Manifest:
        by = self._derivation
        before = () if self._before is None else self._before.generations
        generations = before
        if written:
            new = gathered(sql, made, replaces=bool(before))
            to_disk(made)
            generations = (*(self._marked(sql, each, new) for each in before), new)
            generations = self._merged(sql, generations)
        there = () if self._there is None else (each.folder for each in self._there.generations)
        kept = {each.folder for each in generations}
        waiting = () if self._there is None or unread(self._folder) else self._there.retired
        retired = (*waiting, *(each for each in there if each not in kept))
        rules = rules_of(by.key, by.places, by.refset)
        return Manifest(self._number, rules, at, marks, generations, retired)

    def _marked(self, sql: duckdb.DuckDBPyConnection, older: Generation, new: Generation) -> Generation:
        """A generation, with its parts in which the new one replaces rows marked."""
        if new.touched is None:
            return older
        found = parts_replaced(sql, self._folder, older, self._folder / new.folder / new.touched)
        parts = {number: Part(part.files, part.replaced or number in found) for number, part in older.parts.items()}
        return replace(older, parts=parts)

    def _merged(self, sql: duckdb.DuckDBPyConnection, generations: tuple[Generation, ...]) -> tuple[Generation, ...]:
        first = first_to_merge([each.records for each in generations])
        if first is None:
            return generations
        made = self._folder / f"generation-{self._number}-merged"
        made.mkdir()
        one = merge(sql, self._folder, generations[first:], made, replaces=first > 0)
        to_disk(made)
        return (*generations[:first], one)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no circles of garbage within the block: what is made of children has none, and there is much of it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _up_to(most: int, first: HistoryPiece, rest: Iterator[HistoryPiece]) -> Iterator[HistoryPiece]:
    """A piece, and as many of those that follow as make so many records or just more."""
    taken = len(first.children)
    yield first
    while taken < most and (following := next(rest, None)) is not None:
        taken += len(following.children)
        yield following


def _touched(records: HistoryRecords, mark: int) -> tuple[Sequence[Identity], int]:
    next_mark, touched = records.touched_since(mark)
    return touched, next_mark


def _before(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder / MANIFEST)
    except (NotFound, ManifestFault):
        return None

"""Reading a release into a snapshot: all of it or, with what is wrong and how to mend it, nothing."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

import numpy as np

from app.terminology.concept import ConceptId
from app.terminology.faults import Fault
from app.terminology.rf2.faults import COPY_AGAIN, ReleaseFault, Tally
from app.terminology.rf2.file_names import INFORMATION, ReleaseFileName, parse_name, words_for_other
from app.terminology.rf2.gathering import Gathering
from app.terminology.rf2.layouts import Content, WrongHeading, content_of
from app.terminology.rf2.merging import Text
from app.terminology.rf2.packages import NamedFile, NoFull, packages
from app.terminology.rf2.progress import Progress, silent
from app.terminology.rf2.reader import Entry, Source, blocks, open_source, readable
from app.terminology.rf2.rows import Columns, Origin, Rows, read_rows
from app.terminology.rf2.snapshot import LANGUAGE_SETS, FileRead, ReleaseKind, Snapshot
from app.terminology.rf2.stages import Stages

BLOCK: Final = 4 << 20
"""How much of a file is worked on at once: small enough for the columns of a block to stay in a processor's cache."""
_NEWLINE: Final = 10
_THREADS: Final = 2
_HEADING: Final = 1 << 16
_GIVE_RELEASE: Final = "Give the zip or folder of a SNOMED CT release in RF2, with its Snapshot or Full files."


def load_snapshot(
    paths: Sequence[Path],
    *,
    as_at: date | None = None,
    languages: Sequence[ConceptId] = LANGUAGE_SETS,
    progress: Progress = silent,
    block: int = BLOCK,
) -> Snapshot:
    """A release out of the zips and folders it comes in, read, merged and verified.

    Of each package the Snapshot is read, or its Full, or its Delta; the rows of all of them are merged by effective
    time. `as_at` asks for the rows in force at an earlier date, which takes Full files. Of language sets, `languages`
    are kept. `block` is how many bytes are worked on at once.
    Raises ReleaseFault with everything that is wrong, as far as the reading got.
    """
    if not paths:
        raise ReleaseFault([Fault("", None, "No path was given.", _GIVE_RELEASE)])
    with ExitStack() as stack:
        sources = [stack.enter_context(closing(open_source(path))) for path in paths]
        tally = Tally()
        plan = _Plan(sources, as_at, tally)
        threads = stack.enter_context(ThreadPoolExecutor(_THREADS))
        reading = _Reading(plan, as_at, progress, threads, block, tally)
        names, once = plan.names, [file.kind is not ReleaseKind.FULL for file in plan.files]
        return Stages(reading.rows, names, once, languages, tally).snapshot(reading.files, lambda: reading.notes)


@dataclass(slots=True)
class _Planned:
    """A file that is read: where it comes from, how large it is, and how many rows it turned out to have."""

    origin: Origin
    source: Source
    path: str
    size: int
    kind: ReleaseKind
    rows: int = 0
    undated: int = 0


@dataclass(slots=True)
class _Plan:
    """What is read and what is left alone of what was given. Raises ReleaseFault when there is nothing to read."""

    sources: Sequence[Source]
    as_at: date | None
    tally: Tally
    files: list[_Planned] = field(default_factory=list)
    left: list[FileRead] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        sizes: dict[tuple[int, str], int] = {}
        named = []
        for number, source in enumerate(self.sources):
            for entry in source.entries:
                name = self._name_to_read(number, entry)
                if name:
                    named.append(NamedFile(number, entry.path, name))
                    sizes[number, entry.path] = entry.size
        for package in packages(named):
            try:
                kind = package.chosen(self.as_at)
            except NoFull as error:
                self.tally.add([error.fault])
                continue
            for file in package.files:
                self._take(file, kind, sizes[file.source, file.path])
        self._refuse_nothing()

    @property
    def names(self) -> list[str]:
        return [file.origin.name for file in self.files]

    def _shown(self, source: int, path: str) -> str:
        return path if len(self.sources) == 1 else f"{self.sources[source].label}/{path}"

    def _leave(self, source: int, path: str, what: str) -> None:
        self.left.append(FileRead(self._shown(source, path), what, 0, used=False))

    def _name_to_read(self, source: int, entry: Entry) -> ReleaseFileName | None:
        base = PurePosixPath(entry.path).name
        name = parse_name(base)
        if entry.left or name is None or not name.is_read:
            self._leave(source, entry.path, entry.left or (name.words if name else words_for_other(base)))
            if base == INFORMATION and not entry.left:
                self.notes += _information(self.sources[source], entry.path, self._shown(source, entry.path))
            return None
        if name.dated is None:
            what = "The name of the file ends in no day of the calendar (yyyymmdd)."
            self.tally.add([Fault(self._shown(source, entry.path), None, what, "Give the file its own name again.")])
            return None
        return name

    def _take(self, file: NamedFile, kind: ReleaseKind, size: int) -> None:
        if file.name.kind is not kind:
            self._leave(file.source, file.path, f"{file.name.kind} file, not needed beside the {kind}")
            return
        name, source = self._shown(file.source, file.path), self.sources[file.source]
        try:
            content = content_of(file.name, _heading(source, file.path, name))
        except WrongHeading as error:
            self.tally.add([Fault(name, 1, str(error), COPY_AGAIN)])
            return
        if content is None:
            self._leave(file.source, file.path, "a reference set of another kind")
            return
        dated = file.name.dated or date.min
        origin = Origin(len(self.files), name, content, dated, file.name.before_release)
        self.files.append(_Planned(origin, source, file.path, size, kind))

    def _refuse_nothing(self) -> None:
        self.tally.stop_if_any()
        where = ", ".join(source.label for source in self.sources)
        if not self.files:
            raise ReleaseFault([Fault(where, None, "It holds no files of a SNOMED CT release.", _GIVE_RELEASE)])
        there = {file.origin.content for file in self.files}
        missing = [each for each in (Content.CONCEPTS, Content.DESCRIPTIONS) if each not in there]
        if missing:
            raise ReleaseFault([Fault(where, None, f"It holds no file of {each}.", _GIVE_RELEASE) for each in missing])


def _beginning(source: Source, path: str, name: str) -> bytes:
    with readable(name), closing(source.open(path)) as stream:
        return stream.read(_HEADING)


def _heading(source: Source, path: str, name: str) -> str:
    """The first line of a file. Raises WrongHeading when there is none, ReleaseFault when it cannot be read."""
    begun = _beginning(source, path, name)
    line = begun.partition(b"\n")[0].removesuffix(b"\r")
    if not begun:
        raise WrongHeading("The file is empty: it has not even a heading.")
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongHeading("The file is not UTF-8.") from error


def _information(source: Source, path: str, name: str) -> Iterator[str]:
    """What the distributor says of a package, a sentence for a person."""
    try:
        said = json.loads(_beginning(source, path, name))
    except (ValueError, RecursionError):
        yield f"{name} is not JSON and was not read."
        return
    if isinstance(said, dict):
        plain = [
            f"{key} {value}" for key, value in said.items() if isinstance(value, str | int) and len(str(value)) < 200
        ]
        yield f"{name} says: {'; '.join(plain)}."


@dataclass(slots=True)
class _Reading:
    """Reads the planned files, content by content; on two threads where there is more than a block to read."""

    plan: _Plan
    as_at: date | None
    progress: Progress
    threads: ThreadPoolExecutor
    block: int
    tally: Tally

    @property
    def notes(self) -> list[str]:
        undated = sum(file.undated for file in self.plan.files)
        trial = f"{undated} rows of trial files have no effectiveTime and were taken to be of their file's date."
        return [*self.plan.notes, *([trial] if undated else [])]

    def files(self) -> tuple[FileRead, ...]:
        used = [
            FileRead(file.origin.name, f"{file.origin.content} ({file.kind})", file.rows, used=True)
            for file in self.plan.files
        ]
        return tuple(sorted([*used, *self.plan.left], key=lambda file: file.name))

    def rows(self, contents: Sequence[Content]) -> tuple[Columns, Text]:
        planned = [file for file in self.plan.files if file.origin.content in contents]
        self.progress.begin(contents[0].value, sum(file.size for file in planned))
        gathering = Gathering()
        for file in planned:
            for rows in self._of_file(file):
                gathering.add(rows)
        self.progress.end()
        return gathering.taken()

    def _of_file(self, file: _Planned) -> Iterator[Rows]:
        with readable(file.origin.name):
            stream = file.source.open(file.path)
        with closing(stream):
            pending: deque[Future[Rows]] = deque()
            for rows, line in _numbered(blocks(stream, file.origin.name, self.block), self.progress):
                pending.append(self._start(rows, file, line))
                if len(pending) > _THREADS:
                    yield self._finished(pending.popleft(), file)
            yield from (self._finished(each, file) for each in pending)

    def _start(self, rows: bytes, file: _Planned, line: int) -> Future[Rows]:
        if file.size > self.block:
            return self.threads.submit(read_rows, rows, file.origin, line, self.as_at)
        done: Future[Rows] = Future()
        done.set_result(read_rows(rows, file.origin, line, self.as_at))
        return done

    def _finished(self, future: Future[Rows], file: _Planned) -> Rows:
        rows = future.result()
        self.tally.add(rows.faults, rows.fault_count)
        file.rows += rows.read
        file.undated += rows.undated
        return rows


def _numbered(pieces: Iterator[bytes], progress: Progress) -> Iterator[tuple[bytes, int]]:
    """The pieces of a file but its heading, each with the number of its first line."""
    line = 1
    for piece in pieces:
        count = int(np.count_nonzero(np.frombuffer(piece, dtype=np.uint8) == _NEWLINE))
        progress.advance(len(piece), count)
        if line == 1:
            yield piece[piece.index(b"\n") + 1 :], 2
        else:
            yield piece, line
        line += count

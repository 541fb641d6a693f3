"""Imports files of others and reads what is kept of them.

A file is judged to its last line before anything is written. What is kept lies in one folder: each file under a name
with its own sum in it, and the manifest, which is replaced last and says which of them count. A reader sees what was
before or what is after; whoever breaks off an import leaves what was before.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.datasets import name_of_file
from app.reports.elsewhere.delimited import MOST_BYTES
from app.reports.elsewhere.education import education_file, education_text, kept_education
from app.reports.elsewhere.faults import ElsewhereFault, refused
from app.reports.elsewhere.fingertips import fingertips_file, fingertips_text
from app.reports.elsewhere.indicators import by_area
from app.reports.elsewhere.manifest import NAME, OGL, Entry, Kind, damaged, entries_of, manifest_text, with_entry
from app.reports.elsewhere.neighbours import neighbours_file, neighbours_text
from app.reports.elsewhere.populations import population_file, population_text

FOLDER: Final = "elsewhere"
"""Under the folder of reports."""

SHIPPED: Final = Path(__file__).parent / "shipped"
SHIPPED_SOURCE: Final = "Department for Education, Education, health and care plans (extract)"
_TRIES: Final = 5
_LOCK: Final = ".lock"


def import_file(kind: Kind, path: Path, folder: Path, at: datetime, *, source: str = "", licence: str = "") -> Entry:
    """Judge a file and keep it in `folder` in place of an earlier one of its name; gives its entry.

    `at` is the instant (UTC). `source` and `licence` are those of the kind where nothing else is said.

    Raises:
        ElsewhereFault: the file cannot be read or used; nothing was changed.
        OSError: the folder does not take it; nothing was changed.
    """
    (entry,) = import_files(kind, [path], folder, at, source=source, licence=licence)
    return entry


def import_files(
    kind: Kind, paths: Sequence[Path], folder: Path, at: datetime, *, source: str = "", licence: str = ""
) -> tuple[Entry, ...]:
    """The same of several, together or not at all; two of them that are the same data set are a fault."""
    judged: dict[str, tuple[Entry, bytes]] = {}
    for path in paths:
        content = _content(path)
        entry, kept = _entry(kind, path.name, content, at)
        if entry.name in judged:
            what = f"It is the same data set as {judged[entry.name][0].original}: {entry.name}."
            raise refused(path.name, None, what, "Import one of the two.")
        judged[entry.name] = replace(entry, source=source or entry.source, licence=licence or entry.licence), kept
    _keep(folder, [*judged.values()])
    return tuple(entry for entry, _ in judged.values())


def import_shipped(folder: Path, at: datetime) -> tuple[Entry, ...]:
    """Keep the extract that comes with the product (`shipped/README.md` says what it is). Raises as `import_file`."""
    return import_files(Kind.EDUCATION, sorted(SHIPPED.glob("*.csv")), folder, at, source=SHIPPED_SOURCE)


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """What is kept, by the manifest; nothing where nothing was imported.

    Raises:
        ElsewhereFault: the manifest is damaged.
    """
    return _entries(folder)


def read_elsewhere(folder: Path) -> Elsewhere:
    """Everything that is kept in a folder.

    Raises:
        ElsewhereFault: a file is damaged or gone.
    """
    for _ in range(_TRIES):
        with suppress(FileNotFoundError):  # an import replaced a file between the manifest and it
            return _read(folder, _entries(folder))
    raise damaged(NAME)


@lru_cache(maxsize=4)
def _read(folder: Path, entries: tuple[Entry, ...]) -> Elsewhere:
    """What entries say is kept: each names the sum of its file, so that the same entries are always the same figures,
    and a process reads them once."""
    found = Elsewhere(entries=entries)
    education, fingertips = {}, {}
    for entry in entries:
        content = _whole(folder, entry)
        try:
            if entry.kind is Kind.EDUCATION:
                education[entry.name] = kept_education(entry.name, entry.filters, entry.file, content)
            elif entry.kind is Kind.FINGERTIPS:
                fingertips[entry.name] = fingertips_file(entry.file, content)
            elif entry.kind is Kind.POPULATIONS:
                found = replace(found, populations=population_file(entry.file, content))
            else:
                found = replace(found, neighbours=neighbours_file(entry.file, content))
        except (ElsewhereFault, KeyError) as fault:
            raise damaged(entry.file) from fault
    return replace(found, education=education, fingertips=fingertips, indicators=by_area(fingertips))


def _whole(folder: Path, entry: Entry) -> bytes:
    content = (folder / entry.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != entry.kept_sha256:
        raise damaged(entry.file)
    return content


def _entry(kind: Kind, name: str, content: bytes, at: datetime) -> tuple[Entry, bytes]:
    """The entry of a file that is in order, and what is to be kept of it."""
    judged = _judged(kind, name, content)
    sum_of_kept = hashlib.sha256(judged.kept).hexdigest()
    entry = Entry(
        kind=kind,
        name=judged.name,
        file=f"{kind.value}-{judged.name}-{sum_of_kept[:16]}.csv",
        original=name,
        source=kind.source,
        licence=OGL,
        sha256=hashlib.sha256(content).hexdigest(),
        kept_sha256=sum_of_kept,
        imported_at=at,
        rows=judged.rows,
        periods=judged.periods,
        filters=judged.filters,
    )
    return entry, judged.kept


def _keep(folder: Path, judged: Sequence[tuple[Entry, bytes]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        entries = _entries(folder)
        for entry, kept in judged:
            entries = with_entry(entries, entry)
            _replaced(folder / entry.file, kept)
        _replaced(folder / NAME, manifest_text(entries).encode())
        _forget_others(folder, {each.file for each in entries})


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is to be kept of a file that is in order, and what its entry says of it."""

    kept: bytes
    name: str
    rows: int
    periods: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


def _judged(kind: Kind, name: str, content: bytes) -> _Judged:
    if kind is Kind.EDUCATION:
        read = education_file(name, content)
        return _Judged(education_text(read), read.name, len(read.rows), read.periods, read.filters)
    if kind is Kind.FINGERTIPS:
        values = fingertips_file(name, content)
        return _Judged(fingertips_text(values), name_of_file(name), len(values.rows), values.periods)
    if kind is Kind.POPULATIONS:
        people = population_file(name, content)
        return _Judged(population_text(people), kind.value, len(people.rows), people.periods)
    neighbours = neighbours_file(name, content)
    return _Judged(neighbours_text(neighbours), kind.value, len(neighbours.of))


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise refused(path.name, None, "There is no such file.", "Give the path of a file.")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as fault:
        why = fault.strerror or "unknown reason"
        raise refused(path.name, None, f"It cannot be read: {why}.", "See that you may read it.") from None


def _entries(folder: Path) -> tuple[Entry, ...]:
    try:
        return entries_of((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError:
        raise damaged(NAME) from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One import at a time: a second one waits."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replaced(path: Path, content: bytes) -> None:
    """Write a file whole in its place, or not at all."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _forget_others(folder: Path, files: set[str]) -> None:
    """Remove what no longer counts, and what a broken-off import left. The folder is locked."""
    for path in folder.iterdir():
        if path.is_file() and path.name not in files and path.name not in (NAME, _LOCK):
            path.unlink(missing_ok=True)

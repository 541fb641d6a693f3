"""Loads a release: reads its package, writes its index, enters it among the releases; all of that, or nothing."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from app.administration.releases.desk import ReleaseDesk
from app.errors import Conflict
from app.terminology.edition.arrays import EditionArrays
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.facts import EditionFacts, edition_facts
from app.terminology.edition.reader import open_edition, read_facts, verify_edition
from app.terminology.edition.writer import write_edition
from app.terminology.faults import Fault
from app.terminology.releases import LoadedRelease
from app.terminology.rf2.load import load_snapshot
from app.terminology.rf2.progress import Progress

_LOAD_AGAIN = "Load the release again from its package; the index is made anew."


class Outcome(StrEnum):
    """What loading a release came to."""

    ENTERED = "entered"
    TAKEN_OVER = "taken over"
    MENDED = "mended"

    @property
    def words(self) -> str:
        return {
            "entered": "It is loaded.",
            "taken over": "It is loaded; its index lay there already, from a load that was broken off, and is sound.",
            "mended": "It was loaded already, and its index could not be used: that is made anew.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A release as it now is among those loaded, what its index says of it, and what loading it came to."""

    release: LoadedRelease
    facts: EditionFacts
    outcome: Outcome


def load_release(
    paths: Sequence[Path], folder: Path, desk: ReleaseDesk, *, as_at: date | None, label: str, progress: Progress
) -> Loaded:
    """Load the release in some files, folders or zips, its index into a folder of its key below `folder`.

    `as_at` takes it as it was on that day; without a `label` one is made.

    Raises:
        ReleaseFault: something is wrong with the files.
        UnusableHierarchy: its relationships lead in a circle.
        Conflict: it is loaded already, with the same content.
        OSError: a path cannot be read, or the folder cannot be written.
    """
    _refuse_unwritable(folder)
    _refuse_absent(paths)
    snapshot = load_snapshot(paths, as_at=as_at, progress=progress)
    arrays = edition_arrays(snapshot, progress=progress)
    facts = edition_facts(snapshot, arrays, label=label)
    del snapshot
    place = folder / facts.key
    known = known_release(desk, facts.key)
    sound = _lies_sound(place, None if known else facts, progress)
    if known is not None:
        return _mended(known, place, arrays, facts, progress, sound=sound)
    if sound:
        return Loaded(desk.register(open_edition(place)), facts, Outcome.TAKEN_OVER)
    with _written(place, arrays, facts, progress, keep=lambda: known_release(desk, facts.key) is not None):
        return Loaded(desk.register(open_edition(place)), facts, Outcome.ENTERED)


def known_release(desk: ReleaseDesk, key: str) -> LoadedRelease | None:
    """The release with this very key, if it is loaded."""
    return next((each for each in desk.records.releases() if each.key == key), None)


def faults_of_index(folder: Path, key: str) -> tuple[Fault, ...]:
    """What is wrong with the index of a release, read from end to end; empty when it is sound."""
    place = folder / key
    faults = verify_edition(place)
    if not faults and read_facts(place).key != key:
        return (Fault("release.json", None, "it tells of another release than the folder's name.", _LOAD_AGAIN),)
    return faults


def left_over(folder: Path, keys: Sequence[str]) -> tuple[str, ...]:
    """What lies in the folder of indexes and belongs to no release of these keys: of loads that were broken off."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(each.name for each in folder.iterdir() if each.name not in keys))


def _mended(
    known: LoadedRelease, place: Path, arrays: EditionArrays, facts: EditionFacts, progress: Progress, *, sound: bool
) -> Loaded:
    if sound:
        raise Conflict(
            f"This release is loaded already, with the same content, as {known.label}; "
            f"`everyneed terminology use {known.key}` uses it."
        )
    with _written(place, arrays, facts, progress, keep=lambda: False):
        return Loaded(known, facts, Outcome.MENDED)


def _lies_sound(place: Path, expected: EditionFacts | None, progress: Progress) -> bool:
    """Whether a sound index lies at a place; of what is not entered yet, under the name it would be entered by."""
    if not place.is_dir():
        return False
    progress.begin("Reading the index that lies there", 0)
    faults = faults_of_index(place.parent, place.name)
    progress.end()
    if faults:
        return False
    return expected is None or read_facts(place).label == expected.label


@contextmanager
def _written(
    place: Path, arrays: EditionArrays, facts: EditionFacts, progress: Progress, *, keep: Callable[[], bool]
) -> Iterator[None]:
    """Write an index in place of what lies there. When the block fails all is as before, unless `keep` says not."""
    aside = place.with_name(f"{place.name}.damaged-{secrets.token_hex(8)}")
    replaced = os.path.lexists(place)
    if replaced:
        place.rename(aside)
    try:
        progress.begin("Writing the index", 0)
        write_edition(place, arrays, facts)
        progress.end()
        yield
    except BaseException:
        if keep():
            _removed(aside)
        else:
            _removed(place)
            if replaced:
                aside.rename(place)
        raise
    _removed(aside)


def _removed(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _refuse_unwritable(folder: Path) -> None:
    """Raises OSError when the index could not be written: better told now than after minutes of reading."""
    nearest = next(each for each in (folder.absolute(), *folder.absolute().parents) if os.path.lexists(each))
    if not nearest.is_dir():
        raise NotADirectoryError(f"{nearest}: it is no folder.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(f"{nearest}: it cannot be written to.")


def _refuse_absent(paths: Sequence[Path]) -> None:
    for path in paths:
        path.stat()

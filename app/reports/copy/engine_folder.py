"""The folder of the copy: who may write to it, what stays in it, and how it comes to the disk."""

import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app.errors import Conflict
from app.reports.copy.engine_files import remove
from app.reports.copy.manifest import Manifest, manifest_text
from app.reports.copy.reader import MANIFEST, READERS

SPILL: Final = "spill"
"""The folder of what does not fit into memory."""

_LOCK: Final = "writer.lock"
_AT_A_TIME: Final = 16


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the copy's lock within the block; it goes with the process."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / READERS).touch()
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Conflict("Another refresh of the analytics copy is under way. Wait for it to end.") from None
    finally:
        os.close(descriptor)


def unread(folder: Path) -> bool:
    """Whether nobody reads the copy at this moment."""
    descriptor = os.open(folder / READERS, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def clear(folder: Path, manifest: Manifest | None) -> None:
    """Remove the folders that are not of the copy."""
    stay = frozenset[str]() if manifest is None else manifest.folders
    for each in folder.glob("generation-*"):
        if each.name not in stay:
            remove(each)
    remove(folder / SPILL)


def keep(folder: Path, manifest: Manifest) -> None:
    """Put the manifest in the place of the one before."""
    made = folder / f"{MANIFEST}.new"
    with made.open("w", encoding="utf-8") as file:
        file.write(manifest_text(manifest))
        file.flush()
        os.fsync(file.fileno())
    made.replace(folder / MANIFEST)
    _synced(folder)


def to_disk(folder: Path) -> None:
    """Bring everything in a folder, and its name, to the disk: many files at a time, of which a disk makes one go."""
    with ThreadPoolExecutor(_AT_A_TIME) as syncing:
        for _ in syncing.map(_synced, folder.rglob("*")):
            pass
    _synced(folder)
    _synced(folder.parent)


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

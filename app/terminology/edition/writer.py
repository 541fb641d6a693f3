"""Writes an indexed edition to a folder: all of it, or nothing."""

import os
import secrets
import shutil
from pathlib import Path

from app.terminology.edition.arrays import EditionArrays
from app.terminology.edition.columns import columns_of, heading
from app.terminology.edition.facts import EditionFacts
from app.terminology.edition.facts_file import FILE, facts_to_json


def write_edition(folder: Path, arrays: EditionArrays, facts: EditionFacts) -> None:
    """Writes the columns, a file each, and `release.json` to `folder`, which must not be there yet.

    They are written to a folder beside it, reach the disk, and only then get their name; after a failure nothing is
    left. Raises FileExistsError when `folder` is there, OSError when it cannot be written.
    """
    _refuse_existing(folder)
    partial = folder.with_name(f"{folder.name}.partial-{secrets.token_hex(8)}")
    partial.mkdir(parents=True)
    try:
        _fill(partial, arrays, facts)
        _refuse_existing(folder)
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _reach_disk(folder.parent)


def _refuse_existing(folder: Path) -> None:
    if os.path.lexists(folder):
        raise FileExistsError(f"{folder} is there already, and an indexed edition is never written over.")


def _fill(partial: Path, arrays: EditionArrays, facts: EditionFacts) -> None:
    for name, column in columns_of(arrays).items():
        _write(partial / f"{name}.npy", heading(column), column.data)
    _write(partial / FILE, facts_to_json(facts).encode())
    _reach_disk(partial)


def _write(path: Path, *parts: bytes | memoryview) -> None:
    with path.open("xb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def _reach_disk(folder: Path) -> None:
    """Makes the names in a folder outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

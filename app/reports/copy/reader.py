"""The copy as tables: the views child, fact, need, asked, contact, referral and light of its current rows."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from app.errors import NotFound
from app.reports.copy.engine_files import current, names_of
from app.reports.copy.layout import PARTS, ROWS
from app.reports.copy.manifest import Manifest, manifest_from_text

MANIFEST: Final = "manifest.json"
READERS: Final = "readers.lock"
_NONE: Final = "There is no analytics copy yet. Make it with: everyneed reports copy"


def read_manifest(manifest: Path) -> Manifest:
    """The state of the copy whose manifest is this file.

    Raises:
        NotFound: there is no copy yet.
        ManifestFault: it is damaged, or of another version.
    """
    try:
        return manifest_from_text(manifest.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(_NONE) from None


def attach(connection: duckdb.DuckDBPyConnection, manifest: Path, part: int | None = None) -> Manifest:
    """Make the views of the current rows, or of those of one part (0 to 15), with all of a child's rows in one part.

    Beside the columns of `app.reports.observed` each view has `record`, the child's record at the organisation. The
    views stay of the state that is given back; within `reading` its files stay, otherwise until the refresh after next.

    Raises:
        NotFound, ManifestFault: as `read_manifest`.
    """
    state = read_manifest(manifest)
    parts = range(PARTS) if part is None else (part,)
    for table in ROWS:
        rows = current(manifest.parent, state.generations, table, names_of(table), parts)
        connection.execute(f'CREATE OR REPLACE TEMP VIEW "{table}" AS {rows}')
    return state


@contextmanager
def reading(folder: Path) -> Iterator[Path]:
    """The manifest of the copy in a folder; no file of the copy is removed within the block.

    Raises:
        NotFound: there is no copy yet.
    """
    try:
        descriptor = os.open(folder / READERS, os.O_RDONLY)
    except FileNotFoundError:
        raise NotFound(_NONE) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield folder / MANIFEST
    finally:
        os.close(descriptor)

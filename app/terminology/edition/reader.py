"""Opens an indexed edition: its columns are mapped into memory, shared by all processes, and read when used."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

import numpy as np

from app.terminology.edition.columns import Column, arrays_of, element_types, misfits
from app.terminology.edition.damage import EditionDamaged
from app.terminology.edition.edition import Edition
from app.terminology.edition.facts import EditionFacts
from app.terminology.edition.facts_file import FILE, facts_from_json
from app.terminology.faults import Fault


def open_edition(folder: Path) -> Edition:
    """The edition that was written to `folder`.

    Files are checked for size, form and fit, not read through: that is `verify_edition`. Raises EditionDamaged, which
    names the file, when one is missing, of another format or not as it was written.
    """
    facts = read_facts(folder)
    sizes = {each.name: each.size for each in facts.columns}
    types = element_types()
    _refuse_strange(sizes, {f"{name}.npy" for name in types})
    columns = {name: _column(folder, f"{name}.npy", sizes, kind) for name, kind in types.items()}
    for name, what in misfits(columns):
        raise EditionDamaged(f"{name}.npy", what)
    return Edition(facts, arrays_of(columns))


def read_facts(folder: Path) -> EditionFacts:
    """What `release.json` in `folder` says. Raises EditionDamaged when it is missing or not as it was written."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except OSError as error:
        raise EditionDamaged(FILE, f"it cannot be read from {folder}: {_reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise EditionDamaged(FILE, "it is not UTF-8.") from error
    return facts_from_json(text)


def verify_edition(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the files of an edition, read from end to end against their SHA-256; empty when sound."""
    try:
        facts = read_facts(folder)
        faults = tuple(_changed(folder, facts))
        if not faults:
            open_edition(folder)
    except EditionDamaged as damaged:
        return (damaged.fault,)
    return faults


def _changed(folder: Path, facts: EditionFacts) -> Iterator[Fault]:
    for each in facts.columns:
        try:
            with (folder / each.name).open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except OSError as error:
            yield EditionDamaged(each.name, f"it cannot be read: {_reason(error)}.").fault
            continue
        if digest != each.sha256:
            yield EditionDamaged(each.name, "its bytes are not those that were written.").fault


def _refuse_strange(listed: dict[str, int], known: set[str]) -> None:
    for name in sorted(listed.keys() ^ known):
        raise EditionDamaged(FILE, f"it does not list the files of this format: {name}.")


def _column(folder: Path, name: str, sizes: dict[str, int], kind: np.dtype[np.generic]) -> Column:
    path = folder / name
    try:
        size = path.stat().st_size
        if size != sizes[name]:
            raise EditionDamaged(name, f"it has {size} bytes and {sizes[name]} were written.")
        # A plain array, for single elements and slices of a memmap are slow; it keeps the map alive.
        column = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)).view(np.ndarray)
    except OSError as error:
        raise EditionDamaged(name, f"it cannot be read: {_reason(error)}.") from error
    except ValueError as error:
        raise EditionDamaged(name, "it is not a column of numbers.") from error
    if column.dtype != kind or column.ndim != 1:
        raise EditionDamaged(name, f"it holds {column.dtype} in {column.ndim} dimensions, not a column of {kind}.")
    return column


def _reason(error: OSError) -> str:
    return (error.strerror or "it cannot be opened").lower()

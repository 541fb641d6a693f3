"""What the product reads of a generated release, in the plain words of the naive model."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.terminology.edition.building import edition_arrays
from app.terminology.edition.edition import Edition
from app.terminology.edition.facts import edition_facts
from app.terminology.rf2.load import load_snapshot
from app.terminology.rf2.snapshot import Snapshot
from tests.terminology.editions.packages import Files, write_folder, write_zip
from tests.terminology.editions.state import ConceptState, DescriptionState, EditionState


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where the system has room for files there."""
    memory = Path("/dev/shm")  # noqa: S108
    usual = memory if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 28 else None
    with TemporaryDirectory(prefix="edition-", dir=usual) as folder:
        yield Path(folder)


def loaded(*releases: Files, as_at: date | None = None, zipped: bool = False) -> Snapshot:
    """What is read of releases, each written to a folder of its own, or to a zip."""
    with quick_folder() as folder:
        return load_snapshot(written(folder, releases, zipped=zipped), as_at=as_at)


def written(folder: Path, releases: Sequence[Files], *, zipped: bool = False) -> list[Path]:
    """Releases below a folder, each in one of its own, or in a zip."""
    if zipped:
        return [write_zip(folder / f"{place}.zip", files) for place, files in enumerate(releases)]
    return [write_folder(folder / str(place), files) for place, files in enumerate(releases)]


def edition_of(snapshot: Snapshot) -> Edition:
    """The indexed edition of a snapshot, in memory."""
    arrays = edition_arrays(snapshot)
    return Edition(edition_facts(snapshot, arrays), arrays)


def state_of(snapshot: Snapshot) -> EditionState:
    """Every column of a snapshot, taken apart row by row."""
    concept = _plain(snapshot.concepts.id)
    description = _plain(snapshot.descriptions.id)
    return EditionState(
        effective=snapshot.effective,
        concepts=_concepts(snapshot),
        descriptions=_descriptions(snapshot, concept),
        parents=_gathered(_named(concept, snapshot.is_a.child), _named(concept, snapshot.is_a.parent)),
        languages={
            language: dict(zip(_named(description, each.description), _plain(each.preferred), strict=True))
            for language, each in snapshot.languages.items()
            if len(each.description)
        },
        simple={refset: set(_named(concept, members)) for refset, members in snapshot.simple.items() if len(members)},
        associations=_associations(snapshot, concept),
        reasons=dict(zip(_named(concept, snapshot.reasons.concept), _plain(snapshot.reasons.reason), strict=True)),
        modules={(each.module, each.effective, each.on, each.on_effective) for each in snapshot.modules},
    )


def _concepts(snapshot: Snapshot) -> dict[int, ConceptState]:
    columns = snapshot.concepts
    rows = (columns.effective, columns.active, columns.defined, columns.module)
    states = map(ConceptState._make, zip(*map(_plain, rows), strict=True))
    return dict(zip(_plain(columns.id), states, strict=True))


def _descriptions(snapshot: Snapshot, concept: list[int]) -> dict[int, DescriptionState]:
    columns = snapshot.descriptions
    rows = zip(
        _plain(columns.effective),
        _plain(columns.active),
        _named(concept, columns.concept),
        [columns.languages[each] for each in _plain(columns.language)],
        _plain(columns.fully_specified),
        [columns.term(index) for index in range(len(columns.id))],
        strict=True,
    )
    return dict(zip(_plain(columns.id), map(DescriptionState._make, rows), strict=True))


def _associations(snapshot: Snapshot, concept: list[int]) -> set[tuple[int, int, int]]:
    columns = snapshot.associations
    source, target = _named(concept, columns.source), _named(concept, columns.target)
    return set(zip(source, _plain(columns.kind), target, strict=True))


def _gathered(keys: list[int], values: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for key, value in zip(keys, values, strict=True):
        found.setdefault(key, set()).add(value)
    return found


def _named(names: list[int], places: Any) -> list[int]:
    return [names[place] for place in _plain(places)]


def _plain(column: Any) -> list[Any]:
    values: list[Any] = column.tolist()
    return values

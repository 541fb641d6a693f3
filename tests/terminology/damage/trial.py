"""Damaging a release and loading it: what became of it, and whether that is what had to become of it."""

import shutil
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Final
from zipfile import ZIP_STORED

from app.terminology.edition.building import edition_arrays
from app.terminology.edition.facts import edition_facts
from app.terminology.edition.writer import write_edition
from app.terminology.rf2.faults import ReleaseFault
from app.terminology.rf2.load import load_snapshot
from app.terminology.rf2.snapshot import Snapshot
from tests.terminology.damage import archives, cells, contents, meanings
from tests.terminology.damage.kinds import Damaged, Kind, Verdict
from tests.terminology.damage.release import SoundRelease
from tests.terminology.editions import metadata as m
from tests.terminology.editions.generator import EditionState, ReleaseBuilder
from tests.terminology.editions.packages import write_folder
from tests.terminology.editions.reading import state_of
from tests.terminology.editions.tables import SEPARATE, Package

ALL_KINDS: Final[Sequence[Kind]] = (*cells.KINDS, *meanings.KINDS, *contents.KINDS, *archives.KINDS)

_APART: Final = 0.1
_ZIPPED: Final = 0.7


@cache
def sound_release(*, apart: bool) -> tuple[SoundRelease, EditionState]:
    """A small release with every table that is read in it, and what it says; in one package, or several `apart`."""
    builder = ReleaseBuilder(packages=SEPARATE if apart else (Package.MONOLITH,))
    top = builder.concept("Neurological disorder", "Disorder of the nerves", international=True)
    other = builder.concept("Haematological disorder", "Blood disorder", international=True)
    both = builder.concept("Anaemia in Ménière's disease", parents=[top, other], international=True, defined=True)
    leaf = builder.concept("Sjögren's syndrome of the child", "Sicca syndrome", "Dry eyes", parents=[both])
    gone = builder.inactive("Old anaemia", associations=[(m.SAME_AS, both)], international=True)
    builder.inactive("Older anaemia", reason=m.AMBIGUOUS, associations=[(m.POSSIBLY_EQUIVALENT, gone), (m.WAS_A, leaf)])
    builder.refset("Children's needs", [top, both, leaf, gone])
    files = {name: text for name, text in builder.files().items() if text.count(b"\n") != 1}
    return SoundRelease(files), builder.state()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a damaged release. `wrong` says why that must not be; it is empty when all is as it must be."""

    kind: Kind
    refused: bool
    wrong: str = ""


def try_one(kind: Kind, seed: int, folder: Path) -> Outcome:
    """Damage the sound release, load it into an edition below `folder`, which must be empty and is so again after."""
    chance = Random(seed)
    release, state = sound_release(apart=kind.apart or chance.random() < _APART)
    damaged = kind.damage(release, chance)
    try:
        return _loaded(kind, damaged, _given(damaged, folder / "given", chance), folder / "editions", state)
    finally:
        shutil.rmtree(folder / "given", ignore_errors=True)
        shutil.rmtree(folder / "editions", ignore_errors=True)


def _given(damaged: Damaged, folder: Path, chance: Random) -> list[Path]:
    """What is damaged, as a zip or as a folder."""
    folder.mkdir()
    if damaged.archive is not None:
        path = folder / "release.zip"
        path.write_bytes(damaged.archive)
        return [path]
    beside = [write_folder(folder / "beside", damaged.beside)] if damaged.beside else []
    if chance.random() < _ZIPPED:
        (folder / "release.zip").write_bytes(archives.zipped(damaged.files, method=ZIP_STORED))
        return [folder / "release.zip", *beside]
    (folder / "release").mkdir()
    return [write_folder(folder / "release", damaged.files), *beside]


def _loaded(kind: Kind, damaged: Damaged, paths: list[Path], editions: Path, state: EditionState) -> Outcome:
    editions.mkdir()
    before = _everything_but(editions.parent, editions)
    try:
        snapshot = load_snapshot(paths)
        arrays = edition_arrays(snapshot)
        write_edition(editions / "edition", arrays, edition_facts(snapshot, arrays))
    except ReleaseFault as fault:
        wrong = _wrong_refusal(kind, damaged, fault) or _left_behind(editions)
        return Outcome(kind, True, wrong or _strayed(before, editions))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return Outcome(kind, True, f"it broke with {error!r} in {last.filename}, line {last.lineno}")
    return Outcome(kind, False, _wrong_loading(kind, damaged, snapshot, state) or _strayed(before, editions))


def _wrong_refusal(kind: Kind, damaged: Damaged, fault: ReleaseFault) -> str:
    if kind.verdict in (Verdict.SAME, Verdict.LOADED):
        return f"it was refused and must load: {fault}"
    if not fault.faults or not all(each.file and each.what and each.mend for each in fault.faults):
        return f"a fault does not say where, what, and how to mend it: {fault}"
    name = (damaged.file or "").rpartition("/")[2]
    named = [each for each in fault.faults if name in each.file]
    if not named:
        return f"no fault names {name}: {fault}"
    if damaged.line is not None and damaged.line not in [each.line for each in named]:
        return f"no fault of {name} tells line {damaged.line}: {fault}"
    return ""


def _wrong_loading(kind: Kind, damaged: Damaged, snapshot: Snapshot, state: EditionState) -> str:
    if kind.verdict is Verdict.REFUSED:
        return "it was loaded and must be refused"
    loaded = state_of(snapshot)
    if kind.verdict is Verdict.SAME and loaded != state:
        return "it was loaded, and says something else than without the damage"
    terms = {each.term for each in loaded.descriptions.values()}
    if damaged.term is not None and damaged.term not in terms:
        return f"the term {damaged.term[:80]!r} was not kept as it is"
    return ""


def _left_behind(editions: Path) -> str:
    left = [each.name for each in editions.iterdir()]
    return f"a refused release left {left}" if left else ""


def _everything_but(folder: Path, out: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if out not in (each, *each.parents)}


def _strayed(before: set[Path], editions: Path) -> str:
    """Whether anything was written beside the edition."""
    strange = _everything_but(editions.parent, editions) - before
    return f"files appeared outside: {sorted(map(str, strange))}" if strange else ""

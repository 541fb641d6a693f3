"""Writing an edition to a folder, and opening it."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.terminology.concept import ConceptId
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.columns import columns_of
from app.terminology.edition.damage import EditionDamaged
from app.terminology.edition.facts import edition_facts, key_of
from app.terminology.edition.facts_file import facts_from_json, facts_to_json
from app.terminology.edition.reader import open_edition, read_facts, verify_edition
from app.terminology.edition.writer import write_edition
from app.terminology.rf2.snapshot import Snapshot
from tests.terminology.edition.small_editions import concept, named, snapshot

ROOT, PALSY, OLD = concept(0), concept(1), concept(2)


def release() -> Snapshot:
    return snapshot(
        [ROOT, PALSY, OLD],
        [*named(ROOT, "Root"), *named(PALSY, "Palsy", "CP")],
        [(PALSY, ROOT)],
        inactive=[OLD],
        refsets={ROOT: [PALSY]},
        associations=[(OLD, ConceptId(900000000000527005), PALSY)],
    )


def write(folder: Path, of: Snapshot | None = None) -> None:
    said = of or release()
    arrays = edition_arrays(said)
    write_edition(folder, arrays, edition_facts(said, arrays))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original") / "written"
    write(folder)
    return folder


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy that a test may harm."""
    return shutil.copytree(original, tmp_path / "written")


def test_what_is_opened_is_what_was_written(folder: Path) -> None:
    arrays = edition_arrays(release())
    opened = open_edition(folder)
    assert opened.facts == edition_facts(release(), arrays) == read_facts(folder)
    for name, column in columns_of(opened.arrays).items():
        written = columns_of(arrays)[name]
        assert column.dtype == written.dtype
        assert column.tolist() == written.tolist()


def test_an_edition_of_nothing_can_be_opened(tmp_path: Path) -> None:
    write(tmp_path / "empty", snapshot([]))
    empty = open_edition(tmp_path / "empty")
    assert len(empty) == 0
    assert empty.place(ROOT) is None
    assert empty.search.find("palsy") == ()
    assert verify_edition(tmp_path / "empty") == ()


def test_files_are_what_numpy_reads_alone(folder: Path) -> None:
    assert np.load(folder / "concepts.id.npy").tolist() == [ROOT, PALSY, OLD]


def test_columns_are_mapped_and_cannot_be_written(folder: Path) -> None:
    column = open_edition(folder).arrays.concepts.id
    assert not column.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        column[0] = 1


def test_the_same_release_is_written_byte_for_byte_the_same(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "again")
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "again").iterdir())
    assert all((folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes() for name in names)


def test_a_folder_that_is_there_is_never_written_over(folder: Path) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(FileExistsError, match="never written over"):
        write(folder)
    assert sorted(folder.iterdir()) == before
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.parametrize("kind", ["empty folder", "file", "link to nowhere"])
def test_whatever_bears_the_name_is_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "taken"
    if kind == "file":
        target.write_text("mine")
    elif kind == "empty folder":
        target.mkdir()
    else:
        target.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        write(target)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [1, 5, 20])
def test_a_failure_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, at: int
) -> None:
    calls = iter(range(1, 1000))
    sound = os.fsync

    def fsync(descriptor: int) -> None:
        if next(calls) == at:
            raise failure
        sound(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(type(failure)):
        write(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_another_that_was_quicker_keeps_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "new"

    def fsync(descriptor: int) -> None:
        target.mkdir(exist_ok=True)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FileExistsError):
        write(target)
    assert list(tmp_path.iterdir()) == [target]
    assert list(target.iterdir()) == []


def test_folders_above_are_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b")
    assert open_edition(tmp_path / "a" / "b").facts.counts.concepts == 3


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _fill_with_zeros(path: Path) -> None:
    path.write_bytes(bytes(len(path.read_bytes())))


def _become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [_cut, _lengthen, _empty, _fill_with_zeros, Path.unlink, _become_a_folder])
@pytest.mark.parametrize("name", ["concepts.id.npy", "terms.text.npy", "words.postings.npy", "words.buckets.npy"])
def test_a_harmed_column_is_refused_by_name(folder: Path, name: str, harm: Callable[[Path], None]) -> None:
    harm(folder / name)
    with pytest.raises(EditionDamaged, match=f"^{name}: .* Load the release again"):
        open_edition(folder)
    assert [fault.file for fault in verify_edition(folder)] == [name]


@pytest.mark.parametrize("harm", [_cut, _empty, _fill_with_zeros, Path.unlink, _become_a_folder])
def test_a_harmed_release_file_is_refused_by_name(folder: Path, harm: Callable[[Path], None]) -> None:
    path = folder / "release.json"
    path.write_bytes(path.read_bytes().rstrip())  # so that the last byte counts
    harm(path)
    with pytest.raises(EditionDamaged, match=r"^release\.json: "):
        open_edition(folder)
    assert [fault.file for fault in verify_edition(folder)] == ["release.json"]


def test_a_release_file_that_is_not_utf_8_is_refused(folder: Path) -> None:
    path = folder / "release.json"
    path.write_bytes(path.read_bytes() + b"\xff")
    with pytest.raises(EditionDamaged, match="not UTF-8"):
        read_facts(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EditionDamaged, match=r"release\.json: it cannot be read"):
        open_edition(tmp_path / "nowhere")


def _relabelled(folder: Path, name: str, column: np.ndarray) -> None:
    """Puts another column in place of one, with size and digest to match, as only a person could."""
    np.save(folder / name, column)
    facts = json.loads((folder / "release.json").read_text())
    for each in facts["columns"]:
        if each["name"] == name:
            each["size"] = (folder / name).stat().st_size
    (folder / "release.json").write_text(json.dumps(facts))


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("concepts.id.npy", np.zeros(3, dtype=np.int32)),
        ("concepts.id.npy", np.zeros((3, 1), dtype=np.int64)),
        ("concepts.id.npy", np.zeros(3, dtype=">i8")),
        ("concepts.active.npy", np.zeros(2, dtype=np.bool_)),
        ("concepts.term_starts.npy", np.array([0, 1, 2, 9], dtype=np.int64)),
        ("hierarchy.parent_starts.npy", np.array([1, 1, 1, 1], dtype=np.int64)),
        ("hierarchy.parent_starts.npy", np.array([0, 1], dtype=np.int64)),
        ("words.buckets.npy", np.empty(0, dtype=np.int64)),
        ("refsets.starts.npy", np.empty(0, dtype=np.int64)),
    ],
)
def test_a_column_of_another_form_is_refused_by_name(folder: Path, name: str, column: np.ndarray) -> None:
    _relabelled(folder, name, column)
    with pytest.raises(EditionDamaged, match=f"^{name}: "):
        open_edition(folder)


def test_a_column_that_would_run_code_is_refused(folder: Path) -> None:
    _relabelled(folder, "concepts.id.npy", np.array([{"a": 1}, None, 2], dtype=object))
    with pytest.raises(EditionDamaged, match=r"^concepts\.id\.npy: it is not a column of numbers"):
        open_edition(folder)


def test_a_release_file_that_lists_other_files_is_refused(folder: Path) -> None:
    facts = read_facts(folder)
    fewer = facts.columns[1:]
    (folder / "release.json").write_text(facts_to_json(replace(facts, columns=fewer, key=key_of(fewer))))
    with pytest.raises(EditionDamaged, match=r"release\.json: .*concepts\.id\.npy"):
        open_edition(folder)


def test_a_changed_byte_is_found_when_the_edition_is_verified(folder: Path) -> None:
    path = folder / "terms.text.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert open_edition(folder).facts == read_facts(folder)
    (fault,) = verify_edition(folder)
    assert (fault.file, fault.what) == ("terms.text.npy", "its bytes are not those that were written.")


def test_every_harmed_file_is_told_when_the_edition_is_verified(folder: Path) -> None:
    _cut(folder / "concepts.id.npy")
    (folder / "terms.id.npy").unlink()
    assert [fault.file for fault in verify_edition(folder)] == ["concepts.id.npy", "terms.id.npy"]


def test_a_sound_edition_verifies(folder: Path) -> None:
    assert verify_edition(folder) == ()


def test_the_release_file_can_be_read_by_a_person(folder: Path) -> None:
    text = (folder / "release.json").read_text(encoding="utf-8")
    assert facts_from_json(text) == read_facts(folder)
    assert '"label": "SNOMED CT International Edition, 24 November 2026"' in text

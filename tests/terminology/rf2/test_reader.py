"""Zips and folders that must not be trusted."""

import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.terminology.rf2 import reader
from app.terminology.rf2.faults import ReleaseFault
from app.terminology.rf2.load import load_snapshot
from tests.terminology.rf2.small_release import CONCEPTS, fault_of, packed, release, rows, written


def refusal(*paths: Path) -> str:
    refused = fault_of(*paths)
    assert refused is not None
    return str(refused)


def zip_with(path: Path, info: zipfile.ZipInfo | str, content: bytes = b"x") -> Path:
    packed(path, release())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, content)
    return path


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt", "..\\out.txt", "C:\\out.txt", "C:out"])
def test_a_zip_with_a_path_that_leads_out_of_it_is_refused(tmp_path: Path, name: str) -> None:
    told = refusal(zip_with(tmp_path / "r.zip", name))
    assert "The path of the file leads out of the zip." in told
    assert "r.zip/" in told


def test_a_zip_with_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "The zip holds a link." in refusal(zip_with(tmp_path / "r.zip", link, b"/etc/passwd"))


def test_a_zip_in_a_zip_is_refused_by_its_name(tmp_path: Path) -> None:
    inner = packed(tmp_path / "inner.zip", release()).read_bytes()
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        archive.writestr("inner.zip", inner)
    assert "r.zip/inner.zip: The zip holds a zip" in refusal(tmp_path / "r.zip")


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    whole = bytearray(packed(tmp_path / "r.zip", release()).read_bytes())
    at = whole.index(b"PK\x01\x02")
    whole[at + 8] |= 1
    (tmp_path / "r.zip").write_bytes(whole)
    assert "The file is encrypted." in refusal(tmp_path / "r.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_another_way_is_refused(tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "r.zip", "w", method) as archive:
        for name, content in release().items():
            archive.writestr(name, content)
    assert "compressed in another way" in refusal(tmp_path / "r.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_path_is_refused(tmp_path: Path) -> None:
    assert "two files of the same path" in refusal(zip_with(tmp_path / "r.zip", CONCEPTS))


def test_a_zip_that_would_unpack_to_too_much_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CONCEPTS, b"\0" * (20 << 20))
    assert f"The file would unpack to {20 << 20} bytes" in refusal(bomb)


def test_more_files_than_any_release_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_FILES", 3)
    assert "more than 3 files" in refusal(packed(tmp_path / "r.zip", release()))
    assert "more than 3 files" in refusal(written(tmp_path / "folder", release()))


def test_a_zip_whose_directory_understates_a_file_is_refused(tmp_path: Path) -> None:
    whole = bytearray(packed(tmp_path / "r.zip", release()).read_bytes())
    at = whole.index(b"PK\x01\x02")
    size = int.from_bytes(whole[at + 24 : at + 28], "little")
    whole[at + 24 : at + 28] = (size - 40).to_bytes(4, "little")
    (tmp_path / "r.zip").write_bytes(whole)
    assert CONCEPTS in refusal(tmp_path / "r.zip")


def test_a_changed_byte_is_told_by_the_check_sum_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "r.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in release().items():
            archive.writestr(name, content)
    whole = path.read_bytes()
    at = whole.index(b"900000000000074008")
    path.write_bytes(whole[:at] + b"900000000000073002" + whole[at + 18 :])
    told = refusal(path)
    assert CONCEPTS in told
    assert "Download the release again" in told


def test_what_is_no_zip_is_refused_by_its_name(tmp_path: Path) -> None:
    for content in (b"", b"PK", b"hello"):
        (tmp_path / "r.zip").write_bytes(content)
        assert refusal(tmp_path / "r.zip").startswith("r.zip: It is not a zip, or only part of one")


def test_a_path_with_nothing_at_it_is_refused(tmp_path: Path) -> None:
    assert "There is nothing at this path." in refusal(tmp_path / "nowhere")


@settings(max_examples=60)
@given(st.data())
def test_a_zip_cut_short_or_with_a_changed_byte_is_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = packed(tmp_path_factory.mktemp("cut") / "r.zip", release())
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(whole[:at])
        assert fault_of(path) is not None
    else:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
        fault_of(path)


def test_a_link_inside_a_folder_is_followed_and_one_out_of_it_is_not(tmp_path: Path) -> None:
    root = written(tmp_path / "root", release())
    outside = tmp_path / "outside"
    outside.mkdir()
    moved = outside / "concepts.txt"
    (root / CONCEPTS).rename(moved)
    (root / CONCEPTS).symlink_to(moved)
    (root / "elsewhere").symlink_to(outside, target_is_directory=True)
    assert "It holds no file of concepts." in refusal(root)
    (root / CONCEPTS).unlink()
    moved.rename(root / "kept.bin")
    (root / CONCEPTS).symlink_to(root / "kept.bin")
    files = {each.name: each.what for each in load_snapshot([root]).files}
    assert files[CONCEPTS] == "concepts (Snapshot)"
    assert files["elsewhere"] == "a link that is not followed"


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    root = written(tmp_path, release())
    os.mkfifo(root / "SnomedCT_MadeUpRF2_20240101/sct2_Concept_Snapshot_GB_20240101.txt")
    assert "not a file" in [each.what for each in load_snapshot([root]).files]


class _Piecewise:
    """A stream that gives its bytes in pieces of its own size."""

    def __init__(self, content: bytes, piece: int) -> None:
        self._content, self._piece = content, piece

    def read(self, size: int, /) -> bytes:
        piece = min(size, self._piece)
        taken, self._content = self._content[:piece], self._content[piece:]
        return taken

    def close(self) -> None:
        self._content = b""


@given(st.binary(max_size=80), st.integers(1, 9))
def test_blocks_are_whole_lines_and_together_the_file(content: bytes, piece: int) -> None:
    found = list(reader.blocks(_Piecewise(content, piece), "f", piece))
    assert all(each.endswith(b"\n") for each in found)
    ended = content if not content or content.endswith(b"\n") else content + b"\n"
    assert b"".join(found) == ended


def test_a_line_without_an_end_is_not_read_to_its_end() -> None:
    with pytest.raises(ReleaseFault, match="A row is longer than"):
        list(reader.blocks(_Piecewise(b"a" * (3 << 20), 1 << 16), "f", 1 << 16))


def test_rows_are_read_in_place_without_unpacking(tmp_path: Path) -> None:
    packed(tmp_path / "r.zip", release())
    load_snapshot([tmp_path / "r.zip"])
    assert [each.name for each in tmp_path.iterdir()] == ["r.zip"]
    assert len(rows()) == len(release())

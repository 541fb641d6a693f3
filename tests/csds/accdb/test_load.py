"""A template that is damaged, of another kind, or built otherwise is refused with what is wrong; never a traceback."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.csds.accdb.faults import AccessFault, Difference, TemplateFault, Unreadable
from app.csds.accdb.layout import CATALOGUE, PAGE
from app.csds.accdb.load import check_template, structure_of
from tests.csds.accdb.access_files import STANDARD, patched


@pytest.fixture
def copy(template_2010: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(template_2010, tmp_path / "idb.accdb"))


def _overwritten(path: Path, at: int, data: bytes) -> Path:
    whole = bytearray(path.read_bytes())
    whole[at : at + len(data)] = data
    path.write_bytes(whole)
    return path


def test_a_template_of_either_version_is_read(template: Path) -> None:
    structure = check_template(template, STANDARD)
    assert sorted(structure.tables) == ["Empty", "Visits", "Wide"]
    visits = structure.tables["Visits"]
    assert [(each.name, each.words, each.compresses) for each in visits.columns] == [
        ("Code", "text of 2 characters", False),
        ("Place", "text of 255 characters", True),
        ("Count", "long integer", False),
        ("Day", "date time", False),
        ("At", "date time", False),
        ("Made", "date time", False),
    ]
    assert (visits.rows, visits.indexes, visits.width, visits.variables) == (0, 0, 6, 2)


def test_a_renamed_column_is_named(copy: Path) -> None:
    visits = structure_of(copy).tables["Visits"]
    patched(copy, visits, "Place".encode("utf-16-le"), "Plaza".encode("utf-16-le"))
    with pytest.raises(TemplateFault) as caught:
        check_template(copy, STANDARD)
    assert caught.value.differences == (
        Difference("Visits", "Place", "text of 255 characters or more", "no such column"),
        Difference("Visits", "Plaza", "no such column", "a column"),
    )
    assert str(caught.value).startswith("idb.accdb is not built as the standard says (2 differences).")
    assert "table Visits, column Plaza: expected no such column, found a column." in str(caught.value)


def test_a_changed_size_is_named(copy: Path) -> None:
    visits = structure_of(copy).tables["Visits"]
    patched(copy, visits, (510).to_bytes(2, "little"), (508).to_bytes(2, "little"))
    with pytest.raises(TemplateFault, match="Place: expected text of 255 characters or more, found text of 254"):
        check_template(copy, STANDARD)


def test_every_difference_is_told_at_once(odd_template: Path) -> None:
    with pytest.raises(TemplateFault) as caught:
        check_template(odd_template, STANDARD)
    assert [each.table for each in caught.value.differences] == [
        "Visits", "Empty", "Wide", "Decimal", "Indexed", "Long", "Money", "Numbering", "Short",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "data", "words"),
    [
        (0, b"PK\x03\x04", "It is not an Access file"),
        (4, b"Standard Jet DB", "an Access file of an older kind"),
        (20, b"\x05", "Its version is not one that is filled"),
        (62, b"\x01\x02\x03\x04", "It is encrypted or has a password"),
        (CATALOGUE * PAGE, b"\x99", "It is damaged: page 2 is not of the kind"),
        (CATALOGUE * PAGE + 55, b"\0\xff\xff\xff", "It is damaged: it speaks of page 16777215"),
        (CATALOGUE * PAGE + 55, b"\xf0", "It is damaged: page .* has no row 240"),
        (CATALOGUE * PAGE + 45, b"\xff\xff", "It is damaged: the definition of MSysObjects cannot be read"),
        (CATALOGUE * PAGE + 4, b"\x02\0\0\0", "the definition of MSysObjects goes round in a circle"),
    ],
)
def test_what_is_no_sound_access_file_is_refused_with_the_reason(copy: Path, at: int, data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as caught:
        structure_of(_overwritten(copy, at, data))
    assert str(caught.value).startswith("idb.accdb: ")


@pytest.mark.parametrize("length", [0, 3, 100, PAGE, PAGE + 1, 2 * PAGE, 40 * PAGE, 41 * PAGE + 7])
def test_a_file_cut_short_is_refused(copy: Path, length: int) -> None:
    copy.write_bytes(copy.read_bytes()[:length])
    with pytest.raises(Unreadable):
        structure_of(copy)


def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"idb\.accdb: It cannot be read \(No such file or directory\)"):
        structure_of(tmp_path / "idb.accdb")
    with pytest.raises(Unreadable, match="Is a directory"):
        structure_of(tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(
    template_2010: Path, tmp_path: Path, data: st.DataObject
) -> None:
    whole = bytearray(template_2010.read_bytes())
    busy = st.integers(0, 3 * PAGE) | st.integers(len(whole) - 12 * PAGE, len(whole) - 1)
    for at, byte in data.draw(st.lists(st.tuples(busy, st.integers(0, 255)), min_size=1, max_size=30)):
        whole[at] = byte
    path = tmp_path / "changed.accdb"
    path.write_bytes(whole)
    with suppress(AccessFault):
        check_template(path, STANDARD)

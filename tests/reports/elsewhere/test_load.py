"""What is imported is kept whole with its source and licence, and read again; a broken import changes nothing."""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.reports.elsewhere.datasets import DataSet
from app.reports.elsewhere.faults import ElsewhereFault
from app.reports.elsewhere.load import import_file, import_files, read_elsewhere, read_entries
from app.reports.elsewhere.manifest import MADE_UP, NAME, OGL, Kind
from tests.reports.elsewhere.made_files import ALL_REVIEWS, ENGLAND, SUNDERLAND, reviews

AT = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
ONE = reviews(f"{SUNDERLAND},{ALL_REVIEWS},3000,2665,904,5,490,1393,26")
OTHER = reviews(f"{SUNDERLAND},{ALL_REVIEWS},3100,2700,900,5,500,1400,26.3")
PEOPLE = b"area_code,area_name,level,year,age,sex,count\nE08000024,Sunderland,local_authority,2024,0-25,persons,80000\n"
NEIGHBOURS = b"Sunderland,Durham\nDurham,Sunderland\n"


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_a_file_is_kept_with_its_source_licence_date_and_sum(tmp_path: Path) -> None:
    entry = import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews (1).csv", ONE), tmp_path / "kept", AT)
    assert (entry.name, entry.original, entry.rows, entry.periods) == (
        ("annual_reviews", "annual_reviews (1).csv", 1, ("2024",))
    )
    assert (entry.licence, entry.imported_at, entry.sha256) == (OGL, AT, hashlib.sha256(ONE).hexdigest())
    assert entry.source == "Department for Education, explore education statistics"
    assert read_entries(tmp_path / "kept") == (entry,)


def test_all_kinds_are_kept_side_by_side_and_read_again(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", ONE), kept, AT)
    import_file(Kind.POPULATIONS, put(tmp_path, "people.csv", PEOPLE), kept, AT)
    import_file(Kind.NEIGHBOURS, put(tmp_path, "stat neighbours.csv", NEIGHBOURS), kept, AT)
    read = read_elsewhere(kept)
    file = read.data_set(DataSet.ANNUAL_REVIEWS)
    assert file is not None
    assert file.amount(file.rows[0], "number_decision_4weeks").whole == 490
    assert [each.count for each in read.populations.rows] == [80_000]
    assert read.neighbours.near("County Durham") == ("Sunderland",)
    assert [each.kind for each in read.entries] == [Kind.EDUCATION, Kind.POPULATIONS, Kind.NEIGHBOURS]


def test_a_later_file_of_a_data_set_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    for content in (ONE, OTHER):
        import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", content), kept, AT)
    file = read_elsewhere(kept).education["annual_reviews"]
    assert file.amount(file.rows[0], "total_ehc_plans").whole == 3100
    assert len(list(kept.glob("*.csv"))) == 1


def test_the_same_file_again_changes_nothing_but_the_date(tmp_path: Path) -> None:
    path, kept = put(tmp_path, "annual_reviews.csv", ONE), tmp_path / "kept"
    first = import_file(Kind.EDUCATION, path, kept, AT)
    again = import_file(Kind.EDUCATION, path, kept, datetime(2026, 11, 1, tzinfo=UTC))
    assert (again.file, again.sha256) == (first.file, first.sha256)
    assert read_elsewhere(kept).education["annual_reviews"].rows


def test_of_several_files_one_wrong_one_keeps_all_out(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    wrong = put(tmp_path, "requests.csv", b"a,b\n1,2\n")
    with pytest.raises(ElsewhereFault, match=r"requests\.csv, line 1"):
        import_files(Kind.EDUCATION, [put(tmp_path, "annual_reviews.csv", ONE), wrong], kept, AT)
    assert not kept.exists()


def test_two_files_of_one_data_set_are_not_taken_together(tmp_path: Path) -> None:
    paths = [put(tmp_path, name, ONE) for name in ("annual_reviews.csv", "annual_reviews (1).csv")]
    with pytest.raises(ElsewhereFault, match=r"the same data set as annual_reviews\.csv"):
        import_files(Kind.EDUCATION, paths, tmp_path / "kept", AT)


def test_made_up_figures_go_when_true_ones_come(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    import_file(Kind.POPULATIONS, put(tmp_path, "people.csv", PEOPLE), kept, AT, source=MADE_UP)
    import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", ONE), kept, AT)
    assert [each.kind for each in read_entries(kept)] == [Kind.EDUCATION]
    assert len(list(kept.glob("*.csv"))) == 1


def test_an_import_that_breaks_off_leaves_what_was_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", ONE), kept, AT)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", OTHER), kept, AT)
    file = read_elsewhere(kept).education["annual_reviews"]
    assert file.amount(file.rows[0], "total_ehc_plans").whole == 3000
    assert not list(kept.glob(".*csv*"))


def test_a_kept_file_that_was_changed_is_not_read(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    entry = import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", ONE), kept, AT)
    changed = (kept / entry.file).read_bytes().replace(b"3000", b"4000")
    (kept / entry.file).write_bytes(changed)
    with pytest.raises(ElsewhereFault, match="What was kept is damaged"):
        read_elsewhere(kept)


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"format": 2, "files": []}', '{"format": 1, "files": [{}]}', "\x00"]
)
def test_a_damaged_manifest_is_said_to_be_one(tmp_path: Path, manifest: str) -> None:
    (tmp_path / NAME).write_text(manifest)
    with pytest.raises(ElsewhereFault, match=r"manifest\.json: What was kept is damaged"):
        read_elsewhere(tmp_path)


def test_a_manifest_that_points_out_of_the_folder_is_damaged(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", ONE), kept, AT)
    read = json.loads((kept / NAME).read_text())
    read["files"][0]["file"] = "../annual_reviews.csv"
    (kept / NAME).write_text(json.dumps(read))
    with pytest.raises(ElsewhereFault, match="damaged"):
        read_elsewhere(kept)


def test_a_kept_file_that_is_gone_is_said_to_be_damaged(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    entry = import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", ONE), kept, AT)
    (kept / entry.file).unlink()
    with pytest.raises(ElsewhereFault, match="damaged"):
        read_elsewhere(kept)


def test_nothing_imported_is_nothing_read(tmp_path: Path) -> None:
    assert read_elsewhere(tmp_path / "nowhere").areas() == ()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(ElsewhereFault, match="There is no such file"):
            import_file(Kind.EDUCATION, path, tmp_path / "kept", AT)


def test_areas_are_named_once_by_the_newest_period(tmp_path: Path) -> None:
    old = SUNDERLAND.replace("2024,", "2019,").replace("Sunderland", "Sunderland as it was")
    content = reviews(*(f"{each},{ALL_REVIEWS},1,1,1,1,1,1,1" for each in (old, SUNDERLAND, ENGLAND)))
    import_file(Kind.EDUCATION, put(tmp_path, "annual_reviews.csv", content), tmp_path / "kept", AT)
    areas = {each.code: (each.name, each.region) for each in read_elsewhere(tmp_path / "kept").areas()}
    assert areas == {
        "E08000024": ("Sunderland", "E12000001"),
        "E12000001": ("North East", ""),
        "E92000001": ("England", ""),
    }

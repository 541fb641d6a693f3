"""The commands of the terminology: what an operator reads, with which exit code, and what is then in use."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.administration.releases.conftest import Operator, Releases
from tests.administration.releases.packages import Packages
from tests.service import Prepared, settings_for


def the_file(package: Path, part: str) -> Path:
    (found,) = [each for each in package.rglob("*.txt") if part in each.name]
    return found


def damaged(package: Path, place: Path) -> Path:
    """A copy of a package in which one concept has a wrong check digit; the line is the second."""
    copy = place / "damaged"
    shutil.copytree(package, copy)
    file = the_file(copy, "sct2_Concept_UKCLSnapshot")
    lines = file.read_bytes().split(b"\r\n")
    cells = lines[1].split(b"\t")
    cells[0] = cells[0][:-1] + (b"0" if cells[0][-1:] != b"0" else b"1")
    lines[1] = b"\t".join(cells)
    file.write_bytes(b"\r\n".join(lines))
    return copy


def test_a_release_is_loaded_listed_and_used(operator: Operator, packages: Packages) -> None:
    done = operator.afresh("load", packages.april)
    assert done.exit_code == 0, done.output
    (key,) = operator.keys()
    assert f"SNOMED CT UK Edition, 10 April 2025, key {key}" in done.output
    assert "http://snomed.info/sct/83821000000107/version/20250410, effective 10-Apr-2025" in done.output
    assert "1 reference set with 313 members" in done.output
    assert re.search(r"\d+ files used, \d+ left alone\n", done.output)
    assert "It is loaded." in done.output
    listed = operator.types("list").output
    assert f"\n        {key}  SNOMED CT UK Edition" in f"\n{listed}"
    assert "in use  shipped " in listed
    assert "Switches" not in listed
    used = operator.afresh("use", key[:4])
    assert used.exit_code == 0, used.output
    assert "SNOMED CT UK Edition, 10 April 2025 is in use now." in used.output
    assert "1 member joined; 0 left, of which 0 are replaced; 1 is called otherwise." in used.output
    listed = operator.types("list").output
    assert f"in use  {key}" in listed
    assert re.search(r"  1  \d\d-\w{3}-\d{4} \d\d:\d\d  to SNOMED CT UK Edition, 10 April 2025", listed)


def test_a_reading_tells_how_far_it_is_stage_by_stage(operator: Operator, packages: Packages) -> None:
    output = operator.types("load", packages.april).stderr
    assert re.search(r"^concepts: 403 rows, [\d,]+ a second$", output, re.MULTILINE)
    assert output.endswith("Writing the index\n")


def test_every_file_is_listed_when_asked_for(operator: Operator, packages: Packages) -> None:
    output = operator.types("load", packages.april, "--verbose", "--label", "  My   release ").output
    assert "My release, key" in output
    assert re.search(r"  used \S+sct2_Concept_UKCLSnapshot_\S+: concepts", output)
    assert re.search(r"  left alone \S+der2_sRefset_SimpleMapUKCLSnapshot_\S+: maps", output)


def test_a_release_is_loaded_and_used_in_one_go(operator: Operator, packages: Packages) -> None:
    done = operator.types("load", packages.april, "--use")
    assert done.exit_code == 0, done.output
    assert "is in use now." in done.output
    assert "in use  shipped" not in operator.types("list").output


def test_the_same_content_is_not_loaded_twice(loaded: Operator, packages: Packages, releases: Releases) -> None:
    before = loaded.types("list").output
    again = loaded.types("load", packages.april, "--label", "Another name", "--use")
    assert again.exit_code == 1
    assert "loaded already, with the same content, as Spring release" in again.output
    assert f"everyneed terminology use {releases.april}" in again.output
    assert loaded.types("list").output == before
    assert loaded.keys() == sorted([releases.april, releases.october])


def test_every_fault_is_told_with_file_and_line_and_nothing_is_written(
    operator: Operator, packages: Packages, tmp_path: Path
) -> None:
    done = operator.types("load", damaged(packages.april, tmp_path))
    assert done.exit_code == 1
    assert re.search(r"sct2_Concept_UKCLSnapshot_GB1000000_20250410.txt, line 2: ", done.stderr)
    assert "in the files of the release. Nothing was loaded." in done.stderr
    assert operator.keys() == []
    assert "UK Edition" not in operator.types("list").output


@pytest.mark.parametrize(("label", "words"), [("x" * 101, "longer than 100"), ("a\u202eb", "hidden character")])
def test_a_label_that_cannot_be_is_told_before_anything_is_read(label: str, words: str, operator: Operator) -> None:
    done = operator.types("load", "/nowhere", "--label", label)
    assert done.exit_code == 1
    assert f"--label: It {'is' if 'longer' in words else 'has'}" in done.output
    assert words in done.output


def test_a_path_that_is_not_there_is_told_by_name(operator: Operator, tmp_path: Path) -> None:
    done = operator.types("load", tmp_path / "nowhere.zip")
    assert done.exit_code == 1
    assert f"{tmp_path / 'nowhere.zip'}: no such file or directory. Nothing was loaded." in done.output


def test_a_file_that_is_no_release_is_told_and_not_loaded(operator: Operator, tmp_path: Path) -> None:
    nonsense = tmp_path / "release.zip"
    nonsense.write_bytes(b"PK\x03\x04 nonsense")
    done = operator.types("load", nonsense)
    assert done.exit_code == 1
    assert "release.zip" in done.stderr
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_folder_of_indexes_that_is_a_file_is_told_before_anything_is_read(
    operator: Operator, packages: Packages
) -> None:
    operator.settings.terminology_folder.write_text("in the way")
    done = operator.types("load", packages.april)
    assert done.exit_code == 1
    assert f"{operator.settings.terminology_folder}: it is no folder. Nothing was loaded." in done.output


def test_a_full_disk_is_told_and_leaves_nothing(
    operator: Operator, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    done = operator.types("load", packages.april)
    assert done.exit_code == 1
    assert "no space left on device. Nothing was loaded." in done.output
    assert operator.keys() == []


def test_a_loading_that_is_broken_off_leaves_nothing(
    operator: Operator, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store.releases import StoredReleases

    def broken_off(*given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(StoredReleases, "add_release", broken_off)
        assert operator.types("load", packages.april).exit_code != 0
    assert operator.keys() == []
    assert operator.types("load", packages.april).exit_code == 0


class TestAnIndexThatLiesThereAlready:
    """A crash between writing and entering left it, or it is that of a release that is loaded."""

    @pytest.fixture
    def crashed(self, operator: Operator, releases: Releases) -> Operator:
        shutil.copytree(releases.folder / releases.april, operator.settings.terminology_folder / releases.april)
        return operator

    def test_a_sound_one_is_taken_over(self, crashed: Operator, packages: Packages, releases: Releases) -> None:
        file = crashed.settings.terminology_folder / releases.april / "release.json"
        before = file.stat().st_ino
        done = crashed.types("load", packages.april, "--label", "Spring release")
        assert done.exit_code == 0, done.output
        assert "its index lay there already" in done.output
        assert file.stat().st_ino == before
        assert crashed.types("use", releases.april).exit_code == 0

    def test_one_under_another_name_is_written_anew(
        self, crashed: Operator, packages: Packages, releases: Releases
    ) -> None:
        assert crashed.types("load", packages.april, "--label", "Otherwise").exit_code == 0
        assert "Otherwise" in crashed.types("list").output
        assert crashed.keys() == [releases.april]

    def test_a_damaged_one_is_written_anew(self, crashed: Operator, packages: Packages, releases: Releases) -> None:
        spoil(crashed.settings.terminology_folder / releases.april)
        done = crashed.types("load", packages.april, "--label", "Spring release")
        assert done.exit_code == 0, done.output
        assert "It is loaded.\n" in done.output
        assert crashed.keys() == [releases.april]
        assert crashed.types("verify").exit_code == 0

    @pytest.mark.parametrize("how", ["gone", "damaged", "a file"])
    def test_that_of_a_loaded_release_is_made_anew_when_it_cannot_be_used(
        self, how: str, loaded: Operator, packages: Packages, releases: Releases
    ) -> None:
        place = loaded.settings.terminology_folder / releases.april
        assert loaded.types("use", releases.april).exit_code == 0
        if how == "damaged":
            spoil(place)
        else:
            shutil.rmtree(place)
        if how == "a file":
            place.write_text("in the way")
        assert loaded.types("verify").exit_code == 1
        done = loaded.types("load", packages.april)
        assert done.exit_code == 0, done.output
        assert "that is made anew" in done.output
        assert loaded.types("verify").exit_code == 0
        assert loaded.keys() == sorted([releases.april, releases.october])
        assert f"in use  {releases.april}" in loaded.types("list").output


def spoil(place: Path, file: str = "concepts.id.npy") -> None:
    content = bytearray((place / file).read_bytes())
    content[-1] ^= 1
    (place / file).write_bytes(bytes(content))


def test_going_back_and_going_back_again_is_told_with_what_changed(loaded: Operator, releases: Releases) -> None:
    assert loaded.types("undo").exit_code == 1
    assert "nothing to go back to. Nothing was switched." in loaded.types("undo").output
    loaded.types("use", releases.april)
    used = loaded.types("use", releases.october)
    assert "2 members joined; 3 left, of which 2 are replaced; 0 are called otherwise." in used.output
    back = loaded.types("undo")
    assert back.exit_code == 0, back.output
    assert "Spring release is in use now." in back.output
    assert "3 members joined; 2 left" in back.output
    assert "Autumn release is in use now." in loaded.types("undo").output
    listed = loaded.types("list").output
    assert "to Autumn release" in listed
    assert "undoing switch 3" in listed
    assert loaded.types("use", "SHIPPED").exit_code == 0
    assert "in use  shipped" in loaded.types("list").output


def test_what_cannot_be_used_is_told_and_nothing_is_switched(loaded: Operator, releases: Releases) -> None:
    assert "There is no such release. Nothing was switched." in loaded.types("use", "ffffffffffffffffff").output
    assert loaded.types("use", "shipped").exit_code == 1
    assert loaded.types("use", "").exit_code == 1
    assert loaded.types("use", releases.april).exit_code == 0
    assert "in use already. Nothing was switched." in loaded.types("use", releases.april).output
    shutil.rmtree(loaded.settings.terminology_folder / releases.october)
    gone = loaded.types("use", releases.october)
    assert gone.exit_code == 1
    assert "release.json" in gone.output
    assert "Nothing was switched." in gone.output
    assert f"in use  {releases.april}" in loaded.types("list").output


def test_a_release_in_use_that_cannot_be_opened_can_be_left(loaded: Operator, releases: Releases) -> None:
    loaded.types("use", releases.april)
    shutil.rmtree(loaded.settings.terminology_folder / releases.april)
    done = loaded.afresh("undo")
    assert done.exit_code == 0, done.output
    assert "The shipped list is in use now." in done.output


def test_verifying_names_each_damaged_file_of_each_release(loaded: Operator, releases: Releases) -> None:
    sound = loaded.types("verify")
    assert (sound.exit_code, sound.output.count("every file is as it was written")) == (0, 2)
    spoil(loaded.settings.terminology_folder / releases.april)
    spoil(loaded.settings.terminology_folder / releases.april, "hierarchy.parents.npy")
    spoil(loaded.settings.terminology_folder / releases.october, "terms.text.npy")
    done = loaded.types("verify")
    assert done.exit_code == 1
    assert [name for name in ("concepts.id.npy", "hierarchy.parents.npy", "terms.text.npy") if name in done.stderr] == [
        "concepts.id.npy",
        "hierarchy.parents.npy",
        "terms.text.npy",
    ]
    one = loaded.types("verify", releases.october)
    assert (one.exit_code, releases.april in one.output) == (1, False)
    assert loaded.types("verify", "ff").exit_code == 1


def test_an_index_in_the_folder_of_another_is_no_sound_one(loaded: Operator, releases: Releases) -> None:
    folder = loaded.settings.terminology_folder
    shutil.rmtree(folder / releases.april)
    shutil.copytree(folder / releases.october, folder / releases.april)
    done = loaded.types("verify", releases.april)
    assert done.exit_code == 1
    assert "another release" in done.output


def test_what_a_broken_loading_left_is_named(loaded: Operator) -> None:
    (loaded.settings.terminology_folder / "0123.partial-4567").mkdir()
    done = loaded.types("verify")
    assert done.exit_code == 0
    assert "0123.partial-4567 belongs to no release" in done.output


def test_nothing_loaded_is_said(operator: Operator) -> None:
    assert operator.types("verify").output == "No release is loaded.\n"
    listed = operator.types("list").output
    assert listed.startswith("in use  shipped ")
    assert listed.count("\n") == 1


def test_a_search_finds_by_a_synonym_of_the_release_in_use(
    loaded: Operator, releases: Releases, packages: Packages
) -> None:
    assert str(packages.quadriplegia) not in loaded.types("search", "spas", "quad").output
    loaded.types("use", releases.april)
    found = loaded.types("search", "spas", "quad")
    assert found.exit_code == 0
    assert found.output == (
        f"{packages.quadriplegia}  Quadriplegic cerebral palsy  (Not yet grouped)  [Spastic quadriplegia]\n"
    )
    nothing = loaded.types("search", "wander")
    assert (nothing.exit_code, "Nothing in the reference set" in nothing.output) == (1, True)


def test_a_search_of_everything_finds_what_is_no_member_and_what_is_inactive(
    loaded: Operator, releases: Releases, packages: Packages
) -> None:
    refused = loaded.types("search", "--everywhere", "wander")
    assert (refused.exit_code, "No release of SNOMED CT is in use" in refused.output) == (1, True)
    loaded.types("use", releases.october)
    found = loaded.types("search", "--everywhere", "wander")
    assert found.output == f"{packages.beyond}  Wandering spleen  (disorder)\n"
    assert "(Health condition)" in loaded.types("search", "--everywhere", "epilepsy").output
    slip = loaded.types("search", "--everywhere", "wandring")
    assert f"{packages.beyond}  Wandering spleen  (disorder)  did you mean this?" in slip.output
    inactive = loaded.types("search", "--everywhere", str(packages.doubtful)).output
    assert "inactive; possibly" in inactive
    assert str(packages.beyond) in inactive
    assert loaded.types("search", "--everywhere", "qqqq").exit_code == 1


def test_a_search_without_a_database_is_of_the_shipped_list_and_says_so(empty_sqlite_url: str, tmp_path: Path) -> None:
    operator = Operator(settings_for(empty_sqlite_url, tmp_path / "secret.key"))
    found = operator.afresh("search", "cp")
    assert (found.exit_code, found.stdout.startswith("128188000  Cerebral palsy")) == (0, True)
    assert found.stderr.count("\n") == 1
    assert found.stderr.startswith("The shipped list was searched. The database is empty")
    everywhere = operator.afresh("search", "--everywhere", "cp")
    assert (everywhere.exit_code, "No release of SNOMED CT can be searched" in everywhere.output) == (1, True)


def test_a_search_says_when_the_release_in_use_cannot_be_opened(loaded: Operator, releases: Releases) -> None:
    loaded.types("use", releases.april)
    (loaded.settings.terminology_folder / releases.april / "release.json").write_text("{}")
    found = loaded.afresh("search", "cp")
    assert found.stdout.startswith("128188000  Cerebral palsy")
    assert "The shipped list was searched. The release in use cannot be opened." in found.stderr


def test_the_day_as_at_which_a_snapshot_is_asked_for_must_be_one_it_knows(
    operator: Operator, packages: Packages
) -> None:
    assert operator.types("load", packages.april, "--as-at", "yesterday").exit_code == 2
    early = operator.types("load", packages.april, "--as-at", "2024-01-01")
    assert early.exit_code == 1
    assert operator.keys() == []


def test_loading_needs_a_database_that_is_ready(prepared_clinic: Prepared, tmp_path: Path, packages: Packages) -> None:
    operator = Operator(
        settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path / "secret.key").model_copy(
            update={"terminology_folder": tmp_path / "terminology"}
        )
    )
    done = operator.afresh("load", packages.april)
    assert done.exit_code == 1
    assert "everyneed database upgrade" in str(done.exception)
    assert operator.keys() == []

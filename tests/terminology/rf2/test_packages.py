from datetime import date

import pytest

from app.terminology.rf2.file_names import parse_name
from app.terminology.rf2.packages import NamedFile, NoFull, packages
from app.terminology.rf2.snapshot import ReleaseKind

UK = "uk_sct2cl_38/SnomedCT_UKClinicalRF2_PRODUCTION_20240410T000001Z"
INTERNATIONAL = "uk_sct2cl_38/SnomedCT_InternationalRF2_PRODUCTION_20240201T120000Z"


def file(path: str, source: int = 0) -> NamedFile:
    name = parse_name(path.rpartition("/")[2])
    assert name is not None
    return NamedFile(source, path, name)


def kinds(*paths: str, as_at: date | None = None) -> list[str]:
    return [each.chosen(as_at) for each in packages(map(file, paths))]


def test_the_snapshot_of_each_package_is_chosen_where_there_is_one() -> None:
    found = kinds(
        f"{UK}/Full/Terminology/sct2_Concept_UKCLFull_GB1000000_20240410.txt",
        f"{UK}/Snapshot/Terminology/sct2_Concept_UKCLSnapshot_GB1000000_20240410.txt",
        f"{INTERNATIONAL}/Full/Terminology/sct2_Concept_Full_INT_20240201.txt",
        f"{INTERNATIONAL}/Delta/Terminology/sct2_Concept_Delta_INT_20240201.txt",
    )
    assert found == [ReleaseKind.SNAPSHOT, ReleaseKind.FULL]


def test_a_delta_is_chosen_from_a_package_of_nothing_else() -> None:
    found = kinds("sct2_Concept_Snapshot_INT_20240101.txt", "sct2_Concept_Delta_INT_20240201.txt")
    assert found == [ReleaseKind.SNAPSHOT, ReleaseKind.DELTA]


def test_a_date_takes_full_files_of_every_package() -> None:
    full = f"{UK}/Full/Terminology/sct2_Concept_UKCLFull_GB1000000_20240410.txt"
    snapshot = f"{INTERNATIONAL}/Snapshot/Terminology/sct2_Concept_Snapshot_INT_20240201.txt"
    assert kinds(full, as_at=date(2023, 1, 1)) == [ReleaseKind.FULL]
    with pytest.raises(NoFull) as refused:
        kinds(full, snapshot, as_at=date(2023, 1, 1))
    assert refused.value.fault.file == INTERNATIONAL


def test_files_below_folders_of_a_package_belong_together() -> None:
    found = packages(
        map(
            file,
            [
                "release/Terminology/sct2_Concept_Snapshot_INT_20240101.txt",
                "release/Refset/Content/der2_Refset_SimpleSnapshot_INT_20240101.txt",
                "release/Refset/Language/der2_cRefset_LanguageFull-en_INT_20240101.txt",
            ],
        )
    )
    assert [len(each.files) for each in found] == [3]
    assert found[0].label == "release"


def test_what_was_given_apart_is_apart() -> None:
    path = "sct2_Concept_Snapshot_INT_20240101.txt"
    assert len(packages([file(path, 0), file(path, 1)])) == 2

"""A sound release, what is tolerated in one, and what is told of a release that is loaded."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from app.terminology.concept import ConceptId
from app.terminology.rf2.load import load_snapshot
from app.terminology.rf2.snapshot import FileRead, ModuleVersion, Snapshot
from tests.terminology.rf2.small_release import (
    ASSOCIATIONS,
    CONCEPTS,
    DEFINED,
    DEFINITION,
    DEFINITIONS,
    DESCRIPTIONS,
    GB,
    HIGHER_NEED,
    LANGUAGE,
    MODULE,
    MODULES,
    NAMES,
    NEED,
    OLD_NEED,
    PREFERRED,
    PRIMITIVE,
    RELATIONSHIPS,
    ROOT,
    SAME_AS,
    SET,
    SIMPLE,
    concept_row,
    description,
    file_of,
    is_a_row,
    member_row,
    name_row,
    packed,
    release,
    renamed,
    rows,
    with_cell,
    written,
)


def same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots say the same, whatever files they come from."""

    def said(snapshot: Snapshot) -> list[object]:
        parts = (snapshot.concepts, snapshot.is_a, snapshot.associations, snapshot.reasons)
        terms = [snapshot.descriptions.term(each) for each in range(len(snapshot.descriptions.id))]
        names = ("id", "effective", "active", "concept", "fully_specified", "language")
        described = [getattr(snapshot.descriptions, each).tolist() for each in names]
        columns = [getattr(part, name).tolist() for part in parts for name in type(part).__slots__]
        languages = {
            each: (use.description.tolist(), use.preferred.tolist()) for each, use in snapshot.languages.items()
        }
        simple = {each: members.tolist() for each, members in snapshot.simple.items()}
        return [*columns, *described, terms, languages, simple, snapshot.modules, snapshot.effective]

    return said(one) == said(other)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return load_snapshot([written(tmp_path_factory.mktemp("sound"), release())])


def place(snapshot: Snapshot, concept: str) -> int:
    return int(np.searchsorted(snapshot.concepts.id, int(concept)))


def test_concepts_are_in_order_of_identifier_with_what_their_rows_say(loaded: Snapshot) -> None:
    ids = loaded.concepts.id.tolist()
    assert ids == sorted(map(int, [*NAMES, OLD_NEED]))
    assert [each for each, active in zip(ids, loaded.concepts.active, strict=True) if not active] == [int(OLD_NEED)]
    assert set(loaded.concepts.effective.tolist()) == {20200131}
    assert set(loaded.concepts.module.tolist()) == {int(MODULE)}
    assert not loaded.concepts.defined.any()


def test_descriptions_name_their_concepts_and_keep_their_terms_as_released(loaded: Snapshot) -> None:
    ids = loaded.descriptions.id.tolist()
    assert ids == sorted(ids)
    at = ids.index(int(description(50)))
    assert loaded.descriptions.term(at) == 'Child’s "need"'
    assert loaded.concepts.id[loaded.descriptions.concept[at]] == int(NEED)
    assert not loaded.descriptions.fully_specified[at]
    assert int(np.count_nonzero(loaded.descriptions.fully_specified)) == len(NAMES)
    assert loaded.descriptions.languages == ("en",)


def test_is_a_pairs_are_places_of_concepts(loaded: Snapshot) -> None:
    pairs = {
        (int(loaded.concepts.id[child]), int(loaded.concepts.id[parent]))
        for child, parent in zip(loaded.is_a.child.tolist(), loaded.is_a.parent.tolist(), strict=True)
    }
    expected = {(int(each), int(ROOT)) for each in NAMES if each not in (ROOT, HIGHER_NEED)}
    assert pairs == expected | {(int(HIGHER_NEED), int(NEED))}


def test_sets_hold_their_active_members(loaded: Snapshot) -> None:
    expected = sorted(place(loaded, each) for each in (NEED, HIGHER_NEED))
    assert {each: found.tolist() for each, found in loaded.simple.items()} == {int(SET): expected}


def test_a_language_set_says_which_descriptions_it_prefers(loaded: Snapshot) -> None:
    (use,) = loaded.languages.values()
    ids = loaded.descriptions.id[use.description].tolist()
    assert dict(zip(ids, use.preferred.tolist(), strict=True)) == {
        int(description(3)): False,
        int(description(50)): True,
    }
    assert ids == sorted(ids)


def test_only_the_language_sets_asked_for_are_kept(tmp_path: Path) -> None:
    snapshot = load_snapshot([written(tmp_path, release())], languages=[ConceptId(900000000000509007)])
    assert snapshot.languages == {}
    assert any("None of the language sets asked for" in note for note in snapshot.notes)


def test_history_says_what_replaces_a_concept_and_why_it_went(loaded: Snapshot) -> None:
    ids = loaded.concepts.id
    assert ids[loaded.associations.source].tolist() == [int(OLD_NEED)]
    assert loaded.associations.kind.tolist() == [int(SAME_AS)]
    assert ids[loaded.associations.target].tolist() == [int(NEED)]
    assert ids[loaded.reasons.concept].tolist() == [int(OLD_NEED)]
    assert loaded.reasons.reason.tolist() == [900000000000482003]


def test_the_release_is_as_late_as_its_latest_row(tmp_path: Path) -> None:
    row = member_row(1, SET, HIGHER_NEED, on="20231130")
    assert load_snapshot([written(tmp_path, release({SIMPLE: [row]}))]).effective == date(2023, 11, 30)


@pytest.mark.parametrize("missing", sorted({*rows()} - {CONCEPTS, DESCRIPTIONS}))
def test_a_release_may_lack_any_file_but_those_of_concepts_and_descriptions(tmp_path: Path, missing: str) -> None:
    files = {path: content for path, content in release().items() if path != missing}
    snapshot = load_snapshot([written(tmp_path / "without", files)])
    empty = load_snapshot([written(tmp_path / "empty", release({missing: []}))])
    assert same(snapshot, empty)
    assert len(snapshot.concepts.id) == len(NAMES) + 1


def test_modules_say_what_they_rest_on(tmp_path: Path) -> None:
    row = member_row(41, SET, ROOT, "20240101", "20230731")
    modules = load_snapshot([written(tmp_path, release({MODULES: [row]}))]).modules
    assert modules == (ModuleVersion(ConceptId(int(MODULE)), 20240101, ConceptId(int(ROOT)), 20230731),)


def test_a_zip_says_what_its_folder_says(tmp_path: Path, loaded: Snapshot) -> None:
    assert same(load_snapshot([packed(tmp_path / "release.zip", release())]), loaded)


@pytest.mark.parametrize("block", [1, 40, 150, 4_000])
def test_how_much_is_read_at_once_changes_nothing(tmp_path: Path, loaded: Snapshot, block: int) -> None:
    assert same(load_snapshot([written(tmp_path, release())], block=block), loaded)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\r\n", b"\n"),
        (b"id\teffectiveTime", b"\xef\xbb\xbfid\teffectiveTime"),
    ],
)
def test_line_ends_and_byte_order_marks_change_nothing(
    tmp_path: Path, loaded: Snapshot, old: bytes, new: bytes
) -> None:
    files = {path: content.replace(old, new) for path, content in release().items()}
    assert same(load_snapshot([written(tmp_path, files)]), loaded)


def test_mixed_line_ends_and_a_last_line_without_one_change_nothing(tmp_path: Path, loaded: Snapshot) -> None:
    files = {path: content.replace(b"\r\n", b"\n", 2).removesuffix(b"\r\n") for path, content in release().items()}
    assert same(load_snapshot([written(tmp_path, files)]), loaded)


def test_members_with_identifiers_in_capitals_are_the_same_members(tmp_path: Path, loaded: Snapshot) -> None:
    changed = {path: [line.replace("0a1b2c3d", "0A1B2C3D") for line in lines] for path, lines in rows().items()}
    assert same(load_snapshot([written(tmp_path, release(changed))]), loaded)


def test_text_definitions_are_known_but_are_no_terms(tmp_path: Path, loaded: Snapshot) -> None:
    text = name_row(90, NEED, "What a child needs beyond others of its age.", kind=DEFINITION)
    language = [*rows()[LANGUAGE], member_row(13, GB, description(90), PREFERRED)]
    snapshot = load_snapshot([written(tmp_path, release({DEFINITIONS: [text], LANGUAGE: language}))])
    assert same(snapshot, loaded)


def test_the_distributors_own_words_are_passed_on(tmp_path: Path) -> None:
    said = b'{"effectiveTime": "20240101", "languageRefset": "999001261000000100", "modules": [1, 2]}'
    files = {**release(), "SnomedCT_MadeUpRF2_20240101/release_package_information.json": said}
    (note,) = load_snapshot([written(tmp_path, files)]).notes
    assert note.endswith("says: effectiveTime 20240101; languageRefset 999001261000000100.")


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    beside = {
        "SnomedCT_MadeUpRF2_20240101/Snapshot/Refset/Map/der2_sRefset_SimpleMapSnapshot_INT_20240101.txt": b"noise",
        "SnomedCT_MadeUpRF2_20240101/Full/Terminology/sct2_Concept_Full_INT_20240101.txt": b"not looked at",
        "SnomedCT_MadeUpRF2_20240101/Readme_en_20240101.txt": b"hello",
    }
    files = {
        each.name.rpartition("/")[2]: each for each in load_snapshot([written(tmp_path, release() | beside)]).files
    }
    assert len(files) == len(release()) + 3
    concepts = files["sct2_Concept_Snapshot_INT_20240101.txt"]
    assert concepts == FileRead(CONCEPTS, "concepts (Snapshot)", len(NAMES) + 1, used=True)
    assert files["sct2_Concept_Full_INT_20240101.txt"].what == "Full file, not needed beside the Snapshot"
    assert files["der2_sRefset_SimpleMapSnapshot_INT_20240101.txt"].what == "maps to other code systems"
    assert [each.used for each in files.values()].count(False) == 3


def test_a_concept_outside_every_hierarchy_is_noted_and_counted(tmp_path: Path) -> None:
    relationships = [line for line in rows()[RELATIONSHIPS] if f"\t{HIGHER_NEED}\t" not in line]
    (note,) = load_snapshot([written(tmp_path, release({RELATIONSHIPS: relationships}))]).notes
    assert note.startswith("1 active concepts have no active is-a relationship")
    assert HIGHER_NEED in note


def test_stated_and_inactive_relationships_and_those_to_inactive_concepts_are_no_is_a(
    tmp_path: Path, loaded: Snapshot
) -> None:
    more = [
        is_a_row(60, HIGHER_NEED, ROOT).replace("900000000000011006", "900000000000010007"),
        is_a_row(61, HIGHER_NEED, ROOT, active="0"),
        is_a_row(62, HIGHER_NEED, OLD_NEED),
        is_a_row(63, OLD_NEED, ROOT),
        is_a_row(64, HIGHER_NEED, NEED),
    ]
    assert same(load_snapshot([written(tmp_path, release({RELATIONSHIPS: [*rows()[RELATIONSHIPS], *more]}))]), loaded)


def test_rows_of_a_trial_file_without_a_date_are_of_the_files_date(tmp_path: Path) -> None:
    files = with_cell(CONCEPTS, 2, 1, "")
    snapshot = load_snapshot([written(tmp_path, renamed(files, ("/sct2_", "/xsct2_"), ("/der2_", "/xder2_")))])
    assert snapshot.concepts.effective[place(snapshot, ROOT)] == 20240101
    assert "1 rows of trial files have no effectiveTime and were taken to be of their file's date." in snapshot.notes


def test_progress_is_told_in_bytes_and_rows(tmp_path: Path) -> None:
    class Told:
        def __init__(self) -> None:
            self.stages: list[tuple[str, int]] = []
            self.bytes = 0
            self.lines = 0
            self.ended = 0

        def begin(self, what: str, total_bytes: int) -> None:
            self.stages.append((what, total_bytes))

        def advance(self, bytes_read: int, rows: int) -> None:
            self.bytes += bytes_read
            self.lines += rows

        def end(self) -> None:
            self.ended += 1

    told = Told()
    load_snapshot([written(tmp_path, release())], progress=told)
    assert ("concepts", len(release()[CONCEPTS])) in told.stages
    assert told.bytes == sum(total for _, total in told.stages) == sum(map(len, release().values()))
    assert told.lines == sum(content.count(b"\n") for content in release().values())
    assert told.ended == len(told.stages)


FULL = (("/Snapshot/", "/Full/"), ("Snapshot-en_", "Full-en_"), ("Snapshot_", "Full_"))


def full_of_two_dates() -> dict[str, bytes]:
    """The release as it came to be: before 2022, the higher need was inactive, undefined and elsewhere."""
    earlier, path = {**rows()}, CONCEPTS
    earlier[path] = [*rows()[path], concept_row(HIGHER_NEED, on="20220131", status=DEFINED)]
    earlier[DESCRIPTIONS] = [*rows()[DESCRIPTIONS], name_row(50, NEED, "A renamed need", on="20220131")]
    earlier[RELATIONSHIPS] = [*rows()[RELATIONSHIPS], is_a_row(20, HIGHER_NEED, NEED, on="20220131", active="0"),
                              is_a_row(70, HIGHER_NEED, ROOT, on="20220131")]  # fmt: skip
    earlier[SIMPLE] = [*rows()[SIMPLE], member_row(1, SET, HIGHER_NEED, on="20220131", active="0")]
    return renamed(release(earlier), *FULL)


def test_full_files_as_at_a_date_say_what_the_snapshot_of_that_date_says(tmp_path: Path, loaded: Snapshot) -> None:
    path = written(tmp_path, full_of_two_dates())
    assert same(load_snapshot([path], as_at=date(2022, 1, 30)), loaded)
    later = load_snapshot([path], as_at=date(2022, 1, 31))
    assert later.concepts.defined[place(later, HIGHER_NEED)]
    assert later.simple[ConceptId(int(SET))].tolist() == [place(later, NEED)]
    at = later.descriptions.id.tolist().index(int(description(50)))
    assert later.descriptions.term(at) == "A renamed need"
    assert same(load_snapshot([path]), later)


def test_a_delta_given_after_a_snapshot_is_laid_over_it(tmp_path: Path) -> None:
    nothing: dict[str, list[str]] = {path: [] for path in rows()}
    delta = nothing | {
        CONCEPTS: [concept_row(HIGHER_NEED, on="20240131", status=DEFINED)],
        DESCRIPTIONS: [name_row(50, NEED, "A renamed need", on="20240131")],
    }
    files = renamed(release(delta), ("/Snapshot/", "/Delta/"), ("Snapshot", "Delta"), ("20240101", "20240131"))
    base, top = written(tmp_path / "base", release()), written(tmp_path / "top", files)
    for order in ([base, top], [top, base]):
        snapshot = load_snapshot(order)
        assert snapshot.concepts.defined[place(snapshot, HIGHER_NEED)]
        at = snapshot.descriptions.id.tolist().index(int(description(50)))
        assert snapshot.descriptions.term(at) == "A renamed need"
        assert "base/" + CONCEPTS in [each.name for each in snapshot.files]


def test_packages_that_overlap_are_joined_by_the_later_row(tmp_path: Path, loaded: Snapshot) -> None:
    older = {path: [line.replace("\t20200131\t", "\t20190131\t") for line in lines] for path, lines in rows().items()}
    older[CONCEPTS] = [line.replace(PRIMITIVE, DEFINED) for line in older[CONCEPTS]]
    paths = [written(tmp_path / "a", release()), written(tmp_path / "b", release(older))]
    assert same(load_snapshot(paths), loaded)
    assert same(load_snapshot(paths[::-1]), loaded)
    assert same(load_snapshot([paths[0], packed(tmp_path / "same.zip", release())]), loaded)


def test_packages_side_by_side_in_one_folder_are_all_read(tmp_path: Path, loaded: Snapshot) -> None:
    split = {DESCRIPTIONS: rows()[DESCRIPTIONS][:4], ASSOCIATIONS: []}
    rest = {DESCRIPTIONS: rows()[DESCRIPTIONS][4:], ASSOCIATIONS: rows()[ASSOCIATIONS]}
    second = {path: file_of(path, lines) for path, lines in rest.items()}
    files = release(split) | renamed(second, ("MadeUpRF2", "UKMadeUpRF2"), ("_INT_", "_GB1000000_"))
    assert same(load_snapshot([written(tmp_path, files)]), loaded)


def test_a_release_of_loose_files_in_one_folder_is_read(tmp_path: Path, loaded: Snapshot) -> None:
    files = {path.rpartition("/")[2]: content for path, content in release().items()}
    assert same(load_snapshot([written(tmp_path, files)]), loaded)

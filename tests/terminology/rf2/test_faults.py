"""What a release is refused for, each with the file and line."""

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.terminology.faults import Fault
from app.terminology.rf2.faults import ReleaseFault, Tally
from app.terminology.rf2.load import load_snapshot
from tests.terminology.rf2.small_release import (
    ACCEPTABLE,
    ASSOCIATIONS,
    CONCEPTS,
    DEFINED,
    DESCRIPTIONS,
    FULLY_SPECIFIED,
    GB,
    HIGHER_NEED,
    LANGUAGE,
    MODULES,
    NEED,
    NOWHERE,
    OLD_NEED,
    RELATIONSHIPS,
    ROOT,
    SET,
    SIMPLE,
    VALUES,
    Files,
    concept_row,
    description,
    fault_of,
    is_a_row,
    member_row,
    name_row,
    relationship,
    release,
    renamed,
    rows,
    sctid,
    with_cell,
    with_line,
    written,
)


def only_fault(folder: Path, files: Files) -> Fault:
    refused = fault_of(written(folder, files))
    assert refused is not None
    assert refused.count == 1, refused
    return refused.faults[0]


@pytest.mark.parametrize(
    ("path", "place", "cell", "what"),
    [
        (CONCEPTS, (2, 0), "138875006", "The id '138875006' has the wrong check digit."),
        (CONCEPTS, (4, 0), "0138875005", "The id '0138875005' begins with a zero."),
        (CONCEPTS, (4, 0), "138875005x", "The id '138875005x' is not a number."),
        (CONCEPTS, (4, 0), "", "The id is empty."),
        (CONCEPTS, (4, 0), "12345", "The id '12345' has the wrong number of digits."),
        (CONCEPTS, (5, 0), sctid(700001, "01"), "is not the identifier of a concept, whose partition is 00 or 10."),
        (CONCEPTS, (3, 1), "20230229", "The effectiveTime '20230229' is no date (yyyymmdd)."),
        (CONCEPTS, (3, 1), "", "The effectiveTime is empty."),
        (CONCEPTS, (3, 1), "20240102", "The effectiveTime '20240102' is after the file's own date 20240101."),
        (CONCEPTS, (6, 2), "2", "The active '2' is neither 0 nor 1."),
        (CONCEPTS, (6, 3), NEED[:-1], "The moduleId"),
        (CONCEPTS, (7, 4), ROOT, "The definitionStatusId '138875005' is none the standard has."),
        (DESCRIPTIONS, (3, 0), NEED, "is not the identifier of a description, whose partition is 01 or 11."),
        (DESCRIPTIONS, (3, 5), "English", "The languageCode 'English' is no language code such as en."),
        (DESCRIPTIONS, (3, 6), ROOT, "The typeId '138875005' is none the standard has."),
        (DESCRIPTIONS, (3, 7), "", "The term is empty."),
        (DESCRIPTIONS, (3, 7), "a\0b", "The row holds a control character"),
        (DESCRIPTIONS, (3, 7), "a\rb", "The row holds a control character"),
        (DESCRIPTIONS, (3, 7), "a\x7fb", "The row holds a control character"),
        (DESCRIPTIONS, (3, 8), ROOT, "The caseSignificanceId '138875005' is none the standard has."),
        (RELATIONSHIPS, (4, 0), NEED, "is not the identifier of a relationship, whose partition is 02 or 12."),
        (RELATIONSHIPS, (4, 6), "-1", "The relationshipGroup '-1' is not a number."),
        (RELATIONSHIPS, (4, 8), ROOT, "The characteristicTypeId '138875005' is none the standard has."),
        (RELATIONSHIPS, (4, 9), ROOT, "The modifierId '138875005' is none the standard has."),
        (SIMPLE, (3, 0), "0a1b2c3d-4e5f-4a6b-8c7d-00000000000g", "is no UUID."),
        (SIMPLE, (3, 5), sctid(700001, "03"), "is not the identifier of a component that is known."),
        (LANGUAGE, (2, 6), ROOT, "The acceptabilityId '138875005' is none the standard has."),
        (ASSOCIATIONS, (2, 6), "138875006", "The targetComponentId '138875006' has the wrong check digit."),
        (MODULES, (2, 7), "20231301", "The targetEffectiveTime '20231301' is no date (yyyymmdd)."),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line(
    tmp_path: Path, path: str, place: tuple[int, int], cell: str, what: str
) -> None:
    line, column = place
    fault = only_fault(tmp_path, with_cell(path, line, column, cell))
    assert (fault.file, fault.line) == (path, line)
    assert what in fault.what
    assert fault.mend


@pytest.mark.parametrize("spoilt", [b"\xff", b"\xc3", b"\xc0\xaf", b"\xed\xa0\x80"])
def test_a_term_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path, spoilt: bytes) -> None:
    files = release()
    files[DESCRIPTIONS] = files[DESCRIPTIONS].replace(b"Old need", b"Old " + spoilt)
    fault = only_fault(tmp_path, files)
    assert (fault.file, fault.line) == (DESCRIPTIONS, len(rows()[DESCRIPTIONS]) + 1)
    assert fault.what.startswith("The row is not UTF-8")


@pytest.mark.parametrize(("old", "new", "columns"), [("\t1\t", "\t", 4), ("\t1\t", "\t1\t\t", 6), (ROOT, "\t", 6)])
def test_a_row_of_another_width_is_refused_with_its_line(tmp_path: Path, old: str, new: str, columns: int) -> None:
    fault = only_fault(tmp_path, with_line(CONCEPTS, 2, concept_row(ROOT).replace(old, new, 1)))
    assert (fault.line, fault.what) == (2, f"The row has {columns} columns and must have 5.")


def test_an_empty_line_is_refused(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, with_line(CONCEPTS, 3, ""))
    assert (fault.line, fault.what) == (3, "The row has 1 column and must have 5.")


@pytest.mark.parametrize("block", [60, 500, 1 << 20])
def test_the_line_of_a_fault_is_right_however_much_is_read_at_once(tmp_path: Path, block: int) -> None:
    wrong = [concept_row(ROOT), *[concept_row(NEED)[:-1]] * 60]
    with pytest.raises(ReleaseFault) as refused:
        load_snapshot([written(tmp_path, release({CONCEPTS: wrong}))], block=block)
    assert refused.value.count == 60
    assert [fault.line for fault in refused.value.faults] == list(range(3, 53))
    assert str(refused.value).endswith("and 10 more of the kind.")


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    one, two = with_cell(CONCEPTS, 2, 2, "x"), with_cell(VALUES, 2, 2, "x")
    refused = fault_of(written(tmp_path, {**one, VALUES: two[VALUES]}))
    assert refused is not None
    assert [fault.file for fault in refused.faults] == [CONCEPTS, VALUES]


@pytest.mark.parametrize("path", [CONCEPTS, DESCRIPTIONS, RELATIONSHIPS, SIMPLE])
def test_the_same_id_twice_is_refused_with_both_lines(tmp_path: Path, path: str) -> None:
    lines = rows()[path]
    again = lines[0].replace("\t20200131\t", "\t20200731\t")
    fault = only_fault(tmp_path, release({path: [*lines, again]}))
    assert (fault.file, fault.line) == (path, len(lines) + 2)
    assert fault.what == "The same id is also on line 2: a duplicate id."


def test_a_full_file_may_hold_an_id_once_for_each_date_alone(tmp_path: Path) -> None:
    lines = [*rows()[CONCEPTS], concept_row(ROOT, on="20210131"), concept_row(ROOT, on="20210131")]
    files = renamed(release({CONCEPTS: lines}), ("Snapshot", "Full"))
    fault = only_fault(tmp_path, files)
    assert fault.line == len(lines) + 1
    assert fault.what == f"The same id with the same effectiveTime is also on line {len(lines)}: a duplicate id."


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (CONCEPTS, "900000000000074008", DEFINED),
        (DESCRIPTIONS, "Old need", "Old Need"),
        (DESCRIPTIONS, "Old need", "Older need"),
        (RELATIONSHIPS, "\t0\t116680003", "\t1\t116680003"),
        (LANGUAGE, ACCEPTABLE, "900000000000548007"),
    ],
)
def test_two_packages_that_disagree_are_refused_with_both_places(tmp_path: Path, path: str, old: str, new: str) -> None:
    lines = rows()[path]
    at = max(at for at, line in enumerate(lines) if old in line)
    other = [*lines[:at], lines[at].replace(old, new), *lines[at + 1 :]]
    one, two = written(tmp_path / "one", release()), written(tmp_path / "two", release({path: other}))
    refused = fault_of(one, two)
    assert refused is not None
    (fault,) = refused.faults
    assert (fault.file, fault.line) == (f"two/{path}", at + 2)
    assert (
        fault.what == f"The row says something else than one/{path}, line {at + 2}, of the same id and effectiveTime."
    )


@pytest.mark.parametrize(
    ("path", "place", "cell", "heading"),
    [
        (CONCEPTS, (2, 3), NOWHERE, "moduleId"),
        (DESCRIPTIONS, (2, 3), NOWHERE, "moduleId"),
        (DESCRIPTIONS, (12, 4), NOWHERE, "conceptId"),
        (RELATIONSHIPS, (2, 3), NOWHERE, "moduleId"),
        (RELATIONSHIPS, (2, 4), NOWHERE, "sourceId"),
        (RELATIONSHIPS, (2, 5), NOWHERE, "destinationId"),
        (RELATIONSHIPS, (2, 7), NOWHERE, "typeId"),
        (SIMPLE, (2, 4), NOWHERE, "refsetId"),
        (SIMPLE, (2, 5), NOWHERE, "referencedComponentId"),
        (SIMPLE, (2, 5), relationship(99), "referencedComponentId"),
        (LANGUAGE, (2, 5), description(99), "referencedComponentId"),
        (ASSOCIATIONS, (2, 6), NOWHERE, "targetComponentId"),
        (VALUES, (2, 6), NOWHERE, "valueId"),
    ],
)
def test_a_reference_to_nothing_is_refused_with_its_line(
    tmp_path: Path, path: str, place: tuple[int, int], cell: str, heading: str
) -> None:
    line, column = place
    fault = only_fault(tmp_path, with_cell(path, line, column, cell))
    assert (fault.file, fault.line) == (path, line)
    assert fault.what == f"The {heading} {cell} is not in the release."


def test_an_inactive_row_may_be_of_a_module_or_member_that_is_nowhere(tmp_path: Path) -> None:
    files = with_line(SIMPLE, 4, member_row(3, NOWHERE, NOWHERE, active="0"))
    files[CONCEPTS] = with_line(CONCEPTS, 12, concept_row(OLD_NEED, active="0").replace("900000000000207008", NOWHERE))[
        CONCEPTS
    ]
    assert fault_of(written(tmp_path, files)) is None


def test_an_extension_alone_is_told_once_with_a_few_examples(tmp_path: Path) -> None:
    concepts = [line for line in rows()[CONCEPTS] if not line.startswith(ROOT)]
    names = [line for line in rows()[DESCRIPTIONS] if f"\t{ROOT}\t" not in line]
    refused = fault_of(written(tmp_path, release({CONCEPTS: concepts, DESCRIPTIONS: names})))
    assert refused is not None
    count = sum(f"\t{ROOT}\t" in line for line in rows()[RELATIONSHIPS])
    assert refused.count == count + 1
    first, *examples = refused.faults
    assert first.what == f"{count} rows refer to what is not in the release, nor is its root {ROOT}."
    assert "International Edition" in first.mend
    assert [example.line for example in examples] == [2, 3, 4]


def test_a_concept_without_a_name_is_refused(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, with_cell(DESCRIPTIONS, 5, 2, "0"))
    assert (fault.file, fault.line) == (CONCEPTS, 5)
    assert fault.what == f"The active concept {NEED} has no active fully specified name."


def test_a_concept_with_two_names_in_one_language_is_refused_and_in_two_languages_is_not(tmp_path: Path) -> None:
    again = name_row(60, NEED, "Need (finding)", kind=FULLY_SPECIFIED)
    fault = only_fault(tmp_path / "en", release({DESCRIPTIONS: [*rows()[DESCRIPTIONS], again]}))
    assert (fault.file, fault.line) == (DESCRIPTIONS, len(rows()[DESCRIPTIONS]) + 2)
    welsh = again.replace("\ten\t", "\tcy\t")
    assert fault_of(written(tmp_path / "cy", release({DESCRIPTIONS: [*rows()[DESCRIPTIONS], welsh]}))) is None


def test_a_circle_of_is_a_is_refused_with_a_line_of_it(tmp_path: Path) -> None:
    lines = [*rows()[RELATIONSHIPS], is_a_row(80, NEED, HIGHER_NEED)]
    fault = only_fault(tmp_path, release({RELATIONSHIPS: lines}))
    assert fault.file == RELATIONSHIPS
    assert fault.line in (len(lines), len(lines) + 1)
    assert "closes a circle" in fault.what


def test_a_wrong_heading_is_refused_on_line_1(tmp_path: Path) -> None:
    files = release()
    files[SIMPLE] = files[SIMPLE].replace(b"refsetId\t", b"", 1)
    fault = only_fault(tmp_path, files)
    assert (fault.file, fault.line) == (SIMPLE, 1)
    assert fault.what == "The heading lacks the column refsetId."


@pytest.mark.parametrize("content", [b"", "id\teffectiveTime".encode("utf-16"), b"\0" * 2_000])
def test_a_file_without_a_heading_is_refused_on_line_1(tmp_path: Path, content: bytes) -> None:
    fault = only_fault(tmp_path, {**release(), RELATIONSHIPS: content})
    assert (fault.file, fault.line) == (RELATIONSHIPS, 1)


@pytest.mark.parametrize("missing", [CONCEPTS, DESCRIPTIONS])
def test_a_release_without_concepts_or_descriptions_is_refused(tmp_path: Path, missing: str) -> None:
    files = {path: content for path, content in release().items() if path != missing}
    assert "It holds no file of" in only_fault(tmp_path, files).what


def test_a_release_of_headings_alone_is_refused(tmp_path: Path) -> None:
    assert "There is no concept in it" in only_fault(tmp_path, release({path: [] for path in rows()})).what


def test_a_folder_without_a_release_is_refused_by_its_name(tmp_path: Path) -> None:
    fault = only_fault(tmp_path / "letters", {"readme.txt": b"hello"})
    assert (fault.file, fault.what) == ("letters", "It holds no files of a SNOMED CT release.")


def test_a_file_named_after_no_day_is_refused(tmp_path: Path) -> None:
    fault = only_fault(
        tmp_path,
        renamed(release(), ("sct2_Relationship_Snapshot_INT_20240101", "sct2_Relationship_Snapshot_INT_20240231")),
    )
    assert "no day of the calendar" in fault.what


def test_no_path_is_refused() -> None:
    with pytest.raises(ReleaseFault, match="No path was given"):
        load_snapshot([])


def test_a_date_without_full_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseFault, match="no Full files, and only they say what held on 01 March 2022"):
        load_snapshot([written(tmp_path, release())], as_at=date(2022, 3, 1))


def test_a_row_without_an_end_is_refused(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, with_cell(DESCRIPTIONS, 3, 7, "a" * (3 << 19)))
    assert (fault.line, fault.what) == (3, "The row is longer than 1048576 bytes.")


def test_a_language_of_every_kind_is_too_many(tmp_path: Path) -> None:
    codes = [one + two for one in "abcdefghijklmnopqrstuvwxyz" for two in "abcdefghijklmnopqrstuvwxyz"][:256]
    more = [name_row(100 + at, NEED, "Need").replace("\ten\t", f"\t{code}\t") for at, code in enumerate(codes)]
    fault = only_fault(tmp_path, release({DESCRIPTIONS: [*rows()[DESCRIPTIONS], *more]}))
    assert fault.what == "The descriptions are in more than 255 languages."


def test_a_tally_keeps_the_first_faults_and_counts_them_all() -> None:
    tally = Tally()
    tally.add([Fault("f", line, "w", "m") for line in range(60)])
    tally.add([Fault("g", 1, "w", "m")], 1_000)
    assert (len(tally.kept), tally.count) == (50, 1_060)
    with pytest.raises(ReleaseFault) as refused:
        tally.stop_if_any()
    assert refused.value.count == 1_060


@settings(max_examples=150)
@given(st.sampled_from(sorted(rows())), st.binary(max_size=300), st.integers(0, 2_000), st.booleans())
def test_any_bytes_in_a_file_are_loaded_or_refused(
    tmp_path_factory: pytest.TempPathFactory, path: str, noise: bytes, at: int, whole: bool
) -> None:
    files = release()
    begin = 0 if whole else at % len(files[path])
    files[path] = files[path][:begin] + noise + (b"" if whole else files[path][begin + len(noise) :])
    refused = fault_of(written(tmp_path_factory.mktemp("noise"), files))
    assert refused is None or (refused.faults and all(each.file and each.what and each.mend for each in refused.faults))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_lines_in_another_order_say_the_same(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    changed = {path: chance.sample(lines, len(lines)) for path, lines in rows().items()}
    one = load_snapshot([written(tmp_path_factory.mktemp("one"), release(changed))])
    assert sorted(one.concepts.id.tolist()) == one.concepts.id.tolist()
    terms = {int(one.descriptions.id[at]): one.descriptions.term(at) for at in range(len(one.descriptions.id))}
    assert terms == {int(line.split("\t")[0]): line.split("\t")[7] for line in rows()[DESCRIPTIONS]}
    assert one.simple[next(iter(one.simple))].tolist() == sorted(
        one.concepts.id.tolist().index(int(each)) for each in (NEED, HIGHER_NEED)
    )
    assert {int(each) for each in one.simple} == {int(SET)}
    assert {int(each) for each in one.languages} == {int(GB)}

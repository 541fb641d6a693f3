"""A release of six concepts, written by hand, and ways to change a line of it."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from app.terminology.concept import check_digit
from app.terminology.rf2.faults import ReleaseFault
from app.terminology.rf2.load import load_snapshot

Files = dict[str, bytes]


def sctid(item: int, partition: str) -> str:
    """A made-up identifier: its item (and namespace), its partition, and the check digit due."""
    stem = f"{item}{partition}"
    return f"{stem}{check_digit(stem)}"


ROOT: Final = "138875005"
IS_A: Final = "116680003"
MODULE: Final = "900000000000207008"
GB: Final = "900000000000508004"
SAME_AS: Final = "900000000000527005"
PRIMITIVE: Final = "900000000000074008"
DEFINED: Final = "900000000000073002"
FULLY_SPECIFIED: Final = "900000000000003001"
SYNONYM: Final = "900000000000013009"
DEFINITION: Final = "900000000000550004"
ANY_CASE: Final = "900000000000448009"
INFERRED: Final = "900000000000011006"
SOME: Final = "900000000000451002"
PREFERRED: Final = "900000000000548007"
ACCEPTABLE: Final = "900000000000549004"
REASONS: Final = "900000000000489007"
DUPLICATE: Final = "900000000000482003"

NEED: Final = sctid(700001, "00")
HIGHER_NEED: Final = sctid(700002, "00")
OLD_NEED: Final = sctid(7000031000000, "10")
SET: Final = sctid(7000041000000, "10")
NOWHERE: Final = sctid(799999, "00")

FOLDER: Final = "SnomedCT_MadeUpRF2_20240101/Snapshot"
CONCEPTS: Final = f"{FOLDER}/Terminology/sct2_Concept_Snapshot_INT_20240101.txt"
DESCRIPTIONS: Final = f"{FOLDER}/Terminology/sct2_Description_Snapshot-en_INT_20240101.txt"
DEFINITIONS: Final = f"{FOLDER}/Terminology/sct2_TextDefinition_Snapshot-en_INT_20240101.txt"
RELATIONSHIPS: Final = f"{FOLDER}/Terminology/sct2_Relationship_Snapshot_INT_20240101.txt"
SIMPLE: Final = f"{FOLDER}/Refset/Content/der2_Refset_SimpleSnapshot_INT_20240101.txt"
LANGUAGE: Final = f"{FOLDER}/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20240101.txt"
ASSOCIATIONS: Final = f"{FOLDER}/Refset/Content/der2_cRefset_AssociationSnapshot_INT_20240101.txt"
VALUES: Final = f"{FOLDER}/Refset/Content/der2_cRefset_AttributeValueSnapshot_INT_20240101.txt"
MODULES: Final = f"{FOLDER}/Refset/Metadata/der2_ssRefset_ModuleDependencySnapshot_INT_20240101.txt"

_ROW: Final = "id effectiveTime active moduleId"
HEADINGS: Final = {
    CONCEPTS: f"{_ROW} definitionStatusId",
    DESCRIPTIONS: f"{_ROW} conceptId languageCode typeId term caseSignificanceId",
    DEFINITIONS: f"{_ROW} conceptId languageCode typeId term caseSignificanceId",
    RELATIONSHIPS: (f"{_ROW} sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId"),
    SIMPLE: f"{_ROW} refsetId referencedComponentId",
    LANGUAGE: f"{_ROW} refsetId referencedComponentId acceptabilityId",
    ASSOCIATIONS: f"{_ROW} refsetId referencedComponentId targetComponentId",
    VALUES: f"{_ROW} refsetId referencedComponentId valueId",
    MODULES: f"{_ROW} refsetId referencedComponentId sourceEffectiveTime targetEffectiveTime",
}


def description(number: int) -> str:
    """The identifier of a description."""
    return sctid(800000 + number, "01")


def relationship(number: int) -> str:
    """The identifier of a relationship."""
    return sctid(900000 + number, "02")


def uuid(number: int) -> str:
    """The identifier of a member."""
    return f"0a1b2c3d-4e5f-4a6b-8c7d-{number:012x}"


def concept_row(concept: str, *, on: str = "20200131", active: str = "1", status: str = PRIMITIVE) -> str:
    return "\t".join((concept, on, active, MODULE, status))


def name_row(
    number: int, concept: str, term: str, *, kind: str = SYNONYM, on: str = "20200131", active: str = "1"
) -> str:
    return "\t".join((description(number), on, active, MODULE, concept, "en", kind, term, ANY_CASE))


def is_a_row(number: int, child: str, parent: str, *, on: str = "20200131", active: str = "1") -> str:
    ends = (child, parent, "0", IS_A, INFERRED, SOME)
    return "\t".join((relationship(number), on, active, MODULE, *ends))


def member_row(number: int, refset: str, component: str, *more: str, on: str = "20200131", active: str = "1") -> str:
    return "\t".join((uuid(number), on, active, MODULE, refset, component, *more))


NAMES: Final = {
    ROOT: "Everything",
    IS_A: "Is a (attribute)",
    MODULE: "Core module (core metadata concept)",
    NEED: "Need of a child (finding)",
    HIGHER_NEED: "Higher need of a child (finding)",
    GB: "GB English (foundation metadata concept)",
    SAME_AS: "SAME AS (foundation metadata concept)",
    REASONS: "Reasons (foundation metadata concept)",
    DUPLICATE: "Duplicate (foundation metadata concept)",
    SET: "Needs (foundation metadata concept)",
}


def rows() -> dict[str, list[str]]:
    """The rows of the release by file. Line 2 of a file is row 0."""
    concepts = [concept_row(each) for each in NAMES] + [concept_row(OLD_NEED, active="0")]
    named = [name_row(at, each, NAMES[each], kind=FULLY_SPECIFIED) for at, each in enumerate(NAMES)]
    parents = [is_a_row(at, each, ROOT) for at, each in enumerate(NAMES) if each not in (ROOT, HIGHER_NEED)]
    return {
        CONCEPTS: concepts,
        DESCRIPTIONS: [*named, name_row(50, NEED, 'Child’s "need"'), name_row(51, OLD_NEED, "Old need")],
        RELATIONSHIPS: [*parents, is_a_row(20, HIGHER_NEED, NEED)],
        SIMPLE: [member_row(1, SET, HIGHER_NEED), member_row(2, SET, NEED), member_row(3, SET, ROOT, active="0")],
        LANGUAGE: [member_row(11, GB, description(50), PREFERRED), member_row(12, GB, description(3), ACCEPTABLE)],
        ASSOCIATIONS: [member_row(21, SAME_AS, OLD_NEED, NEED)],
        VALUES: [member_row(31, REASONS, OLD_NEED, DUPLICATE)],
        MODULES: [member_row(41, "900000000000534007", MODULE, "20240101", "20240101", active="0")],
    }


def file_of(path: str, lines: Sequence[str], end: str = "\r\n") -> bytes:
    """A file: the heading of the one at `path`, and lines."""
    return "".join(f"{line}{end}" for line in ("\t".join(HEADINGS[path].split()), *lines)).encode()


def release(changed: Mapping[str, Sequence[str]] | None = None) -> Files:
    """The files of the release, the rows of some replaced."""
    return {path: file_of(path, lines) for path, lines in {**rows(), **(changed or {})}.items()}


def with_line(path: str, line: int, text: str) -> Files:
    """The release with a line (counted from 1) of one file replaced, or added after the last."""
    lines = rows()[path]
    return release({path: [*lines[: line - 2], text, *lines[line - 1 :]]})


def with_cell(path: str, line: int, column: int, cell: str) -> Files:
    """The release with one cell of one line of one file replaced."""
    cells = rows()[path][line - 2].split("\t")
    return with_line(path, line, "\t".join([*cells[:column], cell, *cells[column + 1 :]]))


def renamed(files: Mapping[str, bytes], *changes: tuple[str, str]) -> Files:
    """The same files at other paths."""
    found = dict(files)
    for old, new in changes:
        found = {path.replace(old, new): content for path, content in found.items()}
    return found


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a folder of their own."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """The files in a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def fault_of(*paths: Path) -> ReleaseFault | None:
    """Why a release is refused; None if it is not."""
    try:
        load_snapshot(paths)
    except ReleaseFault as fault:
        return fault
    return None

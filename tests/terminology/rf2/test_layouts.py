import pytest

from app.terminology.rf2.file_names import ReleaseFileName, parse_name
from app.terminology.rf2.layouts import COLUMNS, Content, WrongHeading, content_of

MEMBER = "id effectiveTime active moduleId refsetId referencedComponentId"


def name(text: str) -> ReleaseFileName:
    parsed = parse_name(f"{text}_INT_20240101.txt")
    assert parsed is not None
    return parsed


def heading(words: str) -> str:
    return "\t".join(words.split())


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("sct2_Concept_Snapshot", Content.CONCEPTS),
        ("sct2_Description_Snapshot-en", Content.DESCRIPTIONS),
        ("sct2_TextDefinition_Snapshot-en", Content.DEFINITIONS),
        ("sct2_Relationship_Snapshot", Content.RELATIONSHIPS),
        ("der2_Refset_SimpleSnapshot", Content.SIMPLE),
        ("der2_cRefset_LanguageSnapshot-en", Content.LANGUAGE),
        ("der2_cRefset_AssociationSnapshot", Content.ASSOCIATIONS),
        ("der2_cRefset_AttributeValueSnapshot", Content.REASONS),
        ("der2_ssRefset_ModuleDependencySnapshot", Content.MODULES),
    ],
)
def test_a_file_with_the_columns_its_name_promises_is_taken_for_that(file: str, content: Content) -> None:
    assert content_of(name(file), "\t".join(COLUMNS[content])) is content


@pytest.mark.parametrize(
    ("column", "content"),
    [
        ("acceptabilityId", Content.LANGUAGE),
        ("targetComponentId", Content.ASSOCIATIONS),
        ("valueId", Content.REASONS),
        ("mrcmRuleRefsetId", None),
    ],
)
def test_the_heading_tells_what_a_set_of_another_name_holds(column: str, content: Content | None) -> None:
    assert content_of(name("der2_cRefset_ClinicSnapshot"), heading(f"{MEMBER} {column}")) is content


def test_capitals_in_a_heading_do_not_matter() -> None:
    assert (
        content_of(name("der2_Refset_SimpleSnapshot"), heading(MEMBER.replace("refsetId", "refSetId")))
        is Content.SIMPLE
    )


@pytest.mark.parametrize(
    ("file", "words", "what"),
    [
        ("sct2_Concept_Snapshot", "id effectiveTime active moduleId", "lacks the column definitionStatusId."),
        ("sct2_Concept_Snapshot", "id active moduleId", "lacks the columns effectiveTime, definitionStatusId."),
        ("der2_Refset_SimpleSnapshot", f"{MEMBER} valueId", "has a column too many: valueId."),
        ("der2_Refset_SimpleSnapshot", f"effectiveTime id {MEMBER[17:]}", "are not in the order id, effectiveTime"),
        ("der2_cRefset_LanguageSnapshot-en", MEMBER, "lacks the column acceptabilityId."),
        ("sct2_Concept_Snapshot", "", "lacks the columns id, effectiveTime"),
    ],
)
def test_a_heading_that_breaks_the_promise_is_told_by_its_columns(file: str, words: str, what: str) -> None:
    with pytest.raises(WrongHeading) as refused:
        content_of(name(file), heading(words))
    assert what in str(refused.value)

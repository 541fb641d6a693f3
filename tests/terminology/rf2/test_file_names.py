from datetime import date

import pytest

from app.terminology.rf2.file_names import parse_name, words_for_other
from app.terminology.rf2.snapshot import ReleaseKind

FULL, SNAPSHOT, DELTA = ReleaseKind.FULL, ReleaseKind.SNAPSHOT, ReleaseKind.DELTA


@pytest.mark.parametrize(
    ("name", "parts", "kind", "owner"),
    [
        ("sct2_Concept_Snapshot_INT_20240101.txt", ("concept", "", ""), SNAPSHOT, "int"),
        ("sct2_Concept_UKCLSnapshot_GB1000000_20240410.txt", ("concept", "ukcl", ""), SNAPSHOT, "gb1000000"),
        ("sct2_Concept_MONOSnapshot_GB_20240410.txt", ("concept", "mono", ""), SNAPSHOT, "gb"),
        ("sct2_Description_Snapshot-en_INT_20240101.txt", ("description", "", "en"), SNAPSHOT, "int"),
        ("sct2_Description_Full-en-GB_GB1000000_20180401.txt", ("description", "", "en-gb"), FULL, "gb1000000"),
        ("sct2_TextDefinition_UKEDSnapshot-en_GB_20210512.txt", ("textdefinition", "uked", "en"), SNAPSHOT, "gb"),
        ("der2_cRefset_LanguageUKEDSnapshot-en_GB_20210512.txt", ("crefset", "languageuked", "en"), SNAPSHOT, "gb"),
        ("der2_cRefset_AssociationDelta_INT_20180131.txt", ("crefset", "association", ""), DELTA, "int"),
        ("der2_ssRefset_ModuleDependencyFull_INT_20180131.txt", ("ssrefset", "moduledependency", ""), FULL, "int"),
        ("der2_Refset_SimpleUKCRSnapshot_GB1000000_20240410.txt", ("refset", "simpleukcr", ""), SNAPSHOT, "gb1000000"),
        ("der2_Refset_SimpleSnapshot_1000124_20240301.txt", ("refset", "simple", ""), SNAPSHOT, "1000124"),
    ],
)
def test_a_name_that_may_be_read_is_taken_apart(
    name: str, parts: tuple[str, str, str], kind: ReleaseKind, owner: str
) -> None:
    parsed = parse_name(name)
    assert parsed is not None
    assert (parsed.content, parsed.summary, parsed.language) == parts
    assert (parsed.kind, parsed.owner) == (kind, owner)
    assert parsed.is_read
    assert parsed.dated == date(int(name[-12:-8]), int(name[-8:-6]), int(name[-6:-4]))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sct2_StatedRelationship_Full_INT_20180131.txt", "stated relationships, which OWL axioms replaced"),
        ("sct2_Stated_Relationship_Delta_INT_20180131.txt", "stated relationships, which OWL axioms replaced"),
        ("sct2_RelationshipConcreteValues_Snapshot_INT_20230131.txt", "relationships to numbers and texts"),
        ("sct2_Identifier_Full_INT_20180131.txt", "identifiers of other schemes"),
        ("sct2_sRefset_OWLExpressionUKEDSnapshot_GB_20210512.txt", "OWL axioms"),
        ("der2_iisssciRefset_ExtendedMapDelta_GB1000000_20180401.txt", "maps to other code systems"),
        ("der2_sRefset_SimpleMapSnapshot_INT_20180131.txt", "maps to other code systems"),
        ("der2_cciRefset_RefsetDescriptorFull_INT_20180131.txt", "what the columns of reference sets mean"),
        ("der2_ciRefset_DescriptionTypeFull_INT_20180131.txt", "formats of descriptions"),
        ("der2_cissccRefset_MRCMAttributeDomainFull_INT_20180131.txt", "rules of the concept model"),
    ],
)
def test_a_release_file_that_is_left_alone_is_known_for_what_it_is(name: str, words: str) -> None:
    parsed = parse_name(name)
    assert parsed is not None
    assert not parsed.is_read
    assert parsed.words == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("doc2_UKSnomedCT_Current-en-GB_GB1000000_20180401.pdf", "documentation"),
        ("Readme_en_20240101.txt", "documentation"),
        ("res_UKRF1SubsetToRF2ReferenceSetMapping_GB1000000_20180401.txt", "documentation"),
        ("release_package_information.json", "what the distributor says of the package"),
        ("NOT USED", "a placeholder"),
        ("inner.zip", "an archive; give it by its own path to have it read"),
        ("sct2_Concept_Snapshot_INT_20240101.txt.bak", "not a release file by its name"),
        ("sct2_Concept_Snapshot_INT_20240101 (1).txt", "not a release file by its name"),
        ("sct1_Concepts_Core_INT_20180131.txt", "not a release file by its name"),
    ],
)
def test_another_file_is_told_in_words(name: str, words: str) -> None:
    assert parse_name(name) is None
    assert words_for_other(name) == words


def test_a_file_on_trial_is_marked_by_an_x() -> None:
    parsed = parse_name("xsct2_Concept_Snapshot_INT_20240101.txt")
    assert parsed is not None
    assert parsed.before_release


def test_a_name_with_a_day_that_never_was_has_no_date() -> None:
    parsed = parse_name("sct2_Concept_Snapshot_INT_20230229.txt")
    assert parsed is not None
    assert parsed.dated is None

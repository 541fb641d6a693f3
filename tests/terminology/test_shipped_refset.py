"""The reference set this project ships: what is in it, how it is grouped, and what a clinician finds in it."""

import csv
import hashlib
import re
from pathlib import Path

import pytest

from app.terminology.concept import ConceptId
from app.terminology.load import check_refset, describe
from app.terminology.refset import Group, Refset, TermKind
from app.terminology.search import RefsetSearch, normalised

# SHA-256 of the 312 concept identifiers of the source, in numerical order, one a line, without a last line end.
MEMBERS = "1502a2a7659427d5e3a39a9a9ea1ee0b59b1f170731120492e42ceb083309dc1"

GMFCS = [
    f"Gross Motor Function Classification System for Cerebral Palsy level {n}" for n in ("I", "II", "III", "IV", "V")
]
SEVERITIES = [f"{severity} learning disability" for severity in ("Mild", "Moderate", "Severe", "Profound")]


def found(search: RefsetSearch, typed: str) -> list[str]:
    return [match.member.preferred_term for match in search.find(typed)]


def test_it_is_sound_and_has_exactly_the_312_members_of_its_source(shipped: Refset, shipped_folder: Path) -> None:
    assert check_refset(shipped_folder) == ()
    assert len(shipped) == 312
    identifiers = "\n".join(str(concept) for concept in sorted(shipped.members))
    assert hashlib.sha256(identifiers.encode()).hexdigest() == MEMBERS


def test_its_lines_are_active_and_in_order_of_identifier(shipped_folder: Path) -> None:
    with (shipped_folder / "paediatric_disability.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["active"] for row in rows} == {"1"}
    identifiers = [int(row["concept_id"]) for row in rows]
    assert identifiers == sorted(identifiers)


def test_it_is_described_in_words(shipped: Refset) -> None:
    first, name, *_, last = describe(shipped).splitlines()
    assert last == "usual needs for 6 professions"
    assert first == "312 active members, all check digits valid"
    assert name == "Paediatric neurodisability outpatient diagnosis simple reference set, 999001751000000105"


def test_every_member_is_grouped_as_its_source_groups_it(shipped: Refset) -> None:
    assert {group: len(shipped.in_group(group)) for group in Group if shipped.in_group(group)} == {
        Group.CONDITION: 238,
        Group.TECHNOLOGY_DEPENDENCY: 14,
        Group.FAMILY_REPORTED_ISSUE: 15,
        Group.ROUND_THE_CLOCK_CARE: 1,
        Group.FUNCTIONAL_LEVEL: 5,
        Group.IMAGING: 7,
        Group.NUTRITION: 8,
        Group.SAFEGUARDING: 12,
        Group.TREATMENT_STATUS: 4,
        Group.ASSESSMENT_OUTCOME: 5,
        Group.SERVICE_CRITERIA: 2,
        Group.EDUCATION: 1,
    }


def test_every_member_is_found_by_its_preferred_term_label_and_short_code(
    shipped: Refset, search: RefsetSearch
) -> None:
    searched = (TermKind.PREFERRED, TermKind.CLINIC_LABEL, TermKind.SHORT_CODE, TermKind.FULLY_SPECIFIED)
    for member in shipped.members.values():
        for term in (term for term in member.terms if term.kind in searched):
            assert member in [match.member for match in search.find(term.text)], term


def test_every_member_comes_first_for_its_own_exact_preferred_term(shipped: Refset, search: RefsetSearch) -> None:
    for member in shipped.members.values():
        first = search.find(member.preferred_term)[0]
        assert (first.member, first.term.kind, first.exact) == (member, TermKind.PREFERRED, True)


def test_no_equivalent_of_one_member_is_the_preferred_term_or_short_code_of_another(shipped: Refset) -> None:
    owners = {
        normalised(term.text): member.concept
        for member in shipped.members.values()
        for term in member.terms
        if term.kind in (TermKind.PREFERRED, TermKind.SHORT_CODE)
    }
    for member in shipped.members.values():
        for term in member.terms:
            if term.kind is TermKind.EQUIVALENT:
                assert owners.get(normalised(term.text), member.concept) == member.concept, term


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cp", "Cerebral palsy"),
        ("cereb pal", "Cerebral palsy"),
        ("palsy, cerebral", "Cerebral palsy"),
        ("gmfcs3", GMFCS[2]),
        ("GMFCS 3", GMFCS[2]),
        ("gmfcs iii", GMFCS[2]),
        ("PEG", "Gastrostomy present"),
        ("ng tube", "Nasogastric tube in situ"),
        ("asd", "Autism spectrum condition"),
        ("autism", "Autism spectrum condition"),
        ("adhd", "Attention deficit hyperactivity disorder"),
        ("hie", "Perinatal anoxic-ischaemic brain injury"),
        ("glue ear", "Serous otitis media"),
        ("dyspraxia", "DCD - developmental coordination disorder"),
        ("down's", "Complete trisomy 21 syndrome"),
        ("celiac", "Coeliac disease"),
        ("henoch schonlein", "Immunoglobulin A vasculitis"),
        ("hearing", "Hearing loss"),
        ("epil", "Epilepsy"),
        ("drooling", "Dribbling from mouth"),
        ("cpap", "Dependence on continuous positive airway pressure ventilation"),
        ("vp shunt", "Ventriculoperitoneal shunt in situ"),
        ("severe intell", "Severe learning disability"),
        ("24 hour care", "Requires constant supervision"),
        ("reflux", "Gastrooesophageal reflux disease"),
        ("emergency health", "Emergency health care plan agreed"),
        ("neuroimaging normal", "Imaging of brain normal"),
    ],
)
def test_what_a_clinician_types_finds_first_what_the_clinician_means(
    search: RefsetSearch, typed: str, first: str
) -> None:
    assert found(search, typed)[0] == first


@pytest.mark.parametrize("typed", ["ehcp", "EHC plan", "ehcp agreed", "education health", "niv", "spas quad"])
def test_what_no_member_means_finds_nothing(search: RefsetSearch, typed: str) -> None:
    assert found(search, typed) == []


def test_learning_disability_offers_each_severity_in_order_and_the_excluded_last(search: RefsetSearch) -> None:
    for typed in ("ld", "learning disability", "intellectual disability"):
        assert found(search, typed)[:4] == SEVERITIES
    assert found(search, "learn dis")[-1] == "Learning disability excluded"
    assert found(search, "ld")[-1] == "Learning disability excluded"


def test_one_of_sets_hold_what_the_clinic_grades_and_stand_in_order(shipped: Refset, search: RefsetSearch) -> None:
    def terms(key: str) -> list[str]:
        return [shipped.members[concept].preferred_term for concept in shipped.one_of[key].members]

    assert terms("gross_motor_function") == found(search, "gmfcs") == GMFCS
    assert terms("learning_disability_severity") == ["Borderline learning disability", *SEVERITIES]
    assert [term.split()[0] for term in terms("malnutrition_risk")] == ["Low", "Medium", "High"]
    assert terms("malnutrition_risk") == found(search, "maln")
    assert [term.split("pattern ")[1][0] for term in terms("cerebral_palsy_imaging_pattern")] == list("ABCDE")
    assert [term.split()[1] for term in terms("bilateral_sensorineural_hearing_loss_grade")] == [
        "mild",
        "moderate",
        "severe",
        "profound",
    ]
    assert len(terms("visual_impairment_grade")) == 3
    assert terms("care_plan_understanding") == ["Carer understands care plan", "Carer does not understand care plan"]
    for key, one_of in shipped.one_of.items():
        for position, concept in enumerate(one_of.members):
            member = shipped.members[concept]
            assert (member.one_of, member.position) == (key, position)


def test_a_one_of_set_keeps_its_order_whatever_is_typed(shipped: Refset, search: RefsetSearch) -> None:
    words = {
        word
        for member in shipped.members.values()
        if member.one_of
        for t in member.terms
        for word in normalised(t.text).split()
    }
    for typed in sorted({word[:length] for word in words for length in range(1, len(word) + 1)}):
        matches = [match for match in search.find(typed, limit=400) if not match.exact]
        for key in shipped.one_of:
            positions = [match.member.position for match in matches if match.member.one_of == key]
            assert positions == sorted(positions), typed


def test_abuse_end_of_life_blood_borne_virus_and_substance_misuse_are_sensitive_and_nothing_else(
    shipped: Refset,
) -> None:
    sensitive = {member.preferred_term for member in shipped.members.values() if member.sensitive}
    assert sensitive - {member.preferred_term for member in shipped.in_group(Group.SAFEGUARDING)} == {
        "Non-accidental traumatic head injury to child",
        "Substance misuse",
        "Human immunodeficiency virus infection",
        "Type B viral hepatitis",
        "Viral hepatitis C",
        "Place of death",
        "Preferred place of death",
        "Preferred place of death discussed with patient",
    }
    assert all(member.sensitive for member in shipped.in_group(Group.SAFEGUARDING))


def test_no_sensitive_member_is_found_when_they_are_left_out(search: RefsetSearch) -> None:
    for typed in ("hiv", "hep", "abuse", "victim", "place of death", "nai", "substance misuse", "child"):
        assert search.find(typed)
        assert all(not match.member.sensitive for match in search.find(typed, limit=400, sensitive=False))


def test_what_is_recorded_but_no_need_is_not_counted(shipped: Refset) -> None:
    uncounted = [member for member in shipped.members.values() if not member.counted]
    whole_groups = {Group.FUNCTIONAL_LEVEL, Group.IMAGING, Group.TREATMENT_STATUS, Group.ASSESSMENT_OUTCOME}
    for group in whole_groups:
        assert not any(member.counted for member in shipped.in_group(group))
    assert {member.preferred_term for member in uncounted if member.group not in whole_groups} == {
        "Low risk of malnutrition",
        "Carer understands care plan",
        "Carer does not understand care plan",
        "Emergency health care plan agreed",
        "Health and social care plan agreed",
        "Place of death",
        "Preferred place of death",
        "Preferred place of death discussed with patient",
    }


def test_the_familys_copy_may_show_only_what_the_allow_list_names(shipped: Refset) -> None:
    allowed = {
        Group.CONDITION,
        Group.TECHNOLOGY_DEPENDENCY,
        Group.FUNCTIONAL_LEVEL,
        Group.NUTRITION,
        Group.ROUND_THE_CLOCK_CARE,
        Group.TREATMENT_STATUS,
    }
    for member in shipped.members.values():
        assert member.printable == (member.group in allowed and not member.sensitive)


def test_no_member_says_that_a_child_has_an_ehc_plan(shipped: Refset) -> None:
    agreed = shipped.members[ConceptId(811871000000107)]
    assert [term.text for term in agreed.terms if term.kind is TermKind.SHORT_CODE] == ["EHCPagreed"]
    assert not [term for term in agreed.terms if term.kind is TermKind.EQUIVALENT]


def test_usual_needs_are_members_of_several_groups_with_health_conditions_first(shipped: Refset) -> None:
    for profession, concepts in shipped.usual.items():
        members = [shipped.members[concept] for concept in concepts]
        assert len(set(concepts)) == len(concepts) == 24, profession
        assert not any(member.sensitive for member in members)
        conditions = [member.group is Group.CONDITION for member in members]
        assert conditions == sorted(conditions, reverse=True), profession
        assert len({member.group for member in members}) >= 3, profession


def test_usual_needs_begin_with_what_each_profession_sees_most(shipped: Refset) -> None:
    first = {profession: shipped.members[needs[0]].preferred_term for profession, needs in shipped.usual.items()}
    assert first == {
        "paediatrician": "Autism spectrum condition",
        "speech_and_language_therapist": "Speech and language developmental delay",
        "occupational_therapist": "DCD - developmental coordination disorder",
        "physiotherapist": "Bilateral spastic cerebral palsy",
        "specialist_nurse": "Constipation",
        "psychologist": "Autism spectrum condition",
    }


@pytest.mark.parametrize("file", ["usual_needs.toml", "paediatric_disability_rules.toml"])
def test_the_words_beside_a_usual_need_or_a_statable_concept_are_its_preferred_term(
    shipped: Refset, shipped_folder: Path, file: str
) -> None:
    text = (shipped_folder / file).read_text(encoding="utf-8").partition("[stated_by.concepts]")
    beside = re.findall(r"(?m)^ *(\d{6,18})(?:,| = \[.*\])  # (.+)$", text[2] or text[0])
    assert len(beside) > 30
    for concept, words in beside:
        assert shipped.members[ConceptId(int(concept))].preferred_term == words

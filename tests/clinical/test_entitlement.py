"""Who may state what: the rule by itself, and the shipped table against the professions there are."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.clinical.entitlement import OWN_GROUPS, may_diagnose, may_state, within_own
from app.clinical.professional import Profession
from app.terminology.load import load_refset
from app.terminology.refset import Group, Member, Refset
from tests.clinical.examples import GASTROSTOMY, PALSY, member

PALSY_MEMBER = member(PALSY, "Cerebral palsy", Group.CONDITION)
GASTROSTOMY_MEMBER = replace(
    member(GASTROSTOMY, "Gastrostomy present", Group.TECHNOLOGY_DEPENDENCY),
    stated_by=frozenset({"paediatrician", "specialist_nurse"}),
)
PAEDIATRICIAN, SPEECH, OCCUPATIONAL, PHYSIO, NURSE, PSYCHOLOGIST, OTHER = Profession
ALL_BUT_OTHER = set(Profession) - {OTHER}


@pytest.fixture(scope="module")
def shipped() -> Refset:
    return load_refset(Path(__file__).resolve().parents[2] / "snomed_refsets")


def stating(shipped: Refset, preferred_term: str) -> set[Profession]:
    """Who may state the member with this preferred term."""
    (found,) = (each for each in shipped.members.values() if each.preferred_term == preferred_term)
    return {profession for profession in Profession if may_state(profession, found)}


def test_a_paediatrician_diagnoses_cerebral_palsy_and_a_physiotherapist_reports_it() -> None:
    assert may_diagnose(PAEDIATRICIAN, PALSY_MEMBER)
    assert not may_diagnose(PHYSIO, PALSY_MEMBER)


def test_whoever_has_no_profession_or_another_one_states_nothing() -> None:
    listed = replace(PALSY_MEMBER, stated_by=frozenset({"paediatrician", "other"}))
    for profession in (None, OTHER):
        assert not may_state(profession, listed)
        assert not within_own(profession, listed)
        assert not may_diagnose(profession, listed)


def test_what_is_no_member_is_nobodys_own_and_diagnosed_on_a_paediatricians_word_alone() -> None:
    for profession in (None, *Profession):
        assert not may_state(profession, None)
        assert not within_own(profession, None)
    assert {profession for profession in (None, *Profession) if may_diagnose(profession, None)} == {PAEDIATRICIAN}


def test_no_change_affirms_technology_for_the_nurse_and_carries_it_for_the_psychologist() -> None:
    assert within_own(NURSE, GASTROSTOMY_MEMBER)
    assert not within_own(PSYCHOLOGIST, GASTROSTOMY_MEMBER)


@pytest.mark.parametrize("group", Group)
def test_only_a_condition_is_a_diagnosis_and_only_three_groups_are_affirmed_by_one_key(group: Group) -> None:
    of_group: Member = replace(GASTROSTOMY_MEMBER, group=group)
    for profession in (None, *Profession):
        listed = profession in (PAEDIATRICIAN, NURSE)
        assert may_diagnose(profession, of_group) == (group is not Group.CONDITION or listed)
        assert within_own(profession, of_group) == (group in OWN_GROUPS and listed)


def test_the_groups_affirmed_by_one_key() -> None:
    assert {Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY, Group.FUNCTIONAL_LEVEL} == OWN_GROUPS


# The shipped table


def test_every_profession_in_the_shipped_files_is_one_there_is(shipped: Refset) -> None:
    listed = {profession for each in shipped.members.values() for profession in each.stated_by}
    assert listed == {profession.value for profession in ALL_BUT_OTHER}
    assert set(shipped.usual) == {profession.value for profession in ALL_BUT_OTHER}


def test_a_paediatrician_may_state_every_member(shipped: Refset) -> None:
    assert all(may_state(PAEDIATRICIAN, each) for each in shipped.members.values())


@pytest.mark.parametrize(
    ("preferred_term", "others"),
    [
        ("Developmental language disorder", {SPEECH}),
        ("Disorder of fluency", {SPEECH}),
        ("Feeding problem", {SPEECH}),
        ("Elective mutism", {SPEECH, PSYCHOLOGIST}),
        ("Autism spectrum condition", {PSYCHOLOGIST}),
        ("Attention deficit hyperactivity disorder", {PSYCHOLOGIST}),
        ("Mild learning disability", {PSYCHOLOGIST}),
        ("Dyslexia", {PSYCHOLOGIST}),
        ("Anxiety disorder", {PSYCHOLOGIST}),
        ("DCD - developmental coordination disorder", {OCCUPATIONAL}),
        ("Clumsiness", {OCCUPATIONAL, PHYSIO}),
        ("Abnormal gait", {PHYSIO}),
        ("Gross Motor Function Classification System for Cerebral Palsy level III", {PHYSIO}),
        ("Constipation", {NURSE}),
        ("Nocturnal enuresis", {NURSE}),
        ("Gastrostomy present", {NURSE, SPEECH}),
        ("Tracheostomy present", {NURSE}),
        ("Uses alternative communication skill", {SPEECH}),
        ("Intrathecal drug delivery device in situ", {NURSE, PHYSIO}),
    ],
)
def test_who_beside_the_paediatrician_may_state_a_member(
    shipped: Refset, preferred_term: str, others: set[Profession]
) -> None:
    assert stating(shipped, preferred_term) == {PAEDIATRICIAN, *others}


@pytest.mark.parametrize(
    "preferred_term",
    [
        "Epilepsy",
        "Cerebral palsy",
        "Bilateral spastic cerebral palsy",
        "Complete trisomy 21 syndrome",
        "Dislocation of hip joint",
        "Hearing loss",
        "Sleep disorder",
        "Substance misuse",
        "Faltering growth rate",
        "Electronic brain stimulator in situ",
    ],
)
def test_a_medical_diagnosis_is_the_paediatricians_alone(shipped: Refset, preferred_term: str) -> None:
    assert stating(shipped, preferred_term) == {PAEDIATRICIAN}


def test_no_sensitive_member_is_stated_by_anybody_but_the_paediatrician(shipped: Refset) -> None:
    assert all(each.stated_by == {"paediatrician"} for each in shipped.members.values() if each.sensitive)

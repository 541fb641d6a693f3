"""The service's own lists as CodeSystems: every code that is sent can be looked up in one."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.clinical.catalogue import CATALOGUE
from app.clinical.code_lists import CodeList
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.questionnaire import questionnaire
from app.fhir.mapping.questionnaire_code_systems import code_systems
from app.fhir.systems import OURS, code_system_url
from tests.clinical.examples import REFSET
from tests.fhir.mapping.soundness import sound

BY_URL = {each["url"]: each for each in code_systems()}


def codings(value: Any) -> Iterator[Resource]:
    if isinstance(value, dict):
        if "system" in value and "code" in value:
            yield value
        for each in value.values():
            yield from codings(each)
    elif isinstance(value, list):
        for each in value:
            yield from codings(each)


def test_a_list_has_its_codes_and_their_words() -> None:
    present = BY_URL[f"{OURS}/CodeSystem/encounter-present"]
    assert present["id"] == "encounter-present"
    assert present["title"] == "Who was present"
    assert (present["content"], present["count"], present["caseSensitive"]) == ("complete", 9, True)
    assert present["concept"][:2] == [{"code": "child", "display": "Child"}, {"code": "mother", "display": "Mother"}]


def test_a_list_of_the_nhs_has_the_title_it_has_in_the_data_dictionary() -> None:
    assert BY_URL[code_system_url("contact.group_therapy")]["title"] == "GROUP THERAPY INDICATOR"


@pytest.mark.parametrize("each", code_systems(), ids=lambda each: str(each["id"]))
def test_each_is_a_sound_code_system_that_its_url_ends_with(each: Resource) -> None:
    assert sound(each) == each
    assert each["url"] == f"{OURS}/CodeSystem/{each['id']}"
    assert each["name"].isalnum()
    assert each["name"][0].isupper()


def test_every_coding_of_the_questionnaire_is_in_its_code_system_with_its_words() -> None:
    ours = [each for each in codings(questionnaire(REFSET)) if each["system"].startswith(OURS)]
    assert len(ours) > 100
    for each in ours:
        concepts = {concept["code"]: concept.get("display") for concept in BY_URL[each["system"]]["concept"]}
        assert concepts[each["code"]] == each["display"]


def test_every_list_of_the_catalogue_that_is_sent_is_a_code_system() -> None:
    lists = {each.key for each in CATALOGUE if isinstance(each.answers, CodeList)}
    assert {code_system_url(key) for key in lists} <= set(BY_URL)
    assert len(BY_URL) == len(code_systems())


def test_one_list_stands_for_the_answers_of_all_groups() -> None:
    answers = BY_URL[code_system_url("group.answer")]
    assert [each["code"] for each in answers["concept"]] == ["some", "none_identified", "not_asked"]
    assert code_system_url("group.condition") not in BY_URL


def test_a_list_that_several_items_share_names_the_others() -> None:
    assert code_system_url("team.team_type") in BY_URL[code_system_url("onward_referrals")]["description"]


def test_codes_that_the_nhs_lists_elsewhere_are_named_and_not_listed() -> None:
    occupations = BY_URL[code_system_url("professional.occupation_code")]
    assert occupations["content"] == "not-present"
    assert "concept" not in occupations


def test_what_is_not_sent_has_no_code_system() -> None:
    assert code_system_url("safeguarding_check") not in BY_URL

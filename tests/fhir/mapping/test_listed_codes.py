"""Codes of the service's own lists as codings, and which codings are understood as theirs."""

import pytest

from app.clinical.catalogue import CATALOGUE
from app.clinical.items import AnswerKind, Item
from app.fhir.mapping.listed_codes import (
    codes_listed,
    list_name,
    listed_coding,
    listed_concept,
    lists,
    systems_of,
    title_of,
    wording_of,
)
from app.fhir.systems import OURS, code_system_url


def test_a_code_is_sent_with_its_system_and_its_words() -> None:
    coding = {"system": f"{OURS}/CodeSystem/contact-mechanism", "code": "01", "display": "Face to face"}
    assert listed_coding("contact.mechanism", "01") == coding
    assert listed_concept("contact.mechanism", "01") == {"coding": [coding]}


def test_a_code_without_words_or_outside_its_list_is_sent_by_itself() -> None:
    assert "display" not in listed_coding("professional.job_role", "01000")
    assert "display" not in listed_coding("contact.group_therapy", "Q")
    assert listed_coding("professional.occupation_code", "029")["code"] == "029"


@pytest.mark.parametrize(
    "each", [item for item in CATALOGUE if not isinstance(item.answers, AnswerKind)], ids=lambda item: item.key
)
def test_every_code_of_every_list_is_understood_as_it_is_sent(each: Item) -> None:
    name = list_name(each)
    assert len(wording_of(name)) > 1
    assert all(codes_listed(listed_concept(name, code), name) == (code,) for code in wording_of(name))


def test_a_list_of_several_items_is_understood_under_the_name_of_each() -> None:
    names = ("onward_referrals", "team.team_type", "team_referral.team_type")
    assert systems_of("team.team_type") == {code_system_url(name) for name in names}
    assert codes_listed(listed_concept("onward_referrals", "06"), "team.team_type") == ("06",)
    assert systems_of("contact.attendance") == {code_system_url("contact.attendance")}


def test_codes_are_given_in_their_order_whether_they_are_known_or_not() -> None:
    system = code_system_url("contact.subject")
    others = [{"code": "01"}, {"system": "http://example.org", "code": "02"}, {"system": system, "display": "Patient"}]
    concept = {"coding": [{"system": system, "code": "77"}, *others, {"system": system, "code": "01"}]}
    assert codes_listed(concept, "contact.subject") == ("77", "01")


@pytest.mark.parametrize("concept", [None, {}, {"text": "Patient"}, "01", []])
def test_what_is_no_coded_concept_has_no_codes(concept: object) -> None:
    assert codes_listed(concept, "contact.subject") == ()


def test_a_list_is_called_what_the_data_dictionary_calls_it() -> None:
    assert title_of("contact.group_therapy") == "GROUP THERAPY INDICATOR"
    assert title_of("contact.attendance") == "Attendance"
    assert title_of("group.answer") == "Whether a group of needs was asked about"


def test_there_is_no_list_of_another_name() -> None:
    assert "contact.commissioner" not in lists()
    with pytest.raises(KeyError):
        wording_of("contact.weather")

"""The booking-out form as a Questionnaire: complete, sound, the same each time, and answerable from here."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.clinical.catalogue import item
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.questionnaire import canonical, needs_value_set, questionnaire, version
from app.fhir.mapping.questionnaire_questions import needs_link, questions
from app.fhir.systems import BOOKING_OUT_QUESTIONNAIRE, code_system_url
from app.fhir.terminology.expansion import expand
from app.terminology.refset import Group
from tests.clinical.examples import GASTROSTOMY, REFSET
from tests.fhir.mapping.soundness import sound
from tests.fhir.terminology.known_examples import answered, with_the_list_alone

FORM = questionnaire(REFSET)


def items(holder: Resource = FORM) -> Iterator[Any]:
    for each in holder.get("item", ()):
        yield each
        yield from items(each)


def asked(link: str) -> Any:
    (found,) = [each for each in items() if each["linkId"] == link]
    return found


def test_the_form_is_published_under_its_url_with_the_release_in_its_version() -> None:
    assert (FORM["resourceType"], FORM["id"], FORM["status"]) == ("Questionnaire", "booking-out", "active")
    assert FORM["url"] == "https://everyneed.org.uk/fhir/Questionnaire/booking-out" == BOOKING_OUT_QUESTIONNAIRE
    assert FORM["version"] == "2-example"
    assert FORM["subjectType"] == ["Patient", "Encounter"]
    assert canonical(REFSET) == f"{BOOKING_OUT_QUESTIONNAIRE}|2-example"


def test_the_form_is_a_sound_questionnaire() -> None:
    assert sound(FORM) == FORM


def test_the_form_is_the_same_each_time_and_another_version_under_another_release() -> None:
    assert questionnaire(REFSET) == FORM
    later = replace(REFSET, release=replace(REFSET.release, label="Members as published, 2023/4"))
    assert questionnaire(later) == {**FORM, "version": "2-Members-as-published-2023-4"}


@pytest.mark.parametrize("label", ["", " ", "|", "¬"])
def test_a_release_without_words_leaves_the_version_of_the_form(label: str) -> None:
    assert version(replace(REFSET, release=replace(REFSET.release, label=label))) == "2"


def test_a_list_of_the_nhs_is_a_choice_with_its_codes_in_order() -> None:
    category = asked("contact.administrative_category")
    assert (category["type"], category["text"]) == ("choice", "NHS or private")
    options = [each["valueCoding"] for each in category["answerOption"]]
    assert [each["code"] for each in options] == ["01", "02", "03", "04", "98", "99"]
    assert {each["system"] for each in options} == {code_system_url("contact.administrative_category")}
    assert options[0]["display"] == "NHS Patient"


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("contact.commissioner", "string"),
        ("contact.reasonable_offer_on", "date"),
        ("contact.replacement_booked_on", "date"),
        ("encounter.present", "choice"),
        ("encounter.amendment_reason", "text"),
        ("group.condition", "choice"),
        ("outcome", "choice"),
        ("next_appointment.weeks", "integer"),
        ("next_appointment.clinic", "reference"),
        ("growth.weight_grams", "quantity"),
        ("onward_referrals.organisation", "string"),
        ("copies.sharing", "choice"),
    ],
)
def test_each_answer_has_its_type(link: str, kind: str) -> None:
    assert asked(link)["type"] == kind


def test_words_lengths_and_bounds_are_those_of_the_catalogue_and_the_rules() -> None:
    assert asked("encounter.amendment_reason")["text"] == item("encounter.amendment_reason").wording
    assert asked("encounter.amendment_reason")["maxLength"] == 500
    assert asked("contact.commissioner")["maxLength"] == 5
    bounds = {
        each["url"].rpartition("/")[2]: each["valueInteger"] for each in asked("next_appointment.weeks")["extension"]
    }
    assert bounds == {"minValue": 1, "maxValue": 260}


def test_a_measurement_says_in_which_units_it_may_be_sent() -> None:
    units = [each["valueCoding"]["code"] for each in asked("growth.weight_grams")["extension"] if "valueCoding" in each]
    assert units == ["g", "kg"]


def test_what_is_asked_of_one_answer_stands_within_the_question() -> None:
    assert [each["linkId"] for each in asked("copies")["item"]] == ["copies.sharing"]
    assert [each["linkId"] for each in asked("onward_referrals")["item"]] == ["onward_referrals.organisation"]


def test_what_may_have_several_answers_repeats_and_nothing_else_does() -> None:
    repeating = {each["linkId"] for each in items() if each.get("repeats")}
    needs = {needs_link(group) for group in Group}
    assert repeating == needs | {"needs.excluded", "encounter.present", "onward_referrals", "copies", "tests_requested"}


@pytest.mark.parametrize("group", Group)
def test_each_group_is_asked_about_and_its_needs_are_named_unless_there_are_none(group: Group) -> None:
    answers = [each["valueCoding"]["code"] for each in asked(f"group.{group.value}")["answerOption"]]
    assert answers == ["some", "none_identified", "not_asked"]
    needs = asked(needs_link(group))
    (condition,) = needs["enableWhen"]
    assert (condition["question"], condition["operator"]) == (f"group.{group.value}", "!=")
    assert condition["answerCoding"] == asked(f"group.{group.value}")["answerOption"][1]["valueCoding"]


def test_needs_are_chosen_from_a_value_set_that_is_expanded_here() -> None:
    urls = {asked(needs_link(group))["answerValueSet"] for group in Group}
    assert urls == {needs_value_set(REFSET.release.refset)}
    known = with_the_list_alone()
    expanded = expand(known, urls.pop(), datetime(2026, 11, 24, tzinfo=UTC), filter_text="gastrostomy")
    assert [each["code"] for each in answered(expanded)["expansion"]["contains"]] == [str(GASTROSTOMY)]


def test_the_safeguarding_check_is_not_asked_of_other_systems() -> None:
    assert not [each for each in items() if "safeguarding_check" in each["linkId"]]


def test_the_page_for_those_who_send_it_names_every_question_with_the_type_of_its_answer() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "fhir-questionnaire.md").read_text(encoding="utf-8")
    each_of_group = {
        link for group in Group if group is not Group.CONDITION for link in (f"group.{group}", needs_link(group))
    }
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| `")]
    told = {re.findall(r"`([^`]+)`", name)[0]: answer.strip(" `") for name, answer in rows}
    asked_for = {**questions(), **{each.link: each for question in questions().values() for each in question.within}}
    assert {link: each.kind.element for link, each in asked_for.items() if link not in each_of_group} == {
        link: answer for link, answer in told.items() if answer.startswith("value")
    }
    assert BOOKING_OUT_QUESTIONNAIRE in page

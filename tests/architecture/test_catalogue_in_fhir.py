"""Every item of the catalogue travels in FHIR: in an element that a mapper renders, or as an answer on the form."""

from collections.abc import Mapping

import pytest

from app.clinical.catalogue import CATALOGUE, Item
from app.fhir.mapping import (
    appointment,
    care_team,
    encounter,
    episode_of_care,
    healthcare_service,
    location,
    need,
    patient,
    practitioner,
    practitioner_role,
    procedure,
    provenance,
    questionnaire_response,
    related_person,
    service_request,
)
from app.fhir.mapping.questionnaire_questions import parts, questions
from app.fhir.systems import extension_url

RENDERED: Mapping[str, frozenset[str]] = {
    **need.OWNED,
    "Appointment": appointment.OWNED,
    "CareTeam": care_team.OWNED,
    "Encounter": encounter.OWNED,
    "EpisodeOfCare": episode_of_care.OWNED,
    "HealthcareService": healthcare_service.OWNED,
    "Location": location.OWNED,
    "Patient": patient.OWNED,
    "Practitioner": practitioner.OWNED,
    "PractitionerRole": practitioner_role.OWNED,
    "Procedure": procedure.OWNED,
    "Provenance": provenance.OWNED,
    "QuestionnaireResponse": questionnaire_response.OWNED,
    "RelatedPerson": related_person.OWNED,
    "ServiceRequest": service_request.OWNED,
}
STAYS_HERE = {"safeguarding_check"} | {each.key for each in CATALOGUE if each.key.startswith("group_session.")}
"""What names no child, or is no other system's business."""
NAMED_OTHERWISE = {
    "activity.finding_scheme",
    "activity.observation_scheme",
    "activity.observation_unit",
    "statement.description",
}
"""Items whose extension is another's: HL7's, or that of the item they belong to."""

ANSWER = "QuestionnaireResponse.item.answer.value[x]"


def element_of(path: str) -> tuple[str, str]:
    """The resource type of a path and the element of the resource that it begins with, without a slice."""
    type_name, element = path.split(".")[:2]
    return type_name, element.partition(":")[0]


@pytest.mark.parametrize("each", [item for item in CATALOGUE if item.fhir], ids=lambda item: item.key)
def test_every_path_begins_with_an_element_that_a_mapper_renders(each: Item) -> None:
    type_name, element = element_of(each.fhir or "")
    stem = element.removesuffix("[x]")
    rendered = RENDERED[type_name] | {"id"}
    assert element in rendered or (element != stem and any(name.startswith(stem) for name in rendered))


@pytest.mark.parametrize("each", [item for item in CATALOGUE if item.fhir == ANSWER], ids=lambda item: item.key)
def test_what_is_answered_on_the_form_is_a_question_of_it(each: Item) -> None:
    assert each.key in questions()


@pytest.mark.parametrize(
    "each", [item for item in CATALOGUE if item.key not in NAMED_OTHERWISE], ids=lambda item: item.key
)
def test_an_extension_of_ours_is_named_after_its_item(each: Item) -> None:
    name = (each.fhir or "").rpartition("extension:")[2].partition(".")[0]
    assert "-" not in name or extension_url(each.key).endswith(f"/{name}")


def test_what_stays_here_has_no_path_and_says_so() -> None:
    without = [each for each in CATALOGUE if each.fhir is None]
    assert {each.key for each in without} == STAYS_HERE
    assert all("not sent to other systems" in each.note for each in without)
    assert STAYS_HERE.isdisjoint(questions())


def test_every_question_of_the_form_is_an_item_or_asks_for_needs_by_group_or_ruled_out() -> None:
    keys = {each.key for each in CATALOGUE}
    asked = [each.link for part in parts() for each in part.questions]
    assert len(asked) == len(set(asked))
    by_group = {f"needs.{key.removeprefix('group.')}" for key in keys if key.startswith("group.")}
    assert {link for link in asked if link not in keys} == by_group | {"needs.excluded"}

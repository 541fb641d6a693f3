"""A need as a resource of any of its types: what is rendered reads back the same, and the group is the refset's."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.needs import Certainty, SaidBy, Source, Statement
from app.clinical.professional import Profession
from app.fhir.mapping.given import NeedChange
from app.fhir.mapping.need import DEFAULT_TYPE, OWNED, needs_from_resource, resource_from_need
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import extension_url
from app.identity import Identity, shown
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.clinical.examples import CARE, EPILEPSY, GASTROSTOMY, GMFCS_II, OUTSIDE, PALSY, SLEEP, visit
from tests.clinical.examples import statement as a_statement
from tests.fhir.mapping.core_values import PAEDIATRICIAN, SURROUNDINGS, THERAPIST, days, identities, statements
from tests.fhir.mapping.need_examples import (
    as_given,
    condition,
    device_use,
    observation,
    read,
    released,
    said,
    the_need,
)
from tests.fhir.mapping.soundness import here, sound
from tests.terminology.edition.small_editions import description

TYPES = ("Condition", "Observation", "DeviceUseStatement")
CARRIED_BY = {"Condition": condition, "Observation": observation, "DeviceUseStatement": device_use}
EXPECTED_WORDS = ("recorded as reported", "outside the reference set", "stands in words")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    return released(tmp_path_factory.mktemp("release"))


@st.composite
def anything_said(draw: st.DrawFn) -> Statement:
    """A statement as the form, or a system, may have made it."""
    made = draw(statements())
    sources = (
        made.source,
        Source(SaidBy.FAMILY, PAEDIATRICIAN.profession, PAEDIATRICIAN.id),
        Source(SaidBy.SENDING_SYSTEM, THERAPIST.profession, THERAPIST.id),
        Source(SaidBy.CLINICIAN, THERAPIST.profession, THERAPIST.id),
        Source(SaidBy.CLINICIAN, Profession.PHYSIOTHERAPIST, PAEDIATRICIAN.id),
        Source(SaidBy.CLINICIAN),
        Source(SaidBy.FAMILY, Profession.OTHER),
    )
    source, primary = draw(st.sampled_from(sources)), draw(st.booleans())
    light = made.traffic_light if source.said_by is SaidBy.FAMILY else None
    certainty = draw(st.sampled_from(Certainty))
    return replace(made, source=source, primary=primary, certainty=certainty, traffic_light=light)


@pytest.mark.parametrize("type_name", TYPES)
@settings(max_examples=60)
@given(anything_said(), identities(), days())
def test_a_need_reads_back_as_it_was_recorded(
    type_name: str, statement: Statement, identity: Identity, on: date
) -> None:
    encounter = visit(on, statement, identity=identity)

    resource = sound(resource_from_need(type_name, statement, encounter, SURROUNDINGS))

    assert (resource["resourceType"], resource["id"]) == (type_name, shown(statement.need))
    needs, problems = read(resource)
    (need,) = needs
    assert need == as_given(statement, encounter, need)
    unexpected = [each for each in problems if not any(words in each.diagnostic for words in EXPECTED_WORDS)]
    assert unexpected == []


@pytest.mark.parametrize("type_name", TYPES)
def test_a_need_recorded_under_a_release_reads_back_with_its_description(type_name: str, release: Surroundings) -> None:
    label = release.known.refset.release.label
    for concept, term, chosen in (
        (EPILEPSY, "Seizure disorder", description(EPILEPSY, 2)),
        (EPILEPSY, "Epilepsy", description(EPILEPSY, 1)),
        (PALSY, "Cerebral palsy", None),
    ):
        made = replace(a_statement(5, concept, term=term), description=chosen, release=label)
        encounter = visit(date(2026, 3, 2), made)
        needs, problems = read(sound(resource_from_need(type_name, made, encounter, release)), release)
        assert [(need.concept, need.term, need.description, need.release) for need in needs] == [
            (concept, term, chosen, label)
        ]
        assert problems == []


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize(
    ("concept", "group"),
    [
        (PALSY, Group.CONDITION),
        (GASTROSTOMY, Group.TECHNOLOGY_DEPENDENCY),
        (SLEEP, Group.FAMILY_REPORTED_ISSUE),
        (CARE, Group.ROUND_THE_CLOCK_CARE),
        (GMFCS_II, Group.FUNCTIONAL_LEVEL),
    ],
)
def test_a_member_lands_in_its_group_whatever_carried_it(type_name: str, concept: ConceptId, group: Group) -> None:
    need = the_need(CARRIED_BY[type_name](concept))
    assert (need.change, need.concept, need.group) == (NeedChange.PRESENT, concept, group)


@pytest.mark.parametrize("type_name", ["Condition", "DeviceUseStatement"])
def test_a_concept_outside_the_reference_set_is_ungrouped_whatever_carried_it(type_name: str) -> None:
    needs, problems = read(CARRIED_BY[type_name](OUTSIDE))
    assert [(need.concept, need.group) for need in needs] == [(OUTSIDE, Group.UNGROUPED)]
    assert "outside the reference set" in said(problems)


def test_every_group_has_a_type() -> None:
    assert set(DEFAULT_TYPE) == set(Group)
    assert {group for group, name in DEFAULT_TYPE.items() if name == "Condition"} == {Group.CONDITION, Group.UNGROUPED}
    assert {group for group, name in DEFAULT_TYPE.items() if name == "DeviceUseStatement"} == {
        Group.TECHNOLOGY_DEPENDENCY
    }
    assert set(DEFAULT_TYPE.values()) == set(OWNED) == set(TYPES)


@pytest.mark.parametrize("type_name", TYPES)
@settings(max_examples=25)
@given(anything_said())
def test_only_elements_that_are_owned_are_rendered(type_name: str, statement: Statement) -> None:
    resource = resource_from_need(type_name, statement, visit(date(2026, 3, 2), statement), SURROUNDINGS)
    assert set(resource) - OWNED[type_name] == {"resourceType", "id"}


@pytest.mark.parametrize("type_name", TYPES)
def test_what_the_encounter_said_of_a_standing_need_stands_in_an_extension(type_name: str) -> None:
    for made in (a_statement(5, PALSY, change) for change in type(a_statement(5).change)):
        resource = resource_from_need(type_name, made, visit(date(2026, 3, 2), made), SURROUNDINGS)
        changes = [each for each in resource["extension"] if each["url"] == extension_url("statement.change")]
        assert changes == [{"url": extension_url("statement.change"), "valueCode": made.change.value}]


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("certainty", Certainty)
def test_how_sure_one_is_stands_in_one_extension(type_name: str, certainty: Certainty) -> None:
    made = replace(a_statement(5), certainty=certainty)
    resource = resource_from_need(type_name, made, visit(date(2026, 3, 2), made), SURROUNDINGS)
    extensions = [*resource["extension"], *resource.get("modifierExtension", [])]
    url = extension_url("statement.certainty")
    assert [each for each in extensions if each["url"] == url] == [{"url": url, "valueCode": certainty.value}]


def test_other_types_are_no_needs() -> None:
    with pytest.raises(KeyError):
        needs_from_resource({"resourceType": "Procedure"}, here(), SURROUNDINGS)
    with pytest.raises(KeyError):
        resource_from_need("Procedure", a_statement(5), visit(date(2026, 3, 2)), SURROUNDINGS)

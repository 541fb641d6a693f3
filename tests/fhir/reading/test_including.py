"""What references of hits point at is brought along when it is asked for."""

import pytest

from app.fhir.mapping.looking import Resource
from app.fhir.reading.including import include_of, included, included_by
from app.fhir.reading.search import Include
from app.fhir.types import ACCEPTED
from app.identity import Identity, shown

ADA, BO, VISIT, DOCTOR = (Identity(number << 40) for number in range(1, 5))
ENCOUNTER: Resource = {
    "resourceType": "Encounter",
    "subject": {"reference": f"Patient/{shown(ADA)}"},
    "participant": [
        {"individual": {"reference": f"Practitioner/{shown(DOCTOR)}"}},
        {"individual": {"reference": f"PractitionerRole/{shown(DOCTOR)}"}},
        {"individual": {"reference": "#mother"}},
        {"individual": {"identifier": {"value": "x"}}},
        {"individual": {"reference": "https://elsewhere.example/Practitioner/1"}},
        {"type": []},
    ],
}


def test_a_reference_brings_what_it_points_at_once() -> None:
    hits = [
        ENCOUNTER,
        ENCOUNTER,
        {"resourceType": "Encounter", "subject": {"reference": f"Patient/{shown(BO)}/_history/2"}},
    ]
    assert included("Encounter", [Include("patient", "Patient")], hits) == (("Patient", ADA), ("Patient", BO))


def test_a_reference_of_many_types_brings_all_or_those_of_one() -> None:
    everyone = (("Practitioner", DOCTOR), ("PractitionerRole", DOCTOR))
    assert included("Encounter", [include_of("Encounter", "Encounter:participant")], [ENCOUNTER]) == everyone
    assert included("Encounter", [include_of("Encounter", "Encounter:practitioner")], [ENCOUNTER]) == everyone[:1]
    target = include_of("Encounter", "Encounter:participant:PractitionerRole")
    assert included("Encounter", [target], [ENCOUNTER]) == everyone[1:]


@pytest.mark.parametrize(
    ("type_name", "name", "resource"),
    [
        ("Condition", "encounter", {"encounter": {"reference": f"Encounter/{shown(VISIT)}"}}),
        ("Encounter", "episode-of-care", {"episodeOfCare": [{"reference": f"EpisodeOfCare/{shown(VISIT)}"}]}),
        ("Observation", "subject", {"subject": {"reference": f"Patient/{shown(VISIT)}"}}),
        ("EpisodeOfCare", "patient", {"patient": {"reference": f"Patient/{shown(VISIT)}"}}),
        ("Task", "patient", {"for": {"reference": f"Patient/{shown(VISIT)}"}}),
        ("Appointment", "patient", {"participant": [{"actor": {"reference": f"Patient/{shown(VISIT)}"}}]}),
        ("Procedure", "performer", {"performer": [{"actor": {"reference": f"Practitioner/{shown(VISIT)}"}}]}),
    ],
)
def test_each_is_found_in_its_element(type_name: str, name: str, resource: dict[str, object]) -> None:
    found = included(type_name, [include_of(type_name, f"{type_name}:{name}")], [resource])
    assert [identity for _, identity in found] == [VISIT]


def test_what_points_at_nothing_of_ours_brings_nothing() -> None:
    odd: list[Resource] = [
        {"subject": "x"},
        {"subject": {"reference": "Patient/1"}},
        {"subject": {"reference": "Group/1"}},
        {},
    ]
    assert included("Encounter", [Include("patient", "Patient")], odd) == ()


@pytest.mark.parametrize("type_name", sorted(ACCEPTED))
def test_every_include_that_is_declared_can_be_asked_for(type_name: str) -> None:
    for name in included_by(type_name):
        assert include_of(type_name, f"{type_name}:{name}").parameter == name

"""What is handed to a host: resources it can take, that name nothing of ours as if it were there, and repeat safely."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from app.access.hosts import BoundLaunch
from app.fhir.launch.handed_bundle import Handing, handed_bundle, taken_whole
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity, shown
from app.terminology.load import load_refset
from app.terminology.search import RefsetSearch
from tests.service import REPOSITORY
from tests.store.examples import Example, example, example_encounter

OURS = "https://everyneed.org.uk/fhir/Id/identity"
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SLIP = b"%PDF-1.7 slip"
TAKEN = frozenset({"Bundle", "Condition", "Observation", "DeviceUseStatement", "Device", "DocumentReference"})


@pytest.fixture(scope="module")
def of() -> Example:
    return example()


@pytest.fixture(scope="module")
def surroundings(of: Example) -> Surroundings:
    refset = load_refset(REPOSITORY / "snomed_refsets")
    known = KnownTerminology(refset, None, RefsetSearch(refset))
    return Surroundings(of.organisation, AT.date(), known, professionals={of.professional.id: of.professional})


def handing(of: Example, encounter: str | None = "Encounter/9", professional: Identity | None = None) -> Handing:
    launch = BoundLaunch(
        Identity(5),
        of.organisation.id,
        Identity(6),
        1,
        of.child.id,
        "Patient/7",
        encounter,
        "Practitioner/8",
        b"",
        AT + timedelta(hours=1),
    )
    return Handing(example_encounter(of), launch, professional, AT)


def bundle(made: Handing, surroundings: Surroundings) -> Any:
    return json.loads(handed_bundle(made, SLIP, surroundings))


def references(value: Any) -> Iterator[Any]:
    """Every reference in a resource, as an object."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        if "reference" in value:
            yield value
        for each in value.values():
            yield from references(each)


def test_every_need_and_the_slip_go_to_the_host(of: Example, surroundings: Surroundings) -> None:
    made = handing(of, professional=of.professional.id)
    sent = bundle(made, surroundings)
    resources = [each["resource"] for each in sent["entry"]]
    *needs, document = resources
    assert len(needs) == len(made.encounter.statements)
    assert {each["resourceType"] for each in needs} <= {"Condition", "Observation", "DeviceUseStatement"}
    assert [each["identifier"][0] for each in needs] == [
        {"system": OURS, "value": shown(each.need)} for each in made.encounter.statements
    ]
    assert base64.b64decode(document["content"][0]["attachment"]["data"]) == SLIP
    assert (document["status"], document["docStatus"]) == ("current", "final")
    assert {each["subject"]["reference"] for each in resources} == {"Patient/7"}


def test_what_is_handed_over_is_sound_r4(of: Example, surroundings: Surroundings) -> None:
    content = handed_bundle(handing(of), SLIP, surroundings)
    found = checked(content, load_r4(), limits=Limits(), accepted=TAKEN)
    assert isinstance(found, Checked), found


def test_each_is_an_update_by_our_identity_so_that_once_more_makes_no_second(
    of: Example, surroundings: Surroundings
) -> None:
    made = handing(of)
    sent = bundle(made, surroundings)
    for each in sent["entry"]:
        own, resource = each["resource"]["identifier"][0], each["resource"]
        assert each["request"]["method"] == "PUT"
        assert unquote(each["request"]["url"]) == f"{resource['resourceType']}?identifier={OURS}|{own['value']}"
        assert "id" not in resource
    assert len({each["fullUrl"] for each in sent["entry"]}) == len(sent["entry"])
    again = bundle(replace(made, at=AT + timedelta(minutes=5)), surroundings)
    assert [each["fullUrl"] for each in again["entry"]] == [each["fullUrl"] for each in sent["entry"]]


def test_a_correction_is_of_the_same_resources_in_another_bundle(of: Example, surroundings: Surroundings) -> None:
    made = handing(of)
    corrected = replace(made, encounter=replace(made.encounter, version=made.encounter.version + 1))
    first, second = bundle(made, surroundings), bundle(corrected, surroundings)
    for part in ("fullUrl", "request"):
        assert [each[part] for each in second["entry"]] == [each[part] for each in first["entry"]]
    assert second["identifier"]["value"] != first["identifier"]["value"]


@pytest.mark.parametrize("encounter", ["Encounter/9", None])
def test_a_reference_leads_to_the_host_or_says_by_whose_identifier(
    encounter: str | None, of: Example, surroundings: Surroundings
) -> None:
    made = handing(of, encounter, of.professional.id)
    sent = bundle(made, surroundings)
    told = {each["reference"] for entry in sent["entry"] for each in references(entry["resource"])}
    at_the_host = {"Patient/7", "Practitioner/8", "#device", *([encounter] if encounter is not None else [])}
    assert told <= at_the_host
    ours = json.dumps({"type": "Encounter", "identifier": {"system": OURS, "value": shown(made.encounter.id)}})
    assert (ours in json.dumps(sent)) == (encounter is None)


def test_another_clinician_is_named_by_the_staff_identifier(of: Example, surroundings: Surroundings) -> None:
    sent = json.dumps(bundle(handing(of), surroundings))
    staff = {"system": "https://everyneed.org.uk/fhir/Id/care-professional-local-identifier"}
    assert json.dumps({**staff, "value": of.professional.local_identifier}) in sent


def test_what_was_entered_in_error_is_handed_back_as_such(of: Example, surroundings: Surroundings) -> None:
    made = handing(of)
    wrong = replace(made, encounter=replace(made.encounter, entered_in_error=True))
    document = bundle(wrong, surroundings)["entry"][-1]["resource"]
    assert (document["status"], document["docStatus"]) == ("entered-in-error", "entered-in-error")


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ({"type": "transaction-response", "entry": [{"response": {"status": "200 OK"}}]}, True),
        ({"type": "transaction-response"}, True),
        ({"type": "transaction-response", "entry": [{"response": {"status": "409"}}]}, False),
        ({"type": "transaction-response", "entry": [{}]}, False),
        ({"type": "transaction-response", "entry": [1]}, False),
        ({"type": "transaction-response", "entry": 1}, False),
        ({"resourceType": "OperationOutcome"}, False),
        ([], False),
    ],
)
def test_it_is_taken_when_every_entry_was_done(answer: object, whole: bool) -> None:
    assert taken_whole(json.dumps(answer).encode()) is whole
    assert not taken_whole(b"\xff")

"""Which resources are one and which are two: by identifiers, by what they rest on, and by whose they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.clinical.needs import Certainty
from app.fhir.exchange import Reply
from app.identity import parse_identity
from app.wiring import installation
from tests.fhir.proof.elsewhere import Elsewhere, elsewhere, settings_on
from tests.fhir.uk_core import PALSY, SENDER, entry, need, patient, transaction, urn, visit

PRACTITIONER, ENCOUNTER, CHILD = (f"{name}-1-2026-02-10" for name in ("practitioner", "encounter", "patient"))


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    with installation(settings_on(sqlite_url, tmp_path)) as installed:
        yield elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


def ids(reply: Reply, type_name: str) -> list[str]:
    """The ids of the resources of a type that an answer names."""
    assert reply.status == 200, reply.body
    locations = [each["response"]["location"].split("/") for each in orjson.loads(reply.body)["entry"]]
    return [each[1] for each in locations if each[0] == type_name]


def a_role(name: str, words: str) -> dict[str, Any]:
    role = {"resourceType": "PractitionerRole", "practitioner": {"reference": urn(PRACTITIONER)}}
    return entry(name, {**role, "code": [{"text": words}]})


def an_answer(name: str, authored: str) -> dict[str, Any]:
    """Answers to a questionnaire that is not ours."""
    return entry(
        name,
        {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": "https://sender.example.nhs.uk/Questionnaire/strengths",
            "status": "completed",
            "subject": {"reference": urn(CHILD)},
            "encounter": {"reference": urn(ENCOUNTER)},
            "authored": authored,
        },
    )


def test_two_roles_and_two_questionnaires_are_two_resources_each(place: Elsewhere) -> None:
    more = [a_role("r1", "a"), a_role("r2", "b"), an_answer("q1", "2026-02-10"), an_answer("q2", "2026-02-11")]
    reply = place.send(transaction(*visit(1), *more))
    assert len(set(ids(reply, "PractitionerRole"))) == 2
    answers = ids(reply, "QuestionnaireResponse")
    assert len(set(answers)) == 2
    assert not set(answers) & set(ids(reply, "Encounter"))
    child = parse_identity(ids(reply, "Patient")[0])
    kept = [each for each in place.compartment(child).kept if each.type == "QuestionnaireResponse"]
    assert sorted(orjson.loads(each.content)["authored"] for each in kept) == ["2026-02-10", "2026-02-11"]


def test_the_role_of_somebody_known_is_the_same_when_it_is_sent_again(place: Elsewhere) -> None:
    first = ids(place.send(transaction(*visit(1), a_role("r", "a"))), "PractitionerRole")
    assert ids(place.send(transaction(*visit(1), a_role("r", "a"))), "PractitionerRole") == first


@pytest.mark.parametrize("type_name", ["Condition", "Observation"])
def test_an_identifier_of_another_childs_resource_is_refused_at_the_subject(place: Elsewhere, type_name: str) -> None:
    first, second = (place.send(_with_a_need_of(number, type_name)) for number in (1, 2))
    assert first.status == 200, first.body
    assert second.status == 409
    told = orjson.loads(second.body)["issue"][0]
    assert told["expression"] == ["Bundle.entry[1].resource.subject"]
    assert "another child" in told["diagnostics"]


def _with_a_need_of(number: int, type_name: str) -> dict[str, Any]:
    identifier = [{"system": f"{SENDER}/problem", "value": "P1"}]
    said = need(type_name, PALSY, urn(f"p{number}"), "", identifier=identifier)
    said.pop("encounter")
    return transaction(entry(f"p{number}", patient(number)), entry("n", said))


def test_two_rooms_of_one_site_are_two_locations(place: Elsewhere) -> None:
    site = {"system": "https://fhir.nhs.uk/Id/ods-site-code", "value": "RYY0101"}
    rooms = [
        entry(name, {"resourceType": "Location", "identifier": [site, {"system": f"{SENDER}/room", "value": name}]})
        for name in ("room-1", "room-2")
    ]
    first = ids(place.send(transaction(*rooms)), "Location")
    assert len(set(first)) == 2
    assert ids(place.send(transaction(*rooms)), "Location") == first


def test_a_visit_that_fulfils_an_appointment_elsewhere_is_taken(place: Elsewhere) -> None:
    booked = {
        "resourceType": "Appointment",
        "status": "fulfilled",
        "start": "2026-02-10T10:00:00Z",
        "end": "2026-02-10T10:40:00Z",
        "participant": [{"actor": {"reference": urn(CHILD)}, "status": "accepted"}],
    }
    entries = visit(1)
    entries[0]["resource"]["appointment"] = [{"reference": urn("booked")}]
    assert len(ids(place.send(transaction(*entries, entry("booked", booked))), "Appointment")) == 1


def test_what_is_not_said_again_of_a_need_stays_as_it_was(place: Elsewhere) -> None:
    first = visit(1, needs=(("Condition", PALSY),))
    first[1]["resource"]["onsetDateTime"] = "2020-05"
    later = visit(1, "2026-04-10", needs=(("Condition", PALSY),))
    later[1]["resource"].pop("verificationStatus")
    place.send(transaction(*first))
    child = parse_identity(ids(place.send(transaction(*later)), "Patient")[0])
    said = [each.statements[0] for each in place.compartment(child).encounters]
    assert len(said) == 2
    assert said[0].need == said[1].need
    assert said[1].onset == said[0].onset is not None
    assert {each.certainty for each in said} <= {Certainty.DIAGNOSED, Certainty.REPORTED}
    assert said[1].certainty == said[0].certainty

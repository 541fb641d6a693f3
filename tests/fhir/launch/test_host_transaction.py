"""A host's resources as a transaction: known again by their address there, and pointing at nothing of ours."""

import json
from typing import Any

from app.fhir.launch.context import Context
from app.fhir.launch.host_resources import HostReading
from app.fhir.launch.host_transaction import host_transaction
from app.fhir.launch.ports import HostAnswer

ISSUER = "https://host.example/fhir"


class FakeHost:
    """Serves resources by their path."""

    def __init__(self, **resources: Any) -> None:
        self.resources = {name.replace("_", "/", 1): each for name, each in resources.items()}
        self.asked: list[str] = []

    def read(self, url: str, token: str) -> HostAnswer | None:
        del token
        path = url.removeprefix(f"{ISSUER}/")
        self.asked.append(path)
        found = self.resources.get(path.partition("?")[0])
        return HostAnswer(200 if found is not None else 404, json.dumps(found).encode())

    def exchanged(self, url: str, fields: object) -> HostAnswer | None:
        raise NotImplementedError

    def handed(self, url: str, token: str, bundle: bytes) -> HostAnswer | None:
        raise NotImplementedError


def resource(type_name: str, id_: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": type_name, "id": id_, **elements}


def context(*referrals: str, encounter: str | None = None) -> Context:
    return Context("t", 60, "i", "Patient/1", encounter, referrals)


def child_of(host: FakeHost, asked: Context) -> list[str] | None:
    found = HostReading(host, ISSUER, "t").child(asked)
    return None if found is None else [f"{each['resourceType']}/{each['id']}" for each in found.referrals]


OF_ONE = {"reference": "Patient/1"}


def test_references_lead_to_the_host_and_the_address_there_is_an_identifier() -> None:
    patient = resource(
        "Patient", "1", identifier=[{"system": "s", "value": "v"}], managingOrganization={"reference": "Organization/2"}
    )
    episode = resource(
        "EpisodeOfCare",
        "3",
        patient=OF_ONE,
        contained=[{"resourceType": "CareTeam", "id": "t"}],
        team=[{"reference": "#t"}, {"reference": "urn:uuid:x"}, {"reference": "https://other.example/CareTeam/4"}],
    )
    first, second = json.loads(host_transaction([patient, episode], ISSUER))["entry"]
    assert first["fullUrl"] == f"{ISSUER}/Patient/1"
    assert first["request"] == {"method": "POST", "url": "Patient"}
    assert first["resource"]["managingOrganization"] == {"reference": f"{ISSUER}/Organization/2"}
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "RI"}]}
    own = {"type": kind, "system": f"{ISSUER}/Patient", "value": "1"}
    assert first["resource"]["identifier"] == [{"system": "s", "value": "v"}, own]
    assert second["resource"]["patient"] == {"reference": f"{ISSUER}/Patient/1"}
    assert [each["reference"] for each in second["resource"]["team"]] == [
        "#t",
        "urn:uuid:x",
        "https://other.example/CareTeam/4",
    ]
    assert patient["managingOrganization"] == {"reference": "Organization/2"}


def test_a_child_that_cannot_be_had_or_is_another_is_none() -> None:
    assert child_of(FakeHost(), context()) is None
    assert child_of(FakeHost(Patient_1=resource("Patient", "2")), context()) is None
    assert child_of(FakeHost(Patient_1=[1]), context()) is None


def test_the_referral_in_context_comes_with_the_request_it_rests_on() -> None:
    host = FakeHost(
        Patient_1=resource("Patient", "1"),
        EpisodeOfCare_2=resource(
            "EpisodeOfCare", "2", patient=OF_ONE, referralRequest=[{"reference": "ServiceRequest/3"}]
        ),
        ServiceRequest_3=resource("ServiceRequest", "3", subject=OF_ONE),
    )
    assert child_of(host, context("EpisodeOfCare/2")) == ["EpisodeOfCare/2", "ServiceRequest/3"]


def test_the_encounter_in_context_names_the_referral_if_it_is_the_childs_own() -> None:
    visit = resource(
        "Encounter",
        "5",
        subject=OF_ONE,
        episodeOfCare=[{"reference": "EpisodeOfCare/2"}],
        basedOn=[{"reference": f"{ISSUER}/ServiceRequest/3"}],
    )
    resources = {
        "Patient_1": resource("Patient", "1"),
        "EpisodeOfCare_2": resource("EpisodeOfCare", "2", patient=OF_ONE),
        "ServiceRequest_3": resource("ServiceRequest", "3", subject=OF_ONE),
    }
    named = child_of(FakeHost(**resources, Encounter_5=visit), context(encounter="Encounter/5"))
    assert named == ["EpisodeOfCare/2", "ServiceRequest/3"]
    other = {**visit, "subject": {"reference": "Patient/9"}}
    host = FakeHost(**resources, Encounter_5=other)
    assert child_of(host, context(encounter="Encounter/5")) == []
    assert [each for each in host.asked if "?" in each] == [
        "EpisodeOfCare?patient=1&status=active&_count=20",
        "ServiceRequest?patient=1&status=active&_count=20",
    ]


def test_what_a_search_finds_of_others_is_left_out() -> None:
    own, others = (
        resource("EpisodeOfCare", "2", patient=OF_ONE),
        resource("EpisodeOfCare", "3", patient={"reference": "Patient/9"}),
    )
    found = {"resourceType": "Bundle", "entry": [{"resource": own}, {"resource": others}, {"resource": 1}, {}]}
    assert child_of(FakeHost(Patient_1=resource("Patient", "1"), EpisodeOfCare=found), context()) == ["EpisodeOfCare/2"]


def test_a_practitioner_is_found_by_role_too_and_nobody_else_is_one() -> None:
    host = FakeHost(
        Practitioner_1=resource("Practitioner", "1"),
        PractitionerRole_2=resource("PractitionerRole", "2", practitioner={"reference": "Practitioner/1"}),
        PractitionerRole_3=resource("PractitionerRole", "3"),
        Patient_1=resource("Patient", "1"),
    )
    reading = HostReading(host, ISSUER, "t")
    assert (
        reading.practitioner("Practitioner/1")
        == reading.practitioner(f"{ISSUER}/PractitionerRole/2")
        == resource("Practitioner", "1")
    )
    for each in ("PractitionerRole/3", "Patient/1", "Practitioner/9", "https://other.example/Practitioner/1", ""):
        assert reading.practitioner(each) is None

"""A provider's system sends the reasons and the waiting time of a referral, and sends them anew."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.fhir.systems import code_system_url, extension_url
from app.identity import parse_identity
from tests.fhir.calling import Caller, at, caller
from tests.fhir.uk_core import entry, transaction, urn, visit
from tests.service import Prepared, Service, copied, opened_service, settings_for

BEGAN = {"url": extension_url("waiting.started_on"), "valueDate": "2026-01-05"}


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = settings_for(copied(prepared_clinic, tmp_path_factory.mktemp("sent")), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as opened:
        yield opened


@pytest.fixture(scope="module")
def system(service: Service) -> Caller:
    return caller(service)


def reason(code: str) -> dict[str, Any]:
    return {"coding": [{"system": code_system_url("referral.reason"), "code": code}]}


def waiting(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"url": extension_url("waiting"), "extension": [BEGAN, *parts]}


def status(code: str) -> dict[str, Any]:
    coding = {"system": code_system_url("waiting.status"), "code": code}
    return {"url": extension_url("waiting.status"), "valueCoding": coding}


def sent(system: Caller, number: int, *states: dict[str, Any]) -> str:
    """A visit whose episode has these states; the identity of the referral."""
    entries = visit(number)
    episode = next(each["resource"] for each in entries if each["resource"]["resourceType"] == "EpisodeOfCare")
    if states:
        episode["extension"] = [*episode.get("extension", []), *states]
    answer = system.post("", transaction(*entries))
    assert answer.status == 200, answer.body
    return at(answer, "EpisodeOfCare")[0].partition("/")[2]


def kept(service: Service, referral: str) -> list[tuple[object, ...]]:
    """Version, start, end and status of each state, by version and place."""
    return service.rows(
        "select version, started_on, ended_on, status from referral_waiting where referral = ?"
        " order by version, ordinal",
        int(parse_identity(referral)),
    )


def test_a_waiting_time_is_recorded_and_its_next_state_is_a_version_of_the_referral(
    service: Service, system: Caller
) -> None:
    referral = sent(system, 801, waiting(status("10")))
    first = kept(service, referral)
    assert [each[1:] for each in first] == [("2026-01-05", None, "10")]
    episode = system.get(f"EpisodeOfCare/{referral}").body
    ended = {"url": extension_url("waiting.ended_on"), "valueDate": "2026-03-02"}
    episode["extension"] = [each for each in episode["extension"] if each["url"] != extension_url("waiting")] + [
        waiting(ended, status("30"))
    ]
    answer = system.put(f"EpisodeOfCare/{referral}", episode)
    assert answer.status == 200, answer.body
    rows = kept(service, referral)
    assert [each[1:] for each in rows[:1]] == [("2026-01-05", None, "10")]
    assert rows[-1][1:] == ("2026-01-05", "2026-03-02", "30")
    read = system.get(f"EpisodeOfCare/{referral}").body
    states = [each for each in read["extension"] if each["url"] == extension_url("waiting")]
    assert [each["extension"] for each in states] == [[BEGAN, ended, status("30")]]


def test_a_waiting_time_that_contradicts_itself_is_refused_at_its_extension(system: Caller) -> None:
    entries = visit(802)
    place, episode = next(
        (place, each["resource"])
        for place, each in enumerate(entries)
        if each["resource"]["resourceType"] == "EpisodeOfCare"
    )
    before = len(episode.get("extension", []))
    episode["extension"] = [*episode.get("extension", []), waiting(status("36"))]
    answer = system.post("", transaction(*entries))
    assert answer.status == 422
    (issue,) = [each for each in answer.body["issue"] if each["severity"] == "error"]
    assert issue["expression"] == [f"Bundle.entry[{place}].resource.extension[{before}]"]
    assert "Give the date on which it ended" in issue["diagnostics"]


def test_the_reasons_of_a_request_are_recorded_the_first_as_the_main_one(service: Service, system: Caller) -> None:
    referral = sent(system, 803)
    episode = system.get(f"EpisodeOfCare/{referral}").body
    request = {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "subject": episode["patient"],
        "authoredOn": episode["period"]["start"],
        "reasonCode": [reason("017"), reason("042"), reason("062")],
    }
    key = "request"
    linked = {**episode, "referralRequest": [{"reference": urn(key)}]}
    answer = system.post(
        "",
        transaction(
            entry(key, request),
            {
                "fullUrl": urn("episode"),
                "resource": linked,
                "request": {"method": "PUT", "url": f"EpisodeOfCare/{referral}"},
            },
        ),
    )
    assert answer.status == 200, answer.body
    rows = service.rows(
        "select reason, further_reasons from referral where id = ? order by version desc limit 1",
        int(parse_identity(referral)),
    )
    assert rows == [("017", "042,062")]

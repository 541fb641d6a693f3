"""Opening the form from a host, and handing back, by the pages of the service and a host played over HTTP."""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest

from app.access.people import Role
from app.wiring import installation
from tests.fhir.launch.host import CLIENT_ID, HostSystem, host_served
from tests.fhir.launch.launching import CLINICIAN, Browser, registered, renewed, sent_back, state_of
from tests.fhir.uk_core import nhs_number
from tests.service import Prepared, Service, copied, opened_service, settings_for
from tests.web.places import open_appointments

FORM = re.compile(r"/children/\w{13}/referrals/\w{13}/encounter")
OURS = "https://everyneed.org.uk/fhir/Id/identity"


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for the tests of this file: each has a child and a browser of its own."""
    url = copied(prepared_clinic, tmp_path_factory.mktemp("launches"))
    with opened_service(settings_for(url, prepared_clinic.secret), prepared_clinic.day) as service:
        yield service


@pytest.fixture(scope="module")
def host(service: Service) -> Iterator[HostSystem]:
    with host_served() as host:
        registered(service, host)
        yield host


@pytest.fixture(scope="module")
def places() -> Iterator[int]:
    return count(700)


@pytest.fixture
def browser(service: Service, host: HostSystem, places: Iterator[int]) -> Browser:
    return renewed(service, host, next(places))


def test_a_host_opens_the_form_of_its_child_for_its_clinician(service: Service, browser: Browser) -> None:
    answer = browser.opened()
    assert answer.status == 303, answer.text
    assert FORM.fullmatch(answer.location)
    page = browser.visitor.get(answer.location)
    assert page.status == 200
    assert f"SAMPLE{browser.place}, Ada" in page.text
    assert nhs_number(browser.place) in page.text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    (display_name,) = service.rows("select display_name from account where username = ?", CLINICIAN)[0]
    assert str(display_name) in page.text
    assert browser.events().count("opened from the host record") == 1
    (role, detail) = service.rows(
        "select role, detail from audit_event where action = 'resources received' order by at desc limit 1"
    )[0]
    assert (role, detail) == (Role.SYSTEM, "2 resources")
    (detail,) = service.rows("select detail from audit_event where action = 'signed in' order by at desc, id desc")[0]
    assert str(detail).startswith("by host ")


def test_the_browser_is_sent_to_the_host_with_what_smart_app_launch_asks_for(browser: Browser) -> None:
    begun = browser.begun()
    asked = {name: texts[0] for name, texts in parse_qs(urlsplit(begun.location).query).items()}
    assert begun.location.startswith(f"{browser.host.address}/authorize?")
    assert (asked["response_type"], asked["client_id"], asked["aud"]) == ("code", CLIENT_ID, browser.host.issuer)
    assert asked["redirect_uri"] == "http://testserver/launch/callback"
    assert asked["code_challenge_method"] == "S256"
    assert [len(asked[name]) for name in ("state", "nonce", "code_challenge")] == [43] * 3
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("everyneed-launch=")
    assert all(each in cookie for each in ("HttpOnly", "SameSite=lax", "Max-Age=600"))


def test_the_same_child_opened_again_is_the_same_record_and_referral(service: Service, browser: Browser) -> None:
    before = browser.children()
    first, second = browser.opened(), browser.opened()
    assert first.location == second.location
    assert browser.children() == before + 1
    assert browser.events().count("signed out") == 1


def test_neither_tokens_nor_secrets_of_a_launch_stand_in_the_database_or_the_log(
    service: Service, browser: Browser
) -> None:
    begun = browser.begun()
    asked = {name: texts[0] for name, texts in parse_qs(urlsplit(begun.location).query).items()}
    rows = service.rows("select * from host_launch")
    back = urlsplit(sent_back(begun.location))
    assert browser.visitor.get(f"{back.path}?{back.query}").status == 303
    rows += service.rows("select * from launched_session")
    held = b"".join(each if isinstance(each, bytes) else str(each).encode() for row in rows for each in row)
    secrets = [asked["state"], asked["nonce"], *browser.host.tokens]
    assert [each for each in secrets if each.encode() in held or each in service.log.getvalue()] == []
    assert service.rows("select * from host_launch") == []


def test_saving_hands_coded_needs_and_the_slip_back(service: Service, browser: Browser) -> None:
    saved = browser.saved(browser.opened().location)
    assert saved.status == 303, saved.text
    assert saved.location.startswith("/encounters/")
    (bundle,) = browser.host.transactions
    assert bundle["type"] == "transaction"
    by_type = {each["resource"]["resourceType"]: each for each in bundle["entry"]}
    condition = by_type["Condition"]["resource"]
    assert condition["code"]["coding"][0]["code"] == "84757009"
    assert condition["subject"]["reference"] == browser.host.ref("Patient")
    assert condition["encounter"]["reference"] == browser.host.ref("Encounter")
    identity = condition["identifier"][0]
    assert identity["system"] == OURS
    assert by_type["Condition"]["request"]["method"] == "PUT"
    assert by_type["Condition"]["request"]["url"].endswith(f"%7C{identity['value']}")
    document = by_type["DocumentReference"]["resource"]
    assert document["author"] == [{"reference": "Practitioner/dr-1"}]
    assert document["context"]["encounter"] == [{"reference": browser.host.ref("Encounter")}]
    attachment = document["content"][0]["attachment"]
    assert attachment["contentType"] == "application/pdf"
    assert base64.b64decode(attachment["data"]).startswith(b"%PDF-")
    assert "Handed back to Riverside record" in browser.visitor.get(saved.location).text
    assert browser.events().count("handed back to the host record") == 1


def test_a_correction_hands_back_again_to_the_same_resources(browser: Browser) -> None:
    saved = browser.saved(browser.opened().location)
    path = saved.location.split("?")[0] + "/amendment"
    form = browser.visitor.get(path).page.form(path)
    again = browser.visitor.post(path, form.with_fields({"amendment_reason": "Length", "minutes": "25"}))
    assert again.status == 303, again.text
    first, second = browser.host.transactions
    assert [each["request"]["url"] for each in first["entry"]] == [each["request"]["url"] for each in second["entry"]]
    assert first["identifier"] != second["identifier"]


@pytest.mark.parametrize(("fault", "why"), [("down", "cannot be reached now"), ("refuses", "did not take it")])
def test_a_host_that_does_not_take_it_loses_nothing_and_may_be_tried_again(
    fault: str, why: str, service: Service, browser: Browser
) -> None:
    path = browser.opened().location
    browser.host.faults.add(fault)
    saved = browser.saved(path)
    assert (saved.status, saved.location.partition("?")[0][:19]) == (303, "/launch/encounters/")
    assert browser.events().count("encounter recorded") == 1
    page = browser.visitor.get(saved.location)
    assert why in page.text
    assert "nothing is lost" in page.text
    place = saved.location.partition("?")[0]
    failed = browser.visitor.post_with_proof(place)
    assert (failed.status, why in failed.text) == (502, True)
    record = place.replace("/launch", "")
    assert "has not got this visit" in browser.visitor.get(record).text
    browser.host.faults.clear()
    again = browser.visitor.post_with_proof(place)
    assert (again.status, again.location) == (303, place)
    assert "Handed back to Riverside record" in browser.visitor.get(place).text
    assert len(browser.host.transactions) == 1
    events = browser.events()
    assert events.count("handing back to the host record failed") == 2
    assert events.count("handed back to the host record") == 1


def test_after_the_access_token_has_expired_the_page_says_to_open_it_anew(service: Service, browser: Browser) -> None:
    path = browser.opened().location
    long_ago = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(timespec="microseconds")
    service.change("update launched_session set expires_at = ?", long_ago)
    saved = browser.saved(path)
    page = browser.visitor.get(saved.location)
    assert "Open the form from the child" in page.text
    assert 'method="post" action="/launch/' not in page.text
    assert browser.host.transactions == []
    assert browser.opened().status == 303
    assert browser.visitor.post_with_proof(saved.location.partition("?")[0]).status == 303
    assert len(browser.host.transactions) == 1


def test_what_is_recorded_of_another_child_is_not_handed_back(service: Service, browser: Browser) -> None:
    assert browser.opened().status == 303
    saved = browser.saved(f"/appointments/{open_appointments(service)[0][0]}/encounter")
    assert saved.location.startswith("/encounters/")
    assert browser.host.transactions == []
    place = "/launch" + saved.location.partition("?")[0]
    assert browser.visitor.get(place).location == saved.location.partition("?")[0]
    assert browser.visitor.post_with_proof(place).location == saved.location.partition("?")[0]
    assert browser.host.transactions == []


def test_what_a_session_may_hand_back_ends_with_it(service: Service, browser: Browser) -> None:
    assert browser.opened().status == 303
    assert len(service.rows("select session from launched_session")) == 1
    assert browser.visitor.post_with_proof("/sign-out").status == 303
    assert service.rows("select session from launched_session") == []


# Refused


def test_a_host_that_is_not_registered_is_refused_with_a_page(service: Service, browser: Browser) -> None:
    answer = browser.begun(iss="http://elsewhere.example/fhir")
    assert (answer.status, "not known here" in answer.text) == (403, True)
    assert browser.begun(iss="").status == browser.begun(launch="").status == 400
    assert browser.begun(iss="http://\0").status == 403
    assert browser.begun(launch="x" * 4_001).status == 400
    assert browser.refusals() == []
    assert browser.host.calls == []


def test_a_disabled_host_opens_nothing_not_even_what_was_on_its_way(service: Service, places: Iterator[int]) -> None:
    with host_served() as host:
        known = registered(service, host, "Another record")
        browser = renewed(service, host, next(places))
        callback = browser.callback()
        with installation(service.settings) as opened:
            opened.hosts.disable(known.host_id)
        assert browser.visitor.get(callback).status == 400
        assert browser.begun().status == 403
        browser.nothing_came_of_it()


def test_a_host_without_s256_is_refused(service: Service, places: Iterator[int]) -> None:
    with host_served() as host:
        registered(service, host, "Old record")
        browser = renewed(service, host, next(places))
        browser.host.faults.add("no S256")
        assert browser.begun().status == 502
        assert browser.refusals() == ["its smart-configuration cannot be had or used"]


def test_a_host_that_has_gone_away_is_said(service: Service, places: Iterator[int]) -> None:
    with host_served() as host:
        registered(service, host, "Lost record")
        browser = renewed(service, host, next(places))
        callback = browser.callback()
    assert browser.visitor.get(callback).status == 502
    assert browser.refusals() == ["the host gave no access token for the code"]
    browser.nothing_came_of_it()


def test_a_state_that_is_not_ours_is_refused(service: Service, browser: Browser) -> None:
    callback = browser.callback()
    wrong = browser.visitor.get(callback.replace(state_of(callback), "x" * 43))
    assert (wrong.status, "cannot be opened again" in wrong.text) == (400, True)
    assert browser.visitor.get("/launch/callback").status == 400
    browser.nothing_came_of_it()
    assert "token" not in browser.host.calls


def test_a_launch_that_comes_back_to_another_browser_is_refused_and_not_used_up(
    service: Service, browser: Browser
) -> None:
    callback, stranger = browser.callback(), service.visitor()
    answer = stranger.get(callback)
    assert (answer.status, "another browser" in answer.text) == (400, True)
    assert browser.refusals() == ["it came back to another browser"]
    assert "token" not in browser.host.calls
    assert browser.visitor.get(callback).status == 303


def test_a_code_that_comes_back_twice_is_used_once(service: Service, browser: Browser) -> None:
    callback = browser.callback()
    assert browser.visitor.get(callback).status == 303
    again = browser.visitor.get(callback)
    assert (again.status, "opened before" in again.text) == (400, True)
    assert browser.host.calls.count("token") == 1


def test_a_launch_that_comes_back_too_late_is_refused(service: Service, browser: Browser) -> None:
    callback = browser.callback()
    service.change("update host_launch set expires_at = started_at")
    answer = browser.visitor.get(callback)
    assert (answer.status, "too long" in answer.text) == (400, True)
    browser.nothing_came_of_it()


def test_a_code_bound_to_another_verifier_is_refused_by_the_host(service: Service, browser: Browser) -> None:
    callback = browser.callback()
    for asked in browser.host.codes.values():
        asked["code_challenge"] = "x" * 43
    assert browser.visitor.get(callback).status == 502
    assert browser.refusals() == ["the host gave no access token for the code"]
    browser.nothing_came_of_it()


def test_what_the_host_declines_is_said(service: Service, browser: Browser) -> None:
    browser.host.faults.add("declines")
    answer = browser.opened()
    assert (answer.status, "did not allow this" in answer.text) == (403, True)
    assert browser.refusals() == ["the host declined it"]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"nonce": "x" * 43},
        {"exp": 1_000},
        {"fhirUser": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_an_identity_token_with_a_wrong_claim_is_refused(
    claims: dict[str, object], service: Service, browser: Browser
) -> None:
    browser.host.claims = claims
    answer = browser.opened()
    assert (answer.status, "not proved who you are" in answer.text) == (403, True)
    browser.nothing_came_of_it()


def test_a_practitioner_without_an_account_is_told_what_to_do(service: Service, browser: Browser) -> None:
    browser.host.resources["Practitioner/dr-1"]["identifier"][0]["value"] = "NOBODY"
    answer = browser.opened()
    assert (answer.status, "Ask your administrator to add an account" in answer.text) == (403, True)
    assert browser.refusals() == ["no account has the staff identifier of the practitioner"]
    browser.nothing_came_of_it()


def test_somebody_who_is_no_practitioner_is_refused(service: Service, browser: Browser) -> None:
    browser.host.practitioner = browser.host.ref("Patient")
    assert browser.opened().status == 403
    browser.host.claims = {"fhirUser": "https://elsewhere.example/fhir/Practitioner/dr-1"}
    assert browser.opened().status == 403
    assert browser.refusals() == ["no account has the staff identifier of the practitioner"] * 2


@pytest.mark.parametrize("column", ["disabled_at", "locked_until"])
def test_a_disabled_or_locked_account_is_refused(column: str, service: Service, browser: Browser) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="microseconds")
    service.change(f"update account set {column} = ? where username = ?", later, CLINICIAN)  # noqa: S608
    answer = browser.opened()
    assert (answer.status, "cannot be used now" in answer.text) == (403, True)
    assert "sign-in refused" in browser.events()
    browser.nothing_came_of_it()


def test_a_child_that_conflicts_is_refused_and_never_merged(service: Service, browser: Browser) -> None:
    assert browser.opened().status == 303
    before = browser.children()
    browser.host.held("Patient")["birthDate"] = "2017-01-01"
    answer = browser.opened()
    assert (answer.status, "born on another date" in answer.text) == (409, True)
    assert browser.children() == before
    assert f"Sample{browser.place}" not in answer.text


def test_a_patient_that_cannot_be_had_is_said(service: Service, browser: Browser) -> None:
    del browser.host.resources[browser.host.ref("Patient")]
    answer = browser.opened()
    assert (answer.status, "cannot be read" in answer.text) == (502, True)
    assert browser.refusals() == ["the patient cannot be had"]


def test_without_a_child_in_context_nothing_opens(browser: Browser) -> None:
    browser.host.context = {}
    assert browser.opened().status == 502


# Which referral


def test_without_a_referral_the_childs_record_opens_where_one_can_be_added(browser: Browser) -> None:
    browser.host.context = {"patient": browser.host.id_of("Patient")}
    del browser.host.resources[browser.host.ref("EpisodeOfCare")]
    answer = browser.opened()
    assert answer.status == 303
    assert re.fullmatch(r"/children/\w{13}", answer.location)
    assert browser.visitor.get(answer.location).status == 200


def test_without_one_in_context_the_childs_one_active_episode_is_taken(browser: Browser) -> None:
    browser.host.context = {"patient": browser.host.id_of("Patient")}
    assert FORM.fullmatch(browser.opened().location)
    assert "EpisodeOfCare?" in browser.host.calls


def test_of_several_referrals_the_one_in_context_is_taken_or_somebody_chooses(browser: Browser) -> None:
    other = {**browser.host.held("EpisodeOfCare"), "id": f"other-{browser.place}", "period": {"start": "2026-01-05"}}
    browser.host.put(other)
    browser.host.context = {
        "patient": browser.host.id_of("Patient"),
        "fhirContext": [{"reference": f"EpisodeOfCare/other-{browser.place}"}],
    }
    in_context = browser.opened().location
    browser.host.context = {"patient": browser.host.id_of("Patient"), "encounter": browser.host.id_of("Encounter")}
    of_encounter = browser.opened().location
    assert in_context != of_encounter
    assert FORM.fullmatch(in_context)
    assert FORM.fullmatch(of_encounter)
    browser.host.context = {"patient": browser.host.id_of("Patient")}
    assert re.fullmatch(r"/children/\w{13}", browser.opened().location)


def test_a_referral_of_another_patient_is_not_taken(service: Service, browser: Browser) -> None:
    browser.host.held("EpisodeOfCare")["patient"] = {"reference": "Patient/other"}
    assert re.fullmatch(r"/children/\w{13}", browser.opened().location)

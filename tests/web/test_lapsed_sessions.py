"""A form sent when its session had lapsed: kept as a draft of whose it was, and answered by the way to sign in."""

import json

import pytest

from tests.service import HERE, Answer, Service, Visitor
from tests.web.page_text import Fields
from tests.web.places import filled

IDLE = "update session set seen_at = replace(seen_at, substr(seen_at, 1, 4), '2024')"
TOO_OLD = "update session set expires_at = replace(expires_at, substr(expires_at, 1, 4), '2024')"
TYPED = "Seen for the first time in a year"


@pytest.fixture
def path(service: Service) -> str:
    return filled(service, "/encounters/{encounter}/amendment")


@pytest.fixture
def fields(clinician: Visitor, path: str) -> Fields:
    """What is in a form, given out to the paediatrician, when it is sent."""
    form = clinician.get(path).page.form(path)
    return form.with_fields({"amendment_reason": TYPED, "action": "save"})


def send(visitor: Visitor, path: str, fields: Fields, **headers: str) -> Answer:
    """Send a form as a browser sends it from the page at its own address."""
    return visitor.post(path, fields, HERE | {"referer": f"http://testserver{path}"} | headers)


def drafts(service: Service) -> list[tuple[str, str]]:
    """The place and the reason typed of every draft that is kept."""
    rows = service.rows("select place, fields from draft")
    return [(str(place), json.loads(str(text))["amendment_reason"][0]) for place, text in rows]


def test_is_kept_and_led_to_sign_in_and_back(service: Service, clinician: Visitor, path: str, fields: Fields) -> None:
    service.change(IDLE)
    before = service.events()
    answer = send(clinician, path, fields)
    assert (answer.status, answer.location) == (303, f"/sign-in?after={path}")
    assert drafts(service) == [(path, TYPED)]
    assert service.events() == before
    again = service.signed_in("paediatrician").get(path).page
    assert "This is how you left the form" in again.words
    assert again.value("amendment_reason") == TYPED
    assert service.rows("select count(*) from encounter where version > 1") == [(0,)]


def test_of_a_session_grown_too_old_is_kept_too(
    service: Service, clinician: Visitor, path: str, fields: Fields
) -> None:
    service.change(TOO_OLD)
    send(clinician, path, fields)
    assert drafts(service) == [(path, TYPED)]


def test_by_a_script_is_kept_and_answered_in_its_language(
    service: Service, clinician: Visitor, path: str, fields: Fields
) -> None:
    service.change(IDLE)
    answer = send(clinician, path, fields, accept="application/json")
    assert (answer.status, answer.text) == (401, '{"detail":"Sign in first.","kept":true}')
    assert drafts(service) == [(path, TYPED)]


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/clinic", "http://testserver.example/clinic", "x"])
def test_leads_back_to_no_page_but_ours(
    service: Service, clinician: Visitor, path: str, fields: Fields, referer: str
) -> None:
    service.change(IDLE)
    assert send(clinician, path, fields, referer=referer).location == "/sign-in?after="


def test_is_nobody_elses_to_see(service: Service, clinician: Visitor, path: str, fields: Fields) -> None:
    service.change(IDLE)
    send(clinician, path, fields)
    assert TYPED not in service.signed_in("therapist").get(path).text


@pytest.mark.parametrize("proof", ["", "x" * 43, "é"])
def test_without_the_proof_is_not_kept(
    service: Service, clinician: Visitor, path: str, fields: Fields, proof: str
) -> None:
    service.change(IDLE)
    assert send(clinician, path, fields | {"proof": [proof]}).status == 303
    assert drafts(service) == []


def test_with_the_proof_of_another_session_is_not_kept(
    service: Service, clinician: Visitor, path: str, fields: Fields
) -> None:
    other = service.signed_in("therapist").proof()
    service.change(IDLE)
    send(clinician, path, fields | {"proof": [other]})
    assert drafts(service) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_from_another_site_is_not_kept(
    service: Service, clinician: Visitor, path: str, fields: Fields, site: str
) -> None:
    service.change(IDLE)
    send(clinician, path, fields, **{"sec-fetch-site": site})
    assert drafts(service) == []


def test_after_signing_out_is_not_kept(service: Service, clinician: Visitor, path: str, fields: Fields) -> None:
    token = clinician.http.cookies["everyneed"]
    clinician.post_with_proof("/sign-out")
    service.change(IDLE)
    assert send(service.visitor(), path, fields, cookie=f"everyneed={token}").status == 303
    assert drafts(service) == []


def test_of_a_disabled_account_is_not_kept(service: Service, clinician: Visitor, path: str, fields: Fields) -> None:
    at = "2026-01-01T00:00:00.000000+00:00"
    service.change("update account set disabled_at = ? where username = 'paediatrician'", at)
    service.change(IDLE)
    send(clinician, path, fields)
    assert drafts(service) == []


def test_of_another_childs_page_is_not_kept(service: Service, clinician: Visitor, path: str, fields: Fields) -> None:
    service.change(IDLE)
    elsewhere = filled(service, "/appointments/{appointment}/encounter")
    send(clinician, elsewhere, fields)
    assert drafts(service) == []


def test_of_a_session_in_force_is_recorded_and_not_kept(
    service: Service, clinician: Visitor, path: str, fields: Fields
) -> None:
    assert send(clinician, path, fields).status == 303
    assert drafts(service) == []
    assert service.rows("select count(*) from encounter where version > 1") == [(1,)]

"""Pages for what goes wrong: they help, and they give nothing away; nor does the log."""

import json
from pathlib import Path

import pytest
from fastapi import APIRouter

from app.errors import Conflict, NotFound, NotPermitted, Refusal, Rejected
from app.web.refusals import REFUSALS
from tests.service import HERE, Prepared, Service, Visitor, copied, opened_service, settings_for
from tests.web.places import draft_fields, encounters, filled, open_appointments, private_words, uncoded_need

SECRET_DETAIL = "999 000 0018 of STOREY, Jack"


def test_every_refusal_has_its_page() -> None:
    assert set(REFUSALS) == {NotFound, NotPermitted, Conflict, Rejected}
    assert set(Refusal.__subclasses__()) == set(REFUSALS)


def test_an_address_that_is_none_says_so_and_leads_back(shared_service: Service) -> None:
    answer = shared_service.visitor().get("/nowhere")
    assert answer.status == 404
    assert answer.page.title.startswith("Page not found")
    assert "/" in answer.page.links


@pytest.mark.parametrize("identity", ["0000000000001", "7ZZZZZZZZZZZZ", "x", "%00", "..%2F..", "9990000018", "é" * 13])
@pytest.mark.parametrize(
    "path", ["/children/{}", "/encounters/{}", "/appointments/{}/encounter", "/encounters/{}/desk-copy.pdf"]
)
def test_a_thing_that_is_not_there_is_a_page_not_found(path: str, identity: str, shared_clinician: Visitor) -> None:
    answer = shared_clinician.get(path.format(identity))
    assert answer.status == 404
    assert answer.page.title.startswith("Page not found")


def test_a_method_that_is_not_offered_says_so(shared_clinician: Visitor) -> None:
    answer = shared_clinician.ask("DELETE", "/clinic")
    assert answer.status == 405
    assert answer.page.title.startswith("This cannot be done here")


@pytest.mark.parametrize(
    "query", ["on=yesterday", "on=31/02/2026", "on=<script>alert", "clinic=x", "on=%00", "clinic=%F0%9F%A7%B8"]
)
def test_a_clinic_list_that_cannot_be_is_a_page_not_found(query: str, shared_clinician: Visitor) -> None:
    answer = shared_clinician.get(f"/clinic?{query}")
    assert answer.status == 404
    assert "<script>alert" not in answer.text


class TestABug:
    """An exception nobody foresaw: a page without detail, every header, and a trace in the log."""

    @pytest.fixture
    def broken(self, service: Service) -> Service:
        router = APIRouter()

        @router.get("/broken")
        def broken() -> None:
            raise RuntimeError(SECRET_DETAIL)

        service.web.include_router(router)
        return service

    def test_is_answered_without_detail(self, broken: Service) -> None:
        answer = broken.visitor().get("/broken")
        assert answer.status == 500
        assert answer.page.title.startswith("Something went wrong")
        for detail in (SECRET_DETAIL, "RuntimeError", "Traceback", ".py"):
            assert detail not in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]

    def test_is_traced_in_the_log(self, broken: Service) -> None:
        broken.visitor().get("/broken")
        lines = [json.loads(line) for line in broken.log.getvalue().splitlines()]
        assert [line["event"] for line in lines] == ["failed", "request"]
        assert "RuntimeError" in lines[0]["exception"]
        assert lines[1]["status"] == 500


class TestTheLog:
    """A line of JSON for each request, with the route's pattern in place of its address."""

    def test_has_a_line_for_each_request(self, service: Service) -> None:
        visitor = service.signed_in("paediatrician")
        visitor.get(filled(service, "/children/{child}"))
        visitor.get("/needs?words=Storey")
        visitor.get("/nowhere/at/all")
        lines = [json.loads(line) for line in service.log.getvalue().splitlines()]
        assert [(line["method"], line["route"], line["status"]) for line in lines] == [
            ("POST", "/sign-in", 303),
            ("GET", "/children/{child}", 200),
            ("GET", "/needs", 200),
            ("GET", None, 404),
        ]
        assert set(lines[0]) == {"event", "level", "timestamp", "method", "route", "status", "milliseconds"}

    def test_names_nobody_whatever_is_asked(self, service: Service) -> None:
        visitor, clerk = service.signed_in("paediatrician"), service.signed_in("clerk")
        words = private_words(service)
        for path in (
            "/clinic",
            "/children/{child}",
            "/appointments/{appointment}/encounter",
            "/children/{child}/referrals/{referral}/encounter",
            "/encounters/{encounter}",
            "/encounters/{encounter}/family-copy.pdf",
            "/encounters/{encounter}/amendment",
            "/encounters/{encounter}/wrong-child",
            "/encounters/{encounter}/needs/{need}/coding",
            "/uncoded",
            "/children",
            "/children/{child}/registration",
            "/desk",
        ):
            visitor.get(filled(service, path))
            clerk.get(filled(service, path))
        family = next(iter(words))
        visitor.get(f"/children/{family}")
        visitor.get(f"/needs?words={family}")
        visitor.get(f"/clinic?on={family}")
        visitor.sign_in(family, family)
        path = f"/appointments/{open_appointments(service)[0][0]}/encounter"
        visitor.post_with_proof(path, {"on": family, "add": family, "amendment_reason": family})
        written = service.log.getvalue()
        assert len(written.splitlines()) > 15
        assert [word for word in words if len(word) > 3 and word in written] == []


def test_no_address_in_a_page_names_anybody(service: Service) -> None:
    visitor, words = service.signed_in("paediatrician"), private_words(service)
    for path in ("/clinic", "/children/{child}", "/appointments/{appointment}/encounter", "/encounters/{encounter}"):
        page = visitor.get(filled(service, path)).page
        addresses = " ".join([*page.links, *page.loads, *(form.action for form in page.forms)])
        assert addresses
        assert [word for word in words if len(word) > 3 and word in addresses] == []


def test_a_refusal_names_nobody(service: Service) -> None:
    words, clerk = private_words(service), service.signed_in("clerk")
    for path in ("/children/{child}", "/appointments/{appointment}/encounter", "/encounters/{encounter}"):
        answer = clerk.get(filled(service, path))
        assert answer.status == 403
        assert [word for word in words if len(word) > 3 and word in answer.text] == []


class TestAnotherOrganisation:
    """What belongs to another organisation is not there: the same page as for what is nowhere."""

    @pytest.fixture
    def outsider(self, service: Service) -> Visitor:
        return service.signed_in("outsider")

    @pytest.mark.parametrize(
        "path",
        [
            "/children/{child}",
            "/appointments/{appointment}/encounter",
            "/children/{child}/referrals/{referral}/encounter",
            "/encounters/{encounter}",
            "/encounters/{encounter}/amendment",
            "/encounters/{encounter}/family-copy.pdf",
            "/encounters/{encounter}/desk-copy.pdf",
            "/encounters/{encounter}/wrong-child",
            "/encounters/{encounter}/needs/{need}/coding",
            "/children/{child}/registration",
            "/children/{child}/referrals/new",
        ],
    )
    def test_is_not_found(self, path: str, service: Service, outsider: Visitor) -> None:
        where = filled(service, path)
        assert service.signed_in("paediatrician").get(where).status == 200
        before = service.events()
        answer = outsider.get(where)
        assert answer.status == 404
        assert service.events() == before
        nowhere = outsider.get("/children/0000000000001")
        assert answer.page.words == nowhere.page.words or "There is no such" in answer.page.words
        assert [word for word in private_words(service) if len(word) > 3 and word in answer.text] == []

    @pytest.mark.parametrize(
        "path",
        [
            "/appointments/{appointment}/encounter",
            "/children/{child}/referrals/{referral}/encounter",
            "/encounters/{encounter}/amendment",
        ],
    )
    def test_cannot_be_written_to(self, path: str, service: Service, outsider: Visitor) -> None:
        where = filled(service, path)
        form = service.signed_in("paediatrician").get(where).page.form(where)
        fields = form.with_fields({"proof": outsider.proof(), "outcome": "review", "action": "save"})
        before = service.rows("select count(*) from encounter"), service.events()
        assert outsider.post(where, fields).status == 404
        assert (service.rows("select count(*) from encounter"), service.events()) == before

    def test_keeps_and_gives_up_no_draft(self, service: Service, outsider: Visitor) -> None:
        place = filled(service, "/appointments/{appointment}/encounter")
        token, fields = draft_fields(service.signed_in("paediatrician"), place)
        theirs = fields | {"proof": [outsider.proof()]}
        assert outsider.http.put(f"/drafts/{token}", data=theirs, headers=HERE).status_code == 404
        assert outsider.post_with_proof("/drafts/given-up", {"place": place}).status == 404
        assert service.rows("select count(*) from draft") == [(0,)]

    def test_has_needs_to_code_of_its_own(self, service: Service, outsider: Visitor) -> None:
        encounter, _ = uncoded_need(service)
        assert encounter in service.signed_in("paediatrician").get("/uncoded").text
        answer = outsider.get("/uncoded")
        assert "Every need is coded." in answer.page.words
        assert encounter not in answer.text

    def test_has_a_clinic_list_of_its_own(self, service: Service, outsider: Visitor) -> None:
        words = outsider.get(service.clinic_path).page.words
        assert "Nobody is booked on this day" in words

    def test_has_accounts_of_its_own(self, service: Service) -> None:
        administrator = service.signed_in("outsider-admin")
        words = administrator.get("/accounts").page.words
        assert "Una Outside" in words
        assert "paediatrician" not in words
        for act in ("disable", "unlock", "enable", "password"):
            where = filled(service, "/accounts/{account}/") + act
            answer = administrator.post_with_proof(where, {"new_password": "cobalt-heron-lantern-41"})
            assert answer.status == 404, act
        assert service.visitor().sign_in("therapist").status == 303


def test_a_referral_of_another_child_is_not_found(service: Service, clinician: Visitor) -> None:
    (_, child, _), (_, _, referral), *_ = open_appointments(service)
    assert clinician.get(f"/children/{child}/referrals/{referral}/encounter").status == 404


def test_health_says_that_the_database_answers(prepared_clinic: Prepared, tmp_path: Path) -> None:
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service:
        answer = service.visitor().get("/health")
        assert (answer.status, answer.text) == (200, '{"status":"well"}')
        visitor = service.visitor()
    answer = visitor.get("/health")
    assert (answer.status, answer.text) == (503, '{"status":"database cannot be reached"}')


def test_an_encounter_is_found_by_its_own_organisation(service: Service, clinician: Visitor) -> None:
    for encounter, child in encounters(service)[:3]:
        page = clinician.get(f"/encounters/{encounter}").page
        assert f"/children/{child}" in page.links

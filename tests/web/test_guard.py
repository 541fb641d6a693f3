"""Who may call which route: the whole table, written out, against what each role is answered."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.access.permissions import Permission
from app.main import routes_of
from app.web.calls import Call
from app.web.guard import (
    ANYONE,
    SYSTEMS,
    SYSTEMS_UNPROVED,
    Guard,
    allows,
    allows_systems,
    guarded,
    open_to_anyone,
    open_to_systems,
    who_may_call,
)
from app.wiring import installation
from tests.service import HERE, Answer, Prepared, Service, Visitor, copied, settings_for
from tests.web.page_text import Fields
from tests.web.places import account, draft_fields, filled, open_appointments

CLINICIAN, CLERK = "paediatrician", "clerk"
ADMINISTRATOR, INFORMATICS, COMMISSIONER = "administrator", "informatics", "commissioner"
EVERYBODY = frozenset({CLINICIAN, CLERK, ADMINISTRATOR, INFORMATICS, COMMISSIONER})
NOBODY_SIGNED_IN = frozenset({"anyone"})
SYSTEM_UNPROVED, SYSTEM = frozenset({"a system"}), frozenset({"a system with a token"})
FORM = "/appointments/{appointment}/encounter"

# Written out by hand from what each role is here to do; a route that is missing here fails the first test.
WHO_MAY_CALL: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/sign-in"): NOBODY_SIGNED_IN,
    ("POST", "/sign-in"): NOBODY_SIGNED_IN,
    ("GET", "/health"): NOBODY_SIGNED_IN,
    ("GET", "/launch"): NOBODY_SIGNED_IN,
    ("GET", "/launch/callback"): NOBODY_SIGNED_IN,
    ("GET", "/launch/encounters/{encounter}"): frozenset({CLINICIAN}),
    ("POST", "/launch/encounters/{encounter}"): frozenset({CLINICIAN}),
    ("GET", "/.well-known/smart-configuration"): SYSTEM_UNPROVED,
    ("GET", "/fhir/R4/.well-known/smart-configuration"): SYSTEM_UNPROVED,
    ("POST", "/oauth2/token"): SYSTEM_UNPROVED,
    **{
        (method, f"/fhir/R4/{operation}"): SYSTEM
        for method in ("GET", "POST")
        for operation in (
            "CodeSystem/$lookup",
            "CodeSystem/$validate-code",
            "CodeSystem/$subsumes",
            "ValueSet/$validate-code",
            "ValueSet/$expand",
            "ConceptMap/$translate",
        )
    },
    ("GET", "/fhir/R4/metadata"): SYSTEM_UNPROVED,
    ("GET", "/fhir/R4/openapi.json"): SYSTEM_UNPROVED,
    ("POST", "/fhir/R4"): SYSTEM,
    ("POST", "/fhir/R4/"): SYSTEM,
    ("POST", "/fhir/R4/$process-message"): SYSTEM,
    ("GET", "/fhir/R4/{type}"): SYSTEM,
    ("POST", "/fhir/R4/{type}"): SYSTEM,
    ("PUT", "/fhir/R4/{type}"): SYSTEM,
    ("POST", "/fhir/R4/{type}/_search"): SYSTEM,
    ("POST", "/fhir/R4/{type}/$validate"): SYSTEM,
    ("GET", "/fhir/R4/{type}/{id}"): SYSTEM,
    ("PUT", "/fhir/R4/{type}/{id}"): SYSTEM,
    ("GET", "/fhir/R4/{type}/{id}/_history"): SYSTEM,
    ("GET", "/fhir/R4/{type}/{id}/_history/{version}"): SYSTEM,
    ("GET", "/fhir/R4/Patient/{id}/$everything"): SYSTEM,
    ("GET", "/"): EVERYBODY,
    ("GET", "/password"): EVERYBODY,
    ("POST", "/password"): EVERYBODY,
    ("POST", "/sign-out"): EVERYBODY,
    ("GET", "/session"): EVERYBODY,
    ("GET", "/clinic"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/children"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/children/search"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/children/new"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/children/new"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/children/{child}/registration"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/children/{child}/registration"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/children/{child}/circumstances"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/children/{child}/circumstances"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/children/{child}/referrals/new"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/children/{child}/referrals/new"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/referrals/{referral}"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/referrals/{referral}"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/group-sessions"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/group-sessions/new"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/group-sessions/new"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/group-sessions/{session}"): frozenset({CLINICIAN, CLERK}),
    ("POST", "/group-sessions/{session}"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/children/{child}/merge"): frozenset({CLERK}),
    ("POST", "/children/{child}/merge"): frozenset({CLERK}),
    ("POST", "/children/{child}/unmerge"): frozenset({CLERK}),
    ("GET", "/children/{child}"): frozenset({CLINICIAN}),
    ("GET", "/appointments/{appointment}/encounter"): frozenset({CLINICIAN}),
    ("POST", "/appointments/{appointment}/encounter"): frozenset({CLINICIAN}),
    ("GET", "/children/{child}/referrals/{referral}/encounter"): frozenset({CLINICIAN}),
    ("POST", "/children/{child}/referrals/{referral}/encounter"): frozenset({CLINICIAN}),
    ("GET", "/encounters/{encounter}"): frozenset({CLINICIAN}),
    ("GET", "/encounters/{encounter}/amendment"): frozenset({CLINICIAN}),
    ("POST", "/encounters/{encounter}/amendment"): frozenset({CLINICIAN}),
    ("GET", "/encounters/{encounter}/wrong-child"): frozenset({CLINICIAN}),
    ("POST", "/encounters/{encounter}/wrong-child"): frozenset({CLINICIAN}),
    ("GET", "/encounters/{encounter}/family-copy.pdf"): frozenset({CLINICIAN}),
    ("GET", "/encounters/{encounter}/desk-copy.pdf"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/needs"): frozenset({CLINICIAN}),
    ("PUT", "/drafts/{form_token}"): frozenset({CLINICIAN}),
    ("POST", "/drafts/given-up"): frozenset({CLINICIAN}),
    ("GET", "/uncoded"): frozenset({CLINICIAN}),
    ("GET", "/encounters/{encounter}/needs/{need}/coding"): frozenset({CLINICIAN}),
    ("POST", "/encounters/{encounter}/needs/{need}/coding"): frozenset({CLINICIAN}),
    ("GET", "/timing"): frozenset({ADMINISTRATOR, INFORMATICS}),
    ("GET", "/blank-slip.pdf"): frozenset({CLINICIAN, CLERK}),
    ("GET", "/clinics"): frozenset({CLERK}),
    ("GET", "/clinics/new"): frozenset({CLERK}),
    ("POST", "/clinics/new"): frozenset({CLERK}),
    ("GET", "/clinics/teams/new"): frozenset({CLERK}),
    ("POST", "/clinics/teams/new"): frozenset({CLERK}),
    ("GET", "/children/{child}/appointments/new"): frozenset({CLERK}),
    ("POST", "/children/{child}/appointments/new"): frozenset({CLERK}),
    ("GET", "/appointments/{appointment}"): frozenset({CLERK}),
    ("POST", "/appointments/{appointment}"): frozenset({CLERK}),
    ("GET", "/appointments/import"): frozenset({CLERK}),
    ("POST", "/appointments/import"): frozenset({CLERK}),
    ("GET", "/desk"): frozenset({CLERK}),
    ("POST", "/desk/ticks"): frozenset({CLERK}),
    ("GET", "/accounts"): frozenset({ADMINISTRATOR}),
    ("POST", "/accounts"): frozenset({ADMINISTRATOR}),
    ("GET", "/accounts/{account}/profession"): frozenset({ADMINISTRATOR}),
    ("POST", "/accounts/{account}/profession"): frozenset({ADMINISTRATOR}),
    ("POST", "/accounts/{account}/{act}"): frozenset({ADMINISTRATOR}),
    ("GET", "/audit"): frozenset({ADMINISTRATOR}),
    ("GET", "/csds"): frozenset({INFORMATICS}),
    ("POST", "/csds/builds"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}"): frozenset({INFORMATICS}),
    ("POST", "/csds/submissions/{submission}"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/file"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/manifest"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/problems"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/problems.csv"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/mended"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/reconciliation"): frozenset({INFORMATICS}),
    ("POST", "/csds/submissions/{submission}/reconciliation"): frozenset({INFORMATICS}),
    ("POST", "/csds/submissions/{submission}/reports"): frozenset({INFORMATICS}),
    ("GET", "/csds/submissions/{submission}/reports/{report}"): frozenset({INFORMATICS}),
    ("GET", "/reports"): frozenset({INFORMATICS, COMMISSIONER}),
    ("POST", "/reports/releases"): frozenset({INFORMATICS}),
    ("GET", "/reports/{level}/{area}"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/reports/{level}/{area}/measures/{measure}"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/reports/{level}/{area}/report"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/reports/{level}/{area}/downloads"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/reports/{level}/{area}/downloads/{file}"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/reports/{level}/{area}/actions"): frozenset({INFORMATICS, COMMISSIONER}),
    ("POST", "/reports/{level}/{area}/actions"): frozenset({INFORMATICS, COMMISSIONER}),
    ("POST", "/reports/{level}/{area}/actions/{action}"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/reports/{level}/{area}/changes"): frozenset({INFORMATICS, COMMISSIONER}),
    ("POST", "/reports/{level}/{area}/changes"): frozenset({INFORMATICS, COMMISSIONER}),
    ("POST", "/reports/{level}/{area}/changes/{change}"): frozenset({INFORMATICS, COMMISSIONER}),
    ("GET", "/terminology"): frozenset({INFORMATICS}),
    ("GET", "/terminology/releases"): frozenset({INFORMATICS}),
    ("GET", "/terminology/releases/{key}/differences"): frozenset({INFORMATICS}),
    ("POST", "/terminology/releases/use"): frozenset({INFORMATICS}),
    ("POST", "/terminology/releases/undo"): frozenset({INFORMATICS}),
    ("GET", "/terminology/ungrouped"): frozenset({INFORMATICS}),
    ("POST", "/terminology/ungrouped/{concept}"): frozenset({INFORMATICS}),
}
NOTHING_THERE = frozenset({("POST", "/terminology/ungrouped/{concept}")})
"""Where the demonstration clinic has nothing to act on: no member of its reference set waits for a group."""

OPEN = (NOBODY_SIGNED_IN, SYSTEM_UNPROVED, SYSTEM)
CLOSED = sorted(route for route, who in WHO_MAY_CALL.items() if who not in OPEN)


def routes(service: Service) -> dict[tuple[str, str], Callable[..., object]]:
    return {(method, route.path): route.endpoint for route in routes_of(service.web) for method in route.methods or ()}


def test_every_route_stands_in_the_table_and_every_line_of_the_table_is_a_route(shared_service: Service) -> None:
    assert set(routes(shared_service)) == set(WHO_MAY_CALL)


def test_every_route_declares_who_may_call_it(shared_service: Service) -> None:
    undeclared = [where for where, endpoint in routes(shared_service).items() if who_may_call(endpoint) is None]
    assert undeclared == []


def test_the_routes_open_to_anyone_are_those_that_must_be(shared_service: Service) -> None:
    found = {where for where, endpoint in routes(shared_service).items() if who_may_call(endpoint) == ANYONE}
    assert found == {where for where, who in WHO_MAY_CALL.items() if who == NOBODY_SIGNED_IN}


@pytest.mark.parametrize(("rule", "who"), [(SYSTEMS_UNPROVED, SYSTEM_UNPROVED), (SYSTEMS, SYSTEM)])
def test_the_routes_of_systems_are_those_of_the_table(rule: str, who: frozenset[str], shared_service: Service) -> None:
    found = {where for where, endpoint in routes(shared_service).items() if who_may_call(endpoint) == rule}
    assert found == {where for where, callers in WHO_MAY_CALL.items() if callers == who}


def what_to_send(service: Service, visitor: Visitor, where: str) -> tuple[str, Fields]:
    """Where a form goes and what is in it, beside the proof: a draft's fields are those of the form it is of."""
    place = filled(service, FORM)
    if where.startswith("/drafts/") and visitor.get(place).status == 200:
        token, fields = draft_fields(visitor, place)
        return where.replace("x" * 22, token), fields
    if where.startswith("/referrals/"):
        return where, {"seen": ["1"]}
    return where, {"place": [place]} if where.startswith("/drafts/") else {}


def sent(visitor: Visitor, method: str, where: str, fields: Fields) -> Answer:
    body = urlencode({"proof": visitor.proof(), **fields}, doseq=True).encode()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return visitor.ask(method, where, HERE | kind, body)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_may_call_the_routes_of_its_line_and_no_other(role: str, service: Service) -> None:
    visitor = service.signed_in(role)
    # Signing out ends the session, so it comes last.
    for method, path in sorted(CLOSED, key=lambda where: where[1] == "/sign-out"):
        where = filled(service, path)
        answer = (
            visitor.get(where) if method == "GET" else sent(visitor, method, *what_to_send(service, visitor, where))
        )
        allowed = role in WHO_MAY_CALL[method, path]
        assert (answer.status != 403) == allowed, (role, method, path, answer.status)
        expected = (404,) if (method, path) in NOTHING_THERE else (200, 303, 422)
        assert answer.status in (expected if allowed else (403,)), (role, method, path, answer.status)
        assert allowed or "You cannot do this" in answer.text


@pytest.mark.parametrize("path", [path for method, path in CLOSED if method == "GET"])
def test_a_visitor_who_is_not_signed_in_is_sent_to_sign_in(path: str, shared_service: Service) -> None:
    where = filled(shared_service, path)
    answer = shared_service.visitor().get(where)
    assert (answer.status, answer.location) == (303, f"/sign-in?after={where}")
    assert answer.content == b""


@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path in CLOSED if method != "GET"])
def test_a_form_sent_without_a_session_is_not_read(method: str, path: str, shared_service: Service) -> None:
    where = filled(shared_service, path)
    before = shared_service.events()
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = shared_service.visitor().ask(method, where, HERE | kind, b"proof=" + b"x" * 43)
    assert (answer.status, answer.location) == (303, "/sign-in?after=")
    assert shared_service.events() == before


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_a_script_without_a_session_is_told_so_and_not_led_away(
    method: str, path: str, shared_service: Service
) -> None:
    asked = HERE | {"accept": "application/json"}
    answer = shared_service.visitor().ask(method, filled(shared_service, path), asked)
    assert (answer.status, answer.text) == (401, '{"detail":"Sign in first.","kept":false}')


class TestAFormThatIsNotOurs:
    """What a form without the session's proof, or from another site, is answered: nothing is written."""

    @pytest.fixture
    def path(self, service: Service) -> str:
        return f"/accounts/{account(service, 'clerk')}/disable"

    def refused(self, service: Service, path: str, fields: dict[str, str], headers: dict[str, str] | None) -> None:
        visitor = service.signed_in(ADMINISTRATOR)
        before = service.rows("select * from account order by id")
        answer = visitor.post(path, fields | ({"proof": visitor.proof()} if headers is not None else {}), headers)
        assert answer.status == 403
        assert service.rows("select * from account order by id") == before
        assert "account changed" not in service.events()

    def test_with_the_proof_and_from_here_it_is_done(self, service: Service, path: str) -> None:
        assert service.signed_in(ADMINISTRATOR).post_with_proof(path).status == 303
        assert service.events()[-1] == "account changed"

    def test_without_a_proof(self, service: Service, path: str) -> None:
        self.refused(service, path, {}, None)

    def test_with_a_proof_of_another_session(self, service: Service, path: str) -> None:
        self.refused(service, path, {"proof": service.signed_in(ADMINISTRATOR).proof()}, None)

    @pytest.mark.parametrize("proof", ["", "é" * 43, "\x00", "x" * 100_000])
    def test_with_a_proof_that_is_none(self, service: Service, path: str, proof: str) -> None:
        self.refused(service, path, {"proof": proof}, None)

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "", "same-origin, cross-site"])
    def test_from_another_site(self, service: Service, path: str, site: str) -> None:
        self.refused(service, path, {}, {"sec-fetch-site": site})

    @pytest.mark.parametrize(
        "origin", ["https://elsewhere.example", "null", "http://testserver:81", "http://testserver.elsewhere.example"]
    )
    def test_with_a_foreign_origin(self, service: Service, path: str, origin: str) -> None:
        self.refused(service, path, {}, {"origin": origin})

    def test_with_neither_header(self, service: Service, path: str) -> None:
        self.refused(service, path, {}, {})

    def test_the_fetch_site_header_outweighs_a_forged_origin(self, service: Service, path: str) -> None:
        self.refused(service, path, {}, {"sec-fetch-site": "cross-site", "origin": "http://testserver"})

    def test_an_origin_of_our_own_will_do_for_a_browser_without_the_fetch_site_header(
        self, service: Service, path: str
    ) -> None:
        visitor = service.signed_in(ADMINISTRATOR)
        assert visitor.post(path, {"proof": visitor.proof()}, {"origin": "http://testserver"}).status == 303


def test_an_encounter_sent_from_another_site_is_not_recorded(service: Service) -> None:
    visitor = service.signed_in(CLINICIAN)
    path = f"/appointments/{open_appointments(service)[0][0]}/encounter"
    fields = visitor.get(path).page.form(path).with_fields({"outcome": "review", "action": "save"})
    before = service.rows("select count(*) from encounter")
    assert visitor.post(path, fields, {"sec-fetch-site": "cross-site"}).status == 403
    assert service.rows("select count(*) from encounter") == before


def test_a_sign_in_sent_from_another_site_is_refused(service: Service) -> None:
    fields = {"username": CLINICIAN, "password": "demo-northmoor-2026"}
    answer = service.visitor().post("/sign-in", fields, {"sec-fetch-site": "cross-site"})
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


def test_a_refusal_to_somebody_signed_in_leaves_an_event(service: Service) -> None:
    visitor = service.signed_in(CLERK)
    visitor.get(filled(service, "/children/{child}"))
    assert service.rows("select action, detail from audit_event order by at desc, id desc limit 1") == [
        ("access refused", "GET /children/{child}")
    ]


def test_a_route_that_says_nothing_answers_no_one(prepared_clinic: Prepared, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with installation(settings) as opened:
        guard = Guard(
            opened.sign_ins,
            "everyneed",
            refusal_page=lambda _, refusal: PlainTextResponse(str(refusal), 403),
            keep=lambda _, lapsed: pytest.fail(f"a form of {lapsed.account.username} was kept"),
        )
        router = APIRouter(route_class=guarded(guard))

        @router.get("/silent")
        def silent(call: Call) -> Response:
            return PlainTextResponse("reached")

        @router.get("/open")
        @open_to_anyone
        def opened_route(call: Call) -> Response:
            return PlainTextResponse("reached")

        @router.get("/closed")
        @allows(Permission.SEE_CLINIC)
        def closed(call: Call) -> Response:
            return PlainTextResponse("reached")

        @router.get("/of-systems")
        @allows_systems
        def of_systems(call: Call) -> Response:
            return PlainTextResponse("reached")

        @router.get("/to-systems")
        @open_to_systems
        def to_systems(call: Call) -> Response:
            return PlainTextResponse("reached")

        web = FastAPI()
        web.include_router(router)
        visitor = TestClient(web, follow_redirects=False)
        assert visitor.get("/silent").status_code == 403
        assert visitor.get("/of-systems").status_code == visitor.get("/to-systems").status_code == 403
        assert visitor.get("/open").text == "reached"
        assert visitor.get("/closed").status_code == 303
        signed_in = opened.sign_ins.sign_in(CLINICIAN, "demo-northmoor-2026")
        assert isinstance(signed_in, tuple)
        visitor.cookies.set("everyneed", signed_in[0])
        assert visitor.get("/silent").status_code == 403
        assert visitor.get("/of-systems").status_code == visitor.get("/to-systems").status_code == 403
        assert visitor.get("/closed").text == "reached"
        assert [who_may_call(each) for each in (silent, opened_route, closed)] == [None, ANYONE, Permission.SEE_CLINIC]

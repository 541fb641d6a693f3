"""A provider's system asks for a token, and calls with it, over HTTP."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import PlainTextResponse
from starlette.testclient import TestClient

from app.access.permissions import Permission
from app.access.scopes import Interaction
from app.administration.clients.desk import ClientDetails
from app.clinical.problems import Problem
from app.errors import Conflict, NotFound, Refusal, Rejected
from app.fhir.routes.refusals import fhir_refusal, token_asked
from app.fhir.routes.tokens import LONGEST_REQUEST
from app.web.calls import Call
from app.web.guard import allows, allows_systems, open_to_anyone, open_to_systems
from app.web.systems_guard import SystemsGuard, systems_guarded
from app.wiring import Installation, installation, now
from tests.access.systems import System, key_set_of, private_key
from tests.databases import Clock
from tests.service import Prepared, Service, copied, opened_service, settings_for

TOKEN_PATH = "/oauth2/token"
WRONG = [Problem("contact.on", "future", "Mend the date."), Problem("contact.at", "future", "Mend the time.")]
ADDRESS = "https://everyneed.example.nhs.uk"


def registered(opened: Installation, *scopes: str, ods_code: str = "RYY01") -> System:
    """A system of an organisation that is there, reached by the tests' address."""
    organisation = opened.desk.records.organisation(ods_code)
    assert organisation is not None
    keys = [key_set_of(private_key())]
    client = opened.clients.add(organisation, ClientDetails("A system", scopes or ("system/*.rs",), keys))
    return System(client.client_id, f"http://testserver{TOKEN_PATH}")


@pytest.fixture
def system(service: Service) -> System:
    with installation(service.settings) as opened:
        return registered(opened)


def ask(service: Service, form: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    return service.visitor().http.post(TOKEN_PATH, data=form, headers=headers or {})


def signed(system: System, **changes: Any) -> str:
    return system.signed(system.claims(now(), **changes))


def test_a_system_is_given_a_token(service: Service, system: System) -> None:
    answer = ask(service, system.form(signed(system)))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    assert (body["token_type"], body["expires_in"], body["scope"]) == ("bearer", 300, "system/*.rs")
    assert len(body["access_token"]) == 43
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    assert "set-cookie" not in answer.headers
    assert service.events()[-1] == "access token issued"
    assert body["access_token"] not in service.log.getvalue()


def test_an_assertion_sent_again_is_refused_as_any_other(service: Service, system: System) -> None:
    form = system.form(signed(system))
    assert ask(service, form).status_code == 200
    again, unknown = ask(service, form), ask(service, form | {"client_assertion": "x.y.z"})
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")
    assert (again.content, again.status_code) == (unknown.content, unknown.status_code)
    assert again.headers["cache-control"] == "no-store"
    assert again.headers["www-authenticate"].startswith("Bearer")
    assert service.events()[-1] == "access token refused"


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"content-type": "application/json"}, b"{}"),
        ({}, b"grant_type=client_credentials"),
        ({"content-type": "application/x-www-form-urlencoded"}, b"&" * 60),
        ({"content-type": "application/x-www-form-urlencoded"}, b"x" * (LONGEST_REQUEST + 1)),
        ({"content-type": "application/x-www-form-urlencoded"}, b"\xff\xfe=%ff&grant_type"),
        ({"content-type": "application/x-www-form-urlencoded"}, b""),
        ({"content-type": "multipart/form-data; boundary=x"}, b"--x--"),
    ],
)
def test_what_is_no_form_is_told_so(shared_service: Service, headers: dict[str, str], content: bytes) -> None:
    answer = shared_service.visitor().ask("POST", TOKEN_PATH, headers, content)
    assert (answer.status, json.loads(answer.text)["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"grant_type": "password"}, "unsupported_grant_type"), ({"scope": "system/Patient.c"}, "invalid_scope")],
)
def test_other_refusals_are_400(service: Service, system: System, changes: dict[str, str], error: str) -> None:
    answer = ask(service, system.form(signed(system)) | changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_the_token_route_takes_no_notice_of_where_a_page_came_from_nor_of_a_session(service: Service) -> None:
    """It is called by systems, without cookies; that a browser's page sends something there gives it no power."""
    with installation(service.settings) as opened:
        system = registered(opened)
    visitor = service.signed_in("clerk")
    form = system.form(signed(system))
    answer = visitor.post(TOKEN_PATH, form, {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"})
    assert answer.status == 200


def test_the_assertion_is_addressed_to_the_public_address(prepared_clinic: Prepared, tmp_path: Path) -> None:
    local = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    settings = local.model_copy(update={"public_address": ADDRESS, "access_token_minutes": 2})
    with installation(settings) as opened:
        system = registered(opened)
    with opened_service(settings, prepared_clinic.day) as service:
        assert ask(service, system.form(signed(system))).status_code == 401
        answer = ask(service, system.form(signed(system, aud=ADDRESS + TOKEN_PATH)))
        assert (answer.status_code, answer.json()["expires_in"]) == (200, 120)
        configuration = service.visitor().http.get("/.well-known/smart-configuration").json()
        assert configuration["token_endpoint"] == ADDRESS + TOKEN_PATH


@pytest.mark.parametrize("path", ["/.well-known/smart-configuration", "/fhir/R4/.well-known/smart-configuration"])
def test_a_system_finds_out_how_to_ask(path: str, shared_service: Service) -> None:
    answer = shared_service.visitor().http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == {
        "token_endpoint": f"http://testserver{TOKEN_PATH}",
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
        "scopes_supported": ["system/*.cruds", "system/*.rs"],
        "capabilities": ["client-confidential-asymmetric", "permission-v1", "permission-v2"],
    }


class TestReplay:
    """Sixteen threads send one assertion at the same time, over HTTP."""

    @pytest.fixture(params=["sqlite", "postgresql"])
    def url(self, request: pytest.FixtureRequest, prepared_clinic: Prepared, tmp_path: Path) -> str:
        if request.param == "sqlite":
            return copied(prepared_clinic, tmp_path)
        url: str = request.getfixturevalue("postgresql_url")
        return url

    def test_one_is_given_a_token(self, url: str, prepared_clinic: Prepared) -> None:
        settings = settings_for(url, prepared_clinic.secret).model_copy(update={"threads": 16})
        with installation(settings) as opened:
            opened.desk.add_organisation("RXX01", "Synthetic Community Trust")
            system = registered(opened, ods_code="RXX01")
        with opened_service(settings, prepared_clinic.day) as service:
            form = system.form(signed(system))
            with ThreadPoolExecutor(16) as threads:
                answers = list(threads.map(lambda _: ask(service, form), range(16)))
        assert sorted(answer.status_code for answer in answers) == [200, *[401] * 15]


@pytest.fixture
def opened(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Installation]:
    settings = settings_for(copied(prepared_clinic, tmp_path), prepared_clinic.secret)
    with installation(settings, Clock()) as opened:
        yield opened


class Door:
    """Routes of every kind behind the systems' guard, and a system that holds a token."""

    def __init__(self, opened: Installation) -> None:
        self.opened = opened
        guard = SystemsGuard(opened.tokens, fhir_refusal, token_asked, lambda _: {})
        router = APIRouter(route_class=systems_guarded(guard))
        add_routes(router)
        web = FastAPI()
        web.include_router(router)
        self.http = TestClient(web, follow_redirects=False)
        system = registered(opened, "system/Patient.r")
        form = system.form(system.signed(system.claims(opened.now())))
        answer = opened.tokens.token({name: (text,) for name, text in form.items()}, system.token_url)
        self.client_id, self.token = system.client_id, getattr(answer, "access_token", "")
        assert self.token

    def get(self, path: str = "/closed", authorization: str | None = None) -> Any:
        given = f"Bearer {self.token}" if authorization is None else authorization
        return self.http.get(path, headers={"authorization": given} if given else {})


def add_routes(router: APIRouter) -> None:
    refusals: dict[str, Refusal] = {
        "missing": NotFound("Nothing."),
        "busy": Conflict("Busy."),
        "wrong": Rejected(WRONG),
    }

    @router.get("/closed")
    @allows_systems
    def closed(call: Call) -> Response:
        assert call.system is not None
        return PlainTextResponse(f"{call.principal.display_name} of {call.principal.organisation.ods_code}")

    @router.post("/closed")
    @allows_systems
    def received(call: Call) -> Response:
        return PlainTextResponse(call.content)

    @router.get("/patients/{what}")
    @allows_systems
    def scoped(call: Call) -> Response:
        assert call.system is not None
        call.system.require(Interaction(call.path_params["what"]), "Patient")
        return PlainTextResponse("reached")

    @router.get("/refused/{why}")
    @allows_systems
    def refused(call: Call) -> Response:
        raise refusals[call.path_params["why"]]

    @router.get("/open")
    @open_to_systems
    def opened_route(call: Call) -> Response:
        return PlainTextResponse("reached")

    @router.get("/silent")
    def silent(call: Call) -> Response:
        return PlainTextResponse("reached")

    @router.get("/of-people")
    @allows(Permission.SEE_CLINIC)
    def of_people(call: Call) -> Response:
        return PlainTextResponse("reached")

    @router.get("/of-anyone")
    @open_to_anyone
    def of_anyone(call: Call) -> Response:
        return PlainTextResponse("reached")


@pytest.fixture
def door(opened: Installation) -> Door:
    return Door(opened)


def test_a_token_lets_its_system_in_for_its_organisation(door: Door) -> None:
    answer = door.get()
    assert (answer.status_code, answer.text) == (200, "A system of RYY01")
    assert door.get(authorization=f"bearer {door.token}").status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer " + "x" * 43, "Bearer " + "x" * 10_000, "{token}"],
)
def test_without_a_token_in_force_nobody_is_let_in(door: Door, authorization: str) -> None:
    answer = door.get(authorization=authorization.replace("{token}", door.token))
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/fhir+json"
    (issue,) = answer.json()["issue"]
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert (issue["severity"], issue["code"]) == ("error", "login")
    assert "/oauth2/token" in issue["diagnostics"]
    asked = answer.headers["www-authenticate"]
    assert asked == ('Bearer realm="EveryNeed", error="invalid_token"' if authorization else 'Bearer realm="EveryNeed"')
    assert door.token not in answer.text


def test_two_tokens_let_nobody_in(door: Door) -> None:
    given = [("authorization", f"Bearer {door.token}"), ("authorization", "Bearer x")]
    assert door.http.get("/closed", headers=given).status_code == 401


def test_a_token_in_the_address_or_in_a_cookie_lets_nobody_in(door: Door) -> None:
    assert door.get(f"/closed?access_token={door.token}", "").status_code == 401
    door.http.cookies.set("everyneed", door.token)
    assert door.get(authorization="").status_code == 401


def test_a_token_that_has_expired_lets_nobody_in(door: Door) -> None:
    clock = door.opened.now
    assert isinstance(clock, Clock)
    clock.forward(timedelta(minutes=5))
    assert door.get().status_code == 401


def test_a_disabled_system_is_let_in_no_more_and_its_tokens_do_not_come_back(door: Door) -> None:
    door.opened.clients.disable(door.client_id)
    assert door.get().status_code == 401
    door.opened.clients.enable(door.client_id)
    assert door.get().status_code == 401


def test_a_session_of_a_person_does_not_stand_in_for_a_token(door: Door) -> None:
    signed_in = door.opened.sign_ins.sign_in("paediatrician", "demo-northmoor-2026")
    assert isinstance(signed_in, tuple)
    door.http.cookies.set("everyneed", signed_in[0])
    assert door.get(authorization="").status_code == 401
    assert door.get(authorization=f"Bearer {signed_in[0]}").status_code == 401


@pytest.mark.parametrize("path", ["/silent", "/of-people", "/of-anyone"])
def test_a_route_that_is_not_marked_for_systems_answers_none(door: Door, path: str) -> None:
    answer = door.get(path)
    assert answer.status_code == 403
    assert answer.json()["issue"][0]["code"] == "forbidden"


def test_a_route_open_to_systems_asks_for_no_token(door: Door) -> None:
    assert door.get("/open", "").text == "reached"


def test_a_body_is_read_whole(door: Door) -> None:
    headers = {"authorization": f"Bearer {door.token}"}
    content = bytes(range(256)) * 100
    assert door.http.post("/closed", content=content, headers=headers).content == content


def test_beyond_its_scopes_a_system_is_refused_and_the_trail_says_so(door: Door) -> None:
    assert door.get("/patients/r").text == "reached"
    answer = door.get("/patients/s")
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert "system/Patient.s" in answer.json()["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    ("why", "status", "codes"),
    [("missing", 404, ["not-found"]), ("busy", 409, ["conflict"]), ("wrong", 422, ["business-rule"] * 2)],
)
def test_a_refusal_is_an_outcome(door: Door, why: str, status: int, codes: list[str]) -> None:
    answer = door.get(f"/refused/{why}")
    assert answer.status_code == status
    assert [issue["code"] for issue in answer.json()["issue"]] == codes


def test_the_service_has_no_page_for_a_token(service: Service, system: System) -> None:
    token = ask(service, system.form(signed(system))).json()["access_token"]
    answer = service.visitor().get("/clinic", {"authorization": f"Bearer {token}"})
    assert (answer.status, answer.location) == (303, "/sign-in?after=/clinic")

"""A provider's system at the door of a test's service: posts and reads FHIR with a token of its own."""

import json
from dataclasses import dataclass
from typing import Any

from app.wiring import installation, now
from tests.fhir.test_token_routes import registered
from tests.service import Service

BASE = "/fhir/R4"
EVERYTHING = "system/*.cruds"
JSON = {"content-type": "application/fhir+json"}


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered: status, headers and the JSON of the body, None when there is none."""

    status: int
    headers: Any
    body: Any

    @property
    def diagnostics(self) -> list[str]:
        """What the issues of an OperationOutcome say, each with its place."""
        return [f"{(each.get('expression') or [''])[0]}: {each['diagnostics']}" for each in self.body["issue"]]


@dataclass(frozen=True, slots=True)
class Caller:
    """A system of an organisation with a token for some scopes."""

    service: Service
    client_id: str
    headers: dict[str, str]

    def ask(self, method: str, path: str = "", body: Any = None, **headers: str) -> Answered:
        """Call an address below the base; headers in keywords, `if_match` for If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {**self.headers, **(JSON if body is not None else {}), **named}
        address = f"{BASE}/{path}" if path else BASE
        answer = self.service.visitor().http.request(method, address, headers=sent, content=content)
        return Answered(answer.status_code, answer.headers, answer.json() if answer.content else None)

    def get(self, path: str, **headers: str) -> Answered:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Answered:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Answered:
        return self.ask("PUT", path, body, **headers)


def caller(service: Service, *scopes: str, ods_code: str = "RYY01") -> Caller:
    """A newly registered system of an organisation, with a token."""
    asked = scopes or (EVERYTHING,)
    with installation(service.settings) as opened:
        system = registered(opened, *asked, ods_code=ods_code)
    form = system.form(system.signed(system.claims(now())))
    answer = service.visitor().http.post("/oauth2/token", data={**form, "scope": " ".join(asked)})
    assert answer.status_code == 200, answer.text
    return Caller(service, system.client_id, {"authorization": f"Bearer {answer.json()['access_token']}"})


def locations(answer: Answered) -> list[str]:
    """The `Type/id` of every entry of a transaction's answer, in their order."""
    return ["/".join(each["response"]["location"].split("/")[:2]) for each in answer.body["entry"]]


def at(answer: Answered, type_name: str) -> list[str]:
    """The `Type/id` of the entries of one type."""
    return [each for each in locations(answer) if each.startswith(f"{type_name}/")]

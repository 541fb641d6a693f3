"""A provider's own record, played: it launches, signs people in by itself, serves FHIR, and takes transactions.

SMART App Launch 2.2 as a host does it: smart-configuration, authorisation that approves at once, tokens against PKCE's
verifier, identity tokens signed with its key; and of FHIR as much as a launch asks for. Its child is made up.
"""

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import jwt
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from tests.access.systems import rsa_key
from tests.fhir.uk_core import patient

CLIENT_ID = "everyneed-at-riverside"
STAFF_SYSTEM = "https://riverside.example.nhs.uk/Id/staff"
LAUNCH = "launch-1"
KEY_ID = "host-key"
Resource = dict[str, Any]


@dataclass(slots=True)
class HostSystem:
    """What the host holds and how it behaves; `address` is where it is served, `faults` what it does wrong."""

    address: str = ""
    resources: dict[str, Resource] = field(default_factory=dict)
    place: int = 700
    practitioner: str = "Practitioner/dr-1"
    context: dict[str, Any] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    transactions: list[Resource] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    expires_in: int = 3600

    @property
    def issuer(self) -> str:
        return f"{self.address}/fhir"

    def id_of(self, type_name: str) -> str:
        """The id of its child's resource of a type."""
        return f"{type_name[:3].lower()}-{self.place}"

    def ref(self, type_name: str) -> str:
        """The reference to it."""
        return f"{type_name}/{self.id_of(type_name)}"

    def held(self, type_name: str) -> Resource:
        """The resource itself."""
        return self.resources[self.ref(type_name)]

    def put(self, resource: Resource) -> None:
        self.resources[f"{resource['resourceType']}/{resource['id']}"] = resource

    def identity_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT_ID,
            "sub": "user-1",
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "fhirUser": f"{self.issuer}/{self.practitioner}",
        }
        made = {name: value for name, value in (claims | self.claims).items() if value is not None}
        return jwt.encode(made, rsa_key(), algorithm="RS256", headers={"kid": KEY_ID})


def stocked(host: HostSystem, staff_id: str, place: int = 700) -> HostSystem:
    """The host with its made-up child, their episode and encounter, and a clinician with a staff identifier."""
    host.place = place
    host.context = {"patient": host.id_of("Patient"), "encounter": host.id_of("Encounter")}
    subject = {"reference": host.ref("Patient")}
    host.put({**patient(place), "id": host.id_of("Patient")})
    host.put(
        {
            "resourceType": "Practitioner",
            "id": "dr-1",
            "identifier": [{"system": STAFF_SYSTEM, "value": staff_id}],
            "name": [{"family": "Sender", "given": ["Sam"]}],
        }
    )
    host.put(
        {
            "resourceType": "EpisodeOfCare",
            "id": host.id_of("EpisodeOfCare"),
            "status": "active",
            "patient": subject,
            "managingOrganization": {"reference": "Organization/org-1"},
            "period": {"start": "2025-09-01"},
        }
    )
    host.put(
        {
            "resourceType": "Encounter",
            "id": host.id_of("Encounter"),
            "status": "in-progress",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "subject": subject,
            "episodeOfCare": [{"reference": host.ref("EpisodeOfCare")}],
        }
    )
    return host


def host_app(host: HostSystem) -> FastAPI:
    """The host's servers, all at one address."""
    web = FastAPI()
    _add_sign_in(web, host)
    _add_fhir(web, host)
    return web


def _add_sign_in(web: FastAPI, host: HostSystem) -> None:
    @web.get("/fhir/.well-known/smart-configuration")
    def configuration() -> Response:
        host.calls.append("configuration")
        said = {
            "issuer": host.address,
            "authorization_endpoint": f"{host.address}/authorize",
            "token_endpoint": f"{host.address}/token",
            "jwks_uri": f"{host.address}/jwks",
            "code_challenge_methods_supported": ["plain"] if "no S256" in host.faults else ["S256"],
            "capabilities": ["launch-ehr", "sso-openid-connect", "client-public", "permission-v2"],
        }
        return JSONResponse(said)

    @web.get("/record")
    def record(open: str) -> Response:  # noqa: A002 - as the host calls it
        query = urlencode({"iss": host.issuer, "launch": LAUNCH})
        return HTMLResponse(f'<!doctype html><title>Record</title><a href="{open}/launch?{query}">Book out</a>')

    @web.get("/jwks")
    def keys() -> Response:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key().public_key()))
        return JSONResponse({"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]})

    @web.get("/authorize")
    def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        host.calls.append("authorize")
        sound = (
            asked["response_type"] == "code"
            and asked["client_id"] == CLIENT_ID
            and asked["aud"] == host.issuer
            and asked["launch"] == LAUNCH
            and asked["code_challenge_method"] == "S256"
            and {"launch", "openid", "fhirUser"} <= set(asked["scope"].split())
        )
        if not sound or "declines" in host.faults:
            back = {"error": "access_denied", "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", status_code=302)
        code = secrets.token_urlsafe(16)
        host.codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", status_code=302)

    @web.post("/token")
    async def token(request: Request) -> Response:
        form = {name: texts[0] for name, texts in parse_qs((await request.body()).decode()).items()}
        host.calls.append("token")
        asked = host.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            asked is None
            or challenge.decode() != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
            or form["client_id"] != CLIENT_ID
            or form["grant_type"] != "authorization_code"
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        given = secrets.token_urlsafe(24)
        host.tokens.add(given)
        answer = {
            "access_token": given,
            "token_type": "Bearer",
            "expires_in": host.expires_in,
            "scope": asked["scope"],
            "id_token": host.identity_token(asked["nonce"]),
            **host.context,
        }
        return JSONResponse(answer, headers={"cache-control": "no-store"})


def _add_fhir(web: FastAPI, host: HostSystem) -> None:
    def admitted(request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and token in host.tokens

    @web.get("/fhir/{type_name}/{id_}")
    def read(type_name: str, id_: str, request: Request) -> Response:
        host.calls.append(f"{type_name}/{id_}")
        if not admitted(request):
            return JSONResponse({}, status_code=401)
        found = host.resources.get(f"{type_name}/{id_}")
        return JSONResponse(found or {}, status_code=200 if found else 404, media_type="application/fhir+json")

    @web.get("/fhir/{type_name}")
    def search(type_name: str, request: Request) -> Response:
        host.calls.append(f"{type_name}?")
        if not admitted(request):
            return JSONResponse({}, status_code=401)
        found = [each for each in host.resources.values() if each["resourceType"] == type_name]
        entries = [{"resource": each} for each in found]
        return JSONResponse({"resourceType": "Bundle", "type": "searchset", "entry": entries})

    @web.post("/fhir")
    async def take(request: Request) -> Response:
        if "down" in host.faults:
            return JSONResponse({}, status_code=503)
        if not admitted(request):
            return JSONResponse({}, status_code=401)
        bundle = await request.json()
        if "refuses" in host.faults:
            return JSONResponse({"resourceType": "OperationOutcome"}, status_code=422)
        host.transactions.append(bundle)
        entries = [{"response": {"status": "201 Created"}} for _ in bundle["entry"]]
        return JSONResponse({"resourceType": "Bundle", "type": "transaction-response", "entry": entries})


@contextmanager
def host_served(name: str = "127.0.0.1") -> Iterator[HostSystem]:
    """A host on a free port of this machine, under a name of it."""
    host = HostSystem()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        host.address = f"http://{name}:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(host_app(host), log_config=None, lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield host
        finally:
            server.should_exit = True
            thread.join(10)

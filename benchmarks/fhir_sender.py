"""A provider's system that posts bundles to a server of this machine: its keys, its token, its requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import NoReturn, Protocol
from urllib.parse import urlencode
from uuid import uuid4

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from app.access.client_keys import key_set_text, verifying_key
from app.access.client_tokens import ASSERTION_TYPE, GRANT_TYPE
from app.administration.clients.desk import ClientDetails
from app.demo import people
from app.settings import Settings
from app.wiring import installation, now
from benchmarks.load import Job
from benchmarks.running import Answers, asked, cpu_of

_SCOPE = "system/*.cruds"
_SHOWN = 1_500


class Posting(Protocol):
    """Whoever posts bundles to a server, one after another over one connection."""

    def post(self, bodies: Iterable[bytes]) -> Answers: ...


def post_bundles(port: int, process: int, path: str, headers: dict[str, str], bodies: Iterable[bytes]) -> Answers:
    """Post bundles from a process of its own; ends the run unless each is answered 200."""
    lines = [f"POST {path} HTTP/1.1", f"host: 127.0.0.1:{port}", "content-type: application/fhir+json"]
    lines += ["accept: application/fhir+json", "prefer: return=minimal"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(lines)
    requests = [f"{head}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body for body in bodies]
    before = cpu_of(process)
    found = asked("benchmarks.load", Job(port, 1, requests))
    spent = cpu_of(process) - before
    if found["statuses"] != {"200": len(requests)}:
        _discard(found["statuses"], found["examples"])
    return Answers(found["seconds"], found["milliseconds"], spent)


def _discard(statuses: object, examples: dict[str, str]) -> NoReturn:
    other = "\n".join(text[:_SHOWN] for status, text in examples.items() if status != "200")
    raise SystemExit(f"Discarded: 200 was due for each bundle, and came: {statuses}\n{other}")


@dataclass(frozen=True, slots=True)
class Registered:
    """A system of the demonstration's organisation, on a database, with its private key."""

    client_id: str
    key: ec.EllipticCurvePrivateKey
    key_id: str

    def token(self, port: int) -> str:
        """An access token, asked for as SMART Backend Services has it: by an assertion signed with ES384."""
        told = {"iss": self.client_id, "sub": self.client_id, "jti": str(uuid4())}
        told["aud"] = f"http://127.0.0.1:{port}/oauth2/token"
        claims = {**told, "exp": int((now() + timedelta(minutes=4)).timestamp())}
        fields = {
            "grant_type": GRANT_TYPE,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": jwt.encode(claims, self.key, "ES384", {"kid": self.key_id}),
            "scope": _SCOPE,
        }
        connection = HTTPConnection("127.0.0.1", port)
        connection.request(
            "POST", "/oauth2/token", urlencode(fields), {"content-type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"The token was answered {answer.status}: {body.decode(errors='replace')[:_SHOWN]}")
        return str(orjson.loads(body)["access_token"])


def registered(database_url: str, folder: Path) -> Registered:
    """Register a system on a database with the demonstration in it; the secret lies in `folder`."""
    key = ec.generate_private_key(ec.SECP384R1())
    public = verifying_key(key.public_key(), None)
    if public is None:
        raise RuntimeError("A key on P-384 is one that verifies.")
    settings = Settings(database_url=database_url, secret_key_file=folder / "secret.key")
    with installation(settings) as service:
        organisation = service.desk.records.organisation(people.ODS_CODE)
        if organisation is None:
            raise SystemExit("The demonstration is not loaded.")
        details = ClientDetails("A sending system", (_SCOPE,), [key_set_text([public])])
        return Registered(service.clients.add(organisation, details).client_id, key, public.key_id)


@dataclass(frozen=True, slots=True)
class Ours:
    """Posts to this service, with a token that is asked for anew for each lot of bundles."""

    port: int
    process: int
    system: Registered

    def post(self, bodies: Iterable[bytes]) -> Answers:
        headers = {"authorization": f"Bearer {self.system.token(self.port)}"}
        return post_bundles(self.port, self.process, "/fhir/R4", headers, bodies)

"""The demonstration's system: its key is made once and kept from others, and a running service gives it a token."""

import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from app.access.assertions import claims_fault, read_assertion
from app.access.client_keys import keys_in_file
from app.cli import application
from app.demo.client.commands import keep_system
from app.demo.client.credentials import Credentials, access_token, credentials_of, token_endpoint
from app.demo.client.example import example
from tests.demo.memory_systems import MemorySystems
from tests.service import REPOSITORY, Prepared, Service, Visitor

ENDPOINT = "http://127.0.0.1:8000/oauth2/token"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def kept(file: Path) -> Credentials:
    found = credentials_of(file.read_text())
    assert found is not None
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo-client.json"


def test_a_system_is_registered_and_its_key_kept_for_the_owner_alone(file: Path) -> None:
    systems = MemorySystems()
    assert keep_system(systems, file)
    assert [(each.client_id, each.name) for each in systems.registered] == [("CLIENT0", "Demo system")]
    assert kept(file).client_id == "CLIENT0"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_system_that_is_registered_stays_as_it_is(file: Path) -> None:
    systems = MemorySystems()
    keep_system(systems, file)
    before = file.read_bytes()
    assert not keep_system(systems, file)
    assert (file.read_bytes(), len(systems.registered)) == (before, 1)


@pytest.mark.parametrize("text", [None, "", "nothing", "[1]", '{"client_id": 7}', "[" * 90_000, '{"client_id":"x"}'])
def test_a_system_whose_key_is_lost_gets_another_and_stays_the_same_one(text: str | None, file: Path) -> None:
    systems = MemorySystems()
    keep_system(systems, file)
    first = kept(file)
    file.unlink() if text is None else file.write_text(text)
    assert keep_system(systems, file)
    assert kept(file).client_id == first.client_id
    assert kept(file).key_id == systems.registered[0].key_id != first.key_id


def test_a_file_of_another_installation_is_replaced(file: Path) -> None:
    keep_system(MemorySystems(), file)
    other = MemorySystems()
    assert keep_system(other, file)
    assert kept(file).key_id == other.registered[0].key_id


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        keep_system(MemorySystems(), tmp_path / "nowhere" / "demo-client.json")
    assert "cannot be written" in capsys.readouterr().err


def test_the_assertion_is_one_that_the_service_takes(file: Path) -> None:
    systems = MemorySystems()
    keep_system(systems, file)
    form = kept(file).form(ENDPOINT, NOW, "once")
    assertion = read_assertion(form["client_assertion"])
    assert assertion is not None
    assert assertion.algorithm == "ES384"
    assert assertion.signed_with(assertion.chosen(keys_in_file(systems.keys["CLIENT0"])))
    assert claims_fault(assertion.claims, "CLIENT0", ENDPOINT, NOW) is None


@pytest.mark.parametrize(
    "configuration",
    [b"", b"[]", b"{}", b'{"token_endpoint": 7}', b'{"token_endpoint": "file:///etc/passwd"}', b"\xff", b"[" * 99_999],
)
def test_what_names_no_token_endpoint_of_the_web_names_none(configuration: bytes) -> None:
    assert token_endpoint(configuration) is None


def test_the_token_of_an_answer_is_a_text() -> None:
    assert access_token(b'{"access_token": "abc"}') == "abc"
    assert access_token(b'{"access_token": 7}') is None
    assert access_token(b"no") is None


def test_the_example_names_files_and_commands_that_are_there() -> None:
    words = example("http://127.0.0.1:8000", ".venv/bin/everyneed", 5)
    assert (REPOSITORY / "docs/examples/visit.json").exists()
    assert (REPOSITORY / "docs/fhir.md").exists()
    assert ".venv/bin/everyneed demo token --address http://127.0.0.1:8000" in words


def bridge(visitor: Visitor) -> type[BaseHTTPRequestHandler]:
    """A handler that hands what it is asked on to a service of this process."""

    class Bridge(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.hand_on("GET")

        def do_POST(self) -> None:
            self.hand_on("POST")

        def hand_on(self, method: str) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            named = {name: self.headers[name] for name in ("host", "content-type") if name in self.headers}
            answer = visitor.ask(method, self.path, named, content)
            self.send_response(answer.status)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *said: Any) -> None:
            """Nothing."""

    return Bridge


@contextmanager
def reached_over_http(service: Service) -> Iterator[str]:
    """The service at an address of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), bridge(service.visitor())) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def typed(secret: Path, *words: str) -> Result:
    environment = {"EVERYNEED_SECRET_KEY_FILE": str(secret)}
    return CliRunner().invoke(application(), ["demo", "token", *words], env=environment)


def test_a_running_service_gives_the_system_a_token_that_it_takes(service: Service, prepared_clinic: Prepared) -> None:
    with reached_over_http(service) as address:
        given = typed(prepared_clinic.secret, "--address", address + "/")
    assert given.exit_code == 0, given.output
    headers = {"authorization": f"Bearer {given.output.strip()}"}
    found = service.visitor().get("/fhir/R4/Patient?_count=1", headers)
    assert (found.status, json.loads(found.content)["type"]) == (200, "searchset")


def test_a_service_that_says_no_is_told_as_it_says_it(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "demo-client.json"
    keep_system(MemorySystems(), file)
    with reached_over_http(service) as address:
        refused = typed(tmp_path / "secret.key", "--address", address)
    assert refused.exit_code == 1
    assert "answered 401" in refused.output
    assert "invalid_client" in refused.output


def test_without_credentials_the_command_that_makes_them_is_named(tmp_path: Path) -> None:
    refused = typed(tmp_path / "secret.key")
    assert refused.exit_code == 1
    assert "everyneed demo load --if-empty" in refused.output


@pytest.mark.parametrize("address", ["nowhere", "file:///etc", "http://", "http://[", "http://127.0.0.1:9"])
def test_an_address_at_which_nobody_answers_is_told(address: str, prepared_clinic: Prepared) -> None:
    refused = typed(prepared_clinic.secret, "--address", address)
    assert refused.exit_code == 1
    assert "--address" in refused.output or "does not answer" in refused.output

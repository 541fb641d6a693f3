"""Conversations with a host end in time, within bounds, follow no redirect, and go to the addresses allowed."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.fhir.launch import reader
from app.fhir.launch.ports import HostAnswer
from app.fhir.launch.reader import LONGEST_SECONDS, HostConversations


class Host:
    """A server on this machine that answers as it is told, and notes what it was asked."""

    def __init__(self) -> None:
        self.status, self.content = 200, b"{}"
        self.asked: list[tuple[str, str, str | None, bytes]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                host.asked.append((self.command, self.path, self.headers["authorization"], body))
                self.send_response(host.status)
                self.send_header("location", f"{host.address}/elsewhere")
                self.send_header("content-length", str(len(host.content)))
                self.end_headers()
                self.wfile.write(host.content)

            do_POST = do_GET  # noqa: N815 - its name in the library

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
                """Say nothing."""

        return Handler


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    thread = threading.Thread(target=host.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield host
    host.server.shutdown()
    host.server.server_close()
    thread.join()


@pytest.fixture
def conversations() -> HostConversations:
    return HostConversations(clock=time.monotonic, https_only=False)


def test_what_is_asked_is_sent_as_it_should_be(host: Host, conversations: HostConversations) -> None:
    talk = conversations.begun()
    assert talk.read(f"{host.address}/Patient/1", "t") == HostAnswer(200, b"{}")
    assert talk.exchanged(f"{host.address}/token", {"code": "a b"}) == HostAnswer(200, b"{}")
    assert talk.handed(host.address, "t", b"{bundle}") == HostAnswer(200, b"{}")
    assert host.asked == [
        ("GET", "/Patient/1", "Bearer t", b""),
        ("POST", "/token", None, b"code=a+b"),
        ("POST", "", "Bearer t", b"{bundle}"),
    ] or host.asked[2][1] in ("", "/")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 404, 500])
def test_what_is_no_success_is_told_by_its_status_and_leads_nowhere(
    status: int, host: Host, conversations: HostConversations
) -> None:
    host.status = status
    answer = conversations.begun().read(f"{host.address}/Patient/1", "t")
    assert answer == HostAnswer(status, b"")
    assert not HostAnswer(status, b"").succeeded
    assert [path for _, path, _, _ in host.asked] == ["/Patient/1"]


def test_an_answer_may_be_so_long_and_no_longer(
    host: Host, conversations: HostConversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "LONGEST_ANSWER", 10)
    host.content = b"x" * 10
    assert conversations.begun().read(host.address, "t") == HostAnswer(200, host.content)
    host.content = b"x" * 11
    assert conversations.begun().read(host.address, "t") is None


def test_a_conversation_is_over_after_so_many_seconds(host: Host) -> None:
    at = [0.0]
    talk = HostConversations(clock=lambda: at[0], https_only=False).begun()
    assert talk.read(host.address, "t") is not None
    at[0] = LONGEST_SECONDS
    assert talk.read(host.address, "t") is None
    assert len(host.asked) == 1


def test_where_the_installation_asks_for_https_nothing_is_sent_in_the_clear(host: Host) -> None:
    talk = HostConversations(clock=time.monotonic, https_only=True).begun()
    assert talk.read(host.address, "t") is None
    assert talk.exchanged("file:///etc/passwd", {}) is None
    assert host.asked == []


def test_a_host_that_is_not_there_answers_nothing(conversations: HostConversations) -> None:
    assert conversations.begun().read("http://127.0.0.1:9/fhir", "t") is None

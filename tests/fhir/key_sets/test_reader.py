"""Key sets are fetched from where they are published: in time, within bounds, and not again and again."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.access.client_keys import LONGEST_KEY_SET
from app.fhir.key_sets.reader import FetchedKeySets
from tests.access.systems import key_set_of, private_key

SET = key_set_of(private_key())


class Publisher:
    """A server on this machine that publishes key sets, and counts who asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.agents: set[str | None] = set()
        self.content = SET.encode()
        self.ticks: Callable[[], None] = lambda: None
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                publisher.agents.add(self.headers["user-agent"])
                publisher.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/moved":
            handler.send_response(302)
            handler.send_header("location", f"{self.address}/keys")
            handler.end_headers()
        elif handler.path == "/gone":
            handler.send_error(404)
        elif handler.path == "/nonsense":
            handler.wfile.write(b"\xff" * 100)
        elif handler.path == "/slow":
            self._answer_slowly(handler)
        else:
            handler.send_response(200)
            handler.send_header("content-length", str(len(self.content)))
            handler.end_headers()
            handler.wfile.write(self.content)

    def _answer_slowly(self, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            self.ticks()
            time.sleep(0.02)


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    publisher = Publisher()
    thread = threading.Thread(target=publisher.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield publisher
    publisher.server.shutdown()
    publisher.server.server_close()
    thread.join()


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sets(clock: Clock) -> FetchedKeySets:
    return FetchedKeySets(clock=clock, https_only=False)


def test_a_set_is_fetched_once_in_some_minutes(publisher: Publisher, sets: FetchedKeySets, clock: Clock) -> None:
    url = f"{publisher.address}/keys"
    assert [sets.text(url, anew=False) for _ in range(3)] == [SET] * 3
    clock.at += 299
    sets.text(url, anew=False)
    assert len(publisher.asked) == 1
    clock.at += 1
    sets.text(url, anew=False)
    assert len(publisher.asked) == 2
    assert publisher.agents == {"EveryNeed"}


def test_a_key_that_is_sought_has_the_set_fetched_anew_once_a_minute(
    publisher: Publisher, sets: FetchedKeySets, clock: Clock
) -> None:
    url = f"{publisher.address}/keys"
    sets.text(url, anew=False)
    publisher.content = b"{}"
    assert sets.text(url, anew=True) == SET
    clock.at += 60
    assert [sets.text(url, anew=True) for _ in range(3)] == ["{}"] * 3
    assert len(publisher.asked) == 2


@pytest.mark.parametrize("path", ["/gone", "/moved", "/nonsense"])
def test_what_cannot_be_had_is_not_asked_for_again_at_once(
    path: str, publisher: Publisher, sets: FetchedKeySets, clock: Clock
) -> None:
    url = publisher.address + path
    assert [sets.text(url, anew=anew) for anew in (False, True, True)] == [None] * 3
    # A redirect is not followed, to wherever it leads.
    assert publisher.asked == [path]
    clock.at += 30
    assert sets.text(url, anew=False) is None
    assert publisher.asked == [path] * 2


def test_a_set_may_be_so_long_and_no_longer(publisher: Publisher, sets: FetchedKeySets, clock: Clock) -> None:
    url = f"{publisher.address}/keys"
    publisher.content = b" " * LONGEST_KEY_SET
    assert sets.text(url, anew=False) == " " * LONGEST_KEY_SET
    clock.at += 300
    publisher.content += b" "
    assert sets.text(url, anew=False) is None


def test_a_set_that_does_not_end_is_given_up(publisher: Publisher, sets: FetchedKeySets, clock: Clock) -> None:
    def tick() -> None:
        clock.at += 1

    publisher.ticks = tick
    assert sets.text(f"{publisher.address}/slow", anew=False) is None


def test_where_nobody_listens_there_is_none(sets: FetchedKeySets) -> None:
    assert sets.text("http://127.0.0.1:1/keys", anew=False) is None


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/k", "data:,{}", "nothing", ""])
def test_nothing_but_the_web_is_asked(sets: FetchedKeySets, url: str) -> None:
    assert sets.text(url, anew=False) is None


def test_over_https_nothing_is_fetched_in_the_clear(publisher: Publisher, clock: Clock) -> None:
    assert FetchedKeySets(clock=clock, https_only=True).text(f"{publisher.address}/keys", anew=False) is None
    assert publisher.asked == []


def test_many_who_ask_at_once_wait_for_one_fetch(publisher: Publisher, sets: FetchedKeySets) -> None:
    url, found = f"{publisher.address}/keys", []
    threads = [threading.Thread(target=lambda: found.append(sets.text(url, anew=False))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [SET] * 16
    assert len(publisher.asked) == 1

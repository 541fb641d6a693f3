"""Provider's systems that post bundles to a running server, and note what it answered."""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from app.wiring import Installation, now
from tests.access.systems import System
from tests.fhir.test_token_routes import registered
from tests.fhir.uk_core import transaction, visit

Json = dict[str, Any]

_PATIENCE_SECONDS = 60
_GONE = (OSError, http.client.HTTPException)
_TYPE = "application/fhir+json"


@dataclass(slots=True)
class Posted:
    """The bundle of one child's visit, under a key of its own; `answer` is what a 2xx said of it."""

    place: int
    tried: bool = False
    answer: Json | None = None

    @property
    def key(self) -> str:
        return f"B-{self.place}"

    @property
    def body(self) -> bytes:
        return json.dumps(transaction(*visit(self.place), key=self.key)).encode()


def new_system(service: Installation, port: int) -> System:
    """A newly registered system, which finds the server at its port."""
    made = registered(service, "system/*.cruds")
    return System(made.client_id, f"http://127.0.0.1:{port}/oauth2/token")


class Poster:
    """One connection of a system, opened anew when it was closed."""

    def __init__(self, port: int, system: System) -> None:
        self._system = system
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
        self._headers: dict[str, str] = {}

    def admit(self) -> None:
        """Fetch an access token."""
        form = urlencode(self._system.form(self._system.signed(self._system.claims(now())))).encode()
        headers = {"content-type": "application/x-www-form-urlencoded"}
        status, told = self._ask("POST", "/oauth2/token", form, headers)
        assert status == 200, told
        self._headers = {"authorization": f"Bearer {told['access_token']}", "content-type": _TYPE, "accept": _TYPE}

    def post(self, posted: Posted) -> None:
        """Post a bundle, and again where the server asks for it; what was answered before is answered alike."""
        posted.tried = True
        status, told = self._ask("POST", "/fhir/R4", posted.body, self._headers)
        while status in (409, 429):
            status, told = self._ask("POST", "/fhir/R4", posted.body, self._headers)
        assert status == 200, told
        assert posted.answer in (None, told)
        posted.answer = told

    def read(self, location: str) -> Json:
        """A resource by the location that an answer gave."""
        status, told = self._ask("GET", f"/fhir/R4/{location}", None, self._headers)
        assert status == 200, (location, told)
        return told

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> tuple[int, Json]:
        self._http.request(method, path, content, headers)
        answer = self._http.getresponse()
        return answer.status, json.loads(answer.read())


def posted_until_killed(
    posters: Sequence[Poster], bundles: Sequence[list[Posted]], kill: Callable[[], None], after: int, pause: float
) -> None:
    """Everybody posts their bundles at once; the server is killed so many seconds after so many answers."""
    answered, lock = 0, Lock()

    def post(poster: Poster, mine: list[Posted]) -> None:
        nonlocal answered
        for each in mine:
            try:
                poster.post(each)
            except _GONE:
                poster.close()
                return
            with lock:
                answered += 1

    with ThreadPoolExecutor(len(posters)) as threads:
        posting = [threads.submit(post, *each) for each in zip(posters, bundles, strict=True)]
        while answered < after and not all(each.done() for each in posting):
            time.sleep(0.001)
        time.sleep(pause)
        kill()
        for each in posting:
            each.result()


def posted_again(posters: Sequence[Poster], bundles: Sequence[list[Posted]]) -> None:
    """Everybody posts all their bundles once more."""

    def post(poster: Poster, mine: list[Posted]) -> None:
        # A connection from before the kill is of no use.
        poster.close()
        for each in mine:
            poster.post(each)

    with ThreadPoolExecutor(len(posters)) as threads:
        list(threads.map(post, posters, bundles))

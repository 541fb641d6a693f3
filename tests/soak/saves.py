"""Clients that book out many visits at once, as the form's script does, and note what they sent and were told."""

import http.client
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from random import Random
from threading import Lock
from urllib.parse import urlencode

from app.terminology.refset import Member
from benchmarks.busy_clinics import PASSWORD, BusyClinician
from benchmarks.visit_form import Fields, body, completed, needs_to_add, read_form, value, with_need

ADDED = 4
_FORM = "application/x-www-form-urlencoded"
_PATIENCE_SECONDS = 60
_GONE = (OSError, http.client.HTTPException)


@dataclass(slots=True)
class Sent:
    """A filled form: whose, for which path, and what the server acknowledged of it."""

    who: BusyClinician
    path: str
    fields: Fields
    drafted: bool = False
    encounter: str | None = None

    @property
    def token(self) -> str:
        return value(self.fields, "form_token")


class Client:
    """One clinician's browser: a connection that is opened anew when it was closed, and the session's cookie."""

    def __init__(self, port: int, who: BusyClinician) -> None:
        self.who = who
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
        self._cookie = ""

    def sign_in(self) -> None:
        self._http.close()
        content = urlencode({"username": self.who.username, "password": PASSWORD}).encode()
        status, headers, _ = self._ask("POST", "/sign-in", content)
        assert status == 303
        self._cookie = headers["set-cookie"].partition(";")[0]

    def filled(self, path: str, members: Sequence[Member], *, joint: bool) -> Sent:
        """The form of a path, filled in."""
        status, _, page = self._ask("GET", path)
        assert status == 200, page
        fields = read_form(page)
        for member in needs_to_add(fields, members, ADDED):
            fields = with_need(fields, member)
        return Sent(self.who, path, completed(fields, self.who.colleague if joint else None))

    def keep(self, sent: Sent) -> None:
        """Have the form's draft kept."""
        status, _, told = self._ask("PUT", f"/drafts/{sent.token}", body(sent.fields, [("place", sent.path)]))
        assert status == 200, told
        sent.drafted = True

    def save(self, sent: Sent) -> str:
        """Have the form recorded; gives the encounter that the server says was made of it."""
        status, headers, told = self._ask("POST", sent.path, body(sent.fields, [("action", "save")]))
        assert status == 201, told
        encounter = headers["location"].partition("?")[0].removeprefix("/encounters/")
        if sent.encounter is not None:
            assert sent.encounter == encounter
        sent.encounter = encounter
        return encounter

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, content: bytes | None = None) -> tuple[int, http.client.HTTPMessage, str]:
        headers = {"cookie": self._cookie, "accept": "application/json", "sec-fetch-site": "same-origin"}
        if content is not None:
            headers["content-type"] = _FORM
        self._http.request(method, path, content, headers)
        answer = self._http.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def forms_filled(
    clients: Sequence[Client], paths: slice, members: Sequence[Member], chance: Random
) -> list[list[Sent]]:
    """Everybody signs in and fills in the forms of some of their visits; every third visit is a joint clinic."""
    drawn = [[chance.sample(members, 20) for _ in client.who.forms[paths]] for client in clients]

    def fill(client: Client, draws: list[list[Member]]) -> list[Sent]:
        client.sign_in()
        visits = zip(client.who.forms[paths], draws, strict=True)
        return [client.filled(path, draw, joint=place % 3 == 0) for place, (path, draw) in enumerate(visits)]

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(fill, clients, drawn))


def sent_until_killed(
    clients: Sequence[Client], forms: Sequence[list[Sent]], kill: Callable[[], None], after: int, pause: float
) -> list[Sent]:
    """Everybody sends their forms at once; the server is killed so many seconds after so many acknowledgements."""
    acknowledged, lock = 0, Lock()

    def send(client: Client, mine: list[Sent]) -> None:
        nonlocal acknowledged
        client.close()
        for sent in mine:
            try:
                client.keep(sent)
                client.save(sent)
            except _GONE:
                client.close()
                return
            with lock:
                acknowledged += 1

    with ThreadPoolExecutor(len(clients)) as threads:
        sending = [threads.submit(send, *each) for each in zip(clients, forms, strict=True)]
        while acknowledged < after and not all(each.done() for each in sending):
            time.sleep(0.001)
        time.sleep(pause)
        kill()
        for each in sending:
            each.result()
    return list(chain.from_iterable(forms))


def sent_again(clients: Sequence[Client], forms: Sequence[list[Sent]]) -> None:
    """Everybody sends every form once more, in the same session; what was acknowledged before is answered alike."""

    def send(client: Client, mine: list[Sent]) -> None:
        # A connection from before the kill is of no use.
        client.close()
        for sent in mine:
            client.save(sent)

    with ThreadPoolExecutor(len(clients)) as threads:
        list(threads.map(send, clients, forms))

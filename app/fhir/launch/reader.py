"""Speaks to a host's servers: each conversation ends in time, reads no more than it should, and follows no redirect.

The address of a host is an operator's, and what it names its operator's; what is answered is not. Nothing of a
conversation is logged: tokens are in it.
"""

from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Final, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.fhir.launch.ports import HostAnswer

LONGEST_ANSWER: Final = 4 * 1_048_576
LONGEST_SECONDS: Final = 12.0
"""How long one conversation may take, with everything that is asked in it."""

_PATIENCE_SECONDS: Final = 5.0
_PIECE: Final = 65_536
_FHIR: Final = "application/fhir+json"


class Answer(Protocol):
    """The part of an HTTP answer that is read."""

    def read1(self, size: int = ..., /) -> bytes: ...


class HostConversations:
    """Begins conversations. `clock` gives seconds that never go back; `https_only` allows none in the clear."""

    def __init__(self, *, clock: Callable[[], float], https_only: bool) -> None:
        self._clock = clock
        self._schemes = ("https",) if https_only else ("https", "http")

    def begun(self) -> "HostConversation":
        """A conversation that ends in time from now."""
        return HostConversation(self._clock, self._schemes, self._clock() + LONGEST_SECONDS)


class HostConversation:
    """One conversation with a host's servers; None is answered for what cannot be had."""

    def __init__(self, clock: Callable[[], float], schemes: tuple[str, ...], latest: float) -> None:
        self._clock = clock
        self._schemes = schemes
        self._latest = latest

    def exchanged(self, url: str, fields: Mapping[str, str]) -> HostAnswer | None:
        """Send a form to the token endpoint."""
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        return self._asked(url, headers, urlencode(fields).encode())

    def read(self, url: str, token: str) -> HostAnswer | None:
        """Read a resource, or search, with an access token."""
        return self._asked(url, {"Accept": _FHIR, "Authorization": f"Bearer {token}"}, None)

    def handed(self, url: str, token: str, bundle: bytes) -> HostAnswer | None:
        """Send a transaction with an access token."""
        headers = {"Accept": _FHIR, "Content-Type": _FHIR, "Authorization": f"Bearer {token}"}
        return self._asked(url, headers, bundle)

    def _asked(self, url: str, headers: Mapping[str, str], body: bytes | None) -> HostAnswer | None:
        left = self._latest - self._clock()
        if left <= 0 or urlsplit(url).scheme not in self._schemes:
            return None
        asked = Request(url, body, {**headers, "User-Agent": "EveryNeed"})  # noqa: S310 - its scheme was looked at
        try:
            with build_opener(_NoRedirects).open(asked, timeout=min(left, _PATIENCE_SECONDS)) as answer:
                return HostAnswer(answer.status, self._read(answer))
        except HTTPError as refusal:
            with refusal:
                return HostAnswer(refusal.code, b"")
        except (OSError, HTTPException, ValueError):
            return None

    def _read(self, answer: Answer) -> bytes:
        """What an answer holds.

        Raises:
            ValueError: it is longer than is taken, or does not end in time.
        """
        content = bytearray()
        while piece := answer.read1(_PIECE):
            content += piece
            if len(content) > LONGEST_ANSWER or self._clock() > self._latest:
                raise ValueError("This is too long, or does not end.")
        return bytes(content)


class _NoRedirects(HTTPRedirectHandler):
    """Follows none: a token goes where the host said, and nowhere else."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Where to go instead: nowhere, so that the redirect is an error."""

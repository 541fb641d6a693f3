"""Fetches the key set of a system from the address it was registered with, and remembers it for some minutes.

The address is an operator's, what lies there is not: a fetch ends in time, reads no more than a key set can be, and
follows no redirect. A set that cannot be had is not asked for again at once, however often a client asks for a token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from threading import Lock
from typing import Final, Protocol
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.access.client_keys import LONGEST_KEY_SET

KEPT_SECONDS: Final = 300.0
ASKED_ANEW_SECONDS: Final = 60.0
"""How long at least a set is kept when a key is sought that it does not have."""
FAILED_SECONDS: Final = 30.0
_PATIENCE_SECONDS: Final = 3.0
_LONGEST_FETCH_SECONDS: Final = 6.0
_PIECE: Final = 8_192


@dataclass(frozen=True, slots=True)
class _Known:
    """What an address answered, and when by the clock; None when it could not be had."""

    text: str | None
    at: float


class Answer(Protocol):
    """The part of an HTTP answer that is read."""

    def read1(self, size: int = ..., /) -> bytes: ...


class FetchedKeySets:
    """Key sets by their address, for every thread of the process.

    `clock` gives seconds that never go back; `https_only` says that no set is fetched in the clear.
    """

    def __init__(self, *, clock: Callable[[], float], https_only: bool) -> None:
        self._clock = clock
        self._schemes = ("https",) if https_only else ("https", "http")
        self._known: dict[str, _Known] = {}
        self._fetching: dict[str, Lock] = {}
        self._state = Lock()

    def text(self, url: str, *, anew: bool) -> str | None:
        """The key set at an address; None when it cannot be had.

        `anew` asks for it again, because what is known has not the key sought; that is done once a minute at most.
        """
        with self._state:
            fetching = self._fetching.setdefault(url, Lock())
        # Whoever comes meanwhile waits for this fetch instead of making one more.
        with fetching:
            known = self._known.get(url)
            if known is None or self._clock() - known.at >= _kept(known, anew=anew):
                known = self._known[url] = _Known(self._fetched(url), self._clock())
        return known.text

    def _fetched(self, url: str) -> str | None:
        if urlsplit(url).scheme not in self._schemes:
            return None
        asked = Request(url, headers={"Accept": "application/json", "User-Agent": "EveryNeed"})  # noqa: S310 - looked at
        try:
            with build_opener(_NoRedirects).open(asked, timeout=_PATIENCE_SECONDS) as answer:
                return self._read(answer).decode()
        except (OSError, HTTPException, ValueError):
            return None

    def _read(self, answer: Answer) -> bytes:
        """What an answer holds.

        Raises:
            ValueError: it is longer than a key set can be, or does not end in time.
        """
        latest, content = self._clock() + _LONGEST_FETCH_SECONDS, b""
        while piece := answer.read1(_PIECE):
            content += piece
            if len(content) > LONGEST_KEY_SET or self._clock() > latest:
                raise ValueError("This is no key set, or does not end.")
        return content


def _kept(known: _Known, *, anew: bool) -> float:
    if known.text is None:
        return FAILED_SECONDS
    return ASKED_ANEW_SECONDS if anew else KEPT_SECONDS


class _NoRedirects(HTTPRedirectHandler):
    """Follows none: keys are where they were registered to be."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Where to go instead: nowhere, so that the redirect is an error."""

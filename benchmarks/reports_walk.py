"""Walks the pages of reports as a signed-in reader: which there are of an area, and what each answer took."""

import http.client
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple
from urllib.parse import urlencode

from app.reports.card import Breakdown, Card, Lens, Level
from app.reports.desk import Area
from app.reports.measures import CARDS

_CHOSEN: Final = 6
_NEIGHBOURS: Final = "neighbours"

Pages = dict[str, list[str]]
"""By what a page is: the addresses of such pages."""


class Answer(NamedTuple):
    """What an answer took by the clock and of the server's processor time, in milliseconds, and its bytes."""

    clock: float
    processor: float
    size: int


def pages_of(area: Area, beside: Iterable[str] = ()) -> Pages:
    """Every page of an area; `beside` names what it is read beside besides England."""
    base = f"/reports/{area.level.value}/{area.code}"
    cards = _cards(area.level)
    by_lens = {lens.words: [f"{base}?lens={lens.value}"] for lens in Lens}
    compared = {f"beside {key}": [f"{base}?beside={key}&lens={lens.value}" for lens in Lens] for key in beside}
    return {
        **by_lens,
        **compared,
        "a measure": [f"{base}/measures/{card.key}" for card in cards],
        "a measure by age and more": list(_split(base, cards, area.level)),
        "a measure beside neighbours": [
            f"{base}/measures/{card.key}?beside={key}" for key in beside for card in cards if key == _NEIGHBOURS
        ],
        "a report of six measures": [_report(base, cards[:_CHOSEN]), _report(base, cards[-_CHOSEN:])],
        "a report of every measure": [_report(base, cards)],
        "what is to be done": [f"{base}/actions"],
        "changes of services": [f"{base}/changes"],
        "downloads": [f"{base}/downloads"],
    }


def _cards(level: Level) -> list[Card]:
    return [card for card in CARDS.values() if level in card.levels and not card.provider_only]


def _split(base: str, cards: Iterable[Card], level: Level) -> Iterator[str]:
    for card in cards:
        for each in card.breakdowns_at(level):
            if each is not Breakdown.NONE:
                yield f"{base}/measures/{card.key}?by={each.value}"


def _report(base: str, cards: Iterable[Card]) -> str:
    return f"{base}/report?{urlencode([('measure', card.key) for card in cards])}"


class Reader:
    """Somebody who is signed in to a server of this machine, over one connection that is kept open."""

    def __init__(self, port: int, process: int, cookie: str) -> None:
        self._process = process
        self._cookie = cookie
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def answer(self, address: str) -> Answer:
        """Ask for a page; ends the run when it is not given."""
        spent, began = processor_seconds(self._process), perf_counter()
        self._connection.request("GET", address, headers={"cookie": self._cookie})
        given = self._connection.getresponse()
        body = given.read()
        clock, processor = perf_counter() - began, processor_seconds(self._process) - spent
        if given.status != http.client.OK:
            raise SystemExit(f"Discarded: {address} was answered {given.status}.\n{body[:1500].decode()}")
        return Answer(clock * 1000, processor * 1000, len(body))

    def walk(self, addresses: Sequence[str], requests: int) -> list[Answer]:
        """Ask for each page once, and then for so many in turn: what those took."""
        for each in addresses:
            self.answer(each)
        return [self.answer(each) for each in islice(cycle(addresses), requests)]


def processor_seconds(process: int) -> float:
    """What all threads of a process have run, to the nanosecond (proc(5), `schedstat`)."""
    found = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        with (thread / "schedstat").open() as file:
            found += int(file.read().split()[0])
    return found / 1e9

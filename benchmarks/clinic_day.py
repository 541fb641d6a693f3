"""Simulated clinicians, a process of its own: `python -m benchmarks.clinic_day` with a `Day` on its standard input.

Each clinician books out one visit after another as the form's own script would: opens the list and the form, types
words and is answered at every letter, has the draft kept 400 ms after each change, saves, and sees what was recorded.
One connection each, plain streams and one expression to read a page, as the load shares the cores with the server.
"""

import asyncio
import json
import pickle
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

from app.terminology.load import load_refset
from app.terminology.refset import Member
from benchmarks.browser import Browser
from benchmarks.busy_clinics import PASSWORD, BusyClinician
from benchmarks.busy_visits import usual_members
from benchmarks.visit_form import Fields, body, completed, needs_to_add, read_form, value, with_need

VISIT_SECONDS = (60.0, 120.0)
"""From how many to how many seconds pass, at a busy clinic's end, from one save of a clinician to the next."""
KEYSTROKE = 0.28
"""Seconds from letter to letter of an average typist (keystroke-level model, K)."""
MENTAL = 1.35
"""Seconds to make up one's mind (keystroke-level model, M)."""
DRAFT_AFTER = 0.4
"""Seconds from a change to its draft, as the form's script has it."""
ADDED = 3
LETTERS = (3, 6)
OTHER_CHANGES = 5
SIGNING_IN = 0.1
"""Seconds from one clinician's sign-in to the next's."""
_FILLING = 0.55
"""The share of a visit's time, at most, that passes between changes of the form."""
_SAVED_AT = 0.9
"""The share of a visit's time after which it is saved."""
_REFSET = Path(__file__).resolve().parent.parent / "snomed_refsets"
_WORDS_KEPT = 600


@dataclass(frozen=True, slots=True)
class Day:
    """Who works at which port, and for how many seconds, after a lead-in in which they start one after another.

    At a `pace` of 0.05 all that a person does takes a twentieth of its time.
    """

    port: int
    clinicians: list[BusyClinician]
    seconds: float
    pace: float = 1.0
    seed: int = 7

    @property
    def lead_in(self) -> float:
        """Seconds until everybody is at work, each somewhere else in a visit."""
        return VISIT_SECONDS[1] * self.pace

    @property
    def visits(self) -> int:
        """The most visits that one clinician can come to."""
        return int((self.lead_in + self.seconds) / (VISIT_SECONDS[0] * self.pace)) + 1


@dataclass(slots=True)
class Outcome:
    """What came of a day.

    `answers` are (kind, seconds since the end of the lead-in, milliseconds); `saved` are (place of a clinician in the
    day, path of the encounter, form token, statements expected); `drafts` the (place, form, token) of what was
    left half-way; `faults` tell of each answer that was not as due; `ran_out` counts who had no visit left.
    """

    answers: list[tuple[str, float, float]] = field(default_factory=list)
    saved: list[tuple[int, str, str, int]] = field(default_factory=list)
    drafts: list[tuple[int, str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cpu: float = 0.0
    ran_out: int = 0


class Over(Exception):
    """The day is over."""


@dataclass(slots=True)
class Clinician:
    """One clinician at work."""

    place: int
    who: BusyClinician
    day: Day
    members: list[Member]
    outcome: Outcome
    browser: Browser
    chance: Random
    began: float = 0.0

    async def work(self, start: asyncio.Event) -> None:
        """Sign in, wait for the day to start, and book out visits until it is over."""
        await asyncio.sleep(self.place * SIGNING_IN)
        signing = urlencode({"username": self.who.username, "password": PASSWORD}).encode()
        await self._ask("sign in", 303, "POST", "/sign-in", content=signing)
        await start.wait()
        self.began = time.monotonic()
        try:
            # Nobody starts with anybody else.
            await self._pass(self.chance.uniform(0, VISIT_SECONDS[1]))
            for number, path in enumerate(self.who.forms):
                await self._visit(number, path)
            self.outcome.ran_out += 1
        except Over:
            pass
        finally:
            await self.browser.close()

    async def _visit(self, number: int, path: str) -> None:
        """One visit, from the list to the slip; what is left of its time is spent with the family, before the save."""
        started, takes = time.monotonic(), self.chance.uniform(*VISIT_SECONDS) * self.day.pace
        await self._ask("clinic list", 200, "GET", f"/clinic?clinic={self.who.clinic}")
        await self._pass(MENTAL)
        fields = read_form((await self._ask("form", 200, "GET", path))[1])
        pause = takes / self.day.pace * _FILLING / (ADDED + OTHER_CHANGES)
        for member in needs_to_add(fields, self.chance.sample(self.members, 20), ADDED):
            await self._pass(pause * self.chance.random())
            await self._type(member)
            fields = with_need(fields, member)
            await self._keep(path, fields)
        fields = completed(fields, self.who.colleague if number % 4 == 0 else None)
        for _ in range(OTHER_CHANGES):
            await self._pass(pause * self.chance.random())
            await self._keep(path, fields)
        await self._until(started + takes * _SAVED_AT)
        await self._save(path, fields)
        await self._until(started + takes)

    async def _type(self, member: Member) -> None:
        """Type the beginning of a member's term: the list is asked for at every letter."""
        word = member.preferred_term
        for length in range(1, min(self.chance.randint(*LETTERS), len(word)) + 1):
            await self._pass(KEYSTROKE)
            path = f"/needs?words={quote(word[:length])}"
            await self._ask("type-ahead", 200, "GET", path, accept="application/json")

    async def _keep(self, path: str, fields: Fields) -> None:
        await self._pass(DRAFT_AFTER)
        token = value(fields, "form_token")
        draft = body(fields, [("place", path)])
        await self._ask("draft", 200, "PUT", f"/drafts/{token}", content=draft, accept="application/json")
        if (self.place, path, token) not in self.outcome.drafts[-len(self.day.clinicians) :]:
            self.outcome.drafts.append((self.place, path, token))

    async def _save(self, path: str, fields: Fields) -> None:
        token = value(fields, "form_token")
        sent = body(fields, [("action", "save")])
        encounter, _ = await self._ask("save", 201, "POST", path, content=sent, accept="application/json")
        # Every chip of these forms makes one statement: what stood is ticked or carried on, what was added is new.
        statements = sum(name == "need" for name, _ in fields)
        self.outcome.saved.append((self.place, encounter.partition("?")[0], token, statements))
        self.outcome.drafts.remove((self.place, path, token))
        await self._ask("encounter", 200, "GET", encounter)

    async def _ask(
        self, kind: str, due: int, method: str, path: str, *, content: bytes | None = None, accept: str = "*/*"
    ) -> tuple[str, str]:
        """Location and body of an answer; ends this clinician's day when it is not as due."""
        asked = time.monotonic()
        try:
            status, location, told = await self.browser.ask(method, path, content, accept)
        except (OSError, asyncio.IncompleteReadError) as fault:
            self.outcome.faults.append(f"{kind}: {fault!r}")
            raise Over from fault
        now = time.monotonic()
        if self.began:
            at = asked - self.began - self.day.lead_in
            self.outcome.answers.append((kind, at, (now - asked) * 1_000))
        if status != due:
            self.outcome.faults.append(f"{kind}: {status} instead of {due}: {told[:_WORDS_KEPT]}")
            raise Over
        return location, told

    async def _pass(self, seconds: float) -> None:
        """Let pass what takes a person so many seconds."""
        await self._until(time.monotonic() + seconds * self.day.pace)

    async def _until(self, at: float) -> None:
        if max(at, time.monotonic()) - self.began > self.day.lead_in + self.day.seconds:
            raise Over
        await asyncio.sleep(max(at - time.monotonic(), 0))


async def carried_out(day: Day) -> Outcome:
    """Everybody signs in, then everybody works."""
    outcome = Outcome()
    members = usual_members(load_refset(_REFSET))
    start = asyncio.Event()
    at_work = [
        asyncio.create_task(
            Clinician(place, who, day, members, outcome, Browser(day.port), Random(day.seed * 10_000 + place)).work(
                start
            )
        )
        for place, who in enumerate(day.clinicians)
    ]
    await asyncio.sleep(len(day.clinicians) * SIGNING_IN + 1)
    spent = time.process_time()
    sys.stderr.write("started\n")
    sys.stderr.flush()
    start.set()
    await asyncio.gather(*at_work)
    outcome.cpu = time.process_time() - spent
    return outcome


def main() -> None:
    """Read a day from a parent process that we trust, carry it out, and write its outcome as JSON."""
    day = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent process wrote it
    outcome = asyncio.run(carried_out(day))
    told = {name: getattr(outcome, name) for name in ("answers", "saved", "drafts", "faults", "cpu", "ran_out")}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

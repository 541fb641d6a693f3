"""Organisations in memory whose records change, and the copy that is made of them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from app.access.people import Organisation
from app.clinical.child import ChildFact, ChildIdentifier, FactAnswer, FactKind, IdentifierKind
from app.clinical.encounter import Encounter
from app.clinical.needs import Change
from app.identity import Identity
from app.reports.copy.layout import ROWS
from app.reports.copy.places import Places
from app.reports.copy.reader import MANIFEST, attach
from app.reports.copy.writer import Derivation, Refreshed, rebuild, refresh
from app.reports.ports import ChildHistory, HistoryPiece
from app.terminology.refset import Refset
from tests.clinical.examples import (
    ACCOUNT,
    EPILEPSY,
    NHS_NUMBER,
    PALSY,
    REFSET,
    SLEEP,
    child,
    referral,
    statement,
    visit,
)
from tests.reports.copy.pieces import piece_of

OTHER_NUMBER = "9990000026"
AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
MARCH = date(2026, 3, 4)
ORGANISATIONS = Organisation(Identity(1), "RXX01", "One"), Organisation(Identity(2), "RXX02", "Two")
PLACES = Places({"ZN1": "ZE901"}, version="1")


def derivation(refset: Refset = REFSET, places: Places = PLACES, key: bytes = bytes(32)) -> Derivation:
    return Derivation(key, places, refset)


@dataclass
class World:
    """The records of each organisation, by record; `log` says whom each change was about, from 1."""

    records: dict[Identity, dict[Identity, ChildHistory]] = field(
        default_factory=lambda: {each.id: {} for each in ORGANISATIONS}
    )
    merged: dict[tuple[Identity, Identity], Identity] = field(default_factory=dict)
    log: list[tuple[Identity, Identity]] = field(default_factory=list)

    def register(self, organisation: int, number: int, nhs_number: str | None) -> None:
        mine, record = ORGANISATIONS[organisation].id, Identity(10_000 + number)
        made = replace(child(), id=record, organisation=mine, identifiers=numbers(nhs_number))
        self._keep(mine, ChildHistory(made, (replace(referral(), organisation=mine, child=record),), ()))

    def knows(self, organisation: int, number: int) -> bool:
        return Identity(10_000 + number) in self.records[ORGANISATIONS[organisation].id]

    def renumber(self, organisation: int, number: int, nhs_number: str | None) -> None:
        self._change(organisation, number, lambda held: replace(held, identifiers=numbers(nhs_number)))

    def move(self, organisation: int, number: int, postcode: str) -> None:
        at = AT + timedelta(minutes=len(self.log))
        learned = ChildFact(
            Identity(90_000 + len(self.log)), FactKind.POSTCODE, FactAnswer.KNOWN, postcode, None, None, at, ACCOUNT
        )
        self._change(organisation, number, lambda held: replace(held, facts=(*held.facts, learned)))

    def see(self, organisation: int, number: int, change: Change = Change.NEW) -> None:
        mine, record = ORGANISATIONS[organisation].id, Identity(10_000 + number)
        held = self.records[mine].get(record)
        if held is None:
            return
        place = len(held.encounters)
        concept = (PALSY, EPILEPSY, SLEEP)[place % 3]
        said = statement(number * 100 + place % 3, concept, change)
        made: Encounter = visit(MARCH + timedelta(days=place), said, identity=50_000 + number * 100 + place)
        made = replace(made, organisation=mine, child=record)
        self._keep(mine, replace(held, encounters=(*held.encounters, made)))

    def merge(self, organisation: int, number: int, into: int) -> None:
        mine, gone, stands = ORGANISATIONS[organisation].id, Identity(10_000 + number), Identity(10_000 + into)
        chained = gone in {to for (of, _), to in self.merged.items() if of == mine}
        free = (mine, gone) not in self.merged and (mine, stands) not in self.merged and not chained
        if free and gone != stands and {gone, stands} <= self.records[mine].keys():
            self.merged[mine, gone] = stands
            self.log += [(mine, gone), (mine, stands)]

    def unmerge(self, organisation: int, number: int) -> None:
        mine, gone = ORGANISATIONS[organisation].id, Identity(10_000 + number)
        stands = self.merged.pop((mine, gone), None)
        if stands is not None:
            self.log += [(mine, gone), (mine, stands)]

    def _change(self, organisation: int, number: int, changed: Any) -> None:
        mine, record = ORGANISATIONS[organisation].id, Identity(10_000 + number)
        held = self.records[mine].get(record)
        if held is not None:
            self._keep(mine, replace(held, child=changed(held.child)))

    def _keep(self, mine: Identity, history: ChildHistory) -> None:
        self.records[mine][history.child.id] = history
        self.log.append((mine, history.child.id))

    def open(self, organisation: Organisation) -> AbstractContextManager["WorldRecords"]:
        return nullcontext(WorldRecords(self, organisation))


@dataclass(frozen=True)
class WorldRecords:
    """One organisation's records of a world."""

    world: World
    of: Organisation

    def organisation(self) -> Organisation:
        return self.of

    def touched_since(self, mark: int) -> tuple[int, Sequence[Identity]]:
        noted = {child for mine, child in self.world.log[mark:] if mine == self.of.id}
        standing = {self.world.merged.get((self.of.id, each), each) for each in noted}
        return len(self.world.log), sorted(standing)

    def histories(self, children: Sequence[Identity]) -> Iterator[HistoryPiece]:
        for each in children:
            yield piece_of(*self._histories(each))

    def _histories(self, *children: Identity) -> Iterator[ChildHistory]:
        for each in children:
            held = self.world.records[self.of.id][each]
            merged = tuple(sorted(g for (of, g), to in self.world.merged.items() if (of, to) == (self.of.id, each)))
            parts = [self.world.records[self.of.id][record] for record in merged]
            yield ChildHistory(
                replace(held.child, merged_from=merged),
                (*held.referrals, *(every for part in parts for every in part.referrals)),
                (*held.encounters, *(every for part in parts for every in part.encounters)),
            )


def small_world() -> World:
    """Two clinics with one child in common, and one without an NHS number at each."""
    world = World()
    world.register(0, 1, NHS_NUMBER)
    world.register(1, 2, NHS_NUMBER)
    world.register(0, 3, None)
    world.register(1, 4, None)
    world.see(0, 1)
    return world


def grown_world() -> World:
    """The small world, and what happened since."""
    world = small_world()
    world.see(0, 1)
    world.renumber(0, 3, OTHER_NUMBER)
    world.merge(1, 2, into=4)
    return world


def numbers(nhs_number: str | None) -> tuple[ChildIdentifier, ...]:
    if nhs_number is None:
        return ()
    return (ChildIdentifier(Identity(40), IdentifierKind.NHS_NUMBER, nhs_number, None, "01"),)


def refreshed(world: World, folder: Path, by: Derivation | None = None, *, anew: bool = False) -> Refreshed:
    """Bring the copy of a world up to date."""
    act = rebuild if anew else refresh
    return act(folder, ORGANISATIONS, world.open, by or derivation(), AT)


def rows(folder: Path, part: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """The current rows of every table of a copy, in an order of their own."""
    connection = duckdb.connect()
    attach(connection, folder / MANIFEST, part)
    found = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in ROWS}  # noqa: S608
    connection.close()
    return {table: sorted(held, key=repr) for table, held in found.items()}


def people(folder: Path) -> list[tuple[int, int, bool]]:
    """Organisation, record and whether linked, of every child's row."""
    return sorted((row[1], row[-1], row[2]) for row in rows(folder)["child"])

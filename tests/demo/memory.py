"""Storage of the demonstration held in memory, which refuses what a real one would: keys that are taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from app.access.audit import AuditEvent
from app.access.people import Account, Organisation
from app.clinical.child import Child, ChildLink, IdentifierOfChild
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.group_session import GroupSession
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.errors import Conflict, NotFound
from app.identity import Identity

Thing = TypeVar("Thing")


class MemoryRecords:
    """The records of one organisation."""

    def __init__(self, store: "MemoryStore", organisation: Identity) -> None:
        self._store = store
        self._organisation = organisation

    def child(self, child: Identity) -> Child:
        return self._store.found(Child, child)

    def referral(self, referral: Identity) -> Referral:
        return self._store.referrals[referral]

    def encounter(self, encounter: Identity) -> Encounter:
        return self.encounter_versions(encounter)[-1]

    def encounter_versions(self, encounter: Identity) -> tuple[Encounter, ...]:
        versions = self._store.versions.get(encounter)
        if versions is None:
            raise NotFound("There is no such encounter.")
        return tuple(versions)

    def encounters_of(self, child: Identity) -> tuple[Encounter, ...]:
        return tuple(self._store.encounters_of(child))

    def record_number(self, child: Identity) -> int:
        return sum(len(self._store.versions[each.id]) for each in self._store.encounters_of(child))

    def encounter_of_form(self, form_token: str) -> Identity | None:
        found = (
            each.id for versions in self._store.versions.values() for each in versions if each.form_token == form_token
        )
        return next(found, None)

    def professional(self, professional: Identity) -> CareProfessional:
        return self._store.found(CareProfessional, professional)

    def commit(self, unit: Unit) -> None:
        for thing in unit.writes:
            self._store.write(thing)
        for event in unit.audit:
            assert event.organisation == self._organisation
            self._store.claim(event.id)
            self._store.events.append(event)


class MemoryChunk:
    """A chunk that makes nothing durable, and counts how often it was asked to."""

    def __init__(self, store: "MemoryStore") -> None:
        self._store = store

    def records(self, organisation: Identity) -> MemoryRecords:
        return MemoryRecords(self._store, organisation)

    def flush(self) -> None:
        self._store.flushes += 1


class MemoryStore:
    """Everything that was written, by kind."""

    def __init__(self) -> None:
        self.things: dict[Identity, object] = {}
        self.referrals: dict[Identity, Referral] = {}
        self.sessions: dict[Identity, GroupSession] = {}
        self.versions: dict[Identity, list[Encounter]] = {}
        self.links: list[ChildLink] = []
        self._of_child: dict[Identity, list[Identity]] = {}
        self.events: list[AuditEvent] = []
        self.flushes = 0
        self._taken: set[object] = set()

    @contextmanager
    def chunk(self) -> Iterator[MemoryChunk]:
        yield MemoryChunk(self)

    @property
    def accounts(self) -> "MemoryStore":
        return self

    def organisation(self, ods_code: str) -> Organisation | None:
        return next((each for each in self.of(Organisation) if each.ods_code == ods_code), None)

    def account_named(self, username: str) -> Account | None:
        return next((each for each in self.of(Account) if each.username == username), None)

    @property
    def encounters(self) -> dict[Identity, list[Encounter]]:
        """The current versions of the encounters of each child of whom there are any."""
        return {child: self.encounters_of(child) for child in self._of_child}

    def encounters_of(self, child: Identity) -> list[Encounter]:
        return [self.versions[each][-1] for each in self._of_child.get(child, ())]

    def of(self, kind: type[Thing]) -> list[Thing]:
        return [each for each in self.things.values() if isinstance(each, kind)]

    def found(self, kind: type[Thing], identity: Identity) -> Thing:
        thing = self.things.get(identity)
        if not isinstance(thing, kind):
            raise NotFound("There is no such thing.")
        return thing

    def claim(self, key: object) -> None:
        if key in self._taken:
            raise Conflict("The key is taken.")
        self._taken.add(key)

    def write(self, thing: object) -> None:
        assert isinstance(
            thing,
            Organisation
            | Account
            | CareProfessional
            | Team
            | Clinic
            | Child
            | IdentifierOfChild
            | ChildLink
            | Referral
            | Appointment
            | Encounter
            | GroupSession,
        )
        if isinstance(thing, Account):
            self.claim(thing.username)
        if isinstance(thing, Encounter):
            self._write_encounter(thing)
            return
        if isinstance(thing, ChildLink):
            self.claim((thing.child, "link", thing.version))
            self.links.append(thing)
            return
        if isinstance(thing, IdentifierOfChild):
            self._write_identifier(thing)
            return
        if isinstance(thing, Referral):
            self.claim((thing.id, thing.version))
            self.referrals[thing.id] = thing
            return
        if isinstance(thing, GroupSession):
            self.claim((thing.id, thing.version))
            self.sessions[thing.id] = thing
            return
        self.claim(thing.id)
        self.things[thing.id] = thing

    def _write_encounter(self, encounter: Encounter) -> None:
        self.claim((encounter.child, encounter.record_number))
        self.claim((encounter.id, encounter.version))
        if encounter.version == 1:
            self._of_child.setdefault(encounter.child, []).append(encounter.id)
        self.versions.setdefault(encounter.id, []).append(encounter)

    def _write_identifier(self, given: IdentifierOfChild) -> None:
        """The child with the identifier in place of its version before, or besides those there are."""
        self.claim((given.identifier.id, given.identifier.version))
        child = self.found(Child, given.child)
        others = tuple(each for each in child.identifiers if each.id != given.identifier.id)
        self.things[child.id] = replace(child, identifiers=(*others, given.identifier))

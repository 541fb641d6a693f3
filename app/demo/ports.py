"""What the demonstration asks of the outside: storage that takes many units in few transactions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from app.access.people import Account, Organisation
from app.clinical.ports import Records
from app.identity import Identity
from app.terminology.refset import Refset


class DemoRecords(Records, Protocol):
    """One organisation's records; a unit may also hold what sets a clinic up.

    The writes of a unit are of the types Organisation, Account, Team, Clinic, CareProfessional, Child,
    IdentifierOfChild, ChildLink, Referral, Appointment, Encounter and GroupSession; whatever a thing refers to was
    written before it, or stands before it in the same unit.
    """


class Chunk(Protocol):
    """An open transaction: its records read what it has written so far."""

    def records(self, organisation: Identity) -> DemoRecords:
        """The records of an organisation, which this chunk itself may be about to write."""
        ...

    def flush(self) -> None:
        """Make durable what was written so far, and go on in a new transaction."""
        ...


class DemoAccounts(Protocol):
    """What tells whether a demonstration is there."""

    def organisation(self, ods_code: str) -> Organisation | None: ...

    def account_named(self, username: str) -> Account | None: ...


class DemoStore(Protocol):
    """Storage, as the demonstration loads it."""

    @property
    def accounts(self) -> DemoAccounts: ...

    def chunk(self) -> AbstractContextManager[Chunk]:
        """Open a chunk; leaving it makes the rest durable, leaving it by an exception undoes the rest."""
        ...


@dataclass(frozen=True, slots=True)
class DemoSystem:
    """A provider's system as it is registered: its id, name, and the name of its key (empty: it has several)."""

    client_id: str
    name: str
    key_id: str


class DemoSystems(Protocol):
    """The providers' systems that may call the API."""

    def of(self, ods_code: str) -> tuple[DemoSystem, ...]:
        """Those of an organisation, disabled or not."""
        ...

    def add(self, ods_code: str, name: str, scope: str, public_key: str) -> str:
        """Register one of an organisation that is there, with a public JSON Web Key; its id."""
        ...

    def give_key(self, client_id: str, public_key: str) -> None:
        """Give one that is there another key. The tokens it has end."""
        ...


@dataclass(frozen=True, slots=True)
class DemoEnvironment:
    """What the wiring hands the commands. `now` gives the instant (UTC); the key is that of pseudonyms, 32 bytes;
    `places` is the folder for the lists of the places in which the made-up children live; `give_areas` lets an account
    see the figures of the places that are its own, `note` lets it note there what `noted` has, as of a day."""

    store: DemoStore
    refset: Refset
    pseudonym_key: bytes
    now: Callable[[], datetime]
    systems: DemoSystems
    places: Path | None = None
    give_areas: Callable[[Account], None] | None = None
    note: Callable[[Account, date], None] | None = None

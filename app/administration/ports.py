"""What administration asks of storage."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.access.audit import AuditEvent
from app.access.people import Account, Organisation
from app.clinical.professional import CareProfessional
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where an audit chain does not hold: the organisation, the writer, the sequence number, and what is wrong."""

    organisation: Identity
    writer: Identity
    sequence: int
    what: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification read: chains, events, and the faults found."""

    chains: int
    events: int
    faults: tuple[ChainFault, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """How the database's schema is moved: to a revision, and which one it is at."""

    upgrade: Callable[[str], None]
    downgrade: Callable[[str], None]
    current: Callable[[], str | None]
    head: Callable[[], str | None]


class AccountRecords(Protocol):
    """The accounts of one organisation."""

    def accounts(self, organisation: Identity) -> tuple[Account, ...]:
        """By user name."""
        ...

    def account(self, organisation: Identity, account: Identity) -> Account:
        """Raises NotFound when it is another organisation's or none."""
        ...

    def account_named(self, username: str) -> Account | None:
        """The account with a user name, whatever its organisation."""
        ...

    def professionals(self, organisation: Identity) -> tuple[CareProfessional, ...]:
        """By name."""
        ...

    def add_account(self, account: Account, event: AuditEvent, new: CareProfessional | None = None) -> None:
        """Write an account, and with it its care professional when that is a new one.

        Raises:
            Conflict: the user name is taken, another account has the care professional, or their staff identifier
                is somebody else's; nothing was written.
        """
        ...

    def tie_account(
        self, account: Account, professional: Identity, event: AuditEvent, new: CareProfessional | None = None
    ) -> None:
        """Tie an account, as it was read, to a care professional, who is written with it when new.

        Raises:
            Conflict: the account was tied meanwhile, another account has the care professional, or their staff
                identifier is somebody else's; nothing was written.
        """
        ...

    def correct_professional(self, professional: CareProfessional, event: AuditEvent) -> bool:
        """Store a care professional with other details.

        Returns:
            False, and nothing is written, when the profession would change and visits are recorded under it.
        """
        ...

    def change_account(self, account: Account, events: tuple[AuditEvent, ...]) -> None:
        """Store an account as it now is, but for the care professional it is tied to."""
        ...

    def end_sessions_of(self, account: Identity, at: datetime) -> None: ...

    def organisation(self, ods_code: str) -> Organisation | None: ...

    def add_organisation(self, organisation: Organisation, event: AuditEvent) -> None: ...

    def verify_audit(self) -> ChainReport:
        """Recompute every chain and the chain of heads."""
        ...

"""What administration asks of storage."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.access.audit import AuditEvent
from app.access.clients import SystemClient
from app.access.hosts import Host
from app.access.people import Account, Organisation
from app.clinical.professional import CareProfessional
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.releases import LoadedRelease, MemberGrouping, Switch, TerminologyState


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

    def organisations(self) -> tuple[Organisation, ...]:
        """Every organisation, by its ODS code."""
        ...

    def add_organisation(self, organisation: Organisation, event: AuditEvent) -> None: ...

    def verify_audit(self) -> ChainReport:
        """Recompute every chain and the chain of heads."""
        ...


class ClientRecords(Protocol):
    """The providers' systems of the installation."""

    def client(self, client: Identity) -> SystemClient | None:
        """The version of a client that holds, disabled or not."""
        ...

    def clients(self) -> tuple[tuple[Organisation, SystemClient], ...]:
        """Every client with its organisation, by the organisation's ODS code and the client's name."""
        ...

    def put_client(self, client: SystemClient, event: AuditEvent) -> None:
        """Write a client, or one more version of it, with its event, as one transaction.

        Raises:
            Conflict: the version is there already: somebody changed the client meanwhile; nothing was written.
        """
        ...


class HostRecords(Protocol):
    """The hosts of the installation: providers' own records that may open the form."""

    def host(self, host: Identity) -> Host | None:
        """The version of a host that holds, disabled or not."""
        ...

    def hosts(self) -> tuple[tuple[Organisation, Host], ...]:
        """Every host with its organisation, by the organisation's ODS code and the host's name."""
        ...

    def put_host(self, host: Host, event: AuditEvent) -> None:
        """Write a host, or one more version of it, with its event, as one transaction.

        Raises:
            Conflict: the version is there already: somebody changed the host meanwhile; nothing was written.
        """
        ...


class ReleaseRecords(Protocol):
    """The installation's releases, switches and groupings of members."""

    def state(self) -> TerminologyState:
        """One short query: it is asked every few seconds by every process."""
        ...

    def releases(self) -> tuple[LoadedRelease, ...]:
        """Every release loaded, the last loaded first."""
        ...

    def switches(self) -> tuple[Switch, ...]:
        """Every switch, the last first."""
        ...

    def groupings(self) -> tuple[MemberGrouping, ...]:
        """Of each member grouped by a person, the grouping that holds; by concept."""
        ...

    def organisations(self) -> tuple[Identity, ...]:
        """Every organisation of the installation: each has an event of its own for a change that is everybody's."""
        ...

    def add_release(self, release: LoadedRelease, events: Sequence[AuditEvent]) -> None:
        """Write a release with its events, as one transaction.

        Raises:
            Conflict: a release with this key is there already; nothing was written.
        """
        ...

    def switch(self, switch: Switch, events: Sequence[AuditEvent]) -> None:
        """Write a switch with its events, as one transaction.

        Raises:
            Conflict: its number is taken: somebody switched meanwhile; nothing was written.
        """
        ...

    def group_member(self, grouping: MemberGrouping, events: Sequence[AuditEvent]) -> None:
        """Write one more version of a member's grouping with its events, as one transaction.

        Raises:
            Conflict: the version is taken; nothing was written.
        """
        ...

    def children_with(self, organisation: Identity, concepts: Collection[ConceptId]) -> Mapping[ConceptId, int]:
        """How many of an organisation's children have a standing need of each concept; none is left out as 0.

        Which need stands is said by `app.clinical.history`, as everywhere.
        """
        ...

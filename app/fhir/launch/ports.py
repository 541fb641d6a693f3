"""What launches ask of a host's servers, of the staff list, and of the slip's printer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.access.people import Account, Principal
from app.clinical.professional import CareProfessional
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class HostAnswer:
    """What a host's server answered: HTTP status and body, which is no longer than a record's part can be."""

    status: int
    body: bytes

    @property
    def succeeded(self) -> bool:
        return 200 <= self.status < 300


class HostRecord(Protocol):
    """One conversation with a host's servers, which ends in time; None is answered for what cannot be had."""

    def exchanged(self, url: str, fields: Mapping[str, str]) -> HostAnswer | None:
        """Send a form to the token endpoint."""
        ...

    def read(self, url: str, token: str) -> HostAnswer | None:
        """Read a resource, or search, with an access token."""
        ...

    def handed(self, url: str, token: str, bundle: bytes) -> HostAnswer | None:
        """Send a transaction with an access token."""
        ...


Converse = Callable[[], HostRecord]


class Staff(Protocol):
    """Who may sign in, and who gives care."""

    def accounts(self, organisation: Identity) -> tuple[Account, ...]: ...

    def professionals(self, organisation: Identity) -> tuple[CareProfessional, ...]: ...


SlipOf = Callable[[Principal, Identity], bytes]
"""The booking slip of an encounter, as a PDF file, for somebody who may print it."""

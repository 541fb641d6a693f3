"""What an operator does with hosts: add one, change it, disable and enable it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.access.audit import AuditAction
from app.access.hosts import Host, host_identity
from app.access.people import Organisation
from app.administration.ports import HostRecords
from app.administration.registered.register import (
    LONGEST_URL,
    Register,
    address_parts,
    name_problems,
    plain,
    schemes,
)
from app.clinical.problems import Problem
from app.errors import Rejected
from app.identity import Identity

LONGEST_CLIENT_ID: Final = 200

_NOBODY = "There is no host with this id. List them with: everyneed hosts list"
_FORM = "such as https://record.example.nhs.uk/fhir/R4"


@dataclass(frozen=True, slots=True)
class HostDetails:
    """What is said of a host; what is empty is not said."""

    name: str = ""
    issuer: str = ""
    client_id: str = ""
    staff_system: str = ""


@dataclass(frozen=True, slots=True)
class HostDesk:
    """The use cases. `now` gives the instant (UTC); `https_only` says that a host's address must be HTTPS."""

    records: HostRecords
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    https_only: bool

    def add(self, organisation: Organisation, wanted: HostDetails) -> Host:
        """Register a host of an organisation.

        Raises:
            Rejected: a detail is wrong or missing, or another host has the issuer; all problems at once.
        """
        checked = self._checked(wanted, None)
        host = Host(
            self.new_identity(),
            1,
            organisation.id,
            checked.name,
            checked.issuer,
            checked.client_id,
            checked.staff_system or None,
            self.now(),
        )
        self.records.put_host(host, self._register.event(host, AuditAction.HOST_ADDED, _words(host)))
        return host

    def change(self, host_id: str, wanted: HostDetails) -> Host:
        """Give a host other details; what is left empty stays. Sessions it has opened hand nothing back any more.

        Raises:
            NotFound: there is no such host.
            Rejected: a detail is wrong; all problems at once.
            Conflict: it was changed meanwhile.
        """
        held = self.found(host_id)
        details = HostDetails(
            wanted.name or held.name,
            wanted.issuer or held.issuer,
            wanted.client_id or held.client_id,
            wanted.staff_system or held.staff_system or "",
        )
        checked = self._checked(details, held)
        changed = replace(
            held,
            name=checked.name,
            issuer=checked.issuer,
            client_id=checked.client_id,
            staff_system=checked.staff_system or None,
        )
        return held if changed == held else self._register.put_next(changed, _words(changed))

    def disable(self, host_id: str) -> Host:
        """Let a host open nothing more. Raises NotFound or Conflict as `change` does."""
        return self._register.disabled(host_id)

    def enable(self, host_id: str) -> Host:
        """Let a host open forms again. Raises NotFound, Conflict or Rejected (its issuer is another's) as `change`."""
        held = self.found(host_id)
        problems = self._taken(held.issuer, held) if held.disabled_at is not None else []
        if problems:
            raise Rejected(problems)
        return self._register.enabled(held)

    def found(self, host_id: str) -> Host:
        """The host as it now is. Raises NotFound when there is none."""
        return self._register.found(host_id)

    @property
    def _register(self) -> Register[Host]:
        held, put, changed = self.records.host, self.records.put_host, AuditAction.HOST_CHANGED
        return Register(held, put, host_identity, changed, _NOBODY, self.new_identity, self.now)

    def _checked(self, wanted: HostDetails, held: Host | None) -> HostDetails:
        name, issuer = wanted.name.strip(), wanted.issuer.strip().rstrip("/")
        made = HostDetails(name, issuer, wanted.client_id.strip(), wanted.staff_system.strip())
        problems = [*name_problems(made.name, "host"), *_issuer_problems(made.issuer, https_only=self.https_only)]
        problems += self._taken(made.issuer, held)
        if not plain(made.client_id, LONGEST_CLIENT_ID):
            said = f"Give the client id that the host knows EveryNeed by, up to {LONGEST_CLIENT_ID} characters."
            problems.append(Problem("client_id", "text", said))
        if made.staff_system and not plain(made.staff_system, LONGEST_URL):
            problems.append(Problem("staff_system", "text", f"A system has up to {LONGEST_URL} characters, no spaces."))
        if problems:
            raise Rejected(problems)
        return made

    def _taken(self, issuer: str, held: Host | None) -> list[Problem]:
        """A launch names nothing but the issuer, so that two hosts that may launch cannot have the same."""
        others = [host for _, host in self.records.hosts() if held is None or host.id != held.id]
        if all(each.issuer != issuer or each.disabled_at is not None for each in others):
            return []
        return [Problem("issuer", "taken", "Another host has this address. Disable it first: everyneed hosts list")]


def _issuer_problems(issuer: str, *, https_only: bool) -> list[Problem]:
    allowed = schemes(https_only=https_only)
    if plain(issuer, LONGEST_URL) and _is_base(issuer, allowed):
        return []
    said = f"Give the base address of the host's FHIR API, which begins with {allowed[0]}://, {_FORM}."
    return [Problem("issuer", "address", said)]


def _is_base(address: str, allowed: tuple[str, ...]) -> bool:
    parts = address_parts(address)
    if parts is None:
        return False
    return bool(parts.hostname) and parts.scheme in allowed and not parts.query and not parts.fragment


def _words(host: Host) -> str:
    staff = f"; staff by {host.staff_system}" if host.staff_system is not None else ""
    return f"{host.issuer}; client {host.client_id}{staff}"

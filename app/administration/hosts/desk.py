"""What an operator does with hosts: add one, change it, disable and enable it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from app.access.audit import AuditAction, AuditEvent
from app.access.hosts import Host, host_identity
from app.access.people import Organisation
from app.administration.ports import HostRecords
from app.clinical.checks import text_fault
from app.clinical.problems import Problem
from app.errors import NotFound, Rejected
from app.identity import Identity

LONGEST_NAME: Final = 100
LONGEST_URL: Final = 2_000
LONGEST_CLIENT_ID: Final = 200

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
        self.records.put_host(host, self._event(host, AuditAction.HOST_ADDED, _words(host)))
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
        return held if changed == held else self._put(changed, _words(changed))

    def disable(self, host_id: str) -> Host:
        """Let a host open nothing more. Raises NotFound or Conflict as `change` does."""
        held = self.found(host_id)
        return held if held.disabled_at is not None else self._put(replace(held, disabled_at=self.now()), "disabled")

    def enable(self, host_id: str) -> Host:
        """Let a host open forms again. Raises NotFound, Conflict or Rejected (its issuer is another's) as `change`."""
        held = self.found(host_id)
        if held.disabled_at is None:
            return held
        problems = self._taken(held.issuer, held)
        if problems:
            raise Rejected(problems)
        return self._put(replace(held, disabled_at=None), "enabled")

    def found(self, host_id: str) -> Host:
        """The host as it now is. Raises NotFound when there is none."""
        identity = host_identity(host_id)
        host = None if identity is None else self.records.host(identity)
        if host is None:
            raise NotFound("There is no host with this id. List them with: everyneed hosts list")
        return host

    def _put(self, changed: Host, detail: str) -> Host:
        changed = replace(changed, version=changed.version + 1)
        self.records.put_host(changed, self._event(changed, AuditAction.HOST_CHANGED, detail))
        return changed

    def _checked(self, wanted: HostDetails, held: Host | None) -> HostDetails:
        name, issuer = wanted.name.strip(), wanted.issuer.strip().rstrip("/")
        made = HostDetails(name, issuer, wanted.client_id.strip(), wanted.staff_system.strip())
        problems = [*_name_problems(made.name), *_issuer_problems(made.issuer, https_only=self.https_only)]
        problems += self._taken(made.issuer, held)
        if not _plain(made.client_id, LONGEST_CLIENT_ID):
            said = f"Give the client id that the host knows EveryNeed by, up to {LONGEST_CLIENT_ID} characters."
            problems.append(Problem("client_id", "text", said))
        if made.staff_system and not _plain(made.staff_system, LONGEST_URL):
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

    def _event(self, host: Host, action: AuditAction, detail: str) -> AuditEvent:
        return AuditEvent(
            self.new_identity(),
            self.now(),
            host.organisation,
            None,
            None,
            None,
            action,
            subject=host.id,
            detail=detail,
        )


def _name_problems(name: str) -> list[Problem]:
    fault = text_fault(name)
    if 1 <= len(name) <= LONGEST_NAME and fault is None:
        return []
    return [Problem("name", "text", fault or f"Give the host's name, up to {LONGEST_NAME} characters.")]


def _issuer_problems(issuer: str, *, https_only: bool) -> list[Problem]:
    schemes = ("https",) if https_only else ("https", "http")
    if _plain(issuer, LONGEST_URL) and _is_base(issuer, schemes):
        return []
    said = f"Give the base address of the host's FHIR API, which begins with {schemes[0]}://, {_FORM}."
    return [Problem("issuer", "address", said)]


def _is_base(address: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(address)
        ported = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return ported and bool(parts.hostname) and parts.scheme in schemes and not parts.query and not parts.fragment


def _plain(text: str, longest: int) -> bool:
    return 1 <= len(text) <= longest and text.isascii() and text.isprintable() and " " not in text


def _words(host: Host) -> str:
    staff = f"; staff by {host.staff_system}" if host.staff_system is not None else ""
    return f"{host.issuer}; client {host.client_id}{staff}"

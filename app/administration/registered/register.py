"""A register of providers' systems: one is found by its id, switched off and on, and changed in versions, audited."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from app.access.audit import AuditAction, AuditEvent
from app.access.clients import SystemClient
from app.access.hosts import Host
from app.clinical.checks import text_fault
from app.clinical.problems import Problem
from app.errors import NotFound
from app.identity import Identity

LONGEST_NAME: Final = 100
LONGEST_URL: Final = 2_000

System = TypeVar("System", SystemClient, Host)


@dataclass(frozen=True, slots=True)
class Register(Generic[System]):
    """Systems of one kind.

    `held` gives the version that holds by identity, `put` writes a version with its event, `identity_in` reads an id as
    it is shown (None: it is none), `changed` is the action of a change, `nobody` what is said when there is none.
    """

    held: Callable[[Identity], System | None]
    put: Callable[[System, AuditEvent], None]
    identity_in: Callable[[str], Identity | None]
    changed: AuditAction
    nobody: str
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def found(self, id_text: str) -> System:
        """The system as it now is. Raises NotFound when there is none."""
        identity = self.identity_in(id_text)
        system = None if identity is None else self.held(identity)
        if system is None:
            raise NotFound(self.nobody)
        return system

    def put_next(self, changed: System, detail: str) -> System:
        """Write the next version of a system, given as the one before with its changes. Raises Conflict."""
        changed = replace(changed, version=changed.version + 1)
        self.put(changed, self.event(changed, self.changed, detail))
        return changed

    def disabled(self, id_text: str) -> System:
        """Disable a system, which one that is disabled already stays. Raises NotFound, Conflict."""
        system = self.found(id_text)
        if system.disabled_at is not None:
            return system
        return self.put_next(replace(system, disabled_at=self.now()), "disabled")

    def enabled(self, system: System) -> System:
        """Enable a system. Raises Conflict."""
        return system if system.disabled_at is None else self.put_next(replace(system, disabled_at=None), "enabled")

    def event(self, system: System, action: AuditAction, detail: str) -> AuditEvent:
        """The event of what an operator, who has no account here, does with a system."""
        return AuditEvent(
            self.new_identity(),
            self.now(),
            system.organisation,
            None,
            None,
            None,
            action,
            subject=system.id,
            detail=detail,
        )


def name_problems(name: str, whose: str) -> list[Problem]:
    """What is wrong with the name of a system; `whose` says what it is the name of."""
    fault = text_fault(name)
    if 1 <= len(name) <= LONGEST_NAME and fault is None:
        return []
    return [Problem("name", "text", fault or f"Give the {whose}'s name, up to {LONGEST_NAME} characters.")]


def plain(text: str, longest: int) -> bool:
    """Whether a text is ASCII without spaces, up to some length."""
    return 1 <= len(text) <= longest and text.isascii() and text.isprintable() and " " not in text


def schemes(*, https_only: bool) -> tuple[str, ...]:
    """The schemes that an address may have, the one to recommend first."""
    return ("https",) if https_only else ("https", "http")


def address_parts(text: str) -> SplitResult | None:
    """The parts of an address; None when it cannot be one, such as for its port."""
    try:
        parts = urlsplit(text)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None

"""What the core asks of the outside: records to read and one unit to write; and `Work`, what a use case works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from app.access.audit import AuditEvent
from app.access.people import Principal
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.clinical.scores import Tools
from app.identity import Identity
from app.terminology.refset import Refset


@dataclass(frozen=True, slots=True)
class Unit:
    """What is written together or not at all: rows of any capability, and the audit events of the act.

    Each thing in `writes` is inserted as a whole; a thing with a version is one more version. The unit
    is refused with `Conflict` when one of its keys is already taken.
    """

    writes: tuple[object, ...]
    audit: tuple[AuditEvent, ...]


class Records(Protocol):
    """One organisation's clinical records, read as of one moment, and its one way to write.

    Every method answers for the organisation the records were opened for, and raises `NotFound` for
    anything else.
    """

    def child(self, child: Identity) -> Child: ...

    def referral(self, referral: Identity) -> Referral:
        """The current version of a referral."""
        ...

    def encounter(self, encounter: Identity) -> Encounter:
        """The current version of an encounter."""
        ...

    def encounter_versions(self, encounter: Identity) -> tuple[Encounter, ...]:
        """Every version of an encounter, the first first."""
        ...

    def encounters_of(self, child: Identity) -> tuple[Encounter, ...]:
        """The current versions of a child's encounters, in any order."""
        ...

    def record_number(self, child: Identity) -> int:
        """The number of the last version recorded for a child; 0 when there is none."""
        ...

    def encounter_of_form(self, form_token: str) -> Identity | None:
        """The encounter recorded from a form, if that form was already sent."""
        ...

    def professional(self, professional: Identity) -> CareProfessional: ...

    def commit(self, unit: Unit) -> None:
        """Write a unit durably.

        Raises:
            Conflict: a key of it is already taken; nothing was written.
        """
        ...


R_co = TypeVar("R_co", bound=Records, covariant=True)


@dataclass(frozen=True, slots=True)
class Work(Generic[R_co]):
    """What a use case works with: who asks, the instant (UTC), the reference set, identities, and records.

    `records` is scoped to the principal's organisation and to what the capability declared. `tools` are the assessment
    tools that the provider lists; None where it lists none.
    """

    principal: Principal
    now: datetime
    refset: Refset
    new_identity: Callable[[], Identity]
    records: R_co
    tools: Tools | None = None

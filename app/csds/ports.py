"""What the submission asks of the outside: the records of a month, a child at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.clinical.child import Child
from app.clinical.clinic import Team
from app.clinical.encounter import Encounter
from app.clinical.group_session import GroupSession
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """A child with everything that a submission may state of them.

    `child` is the record that stands for the child; `referrals` and `encounters` are the current versions, those of
    records merged into it among them. `host_identifiers` are the identifiers by which the provider's other systems know
    referrals and encounters, by ours.
    """

    child: Child
    referrals: tuple[Referral, ...]
    encounters: tuple[Encounter, ...]
    host_identifiers: Mapping[Identity, str]


class SubmissionRecords(Protocol):
    """One organisation's records, as of one moment."""

    def children_of_period(self, first: date, last: date) -> Iterator[ChildRecord]:
        """The children with a referral that may have been open, or a contact, between two days (both included), each
        once.

        In the order of their identities; read piece by piece, so that memory does not grow with their number.
        """
        ...

    def count_of_period(self, first: date, last: date) -> int:
        """How many children those are."""
        ...

    def group_sessions(self, first: date, last: date) -> tuple[GroupSession, ...]:
        """The current versions of the group sessions held between two days, both included, by day."""
        ...

    def teams(self) -> tuple[Team, ...]: ...

    def professionals(self) -> tuple[CareProfessional, ...]: ...

"""Conditions of an installation's own, and a hierarchy over the shipped reference set to count them by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from app.access.audit import AuditEvent
from app.reports.conditions.condition import Kinds, OwnCondition
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.reports.generated_small import COUNTS
from tests.reports.generated_small import concept as member
from tests.terminology.edition.small_editions import concept

AT: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)
BROAD, NARROW, NOTHING, MIXED, HIDDEN_ALONE, ALL_OF_CARE = (concept(each) for each in range(6))
"""Made-up concepts above members: two seizure disorders and an allergy, the disorders alone, nothing that is counted,
members of two groups, and a sensitive one."""

SEIZURE, WEST, RHINITIS = (member(each) for each in ("Absence seizure", "West syndrome", "Allergic rhinitis"))
GASTROSTOMY, CARE = member("Gastrostomy present"), member("Requires constant supervision")
HEPATITIS: Final = ConceptId(50711007)
"""A sensitive member."""

PARENTS: Final[Mapping[ConceptId, frozenset[ConceptId]]] = {
    SEIZURE: frozenset({BROAD, NARROW}),
    WEST: frozenset({BROAD, NARROW, MIXED}),
    RHINITIS: frozenset({BROAD}),
    GASTROSTOMY: frozenset({MIXED}),
    HEPATITIS: frozenset({HIDDEN_ALONE}),
    CARE: frozenset({ALL_OF_CARE}),
}
KINDS: Final = Kinds(
    lambda each: each in {BROAD, NARROW, NOTHING, MIXED, HIDDEN_ALONE, ALL_OF_CARE, *PARENTS, *COUNTS.terms},
    lambda each: PARENTS.get(each, frozenset()),
)


def own(
    key: str = "rare", *concepts: ConceptId, words: str = "", version: int = 1, standing: bool = True
) -> OwnCondition:
    """A condition of health conditions."""
    listed = tuple(sorted(concepts or (BROAD,)))
    return OwnCondition(key, version, words or f"Any {key}", Group.CONDITION, listed, standing=standing, at=AT, by=None)


@dataclass
class Kept:
    """Conditions and audit events in memory."""

    versions: list[OwnCondition] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)

    def conditions(self) -> tuple[OwnCondition, ...]:
        return tuple({each.key: each for each in self.versions}.values())

    def keep(self, condition: OwnCondition, events: Sequence[AuditEvent]) -> None:
        self.versions.append(condition)
        self.events.extend(events)

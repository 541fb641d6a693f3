"""The Disabilities Complexity Scale: a four-part profile, derived, never stored.

C counts distinct needs of the health-condition group, T technology dependencies, F family-reported
issues; R is 1 when round-the-clock care is needed, else 0 (Horridge et al., Developmental Medicine and
Child Neurology 2016). Members recorded but never counted, needs in the clinician's own words, needs
outside the reference set, and excluded ones do not count. Only needs that stand count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.clinical.needs import Certainty, GroupAnswer, Statement
from app.terminology.concept import ConceptId
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Member, Refset

LETTERS: Mapping[Group, str] = {
    Group.CONDITION: "C",
    Group.TECHNOLOGY_DEPENDENCY: "T",
    Group.FAMILY_REPORTED_ISSUE: "F",
    Group.ROUND_THE_CLOCK_CARE: "R",
}


@dataclass(frozen=True, slots=True)
class Complexity:
    """The counts of the four groups; None where the group was never asked about and nothing stands."""

    conditions: int | None
    technology: int | None
    family: int | None
    round_the_clock: int | None

    def by_letter(self) -> tuple[tuple[str, str, int | None], ...]:
        """(letter, group in words, count) in the order C, T, F, R."""
        counts = (self.conditions, self.technology, self.family, self.round_the_clock)
        return tuple(
            (LETTERS[group], group.words, count) for group, count in zip(COMPLEXITY_GROUPS, counts, strict=True)
        )


def counts_towards(statement: Statement, refset: Refset) -> Group | None:
    """The complexity group a standing statement counts in, or None if it counts in none."""
    member = _counting(statement, refset)
    return member.group if member is not None else None


def _counting(statement: Statement, refset: Refset) -> Member | None:
    """The member that a standing statement counts as: what has replaced it, where the release says so."""
    if not statement.change.standing or statement.certainty is Certainty.EXCLUDED:
        return None
    member = refset.counting(statement.concept)
    return member if member is not None and member.counted and member.group in LETTERS else None


def complexity_of(statements: Iterable[Statement], answers: Mapping[Group, GroupAnswer], refset: Refset) -> Complexity:
    """The profile of a child whose latest statements and last answers by group are given."""
    concepts: dict[Group, set[ConceptId]] = {group: set() for group in COMPLEXITY_GROUPS}
    for statement in statements:
        member = _counting(statement, refset)
        if member is not None:
            concepts[member.group].add(member.concept)
    counts: list[int | None] = []
    for group in COMPLEXITY_GROUPS:
        found = len(concepts[group])
        asked = answers.get(group, GroupAnswer.NOT_ASKED) is not GroupAnswer.NOT_ASKED
        counts.append(found if found or asked else None)
    conditions, technology, family, care = counts
    return Complexity(conditions, technology, family, None if care is None else min(care, 1))

"""Which group a new member probably belongs to, read off the hierarchy: where its relatives stand.

A suggestion, never a decision: a member is ungrouped until a person has confirmed a group for it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.refset import Group, Refset

ROOT: Final = ConceptId(138875005)
_CLINICAL_FINDING: Final = ConceptId(404684003)
_TOO_WIDE: Final = frozenset({ROOT, _CLINICAL_FINDING, ConceptId(243796009), ConceptId(71388002)})
"""Root, clinical finding, situation with explicit context, procedure: to lie below one says nothing of a group."""

_BY_KIND: Final = {
    "physical object": Group.TECHNOLOGY_DEPENDENCY,
    "disorder": Group.CONDITION,
}


@dataclass(frozen=True, slots=True)
class GroupSuggestion:
    """A group and why: the nearest concept above the member with grouped members below it, and how many agree.

    `under` is None where only the kind of thing speaks for it.
    """

    group: Group
    under: str | None
    agreeing: int
    of: int

    @property
    def words(self) -> str:
        if self.under is None:
            return "by the kind of concept it is"
        return f"as {self.agreeing} of {self.of} members under “{self.under}”"


def suggested_group(concept: ConceptId, edition: Edition, refset: Refset) -> GroupSuggestion | None:
    """The group that a member probably belongs to; None when nothing speaks for any.

    The concepts above it are asked from the narrowest on; the first with grouped members below it says the group of
    most of them, if more than half agree. Else the kind of concept says it: a device is technology, for example.
    """
    grouped = {each.concept: each.group for each in refset.members.values() if each.group is not Group.UNGROUPED}
    for ancestor in _narrowest_first(concept, edition):
        below = Counter(group for member, group in grouped.items() if edition.hierarchy.subsumes(ancestor, member))
        if not below:
            continue
        group, agreeing = below.most_common(1)[0]
        if 2 * agreeing > below.total():
            return GroupSuggestion(group, edition.preferred_term(ancestor) or str(ancestor), agreeing, below.total())
        break
    found = edition.concept(concept)
    by_kind = _BY_KIND.get(found.semantic_tag or "") if found is not None else None
    return GroupSuggestion(by_kind, None, 0, 0) if by_kind is not None else None


def _narrowest_first(concept: ConceptId, edition: Edition) -> Iterator[ConceptId]:
    above = (each for each in edition.hierarchy.ancestors(concept) if each not in _TOO_WIDE)
    return iter(sorted(above, key=lambda each: (_below(each, edition), each)))


def _below(concept: ConceptId, edition: Edition) -> int:
    place = edition.place(concept)
    return 0 if place is None else len(edition.hierarchy.descendant_places(place))

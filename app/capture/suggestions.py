"""The needs offered for one tap: what this clinician, this team and this clinic record most, and before that what
their profession usually does.

Nothing offered is recorded until it is tapped. Sensitive members are never offered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.clinical.needs import Statement
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member, Refset

MOST_OFFERED = 26
FEWEST_OFFERED = 16
"""However many needs the child has already; up to there each takes the place of an offer, so that a page stays one."""

ALWAYS_OFFERED = frozenset({Group.ROUND_THE_CLOCK_CARE})
"""Groups so small that every member is offered."""

AT_LEAST: Mapping[Group, int] = MappingProxyType({Group.TECHNOLOGY_DEPENDENCY: 4, Group.FAMILY_REPORTED_ISSUE: 5})
"""How many of a group are offered however few of its needs there are, as no visit is over without asking about it."""

_USUAL_ENTRIES = 20.0
"""How many entries of one's own the shipped list of the profession weighs as much as."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How often each concept was newly recorded by the clinician, in the team, and in the clinic."""

    professional: Mapping[ConceptId, int]
    team: Mapping[ConceptId, int]
    clinic: Mapping[ConceptId, int]


NO_USAGE = Usage({}, {}, {})


def offered(
    refset: Refset, usage: Usage, usual: Iterable[ConceptId], standing: Iterable[Statement], most: int = MOST_OFFERED
) -> tuple[Member, ...]:
    """The members to offer, the most usual first.

    Args:
        refset: where members are looked up.
        usage: what was recorded here.
        usual: the shipped list of the clinician's profession, the most usual first.
        standing: what the child has already; a member of it, or of a one-of set of it, is not offered.
        most: how many to a child without needs, besides the groups of which every member is offered.
    """
    taken = [refset.known(each.concept) for each in standing]
    has = {member.concept for member in taken if member is not None}
    sets = {member.one_of for member in taken if member is not None and member.one_of is not None}
    weights = _weights(usage, tuple(usual))
    ranked = sorted(weights, key=lambda concept: (-weights[concept], concept))
    found = [member for member in (refset.member(concept) for concept in ranked) if member is not None]
    always = [member for group in ALWAYS_OFFERED for member in refset.in_group(group)]
    wanted = [
        member
        for member in dict.fromkeys(found)
        if not member.sensitive
        and member.concept not in has
        and member.one_of not in sets
        and member.group not in ALWAYS_OFFERED
    ]
    room = max(FEWEST_OFFERED, most - len(has))
    return (*_shared_out(wanted, room), *(each for each in always if not each.sensitive and each.concept not in has))


def _shared_out(wanted: Sequence[Member], most: int) -> tuple[Member, ...]:
    """The most usual, with those that a group has at least; in the order of use."""
    kept = {
        member.concept
        for group, least in AT_LEAST.items()
        for member in [each for each in wanted if each.group is group][:least]
    }
    for member in wanted:
        if len(kept) >= most:
            break
        kept.add(member.concept)
    return tuple(member for member in wanted if member.concept in kept)


def _weights(usage: Usage, usual: tuple[ConceptId, ...]) -> Mapping[ConceptId, float]:
    """Counts of the clinician's own entries weigh most; the shipped list fades as they grow."""
    weights: dict[ConceptId, float] = {}
    for counts, weight in ((usage.professional, 2.0), (usage.clinic, 1.0), (usage.team, 1.0)):
        for concept, count in counts.items():
            weights[concept] = weights.get(concept, 0.0) + weight * count
    if usual:
        share = _USUAL_ENTRIES / sum(1 / (place + 2) for place in range(len(usual)))
        for place, concept in enumerate(usual):
            weights[concept] = weights.get(concept, 0.0) + share / (place + 2)
    return weights

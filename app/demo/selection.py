"""Which needs a made-up child may have together.

Nothing is chosen that the child's age or gender, the reference set's one-of sets, or `plausibility.APART` rule out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from app.clinical.child import Gender
from app.demo.plausibility import AGES, ANY_AGE, APART, GENDERS
from app.demo.presentations import Presentation, Weighted
from app.terminology.refset import Refset

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Counts:
    """How many counted needs of each letter stand today."""

    conditions: int
    technology: int
    family: int
    round_the_clock: int


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """What the choice rests on; `attended` are the days on which the child was seen, in order, one at least."""

    born: date
    gender: Gender
    disabled: bool
    presentation: Presentation
    counts: Counts
    attended: tuple[date, ...]


class Selection:
    """The needs chosen for one child so far, and what they leave open."""

    def __init__(self, child: ChildSeen, refset: Refset) -> None:
        self.child = child
        self.refset = refset
        self.chosen: list[Weighted] = []
        self._barred: set[str] = set()

    def visits(self, option: Weighted) -> list[int]:
        """The visits at which the need may first be stated, by the child's age."""
        youngest, oldest = AGES.get(option.term, ANY_AGE)
        ages = ((day - self.child.born).days / YEAR for day in self.child.attended)
        return [place for place, age in enumerate(ages) if youngest <= age <= oldest]

    def admits(self, option: Weighted) -> bool:
        """Whether the child may have the need besides those chosen."""
        gender = GENDERS.get(option.term)
        return (
            option.concept in self.refset
            and option.term not in self._barred
            and (gender is None or gender is self.child.gender)
            and bool(self.visits(option))
        )

    def take(self, option: Weighted) -> Weighted:
        """Choose a need, and bar what it excludes."""
        self.chosen.append(option)
        self._barred.add(option.term)
        for apart in APART:
            if option.term in apart:
                self._barred |= apart
        member = self.refset.member(option.concept)
        if member is not None and member.one_of is not None:
            others = (self.refset.member(each) for each in self.refset.one_of[member.one_of].members)
            self._barred |= {other.preferred_term for other in others if other is not None}
        return option

    def pick(self, options: Iterable[Weighted], wanted: int, random: Random) -> list[Weighted]:
        """Up to so many of the options, by their weights."""
        picked: list[Weighted] = []
        if wanted:
            for option in _by_chance(options, random):
                if self.admits(option):
                    picked.append(self.take(option))
                    if len(picked) == wanted:
                        break
        return picked

    def has(self, term: str) -> bool:
        return any(each.term == term for each in self.chosen)


def _by_chance(options: Iterable[Weighted], random: Random) -> list[Weighted]:
    """The options in an order drawn by weight, without replacement (Efraimidis and Spirakis 2006)."""
    keyed = [(random.random() ** (1.0 / each.weight), place, each) for place, each in enumerate(options)]
    return [each for _, _, each in sorted(keyed, reverse=True)]


def room_for(options: Iterable[Weighted], child: ChildSeen, refset: Refset) -> int:
    """How many of the options a child may have together."""
    selection = Selection(child, refset)
    for option in options:
        if selection.admits(option):
            selection.take(option)
    return len(selection.chosen)

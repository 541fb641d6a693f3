"""What is different in the reference set from one release to another: who joined, who left, who was replaced."""

from dataclasses import dataclass

from app.terminology.beyond import Replaced
from app.terminology.concept import ConceptId
from app.terminology.refset import Member, Refset


@dataclass(frozen=True, slots=True)
class Left:
    """A member that is one no more; `replaced` says what the release names in its place, None when it is active."""

    member: Member
    replaced: Replaced | None


@dataclass(frozen=True, slots=True)
class Renamed:
    """A member with another preferred term."""

    concept: ConceptId
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Differences:
    """From an earlier reference set to a later one, each by preferred term."""

    joined: tuple[Member, ...]
    left: tuple[Left, ...]
    renamed: tuple[Renamed, ...]

    @property
    def replaced(self) -> tuple[Left, ...]:
        """Of those that left, the ones whose concept the release has made inactive and names something for."""
        return tuple(each for each in self.left if each.replaced is not None and each.replaced.choices)

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.renamed)


def differences(before: Refset, after: Refset) -> Differences:
    """What differs, as the later one sees it."""
    joined = [member for concept, member in after.members.items() if concept not in before.members]
    left = [member for concept, member in before.members.items() if concept not in after.members]
    both = ((before.members[concept], member) for concept, member in after.members.items() if concept in before.members)
    renamed = [
        Renamed(member.concept, was.preferred_term, member.preferred_term)
        for was, member in both
        if was.preferred_term != member.preferred_term
    ]
    return Differences(
        tuple(sorted(joined, key=_by_term)),
        tuple(Left(member, after.beyond.replaced(member.concept)) for member in sorted(left, key=_by_term)),
        tuple(sorted(renamed, key=lambda each: each.after.casefold())),
    )


def _by_term(member: Member) -> str:
    return member.preferred_term.casefold()

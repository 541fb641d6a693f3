"""A reference set as the service knows it: its members, how they are grouped, and which of them exclude one another.

A simple reference set is flat (SNOMED CT Release File Specifications, "Simple Reference Set"). Group, topic,
equivalents, one-of sets, the three marks on a member (counted, sensitive, printable), who may state a member, and what
is usual are this service's own rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from app.terminology.beyond import NOTHING_BEYOND, Beyond
from app.terminology.concept import ConceptId


class Group(StrEnum):
    """What kind of need a member is. The first four are the letters C, T, F and R of the complexity profile."""

    CONDITION = "condition"
    TECHNOLOGY_DEPENDENCY = "technology_dependency"
    FAMILY_REPORTED_ISSUE = "family_reported_issue"
    ROUND_THE_CLOCK_CARE = "round_the_clock_care"
    FUNCTIONAL_LEVEL = "functional_level"
    IMAGING = "imaging"
    NUTRITION = "nutrition"
    SAFEGUARDING = "safeguarding"
    TREATMENT_STATUS = "treatment_status"
    ASSESSMENT_OUTCOME = "assessment_outcome"
    SERVICE_CRITERIA = "service_criteria"
    EDUCATION = "education"
    UNGROUPED = "ungrouped"

    @property
    def words(self) -> str:
        """The heading over the group's members."""
        return _WORDS[self][0]

    @property
    def singular(self) -> str:
        """What one member of the group is called."""
        return _WORDS[self][1]


_WORDS = {
    Group.CONDITION: ("Health conditions", "Health condition"),
    Group.TECHNOLOGY_DEPENDENCY: ("Technology dependencies", "Technology dependency"),
    Group.FAMILY_REPORTED_ISSUE: ("Family-reported issues", "Family-reported issue"),
    Group.ROUND_THE_CLOCK_CARE: ("Round-the-clock care", "Round-the-clock care"),
    Group.FUNCTIONAL_LEVEL: ("Functional levels", "Functional level"),
    Group.IMAGING: ("Imaging findings", "Imaging finding"),
    Group.NUTRITION: ("Nutrition and diet", "Nutrition or diet"),
    Group.SAFEGUARDING: ("Safeguarding", "Safeguarding concern"),
    Group.TREATMENT_STATUS: ("Treatment", "Treatment status"),
    Group.ASSESSMENT_OUTCOME: ("Assessment outcomes", "Assessment outcome"),
    Group.SERVICE_CRITERIA: ("Service criteria", "Service criterion"),
    Group.EDUCATION: ("Education", "Education issue"),
    Group.UNGROUPED: ("Not yet grouped", "Not yet grouped"),
}

COMPLEXITY_GROUPS: tuple[Group, ...] = (
    Group.CONDITION,
    Group.TECHNOLOGY_DEPENDENCY,
    Group.FAMILY_REPORTED_ISSUE,
    Group.ROUND_THE_CLOCK_CARE,
)

STATED_GROUPS: Final = frozenset({Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY, Group.FUNCTIONAL_LEVEL})
"""The groups whose members are a matter of profession: it takes training to say that they are there, or still so."""

ALWAYS: Final = frozenset({"paediatrician"})
"""Who may state every member, listed or not."""


class TermKind(StrEnum):
    """Where a term comes from; see the glossary of the package."""

    PREFERRED = "preferred"
    CLINIC_LABEL = "clinic_label"
    SYNONYM = "synonym"
    EQUIVALENT = "equivalent"
    SHORT_CODE = "short_code"
    FULLY_SPECIFIED = "fully_specified"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that find a member.

    `description` is the SNOMED CT description identifier where the term came with one. `whole` marks words that would
    mislead when half typed: they find the member only when typed in full.
    """

    text: str
    kind: TermKind
    description: int | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A concept of the reference set.

    `counted`: a current statement of it is a need (which of C, T, F, R it adds to is its group's affair).
    `sensitive`: never suggested, collapsed, and shown only to those whose role says so.
    `printable`: may stand on the family's copy of the slip.
    `one_of` and `position`: the one-of set it belongs to, if any, and its place there, counted from 0.
    `stated_by`: the professions that may say on their own word that it is there, of the groups `STATED_GROUPS`.
    """

    concept: ConceptId
    preferred_term: str
    fully_specified_name: str | None
    group: Group
    topic: str
    terms: tuple[Term, ...]
    counted: bool
    sensitive: bool
    printable: bool
    one_of: str | None
    position: int
    stated_by: frozenset[str] = ALWAYS


@dataclass(frozen=True, slots=True)
class OneOf:
    """Members of which a child may have at most one at a time, in the order they are offered."""

    key: str
    words: str
    members: tuple[ConceptId, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """Where the members came from. `sha256` is that of the file of members, as lower-case hexadecimal digits."""

    refset: ConceptId
    name: str
    label: str
    effective: date
    source: str
    licence: str
    sha256: str


@dataclass(frozen=True)
class Refset:
    """One release of a reference set with our rules applied. Its mappings are read-only copies of those given.

    `usual`: by profession, the members to offer before anything is learned, in order. `former`: concepts that were
    members before, of this list or of an earlier release; a child who has one keeps it as it was, and nobody is offered
    it. `beyond`: the edition in use, for what is outside.
    """

    release: Release
    members: Mapping[ConceptId, Member]
    one_of: Mapping[str, OneOf]
    usual: Mapping[str, tuple[ConceptId, ...]] = field(default_factory=dict)
    former: Mapping[ConceptId, Member] = field(default_factory=dict)
    beyond: Beyond = NOTHING_BEYOND

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", MappingProxyType(dict(self.members)))
        object.__setattr__(self, "one_of", MappingProxyType(dict(self.one_of)))
        object.__setattr__(self, "usual", MappingProxyType(dict(self.usual)))
        former = {concept: member for concept, member in self.former.items() if concept not in self.members}
        object.__setattr__(self, "former", MappingProxyType(former))

    def member(self, concept: ConceptId) -> Member | None:
        """The member with this concept, None when the concept is not in the reference set."""
        return self.members.get(concept)

    def known(self, concept: ConceptId | None) -> Member | None:
        """The member with this concept, or the one it once was: for what was recorded, not for what may be added."""
        if concept is None:
            return None
        return self.members.get(concept) or self.former.get(concept)

    def counting(self, concept: ConceptId | None) -> Member | None:
        """The member that a recorded concept counts as.

        A member counts as itself. A concept that the edition in use has replaced by one other counts as that where it
        is a member, so that a child recorded under either counts once; a former member else counts as it did.
        """
        if concept is None or concept in self.members:
            return self.members.get(concept) if concept is not None else None
        replaced = self.beyond.replaced(concept)
        certain = replaced.certain if replaced is not None else None
        return (self.known(certain.concept) if certain else None) or self.former.get(concept)

    def in_group(self, group: Group) -> tuple[Member, ...]:
        """The group's members by preferred term, the members of a one-of set together and in its order."""
        return self._by_group.get(group, ())

    def __contains__(self, concept: object) -> bool:
        return concept in self.members

    def __len__(self) -> int:
        return len(self.members)

    @cached_property
    def _by_group(self) -> Mapping[Group, tuple[Member, ...]]:
        ordered = sorted(self.members.values(), key=self._place)
        return {group: tuple(member for member in ordered if member.group is group) for group in Group}

    def _place(self, member: Member) -> tuple[str, int, str]:
        """A one-of set stands where its first member would."""
        first = member
        if member.one_of is not None:
            first = self.members.get(self.one_of[member.one_of].members[0], member)
        return first.preferred_term.casefold(), member.position, member.preferred_term.casefold()

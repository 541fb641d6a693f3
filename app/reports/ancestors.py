"""The broad conditions that matter to those who plan services, and which members of the reference set each takes in.

Where an edition of SNOMED CT is loaded its hierarchy decides: a member that is a root or a kind of it. Without one the
reference set's own topics, one-of sets and preferred terms do, so that a figure is there from the first day. The two
may differ.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member, Refset

Above = Callable[[ConceptId], Collection[ConceptId]]
"""All that a concept is a kind of, without itself (`Hierarchy.ancestors`)."""


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A broad condition: `roots` in SNOMED CT; without an edition the members of `topics` and `one_of`, and those whose
    preferred term holds one of `phrases` (in small letters)."""

    key: str
    words: str
    group: Group
    roots: frozenset[ConceptId]
    topics: frozenset[str] = frozenset()
    one_of: str | None = None
    phrases: tuple[str, ...] = ()

    def takes_in(self, member: Member, above: Above | None) -> bool:
        """Whether a member is one of its kinds."""
        if member.group is not self.group:
            return False
        if above is not None:
            return member.concept in self.roots or not self.roots.isdisjoint(above(member.concept))
        return self._by_the_refset(member)

    def _by_the_refset(self, member: Member) -> bool:
        said = member.preferred_term.casefold()
        grouped = member.topic in self.topics or (self.one_of is not None and member.one_of == self.one_of)
        return member.concept in self.roots or grouped or any(phrase in said for phrase in self.phrases)


def _roots(*concepts: int) -> frozenset[ConceptId]:
    return frozenset(map(ConceptId, concepts))


_C, _T = Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY

ANCESTORS: Final[tuple[Ancestor, ...]] = (
    Ancestor("epilepsy", "Any epilepsy", _C, _roots(84757009), frozenset({"Epilepsy (syndromes/disorders)"})),
    Ancestor("cerebral_palsy", "Any cerebral palsy", _C, _roots(128188000), phrases=("cerebral palsy",)),
    Ancestor("autism", "Autism", _C, _roots(35919005), phrases=("autism",)),
    Ancestor("adhd", "Any ADHD", _C, _roots(406506008), phrases=("attention deficit",)),
    Ancestor("down_syndrome", "Down syndrome", _C, _roots(41040004), phrases=("trisomy 21",)),
    Ancestor(
        "learning_disability",
        "Any learning disability",
        _C,
        _roots(86765009, 61152003, 40700009, 31216003),
    ),
    Ancestor("hearing_loss", "Any hearing loss", _C, _roots(15188001), frozenset({"Hearing"})),
    Ancestor("visual_impairment", "Any visual impairment", _C, _roots(397540003), frozenset({"Eyes and vision"})),
    Ancestor("neuromuscular", "Any neuromuscular disorder", _C, _roots(909621000000100), frozenset({"Neuromuscular"})),
    Ancestor(
        "congenital_heart_disease",
        "Any congenital heart disease",
        _C,
        _roots(13213009),
        phrases=("congenital heart", "septal defect"),
    ),
    Ancestor("diabetes", "Diabetes mellitus", _C, _roots(46635009, 44054006)),
    Ancestor("tube_feeding", "Fed by tube or by vein", _T, _roots(302109006, 302110001, 449842009, 887441000000107)),
    Ancestor("breathing_support", "Support with breathing", _T, _roots(444932008, 429487005, 302108003)),
)
"""In the order they are shown in."""

CONCEPT_PAIRS: Final[tuple[tuple[str, str], ...]] = (
    ("epilepsy", "learning_disability"),
    ("epilepsy", "cerebral_palsy"),
    ("autism", "learning_disability"),
    ("autism", "adhd"),
    ("autism", "epilepsy"),
    ("cerebral_palsy", "learning_disability"),
    ("cerebral_palsy", "tube_feeding"),
    ("down_syndrome", "congenital_heart_disease"),
    ("hearing_loss", "visual_impairment"),
    ("tube_feeding", "breathing_support"),
)
"""The combinations that are counted, each in the order of its words."""


def concepts_by_ancestor(
    members: Iterable[Member], above: Above | None = None, ancestors: Iterable[Ancestor] = ANCESTORS
) -> Mapping[str, frozenset[ConceptId]]:
    """The members that each broad condition takes in, by its key; `above` is the edition's, None without one."""
    listed = tuple(members)
    return {each.key: frozenset(m.concept for m in listed if each.takes_in(m, above)) for each in ancestors}


def countable_members(refset: Refset) -> tuple[Member, ...]:
    """The members, and those that once were, which may be counted in a report: needs, neither sensitive nor of
    safeguarding."""
    known = (*refset.members.values(), *refset.former.values())
    return tuple(each for each in known if each.counted and not hidden(each))


def hidden(member: Member) -> bool:
    """Whether a member is never counted by name, nor among others of its group."""
    return member.sensitive or member.group is Group.SAFEGUARDING

"""What may be counted of a reference set: concepts by group, by broad condition and by GMFCS level; and their words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.clinical.complexity import LETTERS
from app.clinical.needs import Certainty
from app.reports.ancestors import ANCESTORS, Above, Ancestor, concepts_by_ancestor, countable_members, hidden
from app.terminology.concept import ConceptId
from app.terminology.refset import STATED_GROUPS, Group, Refset

GMFCS_SET: Final = "gross_motor_function"
GMFCS_LEVELS: Final = ("I", "II", "III", "IV", "V")
CERTAINTIES: Final = (Certainty.SUSPECTED, Certainty.REPORTED, Certainty.DIAGNOSED)
"""From the least to the most sure: a child with the same concept at two of them counts at the surest alone."""

_UNSURE: Final = "."
_UNSURE_WORDS: Final = frozenset({Certainty.SUSPECTED.value, Certainty.REPORTED.value})


@dataclass(frozen=True, slots=True)
class Countable:
    """What an engine counts by.

    `group_of`: the concepts that may be named, with their group. `letter_of`: those of the Disabilities Complexity
    Scale, which takes in what is sensitive too, as a number without a name. `under`: concepts by broad condition, in
    the order that these are shown in. `gmfcs`: the level that a concept says, 1 to 5. `terms`: the preferred term of
    each that may be named. `broad`: the broad conditions that there are words for, by key, counted or not.
    """

    group_of: Mapping[ConceptId, str]
    letter_of: Mapping[ConceptId, str]
    under: Mapping[str, frozenset[ConceptId]]
    gmfcs: Mapping[ConceptId, int]
    terms: Mapping[ConceptId, str]
    broad: Mapping[str, Ancestor] = field(default_factory=lambda: {each.key: each for each in ANCESTORS})

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that any concept is of, in order."""
        present = set(self.group_of.values())
        return tuple(each.value for each in Group if each.value in present)

    def concepts(self, group: str) -> tuple[ConceptId, ...]:
        """The concepts of a group, by preferred term."""
        found = (each for each, of in self.group_of.items() if of == group)
        return tuple(sorted(found, key=lambda each: (self.terms[each].casefold(), each)))

    def kinds_of(self, concept: ConceptId) -> tuple[tuple[str, str], ...]:
        """What a concept is counted under: its own group, and every broad condition, each with that group."""
        group = self.group_of[concept]
        return ((group, group), *((key, group) for key, concepts in self.under.items() if concept in concepts))


def countable(refset: Refset, above: Above | None = None, own: Iterable[Ancestor] = ()) -> Countable:
    """What may be counted of a reference set; `above` is the hierarchy of the edition in use, None without one, and
    `own` are broad conditions of the installation, counted beside the product's. A broad condition takes in no concept
    that counts as another, which has replaced it."""
    members, broad = countable_members(refset), (*ANCESTORS, *own)
    as_themselves = [each for each in members if refset.counting(each.concept) is each]
    known = (*refset.members.values(), *refset.former.values())
    levels = refset.one_of[GMFCS_SET].members if GMFCS_SET in refset.one_of else ()
    return Countable(
        {each.concept: each.group.value for each in members},
        {each.concept: LETTERS[each.group] for each in known if each.counted and each.group in LETTERS},
        concepts_by_ancestor(as_themselves, above, broad),
        {concept: place for place, concept in enumerate(levels[: len(GMFCS_LEVELS)], 1)},
        {each.concept: each.preferred_term for each in known if not hidden(each)},
        {each.key: each for each in broad},
    )


def counting(counts: Countable, under: Mapping[str, frozenset[ConceptId]]) -> Countable:
    """The same, with these broad conditions alone counted, and each by these concepts."""
    return replace(counts, under=under)


def named(key: str, group: str, certainty: Certainty) -> str:
    """The item a need of a kind counts under, by how sure one is.

    Of conditions, technology dependencies and functional levels, which take training to state, the diagnosed ones have
    the plain key; reported ones (`key.reported`) and suspected ones (`key.suspected`) are items of their own. Of other
    groups, which are the family's word, reported ones are the plain key's too.
    """
    plain = certainty is Certainty.DIAGNOSED or (certainty is Certainty.REPORTED and Group(group) not in STATED_GROUPS)
    return key if plain else f"{key}{_UNSURE}{certainty.value}"


def names(key: str, group: str) -> tuple[str, ...]:
    """Every item that needs of a kind may count under, the plain one first."""
    return tuple(dict.fromkeys(named(key, group, each) for each in reversed(CERTAINTIES)))


def sureness(item: str) -> int:
    """How sure one is of what an item counts: 0 where it stands plain, 1 where it was only reported, 2 suspected."""
    _, _, certainty = item.partition(_UNSURE)
    return CERTAINTIES[::-1].index(Certainty(certainty)) if certainty in _UNSURE_WORDS else 0


def words_of(item: str, counts: Countable) -> str:
    """An item of a group, a broad condition or a concept in words."""
    key, _, certainty = item.partition(_UNSURE)
    return f"{_plain_words(key, counts)}, {certainty}" if certainty else _plain_words(key, counts)


def _plain_words(key: str, counts: Countable) -> str:
    if key.isdigit():
        return counts.terms.get(ConceptId(int(key)), key)
    return counts.broad[key].words if key in counts.broad else Group(key).words

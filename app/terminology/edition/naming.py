"""Which description of a concept is its preferred term, which names it fully, and which others are acceptable.

The preferred term is the active synonym marked as preferred in the first of the language sets in use that has one for
the concept (SNOMED CT Release File Specifications, "Language Reference Set"; NHS England's order of sets is
`snapshot.LANGUAGE_SETS`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import Flags
from app.terminology.rf2.snapshot import Descriptions, Language, Snapshot

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Naming:
    """`preferred` and `named`, a description's index or -1, of each concept; `acceptable`, of each description."""

    preferred: Numbers
    named: Numbers
    acceptable: Flags


def languages_in_use(snapshot: Snapshot, languages: Sequence[ConceptId]) -> tuple[ConceptId, ...]:
    """Those of `languages` that the release has, in the same order."""
    return tuple(each for each in languages if each in snapshot.languages and len(snapshot.languages[each].description))


def naming(snapshot: Snapshot, languages: Sequence[ConceptId]) -> Naming:
    """The names of all concepts, active or not.

    Where no set in use has a preferred term for a concept, it is the synonym whose words are the fully specified name
    without its tag, or else the first synonym by identifier. In a release with none of the sets every active synonym is
    acceptable.
    """
    descriptions, count = snapshot.descriptions, len(snapshot.concepts.id)
    synonyms = descriptions.active & ~descriptions.fully_specified
    full_names = descriptions.active & descriptions.fully_specified
    used = _sets(snapshot, languages)
    preferred = _preferred(descriptions, used, synonyms, count)
    named = _preferred(descriptions, used, full_names, count)
    named = np.where(named < 0, _first(descriptions, full_names, count), named)
    guess = (preferred < 0) & (_first(descriptions, synonyms, count) >= 0)
    _guess(descriptions, synonyms, preferred, named, guess)
    return Naming(preferred, named, _acceptable(used, synonyms))


def marked_as_preferred(snapshot: Snapshot, languages: Sequence[ConceptId]) -> Numbers:
    """Of each concept the index of the synonym that a language set in use marks as preferred, -1 where none does."""
    descriptions = snapshot.descriptions
    synonyms = descriptions.active & ~descriptions.fully_specified
    return _preferred(descriptions, _sets(snapshot, languages), synonyms, len(snapshot.concepts.id))


def without_tag(full_name: bytes) -> bytes:
    """A fully specified name without the kind in brackets at its end."""
    words, opened, _ = full_name.rpartition(b" (")
    return words if opened and full_name.endswith(b")") else full_name


def _sets(snapshot: Snapshot, languages: Sequence[ConceptId]) -> list[Language]:
    return [snapshot.languages[each] for each in languages_in_use(snapshot, languages)]


def _preferred(descriptions: Descriptions, used: Sequence[Language], eligible: Flags, count: int) -> Numbers:
    """Of each concept the eligible description that the first of the sets prefers; of several, the first."""
    preferred = np.full(count, -1, dtype=np.int64)
    for language in reversed(used):
        # The last of several values assigned to one place stays: so from back to front, in a set and among the sets.
        marked = language.description[language.preferred][::-1]
        marked = marked[eligible[marked]]
        preferred[descriptions.concept[marked]] = marked
    return preferred


def _first(descriptions: Descriptions, eligible: Flags, count: int) -> Numbers:
    first = np.full(count, -1, dtype=np.int64)
    indexes = np.flatnonzero(eligible)[::-1]
    first[descriptions.concept[indexes]] = indexes
    return first


def _acceptable(used: Sequence[Language], synonyms: Flags) -> Flags:
    if not used:
        return synonyms
    members = np.zeros(len(synonyms), dtype=np.bool_)
    for language in used:
        members[language.description] = True
    members &= synonyms
    return members


def _guess(descriptions: Descriptions, synonyms: Flags, preferred: Numbers, named: Numbers, guess: Flags) -> None:
    """Fills in `preferred` of the concepts to `guess`."""
    candidates = np.flatnonzero(synonyms & guess[descriptions.concept])
    owners = descriptions.concept[candidates]
    settled: set[int] = set()
    for index, owner in zip(candidates.tolist(), owners.tolist(), strict=True):
        if owner in settled:
            continue
        if preferred[owner] < 0:
            preferred[owner] = index
        name = int(named[owner])
        if name >= 0 and _text(descriptions, index) == without_tag(_text(descriptions, name)):
            preferred[owner] = index
            settled.add(owner)


def _text(descriptions: Descriptions, index: int) -> bytes:
    start = int(descriptions.start[index])
    return descriptions.text[start : start + int(descriptions.length[index])].tobytes()

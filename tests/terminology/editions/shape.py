"""The shape of a large edition as columns: which concepts there are, what lies above what, how they are called."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tests.terminology.editions.identifiers import (
    CONCEPT,
    DESCRIPTION,
    FIRST_CONCEPT,
    FIRST_DESCRIPTION,
    FIRST_UK_COMPONENT,
    UK_NAMESPACE,
    component_ids,
)
from tests.terminology.editions.wording import american, vocabulary, zipf

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOPS: Final = 12
"""Hierarchies, of which an active concept belongs to the one that its place among them leaves over."""
LONGEST: Final = 6
BY_HAND: Final = 100_000
"""Items left to the few components that are written by hand."""

_WORDS: Final = 130_000
_INTERNATIONAL: Final = 0.45
_ACTIVE: Final = 0.785
_DEPTH: Final = 2.3
"""The larger, the nearer to the top a concept's parent is drawn."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Concepts by rank: international ones first, and each below active ones of a lower rank.

    `top` numbers a concept's hierarchy. `child` and `parent` are pairs of ranks, each once; a parent of -1 is the top
    itself. `words` number the words of the preferred term, -1 for none.
    """

    id: Numbers
    uk: Flags
    active: Flags
    top: Numbers
    child: Numbers
    parent: Numbers
    words: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.id)


def draw_shape(chance: np.random.Generator, count: int) -> Shape:
    """So many concepts with their hierarchy and preferred terms."""
    international = round(count * _INTERNATIONAL)
    uk = np.arange(count) >= international
    active = chance.random(count) < _ACTIVE
    ranks = np.flatnonzero(active)
    top = chance.integers(0, TOPS, count)
    top[ranks] = np.arange(len(ranks)) % TOPS
    child, parent = _is_a(chance, ranks)
    return Shape(_identifiers(chance, uk, CONCEPT), uk, active, top, child, parent, draw_words(chance, count))


def _is_a(chance: np.random.Generator, ranks: Numbers) -> tuple[Numbers, Numbers]:
    """One to four parents of each of the active concepts, of the same hierarchy and a lower rank."""
    places = np.arange(len(ranks))
    more = [places[chance.random(len(ranks)) < share] for share in (0.25, 0.07, 0.02)]
    child = np.concatenate([places, *more])
    above = (child // TOPS * chance.random(len(child)) ** _DEPTH).astype(np.int64) * TOPS + child % TOPS
    pairs = np.unique(child * len(ranks) + np.where(child < TOPS, child, above))
    child, above = pairs // len(ranks), pairs % len(ranks)
    return ranks[child], np.where(child == above, -1, ranks[above])


def _identifiers(chance: np.random.Generator, uk: Flags, component: int) -> Numbers:
    """Identifiers in no order of rank, each once."""
    found = np.zeros(len(uk), dtype=np.int64)
    for ours, namespace in ((uk, UK_NAMESPACE), (~uk, None)):
        items = chance.permutation(np.cumsum(chance.integers(1, 4, int(ours.sum())))) + BY_HAND
        first = FIRST_CONCEPT if component == CONCEPT else FIRST_UK_COMPONENT if namespace else FIRST_DESCRIPTION
        found[ours] = component_ids(items + first, component, namespace)
    return found


def draw_words(chance: np.random.Generator, count: int) -> NDArray[np.int32]:
    """Of each term, two to six words by number, the rest -1; the words by Zipf's law."""
    weights = np.array(zipf(len(vocabulary(_WORDS))))
    drawn = np.searchsorted(weights, chance.random((count, LONGEST)) * weights[-1])
    words: NDArray[np.int32] = drawn.astype(np.int32)
    length = chance.choice(np.array([2, 3, 4, 5, 6]), count, p=[0.3, 0.3, 0.2, 0.1, 0.1])
    words[np.arange(LONGEST) >= length[:, None]] = -1
    return words


@dataclass(frozen=True, slots=True)
class Names:
    """Descriptions: the rank of each concept, and what is written.

    The first of each concept is its fully specified name, the second its preferred term; `twin` marks synonyms that
    are the preferred term in American spelling. The others' `words` are theirs alone.
    """

    id: Numbers
    concept: Numbers
    active: Flags
    twin: Flags
    words: NDArray[np.int32]


def draw_names(chance: np.random.Generator, shape: Shape, count: int) -> Names:
    """So many descriptions: a fully specified name and a preferred term of each concept, and synonyms."""
    concepts = len(shape)
    more = count - 2 * concepts
    if more < 0:
        raise ValueError(f"{concepts} concepts have two descriptions each, and there are to be {count}")
    concept = np.concatenate([np.arange(concepts), np.arange(concepts), chance.integers(0, concepts, more)])
    active = np.concatenate([np.ones(2 * concepts, dtype=np.bool_), chance.random(more) < 0.6])
    twin = np.concatenate([np.zeros(2 * concepts, dtype=np.bool_), chance.random(more) < 0.15])
    twin &= differs(shape.words)[concept]
    words = np.concatenate([shape.words, shape.words, draw_words(chance, more)])
    words[twin] = shape.words[concept[twin]]
    return Names(_identifiers(chance, shape.uk[concept], DESCRIPTION), concept, active, twin, words)


def differs(words: NDArray[np.int32]) -> Flags:
    """Which terms are spelt otherwise in American."""
    spelt = np.array([american(each) != each for each in (*vocabulary(_WORDS), "")])
    return np.asarray(spelt[words].any(axis=1), dtype=np.bool_)


class Speller:
    """Writes terms from the numbers of their words."""

    def __init__(self) -> None:
        self._british = vocabulary(_WORDS)
        self._american = tuple(american(each) for each in self._british)

    def text(self, words: list[int], *, american: bool) -> str:
        """The term, its first letter a capital."""
        spelt = self._american if american else self._british
        text = " ".join([spelt[word] for word in words if word >= 0])
        return text[0].upper() + text[1:]

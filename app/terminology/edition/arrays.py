"""The columns an indexed edition consists of. Each is written to a file of its own and mapped when read.

"Starts" of n lists are n + 1 offsets: list k of `parents` is `parents[parent_starts[k] : parent_starts[k + 1]]`.
Lists of places are strictly ascending. Counts: C concepts, T terms, S of them searchable, R simple reference sets,
A associations, W words, B beginnings of words.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Places = NDArray[np.uint32]
Starts = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class EditionTermKind(IntEnum):
    """What a term is to its concept, in the languages in use."""

    PREFERRED = 0
    ACCEPTABLE = 1
    FULLY_SPECIFIED = 2
    OTHER = 3
    """Active, and used by none of the languages in use."""


@dataclass(frozen=True, slots=True)
class ConceptArrays:
    """C each. `id` ascending; `effective` as yyyymmdd; `preferred` and `named` are term numbers, -1 for none."""

    id: Ids
    effective: NDArray[np.int32]
    active: Flags
    defined: Flags
    module: Ids
    preferred: NDArray[np.int32]
    named: NDArray[np.int32]
    term_starts: Starts
    """C + 1, into `terms`."""
    terms: Places
    """The term numbers of each concept, ascending."""


@dataclass(frozen=True, slots=True)
class TermArrays:
    """T each, by number: first the S searchable ones (preferred or acceptable, of active concepts) in search order."""

    id: Ids
    """Description identifiers."""
    concept: Places
    kind: Bytes
    """`EditionTermKind`."""
    starts: Starts
    """T + 1, into `text`."""
    text: Bytes
    """UTF-8, as released."""


@dataclass(frozen=True, slots=True)
class HierarchyArrays:
    """Is-a, of active concepts: direct both ways, and its closure both ways without the concept itself."""

    parent_starts: Starts
    parents: Places
    child_starts: Starts
    children: Places
    ancestor_starts: Starts
    ancestors: Places
    descendant_starts: Starts
    descendants: Places


@dataclass(frozen=True, slots=True)
class RefsetArrays:
    """R simple reference sets by identifier, and the places of their active members."""

    id: Ids
    starts: Starts
    members: Places


@dataclass(frozen=True, slots=True)
class HistoryArrays:
    """A associations by source, each with its association set and target; and reasons of inactivation by concept."""

    source: Places
    kind: Ids
    target: Places
    reason_concept: Places
    reason: Ids


@dataclass(frozen=True, slots=True)
class WordArrays:
    """What search reads. Made by `words.word_arrays`; only it and `search` know how the bitmaps are cut.

    `buckets`: by search length (see `words.search_length`), the number of the first term that is as long or longer;
    ends with S. `word_text`: W words, UTF-8, ascending by bytes. `postings`: for each word the serialised roaring
    bitmap of the numbers of terms that have it. `beginning_text`, `beginning_postings`: the same for the B beginnings
    that begin so many words that their union is kept ready.
    """

    buckets: Starts
    word_starts: Starts
    word_text: Bytes
    posting_starts: Starts
    postings: Bytes
    beginning_starts: Starts
    beginning_text: Bytes
    beginning_posting_starts: Starts
    beginning_postings: Bytes


@dataclass(frozen=True, slots=True)
class EditionArrays:
    """An indexed edition."""

    concepts: ConceptArrays
    terms: TermArrays
    hierarchy: HierarchyArrays
    refsets: RefsetArrays
    history: HistoryArrays
    words: WordArrays

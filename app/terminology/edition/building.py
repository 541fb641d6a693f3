"""From a verified snapshot of a release to the columns of an indexed edition."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import (
    Bytes,
    ConceptArrays,
    EditionArrays,
    EditionTermKind,
    HierarchyArrays,
    HistoryArrays,
    RefsetArrays,
    TermArrays,
    WordArrays,
)
from app.terminology.edition.closure import hierarchy_arrays
from app.terminology.edition.naming import Naming, naming
from app.terminology.edition.starts import grouped, spans, starts_of_lengths
from app.terminology.edition.words import search_order, word_arrays
from app.terminology.rf2.progress import Progress, silent
from app.terminology.rf2.snapshot import LANGUAGE_SETS, Concepts, Descriptions, Snapshot

Numbers = NDArray[np.int64]

_BYTES_AT_ONCE: Final = 4_000_000


def edition_arrays(
    snapshot: Snapshot, languages: Sequence[ConceptId] = LANGUAGE_SETS, progress: Progress = silent
) -> EditionArrays:
    """The index of a release: its names, hierarchy, simple reference sets, history and what search reads.

    `languages` are language sets, the one to prefer first; see `naming.naming`. Is-a relationships of inactive concepts
    are left out. Raises UnusableHierarchy when the is-a relationships lead in a circle.
    """
    progress.begin("Working out the hierarchy", 0)
    hierarchy = _hierarchy(snapshot)
    progress.end()
    progress.begin("Ordering the terms and indexing their words", 0)
    concepts, terms, words = _named(snapshot, naming(snapshot, languages))
    progress.end()
    return EditionArrays(concepts, terms, hierarchy, _refsets(snapshot), _history(snapshot), words)


def _hierarchy(snapshot: Snapshot) -> HierarchyArrays:
    active, is_a = snapshot.concepts.active, snapshot.is_a
    live = active[is_a.child] & active[is_a.parent]
    return hierarchy_arrays(is_a.child[live], is_a.parent[live], len(active))


def _named(snapshot: Snapshot, names: Naming) -> tuple[ConceptArrays, TermArrays, WordArrays]:
    kinds = _kinds(snapshot, names)
    found, words = _search_words(snapshot, kinds)
    order = np.concatenate((found, _further(snapshot, kinds, found)))
    terms = _terms(snapshot.descriptions, kinds, order)
    return _concepts(snapshot.concepts, names, terms, order, len(kinds)), terms, words


def _kinds(snapshot: Snapshot, names: Naming) -> Bytes:
    """What each active description is; all of an inactive concept but its full names are `OTHER`."""
    descriptions = snapshot.descriptions
    live = snapshot.concepts.active[descriptions.concept]
    kinds = np.full(len(descriptions.id), EditionTermKind.OTHER, dtype=np.uint8)
    kinds[names.acceptable & live] = EditionTermKind.ACCEPTABLE
    preferred = names.preferred[(names.preferred >= 0) & snapshot.concepts.active]
    kinds[preferred] = EditionTermKind.PREFERRED
    kinds[descriptions.fully_specified] = EditionTermKind.FULLY_SPECIFIED
    return kinds


def _search_words(snapshot: Snapshot, kinds: Bytes) -> tuple[Numbers, WordArrays]:
    """The descriptions people search, in search order, and the words in them."""
    descriptions = snapshot.descriptions
    found = np.flatnonzero(descriptions.active & (kinds <= EditionTermKind.ACCEPTABLE))
    texts = _texts(descriptions, found)
    order = search_order(texts, kinds[found], descriptions.id[found])
    found = found[order]
    texts = [texts[index] for index in order.tolist()]
    return found, word_arrays(texts, kinds[found])


def _further(snapshot: Snapshot, kinds: Bytes, found: Numbers) -> Numbers:
    """The other active descriptions: by kind, then concept, then identifier."""
    rest = snapshot.descriptions.active.copy()
    rest[found] = False
    others = np.flatnonzero(rest)
    return others[np.lexsort((others, snapshot.descriptions.concept[others], kinds[others]))]


def _texts(descriptions: Descriptions, indexes: Numbers) -> list[str]:
    text = np.ascontiguousarray(descriptions.text).data
    begins = descriptions.start[indexes]
    ends = begins + descriptions.length[indexes]
    return [str(text[begin:end], "utf-8") for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]


def _terms(descriptions: Descriptions, kinds: Bytes, order: Numbers) -> TermArrays:
    starts = starts_of_lengths(descriptions.length[order])
    return TermArrays(
        id=descriptions.id[order],
        concept=descriptions.concept[order],
        kind=kinds[order],
        starts=starts,
        text=_rearranged(descriptions, order, starts),
    )


def _rearranged(descriptions: Descriptions, order: Numbers, starts: Numbers) -> Bytes:
    """The bytes of all terms in their new order; a portion at a time, for each byte moved needs eight of index."""
    text = np.empty(int(starts[-1]), dtype=np.uint8)
    first = 0
    while first < len(order):
        last = int(np.searchsorted(starts, starts[first] + _BYTES_AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), len(order))
        some = order[first:last]
        source = spans(descriptions.start[some], descriptions.length[some])
        text[starts[first] : starts[last]] = descriptions.text[source]
        first = last
    return text


def _concepts(concepts: Concepts, names: Naming, terms: TermArrays, order: Numbers, count: int) -> ConceptArrays:
    numbers = np.full(count + 1, -1, dtype=np.int32)  # one more, so that a description of -1 has the number -1
    numbers[order] = np.arange(len(order), dtype=np.int32)
    starts, lists = grouped(terms.concept, np.arange(len(order), dtype=np.int64), len(concepts.id))
    return ConceptArrays(
        id=np.ascontiguousarray(concepts.id),
        effective=np.ascontiguousarray(concepts.effective),
        active=np.ascontiguousarray(concepts.active),
        defined=np.ascontiguousarray(concepts.defined),
        module=np.ascontiguousarray(concepts.module),
        preferred=numbers[names.preferred],
        named=numbers[names.named],
        term_starts=starts,
        terms=lists,
    )


def _refsets(snapshot: Snapshot) -> RefsetArrays:
    ids = sorted(snapshot.simple)
    members = [snapshot.simple[each] for each in ids]
    return RefsetArrays(
        id=np.array(ids, dtype=np.int64),
        starts=starts_of_lengths(np.array([len(each) for each in members], dtype=np.int64)),
        members=np.concatenate([np.empty(0, dtype=np.uint32), *members]).astype(np.uint32),
    )


def _history(snapshot: Snapshot) -> HistoryArrays:
    said, reasons = snapshot.associations, snapshot.reasons
    order = np.lexsort((said.target, said.kind, said.source))
    by_concept = np.lexsort((reasons.reason, reasons.concept))
    return HistoryArrays(
        source=said.source[order],
        kind=said.kind[order],
        target=said.target[order],
        reason_concept=reasons.concept[by_concept],
        reason=reasons.reason[by_concept],
    )

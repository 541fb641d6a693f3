"""What is in a release, for rows that refer to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.rf2.sctids import Component, components
from app.terminology.rf2.snapshot import Flags, Ids

Indexes = NDArray[np.int64]

_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_WORTH: Final = 10_000
"""From how many identifiers on buckets are quicker than a search by halves."""
_AT_ONCE: Final = 1 << 17
_FULLEST: Final = 24
"""Identifiers that crowd into fewer buckets than they should are searched by halves: a release could be made so."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Identifiers, ascending, laid out so that a million of them are looked up in a few steps each.

    Each belongs to a bucket by a hash; `order` are the places bucket by bucket, and `starts` where each bucket begins.
    """

    ids: Ids
    order: NDArray[np.uint32] | None = None
    starts: NDArray[np.uint32] | None = None
    shift: int = 0

    @staticmethod
    def of(ids: Ids) -> "Catalogue":
        """A catalogue of identifiers that ascend strictly."""
        if len(ids) < _WORTH:
            return Catalogue(ids)
        shift = 64 - len(ids).bit_length()
        bucket = _bucket(ids, shift)
        sizes = np.bincount(bucket, minlength=1 << (64 - shift))
        if int(sizes.max()) > _FULLEST:
            return Catalogue(ids)
        starts = np.zeros(len(sizes) + 1, dtype=np.uint32)
        np.cumsum(sizes, out=starts[1:])
        return Catalogue(ids, np.argsort(bucket).astype(np.uint32), starts, shift)

    def places(self, ids: Ids) -> tuple[Indexes, Flags]:
        """Where each identifier is, and whether it is here at all; without that, its place means nothing."""
        if len(self.ids) == 0:
            return np.zeros(len(ids), dtype=np.int64), np.zeros(len(ids), dtype=np.bool_)
        places, found = np.empty(len(ids), dtype=np.int64), np.empty(len(ids), dtype=np.bool_)
        for some in slices(len(ids)):
            places[some], found[some] = self._places(ids[some])
        return places, found

    def _places(self, ids: Ids) -> tuple[Indexes, Flags]:
        if self.order is not None and self.starts is not None:
            return self._places_by_bucket(ids, self.order, self.starts)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return at, self.ids.take(at) == ids

    def _places_by_bucket(
        self, ids: Ids, order: NDArray[np.uint32], starts: NDArray[np.uint32]
    ) -> tuple[Indexes, Flags]:
        bucket = _bucket(ids, self.shift)
        at, end = starts.take(bucket), starts.take(bucket + 1)
        last = len(order) - 1
        places = order.take(np.minimum(at, last)).astype(np.int64)
        found = (self.ids.take(places) == ids) & (at < end)
        left = np.flatnonzero(~found & (at + 1 < end))
        step = 1
        while len(left):
            tried = order.take(at[left] + step)
            hit = self.ids.take(tried) == ids[left]
            places[left[hit]] = tried[hit]
            found[left[hit]] = True
            step += 1
            left = left[~hit & (at[left] + step < end[left])]
        return places, found


def slices(count: int) -> Iterator[slice]:
    """So many rows in pieces that are worked on one at a time, so that what is in between takes little memory."""
    return (slice(begin, begin + _AT_ONCE) for begin in range(0, count, _AT_ONCE))


def _bucket(ids: Ids, shift: int) -> Indexes:
    return (ids.view(np.uint64) * _MIXER >> np.uint64(shift)).view(np.int64)


EMPTY: Final = Catalogue(np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Known:
    """The components of a release."""

    concepts: Catalogue = EMPTY
    descriptions: Catalogue = EMPTY
    relationships: Catalogue = EMPTY

    def missing(self, ids: Ids) -> Flags:
        """Which identifiers, of components of any kind, are not in the release."""
        if len(ids) == 0:
            return np.zeros(0, dtype=np.bool_)
        kinds = components(ids)
        catalogues = (self.concepts, self.descriptions, self.relationships)
        if (kinds == kinds[0]).all():
            return ~catalogues[int(kinds[0])].places(ids)[1]
        missing = np.zeros(len(ids), dtype=np.bool_)
        for kind, known in zip(Component, catalogues, strict=True):
            of_kind = kinds == kind
            if of_kind.any():
                missing[of_kind] = ~known.places(ids[of_kind])[1]
        return missing

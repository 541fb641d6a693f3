"""Usage maps: lists of pages, as bits. A table has two (pages it owns, those with room), the file one (free pages).

Source: HACKING.md of mdbtools, "Page Usage Maps". A map is a row of 69 bytes. Its first byte says of which kind it is:

0  inline: 4 bytes, the first page it speaks of; then a bit for that page and each after it, the lowest bit first
1  of references: numbers of pages, 4 bytes each (0: none). Each such page has 4 bytes of head, then bits for
   32,736 pages: the first one for the pages 0 to 32,735, the second for those that follow, and so on
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.csds.accdb.layout import MAP_PAGE, PAGE

INLINE: Final = 0
REFERENCES: Final = 1
HEAD: Final = bytes((MAP_PAGE, 1, 0, 0))
PAGES_EACH: Final = (PAGE - len(HEAD)) * 8
"""Pages that a page of bits speaks of."""


def bits_set(first: int, bits: bytes) -> Iterator[int]:
    """The numbers of the bits that are set, where that of the first bit is `first`."""
    for offset, byte in enumerate(bits):
        if byte:
            yield from (first + offset * 8 + bit for bit in range(8) if byte >> bit & 1)


def references_in(row: bytes) -> dict[int, int]:
    """The pages of bits that a map names, by their place in it; of an inline one, none."""
    if row[0] != REFERENCES:
        return {}
    numbers = (int.from_bytes(row[at : at + 4], "little") for at in range(1, len(row) - 3, 4))
    return {place: number for place, number in enumerate(numbers) if number}


def pages_in(row: bytes, bitmaps: Mapping[int, bytes]) -> Iterator[int]:
    """The pages that a map lists, in order; `bitmaps` are the pages of bits that it names, by their place in it.

    Raises: ValueError: it is of no known kind.
    """
    if row[0] == INLINE:
        yield from bits_set(int.from_bytes(row[1:5], "little"), row[5:])
    elif row[0] == REFERENCES:
        for place in references_in(row):
            yield from bits_set(place * PAGES_EACH, bitmaps[place][len(HEAD) :])
    else:
        raise ValueError("a usage map of an unknown kind")


def inline(pages: Iterable[int], length: int) -> bytes | None:
    """An inline map of `length` bytes with these pages; None when they lie too far apart for one."""
    numbers = sorted(pages)
    first = numbers[0] // 8 * 8 if numbers else 0
    if numbers and numbers[-1] - first >= (length - 5) * 8:
        return None
    return bytes((INLINE,)) + first.to_bytes(4, "little") + _bits(numbers, first, length - 5)


def bitmaps_of(pages: Iterable[int]) -> dict[int, bytes]:
    """The pages of bits for these pages, by their place in a map of references; places without a page are left out."""
    by_place: dict[int, list[int]] = {}
    for number in pages:
        by_place.setdefault(number // PAGES_EACH, []).append(number)
    return {place: HEAD + _bits(numbers, place * PAGES_EACH, PAGE - len(HEAD)) for place, numbers in by_place.items()}


def references(pages: Mapping[int, int], length: int) -> bytes:
    """A map of references, of `length` bytes, to the pages of bits, by their place in it.

    Raises: ValueError: it has no such place.
    """
    places = (length - 1) // 4
    if any(place >= places for place in pages):
        raise ValueError("more pages than a usage map can speak of")
    row = b"".join(pages.get(place, 0).to_bytes(4, "little") for place in range(places))
    return (bytes((REFERENCES,)) + row).ljust(length, b"\0")


def _bits(numbers: Iterable[int], first: int, length: int) -> bytes:
    bits = bytearray(length)
    for number in numbers:
        at = number - first
        bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


@dataclass(frozen=True, slots=True)
class MapChange:
    """What makes a map another: its row, and pages of bits to be written, by number."""

    row: bytes
    pages: Mapping[int, bytes]


def listing(row: bytes, pages: Iterable[int], next_page: Iterator[int]) -> MapChange:
    """The change that makes a map list these pages, ascending; new pages of bits take their numbers from `next_page`.

    A map stays inline where it can. Pages of bits that it has are used again, and cleared where nothing is left.
    """
    numbers = list(pages)
    known = references_in(row)
    short = inline(numbers, len(row)) if not known else None
    if short is not None:
        return MapChange(short, {})
    wanted = bitmaps_of(numbers)
    for place in known.keys() - wanted.keys():
        wanted[place] = HEAD.ljust(PAGE, b"\0")
    at = {place: known.get(place) or next(next_page) for place in sorted(wanted)}
    return MapChange(references(at, len(row)), {at[place]: bits for place, bits in wanted.items()})

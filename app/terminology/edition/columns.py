"""The columns of an edition by the names of their files, their bytes in a file, and whether they fit one another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from io import BytesIO
from typing import Any, Final, get_args

import numpy as np
from numpy.typing import NDArray

from app.terminology.edition.arrays import (
    ConceptArrays,
    EditionArrays,
    HierarchyArrays,
    HistoryArrays,
    RefsetArrays,
    TermArrays,
    WordArrays,
)

Column = NDArray[Any]
Columns = Mapping[str, Column]

_PARTS: Final[Mapping[str, type[Any]]] = {
    "concepts": ConceptArrays,
    "terms": TermArrays,
    "hierarchy": HierarchyArrays,
    "refsets": RefsetArrays,
    "history": HistoryArrays,
    "words": WordArrays,
}

_PARALLEL: Final = (
    "concepts.id concepts.effective concepts.active concepts.defined concepts.module concepts.preferred concepts.named",
    "terms.id terms.concept terms.kind",
    "history.source history.kind history.target",
    "history.reason_concept history.reason",
    "words.word_starts words.posting_starts",
    "words.beginning_starts words.beginning_posting_starts",
)
"""Columns of one length."""

_LISTS: Final = (
    ("concepts.term_starts", "concepts.terms", "concepts.id"),
    ("terms.starts", "terms.text", "terms.id"),
    ("hierarchy.parent_starts", "hierarchy.parents", "concepts.id"),
    ("hierarchy.child_starts", "hierarchy.children", "concepts.id"),
    ("hierarchy.ancestor_starts", "hierarchy.ancestors", "concepts.id"),
    ("hierarchy.descendant_starts", "hierarchy.descendants", "concepts.id"),
    ("refsets.starts", "refsets.members", "refsets.id"),
    ("words.word_starts", "words.word_text", None),
    ("words.posting_starts", "words.postings", None),
    ("words.beginning_starts", "words.beginning_text", None),
    ("words.beginning_posting_starts", "words.beginning_postings", None),
)
"""Columns of starts, the values they lead to, and those that have one list each."""


@dataclass(frozen=True, slots=True)
class ColumnFile:
    """A file of an edition: its name, the SHA-256 of its bytes in lower-case hexadecimal digits, and their number."""

    name: str
    sha256: str
    size: int


def columns_of(arrays: EditionArrays) -> dict[str, Column]:
    """The columns of an edition by name, such as "concepts.id"; the file of a column has ".npy" after its name."""
    return {
        f"{part}.{field.name}": getattr(getattr(arrays, part), field.name)
        for part, kind in _PARTS.items()
        for field in fields(kind)
    }


def arrays_of(columns: Columns) -> EditionArrays:
    """The edition with these columns. Raises KeyError when one is missing."""
    parts = {
        part: kind(**{field.name: columns[f"{part}.{field.name}"] for field in fields(kind)})
        for part, kind in _PARTS.items()
    }
    return EditionArrays(**parts)


def element_types() -> dict[str, np.dtype[Any]]:
    """Of each column by name, what its elements are."""
    return {
        f"{part}.{field.name}": np.dtype(get_args(get_args(field.type)[1])[0])
        for part, kind in _PARTS.items()
        for field in fields(kind)
    }


def heading(column: Column) -> bytes:
    """What stands before the bytes of a column in its file (NumPy Enhancement Proposal 1, version 1.0)."""
    stream = BytesIO()
    np.lib.format.write_array_header_1_0(stream, np.lib.format.header_data_from_array_1_0(column))
    return stream.getvalue()


def column_file(name: str, column: Column) -> ColumnFile:
    """The file that a column is written to."""
    head = heading(column)
    digest = sha256(head)
    digest.update(column.data)
    return ColumnFile(f"{name}.npy", digest.hexdigest(), len(head) + column.nbytes)


def misfits(columns: Columns) -> Iterator[tuple[str, str]]:
    """(name, what is wrong) of columns that do not fit the others, by their lengths and the ends of their lists."""
    for names in _PARALLEL:
        first, *others = names.split()
        for name in others:
            if len(columns[name]) != len(columns[first]):
                yield name, f"it has {len(columns[name])} rows and {first} has {len(columns[first])}."
    buckets, terms = columns["words.buckets"], columns["terms.id"]
    if not len(buckets) or buckets[0] != 0 or buckets[-1] > len(terms):
        yield "words.buckets", f"it does not begin at 0, or ends above {len(terms)}, the rows of terms.id."
    for name, values, owners in _LISTS:
        starts = columns[name]
        if owners is not None and len(starts) != len(columns[owners]) + 1:
            yield name, f"it has {len(starts)} rows and {owners} has {len(columns[owners])}: one fewer is right."
        elif not len(starts) or starts[0] != 0 or starts[-1] != len(columns[values]):
            yield name, f"it does not begin at 0 or does not end at {len(columns[values])}, the rows of {values}."

"""What a release says at one date, verified: every component with the row in force, as columns.

Columns of one part are parallel. A concept's *place* is its index in `Concepts.id`, which is in order of identifier;
other parts name concepts by place, and descriptions by their index in `Descriptions.id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId

Ids = NDArray[np.int64]
Places = NDArray[np.uint32]
Dates = NDArray[np.int32]
Flags = NDArray[np.bool_]

IS_A: Final = ConceptId(116680003)
FULLY_SPECIFIED: Final = ConceptId(900000000000003001)
SYNONYM: Final = ConceptId(900000000000013009)
PREFERRED: Final = ConceptId(900000000000548007)
ACCEPTABLE: Final = ConceptId(900000000000549004)

LANGUAGE_SETS: Final[tuple[ConceptId, ...]] = (
    ConceptId(999001261000000100),
    ConceptId(999000691000001104),
    ConceptId(999000671000001103),
    ConceptId(999000681000001101),
    ConceptId(900000000000508004),
    ConceptId(999001251000000103),
    ConceptId(900000000000509007),
)
"""NHS realm clinical and pharmacy, dm+d, UK drug, GB English, UK extension, US English: the first that has a preferred
term for a concept says which it is."""


class ReleaseKind(StrEnum):
    """Which rows a file holds."""

    FULL = "Full"
    SNAPSHOT = "Snapshot"
    DELTA = "Delta"


@dataclass(frozen=True, slots=True)
class Concepts:
    """Every concept, by identifier. `effective` are dates as yyyymmdd; `defined` says fully defined, not primitive."""

    id: Ids
    effective: Dates
    active: Flags
    defined: Flags
    module: Ids


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Every description, by identifier.

    `concept` are places; `fully_specified` tells a fully specified name from a synonym. A term is the UTF-8 bytes
    `text[start : start + length]`. `language` are indexes into `languages`, such as ("en", "cy").
    """

    id: Ids
    effective: Dates
    active: Flags
    concept: Places
    fully_specified: Flags
    language: NDArray[np.uint8]
    languages: tuple[str, ...]
    start: NDArray[np.int64]
    length: NDArray[np.int32]
    text: NDArray[np.uint8]

    def term(self, index: int) -> str:
        """The term of a description."""
        start = int(self.start[index])
        return bytes(self.text[start : start + int(self.length[index])]).decode()


@dataclass(frozen=True, slots=True)
class IsA:
    """The active inferred is-a relationships, each pair once, as places: a concept and one above it. No circles."""

    child: Places
    parent: Places


@dataclass(frozen=True, slots=True)
class Language:
    """The active members of a language set: descriptions by index, ascending, and whether each is preferred."""

    description: Places
    preferred: Flags


@dataclass(frozen=True, slots=True)
class Associations:
    """The active members of association sets: source and target as places, kind as the set's concept; by source."""

    source: Places
    kind: Ids
    target: Places


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why concepts are inactive (concept inactivation indicator): the concept as a place, the reason as its concept."""

    concept: Places
    reason: Ids


@dataclass(frozen=True, slots=True)
class ModuleVersion:
    """A row of the module dependency set: a module of a date rests on another of a date (yyyymmdd)."""

    module: ConceptId
    effective: int
    on: ConceptId
    on_effective: int


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of a package: its path in it, what it is in words, its rows but the heading, and whether it was used."""

    name: str
    what: str
    rows: int
    used: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A release at one date.

    `effective` is the latest effective time of any row used; `simple` the active members of each simple reference
    set that are concepts, as ascending places; `notes` is what a person should know that is no fault, a sentence each.
    """

    effective: date
    concepts: Concepts
    descriptions: Descriptions
    is_a: IsA
    languages: Mapping[ConceptId, Language]
    simple: Mapping[ConceptId, Places]
    associations: Associations
    reasons: Reasons
    modules: tuple[ModuleVersion, ...]
    files: tuple[FileRead, ...]
    notes: tuple[str, ...]

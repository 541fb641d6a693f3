"""Releases of SNOMED CT that an installation has loaded, which of them is in use, and how new members were grouped.

These are the installation's own, whatever its organisations: one reference set means the same for all. A release is
never changed; to use another one is one more switch, and to go back is a switch too.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class LoadedRelease:
    """A release whose index lies in the folder `key`, the digest of what it holds.

    `label` is its name for people; `version_uri` the URI of the edition's version; `effective` its latest effective
    time; `loaded_by` is None when a command loaded it. The counts are of active concepts and of searchable terms.
    """

    id: Identity
    key: str
    label: str
    version_uri: str
    effective: date
    concepts: int
    terms: int
    loaded_at: datetime
    loaded_by: Identity | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """From `at` on a release is in use; None is the shipped list alone. `number` counts from 1.

    `undoes` is the number of the switch that this one took back.
    """

    number: int
    release: Identity | None
    at: datetime
    by: Identity | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class MemberGrouping:
    """How a person grouped a member that came with a release; `version` counts from 1, the highest holds."""

    concept: ConceptId
    version: int
    group: Group
    counted: bool
    sensitive: bool
    printable: bool
    at: datetime
    by: Identity


@dataclass(frozen=True, slots=True)
class TerminologyState:
    """What tells a process that the terminology has changed: the last switch's number, and how many groupings stand."""

    switch: int = 0
    groupings: int = 0

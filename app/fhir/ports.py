"""What the FHIR API asks of storage, besides the core's records, and the values it keeps there.

A received resource is kept as it was sent, in versions, beside what the core recorded of it. What the core has no
place for is served from there; what it has a place for is the core's, and only worded as it was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from app.access.people import Organisation
from app.clinical.child import Child
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.ports import Records
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group

TypeAndId = tuple[str, Identity]
"""A resource type of FHIR, and the identity of one resource of it."""

SystemAndValue = tuple[str, str]
"""A business identifier: its system, as sent, and its value."""


@dataclass(frozen=True, slots=True)
class ReceivedBody:
    """What a system sent, byte for byte, and what it was answered.

    `key` is what makes it recognisable when it is sent again (Bundle.identifier as `system|value`, or the
    Idempotency-Key with `key:` before it), None when it has none; unique for the client. `digest` is the SHA-256 of
    `body`. `answer` is the JSON of the answer, `status` its HTTP status.
    """

    organisation: Identity
    id: Identity
    client: Identity
    interaction: str
    key: str | None
    digest: bytes
    body: bytes
    status: int
    answer: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class KeptResource:
    """One version of a resource as a system sent it, with our id and with references resolved.

    `version` counts the kept versions from 1. `child` is whose it is, None for an Organization, a Practitioner and
    their like. `encounter` with `encounter_version` is the recording that it led to, None where nothing was recorded
    of it. `content` is JSON of every element but resourceType, id and meta; `meta` the JSON of meta as sent without
    versionId and lastUpdated, None when nothing is left. `codes` are its codings as `system|code` and `on` its clinical
    date, for searches of what only is kept; `received` is the body it came in. `named` is the Encounter that it names
    where nothing of it was recorded at that one, for searches too.
    """

    organisation: Identity
    type: str
    id: Identity
    version: int
    child: Identity | None
    encounter: Identity | None
    encounter_version: int | None
    content: bytes
    meta: bytes | None
    kept_at: datetime
    kept_by: Identity
    received: Identity
    codes: tuple[str, ...] = ()
    on: date | None = None
    named: Identity | None = None


@dataclass(frozen=True, slots=True)
class IdentifierClaimed:
    """That an identifier of a system belongs to one resource of a type; unique in the organisation, for good."""

    organisation: Identity
    type: str
    system: str
    value: str
    id: Identity


@dataclass(frozen=True, slots=True)
class ChildVersion:
    """A child as they were known from an instant on: `number` counts the changes of the record from 1."""

    number: int
    at: datetime
    child: Child


@dataclass(frozen=True, slots=True)
class Compartment:
    """Everything that is held of one child as of one moment, every version of it, each kind oldest first.

    `encounters`, `referrals` and `appointments` hold all versions, in the order in which they were recorded.
    """

    child: Child
    versions: tuple[ChildVersion, ...]
    referrals: tuple[Referral, ...]
    encounters: tuple[Encounter, ...]
    appointments: tuple[Appointment, ...]
    kept: tuple[KeptResource, ...]


class SortBy(StrEnum):
    """By what a search is sorted; ties by id."""

    ID = "_id"
    UPDATED = "_lastUpdated"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended: the last hit's value of what is sorted by (None for ID or no date), and its id."""

    value: datetime | date | None
    id: Identity


@dataclass(frozen=True, slots=True)
class Coded:
    """Codes of which a resource has one: SNOMED CT concepts, and codings as `system|code` (`|code` in any system)."""

    concepts: frozenset[ConceptId] = frozenset()
    codes: frozenset[str] = frozenset()


class NamePart(StrEnum):
    """Which of a child's names: the family name; the given or the preferred name; any of them."""

    FAMILY = "family"
    GIVEN = "given"
    ANY = "name"


Named = tuple[NamePart, str]
"""How a name begins, as it is written."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is searched for: resources of a type that fulfil all that is not None. Ranges include their bounds.

    `groups` are the groups whose needs are of this type when no system sent them as another. `codes` are codings
    as `system|code` (`|code` in any system) of what only is kept; `concepts` the same for needs. Either may fit. Of
    each of `coded` and of `named` one must fit. `identified` are business identifiers of which the resource has one,
    the system of one "" for any; a child has those of the records that were merged into theirs.
    """

    type: str
    ids: frozenset[Identity] | None = None
    children: frozenset[Identity] | None = None
    encounters: frozenset[Identity] | None = None
    groups: frozenset[Group] = frozenset()
    concepts: frozenset[ConceptId] | None = None
    codes: frozenset[str] | None = None
    on_from: date | None = None
    on_to: date | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    born_from: date | None = None
    born_to: date | None = None
    family: str | None = None
    given: str | None = None
    sort: SortBy = SortBy.ID
    descending: bool = False
    coded: tuple[Coded, ...] = ()
    named: tuple[frozenset[Named], ...] = ()
    identified: frozenset[SystemAndValue] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A resource found: whose it is, when it was last changed, and its clinical date."""

    id: Identity
    child: Identity | None
    updated: datetime
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of children, to find who has them in use: NHS numbers, and local ones with their issuer's ODS code."""

    nhs: frozenset[str] = frozenset()
    local: frozenset[tuple[str, str]] = field(default_factory=frozenset)


class FhirRecords(Records, Protocol):
    """One organisation's records as the FHIR API asks for them. Whatever has many answers is asked for in one go."""

    def received_before(self, client: Identity, key: str) -> ReceivedBody | None:
        """What the client sent under a key; `body` is left empty."""
        ...

    def prepare_lists(self) -> None:
        """Read teams, clinics and care professionals in one go, so that each is not asked for by itself."""
        ...

    def identified(self, type_name: str, wanted: Sequence[SystemAndValue]) -> Mapping[SystemAndValue, Identity]:
        """Which resources of a type have these identifiers claimed."""
        ...

    def all_identified(
        self, wanted: Mapping[str, Sequence[SystemAndValue]]
    ) -> dict[str, Mapping[SystemAndValue, Identity]]:
        """Of each type, which of its resources have these identifiers claimed."""
        ...

    def holders(self, numbers: Numbers) -> Mapping[str | tuple[str, str], Identity]:
        """Which children have these numbers in use: by NHS number, or by (issuer, value)."""
        ...

    def children(self, wanted: Sequence[Identity]) -> Mapping[Identity, Child]:
        """Those of the children that there are."""
        ...

    def current_encounters(self, children: Sequence[Identity]) -> Mapping[Identity, tuple[Encounter, ...]]:
        """The current versions of the children's encounters, by child."""
        ...

    def current_referrals(self, children: Sequence[Identity]) -> Mapping[Identity, tuple[Referral, ...]]:
        """The current versions of the children's referrals, by child, the last received first."""
        ...

    def record_numbers(self, children: Sequence[Identity]) -> Mapping[Identity, int]:
        """The number of the last version recorded for each child; 0 when there is none."""
        ...

    def children_of(self, wanted: Sequence[TypeAndId]) -> Mapping[TypeAndId, Identity | None]:
        """Those resources that there are, recorded or kept, and whose they are (None: nobody's)."""
        ...

    def kept_last(self, wanted: Sequence[TypeAndId]) -> Mapping[TypeAndId, KeptResource]:
        """The last kept version of each."""
        ...

    def kept_versions(self, type_name: str, identity: Identity) -> tuple[KeptResource, ...]:
        """Every kept version, the first first."""
        ...

    def compartments(self, children: Sequence[Identity]) -> Mapping[Identity, Compartment]:
        """Everything that is held of the children."""
        ...

    def search(self, sought: Sought, after: After | None, most: int) -> tuple[Hit, ...]:
        """The hits after a place, in the order sought, at most `most`."""
        ...

    def count(self, sought: Sought) -> int:
        """How many there are."""
        ...

    def organisation(self) -> Organisation: ...

    def teams(self) -> tuple[Team, ...]: ...

    def clinics(self) -> tuple[Clinic, ...]: ...

    def professionals(self) -> tuple[CareProfessional, ...]: ...

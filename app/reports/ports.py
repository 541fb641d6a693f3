"""What reports ask of the outside: records to derive from, an engine that counts, and a place for releases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Protocol

from app.access.audit import AuditEvent
from app.access.people import Organisation
from app.clinical.child import Child, FactKind
from app.clinical.encounter import Encounter
from app.clinical.referral import Referral
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.actions import ReportAction
from app.reports.card import Breakdown, Level
from app.reports.changes import ServiceChange
from app.reports.cube import Cube
from app.reports.periods import Quarter

FACTS_HELD: Final = frozenset(
    {
        FactKind.POSTCODE,
        FactKind.GP_PRACTICE,
        FactKind.ETHNIC_CATEGORY,
        FactKind.LOOKED_AFTER,
        FactKind.EHC_PLAN,
        FactKind.RESPONSIBLE_AUTHORITY,
        FactKind.DEATH_DATE,
    }
)
"""The facts of a child from which the analytics copy is derived."""


LINES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "referral": ("child", "id", "version", "received_on", "discharged_on", "recorded_at"),
        "encounter": (
            *("child", "id", "version", "referral", "kind", "contact_on", "contact_at", "attendance", "recorded_at"),
            *("entered_in_error", "started_at", "first_input_at", "submitted_at", "items_added", "items_confirmed"),
        ),
        "asked": ("child", "encounter", "version", "need_group", "answer"),
        "statement": (
            *("child", "encounter", "version", "need", "change", "concept", "need_group", "certainty", "diagnosed"),
            "traffic_light",
        ),
    }
)
"""What is read of referrals, encounters, the groups asked about at them and the statements made at them: every version,
each with its record as `child`. Values are those of the enums of `app.clinical`; `diagnosed` is a partial date."""


@dataclass(frozen=True, slots=True)
class ChildHistory:
    """A child's standing record with the current versions of everything recorded, that of merged records among it: what
    rows are defined over (`app.reports.copy.deriving`).

    It need say no more than the copy holds: of the child no name and of identifiers the NHS numbers; of facts those of
    FACTS_HELD; of referrals and encounters what LINES has.
    """

    child: Child
    referrals: tuple[Referral, ...]
    encounters: tuple[Encounter, ...]


@dataclass(frozen=True, slots=True)
class HistoryPiece:
    """What was read of some children.

    `lines` are, by the names of LINES, the rows of these children's records and of those merged into them, in any
    order: a JSON array of the columns to a line, days and instants as ISO 8601 text, an instant with its offset. Of
    what there is none the text is empty.
    """

    children: tuple[Child, ...]
    lines: Mapping[str, str]


class HistoryRecords(Protocol):
    """One organisation's records, as of one moment, for the analytics copy."""

    def organisation(self) -> Organisation: ...

    def touched_since(self, mark: int) -> tuple[int, Sequence[Identity]]:
        """The standing records of the children of whom anything was written after a mark, each once and in order, and
        the mark to ask with next time. The mark of the beginning is 0."""
        ...

    def histories(self, children: Sequence[Identity]) -> Iterator[HistoryPiece]:
        """Everything of these children, in their order, read piece by piece."""
        ...


class Engine(Protocol):
    """Whatever counts: DuckDB in this process today, a distributed one another day."""

    def cube(self, measure: str, level: Level, breakdown: Breakdown, quarter: Quarter) -> Cube:
        """The raw counts of a measure. Raises `NotFound` for a measure, level or breakdown that its card has not."""
        ...

    def cubes(self, measure: str, quarter: Quarter) -> Iterator[Cube]:
        """The raw counts of a measure for every table of its card (`Card.tables`), in that order: what `cube` gives of
        each, found together. Raises `NotFound` when there is no such measure."""
        ...


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """That a slice was released: which definition, of which period, in which release. `definition` is JSON whose keys
    are sorted."""

    definition: str
    period: str
    release: Identity


@dataclass(frozen=True, slots=True)
class NewRelease:
    """A release to be kept: its facts, its tables, and what the ledger says of it."""

    facts: ReleaseFacts
    tables: tuple[ReleasedTable, ...]
    ledger: tuple[LedgerEntry, ...]


class Releases(Protocol):
    """The releases of an installation, kept for good."""

    def all(self) -> tuple[ReleaseFacts, ...]:
        """Every release, the newest first."""
        ...

    def latest(self, period: str | None = None) -> ReleaseFacts:
        """The last revision of a period, or of the newest period. Raises `NotFound` when there is none."""
        ...

    def table(self, release: Identity, key: TableKey) -> ReleasedTable:
        """A table of a release. Raises `NotFound` when the release has none such."""
        ...

    def rows_of(self, release: Identity, key: TableKey, area: str) -> ReleasedTable:
        """The same with the rows of one area alone, and none where it has none: what of it a page needs."""
        ...

    def areas_of(self, release: Identity, key: TableKey) -> tuple[str, ...]:
        """The areas that a table has rows of, in its order. Raises `NotFound` when the release has none such."""
        ...

    def keys(self, release: Identity) -> tuple[TableKey, ...]: ...

    def ledger(self) -> tuple[LedgerEntry, ...]: ...

    def keep(self, new: NewRelease, events: Sequence[AuditEvent]) -> None:
        """Keep a release with its ledger and audit events, together or not at all.

        Raises:
            Conflict: that revision of the period is there already; nothing was written.
        """
        ...


@dataclass(frozen=True, slots=True)
class AreaGrant:
    """That an account may see the figures of an area, or, when not `standing`, no longer; in one version."""

    organisation: Identity
    account: Identity
    level: Level
    area: str
    version: int
    standing: bool
    at: datetime
    by: Identity | None


@dataclass(frozen=True, slots=True)
class Filled:
    """Of the values that some fields could have in their rows, how many are there."""

    there: int
    possible: int


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A file of the Community Services Data Set that was built for a month, and what became of it.

    `month` is its first day; `window` is `primary` or `refresh`; `state` is as the submission's, the last, since `at`.
    `preview` and `partial` ones are not to be uploaded. `mandatory` and `required` are the fields of the tables with
    rows, None where the file's manifest does not say; `least` names the required fields with the fewest values, the
    emptiest first. `rejections` are the lines of the last validation file that was read for it, None where none was.
    """

    month: date
    window: str
    state: str
    at: datetime
    preview: bool
    partial: bool
    mandatory: Filled | None
    required: Filled | None
    least: tuple[tuple[str, Filled], ...]
    rejections: int | None


class ProviderRecords(Protocol):
    """What a provider's own people may know of its recording and submissions, and nobody else."""

    def seconds(self, organisation: Identity, first: date, last: date) -> Sequence[float]:
        """How long each form took that was timed, of the contacts between two days, both included: from the first input
        to the sending."""
        ...

    def submitted(self, organisation: Identity, since: date) -> Sequence[SubmittedFile]:
        """The file of each month since a day and of each window, by month; of several that which was uploaded, else the
        last that was built."""
        ...


class ReportAreas(Protocol):
    """Which accounts may see the figures of which areas."""

    def grants_of(self, organisation: Identity, account: Identity) -> tuple[AreaGrant, ...]:
        """The last version of each of an account's grants, by level and area."""
        ...

    def grant(self, grant: AreaGrant, event: AuditEvent) -> None:
        """Write the next version of a grant with its audit event.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        ...


class ServiceChanges(Protocol):
    """What services did that may have changed their figures."""

    def changes_of(self, level: Level, area: str, *, withdrawn: bool = False) -> tuple[ServiceChange, ...]:
        """The last version of each change in an area, the earliest begun first; those withdrawn too only if asked."""
        ...

    def record_change(self, change: ServiceChange, event: AuditEvent) -> None:
        """Write one version of a change with its audit event, together or not at all.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        ...


class ReportActions(Protocol):
    """What is to be done about figures."""

    def actions_of(self, level: Level, area: str) -> tuple[ReportAction, ...]:
        """The last version of each action of an area, the earliest due first."""
        ...

    def record(self, action: ReportAction, event: AuditEvent) -> None:
        """Write one version of an action with its audit event.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        ...

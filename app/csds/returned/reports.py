"""A file in which SDCS Cloud says what it made of a submission, read back: a report and its lines, kept for good.

A "Validation" file lists what was rejected, a "Data Quality" file lists warnings; each has one line for each occurrence
(NHS England, CSDS guidance).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from app.access.audit import AuditEvent
from app.identity import Identity

ON_A_PAGE: Final = 50


class ReportKind(StrEnum):
    """Which of the two files it is."""

    VALIDATION = "validation"
    DATA_QUALITY = "data-quality"

    @property
    def words(self) -> str:
        """As a person calls it."""
        return self.value.replace("-", " ").capitalize()

    @property
    def severity(self) -> str:
        """What a line of it says where it does not say so itself."""
        return "rejected" if self is ReportKind.VALIDATION else "warning"


@dataclass(frozen=True, slots=True)
class Report:
    """A file that was read: how many lines it has, and how many of them name a record of ours (`attached`).

    `unread_columns` are the columns of the file that were not used, joined by commas.
    """

    organisation: Identity
    id: Identity
    submission: Identity
    kind: ReportKind
    file_name: str
    sha256: str
    lines: int
    attached: int
    unread_columns: str
    read_at: datetime
    read_by: Identity | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line: `number` counts them from 1, `file_line` is where it ends in the file (of JSON the same number).

    `names` is the identifier by which it names a record (such as CareContactID) and `record` its value, "" where it has
    none. `origin` is the identity of what was recorded here, None where that is no record of ours; `place` is the
    table by which the page is found on which that is mended.
    """

    number: int
    file_line: int
    rule: str
    severity: str
    table: str
    field: str
    row_number: str
    message: str
    names: str
    record: str
    place: str
    origin: Identity | None


@dataclass(frozen=True, slots=True)
class WantedLines:
    """Which lines are wanted; "" is any. `ours` is "yes" for lines that name a record of ours, "no" for the others."""

    table: str = ""
    severity: str = ""
    rule: str = ""
    ours: str = ""


@dataclass(frozen=True, slots=True)
class LinePage:
    """One page of the lines that are wanted, how many these are, and what may be asked for."""

    lines: tuple[ReportLine, ...]
    number: int
    count: int
    tables: tuple[str, ...]
    severities: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // ON_A_PAGE))


class Reports(Protocol):
    """The reports of an installation."""

    def add(self, report: Report, lines: Iterable[Sequence[ReportLine]], event: AuditEvent) -> None:
        """Write a report with its lines, given some at a time, and its audit event: all of it or nothing.

        Raises:
            Conflict: the same file was read meanwhile; nothing was written.
        """
        ...

    def reports(self, organisation: Identity, submission: Identity) -> tuple[Report, ...]:
        """The reports of a submission, the last read first."""
        ...

    def of_digest(self, organisation: Identity, sha256: str) -> Report | None:
        """The report that was read from a file of this digest."""
        ...

    def page(self, report: Report, wanted: WantedLines, number: int) -> LinePage:
        """The page of a number (from 1) of a report's lines, in the order of the file; one beyond the last is empty."""
        ...

    def recorded(self, organisation: Identity, identities: Sequence[Identity]) -> Mapping[Identity, Identity]:
        """Those that are a child, a referral or an encounter of the organisation, each with the child that it is of."""
        ...

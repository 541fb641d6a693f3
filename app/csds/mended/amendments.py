"""Problems that are gone, and the acts between on the records that they were of, as the audit trail has them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from app.access.audit import AuditAction
from app.csds.submissions import Submission
from app.identity import Identity, parse_identity

MENDING: Final = (
    AuditAction.CHILD_REGISTERED,
    AuditAction.CHILD_CORRECTED,
    AuditAction.CHILDREN_MERGED,
    AuditAction.CHILDREN_UNMERGED,
    AuditAction.REFERRAL_RECORDED,
    AuditAction.ENCOUNTER_RECORDED,
    AuditAction.ENCOUNTER_AMENDED,
    AuditAction.ENCOUNTER_MOVED,
    AuditAction.GROUP_SESSION_RECORDED,
    AuditAction.GROUP_SESSION_AMENDED,
    AuditAction.RESOURCES_RECEIVED,
)
"""The acts that change what a submission states of a child."""

_PAGE: Final = re.compile(r"/(children|encounters|referrals|group-sessions)/([0-9A-HJKMNP-TV-Z]{13})(?:/.*)?")
_OF_CHILD: Final = "children"


@dataclass(frozen=True, slots=True)
class Amendment:
    """An act on a record: what, when, by whom ("" where no account of ours did it), and which items it changed."""

    action: str
    at: datetime
    by: str
    child: Identity | None
    subject: Identity | None
    detail: str


@dataclass(frozen=True, slots=True)
class Record:
    """The record that a problem was of, by the address of the page on which it is mended."""

    identity: Identity
    is_child: bool

    def touched_by(self, amendment: Amendment) -> bool:
        """Whether an act was on this very record: anything of a child, or the thing itself."""
        return self.identity == (amendment.child if self.is_child else amendment.subject)


@dataclass(frozen=True, slots=True)
class Gone:
    """A problem that the later submission has no more, and what was done in between."""

    problem: Mapping[str, str]
    amendments: tuple[Amendment, ...]


class Amendments(Protocol):
    """The audit trail, asked for acts that mend."""

    def amendments(
        self, organisation: Identity, records: Sequence[Identity], after: datetime, until: datetime
    ) -> tuple[Amendment, ...]:
        """The acts of `MENDING` on these children, referrals, encounters or sessions, the first done first."""
        ...


def record_of(page: str) -> Record | None:
    """The record on whose page a problem is mended; None where the page is that of no one record."""
    found = _PAGE.fullmatch(page)
    return None if found is None else Record(parse_identity(found[2]), found[1] == _OF_CHILD)


def with_amendments(problems: Sequence[Mapping[str, str]], amendments: Sequence[Amendment]) -> tuple[Gone, ...]:
    """Each problem with the acts on its record."""
    return tuple(Gone(each, tuple(_of(record_of(each["page"]), amendments))) for each in problems)


def _of(record: Record | None, amendments: Sequence[Amendment]) -> Iterable[Amendment]:
    return () if record is None else (each for each in amendments if record.touched_by(each))


def next_of(submission: Submission, others: Iterable[Submission]) -> Submission | None:
    """The submission of the same period that was built next after one."""
    later = [each for each in others if each.period == submission.period and each.built_at > submission.built_at]
    return min(later, key=lambda each: (each.built_at, each.id), default=None)

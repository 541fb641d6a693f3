"""How two records of one child are merged, and unmerged again: by a link, never a move; both audited."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission, require
from app.clinical.child import Child, ChildLink
from app.clinical.child_numbers import VERIFIED, number_in_use
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.errors import Conflict, Rejected
from app.identity import Identity
from app.register.ports import RegisterRecords
from app.register.typed import Reading, Typed


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records side by side: the one to be merged, and the one that would stand for the child."""

    merged: Child
    stands: Child

    @property
    def two_verified_numbers(self) -> bool:
        """Whether each has an NHS number that was verified, and they differ: two children, by all that is known."""
        numbers = [number_in_use(each) for each in (self.merged, self.stands)]
        verified = {each.value for each in numbers if each is not None and each.status == VERIFIED}
        return len(verified) > 1


def merge_fault(merged: Child, stands: Child) -> str | None:
    """Why a record cannot be merged into another, or None: into itself, from or into one merged, or in a chain."""
    if merged.id == stands.id:
        return "A record cannot be merged into itself. Choose the other record of the child."
    if merged.merged_into is not None:
        return "This record was merged into another already. Unmerge it first."
    if merged.merged_from:
        return "Other records were merged into this one. Unmerge them first, or merge the other way round."
    if stands.merged_into is not None:
        return "The record chosen was itself merged into another. Choose the one that stands for the child."
    return None


def compare(merged: Child, stands: Child) -> Comparison:
    """Both records, when one may be merged into the other.

    Raises:
        Rejected: it may not.
    """
    fault = merge_fault(merged, stands)
    if fault is not None:
        raise Rejected([Problem("into", "cannot-merge", fault)])
    return Comparison(merged, stands)


def merge_children(comparison: Comparison, typed: Typed, work: Work[RegisterRecords]) -> ChildLink:
    """Merge the one record into the other, for a `reason`, once it is said that they are of one child (`same`).

    Raises:
        NotPermitted: the principal may not merge.
        Rejected: no reason, or it was not confirmed; two verified numbers ask for `two_numbers` besides.
        Conflict: one of the records was merged meanwhile.
    """
    require(work.principal, Permission.MERGE_CHILDREN)
    reading = Reading(typed)
    reason = reading.reason("reason", "Say how it is known that both records are of one child.")
    for field, message in _unconfirmed(comparison, reading):
        reading.wrong(field, "not-confirmed", message)
    if reading.problems:
        raise Rejected(reading.problems)
    merged, stands = comparison.merged.id, comparison.stands.id
    link = _link(merged, stands, reason, work, standing=True)
    work.records.commit(Unit((link,), (_event(AuditAction.CHILDREN_MERGED, link, work),)))
    return link


def _unconfirmed(comparison: Comparison, reading: Reading) -> Iterator[tuple[str, str]]:
    if not reading.ticked("same"):
        yield "same", "Compare both records, then say that they are of one child."
    if comparison.two_verified_numbers and not reading.ticked("two_numbers"):
        yield "two_numbers", "Each record has a verified NHS number of its own. Say that this was looked into."


def unmerge_child(child: Child, typed: Typed, work: Work[RegisterRecords]) -> ChildLink:
    """Undo the merge of a record into another, for a `reason`.

    Raises:
        NotPermitted: the principal may not unmerge.
        Rejected: no reason.
        Conflict: the record is not merged, or no longer.
    """
    require(work.principal, Permission.MERGE_CHILDREN)
    reading = Reading(typed)
    reason = reading.reason("reason", "Say why the records are of two children after all.")
    if reading.problems:
        raise Rejected(reading.problems)
    if child.merged_into is None:
        raise Conflict("This record is not merged into another, or no longer.")
    link = _link(child.id, child.merged_into, reason, work, standing=False)
    work.records.commit(Unit((link,), (_event(AuditAction.CHILDREN_UNMERGED, link, work),)))
    return link


def _link(child: Identity, into: Identity, reason: str, work: Work[RegisterRecords], *, standing: bool) -> ChildLink:
    before = [each.version for each in work.records.links_of(child) if each.child == child]
    version = max(before, default=0) + 1
    by = work.principal
    return ChildLink(by.organisation.id, child, version, into, standing, reason, work.now, by.account)


def _event(action: AuditAction, link: ChildLink, work: Work[RegisterRecords]) -> AuditEvent:
    return audit_event(
        work.principal, action, identity=work.new_identity(), at=work.now, child=link.child, subject=link.into
    )

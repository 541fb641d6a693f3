"""How the reasons and the waiting time of a referral are changed: a version of its own, with its event."""

from dataclasses import dataclass, replace

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import london_date
from app.clinical.code_lists import REASON_FOR_REFERRAL
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.clinical.referral import Referral
from app.errors import Conflict
from app.identity import Identity
from app.register.further import judge_further, read_further, typed_further
from app.register.ports import RegisterRecords
from app.register.typed import Reading, Typed

_NOT_LISTED = "Main reason for referral: this is not one of the answers. Choose again."


@dataclass(frozen=True, slots=True)
class Changed:
    """The referral as it stands now; `changed` is False when it had stood so before."""

    referral: Referral
    changed: bool = True


@dataclass(frozen=True, slots=True)
class NotChanged:
    """Nothing was written: what is wrong, each problem under its field's name."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was written: somebody changed the referral meanwhile, to what it is now."""

    stands: Referral


def typed_of(referral: Referral) -> Typed:
    """A referral as the fields of the form by which it is changed."""
    return {"reason": referral.reason or "", "seen": str(referral.version), **typed_further(referral)}


def change_referral(referral: Identity, typed: Typed, work: Work[RegisterRecords]) -> Changed | NotChanged | Stale:
    """Give a referral the reasons and the waiting time of a form; `seen` is the version it was given out with.

    Raises:
        NotPermitted: the principal may not register children.
        NotFound: there is no such referral.
    """
    require(work.principal, Permission.REGISTER_CHILD)
    stands, reading = work.records.referral(referral), Reading(typed)
    reason = reading.text("reason") or None
    if reason is not None and reason not in REASON_FOR_REFERRAL:
        reading.wrong("reason", "unknown-code", _NOT_LISTED)
    said = read_further(reading, typed)
    judge_further(reading, reason, said, london_date(work.now))
    if reading.problems:
        return NotChanged(tuple(reading.problems))
    after = replace(stands, reason=reason, further_reasons=said.codes, waiting=said.states)
    if after == stands:
        return Changed(stands, changed=False)
    if typed.get("seen", "") != str(stands.version):
        return Stale(stands)
    return _written(after, work)


def _written(after: Referral, work: Work[RegisterRecords]) -> Changed | Stale:
    next_one = replace(after, version=after.version + 1, recorded_at=work.now, recorded_by=work.principal.account)
    event = audit_event(
        work.principal,
        AuditAction.REFERRAL_RECORDED,
        identity=work.new_identity(),
        at=work.now,
        child=after.child,
        subject=after.id,
        detail="reasons and waiting time",
    )
    try:
        work.records.commit(Unit((next_one,), (event,)))
    except Conflict:
        return Stale(work.records.referral(after.id))
    return Changed(next_one)

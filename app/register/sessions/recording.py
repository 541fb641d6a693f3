"""How a group session is recorded, corrected, and struck out: a version of its own each time, with its event."""

from dataclasses import dataclass, replace

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import london_date
from app.clinical.group_session import GroupSession, group_session_problems
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.register.ports import RegisterRecords
from app.register.sessions.fields import read_session, struck
from app.register.typed import Reading, Typed

_STRUCK = "This session was struck out as entered in error. Record it anew if it was held after all."


@dataclass(frozen=True, slots=True)
class Recorded:
    """The session as it stands now; `changed` is False when it had stood so before."""

    session: GroupSession
    changed: bool = True


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """Nothing was written: what is wrong, each problem under its field's name."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was written: somebody changed the session meanwhile, to what it is now."""

    stands: GroupSession


def record_session(typed: Typed, work: Work[RegisterRecords]) -> Recorded | NotRecorded:
    """Record the session of a form whose field `session` is the identity it was given out with; sent twice, once.

    Raises:
        NotPermitted: the principal may not record group sessions.
    """
    require(work.principal, Permission.RECORD_GROUP_SESSION)
    reading = Reading(typed)
    session = read_session(reading, typed, work, london_date(work.now))
    if session is None:
        return NotRecorded(tuple(reading.problems))
    before = _known(session.id, work)
    if before is not None:
        return Recorded(before, changed=False)
    try:
        _write(session, AuditAction.GROUP_SESSION_RECORDED, work)
    except Conflict:
        # The same form from another tab was quicker.
        before = _known(session.id, work)
        if before is None:
            raise
        return Recorded(before, changed=False)
    return Recorded(session)


def amend_session(session: Identity, typed: Typed, work: Work[RegisterRecords]) -> Recorded | NotRecorded | Stale:
    """Correct a session by a form; `seen` is the version it was given out with, `amendment_reason` says why.

    Raises:
        NotPermitted: the principal may not record group sessions.
        NotFound: there is no such session.
    """
    require(work.principal, Permission.RECORD_GROUP_SESSION)
    stands, reading = work.records.group_session_versions(session)[-1], Reading(typed)
    after = read_session(reading, typed, work, london_date(work.now), stands)
    if after is None:
        return NotRecorded(tuple(reading.problems))
    if _says_the_same(after, stands):
        return Recorded(stands, changed=False)
    return _refusal(stands, typed) or _amended(after, work)


def strike_session(session: Identity, typed: Typed, work: Work[RegisterRecords]) -> Recorded | NotRecorded | Stale:
    """Say that a session was entered in error; `amendment_reason` says why. Struck out twice, it is done once.

    Raises:
        NotPermitted: the principal may not record group sessions.
        NotFound: there is no such session.
    """
    require(work.principal, Permission.RECORD_GROUP_SESSION)
    stands = work.records.group_session_versions(session)[-1]
    if stands.entered_in_error:
        return Recorded(stands, changed=False)
    after = struck(stands, Reading(typed).text("amendment_reason"), work)
    problems = group_session_problems(after, london_date(work.now))
    reasons = tuple(each for each in problems if each.item == "amendment_reason")
    return NotRecorded(reasons) if reasons else _refusal(stands, typed) or _amended(after, work)


def _known(session: Identity, work: Work[RegisterRecords]) -> GroupSession | None:
    try:
        return work.records.group_session_versions(session)[-1]
    except NotFound:
        return None


def _says_the_same(after: GroupSession, stands: GroupSession) -> bool:
    as_it_stands = replace(
        after,
        version=stands.version,
        amendment_reason=stands.amendment_reason,
        recorded_at=stands.recorded_at,
        recorded_by=stands.recorded_by,
    )
    return as_it_stands == stands


def _refusal(stands: GroupSession, typed: Typed) -> NotRecorded | Stale | None:
    """Why a session cannot be changed by this form."""
    if stands.entered_in_error:
        return NotRecorded((Problem("held_on", "entered-in-error", _STRUCK),))
    return Stale(stands) if typed.get("seen", "") != str(stands.version) else None


def _amended(after: GroupSession, work: Work[RegisterRecords]) -> Recorded | Stale:
    try:
        _write(after, AuditAction.GROUP_SESSION_AMENDED, work)
    except Conflict:
        return Stale(work.records.group_session_versions(after.id)[-1])
    return Recorded(after)


def _write(session: GroupSession, action: AuditAction, work: Work[RegisterRecords]) -> None:
    detail = "entered in error" if session.entered_in_error else None
    event = audit_event(
        work.principal, action, identity=work.new_identity(), at=work.now, subject=session.id, detail=detail
    )
    work.records.commit(Unit((session,), (event,)))

"""How what is said of a child's circumstances is recorded: what differs is a new fact, and nothing is overwritten."""

from collections.abc import Iterable

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, may, require
from app.clinical.ages import london_date
from app.clinical.child import Child, ChildFact, FactOfChild
from app.clinical.ports import Unit, Work
from app.errors import Conflict
from app.register.circumstances.asked import AskedSet, asked_of
from app.register.circumstances.reading import Stated, read_circumstances
from app.register.circumstances.standing import circumstances_digest
from app.register.correction import MERGED, Corrected, NotCorrected, Stale
from app.register.ports import RegisterRecords
from app.register.typed import LOST_PLACE, Reading, Typed


def questions_to(child: Child, work: Work[RegisterRecords]) -> tuple[AskedSet, ...]:
    """What the principal may ask of a child and see answered."""
    return asked_of(child, london_date(work.now), sensitive=may(work.principal, Permission.SEE_SENSITIVE))


def record_circumstances(child: Child, typed: Typed, work: Work[RegisterRecords]) -> Corrected | NotCorrected | Stale:
    """Write what the form says that does not stand already, as new facts; audited by the keys of the items alone.

    The form's field `seen` is the digest it was given out with. Questions that the principal may not ask are not read.

    Raises:
        NotPermitted: the principal may not correct a child.
        Conflict: the record was merged into another.
    """
    require(work.principal, Permission.REGISTER_CHILD)
    if child.merged_into is not None:
        raise Conflict(MERGED)
    sets, reading = questions_to(child, work), Reading(typed)
    stated = read_circumstances(reading, child, sets, london_date(work.now))
    seen = reading.text("seen")
    if not seen:
        reading.wrong("true_from", "form", LOST_PLACE)
    elif seen != circumstances_digest(child, sets):
        return Stale(child)
    if reading.problems:
        return NotCorrected(tuple(reading.problems))
    return _write(child, stated, work)


def _write(child: Child, stated: Iterable[Stated], work: Work[RegisterRecords]) -> Corrected:
    facts = [_fact(each, work) for each in stated]
    if not facts:
        return Corrected(())
    items = tuple(dict.fromkeys(f"fact.{each.kind.value}" for each in facts))
    event = audit_event(
        work.principal,
        AuditAction.CHILD_CORRECTED,
        identity=work.new_identity(),
        at=work.now,
        child=child.id,
        detail=", ".join(items),
    )
    work.records.commit(Unit(tuple(FactOfChild(child.organisation, child.id, fact) for fact in facts), (event,)))
    return Corrected(items)


def _fact(stated: Stated, work: Work[RegisterRecords]) -> ChildFact:
    return ChildFact(
        work.new_identity(),
        stated.kind,
        stated.answer,
        stated.value,
        stated.since,
        stated.until,
        work.now,
        work.principal.account,
        stated.qualifier,
    )

"""What a file of the booking system would do to the appointments, row by row; and how it is done, whole or not at all.

The same reference with the same content changes nothing; with other content it is a new version of the appointment.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission, require
from app.clinical.ports import Unit, Work
from app.errors import Conflict
from app.identity import Identity
from app.register.appointments.booking import Diary, Slot, overlap, slot_of
from app.register.appointments.rows import Judge, Judged, RowOutcome
from app.register.appointments.table import Table, read_table, table_with_reasons
from app.register.ports import RegisterRecords


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A judged row, and what to think twice about before it is done."""

    judged: Judged
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What each row of a file would do."""

    table: Table
    rows: tuple[RowPlan, ...]

    def count(self, outcome: RowOutcome) -> int:
        """How many rows have an outcome."""
        return sum(each.judged.outcome is outcome for each in self.rows)

    @property
    def good(self) -> int:
        """How many rows would write something."""
        return sum(each.judged.writes is not None for each in self.rows)

    @property
    def digest(self) -> str:
        """64 hexadecimal characters that tell this plan from any other: what was seen is what is done."""
        told = [
            [each.row.number, each.outcome, each.child.id if each.child else None, _place(each)]
            for each in (planned.judged for planned in self.rows)
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Imported:
    """The good rows of the plan were written, or had been before: `again`."""

    plan: FilePlan
    again: bool = False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was written: the records changed since the plan was shown; this is what the file would do now."""

    plan: FilePlan


def plan_of_file(text: str, work: Work[RegisterRecords]) -> FilePlan:
    """What a file would do; nothing but the event of having looked its children up is written.

    Raises:
        NotPermitted: the principal may not keep appointments.
        Unreadable: the file as a whole cannot be read.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    plan = _plan(read_table(text), work)
    found = len({each.judged.child.id for each in plan.rows if each.judged.child is not None})
    event = audit_event(
        work.principal,
        AuditAction.CHILDREN_SEARCHED,
        identity=work.new_identity(),
        at=work.now,
        detail=f"appointments file: {len(plan.rows)} rows, {found} children found",
    )
    work.records.commit(Unit((), (event,)))
    return plan


def import_file(text: str, expected: str, work: Work[RegisterRecords]) -> Imported | Overtaken:
    """Write every good row of a file in one unit, each with its event, if it does what was shown.

    `expected` is the digest of the plan that was shown.

    Raises:
        NotPermitted: the principal may not keep appointments.
        Unreadable: the file as a whole cannot be read.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    table = read_table(text)
    plan = _plan(table, work)
    if not plan.good:
        return Imported(plan, again=True)
    if plan.digest != expected:
        return Overtaken(plan)
    judged = [each.judged for each in plan.rows]
    writes = tuple(each.writes for each in judged if each.writes is not None)
    events = tuple(event for event in (_event(each, work) for each in judged) if event is not None)
    try:
        work.records.commit(Unit(writes, events))
    except Conflict:
        # Somebody booked or moved one of them at the same moment, perhaps with the same file.
        now = _plan(table, work)
        return Overtaken(now) if now.good else Imported(now, again=True)
    return Imported(plan)


def rows_to_mend(text: str, work: Work[RegisterRecords]) -> str:
    """The wrong rows of a file as CSV, each with what is wrong with it and how to mend it.

    Raises:
        NotPermitted: the principal may not keep appointments.
        Unreadable: the file as a whole cannot be read.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    table = read_table(text)
    judge = Judge(table, work)
    wrong = (each for each in map(judge.judged, table.rows) if each.outcome is RowOutcome.WRONG)
    reasons = ((each.row, " ".join(fault.words for fault in each.faults)) for each in wrong)
    return table_with_reasons(table, reasons)


def _plan(table: Table, work: Work[RegisterRecords]) -> FilePlan:
    judge = Judge(table, work)
    judged = [judge.judged(row) for row in table.rows]
    beside = _Beside(judged)
    diary, making_room = Diary(work), {each.stands.id for each in judged if each.stands and each.writes}
    rows = []
    for each in judged:
        cautions: list[str] = []
        if each.outcome in (RowOutcome.BOOK, RowOutcome.MOVE) and each.writes is not None and each.child is not None:
            slot = slot_of(each.writes)
            cautions = [caution.message for caution in diary.cautions(slot, each.child, making_room)]
            cautions += beside.cautions(each)
        rows.append(RowPlan(each, tuple(cautions)))
    return FilePlan(table, tuple(rows))


class _Beside:
    """The slots that the file itself gives, to find those that clash with one another."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._of_child: dict[tuple[Identity, date], list[tuple[int, Slot]]] = {}
        self._of_professional: dict[tuple[Identity, date], list[tuple[int, Slot]]] = {}
        for each in judged:
            if each.outcome not in (RowOutcome.BOOK, RowOutcome.MOVE) or each.writes is None or each.child is None:
                continue
            slot = slot_of(each.writes)
            self._of_child.setdefault((each.child.id, slot.on), []).append((each.row.number, slot))
            if slot.professional is not None:
                self._of_professional.setdefault((slot.professional, slot.on), []).append((each.row.number, slot))

    def cautions(self, judged: Judged) -> list[str]:
        """With which other rows a row clashes."""
        if judged.writes is None or judged.child is None:
            return []
        slot, number = slot_of(judged.writes), judged.row.number
        same_child = _clashing(self._of_child.get((judged.child.id, slot.on), []), number, slot)
        said = [f"The child has another appointment at that time in row {each}." for each in same_child]
        if slot.professional is not None:
            same = _clashing(self._of_professional.get((slot.professional, slot.on), []), number, slot)
            said += [f"The professional has another appointment at that time in row {each}." for each in same]
        return said


def _clashing(others: Sequence[tuple[int, Slot]], number: int, slot: Slot) -> list[int]:
    return [each for each, other in others if each != number and overlap(slot, other)][:3]


def _event(judged: Judged, work: Work[RegisterRecords]) -> AuditEvent | None:
    if judged.writes is None:
        return None
    return audit_event(
        work.principal,
        AuditAction.APPOINTMENT_BOOKED if judged.outcome is RowOutcome.BOOK else AuditAction.APPOINTMENT_CHANGED,
        identity=work.new_identity(),
        at=work.now,
        child=judged.writes.child,
        subject=judged.writes.id,
        detail="from a file of the booking system",
    )


def _place(judged: Judged) -> object:
    """What would be written, but for the identity of an appointment that is not booked yet."""
    if judged.writes is None:
        return None
    writes, slot = judged.writes, slot_of(judged.writes)
    place = [slot.clinic, slot.on, slot.at, slot.minutes, slot.professional, slot.consultation_type]
    return [writes.booking_reference, writes.referral, writes.version, writes.status, place]

"""What one row of the booking system's file does: book, move, cancel, nothing, or what is wrong with it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.clinical.ages import london_date, parse_clinical_date
from app.clinical.child import Child
from app.clinical.child_words import tidy
from app.clinical.clinic import Appointment, AppointmentStatus, Clinic
from app.clinical.ports import Work
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.identity import Identity, parse_identity
from app.register.appointments.booking import (
    Slot,
    child_fault,
    date_fault,
    next_version,
    parse_minutes,
    parse_reference,
    referral_fault,
    referral_for,
    slot_of,
)
from app.register.appointments.cells import Cells, Fault, parse_consultation_type
from app.register.appointments.clock_times import parse_clock_time, skipped_fault
from app.register.appointments.named_children import NamedChildren
from app.register.appointments.table import Column, Row, Table, extra_cells
from app.register.ports import RegisterRecords

_RECORDED = "The visit of this appointment is recorded: it can be neither moved nor cancelled. Take the row out."
_OTHER_CHILD = "Another child's appointment has this reference. Look both up, and correct one."


class RowOutcome(StrEnum):
    """What a row does."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    NOTHING = "nothing"
    WRONG = "wrong"

    @property
    def words(self) -> str:
        return "Nothing to do" if self is RowOutcome.NOTHING else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its outcome.

    `stands` is the appointment that has its reference already, `writes` the version it would write; `note` says why
    there is nothing to do.
    """

    row: Row
    outcome: RowOutcome
    child: Child | None = None
    stands: Appointment | None = None
    writes: Appointment | None = None
    faults: tuple[Fault, ...] = ()
    note: str = ""


class Judge:
    """Judges the rows of one table against the records; what several rows ask for is read once."""

    def __init__(self, table: Table, work: Work[RegisterRecords]) -> None:
        self._table, self._work = table, work
        self._today = london_date(work.now)
        self._children = NamedChildren(work)
        self._clinics = work.records.clinics()
        self._professionals = {each.local_identifier.casefold(): each for each in work.records.professionals()}
        self._referrals: dict[Identity, tuple[Referral, ...]] = {}
        self._rows_of: dict[str, list[int]] = defaultdict(list)
        for row in table.rows:
            self._rows_of[row.text(Column.REFERENCE)].append(row.number)

    def judged(self, row: Row) -> Judged:
        """The row with its one outcome."""
        cells = Cells(row)
        if extra_cells(row, self._table):
            cells.wrong(None, "It has more cells than there are headings: they may be out of step. Check each.")
        reference, child, status = self._reference(cells), self._children.named(cells), cells.status()
        slot = self._slot(cells) if status is AppointmentStatus.BOOKED else None
        if cells.faults or reference is None or child is None:
            return _wrong(row, cells, child)
        stands = self._work.records.appointment_of_reference(reference)
        if stands is not None and stands.child not in (child.id, *child.merged_from):
            cells.wrong(Column.REFERENCE, _OTHER_CHILD)
            return _wrong(row, cells, child)
        if slot is None:
            return self._cancelled(row, cells, child, stands)
        if stands is None:
            return self._booked(row, cells, child, slot, reference)
        return self._moved(row, cells, child, slot, stands)

    def _cancelled(self, row: Row, cells: Cells, child: Child, stands: Appointment | None) -> Judged:
        if stands is None:
            return Judged(row, RowOutcome.NOTHING, child, note="Cancelled before it was booked here")
        if stands.status is AppointmentStatus.CANCELLED:
            return Judged(row, RowOutcome.NOTHING, child, stands, note="Already cancelled")
        if self._recorded(cells, stands):
            return _wrong(row, cells, child)
        writes = next_version(stands, slot_of(stands), AppointmentStatus.CANCELLED, self._work.principal.account)
        return Judged(row, RowOutcome.CANCEL, child, stands, writes)

    def _booked(self, row: Row, cells: Cells, child: Child, slot: Slot, reference: str) -> Judged:
        referral = self._referral(cells, child, slot)
        if referral is not None:
            self._judge_place(cells, child, referral, slot)
        if cells.faults or referral is None:
            return _wrong(row, cells, child)
        writes = Appointment(
            self._work.new_identity(),
            child.organisation,
            child.id,
            referral.id,
            slot.clinic,
            slot.on,
            slot.at,
            slot.minutes,
            slot.professional,
            slot.consultation_type,
            self._work.principal.account,
            booking_reference=reference,
        )
        return Judged(row, RowOutcome.BOOK, child, None, writes)

    def _moved(self, row: Row, cells: Cells, child: Child, slot: Slot, stands: Appointment) -> Judged:
        if Column.PROFESSIONAL not in self._table.columns:
            slot = slot.with_professional(stands.professional)
        if slot == slot_of(stands) and stands.status is AppointmentStatus.BOOKED:
            return Judged(row, RowOutcome.NOTHING, child, stands, note="Already booked")
        if not self._recorded(cells, stands):
            self._judge_place(cells, child, self._work.records.referral(stands.referral), slot)
        if cells.faults:
            return _wrong(row, cells, child)
        writes = next_version(stands, slot, AppointmentStatus.BOOKED, self._work.principal.account)
        return Judged(row, RowOutcome.MOVE, child, stands, writes)

    def _recorded(self, cells: Cells, stands: Appointment) -> bool:
        recorded = self._work.records.encounter_of_appointment(stands.id) is not None
        if recorded:
            cells.wrong(Column.REFERENCE, _RECORDED)
        return recorded

    def _judge_place(self, cells: Cells, child: Child, referral: Referral, slot: Slot) -> None:
        fault = child_fault(child, self._today) or referral_fault(referral, slot.on)
        if fault is not None:
            cells.wrong(Column.DATE, fault)

    def _reference(self, cells: Cells) -> str | None:
        reference = cells.parsed(Column.REFERENCE, parse_reference)
        same = self._rows_of[reference] if reference is not None else []
        if len(same) > 1:
            listed = ", ".join(map(str, same[:5])) + (" and more" if len(same) > 5 else "")
            cells.wrong(Column.REFERENCE, f"Rows {listed} have the same reference. Keep the one that holds.")
        return reference

    def _referral(self, cells: Cells, child: Child, slot: Slot) -> Referral | None:
        if child.id not in self._referrals:
            self._referrals[child.id] = self._work.records.referrals_of(child.id)
        clinic = next(each for each in self._clinics if each.id == slot.clinic)
        try:
            return referral_for(clinic, self._referrals[child.id])
        except ValueError as refused:
            cells.wrong(Column.CLINIC, str(refused))
            return None

    def _slot(self, cells: Cells) -> Slot | None:
        clinic, on = cells.parsed(Column.CLINIC, self._clinic), cells.parsed(Column.DATE, self._date)
        at, minutes = cells.parsed(Column.TIME, parse_clock_time), cells.parsed(Column.MINUTES, parse_minutes)
        kind = cells.parsed(Column.TYPE, parse_consultation_type)
        who = cells.parsed(Column.PROFESSIONAL, self._professional) if cells.text(Column.PROFESSIONAL) else None
        skipped = skipped_fault(on, at) if on is not None and at is not None else None
        if skipped is not None:
            cells.wrong(Column.TIME, skipped)
        if clinic is None or on is None or at is None or minutes is None or kind is None:
            return None
        return Slot(clinic.id, on, at, minutes, who.id if who is not None else None, kind)

    def _clinic(self, text: str) -> Clinic:
        name = tidy(text).casefold()
        found = [each for each in self._clinics if tidy(each.name).casefold() == name] or self._of_identity(text)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError("Several clinics have this name. Write the clinic's identity from the list instead.")
        raise ValueError("There is no clinic of this name. Write it as in the list of clinics, or add the clinic.")

    def _of_identity(self, text: str) -> list[Clinic]:
        try:
            identity = parse_identity(text)
        except ValueError:
            return []
        return [each for each in self._clinics if each.id == identity]

    def _date(self, text: str) -> date:
        on = parse_clinical_date(text)
        fault = date_fault(on, self._today)
        if fault is not None:
            raise ValueError(fault)
        return on

    def _professional(self, text: str) -> CareProfessional:
        found = self._professionals.get(text.casefold())
        if found is None:
            raise ValueError("No care professional has this local identifier. Check it, or leave it empty.")
        return found


def _wrong(row: Row, cells: Cells, child: Child | None) -> Judged:
    return Judged(row, RowOutcome.WRONG, child, faults=tuple(cells.faults))

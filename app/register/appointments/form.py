"""What is typed into the form of an appointment: when, where, with whom and under which referral; read and judged."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app.clinical.ages import london_date, parse_clinical_date
from app.clinical.child import Child
from app.clinical.clinic import Appointment
from app.clinical.code_lists import CONSULTATION_TYPE
from app.clinical.ports import Work
from app.clinical.referral import Referral
from app.identity import Identity
from app.register.appointments.booking import (
    Slot,
    child_fault,
    date_fault,
    open_referrals,
    parse_minutes,
    parse_reference,
    referral_fault,
)
from app.register.appointments.clock_times import parse_clock_time, skipped_fault
from app.register.ports import RegisterRecords
from app.register.typed import LOST_PLACE, Reading, identity_typed

T = TypeVar("T")

_MERGED = "This record was merged into another. Book on the record that stands for the child."


def read_booking(reading: Reading, child: Child, work: Work[RegisterRecords]) -> Appointment | None:
    """The appointment of a form for a child; None, with the problems noted, when something is wrong."""
    slot, referral = read_slot(reading, work), _read_referral(reading, child, work)
    reference = reading.parsed("reference", parse_reference) if reading.text("reference") else None
    identity = identity_typed({"appointment": reading.text("appointment")}, "appointment")
    if identity is None:
        reading.wrong("on", "form", LOST_PLACE)
    if slot is not None and referral is not None:
        judge_slot(reading, slot, child, referral, work)
    if reading.problems or slot is None or referral is None or identity is None:
        return None
    return Appointment(
        identity,
        child.organisation,
        child.id,
        referral.id,
        slot.clinic,
        slot.on,
        slot.at,
        slot.minutes,
        slot.professional,
        slot.consultation_type,
        work.principal.account,
        booking_reference=reference,
    )


def _read_referral(reading: Reading, child: Child, work: Work[RegisterRecords]) -> Referral | None:
    standing = open_referrals(work.records.referrals_of(child.id))
    missing = "Choose the referral." if standing else "The child has no open referral. Record the referral first."
    return _chosen(reading, "referral", standing, lambda each: each.id, missing)


def read_slot(reading: Reading, work: Work[RegisterRecords]) -> Slot | None:
    """When, where and with whom; None, with the problems noted, when something is wrong."""
    before = len(reading.problems)
    clinic = _chosen(reading, "clinic", work.records.clinics(), lambda each: each.id, "Choose the clinic.")
    on = _given(reading, "on", parse_clinical_date, "Type the date.")
    at = _given(reading, "at", parse_clock_time, "Type the time, such as 09:30.")
    minutes = _given(reading, "minutes", parse_minutes, "Type the length in minutes.")
    professional = None
    if reading.text("professional"):
        found = work.records.professionals()
        missing = "This is nobody who works here now. Choose again."
        chosen = _chosen(reading, "professional", found, lambda each: each.id, missing)
        professional = chosen.id if chosen is not None else None
    kind = reading.text("consultation_type")
    if kind not in CONSULTATION_TYPE:
        reading.wrong("consultation_type", "missing", "Choose whether it is a first visit or a follow-up.")
    if len(reading.problems) > before or clinic is None or on is None or at is None or minutes is None:
        return None
    return Slot(clinic.id, on, at, minutes, professional, kind)


def judge_slot(reading: Reading, slot: Slot, child: Child, referral: Referral, work: Work[RegisterRecords]) -> None:
    """Note what is wrong with giving a child a slot under a referral."""
    today = london_date(work.now)
    faults = {
        "on": date_fault(slot.on, today) or referral_fault(referral, slot.on) or child_fault(child, today),
        "at": skipped_fault(slot.on, slot.at),
    }
    if child.merged_into is not None:
        faults["on"] = _MERGED
    for field, fault in faults.items():
        if fault is not None:
            reading.wrong(field, "value", fault)


def _given(reading: Reading, name: str, parse: Callable[[str], T], missing: str) -> T | None:
    if not reading.text(name):
        reading.wrong(name, "missing", missing)
        return None
    return reading.parsed(name, parse)


def _chosen(
    reading: Reading, name: str, among: Sequence[T], identity: Callable[[T], Identity], missing: str
) -> T | None:
    wanted = identity_typed({name: reading.text(name)}, name)
    found = next((each for each in among if identity(each) == wanted), None)
    if found is None:
        reading.wrong(name, "missing", missing)
    return found

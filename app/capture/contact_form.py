"""The contact as the form states it: when, how, who was there, and what each professional did."""

from app.capture.fields import CHOOSE, FieldReader
from app.capture.visit import Visit
from app.clinical.encounter import Attendance, CareActivity, Contact, Mechanism, Present
from app.clinical.ports import Records, Work

_PATIENT, _PROXY = "01", "02"
_NHS_PATIENT = "01"
_NOT_GROUP_THERAPY = "N"
MOST_PROFESSIONALS = 8


def read_contact(reader: FieldReader, visit: Visit) -> Contact:
    """When, where and how; a field that cannot be read has its usual value, so that every other rule can be checked.

    What the form does not show an amendment leaves as it was.
    """
    typed = reader.typed
    on = reader.day("on")
    if on is None and not typed.text("on"):
        reader.told("on", "missing", "Give the date of the contact.")
    attendance = reader.choice("attendance", typed.text("attendance"), Attendance)
    if attendance is None and not typed.text("attendance"):
        reader.told("attendance", "missing", "Say whether the child attended.")
    attendance = attendance or Attendance.ATTENDED_ON_TIME
    clinic = visit.clinic
    before = visit.current.contact if visit.current else None
    return Contact(
        on=on or visit.today,
        attendance=attendance,
        at=reader.hour("at"),
        minutes=reader.number("minutes") if attendance.seen else None,
        team=before.team if before else visit.team,
        commissioner=before.commissioner if before else visit.referral.commissioner or None,
        administrative_category=before.administrative_category if before else _NHS_PATIENT,
        consultation_type=typed.text("consultation_type") or None,
        subject=_subject(reader, attendance, before),
        mechanism=reader.choice("mechanism", typed.text("mechanism"), Mechanism),
        location_type=typed.text("location_type") or None,
        site=before.site if before else (clinic.site if clinic else None),
        group_therapy=before.group_therapy if before else _NOT_GROUP_THERAPY,
        reasonable_offer_on=before.reasonable_offer_on if before else None,
        clinically_appropriate_on=before.clinically_appropriate_on if before else None,
        cancelled_on=reader.day("cancelled_on") if attendance.cancelled else None,
        cancellation_reason=(typed.text("cancellation_reason") or None) if attendance.cancelled else None,
        replacement_offered_on=reader.day("replacement_offered_on") if not attendance.seen else None,
        replacement_booked_on=reader.day("replacement_booked_on") if not attendance.seen else None,
    )


def _subject(reader: FieldReader, attendance: Attendance, before: Contact | None) -> str | None:
    if not attendance.seen:
        return before.subject if before is not None and not before.attendance.seen else None
    return _PATIENT if Present.CHILD.value in reader.typed.texts("present") else _PROXY


def read_present(reader: FieldReader, contact: Contact) -> frozenset[Present]:
    """Who was there; nobody where the child was not seen."""
    return frozenset(reader.choices("present", Present)) if contact.attendance.seen else frozenset()


def read_activities(
    reader: FieldReader, contact: Contact, visit: Visit, work: Work[Records]
) -> tuple[CareActivity, ...]:
    """What each professional did: the one who leads first, then those who joined, each with minutes of their own."""
    if not contact.attendance.seen:
        return ()
    before = visit.current.activities if visit.current else ()
    first = before[0] if before else None
    as_long = visit.current is not None and contact.minutes == visit.current.contact.minutes
    lead = CareActivity(
        id=first.id if first else work.new_identity(),
        activity_type=reader.typed.text("activity_type"),
        professional=first.professional if first else work.principal.professional,
        minutes=first.minutes if first and as_long else contact.minutes,
        procedure=first.procedure if first else None,
        finding=first.finding if first else None,
        observation=first.observation if first else None,
    )
    return (lead, *_of_others(reader, contact, visit, work))


def _of_others(reader: FieldReader, contact: Contact, visit: Visit, work: Work[Records]) -> tuple[CareActivity, ...]:
    """The rows of a joint clinic; a row without a professional says nothing.

    What an encounter already says of the leading professional's further activities is not asked here, and stays.
    """
    before = visit.current.activities[1:] if visit.current else ()
    if "with_professional" not in reader.typed.fields:
        return before
    lead = visit.current.professional if visit.current else work.principal.professional
    texts = reader.typed.texts
    rows = list(zip(texts("with_professional"), texts("with_activity"), texts("with_minutes"), strict=False))
    found = [each for each in before if each.professional in (lead, None)]
    if any(who.strip() for who, _, _ in rows[MOST_PROFESSIONALS:]):
        reader.told(
            f"with-{MOST_PROFESSIONALS}", "too-many", f"Give {MOST_PROFESSIONALS} further professionals at most."
        )
    for place, (who, activity, minutes) in enumerate(rows[:MOST_PROFESSIONALS]):
        professional = reader.identity(f"with-{place}", who.strip())
        alone = reader.whole(f"with-{place}-minutes", minutes.strip())
        if professional is None:
            if alone is not None and not who.strip():
                reader.told(f"with-{place}", "missing", "Choose who joined, or leave their minutes blank.")
            continue
        if professional not in visit.professionals:
            reader.told(f"with-{place}", "unknown-professional", CHOOSE)
            continue
        if professional == lead or any(each.professional == professional for each in found):
            reader.told(f"with-{place}", "repeated", "This professional stands here twice. Keep one.")
        kept = next((each for each in before if each.professional == professional), None)
        found.append(
            CareActivity(
                id=kept.id if kept else work.new_identity(),
                activity_type=activity.strip() or reader.typed.text("activity_type"),
                professional=professional,
                minutes=contact.minutes if alone is None else alone,
                procedure=kept.procedure if kept else None,
                finding=kept.finding if kept else None,
                observation=kept.observation if kept else None,
            )
        )
    return tuple(found)

"""What a form starts with: a visit's carried needs and likely answers, or an encounter as it was recorded."""

from app.capture.typed import Typed, TypedNeed
from app.capture.visit import Visit
from app.clinical.ages import clinical_date
from app.clinical.child import FactKind
from app.clinical.encounter import Contact, Encounter, Mechanism
from app.clinical.history import NeedHistory
from app.clinical.needs import Certainty, Change, Statement
from app.identity import shown
from app.terminology.refset import Group, Member

STARTS_BLANK = frozenset({Group.FAMILY_REPORTED_ISSUE, Group.ROUND_THE_CLOCK_CARE})
"""Groups that are asked anew at every visit: last time's answer stands beside, unticked."""

USUAL_MINUTES = "30"
_ASSESSMENT = "02"
_INITIAL, _FOLLOW_UP = "01", "02"
_OUTPATIENT_CLINIC = "E01"


def fresh_form(visit: Visit, form_token: str) -> Typed:
    """The form of a new visit."""
    booked = visit.appointment
    fields = {
        "form_token": form_token,
        "record_number": str(visit.record_number),
        "on": clinical_date(booked.on if booked else visit.today),
        "at": (booked.at if booked else visit.now).strftime("%H:%M"),
        "minutes": str(booked.minutes) if booked else USUAL_MINUTES,
        "attendance": "5",
        "mechanism": Mechanism.FACE_TO_FACE.value,
        "consultation_type": booked.consultation_type if booked else _consultation_type(visit),
        "location_type": (visit.clinic.location_type if visit.clinic else None) or _OUTPATIENT_CLINIC,
        "activity_type": _ASSESSMENT,
        "next_clinic": shown(visit.clinic.id) if visit.clinic else "",
        "ehc_plan": _ehc_plan(visit),
    }
    needs = [_carried(f"n{place}", history) for place, history in enumerate(visit.standing)]
    return Typed({**{name: (text,) for name, text in fields.items()}, "present": ("child",)}, tuple(needs))


def _ehc_plan(visit: Visit) -> str:
    known = visit.child.fact(FactKind.EHC_PLAN, visit.today)
    return (known.value or "") if known else ""


def _consultation_type(visit: Visit) -> str:
    return _FOLLOW_UP if visit.last_encounter else _INITIAL


def _carried(key: str, history: NeedHistory) -> TypedNeed:
    fields = _statement_fields(history.latest)
    fields["here"] = "" if history.latest.group in STARTS_BLANK else "yes"
    fields["away"] = Change.CARRIED.value
    fields["traffic_light"] = ""
    return TypedNeed(key, fields)


def _statement_fields(statement: Statement) -> dict[str, str]:
    return {
        "id": shown(statement.need),
        "concept": str(statement.concept or ""),
        "term": statement.term,
        "certainty": statement.certainty.value,
        "onset": statement.onset.isoformat() if statement.onset else "",
        "diagnosed": statement.diagnosed.isoformat() if statement.diagnosed else "",
        "diagnosed_by": statement.diagnosed_by.value if statement.diagnosed_by else "",
        "primary": "yes" if statement.primary else "",
        "traffic_light": statement.traffic_light.value if statement.traffic_light else "",
    }


def amending_form(visit: Visit, current: Encounter, form_token: str) -> Typed:
    """The form of an amendment, as the encounter stands."""
    fields: dict[str, tuple[str, ...]] = {
        "form_token": (form_token,),
        "record_number": (str(visit.record_number),),
        "version": (str(current.version),),
        "present": tuple(sorted(each.value for each in current.present)),
        "outcome": (current.outcome.value if current.outcome else "",),
        "ehc_plan": (_ehc_plan(visit),),
        "activity_type": (current.activities[0].activity_type if current.activities else _ASSESSMENT,),
        **_contact_fields(current.contact),
        **{f"group.{asked.group.value}": (asked.answer.value,) for asked in current.groups},
    }
    if current.next_appointment is not None:
        following = current.next_appointment
        fields["next_weeks"] = (str(following.weeks),)
        fields["next_clinic"] = (shown(following.clinic) if following.clinic else "",)
        fields["next_minutes"] = (str(following.minutes) if following.minutes else "",)
    needs = tuple(_amended(f"n{place}", statement) for place, statement in enumerate(current.statements))
    return Typed(fields, needs)


def _contact_fields(contact: Contact) -> dict[str, tuple[str, ...]]:
    held = {
        "on": clinical_date(contact.on),
        "at": contact.at.strftime("%H:%M") if contact.at else "",
        "minutes": str(contact.minutes or ""),
        "attendance": contact.attendance.value,
        "mechanism": contact.mechanism.value if contact.mechanism else "",
        "consultation_type": contact.consultation_type or "",
        "location_type": contact.location_type or "",
        "cancelled_on": clinical_date(contact.cancelled_on) if contact.cancelled_on else "",
        "cancellation_reason": contact.cancellation_reason or "",
        "replacement_offered_on": clinical_date(contact.replacement_offered_on)
        if contact.replacement_offered_on
        else "",
        "replacement_booked_on": clinical_date(contact.replacement_booked_on) if contact.replacement_booked_on else "",
    }
    return {name: (text,) for name, text in held.items()}


def _amended(key: str, statement: Statement) -> TypedNeed:
    fields = _statement_fields(statement)
    fields["here"] = "yes" if statement.change.affirmed else ""
    fields["away"] = (Change.CARRIED if statement.change.affirmed else statement.change).value
    if statement.change is Change.NEW:
        fields["new"] = "yes"
        fields["away"] = Change.ENTERED_IN_ERROR.value
    return TypedNeed(key, fields)


def added_need(key: str, member: Member, visit: Visit) -> TypedNeed:
    """The chip of a member that was just chosen: the need that stands for it, or a new one."""
    known = visit.standing_concept(member.concept)
    if known is not None:
        carried = _carried(key, known)
        return TypedNeed(key, {**carried.fields, "here": "yes"})
    return TypedNeed(
        key,
        {
            "concept": str(member.concept),
            "term": member.preferred_term,
            "here": "yes",
            "new": "yes",
            "certainty": usual_certainty(member).value,
        },
    )


def usual_certainty(member: Member) -> Certainty:
    """Reported for what the family says, diagnosed for all else; opening the chip changes it."""
    return Certainty.REPORTED if member.group is Group.FAMILY_REPORTED_ISSUE else Certainty.DIAGNOSED

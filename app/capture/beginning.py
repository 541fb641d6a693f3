"""What a form starts with: a visit's carried needs and likely answers, or an encounter as it was recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from app.capture.plan_form import LEARNED
from app.capture.scores_form import score_fields
from app.capture.typed import Typed, TypedNeed
from app.capture.visit import Visit
from app.clinical.ages import clinical_date
from app.clinical.encounter import Contact, Encounter, Mechanism, Present
from app.clinical.entitlement import may_diagnose
from app.clinical.history import NeedHistory
from app.clinical.needs import Certainty, Change, Statement
from app.clinical.plan import Sharing
from app.clinical.professional import Profession
from app.identity import shown
from app.terminology.beyond import WiderConcept
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member

USUAL_MINUTES = "30"
_ASSESSMENT = "02"
_INITIAL, _FOLLOW_UP = "01", "02"
_OUTPATIENT_CLINIC = "E01"


@dataclass(frozen=True, slots=True)
class Unscheduled:
    """A kind of contact without an appointment: how it was held, where (ACTIVITY LOCATION TYPE CODE), with whom."""

    words: str
    mechanism: Mechanism
    location_type: str
    present: tuple[Present, ...]
    minutes: str


UNSCHEDULED: Mapping[str, Unscheduled] = MappingProxyType(
    {
        "telephone": Unscheduled("Telephone", Mechanism.TELEPHONE, "A01", (Present.MOTHER,), "10"),
        "video": Unscheduled("Video", Mechanism.VIDEO, "A01", (Present.CHILD, Present.MOTHER), "30"),
        "home": Unscheduled("At home", Mechanism.FACE_TO_FACE, "A01", (Present.CHILD, Present.MOTHER), "45"),
        "school": Unscheduled("At school", Mechanism.FACE_TO_FACE, "L01", (Present.CHILD, Present.SCHOOL_STAFF), "45"),
        "carer": Unscheduled("Carer only", Mechanism.FACE_TO_FACE, _OUTPATIENT_CLINIC, (Present.MOTHER,), "30"),
    }
)
"""The unscheduled contacts one step starts, by the word in the address."""


def fresh_form(visit: Visit, form_token: str, unscheduled: Unscheduled | None = None) -> Typed:
    """The form of a new visit; of an unscheduled one as it usually is."""
    booked = visit.appointment
    fields = {
        **page_fields(visit, form_token),
        "on": clinical_date(booked.on if booked else visit.today),
        "at": (booked.at if booked else _after_todays(visit)).strftime("%H:%M"),
        "minutes": str(booked.minutes) if booked else (unscheduled.minutes if unscheduled else USUAL_MINUTES),
        "attendance": "5",
        "mechanism": (unscheduled.mechanism if unscheduled else Mechanism.FACE_TO_FACE).value,
        "consultation_type": booked.consultation_type if booked else _consultation_type(visit),
        "location_type": _location_type(visit, unscheduled),
        "activity_type": _ASSESSMENT,
        "next_clinic": shown(visit.clinic.id) if visit.clinic else "",
        **_learned(visit),
    }
    needs = [carried_need(f"n{place}", history, visit) for place, history in enumerate(visit.standing)]
    present = tuple(each.value for each in unscheduled.present) if unscheduled else (Present.CHILD.value,)
    return Typed({**{name: (text,) for name, text in fields.items()}, "present": present}, tuple(needs))


def page_fields(visit: Visit, form_token: str) -> dict[str, str]:
    """The fields that tie a page to its child, to what stood recorded when it was made, and to itself."""
    return {
        "form_token": form_token,
        "record_number": str(visit.record_number),
        "child": shown(visit.child.id),
        **({"version": str(visit.current.version)} if visit.current else {}),
    }


def _location_type(visit: Visit, unscheduled: Unscheduled | None) -> str:
    if unscheduled is not None:
        return unscheduled.location_type
    return (visit.clinic.location_type if visit.clinic else None) or _OUTPATIENT_CLINIC


def _after_todays(visit: Visit) -> time:
    """Now, but not before a contact of today that is recorded: a visit booked out ahead of its hour came first."""
    recorded = [each.contact.at for each in visit.encounters if each.contact.on == visit.today and each.contact.at]
    return max([visit.now, *recorded])


def _learned(visit: Visit) -> dict[str, str]:
    known = ((kind.value, visit.child.fact(kind, visit.today)) for kind in LEARNED)
    return {name: (fact.value or "") if fact else "" for name, fact in known}


def _consultation_type(visit: Visit) -> str:
    return _FOLLOW_UP if visit.last_encounter else _INITIAL


def carried_need(key: str, history: NeedHistory, visit: Visit) -> TypedNeed:
    """The chip of a need carried forward, as it stands on a fresh form."""
    fields = statement_fields(history.latest)
    fields["here"] = "yes" if visit.starts_ticked(history) else ""
    fields["away"] = Change.CARRIED.value
    fields["primary"] = "yes" if visit.referral.id in history.primary_for else ""
    fields["traffic_light"] = ""
    fields["instead"] = ""
    return TypedNeed(key, fields)


def statement_fields(statement: Statement) -> dict[str, str]:
    """A statement as the fields of its chip."""
    return {
        "id": shown(statement.need),
        "concept": str(statement.concept or ""),
        "term": statement.term,
        "description": str(statement.description or ""),
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
        **{name: (text,) for name, text in page_fields(visit, form_token).items()},
        "present": tuple(sorted(each.value for each in current.present)),
        "outcome": (current.outcome.value if current.outcome else "",),
        **{name: (text,) for name, text in _learned(visit).items()},
        "activity_type": (current.activities[0].activity_type if current.activities else _ASSESSMENT,),
        **_contact_fields(current.contact),
        **_joint_fields(current),
        **_plan_fields(current),
        **score_fields(current),
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


def _joint_fields(current: Encounter) -> dict[str, tuple[str, ...]]:
    others = [each for each in current.activities[1:] if each.professional not in (current.professional, None)]
    return {
        "with_professional": tuple(shown(each.professional) if each.professional else "" for each in others),
        "with_activity": tuple(each.activity_type for each in others),
        "with_minutes": tuple(str(each.minutes or "") for each in others),
    }


def _plan_fields(current: Encounter) -> dict[str, tuple[str, ...]]:
    growth = current.growth
    fields = {
        "refer": tuple(each.to for each in current.onward_referrals),
        "copy": tuple(each.recipient.value for each in current.copies if each.sharing is Sharing.AGREED),
        "copy_declined": tuple(each.recipient.value for each in current.copies if each.sharing is Sharing.DECLINED),
        "test": tuple(each.value for each in current.tests_requested),
        "safeguarding_check": (current.safeguarding_check.value if current.safeguarding_check else "",),
    }
    if growth is not None:
        fields["weight"] = (_measured(growth.weight_grams, 1_000),)
        fields["height"] = (_measured(growth.height_millimetres, 10),)
        fields["head"] = (_measured(growth.head_circumference_millimetres, 10),)
    return fields


def _measured(value: int | None, parts: int) -> str:
    """A measurement in its unit, of which the value counts parts, without needless zeros: 12400 g is 12.4 kg."""
    return "" if value is None else f"{value / parts:.3f}".rstrip("0").rstrip(".")


def _amended(key: str, statement: Statement) -> TypedNeed:
    fields = statement_fields(statement)
    fields["here"] = "yes" if statement.change.affirmed else ""
    fields["away"] = (Change.CARRIED if statement.change.affirmed else statement.change).value
    if statement.change is Change.NEW:
        fields["new"] = "yes"
        fields["away"] = Change.ENTERED_IN_ERROR.value
    return TypedNeed(key, fields)


def added_need(key: str, member: Member, visit: Visit) -> TypedNeed:
    """The chip of a member that was just chosen: the need that stands for it, or a new one."""
    return _added(key, member.concept, member.preferred_term, usual_certainty(member, visit.profession), visit)


def added_wider(key: str, wider: WiderConcept, visit: Visit) -> TypedNeed:
    """The chip of a concept from outside the reference set: kept and flagged, never counted."""
    return _added(key, wider.concept, wider.term, wider_certainty(visit.profession), visit)


def _added(key: str, concept: ConceptId, term: str, certainty: Certainty, visit: Visit) -> TypedNeed:
    known = visit.standing_concept(concept)
    if known is not None:
        carried = carried_need(key, known, visit)
        return TypedNeed(key, {**carried.fields, "here": "yes", "touched": "yes"})
    fields = {"concept": str(concept), "term": term, "here": "yes", "new": "yes", "certainty": certainty.value}
    return TypedNeed(key, fields)


def wider_certainty(profession: Profession | None) -> Certainty:
    """How sure an entry from outside the reference set is taken to be, until somebody says otherwise."""
    return Certainty.DIAGNOSED if may_diagnose(profession, None) else Certainty.REPORTED


def uncoded_need(key: str, words: str) -> TypedNeed:
    """The chip of a need in the clinician's own words, which is flagged for coding and never counted."""
    fields = {"words": words, "here": "yes", "new": "yes", "certainty": Certainty.REPORTED.value}
    return TypedNeed(key, fields)


def usual_certainty(member: Member | None, profession: Profession | None) -> Certainty:
    """Diagnosed where the profession may diagnose it; what the family says, or another profession may say, reported."""
    if member is None or member.group is Group.FAMILY_REPORTED_ISSUE or not may_diagnose(profession, member):
        return Certainty.REPORTED
    return Certainty.DIAGNOSED

"""The encounter that a visit of a body becomes, before what is said of needs: a new one, or the next version of one."""

from dataclasses import replace
from typing import Any

from app.clinical.ages import london_date
from app.clinical.encounter import Attendance, CareActivity, Contact, Encounter, EncounterKind
from app.clinical.needs import GroupAsked
from app.clinical.ports import Work
from app.clinical.professional import Profession
from app.clinical.referral import Referral
from app.fhir.mapping.given import ActivityGiven, EncounterGiven, FormGiven
from app.fhir.ports import FhirRecords
from app.fhir.receiving.proposed import Proposed
from app.fhir.receiving.referrals import referral_for
from app.fhir.receiving.visit import Visit
from app.identity import Identity

SENT_AGAIN = "The provider's system sent it again."
"""Why an encounter is amended when the system that sent more of it does not say."""


def begun(visit: Visit, proposed: Proposed, work: Work[FhirRecords]) -> tuple[Encounter, Referral]:
    """A new encounter, and the referral it belongs to, which may not be recorded yet."""
    given = visit.given or EncounterGiven(None)
    real = visit.took_place and given.contact is not None
    contact = given.contact or Contact(london_date(work.now), Attendance.ATTENDED_ON_TIME)
    referral = referral_for(given.referral, visit.child, contact.on, proposed, work)
    professional = ours(given.professional, proposed)
    encounter = Encounter(
        id=visit.identity if visit.identity is not None and real else work.new_identity(),
        version=1,
        record_number=proposed.record_number(visit.child) + 1,
        organisation=work.principal.organisation.id,
        child=visit.child,
        referral=referral.id,
        kind=EncounterKind.CARE_CONTACT if real else EncounterKind.RECORD_RECEIVED,
        contact=contact,
        activities=(),
        present=given.present,
        groups=(),
        statements=(),
        outcome=given.outcome or visit.outcome,
        next_appointment=visit.next_appointment,
        appointment=_booked(given.appointment, proposed),
        professional=professional,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        profession=profession_of(professional, proposed),
    )
    return encounter, referral


def amended(visit: Visit, current: Encounter, proposed: Proposed, work: Work[FhirRecords]) -> Encounter:
    """The next version of an encounter, with what the visit says anew of it and why."""
    reasons = [form.amendment_reason for form, _ in visit.forms if form.amendment_reason]
    return replace(
        current,
        version=current.version + 1,
        record_number=proposed.record_number(visit.child) + 1,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        amendment_reason=next(iter(reasons), None) or visit.reason or SENT_AGAIN,
        form_token=None,
        form_digest=None,
        **_said_anew(visit, current, proposed),
    )


def _said_anew(visit: Visit, current: Encounter, proposed: Proposed) -> dict[str, Any]:
    given = visit.given
    if given is None:
        return {}
    asked = given.referral if given.referral is not None and proposed.knows_referral(given.referral) else None
    professional = ours(given.professional, proposed) or current.professional
    return {
        "contact": given.contact or current.contact,
        "present": given.present or current.present,
        "outcome": given.outcome or visit.outcome or current.outcome,
        "referral": asked or current.referral,
        "appointment": _booked(given.appointment, proposed) or current.appointment,
        "next_appointment": visit.next_appointment or current.next_appointment,
        "professional": professional,
        "profession": profession_of(professional, proposed),
        "entered_in_error": given.entered_in_error,
    }


def with_parts(encounter: Encounter, visit: Visit, proposed: Proposed) -> Encounter:
    """The encounter with what was answered on forms and done at it, beside what is known to have been done."""
    for form, _ in visit.forms:
        encounter = _with_form(encounter, form)
    made = tuple(_activity(identity, given, proposed) for identity, given, _ in visit.activities)
    kept = tuple(each for each in encounter.activities if each.id not in {one.id for one in made})
    return replace(encounter, activities=(*kept, *made))


def _with_form(encounter: Encounter, form: FormGiven) -> Encounter:
    groups = {asked.group: asked for asked in encounter.groups}
    groups |= {group: GroupAsked(group, answer) for group, answer in form.groups.items()}
    said: dict[str, Any] = dict(form.contact)
    return replace(
        encounter,
        groups=tuple(groups.values()),
        contact=replace(encounter.contact, **said) if said else encounter.contact,
        present=form.present or encounter.present,
        outcome=form.outcome or encounter.outcome,
        next_appointment=form.next_appointment or encounter.next_appointment,
        growth=form.growth or encounter.growth,
        onward_referrals=form.onward_referrals or encounter.onward_referrals,
        copies=form.copies or encounter.copies,
        tests_requested=form.tests_requested or encounter.tests_requested,
    )


def _activity(identity: Identity, given: ActivityGiven, proposed: Proposed) -> CareActivity:
    return CareActivity(
        identity,
        given.activity_type,
        ours(given.professional, proposed),
        given.minutes,
        given.procedure,
        given.finding,
        given.observation,
    )


def ours(professional: Identity | None, proposed: Proposed) -> Identity | None:
    """A care professional of ours; a Practitioner of whom too little was sent to be one is only kept."""
    return professional if professional in proposed.professionals else None


def _booked(appointment: Identity | None, proposed: Proposed) -> Identity | None:
    """A booking of the child's in a clinic of ours; one elsewhere, or given up before it was sent, is only kept."""
    return appointment if appointment is not None and proposed.appointment(appointment) is not None else None


def profession_of(professional: Identity | None, proposed: Proposed) -> Profession | None:
    """The profession of one of ours."""
    return proposed.professionals[professional].profession if professional is not None else None

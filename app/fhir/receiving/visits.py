"""The encounters of a body: what its resources say of each, together, recorded by the rules of the core.

What is said without an encounter, or of one that has not taken place, is one record received today for its child.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.clinical.ages import london_date
from app.clinical.encounter import Attendance, CareActivity, Contact, Encounter, EncounterKind, NextAppointment, Outcome
from app.clinical.history import NeedHistory, earlier_than, need_histories
from app.clinical.needs import GroupAsked, Statement
from app.clinical.ports import Work
from app.clinical.professional import Profession
from app.clinical.recording import amend_encounter, record_encounter
from app.errors import Rejected
from app.fhir.mapping.given import ActivityGiven, EncounterGiven, FormGiven, NeedGiven
from app.fhir.ports import FhirRecords
from app.fhir.receiving.clinical_problems import Places, fhir_problems
from app.fhir.receiving.proposed import Proposed
from app.fhir.receiving.referrals import referral_for
from app.fhir.receiving.statements import Stated, StatedOf, Statements
from app.fhir.structure.problems import Problem
from app.identity import Identity

SENT_AGAIN = "The provider's system sent it again."
"""Why an encounter is amended when the system that sent more of it does not say."""


@dataclass(slots=True)
class Visit:
    """What a body says of one encounter of one child; `identity` is None for what is said without one.

    `activities`, `needs` and `forms` come with the identity of their resource and its place in the body; `named` are
    needs that a form only names. `outcome` is what an EpisodeOfCare says becomes of the referral.
    """

    child: Identity
    identity: Identity | None
    given: EncounterGiven | None = None
    place: str = ""
    activities: list[tuple[Identity, ActivityGiven, str]] = field(default_factory=list)
    needs: list[tuple[Identity, NeedGiven, str]] = field(default_factory=list)
    forms: list[tuple[FormGiven, str]] = field(default_factory=list)
    named: list[tuple[Identity, NeedGiven, str]] = field(default_factory=list)
    outcome: Outcome | None = None
    next_appointment: NextAppointment | None = None
    reason: str | None = None

    @property
    def took_place(self) -> bool:
        """Whether it is a contact that took place, by what was sent of it."""
        return self.given is not None and self.given.contact is not None and not self.given.entered_in_error

    @property
    def moment(self) -> tuple[date, str] | None:
        """When the contact was."""
        contact = self.given.contact if self.given is not None else None
        return (contact.on, str(contact.at or "")) if contact is not None else None


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """A visit as recorded: the encounter, and what became of each need given."""

    encounter: Encounter
    needs: tuple[StatedOf, ...]


def record_visit(
    visit: Visit, proposed: Proposed, work: Work[FhirRecords], problems: list[Problem]
) -> RecordedVisit | None:
    """Record a visit: a new encounter, or the next version of one; None when there is nothing to record.

    What breaks a clinical rule is added to `problems`, and what it was recorded over as warnings.

    Raises:
        Conflict, NotFound: as `record_encounter` says.
    """
    current = _current(visit, proposed)
    nothing = not (visit.activities or visit.needs or visit.forms)
    known_error = visit.given is not None and visit.given.entered_in_error and current is not None
    if nothing and not visit.took_place and not known_error:
        return None
    draft = _begun(visit, proposed, work) if current is None else _amended(visit, current, proposed, work)
    draft = _with_parts(draft, visit, proposed)
    known = proposed.encounters_of(visit.child)
    histories = need_histories(earlier_than(draft, known))
    primary = visit.given.primary if visit.given is not None else frozenset()
    before = current.statements if current is not None else ()
    stating = Statements(histories, before, work.refset, primary, _later(draft, known, histories))
    said = [stating.say(Stated(identity, _by_ours(given, proposed))) for identity, given, _ in visit.needs]
    for identity, given, _ in visit.named:
        stating.name(Stated(identity, given))
    if current is None and not visit.took_place and not stating.statements and not draft.groups:
        return None
    whole = replace(draft, statements=stating.statements)
    at = Work(work.principal, work.now, work.refset, work.new_identity, proposed)
    return _recorded(whole, visit, said, at, problems, amends=current is not None)


def _later(draft: Encounter, known: Sequence[Encounter], histories: Sequence[NeedHistory]) -> tuple[NeedHistory, ...]:
    """The needs that only encounters after this one state."""
    others = [each for each in known if each.id != draft.id]
    if len(others) == len(earlier_than(draft, others)):
        return ()
    before = {each.need for each in histories}
    return tuple(each for each in need_histories(others) if each.need not in before)


def _recorded(
    whole: Encounter,
    visit: Visit,
    said: Sequence[StatedOf],
    at: Work[Proposed],
    problems: list[Problem],
    *,
    amends: bool,
) -> RecordedVisit | None:
    places = _places(visit, whole.statements, said)
    try:
        recorded = amend_encounter(whole, at) if amends else record_encounter(whole, at)
    except Rejected as rejected:
        problems.extend(fhir_problems(rejected.problems, places, whole.statements))
        return None
    problems.extend(fhir_problems(recorded.warnings, places, whole.statements))
    return RecordedVisit(recorded.encounter, tuple(said))


def _places(visit: Visit, statements: Sequence[Statement], said: Sequence[StatedOf]) -> Places:
    of_need = {each.need: place for each, (_, _, place) in zip(said, visit.needs, strict=True) if each.need is not None}
    encounter = visit.place or next((place for _, _, place in (*visit.needs, *visit.activities)), "")
    return Places(
        encounter,
        tuple(of_need.get(each.need, encounter) for each in statements),
        tuple(place for _, _, place in visit.activities),
        visit.forms[0][1] if visit.forms else encounter,
    )


def _current(visit: Visit, proposed: Proposed) -> Encounter | None:
    if visit.identity is None or not proposed.knows_encounter(visit.identity):
        return None
    return proposed.encounter(visit.identity)


def _begun(visit: Visit, proposed: Proposed, work: Work[FhirRecords]) -> Encounter:
    given = visit.given or EncounterGiven(None)
    real = visit.took_place and given.contact is not None
    contact = given.contact or Contact(london_date(work.now), Attendance.ATTENDED_ON_TIME)
    referral = referral_for(given.referral, visit.child, contact.on, proposed, work)
    professional = _ours(given.professional, proposed)
    return Encounter(
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
        profession=_profession(professional, proposed),
    )


def _amended(visit: Visit, current: Encounter, proposed: Proposed, work: Work[FhirRecords]) -> Encounter:
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
    professional = _ours(given.professional, proposed) or current.professional
    return {
        "contact": given.contact or current.contact,
        "present": given.present or current.present,
        "outcome": given.outcome or visit.outcome or current.outcome,
        "referral": asked or current.referral,
        "appointment": _booked(given.appointment, proposed) or current.appointment,
        "next_appointment": visit.next_appointment or current.next_appointment,
        "professional": professional,
        "profession": _profession(professional, proposed),
        "entered_in_error": given.entered_in_error,
    }


def _with_parts(encounter: Encounter, visit: Visit, proposed: Proposed) -> Encounter:
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
        _ours(given.professional, proposed),
        given.minutes,
        given.procedure,
        given.finding,
        given.observation,
    )


def _by_ours(given: NeedGiven, proposed: Proposed) -> NeedGiven:
    professional = _ours(given.professional, proposed)
    profession = given.profession or _profession(professional, proposed)
    if professional == given.professional and profession == given.profession:
        return given
    return replace(given, professional=professional, profession=profession)


def _ours(professional: Identity | None, proposed: Proposed) -> Identity | None:
    """A care professional of ours; a Practitioner of whom too little was sent to be one is only kept."""
    return professional if professional in proposed.professionals else None


def _booked(appointment: Identity | None, proposed: Proposed) -> Identity | None:
    """A booking of the child's in a clinic of ours; one elsewhere, or given up before it was sent, is only kept."""
    return appointment if appointment is not None and proposed.appointment(appointment) is not None else None


def _profession(professional: Identity | None, proposed: Proposed) -> Profession | None:
    return proposed.professionals[professional].profession if professional is not None else None

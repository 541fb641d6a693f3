"""What the form is about: the child, the referral, the appointment if there was one, and what is known so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from app.capture.ports import CaptureRecords
from app.clinical.ages import LONDON, completed_years, london_date
from app.clinical.child import Child
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Attendance, Encounter, EncounterKind
from app.clinical.entitlement import within_own
from app.clinical.history import Expiry, NeedHistory, earlier_than, in_order_of_time, need_histories, standing_needs
from app.clinical.ports import Work
from app.clinical.professional import CareProfessional, Profession
from app.clinical.referral import Referral
from app.clinical.scores import Tools
from app.errors import NotFound
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset

STARTS_BLANK = frozenset({Group.FAMILY_REPORTED_ISSUE, Group.ROUND_THE_CLOCK_CARE})
"""Groups that are asked anew at every visit: last time's answer stands beside, unticked."""

TRANSITION_AGE = 14
"""From this age on the form asks for the transition to adult services (NICE NG43, 1.2.1: by school year 9)."""


@dataclass(frozen=True, slots=True)
class FormRules:
    """The numbers of the form that an installation sets."""

    expiry: Expiry = field(default_factory=Expiry)
    not_brought_prompt: int = 2


@dataclass(frozen=True)
class Visit:
    """One visit to be recorded, or one encounter to be amended (`current`).

    `histories` are the child's needs as the encounters before this one left them; `tools` the assessment tools that the
    provider lists, None where it lists none. What only a page shows (every clinic, every name) is read when it is asked
    for, as of the same moment.
    """

    child: Child
    referral: Referral
    appointment: Appointment | None
    current: Encounter | None
    encounters: Sequence[Encounter]
    histories: Sequence[NeedHistory]
    refset: Refset
    today: date
    now: time
    records: CaptureRecords
    professional: Identity | None = None
    rules: FormRules = FormRules()
    tools: Tools | None = None

    @cached_property
    def profession(self) -> Profession | None:
        """The profession of the care professional who fills the form in."""
        return self.records.professional(self.professional).profession if self.professional is not None else None

    @cached_property
    def clinics(self) -> tuple[Clinic, ...]:
        """The organisation's clinics by name."""
        return self.records.clinics()

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """The organisation's teams by name."""
        return self.records.teams()

    @cached_property
    def clinic(self) -> Clinic | None:
        """The clinic of the appointment."""
        booked = self.appointment
        if booked is None:
            return None
        return next((each for each in self.clinics if each.id == booked.clinic), None)

    @cached_property
    def record_number(self) -> int:
        """The number of the last version recorded for the child."""
        return self.records.record_number(self.child.id)

    @cached_property
    def professionals(self) -> Mapping[Identity, CareProfessional]:
        """The organisation's care professionals."""
        return {each.id: each for each in self.records.professionals()}

    @property
    def standing(self) -> tuple[NeedHistory, ...]:
        """The needs carried forward to this visit."""
        return standing_needs(self.histories)

    @cached_property
    def merged_needs(self) -> tuple[NeedHistory, ...]:
        """The needs that stand on records merged into this child's and not on this one: offered, not carried."""
        has = {history.latest.concept for history in self.standing}
        others = [
            history
            for other in self.child.merged_from
            for history in standing_needs(need_histories(self.records.encounters_of(other)))
        ]
        return tuple(history for history in others if history.latest.concept not in has)

    def standing_concept(self, concept: ConceptId) -> NeedHistory | None:
        """The need that stands for a concept, if the child has one."""
        return next((history for history in self.standing if history.latest.concept == concept), None)

    @property
    def team(self) -> Identity | None:
        """The team of the clinic, else the first that the referral went to."""
        if self.clinic is not None:
            return self.clinic.team
        return self.referral.teams[0].team if self.referral.teams else None

    def starts_ticked(self, history: NeedHistory) -> bool:
        """Whether a carried need stands ticked on a fresh form, about to be recorded as reviewed and unchanged.

        Conditions, technology and functional levels of the clinician's own profession do, until nobody has looked
        at them by themselves for too long. What the family says is asked anew at every visit.
        """
        member = self.refset.known(history.latest.concept)
        return (
            within_own(self.profession, member)
            and history.latest.group not in STARTS_BLANK
            and not self.rules.expiry.asks(history, self.today)
        )

    @property
    def last_encounter(self) -> Encounter | None:
        """The child's last encounter at which they were seen."""
        seen = [each for each in self.encounters if each.seen]
        return max(seen, key=lambda each: (each.contact.on, each.id), default=None)

    @property
    def not_brought_before(self) -> int:
        """How many times running, up to this visit, the child was not brought to this referral's contacts."""
        before = self.encounters if self.current is None else earlier_than(self.current, self.encounters)
        running = 0
        for each in reversed(in_order_of_time(before)):
            contact = each.kind is EncounterKind.CARE_CONTACT and not each.entered_in_error
            if each.referral != self.referral.id or not contact or each.contact.attendance.cancelled:
                continue
            if each.contact.attendance is not Attendance.WAS_NOT_BROUGHT:
                break
            running += 1
        return running

    @property
    def prompts_safeguarding(self) -> bool:
        """Whether not being brought to this visit too asks for a safeguarding check."""
        return self.not_brought_before + 1 >= self.rules.not_brought_prompt

    @property
    def of_transition_age(self) -> bool:
        """Whether the child is old enough for the transition to adult services to be planned."""
        born = self.child.demographics.birth_date
        return born is not None and completed_years(born, self.today) >= TRANSITION_AGE

    def name_of(self, professional: Identity | None) -> str | None:
        """A care professional's name."""
        found = self.professionals.get(professional) if professional is not None else None
        return found.name if found else None


def visit_of_appointment(
    appointment: Identity, work: Work[CaptureRecords], rules: FormRules, form_token: str | None = None
) -> Visit:
    """The visit of an appointment. `form_token` is that of the posted form, if one was posted.

    Raises:
        NotFound: there is no such appointment.
    """
    booked = work.records.appointment(appointment)
    _prepare(work, booked.child, booked.referral, booked.id, form_token)
    referral = work.records.referral(booked.referral)
    return _visit(booked.child, referral, work, rules, appointment=booked)


def visit_of_referral(
    child: Identity, referral: Identity, work: Work[CaptureRecords], rules: FormRules, form_token: str | None = None
) -> Visit:
    """An unscheduled visit under a referral. `form_token` is that of the posted form, if one was posted.

    Raises:
        NotFound: there is no such child, or the referral is not the child's.
    """
    _prepare(work, child, referral, None, form_token)
    found = work.records.referral(referral)
    if found.child != child:
        raise NotFound("There is no such referral of this child.")
    return _visit(child, found, work, rules)


def visit_of_encounter(encounter: Identity, work: Work[CaptureRecords], rules: FormRules) -> Visit:
    """The visit of an encounter already recorded, to be shown or amended.

    Raises:
        NotFound: there is no such encounter.
    """
    current = work.records.encounter(encounter)
    _prepare(work, current.child, current.referral, current.appointment, None)
    referral = work.records.referral(current.referral)
    booked = work.records.appointment(current.appointment) if current.appointment is not None else None
    return _visit(current.child, referral, work, rules, appointment=booked, current=current)


def _prepare(
    work: Work[CaptureRecords],
    child: Identity,
    referral: Identity,
    appointment: Identity | None,
    form_token: str | None,
) -> None:
    work.records.prepare(
        child,
        referral,
        appointment=appointment,
        professional=work.principal.professional,
        form_token=form_token or None,
    )


def _visit(
    child: Identity,
    referral: Referral,
    work: Work[CaptureRecords],
    rules: FormRules,
    *,
    appointment: Appointment | None = None,
    current: Encounter | None = None,
) -> Visit:
    records = work.records
    encounters = records.encounters_of(child)
    before = encounters if current is None else earlier_than(current, encounters)
    return Visit(
        records.child(child),
        referral,
        appointment,
        current,
        encounters,
        need_histories(before),
        work.refset,
        london_date(work.now),
        _london_time(work),
        records,
        work.principal.professional,
        rules,
        work.tools,
    )


def _london_time(work: Work[CaptureRecords]) -> time:
    local = work.now.astimezone(LONDON)
    return (local - timedelta(minutes=local.minute % 5)).time().replace(second=0, microsecond=0)

"""The form as posted, turned into an encounter: every field read, every fault told, nothing guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from app.capture.beginning import usual_certainty
from app.capture.typed import Typed, TypedNeed
from app.capture.visit import Visit
from app.clinical.ages import PartialDate, parse_clinical_date
from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.encounter import (
    Attendance,
    CareActivity,
    Contact,
    Encounter,
    EncounterKind,
    Mechanism,
    NextAppointment,
    Outcome,
    Present,
)
from app.clinical.needs import (
    Certainty,
    Change,
    GroupAnswer,
    GroupAsked,
    SaidBy,
    Source,
    Statement,
    TrafficLight,
)
from app.clinical.ports import Records, Work
from app.clinical.problems import Problem
from app.clinical.professional import Profession
from app.identity import Identity, parse_identity
from app.terminology.concept import ConceptId, parse_concept_id
from app.terminology.refset import Group, Member

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

LONGEST_CONCEPT_ID = 18
_PATIENT, _PROXY = "01", "02"
_NHS_PATIENT = "01"
_NOT_GROUP_THERAPY = "N"
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")

_CHANGED_ON_ITS_WAY = "The form was changed on its way here. Open the page again in another tab."


@dataclass(frozen=True, slots=True)
class ReadForm:
    """A form read: the encounter and the child's facts it states, and the problems of single fields.

    With a problem, the encounter holds what could be read, so that every other rule can be checked too.
    """

    encounter: Encounter
    facts: tuple[ChildFact, ...]
    problems: tuple[Problem, ...]


class _Reader:
    """Reads fields one by one and gathers what is wrong with them."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.problems: list[Problem] = []

    def told(self, item: str, code: str, message: str) -> None:
        self.problems.append(Problem(item, code, message))

    def read(self, item: str, text: str, parse: Callable[[str], T], message: str) -> T | None:
        """The parsed text; None for an empty one, or, with a problem, for one that does not parse."""
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            self.told(item, "unreadable", message)
            return None

    def day(self, name: str) -> date | None:
        return self.read(
            name, self.typed.text(name), parse_clinical_date, "Give a date that exists, as in 04-Feb-2026 or 4/2/2026."
        )

    def hour(self, name: str) -> time | None:
        return self.read(name, self.typed.text(name), _time_of_day, "Give a time of the day, as hours:minutes: 09:30.")

    def number(self, name: str) -> int | None:
        return self.read(name, self.typed.text(name), _whole_number, "Give a whole number, such as 30.")

    def choice(self, name: str, text: str, kind: type[E]) -> E | None:
        return self.read(name, text, kind, "Choose one of the answers offered.")

    def identity(self, name: str, text: str) -> Identity | None:
        return self.read(name, text, parse_identity, "Choose one of the answers offered.")


def _time_of_day(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("not a time of the day")
    return time(int(found[1]), int(found[2]))


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError("not a whole number")
    return int(text)


def read_form(typed: Typed, visit: Visit, work: Work[Records]) -> ReadForm:
    """Turn the form of a visit into an encounter.

    The first version of a new encounter, or, where the visit amends one, the version after the one the
    form was made from.
    """
    reader = _Reader(typed)
    contact = _contact(reader, visit)
    current = visit.current
    encounter = Encounter(
        id=current.id if current else work.new_identity(),
        version=(reader.number("version") or current.version) + 1 if current else 1,
        record_number=_record_number(reader, visit),
        organisation=work.principal.organisation.id,
        child=visit.child.id,
        referral=visit.referral.id,
        kind=EncounterKind.CARE_CONTACT,
        contact=contact,
        activities=_activities(reader, contact, visit, work),
        present=_present(reader, contact),
        groups=_groups(reader, contact),
        statements=_statements(reader, contact, visit, work),
        outcome=reader.choice("outcome", typed.text("outcome"), Outcome),
        next_appointment=_next_appointment(reader, visit),
        appointment=visit.appointment.id if visit.appointment else None,
        professional=current.professional if current else work.principal.professional,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        form_token=_form_token(reader),
        amendment_reason=typed.text("amendment_reason") or None if current else None,
    )
    facts = _facts(reader, visit, work)
    return ReadForm(encounter, facts, tuple(reader.problems))


def _record_number(reader: _Reader, visit: Visit) -> int:
    """The number this version gets: the one after the last that stood when the page was made."""
    last = reader.number("record_number") or 0
    if last > visit.record_number:
        reader.told("record_number", "unreadable", _CHANGED_ON_ITS_WAY)
    return last + 1


def _form_token(reader: _Reader) -> str | None:
    if reader.typed.text("form_token") and not reader.typed.form_token:
        reader.told("form_token", "unreadable", _CHANGED_ON_ITS_WAY)
    return reader.typed.form_token or None


def _contact(reader: _Reader, visit: Visit) -> Contact:
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
    team = clinic.team if clinic else (visit.referral.teams[0].team if visit.referral.teams else None)
    return Contact(
        on=on or visit.today,
        attendance=attendance,
        at=reader.hour("at"),
        minutes=reader.number("minutes") if attendance.seen else None,
        team=team,
        commissioner=visit.referral.commissioner,
        administrative_category=_NHS_PATIENT,
        consultation_type=typed.text("consultation_type") or None,
        subject=_subject(reader, attendance),
        mechanism=reader.choice("mechanism", typed.text("mechanism"), Mechanism),
        location_type=typed.text("location_type") or None,
        site=clinic.site if clinic else None,
        group_therapy=_NOT_GROUP_THERAPY,
        reasonable_offer_on=before.reasonable_offer_on if before else None,
        clinically_appropriate_on=before.clinically_appropriate_on if before else None,
        cancelled_on=reader.day("cancelled_on") if attendance.cancelled else None,
        cancellation_reason=(typed.text("cancellation_reason") or None) if attendance.cancelled else None,
        replacement_offered_on=reader.day("replacement_offered_on") if not attendance.seen else None,
        replacement_booked_on=reader.day("replacement_booked_on") if not attendance.seen else None,
    )


def _subject(reader: _Reader, attendance: Attendance) -> str | None:
    if not attendance.seen:
        return None
    return _PATIENT if Present.CHILD.value in reader.typed.texts("present") else _PROXY


def _present(reader: _Reader, contact: Contact) -> frozenset[Present]:
    if not contact.attendance.seen:
        return frozenset()
    read = (reader.choice("present", text, Present) for text in reader.typed.texts("present"))
    return frozenset(each for each in read if each is not None)


def _activities(reader: _Reader, contact: Contact, visit: Visit, work: Work[Records]) -> tuple[CareActivity, ...]:
    if not contact.attendance.seen:
        return ()
    before = visit.current.activities if visit.current else ()
    first = before[0] if before else None
    return (
        CareActivity(
            id=first.id if first else work.new_identity(),
            activity_type=reader.typed.text("activity_type"),
            professional=first.professional if first else work.principal.professional,
            minutes=contact.minutes,
            procedure=first.procedure if first else None,
            finding=first.finding if first else None,
            observation=first.observation if first else None,
        ),
        *before[1:],
    )


def _groups(reader: _Reader, contact: Contact) -> tuple[GroupAsked, ...]:
    if not contact.attendance.seen:
        return ()
    asked = []
    for group in Group:
        name = f"group.{group.value}"
        answer = reader.choice(name, reader.typed.text(name), GroupAnswer)
        if answer is not None and answer is not GroupAnswer.NOT_ASKED:
            asked.append(GroupAsked(group, answer))
    return tuple(asked)


def _next_appointment(reader: _Reader, visit: Visit) -> NextAppointment | None:
    weeks = reader.number("next_other_weeks") or reader.number("next_weeks")
    minutes = reader.number("next_minutes")
    clinic = reader.identity("next_clinic", reader.typed.text("next_clinic"))
    if clinic is not None and clinic not in {each.id for each in visit.clinics}:
        reader.told("next_clinic", "unknown-clinic", "Choose one of the clinics offered.")
    return NextAppointment(weeks, clinic, minutes) if weeks is not None else None


def _statements(reader: _Reader, contact: Contact, visit: Visit, work: Work[Records]) -> tuple[Statement, ...]:
    if not contact.attendance.seen:
        added = sum(need.here and need.text("new") == "yes" for need in reader.typed.needs)
        if added and visit.current is None:
            reader.told("attendance", "not-seen", _added_unseen(added))
        return ()
    read = (_statement(reader, need, visit, work) for need in reader.typed.needs)
    return tuple(statement for statement in read if statement is not None)


def _added_unseen(added: int) -> str:
    needs = "1 need was" if added == 1 else f"{added} needs were"
    return f"The child was not seen, yet {needs} added. Untick what was added, or change the attendance."


def _statement(reader: _Reader, need: TypedNeed, visit: Visit, work: Work[Records]) -> Statement | None:
    identity = reader.identity(f"{need.key}.id", need.text("id"))
    member = _member(need.text("concept"), visit)
    concept = member.concept if member else _concept(reader, need)
    change = _change(reader, need)
    if change is None:
        return None
    before = _said_before(visit, identity)
    if before is None and (member is None or identity is not None):
        reader.told(need.key, "unknown-need", "This need is not in the reference set. Choose it from the list again.")
        return None
    if before is not None and change is Change.CARRIED:
        return replace(before, change=Change.CARRIED, traffic_light=None)
    return Statement(
        need=identity if identity is not None else work.new_identity(),
        change=change,
        concept=before.concept if before else concept,
        term=before.term if before else _term(member),
        description=before.description if before else None,
        release=visit.refset.release.label,
        group=member.group if member else (before.group if before else Group.UNGROUPED),
        certainty=_certainty(reader, need, member, before),
        source=_source(member, work),
        primary=need.text("primary") == "yes" and change.standing,
        onset=_partial(reader, need, "onset"),
        diagnosed=_partial(reader, need, "diagnosed"),
        diagnosed_by=reader.choice(f"{need.key}.diagnosed_by", need.text("diagnosed_by"), Profession),
        traffic_light=_traffic_light(reader, need, identity, visit),
    )


def _member(text: str, visit: Visit) -> Member | None:
    """The member a form's concept names; a member's identifier needs no check of its digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_CONCEPT_ID):
        return None
    return visit.refset.member(ConceptId(int(text)))


def _concept(reader: _Reader, need: TypedNeed) -> ConceptId | None:
    return reader.read(need.key, need.text("concept"), parse_concept_id, "Choose this need from the list again.")


def _term(member: Member | None) -> str:
    return member.preferred_term if member else ""


def _said_before(visit: Visit, need: Identity | None) -> Statement | None:
    if need is None:
        return None
    for history in visit.histories:
        if history.need == need:
            return history.latest
    return visit.current.statement_of(need) if visit.current else None


def _change(reader: _Reader, need: TypedNeed) -> Change | None:
    """What the chip says: ticked, it is there; unticked, why not. A new need that is unticked says nothing."""
    if need.here:
        return Change.NEW if need.text("new") or not need.text("id") else Change.STILL_PRESENT
    if not need.text("id"):
        return None
    away = reader.choice(f"{need.key}.away", need.text("away") or Change.CARRIED.value, Change)
    if away is not None and away.affirmed:
        reader.told(f"{need.key}.away", "unreadable", "Say whether it is resolved, an error, or not reviewed.")
    return away


def _certainty(reader: _Reader, need: TypedNeed, member: Member | None, before: Statement | None) -> Certainty:
    chosen = reader.choice(f"{need.key}.certainty", need.text("certainty"), Certainty)
    if chosen is not None:
        return chosen
    if before is not None:
        return before.certainty
    return usual_certainty(member) if member else Certainty.REPORTED


def _source(member: Member | None, work: Work[Records]) -> Source:
    professional = work.principal.professional
    known = work.records.professional(professional) if professional is not None else None
    family = member is not None and member.group is Group.FAMILY_REPORTED_ISSUE
    return Source(SaidBy.FAMILY if family else SaidBy.CLINICIAN, known.profession if known else None, professional)


def _traffic_light(reader: _Reader, need: TypedNeed, identity: Identity | None, visit: Visit) -> TrafficLight | None:
    """The light chosen; where the page did not ask, an amendment keeps what the encounter said."""
    if "traffic_light" in need.fields:
        return reader.choice(f"{need.key}.traffic_light", need.text("traffic_light"), TrafficLight)
    said = visit.current.statement_of(identity) if visit.current and identity is not None else None
    return said.traffic_light if said else None


def _partial(reader: _Reader, need: TypedNeed, name: str) -> PartialDate | None:
    return reader.read(
        f"{need.key}.{name}",
        need.text(name),
        PartialDate.parse,
        "Give a year, a month or a date, as in 2021, 2021-03 or 2021-03-04.",
    )


def _facts(reader: _Reader, visit: Visit, work: Work[Records]) -> tuple[ChildFact, ...]:
    """The EHC plan answer, when it was asked and differs from what is known."""
    answer = reader.typed.text("ehc_plan")
    known = visit.child.fact(FactKind.EHC_PLAN, visit.today)
    if not answer or (known is not None and known.value == answer):
        return ()
    return (
        ChildFact(
            work.new_identity(),
            FactKind.EHC_PLAN,
            FactAnswer.KNOWN,
            answer,
            None,
            None,
            work.now,
            work.principal.account,
        ),
    )


def concept_to_add(action: str) -> ConceptId | None:
    """The concept of a button that adds a member (`add:128188000`), or None for any other."""
    verb, _, text = action.partition(":")
    if verb != "add":
        return None
    try:
        return parse_concept_id(text)
    except ValueError:
        return None

"""An encounter and its parts as rows of values, both ways, in the order of the tables' columns."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from app.clinical.encounter import (
    Attendance,
    CareActivity,
    CodedItem,
    Contact,
    Encounter,
    EncounterKind,
    Mechanism,
    NextAppointment,
    Outcome,
    Present,
)
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Source, Statement, TrafficLight
from app.clinical.professional import Profession
from app.clinical.scores import AssessmentScore
from app.store.plan_rows import (
    SAFEGUARDING_CHECKS,
    copies_from_text,
    growth_from_columns,
    onward_referrals_from_text,
    plan_values,
    tests_from_text,
    timing_from_columns,
)
from app.store.prepared import Row
from app.terminology.refset import Group

_E = TypeVar("_E", bound=StrEnum)


def _named(kind: type[_E]) -> dict[Any, _E]:
    # A look-up in a plain mapping costs a tenth of calling the enum, and a child's history has hundreds.
    return {each.value: each for each in kind}


_KINDS = _named(EncounterKind)
_ATTENDANCES = _named(Attendance)
_PRESENT = _named(Present)
_CHANGES = _named(Change)
_GROUPS = _named(Group)
_CERTAINTIES = _named(Certainty)
_SAID_BY = _named(SaidBy)
_ANSWERS = _named(GroupAnswer)
_MECHANISMS: dict[Any, Mechanism | None] = {None: None, **_named(Mechanism)}
_OUTCOMES: dict[Any, Outcome | None] = {None: None, **_named(Outcome)}
_PROFESSIONS: dict[Any, Profession | None] = {None: None, **_named(Profession)}
_LIGHTS: dict[Any, TrafficLight | None] = {None: None, **_named(TrafficLight)}


def encounter_values(encounter: Encounter) -> list[Any]:
    """The row of table encounter."""
    contact, later = encounter.contact, encounter.next_appointment
    return [
        encounter.id,
        encounter.version,
        encounter.record_number,
        encounter.organisation,
        encounter.child,
        encounter.referral,
        encounter.kind,
        contact.on,
        contact.attendance,
        contact.at,
        contact.minutes,
        contact.team,
        contact.commissioner,
        contact.administrative_category,
        contact.consultation_type,
        contact.subject,
        contact.mechanism,
        contact.location_type,
        contact.site,
        contact.group_therapy,
        contact.reasonable_offer_on,
        contact.clinically_appropriate_on,
        contact.cancelled_on,
        contact.cancellation_reason,
        contact.replacement_offered_on,
        contact.replacement_booked_on,
        ",".join(sorted(encounter.present)),
        encounter.outcome,
        later.weeks if later else None,
        later.clinic if later else None,
        later.minutes if later else None,
        encounter.appointment,
        encounter.professional,
        encounter.recorded_at,
        encounter.recorded_by,
        encounter.form_token,
        encounter.amendment_reason,
        encounter.profession,
        *plan_values(encounter),
        encounter.entered_in_error,
        encounter.moved_to,
        encounter.moved_from,
        encounter.form_digest,
    ]


def encounter_from_rows(
    row: Row,
    groups: Sequence[Row],
    statements: Sequence[Row],
    activities: Sequence[Row],
    scores: Sequence[Row] = (),
) -> Encounter:
    """From a row of table encounter, and the rows of its parts, which begin with encounter and version."""
    identity, version, record_number, organisation, child, referral, kind, on, attendance, *rest = row
    contact_facts, mechanism, further_facts, after = rest[:7], rest[7], rest[8:17], rest[17:]
    present, outcome, weeks, clinic, minutes, appointment, professional = after[:7]
    recorded_at, recorded_by, form_token, amendment_reason, profession = after[7:12]
    plan, timing, (entered_in_error, moved_to, moved_from, form_digest) = after[12:19], after[19:26], after[26:]
    return Encounter(
        identity,
        version,
        record_number,
        organisation,
        child,
        referral,
        _KINDS[kind],
        Contact(on, _ATTENDANCES[attendance], *(*contact_facts, _MECHANISMS[mechanism], *further_facts)),
        tuple([_activity(each) for each in activities]),
        frozenset([_PRESENT[each] for each in present.split(",") if each]),
        tuple([GroupAsked(_GROUPS[each[2]], _ANSWERS[each[3]]) for each in groups]),
        tuple([_statement(each) for each in statements]),
        _OUTCOMES[outcome],
        None if weeks is None else NextAppointment(weeks, clinic, minutes),
        appointment,
        professional,
        recorded_at,
        recorded_by,
        form_token,
        amendment_reason,
        profession=_PROFESSIONS[profession],
        growth=growth_from_columns(plan[:3]),
        onward_referrals=onward_referrals_from_text(plan[3]),
        copies=copies_from_text(plan[4]),
        tests_requested=tests_from_text(plan[5]),
        safeguarding_check=SAFEGUARDING_CHECKS[plan[6]],
        timing=timing_from_columns(timing),
        entered_in_error=entered_in_error,
        moved_to=moved_to,
        moved_from=moved_from,
        form_digest=form_digest,
        scores=tuple([AssessmentScore(each[2], each[3], each[4]) for each in scores]),
    )


def score_values(score: AssessmentScore) -> list[Any]:
    """The columns of table encounter_score after its key."""
    return [score.concept, score.score, score.completed_on]


def asked_values(asked: GroupAsked) -> list[Any]:
    """The columns of table encounter_group after its key."""
    return [asked.group, asked.answer]


def statement_values(statement: Statement) -> list[Any]:
    """The columns of table need_statement after its key."""
    source = statement.source
    return [
        statement.need,
        statement.change,
        statement.concept,
        statement.term,
        statement.description,
        statement.release,
        statement.group,
        statement.certainty,
        source.said_by,
        source.profession,
        source.professional,
        statement.primary,
        statement.onset,
        statement.diagnosed,
        statement.diagnosed_by,
        statement.traffic_light,
    ]


def _statement(row: Row) -> Statement:
    return Statement(
        row[2],
        _CHANGES[row[3]],
        row[4],
        row[5],
        row[6],
        row[7],
        _GROUPS[row[8]],
        _CERTAINTIES[row[9]],
        Source(_SAID_BY[row[10]], _PROFESSIONS[row[11]], row[12]),
        row[13],
        row[14],
        row[15],
        _PROFESSIONS[row[16]],
        _LIGHTS[row[17]],
    )


def activity_values(activity: CareActivity) -> list[Any]:
    """The columns of table care_activity after its key."""
    return [
        activity.id,
        activity.activity_type,
        activity.professional,
        activity.minutes,
        *_coded_values(activity.procedure),
        *_coded_values(activity.finding),
        *_coded_values(activity.observation),
    ]


def _coded_values(item: CodedItem | None) -> tuple[str | None, ...]:
    return (None, None, None, None) if item is None else (item.scheme, item.code, item.value, item.unit)


def _activity(row: Row) -> CareActivity:
    return CareActivity(row[2], row[3], row[4], row[5], _coded(row[6:10]), _coded(row[10:14]), _coded(row[14:18]))


def _coded(values: Row) -> CodedItem | None:
    scheme, code, value, unit = values
    return None if scheme is None else CodedItem(scheme, code, value, unit)

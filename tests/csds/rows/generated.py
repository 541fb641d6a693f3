"""Records of a child drawn by chance, with dates around the golden month: what may be recorded, oddly combined."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from hypothesis import strategies as st

from app.clinical.ages import PartialDate
from app.clinical.child import Child, ChildFact, FactKind, Gender
from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, Statement
from app.clinical.plan import Growth, OnwardReferral
from app.clinical.referral import Referral, TeamReferral, WaitingTime
from app.csds.ports import ChildRecord
from app.identity import Identity
from tests.csds.rows.golden_noting import activity, child, encounter, fact, referral, said
from tests.csds.rows.golden_service import (
    CARE_PLAN,
    EPILEPSY,
    HOUSING,
    PAEDIATRICIAN,
    PAEDIATRICS,
    PALSY,
    PHYSIOTHERAPIST,
    PHYSIOTHERAPY,
    VENTILATOR,
)

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
_EARLIEST = date(2026, 8, 20)
CONCEPTS = (PALSY, PALSY, EPILEPSY, VENTILATOR, VENTILATOR, HOUSING, CARE_PLAN, None)
"""By need: two needs of the same concept are one thing noted twice."""

_FACTS = (
    (FactKind.GP_PRACTICE, ("A81001", "A81002")),
    (FactKind.POSTCODE, ("ZZ99 1AA", "ZZ99 2BB")),
    (FactKind.LOOKED_AFTER, ("Y", "N")),
    (FactKind.DISABILITY_QUESTION, ("02", "05", "NN")),
    (FactKind.TRANSITION_PLAN, ("being_made", "agreed", "declined")),
    (FactKind.DEATH_DATE, ("2026-10-17",)),
    (FactKind.ACCOMMODATION, ("MA01", "HM05")),
    (FactKind.OVERSEAS_VISITOR_CATEGORY, ("A", "P")),
    (FactKind.SEN_TYPE, ("04", "ZZ")),
    (FactKind.CHILD_PROTECTION_PLAN, ("01", "03")),
)

days = st.integers(0, 90).map(lambda number: _EARLIEST + timedelta(days=number))


@st.composite
def _teams(draw: st.DrawFn, received: date) -> tuple[TeamReferral, ...]:
    made = []
    for team, team_type in draw(
        st.sampled_from((((PAEDIATRICS, "06"),), ((PAEDIATRICS, "06"), (PHYSIOTHERAPY, "29"))))
    ):
        end = draw(st.none() | days.map(lambda day: max(day, received)))
        rejected = draw(st.booleans())
        made.append(
            TeamReferral(team, team_type, rejected_on=end, rejection_reason="02")
            if rejected and end
            else TeamReferral(team, team_type, end, "01" if end else None)
        )
    return tuple(made)


@st.composite
def _waiting(draw: st.DrawFn) -> WaitingTime:
    started = draw(days)
    ended = draw(st.none() | days.map(lambda day: max(day, started)))
    status = draw(st.sampled_from(("30", "34") if ended else ("10", "20", None)))
    return WaitingTime(draw(st.sampled_from(("01", "02"))), started, ended_on=ended, status=status)


@st.composite
def _referral(draw: st.DrawFn, number: int) -> Referral:
    received = draw(days)
    discharged = draw(st.none() | st.none() | days.map(lambda day: max(day, received)))
    teams = draw(_teams(received))
    ended = [each.closed_on or each.rejected_on for each in teams]
    if discharged is not None and None not in ended:
        # Every team being done with a child is what discharges them: a later day is never said of it.
        discharged = max(each for each in ended if each is not None)
    more = {
        "reason": draw(st.sampled_from((None, "017"))),
        "further_reasons": draw(st.sampled_from(((), ("017",), ("042", "062"), ("062", "062")))),
        "waiting": tuple(draw(st.lists(_waiting(), max_size=3))),
    }
    ends = {"discharged_on": discharged, "discharge_letter_on": discharged}
    return referral(f"R{number}", "A", received, *teams, **ends, **more)


@st.composite
def _statement(draw: st.DrawFn, on: date) -> Statement:
    need = draw(st.integers(0, len(CONCEPTS) - 1))
    diagnosed = draw(st.sampled_from((None, PartialDate(2024), PartialDate(on.year, on.month, on.day))))
    return said(
        f"N{need}",
        CONCEPTS[need],
        draw(st.sampled_from(Change)),
        draw(st.sampled_from(Certainty)),
        by=draw(st.sampled_from((None, PAEDIATRICIAN, PHYSIOTHERAPIST))),
        primary=draw(st.booleans()),
        diagnosed=diagnosed,
    )


@st.composite
def _encounter(draw: st.DrawFn, number: int, referrals: Sequence[Referral]) -> Encounter:
    under = draw(st.sampled_from(referrals))
    on = draw(days.map(lambda day: max(day, under.received_on)))
    there = [each.team for each in under.teams if (each.closed_on or each.rejected_on or on) >= on]
    made = encounter(
        f"C{number}",
        "A",
        "R0",
        Contact(on, draw(st.sampled_from(Attendance)), team=draw(st.sampled_from([None, *there]))),
        *draw(st.lists(_statement(on), max_size=4, unique_by=lambda each: each.need)),
        kind=draw(
            st.sampled_from((EncounterKind.CARE_CONTACT, EncounterKind.CARE_CONTACT, EncounterKind.RECORD_RECEIVED))
        ),
        activities=(activity(f"D{number}", "02", PHYSIOTHERAPIST),) if draw(st.booleans()) else (),
        growth=draw(st.sampled_from((None, Growth(17_250, 1_041), Growth(head_circumference_millimetres=520)))),
        onward_referrals=(OnwardReferral("17"),) if draw(st.booleans()) else (),
        entered_in_error=draw(st.sampled_from((False, False, False, True))),
    )
    return replace(made, referral=under.id)


@st.composite
def _facts(draw: st.DrawFn) -> tuple[ChildFact, ...]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        kind, values = draw(st.sampled_from(_FACTS))
        since = draw(st.none() | days)
        until = draw(st.none() | days.map(partial(max, since or _EARLIEST)))
        made.append(fact(f"F{number}", kind, draw(st.sampled_from(values)), since, until))
    return tuple(made)


@st.composite
def records(draw: st.DrawFn) -> ChildRecord:
    """A child with referrals, encounters and facts before, in and after the golden month."""
    referrals = [draw(_referral(number)) for number in range(draw(st.integers(1, 3)))]
    encounters = [draw(_encounter(number, referrals)) for number in range(draw(st.integers(0, 5)))]
    known = draw(st.sampled_from((date(2019, 3, 14), date(2025, 5, 1), None)))
    host = {referrals[0].id: "HOST-1"} if draw(st.booleans()) else {}
    made = child("A", known, Gender.FEMALE, (), draw(_facts()))
    return ChildRecord(made, tuple(referrals), tuple(encounters), host)


def cut(record: ChildRecord, last: date) -> ChildRecord:
    """The record as it would be had nothing been since a day."""
    return ChildRecord(
        _child_until(record.child, last),
        tuple(_referral_until(each, last) for each in record.referrals if each.received_on <= last),
        tuple(each for each in record.encounters if each.contact.on <= last),
        record.host_identifiers,
    )


def _child_until(of: Child, last: date) -> Child:
    def until(day: date | None) -> date | None:
        return day if day is not None and day <= last else None

    facts = (replace(each, until=until(each.until)) for each in of.facts if each.since is None or each.since <= last)
    return replace(of, facts=tuple(facts))


def _referral_until(of: Referral, last: date) -> Referral:
    def until(day: date | None) -> date | None:
        return day if day is not None and day <= last else None

    teams = tuple(
        replace(each, closed_on=until(each.closed_on), rejected_on=until(each.rejected_on)) for each in of.teams
    )
    discharged, letter = until(of.discharged_on), until(of.discharge_letter_on)
    begun = (each for each in of.waiting if each.started_on is None or each.started_on <= last)
    waiting = tuple(each if until(each.ended_on) else _still_waiting(each) for each in begun)
    return replace(of, teams=teams, discharged_on=discharged, discharge_letter_on=letter, waiting=waiting)


def _still_waiting(of: WaitingTime) -> WaitingTime:
    return replace(of, ended_on=None, ended_at=None, status=None if of.status in ("30", "34") else of.status)


def without_need(record: ChildRecord, need: Identity) -> ChildRecord:
    """The record with something in words wherever a need was spoken of: words are submitted nowhere."""

    def worded(of: Statement, place: int) -> Statement:
        if of.need != need:
            return of
        return replace(of, need=Identity(9_000_000 + place), concept=None, change=Change.NEW, primary=False)

    encounters = (
        replace(each, statements=tuple(worded(statement, place) for place, statement in enumerate(each.statements)))
        for each in record.encounters
    )
    return replace(record, encounters=tuple(encounters))

"""Hypothesis strategies for the whole record of a child: who they are, why they came, and one visit or two."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Final

from hypothesis import assume
from hypothesis import strategies as st

from app.clinical.child import Child, ChildIdentifier, IdentifierKind
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.encounter import Attendance, Encounter, Outcome
from app.clinical.needs import Change, SaidBy, Statement
from app.clinical.referral import Referral
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import Compartment
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity
from app.terminology.load import load_refset
from app.terminology.search import RefsetSearch
from tests.fhir.mapping.core_values import (
    BORN,
    CHILD,
    ORGANISATION,
    SURROUNDINGS,
    TODAY,
    answers,
    appointments,
    encounters,
    referrals,
)
from tests.fhir.mapping.patient_children import children
from tests.fhir.proof.records_in_hand import compartment_of
from tests.fhir.uk_core import nhs_number
from tests.service import REPOSITORY

_AGAIN: Final = (Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.RESOLVED, Change.ENTERED_IN_ERROR)


@cache
def here() -> Surroundings:
    """Where the records are made, with the reference set that the product carries."""
    refset = load_refset(REPOSITORY / "snomed_refsets")
    return replace(SURROUNDINGS, known=KnownTerminology(refset, None, RefsetSearch(refset)))


@dataclass(frozen=True, slots=True)
class Record:
    """A child as the service knows them."""

    child: Child
    referral: Referral
    encounters: tuple[Encounter, ...]
    appointment: Appointment | None

    def compartment(self, place: int) -> Compartment:
        """Everything that is held; NHS number and local identifier are the `place`th child's alone."""
        booked = (self.appointment,) if self.appointment is not None else ()
        child = replace(self.child, identifiers=_identifiers(place))
        return compartment_of(child, (self.referral,), self.encounters, booked)


def _identifiers(place: int) -> tuple[ChildIdentifier, ...]:
    number = ChildIdentifier(Identity(11), IdentifierKind.NHS_NUMBER, nhs_number(place), None, "01", BORN)
    day = BORN + timedelta(days=1)
    return number, ChildIdentifier(Identity(12), IdentifierKind.LOCAL, f"L{place}", ORGANISATION.ods_code, None, day)


@st.composite
def records(draw: st.DrawFn, visits: int = 1) -> Record:
    """A record such as the form makes it, of a visit, or of two of which the second says more of the first's needs."""
    child = draw(children())
    first = draw(first_visits(Attendance.ATTENDED_ON_TIME if visits > 1 else None))
    if visits > 1:
        first = replace(first, outcome=Outcome.REVIEW)
    made = [first, draw(_visit_after(first))] if visits > 1 else [first]
    referral = _as_the_visits_left_it(draw(referrals(here())), made)
    booked = draw(st.none() | appointments(here()))
    if booked is not None:
        booked = replace(booked, referral=referral.id, booking_reference=None, status=AppointmentStatus.BOOKED)
    return Record(
        replace(child, id=CHILD, demographics=replace(child.demographics, birth_date=BORN)),
        referral,
        tuple(replace(each, referral=referral.id, appointment=booked.id if booked else None) for each in made),
        booked,
    )


def _as_the_visits_left_it(referral: Referral, visits: list[Encounter]) -> Referral:
    """Received before the first visit, and closed with every team where the last discharged the child."""
    received = min(referral.received_on, visits[0].contact.on)
    last = visits[-1]
    if last.outcome is not Outcome.DISCHARGE:
        return replace(referral, received_on=received)
    on = referral.discharged_on or last.contact.on
    teams = tuple(replace(each, closed_on=each.closed_on or on) for each in referral.teams)
    return replace(referral, received_on=received, discharged_on=on, teams=teams)


@st.composite
def first_visits(draw: st.DrawFn, attendance: Attendance | None = None) -> Encounter:
    """A visit, as it was recorded first; the child has no needs from before it."""
    made = draw(encounters(here(), attendance))
    said = tuple(replace(each, change=Change.NEW) for each in made.statements) if made.seen else ()
    asked = draw(answers(said, seen=made.seen))
    return replace(made, version=1, record_number=1, statements=said, groups=asked, amendment_reason=None)


@st.composite
def _visit_after(draw: st.DrawFn, first: Encounter) -> Encounter:
    """A later visit at which every need of the first is still there, or gone."""
    assume(first.contact.on < TODAY)
    made = draw(first_visits(Attendance.ATTENDED_LATE))
    known = {first.id, *(each.id for each in first.activities)}
    assume(known.isdisjoint({made.id, *(each.id for each in made.activities)}))
    said = tuple(_said_again(each, draw(st.sampled_from(_AGAIN))) for each in first.statements)
    on = min(first.contact.on + timedelta(days=draw(st.integers(1, 200))), TODAY)
    asked = draw(answers(said, seen=True))
    contact = replace(made.contact, on=on, at=first.contact.at)
    at = first.recorded_at + timedelta(minutes=1)
    return replace(made, contact=contact, statements=said, groups=asked, record_number=2, recorded_at=at)


def _said_again(statement: Statement, change: Change) -> Statement:
    by_family = change.affirmed and statement.source.said_by is SaidBy.FAMILY
    light = statement.traffic_light if by_family else None
    return replace(statement, change=change, primary=statement.primary and change.standing, traffic_light=light)

"""Appointments of provider systems as bookings and wishes, and those as Appointments."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.encounter import NextAppointment
from app.fhir.mapping.appointment import (
    OWNED,
    appointment_from_booking,
    appointment_from_next,
    appointment_from_resource,
)
from app.fhir.mapping.given import AppointmentGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.systems import BOOKING_REFERENCE, ODS_SITE, code_system_url, extension_url
from app.identity import Identity, shown
from tests.clinical.examples import visit
from tests.fhir.mapping.core_values import (
    BARE_CLINIC,
    MONDAY,
    PAEDIATRICIAN,
    SCHOOL_CLINIC,
    SURROUNDINGS,
    appointments,
    days,
    next_appointments,
    received,
)

REFERRAL = Identity(50_001)
VISIT = Identity(50_002)
PLACE = Identity(50_003)

CHILD = {"actor": {"reference": "Patient/0000000006W9Y"}, "status": "accepted"}


def sent(**elements: Any) -> Resource:
    """An Appointment as a provider sends it."""
    whole: Resource = {
        "resourceType": "Appointment",
        "status": "booked",
        "start": "2026-07-01T08:30:00Z",
        "end": "2026-07-01T09:00:00Z",
        "participant": [CHILD, _at(to("HealthcareService", MONDAY.id))],
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def to(type_name: str, identity: Identity) -> Resource:
    return {"reference": f"{type_name}/{shown(identity)}"}


def _at(actor: Resource, status: str = "accepted") -> Resource:
    return {"actor": actor, "status": status}


def read(
    resource: Resource, others: Mapping[Identity, Resource] | None = None
) -> tuple[AppointmentGiven | None, list[tuple[str, str]]]:
    """What it says, and the severity and place of each problem."""
    known = {} if others is None else others
    around = replace(SURROUNDINGS, find=lambda _, identity: known.get(identity))
    findings = Findings("Appointment", [])
    found = appointment_from_resource(received(resource), findings, around)
    return found, [(each.severity.value, each.expression) for each in findings.problems]


def understood(resource: Resource, others: Mapping[Identity, Resource] | None = None) -> AppointmentGiven:
    found, problems = read(resource, others)
    assert found is not None
    assert problems == []
    return found


def test_a_booked_appointment_has_a_place_in_a_clinic() -> None:
    people = [CHILD, _at(to("HealthcareService", MONDAY.id)), _at(to("Practitioner", PAEDIATRICIAN.id))]
    assert understood(
        sent(
            participant=people,
            basedOn=[to("ServiceRequest", REFERRAL)],
            appointmentType={"coding": [{"system": code_system_url("appointment.consultation_type"), "code": "01"}]},
        )
    ) == AppointmentGiven(REFERRAL, MONDAY.id, date(2026, 7, 1), time(9, 30), 30, PAEDIATRICIAN.id, "01")


@given(appointments())
def test_an_appointment_read_back_is_the_one_that_was_rendered(appointment: Appointment) -> None:
    resource = received(appointment_from_booking(appointment, SURROUNDINGS))
    assert resource["id"] == shown(appointment.id)
    assert resource["participant"][0]["actor"] == {"reference": f"Patient/{shown(appointment.child)}"}
    assert set(resource) - {"resourceType", "id", "identifier"} <= OWNED
    number = appointment.booking_reference
    assert resource.get("identifier") == (None if number is None else [{"system": BOOKING_REFERENCE, "value": number}])
    assert understood(resource) == AppointmentGiven(
        appointment.referral,
        appointment.clinic,
        appointment.on,
        appointment.at,
        appointment.minutes,
        appointment.professional,
        appointment.consultation_type,
        cancelled=appointment.status is AppointmentStatus.CANCELLED,
    )


@given(days(), next_appointments(), st.booleans())
def test_a_wish_read_back_is_the_one_that_was_rendered(on: date, wish: NextAppointment, exactly: bool) -> None:
    encounter = replace(visit(on), next_appointment=wish)
    made = appointment_from_next(encounter, SURROUNDINGS)
    assert made is not None
    resource = received(made)
    assert resource["id"] == f"{shown(encounter.id)}-next"
    if not exactly:
        del resource["extension"]
    contact = {"resourceType": "Encounter", "period": {"start": on.isoformat()}}
    assert understood(resource, {encounter.id: contact}) == AppointmentGiven(
        encounter.referral,
        wish.clinic,
        minutes=wish.minutes,
        next_appointment=wish,
        encounter=encounter.id,
    )


def test_an_encounter_that_ended_with_no_wish_has_none() -> None:
    assert appointment_from_next(visit(), SURROUNDINGS) is None


def test_the_wish_of_an_encounter_entered_in_error_is_cancelled() -> None:
    encounter = replace(visit(), next_appointment=NextAppointment(6), entered_in_error=True)
    made = appointment_from_next(encounter, SURROUNDINGS)
    assert made is not None
    found = understood(made)
    assert found.cancelled
    assert found.next_appointment is None


@pytest.mark.parametrize("status", ["booked", "arrived", "checked-in", "fulfilled", "noshow"])
def test_an_appointment_stands_whether_or_not_the_child_came(status: str) -> None:
    assert not understood(sent(status=status)).cancelled


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error"])
def test_an_appointment_given_up_is_cancelled(status: str) -> None:
    assert understood(sent(status=status)).cancelled


def test_a_pending_appointment_is_booked_and_that_is_told() -> None:
    found, problems = read(sent(status="pending"))
    assert found is not None
    assert (found.on, found.cancelled) == (date(2026, 7, 1), False)
    assert problems == [("information", "Appointment.status")]


@pytest.mark.parametrize("status", ["proposed", "waitlist"])
@pytest.mark.parametrize(
    ("elements", "weeks"),
    [
        ({"requestedPeriod": [{"start": "2026-04-13"}], "created": "2026-03-02"}, 6),
        ({"requestedPeriod": [{"start": "2026-04-10"}], "created": "2026-03-02"}, 6),
        ({"start": "2026-03-09T09:00:00Z", "end": "2026-03-09T09:30:00Z", "created": "2026-03-02"}, 1),
        ({"extension": [{"url": extension_url("next_appointment.weeks"), "valuePositiveInt": 12}]}, 12),
    ],
)
def test_a_wish_is_in_so_many_weeks_from_when_it_was_made(status: str, elements: Resource, weeks: int) -> None:
    found = understood(sent(**{"status": status, "start": None, "end": None, **elements}))
    assert found.next_appointment == NextAppointment(weeks, MONDAY.id)
    assert found.on is None


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"requestedPeriod": [{"start": "2026-04-13"}]},
        {"requestedPeriod": [{"start": "2026-03-03"}], "created": "2026-03-02"},
        {"extension": [{"url": extension_url("next_appointment.weeks"), "valuePositiveInt": 261}]},
        {"extension": [{"url": extension_url("next_appointment.weeks"), "valueDecimal": 1e300}]},
    ],
)
def test_a_wish_for_no_known_week_is_kept_with_a_warning(elements: Resource) -> None:
    found, problems = read(sent(**{"status": "proposed", "start": None, "end": None, **elements}))
    assert found is not None
    assert found.next_appointment is None
    assert problems == [("warning", "Appointment.requestedPeriod")]


@pytest.mark.parametrize(
    ("actor", "clinic"),
    [
        (to("Location", SCHOOL_CLINIC.id), SCHOOL_CLINIC.id),
        ({"display": "Clinic by telephone"}, BARE_CLINIC.id),
        ({"type": "Location", "identifier": {"system": ODS_SITE, "value": "RXX0101"}}, MONDAY.id),
        (to("Location", PLACE), MONDAY.id),
    ],
)
def test_the_clinic_is_found_by_identity_by_name_and_by_site(actor: Resource, clinic: Identity) -> None:
    place = {"resourceType": "Location", "identifier": [{"system": ODS_SITE, "value": "RXX0101"}]}
    assert understood(sent(participant=[CHILD, _at(actor)]), {PLACE: place}).clinic == clinic


def test_a_site_of_several_clinics_is_none_of_them() -> None:
    second = replace(SCHOOL_CLINIC, site=MONDAY.site)
    around = replace(SURROUNDINGS, clinics={**SURROUNDINGS.clinics, second.id: second})
    findings = Findings("Appointment", [])
    place = {"type": "Location", "identifier": {"system": ODS_SITE, "value": "RXX0101"}}
    found = appointment_from_resource(received(sent(participant=[CHILD, _at(place)])), findings, around)
    assert found is not None
    assert found.clinic is None
    assert [each.expression for each in findings.problems] == ["Appointment.participant[1].actor"]


def test_who_declined_does_not_take_part() -> None:
    people = [CHILD, _at(to("HealthcareService", SCHOOL_CLINIC.id), "declined"), _at(to("Location", MONDAY.id))]
    assert understood(sent(participant=people)).clinic == MONDAY.id


def test_an_appointment_with_no_clinic_named_is_in_none_without_a_word() -> None:
    assert understood(sent(participant=[CHILD])).clinic is None


@pytest.mark.parametrize(
    ("system", "code", "kind"),
    [
        ("http://terminology.hl7.org/CodeSystem/v2-0276", "FOLLOWUP", "02"),
        ("https://fhir.hl7.org.uk/CodeSystem/UKCore-AppointmentReasonCode", "urgent-follow-up", "02"),
        ("http://terminology.hl7.org/CodeSystem/v2-0276", "ROUTINE", None),
        (code_system_url("contact.consultation_type"), "01", "01"),
    ],
)
def test_a_follow_up_is_one_by_our_code_or_hl7s_or_uk_cores(system: str, code: str, kind: str | None) -> None:
    appointment_type = {"coding": [{"system": system, "code": code}]}
    assert understood(sent(appointmentType=appointment_type)).consultation_type == kind


def test_the_length_is_said_or_from_start_to_end() -> None:
    assert understood(sent(minutesDuration=45)).minutes == 45
    assert understood(sent()).minutes == 30
    found, problems = read(sent(minutesDuration=5_000))
    assert found is not None
    assert found.minutes is None
    assert problems == [("warning", "Appointment.minutesDuration")]


def test_a_cancelled_appointment_need_have_no_time() -> None:
    found = understood(sent(status="cancelled", start=None, end=None))
    assert (found.on, found.at, found.minutes) == (None, None, None)


def test_the_referral_is_the_episode_where_no_request_is_named() -> None:
    assert understood(sent(supportingInformation=[to("EpisodeOfCare", REFERRAL)])).referral == REFERRAL


def test_a_code_of_ours_that_is_not_in_its_list_refuses_the_appointment() -> None:
    wrong = {"coding": [{"system": code_system_url("appointment.consultation_type"), "code": "03"}]}
    assert read(sent(appointmentType=wrong)) == (None, [("error", "Appointment.appointmentType")])


def test_the_encounter_that_asked_is_named() -> None:
    assert understood(sent(supportingInformation=[to("Encounter", VISIT)])).encounter == VISIT

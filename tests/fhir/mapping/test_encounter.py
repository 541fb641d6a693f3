"""Encounters of provider systems as contacts, and contacts as Encounters."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind, Mechanism, Outcome, Present
from app.fhir.mapping.encounter import OWNED, contact_from_encounter, encounter_from_contact
from app.fhir.mapping.encounter_attendance import CANCELLATION_REASONS, REASON_CANCELLED
from app.fhir.mapping.encounter_outcome import ENGLAND
from app.fhir.mapping.encounter_where import DELIVERY_CHANNEL, LOCATION_TYPES, ROLE_CODE
from app.fhir.mapping.given import EncounterGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.structure.problems import IssueType, Severity
from app.fhir.systems import (
    ACT_CODE,
    GMC_NUMBER,
    LOCAL_PROFESSIONAL,
    LOCAL_TEAM,
    ODS_ORGANISATION,
    ODS_SITE,
    OUTCOME_OF_ATTENDANCE,
    PARTICIPATION_TYPE,
    code_system_url,
    extension_url,
)
from app.identity import Identity, shown
from tests.fhir.mapping.core_values import (
    MONDAY,
    NOW,
    PAEDIATRICIAN,
    PAEDIATRICS,
    SURROUNDINGS,
    THERAPIST,
    encounters,
    received,
)

EPISODE = Identity(90_001)
REQUEST = Identity(90_002)
BOOKING = Identity(90_003)
STRANGER = Identity(90_004)
PARENT = Identity(90_005)
ROLE = Identity(90_006)
CONDITION = Identity(90_007)
WHERE = Identity(90_008)


def sent(**elements: Any) -> Resource:
    """An Encounter as a provider sends it."""
    whole: Resource = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": ACT_CODE, "code": "AMB"},
        "subject": {"reference": "Patient/0000000006W9Y"},
        "period": {"start": "2026-03-02T09:00:00+00:00"},
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def read(
    resource: Resource, others: Mapping[tuple[str, Identity], Resource] | None = None
) -> tuple[EncounterGiven | None, list[tuple[str, str]]]:
    """What it says, and the severity and place of each problem."""
    known = {} if others is None else others
    around = replace(SURROUNDINGS, find=lambda type_name, identity: known.get((type_name, identity)))
    findings = Findings("Encounter", [])
    given_ = contact_from_encounter(received(resource), findings, around)
    return given_, [(each.severity.value, each.expression) for each in findings.problems]


def understood(resource: Resource, others: Mapping[tuple[str, Identity], Resource] | None = None) -> EncounterGiven:
    """What it says, when there is nothing to tell."""
    found, problems = read(resource, others)
    assert found is not None
    assert problems == []
    return found


def contact(resource: Resource, others: Mapping[tuple[str, Identity], Resource] | None = None) -> Contact:
    found = understood(resource, others).contact
    assert found is not None
    return found


def ours(key: str, code: str) -> Resource:
    return {"url": extension_url(key), "valueCoding": {"system": code_system_url(key), "code": code}}


def concept(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def to(type_name: str, identity: Identity) -> Resource:
    return {"reference": f"{type_name}/{shown(identity)}"}


def test_an_encounter_of_uk_core_is_a_contact() -> None:
    found = understood(
        sent(
            episodeOfCare=[to("EpisodeOfCare", EPISODE)],
            appointment=[to("Appointment", BOOKING)],
            participant=[
                {"type": [concept(PARTICIPATION_TYPE, "PPRF")], "individual": to("Practitioner", PAEDIATRICIAN.id)}
            ],
            period={"start": "2026-03-02T09:00:00+00:00", "end": "2026-03-02T09:45:00+00:00"},
            location=[
                {
                    "location": {"identifier": {"system": ODS_SITE, "value": "rxx0101"}},
                    "physicalType": concept(LOCATION_TYPES, "K02"),
                }
            ],
            extension=[{"url": OUTCOME_OF_ATTENDANCE, "valueCodeableConcept": concept(ENGLAND, "2")}],
        )
    )
    assert found == EncounterGiven(
        Contact(
            date(2026, 3, 2),
            Attendance.ATTENDED_ON_TIME,
            at=time(9),
            minutes=45,
            mechanism=Mechanism.FACE_TO_FACE,
            location_type="K02",
            site="RXX0101",
        ),
        referral=EPISODE,
        appointment=BOOKING,
        professional=PAEDIATRICIAN.id,
        present=frozenset({Present.CHILD}),
        outcome=Outcome.REVIEW,
    )


@settings(max_examples=60)
@given(encounters(), st.sampled_from(EncounterKind), st.booleans())
def test_an_encounter_read_back_is_the_encounter_that_was_rendered(
    encounter: Encounter, kind: EncounterKind, error: bool
) -> None:
    encounter = replace(encounter, kind=kind, entered_in_error=error)
    resource = received(encounter_from_contact(encounter, SURROUNDINGS))
    assert resource["id"] == shown(encounter.id)
    assert resource["subject"] == to("Patient", encounter.child)
    assert set(resource) - {"resourceType", "id"} <= OWNED
    assert understood(resource) == EncounterGiven(
        encounter.contact,
        entered_in_error=error,
        referral=encounter.referral,
        appointment=encounter.appointment,
        professional=encounter.professional,
        present=encounter.present,
        outcome=encounter.outcome,
        primary=frozenset(each.need for each in encounter.statements if each.primary and each.change.standing),
        kind=kind,
    )


@pytest.mark.parametrize(
    ("start", "on", "at"),
    [
        ("2026-03-29T00:59:00Z", date(2026, 3, 29), time(0, 59)),
        ("2026-03-29T01:00:00Z", date(2026, 3, 29), time(2, 0)),
        ("2026-10-25T00:59:00Z", date(2026, 10, 25), time(1, 59)),
        ("2026-10-25T01:00:00Z", date(2026, 10, 25), time(1, 0)),
        ("2026-06-30T23:30:00Z", date(2026, 7, 1), time(0, 30)),
        ("2026-06-30T23:30:00+01:00", date(2026, 6, 30), time(23, 30)),
        ("2026-12-31T23:59:60.5Z", date(2027, 1, 1), time(0, 0)),
        ("2026-03-02T09:00:59.999999999Z", date(2026, 3, 2), time(9, 0)),
        ("2026-03-02", date(2026, 3, 2), None),
        ("0001-01-01T00:00:00+14:00", date(1, 1, 1), time(0)),
        ("9999-12-31T23:59:00-12:00", date(9999, 12, 31), time(23, 59)),
    ],
)
def test_the_start_is_the_day_and_time_that_clocks_in_london_show(start: str, on: date, at: time | None) -> None:
    found = contact(sent(period={"start": start}))
    assert (found.on, found.at) == (on, at)


def test_a_time_that_the_clocks_skip_is_rendered_by_our_extension_alone() -> None:
    held = Contact(date(2026, 3, 29), Attendance.WAS_NOT_BROUGHT, at=time(1, 30))
    rendered = _rendered(held)
    assert rendered["period"] == {"start": "2026-03-29"}
    assert {"url": extension_url("contact.at"), "valueTime": "01:30:00"} in rendered["extension"]


def test_a_time_that_the_clocks_show_twice_is_the_first_of_the_two() -> None:
    held = Contact(date(2026, 10, 25), Attendance.WAS_NOT_BROUGHT, at=time(1, 30), minutes=45)
    rendered = _rendered(held)
    assert rendered["period"] == {"start": "2026-10-25T01:30:00+01:00", "end": "2026-10-25T01:15:00+00:00"}


def _rendered(held: Contact) -> Resource:
    encounter = Encounter(
        Identity(1_000_001),
        1,
        1,
        SURROUNDINGS.organisation.id,
        Identity(1_000_002),
        EPISODE,
        EncounterKind.CARE_CONTACT,
        held,
        (),
        frozenset(),
        (),
        (),
        None,
        None,
        None,
        None,
        NOW,
        Identity(1_000_003),
    )
    return received(encounter_from_contact(encounter, SURROUNDINGS))


@pytest.mark.parametrize("status", ["planned", "arrived", "triaged", "in-progress", "onleave", "unknown"])
def test_an_encounter_that_has_not_taken_place_is_no_contact_yet(status: str) -> None:
    found = understood(sent(status=status, basedOn=[to("ServiceRequest", REQUEST)]))
    assert found.contact is None
    assert found.referral == REQUEST


def test_an_encounter_entered_in_error_says_so_and_keeps_what_it_was() -> None:
    found = understood(sent(status="entered-in-error"))
    assert found.entered_in_error
    assert found.contact is not None


@pytest.mark.parametrize("attendance", list(Attendance))
def test_every_attendance_is_taken_from_our_extension(attendance: Attendance) -> None:
    status = "finished" if attendance.seen else "cancelled"
    found = contact(sent(status=status, extension=[ours("contact.attendance", attendance.value)]))
    assert found.attendance is attendance


def test_a_cancelled_encounter_whose_child_was_seen_contradicts_itself() -> None:
    found, problems = read(sent(status="cancelled", extension=[ours("contact.attendance", "5")]))
    assert found is None
    assert problems == [("error", "Encounter.status")]


def test_a_finished_encounter_whose_child_was_not_brought_is_so_with_a_warning() -> None:
    found, problems = read(sent(extension=[ours("contact.attendance", "3")]))
    assert found is not None
    assert found.contact is not None
    assert found.contact.attendance is Attendance.WAS_NOT_BROUGHT
    assert problems == [("warning", "Encounter.status")]


def test_a_code_of_ours_that_is_not_in_its_list_is_wrong_and_told_with_the_list() -> None:
    findings = Findings("Encounter", [])
    resource = received(sent(extension=[ours("contact.attendance", "1")]))
    assert contact_from_encounter(resource, findings, SURROUNDINGS) is None
    (problem,) = findings.problems
    assert (problem.code, problem.expression) == (IssueType.CODE_INVALID, "Encounter.extension[0].valueCoding")
    assert problem.diagnostic == "Attendance: this code is not in its list. Send one of 2, 3, 4, 5, 6, 7."


def test_a_cancelled_encounter_whose_appointment_was_a_no_show_was_not_brought() -> None:
    others = {("Appointment", BOOKING): {"resourceType": "Appointment", "status": "noshow"}}
    found = contact(sent(status="cancelled", appointment=[to("Appointment", BOOKING)]), others)
    assert found.attendance is Attendance.WAS_NOT_BROUGHT


@pytest.mark.parametrize(
    ("code", "attendance"),
    [
        ("pat", Attendance.CANCELLED_BY_PATIENT),
        ("pat-fb", Attendance.CANCELLED_BY_PATIENT),
        ("prov", Attendance.CANCELLED_BY_PROVIDER),
        ("prov-pers", Attendance.CANCELLED_BY_PROVIDER),
    ],
)
def test_who_cancelled_is_taken_from_the_reason(code: str, attendance: Attendance) -> None:
    reason = concept(CANCELLATION_REASONS, code)
    by_extension = sent(status="cancelled", extension=[{"url": REASON_CANCELLED, "valueCodeableConcept": reason}])
    appointment = {"resourceType": "Appointment", "status": "cancelled", "cancelationReason": reason}
    by_appointment = sent(status="cancelled", appointment=[to("Appointment", BOOKING)])
    assert contact(by_extension).attendance is attendance
    assert contact(by_appointment, {("Appointment", BOOKING): appointment}).attendance is attendance


def test_a_cancellation_by_nobody_named_is_the_services_with_a_warning() -> None:
    found, problems = read(sent(status="cancelled"))
    assert found is not None
    assert found.contact is not None
    assert found.contact.attendance is Attendance.CANCELLED_BY_PROVIDER
    assert problems == [("warning", "Encounter.status")]


def test_the_day_and_the_reason_of_a_cancellation_are_read() -> None:
    found = contact(
        sent(
            status="cancelled",
            statusHistory=[
                {"status": "planned", "period": {"start": "2026-01-05"}},
                {"status": "cancelled", "period": {"start": "2026-02-27T16:00:00Z"}},
            ],
            extension=[ours("contact.attendance", "2"), ours("contact.cancellation_reason", "01")],
        )
    )
    assert (found.cancelled_on, found.cancellation_reason) == (date(2026, 2, 27), "01")


def test_a_cancellation_of_a_contact_that_was_not_cancelled_is_told_and_not_recorded() -> None:
    found, problems = read(sent(extension=[ours("contact.cancellation_reason", "01")]))
    assert found is not None
    assert found.contact is not None
    assert found.contact.cancellation_reason is None
    assert problems == [("warning", "Encounter.extension")]


def test_a_contact_that_took_place_on_no_day_is_refused() -> None:
    for period in (None, {"start": "2026-03"}):
        found, problems = read(sent(period=period))
        assert found is None
        assert problems == [("error", "Encounter.period.start")]


def test_a_cancelled_contact_for_no_day_is_kept_with_a_warning() -> None:
    found, problems = read(sent(status="cancelled", period=None, extension=[ours("contact.attendance", "2")]))
    assert found is not None
    assert found.contact is None
    assert problems == [("warning", "Encounter.period.start")]


def test_a_contact_cancelled_for_a_day_to_come_is_kept_with_a_warning() -> None:
    cancelled = sent(status="cancelled", period={"start": "2026-11-25"}, extension=[ours("contact.attendance", "2")])
    found, problems = read(cancelled)
    assert found is not None
    assert found.contact is None
    assert problems == [("warning", "Encounter.period.start")]
    assert contact({**cancelled, "period": {"start": "2026-11-24"}}).on == date(2026, 11, 24)


def test_the_start_is_the_appointments_where_the_encounter_has_none() -> None:
    appointment = {"resourceType": "Appointment", "status": "fulfilled", "start": "2026-07-01T08:30:00Z"}
    found = contact(
        sent(period=None, appointment=[to("Appointment", BOOKING)]), {("Appointment", BOOKING): appointment}
    )
    assert (found.on, found.at) == (date(2026, 7, 1), time(9, 30))


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        ({"value": 45, "unit": "minutes", "system": "http://unitsofmeasure.org", "code": "min"}, 45),
        ({"value": 0.75, "unit": "h", "system": "http://unitsofmeasure.org", "code": "h"}, 45),
        ({"value": 90, "unit": "s", "system": "http://unitsofmeasure.org", "code": "s"}, 2),
        ({"value": 1, "unit": "day"}, 1440),
        ({"value": 30, "unit": "Minutes"}, 30),
    ],
)
def test_the_length_is_read_in_minutes_and_goes_before_the_period(length: Resource, minutes: int) -> None:
    period = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T09:10:00Z"}
    assert contact(sent(length=length, period=period)).minutes == minutes


@pytest.mark.parametrize(
    ("end", "minutes"),
    [
        ("2026-10-25T01:15:00+00:00", 45),
        ("2026-10-25T00:30:20+00:00", 1),
        ("2026-10-25T00:30:00+00:00", None),
        ("2026-10-26T00:30:00+00:00", 1440),
        ("2026-10-25", None),
    ],
)
def test_the_length_is_from_start_to_end_whatever_the_clocks_do(end: str, minutes: int | None) -> None:
    assert contact(sent(period={"start": "2026-10-25T01:30:00+01:00", "end": end})).minutes == minutes


@pytest.mark.parametrize(
    "elements",
    [
        {"period": {"start": "2026-03-02T09:00:00Z", "end": "2026-03-03T09:01:00Z"}},
        {"length": {"value": -1, "unit": "min"}},
        {"length": {"value": 1e300, "unit": "days"}},
        {"length": {"value": 0, "unit": "min"}},
    ],
)
def test_a_length_that_no_contact_has_is_told_and_not_recorded(elements: Resource) -> None:
    found, problems = read(sent(**elements))
    assert found is not None
    assert found.contact is not None
    assert found.contact.minutes is None
    assert [severity for severity, _ in problems] == ["warning"]


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_every_mechanism_is_taken_from_our_code(mechanism: Mechanism) -> None:
    by_class = {"system": code_system_url("contact.mechanism"), "code": mechanism.value}
    virtual = {"system": ACT_CODE, "code": "VR"}
    by_extension = sent(**{"class": virtual}, extension=[ours("contact.mechanism", mechanism.value)])
    assert contact(by_extension).mechanism is mechanism
    assert contact(sent(**{"class": by_class})).mechanism is mechanism


@pytest.mark.parametrize(
    ("code", "mechanism", "place"),
    [
        ("AMB", Mechanism.FACE_TO_FACE, None),
        ("FLD", Mechanism.FACE_TO_FACE, None),
        ("HH", Mechanism.FACE_TO_FACE, "A01"),
    ],
)
def test_the_class_says_how_the_consultation_was_held(code: str, mechanism: Mechanism, place: str | None) -> None:
    found = contact(sent(**{"class": {"system": ACT_CODE, "code": code}}))
    assert (found.mechanism, found.location_type) == (mechanism, place)


@pytest.mark.parametrize(
    ("code", "mechanism", "severity"),
    [
        ("VR", Mechanism.TELEPHONE, "information"),
        ("IMP", None, "warning"),
        ("EMER", None, "warning"),
        ("ACUTE", None, "warning"),
    ],
)
def test_a_class_that_does_not_say_it_surely_is_told(code: str, mechanism: Mechanism | None, severity: str) -> None:
    found, problems = read(sent(**{"class": {"system": ACT_CODE, "code": code}}))
    assert found is not None
    assert found.contact is not None
    assert found.contact.mechanism is mechanism
    assert problems == [(severity, "Encounter.class")]


@pytest.mark.parametrize(
    ("channel", "mechanism"),
    [("Video", Mechanism.VIDEO), ("Telephone", Mechanism.TELEPHONE), ("In-person", Mechanism.FACE_TO_FACE)],
)
def test_uk_cores_delivery_channel_goes_before_the_class(channel: str, mechanism: Mechanism) -> None:
    extension = [{"url": DELIVERY_CHANNEL, "valueCodeableConcept": concept("https://example.org", channel)}]
    virtual = {"system": ACT_CODE, "code": "VR"}
    appointment = {"resourceType": "Appointment", "status": "fulfilled", "extension": extension}
    by_appointment = sent(**{"class": virtual}, appointment=[to("Appointment", BOOKING)])
    assert contact(sent(**{"class": virtual}, extension=extension)).mechanism is mechanism
    assert contact(by_appointment, {("Appointment", BOOKING): appointment}).mechanism is mechanism


def test_a_place_is_read_from_the_location_it_points_at() -> None:
    place = {
        "resourceType": "Location",
        "identifier": [{"system": ODS_SITE, "value": "RXX02"}],
        "type": [concept(ROLE_CODE, "SCHL")],
    }
    inside = sent(contained=[{**place, "id": "l"}], location=[{"location": {"reference": "#l"}}])
    outside = sent(location=[{"location": to("Location", WHERE)}])
    for found in (contact(inside), contact(outside, {("Location", WHERE): place})):
        assert (found.site, found.location_type) == ("RXX02", "L01")


def test_a_clinic_of_ours_says_its_site_and_kind_of_place() -> None:
    found = contact(sent(location=[{"location": to("Location", MONDAY.id)}]))
    assert (found.site, found.location_type) == ("RXX0101", "E01")


def test_a_code_that_is_no_sites_is_told_and_not_recorded() -> None:
    place = {"location": {"identifier": {"system": ODS_SITE, "value": "RXX"}}}
    found, problems = read(sent(location=[place]))
    assert problems == [("warning", "Encounter.location[0].location")]
    assert found is not None
    assert found.contact is not None
    assert found.contact.site is None


@pytest.mark.parametrize(
    "elements",
    [
        {"extension": [{"url": extension_url("contact.team"), "valueReference": to("CareTeam", PAEDIATRICS.id)}]},
        {"serviceProvider": {"identifier": {"system": LOCAL_TEAM, "value": "COMPAED"}}},
        {"serviceProvider": {"display": "Community paediatrics"}},
    ],
)
def test_the_team_is_found_by_identity_by_local_identifier_and_by_name(elements: Resource) -> None:
    assert contact(sent(**elements)).team == PAEDIATRICS.id


@pytest.mark.parametrize("code", ["RXX01", "rxx01", "RXX01AB"])
def test_our_organisation_and_its_sites_provide_the_service_without_a_word(code: str) -> None:
    assert contact(sent(serviceProvider={"identifier": {"system": ODS_ORGANISATION, "value": code}})).team is None


def test_another_organisations_service_and_a_team_of_nobodys_are_told() -> None:
    other = sent(serviceProvider={"identifier": {"system": ODS_ORGANISATION, "value": "RYY"}})
    assert read(other)[1] == [("warning", "Encounter.serviceProvider")]
    pointer = {"identifier": {"system": LOCAL_TEAM, "value": "NOBODY"}}
    unknown = sent(extension=[{"url": extension_url("contact.team"), "valueReference": pointer}])
    assert read(unknown)[1] == [("warning", "Encounter.extension[0].valueReference")]


def _person(code: str | None, identity: Identity) -> Resource:
    types = {} if code is None else {"type": [concept(PARTICIPATION_TYPE, code)]}
    return {**types, "individual": to("Practitioner", identity)}


@pytest.mark.parametrize(
    ("participants", "lead"),
    [
        ([_person(None, STRANGER), _person("PPRF", THERAPIST.id)], THERAPIST.id),
        ([_person("SPRF", STRANGER), _person("ATND", THERAPIST.id)], THERAPIST.id),
        ([_person("ATND", STRANGER), _person("PPRF", THERAPIST.id)], THERAPIST.id),
        ([_person("REF", THERAPIST.id), _person(None, STRANGER)], STRANGER),
        ([_person("REF", THERAPIST.id)], None),
        ([{"individual": {"identifier": {"system": LOCAL_PROFESSIONAL, "value": "STAFF-2"}}}], THERAPIST.id),
        ([{"individual": {"identifier": {"system": GMC_NUMBER, "value": "C9999991"}}}], PAEDIATRICIAN.id),
    ],
)
def test_who_led_is_the_performer_or_attender_or_first_who_took_part(
    participants: list[Resource], lead: Identity | None
) -> None:
    assert understood(sent(participant=participants)).professional == lead


def test_a_role_stands_for_the_practitioner_who_has_it() -> None:
    role = {"resourceType": "PractitionerRole", "practitioner": to("Practitioner", THERAPIST.id)}
    by_reference = sent(participant=[{"individual": to("PractitionerRole", ROLE)}])
    assert understood(by_reference, {("PractitionerRole", ROLE): role}).professional == THERAPIST.id
    inside = {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": {"identifier": {"system": LOCAL_PROFESSIONAL, "value": "STAFF-1"}},
    }
    within = sent(contained=[inside], participant=[{"individual": {"reference": "#r"}}])
    assert understood(within).professional == PAEDIATRICIAN.id


def _present(*codes: str) -> list[Resource]:
    return [{"type": [concept(code_system_url("encounter.present"), code)]} for code in codes]


def test_who_was_present_is_taken_from_our_codes() -> None:
    assert understood(sent(participant=_present("mother", "social_worker"))).present == {
        Present.MOTHER,
        Present.SOCIAL_WORKER,
    }


@pytest.mark.parametrize(
    ("code", "present"),
    [
        ("MTH", Present.MOTHER),
        ("FTH", Present.FATHER),
        ("PRNFOST", Present.FOSTER_CARER),
        ("AUNT", Present.OTHER_CARER),
    ],
)
def test_a_related_person_is_present_beside_the_child(code: str, present: Present) -> None:
    person = {"resourceType": "RelatedPerson", "relationship": [concept(ROLE_CODE, code)]}
    found = understood(
        sent(participant=[{"individual": to("RelatedPerson", PARENT)}]), {("RelatedPerson", PARENT): person}
    )
    assert found.present == {Present.CHILD, present}


@pytest.mark.parametrize("pointer", [to("RelatedPerson", PARENT), {"reference": "#p"}])
def test_a_related_person_of_no_known_relationship_is_another_carer(pointer: Resource) -> None:
    inside = [{"resourceType": "RelatedPerson", "id": "p", "patient": {"reference": "Patient/0000000006W9Y"}}]
    held = {"contained": inside} if pointer["reference"] == "#p" else {}
    assert understood(sent(participant=[{"individual": pointer}], **held)).present == {
        Present.CHILD,
        Present.OTHER_CARER,
    }


def test_a_translator_was_an_interpreter_and_does_not_lead() -> None:
    translator = concept("http://terminology.hl7.org/CodeSystem/participant-type", "translator")
    found = understood(sent(participant=[{"type": [translator], "individual": to("Practitioner", STRANGER)}]))
    assert found.present == {Present.CHILD, Present.INTERPRETER}
    assert found.professional is None


def test_a_contact_with_somebody_for_the_child_was_not_attended_by_the_child() -> None:
    subject = {"type": [concept(code_system_url("contact.subject"), "02")]}
    found = understood(sent(participant=[subject]))
    assert found.present == {Present.OTHER}
    assert found.contact is not None
    assert found.contact.subject == "02"


def test_nobody_is_taken_to_be_present_where_the_child_was_not_seen() -> None:
    assert understood(sent(status="cancelled", extension=[ours("contact.attendance", "3")])).present == frozenset()


@pytest.mark.parametrize(
    ("code", "outcome"), [("1", Outcome.DISCHARGE), ("2", Outcome.REVIEW), ("3", Outcome.REVIEW), ("9", None)]
)
def test_the_outcome_is_uk_cores_outcome_of_attendance(code: str, outcome: Outcome | None) -> None:
    extension = [{"url": OUTCOME_OF_ATTENDANCE, "valueCodeableConcept": concept(ENGLAND, code)}]
    assert understood(sent(extension=extension)).outcome is outcome


def test_our_outcome_goes_before_uk_cores_wherever_it_stands() -> None:
    transfer = concept(code_system_url("outcome"), "transfer")
    coding = {"coding": [*concept(ENGLAND, "2")["coding"], *transfer["coding"]]}
    both = sent(extension=[{"url": OUTCOME_OF_ATTENDANCE, "valueCodeableConcept": coding}])
    assert understood(both).outcome is Outcome.TRANSFER
    assert understood(sent(hospitalization={"dischargeDisposition": transfer})).outcome is Outcome.TRANSFER


def test_that_a_child_went_home_does_not_discharge_them_from_the_service() -> None:
    home = concept("http://terminology.hl7.org/CodeSystem/discharge-disposition", "home")
    assert understood(sent(hospitalization={"dischargeDisposition": home})).outcome is None


def test_the_condition_ranked_first_is_primary() -> None:
    diagnosis = [
        {"condition": to("Condition", CONDITION), "rank": 1},
        {"condition": to("Condition", STRANGER), "rank": 2},
        {"condition": to("Procedure", WHERE), "rank": 1},
    ]
    assert understood(sent(diagnosis=diagnosis)).primary == {CONDITION}


def test_an_ods_code_that_is_no_commissioners_is_refused_without_being_repeated() -> None:
    identifier = {"system": ODS_ORGANISATION, "value": "TOOLONG1"}
    findings = Findings("Encounter", [])
    resource = received(sent(extension=[{"url": extension_url("contact.commissioner"), "valueIdentifier": identifier}]))
    assert contact_from_encounter(resource, findings, SURROUNDINGS) is None
    (problem,) = findings.problems
    assert problem.severity is Severity.ERROR
    assert "TOOLONG1" not in problem.diagnostic


def test_a_contact_of_which_little_is_known_is_rendered_as_little() -> None:
    rendered = _rendered(Contact(date(2026, 3, 2), Attendance.WAS_NOT_BROUGHT))
    assert rendered["status"] == "cancelled"
    assert "code" not in rendered["class"]
    assert not {"participant", "location", "length", "appointment", "diagnosis", "statusHistory"} & set(rendered)

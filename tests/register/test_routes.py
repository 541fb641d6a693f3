"""The clinic list of a day, and a child's record, as their pages show them."""

import re
from datetime import timedelta

import pytest

from app.clinical.ages import clinical_date
from app.identity import Identity, shown
from tests.service import Service, Visitor
from tests.web.places import encounters, open_appointments


def test_the_clinic_list_shows_who_is_expected_today(service: Service, clinician: Visitor) -> None:
    page = clinician.get(service.clinic_path).page
    appointments = open_appointments(service)
    assert len(appointments) > 10
    for appointment, child, _ in appointments:
        assert f"/appointments/{appointment}/encounter" in page.links
        assert f"/children/{child}" in page.links
    assert f"Clinic list, {clinical_date(service.day)}" in page.words


def test_the_clinic_list_stands_in_order_of_time(service: Service, clinician: Visitor) -> None:
    times = re.findall(r'data-label="Time">(.{5})<', clinician.get(service.clinic_path).text)
    assert times
    assert times == sorted(times)
    assert all(time[2] == ":" for time in times)


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d", "%d %B %Y"])
def test_a_day_is_read_as_people_type_it(form: str, service: Service, clinician: Visitor) -> None:
    tomorrow = service.day + timedelta(days=1)
    page = clinician.http.get("/clinic", params={"on": tomorrow.strftime(form)})
    assert page.status_code == 200
    assert f"Clinic list, {clinical_date(tomorrow)}" in page.text


def test_a_day_without_appointments_says_so(clinician: Visitor) -> None:
    assert "Nobody is booked on this day." in clinician.get("/clinic?on=2020-01-01").page.words


def test_one_clinic_can_be_looked_at_alone(service: Service, clinician: Visitor) -> None:
    everyone = len(open_appointments(service))
    clinics = service.rows(
        "select clinic, count(*) from appointment where held_on = ? group by clinic", str(service.day)
    )
    assert len(clinics) > 1
    for clinic, count in clinics:
        assert isinstance(clinic, int)
        page = clinician.get(f"{service.clinic_path}&clinic={shown(Identity(clinic))}").page
        links = [link for link in page.links if link.startswith("/appointments/")]
        assert len(links) == count
        assert 0 < len(links) < everyone


def test_the_clerk_sees_who_is_expected_and_no_record(service: Service) -> None:
    page = service.signed_in("clerk").get(service.clinic_path).page
    assert page.words.count("Expected") == len(open_appointments(service))
    assert not [link for link in page.links if link.startswith("/encounters/") or link.endswith("/encounter")]
    of_children = [link for link in page.links if link.startswith("/children/")]
    assert of_children
    assert all(link.endswith("/registration") for link in of_children)


def test_what_became_of_a_visit_stands_in_the_list_and_the_clerk_prints_the_desk_copy(
    service: Service, clinician: Visitor
) -> None:
    appointment = open_appointments(service)[0][0]
    path = f"/appointments/{appointment}/encounter"
    form = clinician.get(path).page.form(path)
    saved = clinician.post(path, form.with_fields({"outcome": "review", "next_weeks": "26", "action": "save"}))
    record = saved.location.split("?")[0]
    page = service.signed_in("clerk").get(service.clinic_path).page
    assert "Attended on time; see again in 26 weeks" in page.words
    assert f"{record}/desk-copy.pdf" in page.links


def test_a_childs_record_shows_needs_since_when_and_by_whom_and_every_encounter(
    service: Service, clinician: Visitor
) -> None:
    _, child, referral = open_appointments(service)[0]
    page = clinician.get(f"/children/{child}").page
    assert "since " in page.words
    assert "last reviewed " in page.words
    assert "Health conditions" in page.words
    recorded = [encounter for encounter, of_child in encounters(service) if of_child == child]
    assert recorded
    assert {f"/encounters/{encounter}" for encounter in recorded} <= set(page.links)
    assert f"/children/{child}/referrals/{referral}/encounter" in page.links


def test_a_new_childs_record_says_that_there_is_nothing_yet(service: Service, clinician: Visitor) -> None:
    _, child, _ = open_appointments(service)[-1]
    words = clinician.get(f"/children/{child}").page.words
    assert "No need has been recorded." in words
    assert "No encounter has been recorded." in words


def test_a_referral_that_was_closed_takes_no_visit(service: Service, clinician: Visitor) -> None:
    appointment, child, referral = open_appointments(service)[0]
    path = f"/appointments/{appointment}/encounter"
    form = clinician.get(path).page.form(path)
    assert clinician.post(path, form.with_fields({"outcome": "discharge", "action": "save"})).status == 303
    page = clinician.get(f"/children/{child}").page
    assert f"discharged {clinical_date(service.day)}" in page.words
    assert f"/children/{child}/referrals/{referral}/encounter" not in page.links

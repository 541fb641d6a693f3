"""The rest of a visit in the demonstration: who was there and how, what was decided, measured and timed."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import median

from app.clinical import code_lists
from app.clinical.clinic import Appointment
from app.clinical.encounter import Attendance, Mechanism, Present
from app.clinical.history import in_order_of_time
from app.clinical.identifiers import parse_ods_code
from app.clinical.needs import Change
from app.clinical.plan import Recipient, Sharing
from app.clinical.professional import CareProfessional, Profession
from app.clinical.timing import InputMode
from tests.demo.conftest import Loaded


def test_recording_takes_about_half_a_minute_and_longer_the_more_is_added(loaded: Loaded) -> None:
    seen = [each.timing for each in loaded.encounters if each.seen and each.timing is not None]
    taken = [each.taken.total_seconds() for each in seen]
    assert 25 < median(taken) < 40
    many = [each.taken.total_seconds() for each in seen if each.items_added >= 6]
    none = [each.taken.total_seconds() for each in seen if not each.items_added]
    assert median(many) > median(none) + 10
    assert 0.002 < sum(each.too_quick_to_have_been_read for each in seen) / len(seen) < 0.04
    assert 0.01 < sum(each.taken > timedelta(minutes=1) for each in seen) / len(seen) < 0.15
    assert {each.input_mode for each in seen} == set(InputMode)


def test_the_times_of_a_recording_are_in_order_and_its_counts_are_those_of_the_statements(loaded: Loaded) -> None:
    for encounter in loaded.encounters:
        timing = encounter.timing
        if timing is None:
            assert encounter.moved_from is not None or encounter.entered_in_error
            continue
        assert timing.started_at <= (timing.first_input_at or timing.started_at) <= timing.submitted_at
        assert timing.submitted_at == encounter.recorded_at
        changes = Counter(each.change for each in encounter.statements)
        confirmed = changes[Change.STILL_PRESENT] + changes[Change.REVIEWED_UNCHANGED]
        counted = timing.items_added, timing.items_confirmed, timing.items_carried
        assert counted == (changes[Change.NEW], confirmed, changes[Change.CARRIED])


def test_a_recording_without_scripts_does_not_know_its_first_input(loaded: Loaded) -> None:
    timings = [each.timing for each in loaded.encounters if each.timing is not None]
    for each in timings:
        assert (each.first_input_at is None) == (each.input_mode is InputMode.WITHOUT_SCRIPTS)


def test_nearly_every_family_and_gp_gets_the_letter_and_some_schools_are_declined(loaded: Loaded) -> None:
    seen = [each for each in loaded.encounters if each.seen]
    copies = Counter((copy.recipient, copy.sharing) for each in seen for copy in each.copies)
    assert copies[Recipient.FAMILY, Sharing.AGREED] > 0.85 * len(seen)
    assert copies[Recipient.GP, Sharing.AGREED] > 0.85 * len(seen)
    agreed, declined = copies[Recipient.SCHOOL, Sharing.AGREED], copies[Recipient.SCHOOL, Sharing.DECLINED]
    assert 0.05 < declined / (agreed + declined) < 0.2
    assert all(len({copy.recipient for copy in each.copies}) == len(each.copies) for each in seen)


def test_some_are_referred_on_and_never_to_the_team_that_saw_them(loaded: Loaded) -> None:
    types = {team.team: team.team_type for each in loaded.store.referrals.values() for team in each.teams}
    referred = [each for each in loaded.encounters if each.onward_referrals]
    assert 0.05 * len(loaded.encounters) < len(referred) < 0.2 * len(loaded.encounters)
    for each in referred:
        for onward in each.onward_referrals:
            assert onward.to in code_lists.TEAM_TYPE
            assert each.contact.team is not None
            assert onward.to != types[each.contact.team]
            assert onward.organisation is None or parse_ods_code(onward.organisation) == onward.organisation


def test_tests_are_asked_for_by_paediatricians(loaded: Loaded) -> None:
    asked = [each for each in loaded.encounters if each.tests_requested]
    assert 300 < len(asked) < 0.2 * len(loaded.encounters)
    assert {each.profession for each in asked} == {Profession.PAEDIATRICIAN}
    assert len({test for each in asked for test in each.tests_requested}) >= 10


def test_a_check_is_made_exactly_when_a_child_was_again_not_brought(loaded: Loaded) -> None:
    checked = 0
    for encounters in loaded.store.encounters.values():
        running = 0
        for each in in_order_of_time(encounters):
            if each.entered_in_error or each.contact.attendance.cancelled:
                assert each.safeguarding_check is None
                continue
            missed = each.contact.attendance is Attendance.WAS_NOT_BROUGHT
            assert (each.safeguarding_check is not None) == (missed and running >= 1)
            checked += each.safeguarding_check is not None
            running = running + 1 if missed else 0
    assert checked > 10


def test_growth_is_measured_in_person_and_rises(loaded: Loaded) -> None:
    measured = [each for each in loaded.encounters if each.growth is not None]
    assert 0.3 * len(loaded.encounters) < len(measured) < 0.6 * len(loaded.encounters)
    assert all(Present.CHILD in each.present for each in measured)
    assert all(each.contact.mechanism is Mechanism.FACE_TO_FACE for each in measured)
    for encounters in loaded.store.encounters.values():
        grown = [
            (each.contact.on, each.growth.height_millimetres)
            for each in in_order_of_time(encounters)
            if each.growth is not None and each.growth.height_millimetres is not None
        ]
        for (_, before), (_, after) in pairwise(grown):
            assert after > 0.985 * before


def test_some_clinics_are_joint_and_each_professional_has_minutes(loaded: Loaded) -> None:
    known = {each.id for each in loaded.store.of(CareProfessional)}
    sizes: Counter[int] = Counter()
    for each in loaded.encounters:
        who = [activity.professional for activity in each.activities]
        sizes[len(who)] += 1
        assert len(set(who)) == len(who)
        assert set(who) <= known
        assert not who or who[0] == each.professional
        assert all(activity.minutes and activity.minutes >= 5 for activity in each.activities)
    assert sizes[2] > 300
    assert sizes[3] > 50


def test_some_contacts_were_not_scheduled_and_are_of_every_kind(loaded: Loaded) -> None:
    contacts = [each for each in loaded.encounters if each.appointment is None and not each.moved_to]
    assert 150 < len(contacts) < 0.08 * len(loaded.encounters)
    kinds = {(each.contact.mechanism, each.contact.location_type) for each in contacts}
    assert kinds == {
        (Mechanism.TELEPHONE, None),
        (Mechanism.VIDEO, None),
        (Mechanism.FACE_TO_FACE, "A01"),
        (Mechanism.FACE_TO_FACE, "L01"),
    }
    assert all(each.seen for each in contacts)
    assert any(Present.CHILD not in each.present for each in contacts)


def test_every_other_contact_has_an_appointment_of_its_own_day(loaded: Loaded) -> None:
    booked = {each.id: each for each in loaded.store.of(Appointment)}
    of_contacts = [each.appointment for each in loaded.encounters if each.appointment is not None]
    assert len(set(of_contacts)) == len(of_contacts)
    for each in loaded.encounters:
        if each.appointment is not None:
            assert (booked[each.appointment].on, booked[each.appointment].child) == (each.contact.on, each.child)


def test_the_subject_of_a_contact_is_the_child_exactly_when_they_were_there(loaded: Loaded) -> None:
    for each in loaded.encounters:
        if each.seen:
            assert each.contact.subject == ("01" if Present.CHILD in each.present else "02")

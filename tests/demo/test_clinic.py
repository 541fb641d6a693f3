"""What the demonstration holds: a clinic that a paediatrician would recognise, recorded through the rules."""

from collections import Counter
from datetime import date

import pytest

from app.access.audit import AuditAction
from app.access.people import Account, Organisation, Role
from app.clinical.child import Child, FactKind, Gender, IdentifierKind
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Attendance, Mechanism, Outcome
from app.clinical.history import need_histories
from app.clinical.identifiers import parse_local_patient_id, parse_nhs_number
from app.clinical.needs import Certainty, Change, SaidBy
from app.clinical.professional import CareProfessional, Profession
from app.demo.child_plan import DemoSize
from app.demo.people import ODS_CODE, demo_sign_ins, usernames
from app.identity import Identity
from app.terminology.refset import Group, Refset
from tests.demo.conftest import TODAY, Loaded, load


def test_the_clinic_has_its_size(loaded: Loaded) -> None:
    steps = loaded.recording.steps
    assert steps.children == len(loaded.children) == 2_000
    assert 7_000 <= steps.encounters == len(loaded.encounters) <= 9_500
    assert steps.statements >= 25_000
    assert [each.ods_code for each in loaded.store.of(Organisation)] == [ODS_CODE]
    assert (len(loaded.store.of(Team)), len(loaded.store.of(Clinic))) == (4, 6)
    assert len({each.profession for each in loaded.store.of(CareProfessional)}) == 6


def test_todays_clinics_are_full_and_not_yet_recorded(loaded: Loaded) -> None:
    today = [each for each in loaded.store.of(Appointment) if each.on == TODAY]
    recorded = {each.appointment for each in loaded.encounters}
    first = _professional_of(loaded, "paediatrician")
    mine = [each for each in today if each.professional == first]
    assert len(mine) == 18
    assert len({each.clinic for each in mine}) == 2
    assert len({each.at for each in mine}) == 18
    assert sum(each.professional == _professional_of(loaded, "therapist") for each in today) == 6
    assert not recorded & {each.id for each in today}
    seen_before = sum(each.child in loaded.store.encounters for each in mine)
    assert (seen_before, len(mine) - seen_before) == (15, 3)


def test_among_those_seen_today_is_a_child_with_many_needs(loaded: Loaded) -> None:
    first = _professional_of(loaded, "paediatrician")
    mine = [each for each in loaded.store.of(Appointment) if each.on == TODAY and each.professional == first]
    known = [
        need_histories(loaded.store.encounters[each.child]) for each in mine if each.child in loaded.store.encounters
    ]
    assert max(len(each) for each in known) >= 12


def test_the_newborn_of_today_has_no_nhs_number(loaded: Loaded) -> None:
    without = [each for each in loaded.children if each.nhs_number is None]
    assert len(without) == 1
    assert without[0].local_identifier is not None
    assert without[0].id in {each.child for each in loaded.store.of(Appointment) if each.on == TODAY}


def test_nhs_numbers_are_valid_different_and_of_the_test_range(loaded: Loaded) -> None:
    numbers = [each.nhs_number for each in loaded.children if each.nhs_number is not None]
    assert len(set(numbers)) == len(numbers) == 1_999
    assert all(number.startswith("999") and parse_nhs_number(number) == number for number in numbers)


def test_local_numbers_are_different_and_issued_by_the_clinic(loaded: Loaded) -> None:
    locals_ = [
        identifier
        for child in loaded.children
        for identifier in child.identifiers
        if identifier.kind is IdentifierKind.LOCAL
    ]
    assert len({each.value for each in locals_}) == 2_000
    assert {each.issuer for each in locals_} == {ODS_CODE}
    assert all(parse_local_patient_id(each.value) == each.value for each in locals_)


def test_every_required_fact_is_known_of_most_children_and_missing_of_some(loaded: Loaded) -> None:
    children = loaded.children
    for kind in (
        FactKind.POSTCODE,
        FactKind.GP_PRACTICE,
        FactKind.ETHNIC_CATEGORY,
        FactKind.PREFERRED_LANGUAGE,
        FactKind.MAIN_CARER,
        FactKind.LOOKED_AFTER,
        FactKind.SAFEGUARDING_VULNERABILITY,
        FactKind.CONSTANT_SUPERVISION,
    ):
        known = sum(any(fact.kind is kind and fact.value for fact in child.facts) for child in children)
        assert 0.8 * len(children) < known < len(children), kind


def test_children_are_from_nought_to_eighteen(loaded: Loaded) -> None:
    born = [each.demographics.birth_date for each in loaded.children]
    days = sorted((TODAY - each).days for each in born if each is not None)
    assert len(days) == 2_000
    assert days[0] < 60
    assert 16 * 365 < days[-1] < 19 * 365.25
    assert {Gender.MALE, Gender.FEMALE} <= {each.demographics.gender for each in loaded.children}


def test_visits_are_on_working_days_before_today(loaded: Loaded) -> None:
    days = [each.contact.on for each in loaded.encounters]
    assert loaded.size.begin <= min(days)
    assert max(days) < TODAY
    assert all(day.weekday() < 5 for day in days)


def test_attendance_and_mechanism_have_their_shares(loaded: Loaded) -> None:
    count = len(loaded.encounters)
    attendance = Counter(each.contact.attendance for each in loaded.encounters)
    mechanism = Counter(each.contact.mechanism for each in loaded.encounters)
    cancelled = attendance[Attendance.CANCELLED_BY_PATIENT] + attendance[Attendance.CANCELLED_BY_PROVIDER]
    assert attendance[Attendance.WAS_NOT_BROUGHT] / count == pytest.approx(0.08, abs=0.015)
    assert cancelled / count == pytest.approx(0.06, abs=0.015)
    assert 0.05 < mechanism[Mechanism.TELEPHONE] / count < 0.15
    assert 0.03 < mechanism[Mechanism.VIDEO] / count < 0.12


def test_every_kind_of_statement_and_certainty_occurs(loaded: Loaded) -> None:
    statements = [each for encounter in loaded.encounters for each in encounter.statements]
    assert {each.change for each in statements} == set(Change)
    assert {each.certainty for each in statements} == set(Certainty)
    assert any(each.concept is None for each in statements)
    outcomes = Counter(each.outcome for each in loaded.encounters)
    assert outcomes[Outcome.DISCHARGE] > 100
    assert outcomes[Outcome.TRANSFER] > 5


def test_a_suspicion_is_told_as_a_diagnosis_on_the_day_it_was_confirmed(loaded: Loaded) -> None:
    confirmed = 0
    for encounters in loaded.store.encounters.values():
        before: dict[int, Certainty] = {}
        for encounter in encounters:
            for each in encounter.statements:
                if before.get(each.need) is Certainty.SUSPECTED and each.certainty is Certainty.DIAGNOSED:
                    confirmed += 1
                    assert each.diagnosed is not None
                    assert each.diagnosed.isoformat() == encounter.contact.on.isoformat()
                before[each.need] = each.certainty
    assert confirmed > 100


def test_family_issues_are_the_familys_word_and_asked_about_at_every_visit(loaded: Loaded) -> None:
    for encounter in loaded.encounters:
        issues = [each for each in encounter.statements if each.group is Group.FAMILY_REPORTED_ISSUE]
        if encounter.seen and encounter.moved_from is None:
            assert not any(each.change is Change.CARRIED for each in issues)
        assert all(each.source.said_by is SaidBy.FAMILY for each in issues)
        assert all(each.traffic_light is not None for each in issues if each.change.affirmed)


def test_each_act_left_its_audit_event_by_the_right_role(loaded: Loaded) -> None:
    events = Counter((each.action, each.role) for each in loaded.store.events)
    assert events[AuditAction.CHILD_REGISTERED, Role.CLERK] == len(loaded.store.of(Child))
    moved = [each for each in loaded.encounters if each.moved_from is not None]
    assert events[AuditAction.ENCOUNTER_RECORDED, Role.CLINICIAN] == len(loaded.encounters) - len(moved)
    assert events[AuditAction.ENCOUNTER_MOVED, Role.CLINICIAN] == 2 * len(moved)
    assert events[AuditAction.CHILDREN_MERGED, Role.CLERK] == len(loaded.store.links)
    assert events[AuditAction.APPOINTMENT_BOOKED, Role.CLERK] == len(loaded.store.of(Appointment))
    assert events[AuditAction.SERVICE_SET_UP, Role.ADMINISTRATOR] == 1
    assert events[AuditAction.ACCOUNT_ADDED, Role.ADMINISTRATOR] == len(loaded.store.of(Account))


def test_discharged_referrals_are_closed(loaded: Loaded) -> None:
    discharges = {each.referral: each.contact.on for each in loaded.encounters if each.outcome is Outcome.DISCHARGE}
    closed = {each.id: each.discharged_on for each in loaded.store.referrals.values() if not each.open}
    assert closed == discharges


def test_identities_tell_the_order_of_time(loaded: Loaded) -> None:
    by_identity = sorted((versions[0] for versions in loaded.store.versions.values()), key=lambda each: each.id)
    instants = [each.recorded_at for each in by_identity]
    assert instants == sorted(instants)


def test_the_accounts_to_sign_in_with_are_there(loaded: Loaded) -> None:
    accounts = {each.username: each for each in loaded.store.of(Account)}
    assert set(accounts) == set(usernames())
    for sign_in in demo_sign_ins():
        assert accounts[sign_in.username].role is sign_in.role
    therapist = accounts["therapist"].professional
    professions = {each.id: each.profession for each in loaded.store.of(CareProfessional)}
    assert therapist is not None
    assert professions[therapist] is Profession.SPEECH_AND_LANGUAGE_THERAPIST


def test_the_same_seed_makes_the_same_record(refset: Refset) -> None:
    size = DemoSize(150, 18, TODAY)
    one, other = load(size, refset, 11), load(size, refset, 11)
    assert one.recording.fingerprint.text() == other.recording.fingerprint.text()
    assert one.store.things == other.store.things
    assert one.store.referrals == other.store.referrals
    assert one.store.events == other.store.events


def test_another_seed_or_day_makes_another_record(refset: Refset) -> None:
    prints = {
        load(DemoSize(60, 12, day), refset, seed).recording.fingerprint.text()
        for seed, day in ((1, TODAY), (2, TODAY), (1, date(2026, 11, 23)))
    }
    assert len(prints) == 3


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2026, 12, 27), date(2027, 1, 1), date(2028, 2, 29)])
def test_there_is_a_clinic_on_whatever_day_is_called_today(refset: Refset, day: date) -> None:
    loaded = load(DemoSize(60, 6, day), refset, 3)
    assert sum(each.on == day for each in loaded.store.of(Appointment)) >= 18


def _professional_of(loaded: Loaded, username: str) -> Identity:
    account = loaded.store.account_named(username)
    assert account is not None
    assert account.professional is not None
    return account.professional

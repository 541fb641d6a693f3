"""Whom the demonstration expects today, and whom the desk has to book out."""

from datetime import date, timedelta
from itertools import combinations

import pytest

from app.clinical.ages import completed_years
from app.clinical.child import Child, FactKind
from app.clinical.clinic import Appointment
from app.clinical.encounter import Attendance
from app.clinical.entitlement import within_own
from app.clinical.history import Expiry, need_histories, standing_needs
from app.clinical.professional import Profession
from app.demo.child_plan import DemoSize
from app.terminology.refset import Refset
from tests.demo.conftest import TODAY, Loaded, load

SMALL = [DemoSize(40, 6, TODAY), DemoSize(40, 6, date(2026, 10, 5)), DemoSize(40, 6, date(2027, 1, 2))]


@pytest.fixture(scope="module", params=SMALL, ids=lambda size: size.today.isoformat())
def small(request: pytest.FixtureRequest, refset: Refset) -> Loaded:
    size: DemoSize = request.param
    return load(size, refset, 7)


def _by_needs(loaded: Loaded) -> list[Appointment]:
    """Today's appointments, those of the children with the most needs ever stated first, else as they were booked."""
    today = [each for each in loaded.store.of(Appointment) if each.on == loaded.size.today]
    return sorted(today, key=lambda each: (-_ever_stated(loaded, each), each.id))


def _ever_stated(loaded: Loaded, appointment: Appointment) -> int:
    return len(need_histories(loaded.store.encounters_of(appointment.child)))


def _ticked(loaded: Loaded, appointment: Appointment) -> int:
    """How many needs stand ticked on the paediatrician's fresh form."""
    standing = standing_needs(need_histories(loaded.store.encounters_of(appointment.child)))
    return sum(
        each.latest.concept is not None
        and within_own(Profession.PAEDIATRICIAN, loaded.refset.member(each.latest.concept))
        and not Expiry().asks(each, loaded.size.today)
        for each in standing
    )


def test_the_child_with_most_needs_has_three_or_more_ticked_and_is_the_paediatricians(loaded: Loaded) -> None:
    _first_is_worth_showing(loaded)


def test_so_it_is_in_a_small_clinic_whatever_the_day(small: Loaded) -> None:
    _first_is_worth_showing(small)
    assert len(_by_needs(small)) > 20


def _first_is_worth_showing(loaded: Loaded) -> None:
    first, second, *_ = _by_needs(loaded)
    account = loaded.store.account_named("paediatrician")
    assert account is not None
    assert first.professional == account.professional
    assert _ever_stated(loaded, first) >= 5
    assert _ticked(loaded, first) >= 3
    assert _ever_stated(loaded, second) <= _ever_stated(loaded, first)


def test_those_with_fewest_needs_come_last_for_the_first_time(loaded: Loaded, small: Loaded) -> None:
    for each in (loaded, small):
        last = _by_needs(each)[-4:]
        assert all(not each.store.encounters_of(appointment.child) for appointment in last)
        assert {appointment.consultation_type for appointment in last} == {"01"}


def test_follow_ups_of_few_and_of_many_needs_are_expected(loaded: Loaded) -> None:
    followed = [each for each in _by_needs(loaded) if each.consultation_type == "02"]
    standing = [len(standing_needs(need_histories(loaded.store.encounters_of(each.child)))) for each in followed]
    assert min(standing) == 0
    assert sum(0 < count <= 8 for count in standing) >= 10
    assert max(standing) >= 12


def test_one_was_not_brought_last_time_and_one_is_of_the_age_of_transition(loaded: Loaded) -> None:
    children = {each.id: each for each in loaded.store.of(Child)}
    today = _by_needs(loaded)
    last = [max(loaded.store.encounters_of(each.child), key=lambda one: one.contact.on, default=None) for each in today]
    assert any(each is not None and each.contact.attendance is Attendance.WAS_NOT_BROUGHT for each in last)
    ages = [_age(children[each.child]) for each in today]
    assert max(ages) >= 14


def _age(child: Child) -> int:
    born = child.demographics.birth_date
    assert born is not None
    return completed_years(born, TODAY)


def test_twins_siblings_and_namesakes_are_among_them(loaded: Loaded) -> None:
    children = {each.id: each for each in loaded.store.of(Child)}
    pairs = list(combinations([children[each.child] for each in _by_needs(loaded)], 2))
    named = [(one, other) for one, other in pairs if _family(one) == _family(other)]
    postcodes = [(one, other) for one, other in named if _postcode(one) == _postcode(other)]
    assert any(one.demographics.birth_date == other.demographics.birth_date for one, other in postcodes)
    assert any(one.demographics.birth_date != other.demographics.birth_date for one, other in postcodes)
    assert any(
        one.demographics.given_name == other.demographics.given_name and _postcode(one) != _postcode(other)
        for one, other in named
    )


def _family(child: Child) -> str:
    return child.demographics.family_name


def _postcode(child: Child) -> str | None:
    fact = child.fact(FactKind.POSTCODE, TODAY)
    return fact.value if fact is not None else None


def test_some_appointments_have_the_booking_systems_reference(loaded: Loaded) -> None:
    appointments = loaded.store.of(Appointment)
    references = [each.booking_reference for each in appointments if each.booking_reference is not None]
    assert 0.3 * len(appointments) < len(references) < 0.5 * len(appointments)
    assert len(set(references)) == len(references)
    assert any(each.booking_reference for each in appointments if each.on == TODAY)


def test_families_were_seen_on_the_working_day_before_and_have_something_to_arrange(
    loaded: Loaded, small: Loaded
) -> None:
    for each, least in ((loaded, 8), (small, 1)):
        day = max(encounter.contact.on for encounter in each.encounters)
        assert each.size.today - timedelta(days=5) <= day < each.size.today
        seen = [encounter for encounter in each.encounters if encounter.contact.on == day and encounter.seen]
        assert len(seen) >= least
        assert all(encounter.outcome is not None for encounter in seen)
        assert any(encounter.copies for encounter in seen)

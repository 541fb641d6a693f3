"""Of which referrals and contacts a month speaks, and at which date what holds of a child is taken."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.child import Gender
from app.clinical.encounter import Attendance, Contact, Encounter, EncounterKind
from app.clinical.needs import Change
from app.clinical.referral import Referral, TeamReferral
from app.csds.periods import ReportingPeriod
from app.csds.ports import ChildRecord
from app.csds.rows.state import ChildInMonth, child_in_month, closed_on, open_in, referrals_by_need
from tests.csds.rows.generated import FIRST, LAST, days, records
from tests.csds.rows.golden_noting import came, child, encounter, referral, said
from tests.csds.rows.golden_service import (
    EPILEPSY,
    PAEDIATRICS,
    PALSY,
    PHYSIOTHERAPY,
    known,
)

OCTOBER = ReportingPeriod(2026, 10)
DAY = timedelta(days=1)
CHILD = child("A", date(2019, 3, 14), Gender.FEMALE, (), ())


def told(referrals: list[Referral], *encounters: Encounter) -> ChildInMonth | None:
    return child_in_month(ChildRecord(CHILD, tuple(referrals), encounters, {}), OCTOBER)


def stated(referrals: list[Referral], *encounters: Encounter) -> ChildInMonth:
    found = told(referrals, *encounters)
    assert found is not None
    return found


def closed(day: date) -> TeamReferral:
    return TeamReferral(PAEDIATRICS, "06", day, "02")


def rejected(day: date) -> TeamReferral:
    return TeamReferral(PHYSIOTHERAPY, "29", rejected_on=day, rejection_reason="02")


OPEN_TEAM = TeamReferral(PAEDIATRICS, "06")
MARCH, SEPTEMBER = date(2026, 3, 2), date(2026, 9, 20)


@pytest.mark.parametrize(
    ("given_referral", "expected"),
    [
        (referral("R1", "A", MARCH), None),
        (referral("R1", "A", MARCH, discharged_on=SEPTEMBER), SEPTEMBER),
        (referral("R1", "A", MARCH, closed(SEPTEMBER)), SEPTEMBER),
        (referral("R1", "A", MARCH, rejected(SEPTEMBER)), SEPTEMBER),
        (referral("R1", "A", MARCH, closed(SEPTEMBER), rejected(SEPTEMBER + DAY)), SEPTEMBER + DAY),
        (referral("R1", "A", MARCH, closed(SEPTEMBER), OPEN_TEAM), None),
        (referral("R1", "A", MARCH, closed(SEPTEMBER), discharged_on=SEPTEMBER + DAY), SEPTEMBER + DAY),
        (replace(referral("R1", "A", MARCH), teams=()), None),
    ],
)
def test_a_referral_is_closed_when_the_child_is_discharged_or_by_its_last_team(
    given_referral: Referral, expected: date | None
) -> None:
    assert closed_on(given_referral) == expected


@given(days, st.none() | days)
def test_a_referral_is_in_the_month_when_it_was_open_on_one_of_its_days(received: date, end: date | None) -> None:
    end = None if end is None else max(received, end)
    made = referral("R1", "A", received, discharged_on=end)
    october = [FIRST + DAY * number for number in range(31)]
    assert open_in(made, OCTOBER) == any(received <= day and (end is None or day <= end) for day in october)


def test_a_child_without_a_referral_or_contact_of_the_month_is_not_in_it() -> None:
    ended = referral("R1", "A", MARCH, discharged_on=SEPTEMBER)
    assert told([]) is None
    assert told([ended], encounter("C1", "A", "R1", came(SEPTEMBER))) is None
    assert told([referral("R1", "A", LAST + DAY)]) is None


def test_a_contact_of_the_month_brings_its_referral_though_that_was_closed_before() -> None:
    ended = [referral("R1", "A", MARCH, discharged_on=SEPTEMBER), referral("R2", "A", MARCH, discharged_on=SEPTEMBER)]
    found = stated(ended, encounter("C1", "A", "R2", came(FIRST)))
    assert [each.id for each in found.referrals] == [known("R2")]


@pytest.mark.parametrize(
    ("on", "kind", "in_error", "expected"),
    [
        (FIRST - DAY, EncounterKind.CARE_CONTACT, False, 0),
        (FIRST, EncounterKind.CARE_CONTACT, False, 1),
        (LAST, EncounterKind.CARE_CONTACT, False, 1),
        (LAST + DAY, EncounterKind.CARE_CONTACT, False, 0),
        (FIRST, EncounterKind.RECORD_RECEIVED, False, 0),
        (FIRST, EncounterKind.CARE_CONTACT, True, 0),
    ],
)
def test_a_contact_counts_in_its_month_unless_it_is_a_record_received_or_an_error(
    on: date, kind: EncounterKind, in_error: bool, expected: int
) -> None:
    made = encounter("C1", "A", "R1", came(on), kind=kind, entered_in_error=in_error)
    assert len(stated([referral("R1", "A", MARCH)], made).contacts) == expected


def test_a_contact_that_did_not_take_place_is_one_of_the_month() -> None:
    missed = encounter("C1", "A", "R1", Contact(FIRST, Attendance.WAS_NOT_BROUGHT))
    off = encounter("C2", "A", "R1", Contact(FIRST, Attendance.CANCELLED_BY_PATIENT))
    assert stated([referral("R1", "A", MARCH)], off, missed).contacts == (missed, off)


def test_indicators_are_of_the_end_of_the_period_while_a_referral_is_open_then() -> None:
    open_one, ended = referral("R1", "A", MARCH), referral("R2", "A", MARCH, discharged_on=FIRST + DAY)
    met = encounter("C1", "A", "R2", came(FIRST))
    assert stated([open_one, ended], met).at == LAST
    assert stated([referral("R1", "A", MARCH, discharged_on=LAST + DAY)], met).at == LAST


def test_indicators_are_of_the_last_contact_when_every_referral_was_closed() -> None:
    ended = [
        referral("R1", "A", MARCH, discharged_on=FIRST + DAY * 9),
        referral("R2", "A", MARCH, rejected(FIRST + DAY * 3)),
        referral("R3", "A", MARCH, discharged_on=SEPTEMBER),
    ]
    before, last = encounter("C1", "A", "R1", came(SEPTEMBER)), encounter("C2", "A", "R2", came(FIRST + DAY * 2))
    letter = encounter("C3", "A", "R1", came(FIRST + DAY * 4), kind=EncounterKind.RECORD_RECEIVED)
    wrong = encounter("C4", "A", "R1", came(FIRST + DAY * 5), entered_in_error=True)
    elsewhere = replace(encounter("C5", "A", "R3", came(SEPTEMBER + DAY)), referral=known("R3"))
    assert stated(ended, last, letter, wrong, before, elsewhere).at == FIRST + DAY * 2
    assert stated(ended[:1], letter, wrong, before, elsewhere).at == SEPTEMBER
    assert stated(ended[:1], letter).at == FIRST + DAY * 9


def test_needs_are_the_most_recent_and_those_in_force_as_at_the_last_contact() -> None:
    ended = referral("R1", "A", MARCH, discharged_on=FIRST + DAY * 9)
    letter = encounter(
        "C2", "A", "R1", came(FIRST + DAY), said("N1", PALSY, Change.RESOLVED), kind=EncounterKind.RECORD_RECEIVED
    )
    found = stated([ended], letter, encounter("C1", "A", "R1", came(FIRST), said("N1", PALSY)))
    assert [each.latest.change for each in found.needs] == [Change.RESOLVED]
    assert [each.latest.change for each in found.needs_in_force] == [Change.NEW]


def test_a_need_entered_in_error_after_the_month_is_none_of_it_and_gives_primacy_back() -> None:
    under = [referral("R1", "A", MARCH)]
    first = encounter("C1", "A", "R1", came(SEPTEMBER), said("N1", PALSY, primary=True))
    second = encounter("C2", "A", "R1", came(FIRST), said("N2", EPILEPSY, primary=True))
    found_wrong = encounter("C3", "A", "R1", came(LAST + DAY), said("N2", EPILEPSY, Change.ENTERED_IN_ERROR))
    assert [each.need for each in stated(under, first, second).needs if each.primary_for] == [known("N2")]
    corrected = stated(under, first, second, found_wrong)
    assert [(each.need, each.primary_for) for each in corrected.needs] == [(known("N1"), frozenset({known("R1")}))]
    assert corrected.withdrawn == {known("N2")}


def test_a_need_is_of_the_referrals_under_which_it_was_affirmed() -> None:
    spoken = [
        encounter("C1", "A", "R1", came(SEPTEMBER), said("N1", PALSY), said("N2", EPILEPSY, Change.CARRIED)),
        encounter("C2", "A", "R2", came(FIRST), said("N1", PALSY, Change.REVIEWED_UNCHANGED)),
        encounter("C3", "A", "R3", came(FIRST), said("N1", PALSY, Change.CARRIED)),
        encounter("C4", "A", "R4", came(FIRST), said("N1", PALSY, Change.RESOLVED)),
    ]
    assert referrals_by_need(spoken) == {known("N1"): {known("R1"), known("R2")}}


@settings(max_examples=30)
@given(records())
def test_what_is_told_is_of_the_month_and_every_contact_has_its_referral(record: ChildRecord) -> None:
    found = child_in_month(record, OCTOBER)
    if found is None:
        assert not any(open_in(each, OCTOBER) for each in record.referrals)
        return
    assert found.at <= found.until == LAST
    assert all(FIRST <= each.contact.on <= LAST and not each.entered_in_error for each in found.contacts)
    assert {each.referral for each in found.contacts} <= {each.id for each in found.referrals}
    assert all(each.contact.on <= LAST for each in found.encounters)
    assert not {each.need for each in (*found.needs, *found.needs_in_force)} & found.withdrawn

"""The referral: its end, its teams, and the diagnoses that stand under it."""

from datetime import date, time

from app.clinical.child import Gender
from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Change
from app.clinical.referral import Referral, TeamReferral, WaitingTime
from app.csds.ports import ChildRecord
from app.csds.rows.referral import referral_rows
from app.csds.rows.state import child_in_month
from tests.csds.rows.golden_noting import came, child, encounter, referral, said
from tests.csds.rows.golden_service import EPILEPSY, FRAGILE_X, MONTH, PAEDIATRICS, PALSY, PHYSIOTHERAPY

MARCH, SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 3, 2), date(2026, 9, 20), date(2026, 10, 5), date(2026, 11, 2)
UNDER = referral("R1", "A", MARCH)


def stated(table: str, referrals: tuple[Referral, ...], *encounters: Encounter) -> list[tuple[object, ...]]:
    """The values of a table that are not blank, in the order of its fields."""
    record = ChildRecord(child("A", date(2016, 1, 1), Gender.MALE, (), ()), referrals, encounters, {})
    told = child_in_month(record, MONTH.period)
    assert told is not None
    rows = [each for each in referral_rows(told, MONTH) if each.table == table]
    return [tuple(value for value in each.values.values() if value is not None) for each in rows]


def codes(table: str, *encounters: Encounter) -> list[str]:
    """The diagnoses of a table under the one referral, the scheme always that of SNOMED CT."""
    found = stated(table, (UNDER,), *encounters)
    assert {each[:2] for each in found} <= {("00000000000R1", "06")}
    return [str(each[2]) for each in found]


def test_what_ended_after_the_month_is_still_open_in_it() -> None:
    later = referral(
        "R1",
        "A",
        MARCH,
        TeamReferral(PAEDIATRICS, "06", NOVEMBER, "02"),
        discharged_on=NOVEMBER,
        discharge_letter_on=NOVEMBER,
    )
    assert stated("CYP101Referral", (later,)) == [("00000000000R1", "000000000000A", "QOX", MARCH)]
    assert stated("CYP102ServiceTypeReferredTo", (later,)) == [("00000000000R1", "CCH", "06")]


def test_a_team_that_ended_before_the_month_is_left_out_and_one_that_ended_in_it_says_why() -> None:
    made = referral(
        "R1",
        "A",
        MARCH,
        TeamReferral(PAEDIATRICS, "06", SEPTEMBER, "02"),
        TeamReferral(PHYSIOTHERAPY, "29", rejected_on=OCTOBER, rejection_reason="03"),
    )
    assert stated("CYP102ServiceTypeReferredTo", (made,)) == [("00000000000R1", "PHYS", "29", OCTOBER, "03")]


def test_the_need_last_marked_primary_is_the_primary_diagnosis_and_the_others_are_secondary() -> None:
    first = encounter("C1", "A", "R1", came(SEPTEMBER), said("N1", PALSY, primary=True), said("N2", EPILEPSY))
    second = encounter("C2", "A", "R1", came(OCTOBER), said("N2", EPILEPSY, Change.STILL_PRESENT, primary=True))
    assert codes("CYP607PrimDiag", first, second) == ["84757009"]
    assert codes("CYP608SecDiag", first, second) == ["128188000"]


def test_a_disorder_noted_twice_is_one_diagnosis_and_the_primary_one_is_no_secondary() -> None:
    noted = encounter(
        "C1",
        "A",
        "R1",
        came(OCTOBER),
        said("N1", PALSY),
        said("N2", PALSY, primary=True),
        said("N3", EPILEPSY),
        said("N4", EPILEPSY),
    )
    assert codes("CYP607PrimDiag", noted) == ["128188000"]
    assert codes("CYP608SecDiag", noted) == ["84757009"]


def test_of_two_left_primary_by_a_correction_the_last_affirmed_is() -> None:
    # The encounter that first spoke of the second need, and chose it, was of another child.
    chosen = encounter("C1", "A", "R1", came(SEPTEMBER), said("N1", PALSY, primary=True))
    carried = encounter("C2", "A", "R1", came(OCTOBER), said("N2", FRAGILE_X, Change.REVIEWED_UNCHANGED, primary=True))
    assert codes("CYP607PrimDiag", chosen, carried) == ["613003"]
    assert codes("CYP608SecDiag", chosen, carried) == ["128188000"]


def test_what_is_only_carried_under_a_referral_is_no_diagnosis_of_it() -> None:
    carried = encounter("C1", "A", "R1", came(OCTOBER), said("N1", PALSY, Change.CARRIED, primary=True))
    assert codes("CYP607PrimDiag", carried) == codes("CYP608SecDiag", carried) == []


def test_what_was_suspected_and_is_diagnosed_after_the_month_is_provisional_in_it() -> None:
    first = encounter("C1", "A", "R1", came(OCTOBER), said("N1", PALSY, certainty=Certainty.SUSPECTED))
    second = encounter("C2", "A", "R1", came(NOVEMBER), said("N1", PALSY, Change.STILL_PRESENT, primary=True))
    assert codes("CYP606ProvDiag", first, second) == ["128188000"]
    assert codes("CYP607PrimDiag", first, second) == []


def test_each_further_reason_is_a_row_and_the_main_one_is_none() -> None:
    made = referral("R1", "A", MARCH, reason="017", further_reasons=("042", "017", "062", "042"))
    request = "00000000000R1"
    assert stated("CYP103OtherReasonReferral", (made,)) == [(request, "042"), (request, "062")]


def waited(*states: WaitingTime) -> list[tuple[object, ...]]:
    """What is stated of a waiting time, without the referral's identifier."""
    return [each[1:] for each in stated("CYP104RTT", (referral("R1", "A", MARCH, waiting=states),))]


def test_a_state_that_ended_in_the_month_is_told_with_its_end() -> None:
    assert waited(WaitingTime("01", MARCH, time(9), OCTOBER, time(10), "30")) == [
        ("01", MARCH, time(9), OCTOBER, time(10), "30")
    ]


def test_what_ends_a_waiting_time_after_the_month_is_not_told_in_it() -> None:
    assert waited(WaitingTime("01", MARCH, None, NOVEMBER, time(10), "30")) == [("01", MARCH)]


def test_a_state_that_ended_before_the_month_or_begins_after_it_is_left_out() -> None:
    assert waited(WaitingTime("01", MARCH, ended_on=SEPTEMBER, status="30"), WaitingTime("01", NOVEMBER)) == []


def test_a_state_without_dates_is_told_and_two_that_differ_by_what_came_after_the_month_are_one() -> None:
    assert waited(WaitingTime(status="98")) == [("98",)]
    assert waited(WaitingTime("01", MARCH), WaitingTime("02", MARCH, ended_on=NOVEMBER, status="31")) == [("01", MARCH)]


def test_what_is_to_be_mended_of_a_waiting_time_names_the_referral() -> None:
    made = referral("R1", "A", MARCH, reason="017", further_reasons=("042",), waiting=(WaitingTime(status="98"),))
    record = ChildRecord(child("A", date(2016, 1, 1), Gender.MALE, (), ()), (made,), (), {})
    told = child_in_month(record, MONTH.period)
    assert told is not None
    origins = {each.table[:6]: each.origin for each in referral_rows(told, MONTH)}
    assert (origins["CYP101"], origins["CYP103"], origins["CYP104"]) == (record.child.id, made.id, made.id)

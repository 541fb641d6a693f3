"""Accommodation, employment, charging, education, safeguarding: what held, when, and since when."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.child_facts import NEVER
from tests.csds.rows.golden_noting import fact
from tests.csds.rows.test_patient import LAST, LONG_AGO, TENTH, stated

HOME, WORK, CHARGED = FactKind.ACCOMMODATION, FactKind.EMPLOYMENT, FactKind.OVERSEAS_VISITOR_CATEGORY
SEN, FACTOR, PLAN = FactKind.SEN_TYPE, FactKind.SAFEGUARDING_FACTOR, FactKind.CHILD_PROTECTION_PLAN
NOVEMBER = date(2026, 11, 1)


def recorded(fact: ChildFact, on: date, hour: int = 12, minute: int = 0) -> ChildFact:
    return replace(fact, recorded_at=datetime(on.year, on.month, on.day, hour, minute, tzinfo=UTC))


def home(status: str, on: date) -> dict[str, object]:
    return {"AccommStatus": status, "AccommStatus_Date": on}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), []),
        ((fact("F1", HOME, FactAnswer.NOT_ASKED, LONG_AGO),), []),
        ((fact("F1", HOME, "MA01", LONG_AGO),), [home("MA01", LONG_AGO)]),
        ((fact("F1", HOME, "MA01", LONG_AGO), fact("F2", HOME, "HM05", TENTH)), [home("HM05", TENTH)]),
        ((fact("F1", HOME, "MA01", LONG_AGO), fact("F2", HOME, "HM05", NOVEMBER)), [home("MA01", LONG_AGO)]),
        # Summer time: half past eleven at night in Greenwich is the next day in London.
        ((recorded(fact("F1", HOME, "MA01"), date(2026, 7, 3), 23, 30),), [home("MA01", date(2026, 7, 4))]),
        # Recorded after the period, and true since nobody knows when: it was not recorded in the period.
        (
            (
                recorded(fact("F1", HOME, "MA01"), date(2026, 10, 2)),
                recorded(fact("F2", HOME, "HM05"), date(2026, 11, 2)),
            ),
            [home("MA01", date(2026, 10, 2))],
        ),
    ],
)
def test_accommodation_is_the_most_recent_with_since_when_else_the_day_it_was_recorded(
    facts: tuple[ChildFact, ...], expected: list[dict[str, object]]
) -> None:
    assert stated("CYP003AccommType", *facts) == expected


def test_employment_is_stated_with_its_hours() -> None:
    facts = fact("F1", WORK, "03", LONG_AGO, qualifier="98"), fact("F2", WORK, "01", TENTH, qualifier="04")
    assert stated("CYP007EmpStatus", *facts) == [
        {"EmploymentStatus": "01", "EmploymentStatus_RecordedDate": TENTH, "WeeklyHoursWorked": "04"}
    ]
    assert stated("CYP007EmpStatus", fact("F1", WORK, "ZZ", TENTH)) == [
        {"EmploymentStatus": "ZZ", "EmploymentStatus_RecordedDate": TENTH, "WeeklyHoursWorked": None}
    ]


def charged(category: str, start: date | None, end: date | None = None) -> dict[str, object]:
    return {"OvsVisChCat": category, "OvsVisChCatAppDate": start, "OvsVisChCatEndDate": end}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((fact("F1", CHARGED, "A"),), [charged("A", None)]),
        ((fact("F1", CHARGED, "P", LONG_AGO, LAST),), [charged("P", LONG_AGO, LAST)]),
        ((fact("F1", CHARGED, "P", LONG_AGO, NOVEMBER),), [charged("P", LONG_AGO)]),
        ((fact("F1", CHARGED, "P", LONG_AGO, date(2026, 10, 1)),), [charged("P", LONG_AGO, date(2026, 10, 1))]),
        ((fact("F1", CHARGED, "P", LONG_AGO, date(2026, 9, 30)),), []),
        ((fact("F1", CHARGED, "P", LONG_AGO), fact("F2", CHARGED, "A", TENTH)), [charged("A", TENTH)]),
        (
            (fact("F1", CHARGED, "P", LONG_AGO, TENTH), fact("F2", CHARGED, "A", date(2026, 10, 11))),
            [charged("P", LONG_AGO, TENTH), charged("A", date(2026, 10, 11))],
        ),
        ((fact("F1", CHARGED, "P", LONG_AGO), fact("F2", CHARGED, "P", LONG_AGO, NEVER)), []),
    ],
)
def test_the_charging_category_in_force_is_stated_after_those_that_ended_in_the_month(
    facts: tuple[ChildFact, ...], expected: list[dict[str, object]]
) -> None:
    assert stated("CYP008OverseasVisitorChargCat", *facts) == expected


@pytest.mark.parametrize(
    ("kind", "table", "field"),
    [(SEN, "CYP401SpEdNeedId", "EducationNeed_Type"), (FACTOR, "CYP402SVF", "SafeguardingFactors_Type")],
)
def test_each_answer_in_force_is_a_row_and_none_is_no_row(kind: FactKind, table: str, field: str) -> None:
    facts = (
        fact("F1", kind, "01", LONG_AGO),
        fact("F2", kind, "03", TENTH),
        fact("F3", kind, "04", NOVEMBER),
        fact("F4", kind, "03", TENTH),
    )
    assert stated(table, *facts) == [{field: "01"}, {field: "03"}]
    assert stated(table, *facts, fact("F5", kind, FactAnswer.NONE, LAST)) == []
    assert stated(table, fact("F6", kind, FactAnswer.NOT_ASKED, TENTH)) == []
    # Discharged on the tenth, with no contact before: what held then.
    assert stated(table, *facts, discharged=date(2026, 10, 9)) == [{field: "01"}]


def plan(reason: str, start: date | None, end: date | None = None) -> dict[str, object]:
    return {"CPP_Reason": reason, "CPP_StartDate": start, "CPP_EndDate": end}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((fact("F1", PLAN, "01", LONG_AGO),), [plan("01", LONG_AGO)]),
        ((fact("F1", PLAN, "01"),), [plan("01", None)]),
        ((fact("F1", PLAN, "01", LONG_AGO, date(2026, 10, 1)),), [plan("01", LONG_AGO, date(2026, 10, 1))]),
        ((fact("F1", PLAN, "01", LONG_AGO, date(2026, 9, 30)),), []),
        ((fact("F1", PLAN, "01", LONG_AGO, NOVEMBER),), [plan("01", LONG_AGO)]),
        ((fact("F1", PLAN, "01", NOVEMBER),), []),
        (
            (fact("F1", PLAN, "01", LONG_AGO, TENTH), fact("F2", PLAN, "01", LAST), fact("F3", PLAN, "03", LAST)),
            [plan("01", LONG_AGO, TENTH), plan("01", LAST), plan("03", LAST)],
        ),
        ((fact("F1", PLAN, "01", LONG_AGO), fact("F2", PLAN, "01", LONG_AGO, TENTH)), [plan("01", LONG_AGO, TENTH)]),
        ((fact("F1", PLAN, "01", LONG_AGO), fact("F2", PLAN, "01", LONG_AGO, NEVER)), []),
        ((fact("F1", PLAN, "01", LONG_AGO), fact("F2", PLAN, FactAnswer.NONE, TENTH)), []),
    ],
)
def test_a_plan_in_force_in_the_month_is_stated_with_its_end_where_it_ended(
    facts: tuple[ChildFact, ...], expected: list[dict[str, object]]
) -> None:
    assert stated("CYP403CPP", *facts) == expected


def test_how_far_a_disability_limits_is_stated_beside_it() -> None:
    kind = FactKind.DISABILITY_QUESTION
    facts = fact("F1", kind, "05", LONG_AGO, qualifier="02"), fact("F2", kind, "10", LONG_AGO)
    assert stated("CYP602DisabilityType", *facts) == [
        {"Disability": "05", "DisabilityImpactPerception": "02"},
        {"Disability": "10", "DisabilityImpactPerception": None},
    ]

"""The child: practices, plans and disabilities, as they were and when."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.clinical.child import ChildFact, FactAnswer, FactKind, Gender
from app.csds.ports import ChildRecord
from app.csds.rows.patient import patient_rows
from app.csds.rows.state import child_in_month
from tests.csds.rows.golden_noting import child, fact, referral
from tests.csds.rows.golden_service import MONTH

GP, PLAN = FactKind.GP_PRACTICE, FactKind.TRANSITION_PLAN
LONG_AGO, TENTH, ELEVENTH, LAST = date(2020, 1, 6), date(2026, 10, 10), date(2026, 10, 11), date(2026, 10, 31)


def stated(table: str, *facts: ChildFact, discharged: date | None = None) -> list[dict[str, object]]:
    """The values of a table for a child of whom these facts are known, without the child's identifier."""
    record = ChildRecord(
        child("A", date(2010, 1, 1), Gender.MALE, (), facts),
        (referral("R1", "A", LONG_AGO, discharged_on=discharged),),
        (),
        {},
    )
    told = child_in_month(record, MONTH.period)
    assert told is not None
    rows = [each for each in patient_rows(told, MONTH) if each.table == table]
    return [{name: value for name, value in each.values.items() if name != "LocalPatientID"} for each in rows]


def practice(code: str, start: date | None = None, end: date | None = None) -> dict[str, object]:
    return {"OrgID_GP": code, "GPRegistration_StartDate": start, "GPRegistration_EndDate": end}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), [{"OrgID_GP": "V81999"}]),
        ((fact("F1", GP, FactAnswer.NOT_ASKED, LONG_AGO),), [{"OrgID_GP": "V81999"}]),
        ((fact("F1", GP, FactAnswer.NONE, LONG_AGO),), [practice("V81997")]),
        ((fact("F1", GP, "A81001", LONG_AGO),), [practice("A81001", LONG_AGO)]),
        ((fact("F1", GP, "A81001"),), [practice("A81001")]),
        ((fact("F1", GP, "A81001", LONG_AGO, LAST),), [practice("A81001", LONG_AGO, LAST)]),
        ((fact("F1", GP, "A81001", LONG_AGO, date(2026, 11, 1)),), [practice("A81001", LONG_AGO)]),
        ((fact("F1", GP, "A81001", LONG_AGO, date(2026, 9, 30)),), [{"OrgID_GP": "V81999"}]),
        (
            (fact("F1", GP, "A81001", LONG_AGO, TENTH),),
            [practice("A81001", LONG_AGO, TENTH), {"OrgID_GP": "V81999"}],
        ),
        (
            (fact("F1", GP, "A81001", LONG_AGO, date(2026, 10, 1)), fact("F2", GP, "A81002", ELEVENTH)),
            [practice("A81001", LONG_AGO, date(2026, 10, 1)), practice("A81002", ELEVENTH)],
        ),
        ((fact("F1", GP, "A81001", LONG_AGO), fact("F2", GP, "A81002", ELEVENTH)), [practice("A81002", ELEVENTH)]),
    ],
)
def test_the_practice_in_force_is_stated_after_those_left_in_the_month(
    facts: tuple[ChildFact, ...], expected: list[dict[str, object]]
) -> None:
    assert stated("CYP002GP", *facts) == expected


def test_a_practice_that_was_corrected_was_never_left() -> None:
    wrong = fact("F1", GP, "A81001", LONG_AGO, TENTH)
    right = replace(fact("F2", GP, "A81002", LONG_AGO), recorded_at=datetime(2026, 10, 20, tzinfo=UTC))
    assert stated("CYP002GP", wrong, right) == [practice("A81002", LONG_AGO)]


@pytest.mark.parametrize(
    ("facts", "created", "agreed"),
    [
        ((fact("F1", PLAN, "not_started", LONG_AGO),), None, None),
        ((fact("F1", PLAN, "being_made", TENTH),), TENTH, None),
        ((fact("F1", PLAN, "being_made"),), None, None),
        ((fact("F1", PLAN, "being_made", LONG_AGO), fact("F2", PLAN, "agreed", TENTH)), LONG_AGO, TENTH),
        ((fact("F1", PLAN, "agreed", TENTH),), TENTH, TENTH),
        ((fact("F1", PLAN, "being_made", LONG_AGO), fact("F2", PLAN, "agreed", date(2026, 11, 1))), LONG_AGO, None),
        ((fact("F1", PLAN, "being_made", LONG_AGO), fact("F2", PLAN, "declined", TENTH)), None, None),
        ((fact("F1", PLAN, "being_made", date(2026, 11, 1)),), None, None),
    ],
)
def test_a_transition_plan_is_stated_since_it_is_made_and_agreed_since_the_young_person_agreed(
    facts: tuple[ChildFact, ...], created: date | None, agreed: date | None
) -> None:
    plans, agreements = stated("CYP004CarePlanType", *facts), stated("CYP005CarePlanAgreement", *facts)
    assert [each["Plan_CreatedDate"] for each in plans] == ([] if created is None else [created])
    assert [each["Plan_AgreedDate"] for each in agreements] == ([] if agreed is None else [agreed])
    assert {each["PlanID"] for each in agreements} <= {each["PlanID"] for each in plans}


def test_what_was_not_asked_or_is_none_is_blank_and_never_no() -> None:
    asked = [fact(f"F{number}", kind, FactAnswer.NOT_ASKED) for number, kind in enumerate(FactKind, 1)]
    (patient,) = stated("CYP001MPI", *asked)
    said = {name: value for name, value in patient.items() if value is not None}
    assert said == {"OrgID_LocalPatientID": "RXX", "DateOfBirth": date(2010, 1, 1), "Gender": "1"}
    assert stated("CYP602DisabilityType", *asked) == []

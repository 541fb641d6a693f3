"""What holds of a child besides needs: CYP003, CYP007, CYP008, CYP401, CYP402 and CYP403."""

from collections.abc import Iterator
from datetime import date

from app.clinical.ages import london_date
from app.clinical.child_facts import ChildFact, FactKind, fact_that_held, spells
from app.csds.rows.month import Made
from app.csds.rows.state import ChildInMonth


def circumstance_rows(told: ChildInMonth, patient: str) -> Iterator[Made]:
    """The rows, by table. What was not asked, or is known to be none, has none."""
    yield from _accommodation(told, patient)
    yield from _employment(told, patient)
    yield from _charging_categories(told, patient)
    yield from _answers(told, patient, FactKind.SEN_TYPE, "CYP401SpEdNeedId", "EducationNeed_Type")
    yield from _answers(told, patient, FactKind.SAFEGUARDING_FACTOR, "CYP402SVF", "SafeguardingFactors_Type")
    yield from _protection_plans(told, patient)


def _accommodation(told: ChildInMonth, patient: str) -> Iterator[Made]:
    fact = _most_recent(told, FactKind.ACCOMMODATION)
    if fact is not None and fact.value is not None:
        yield _row(told, "CYP003AccommType", patient, AccommStatus=fact.value, AccommStatus_Date=_recorded_on(fact))


def _employment(told: ChildInMonth, patient: str) -> Iterator[Made]:
    fact = _most_recent(told, FactKind.EMPLOYMENT)
    if fact is not None and fact.value is not None:
        yield _row(
            told,
            "CYP007EmpStatus",
            patient,
            EmploymentStatus=fact.value,
            EmploymentStatus_RecordedDate=_recorded_on(fact),
            WeeklyHoursWorked=fact.qualifier,
        )


def _charging_categories(told: ChildInMonth, patient: str) -> Iterator[Made]:
    """The category in force at the end of the period, and those that ended in it."""
    now = told.record.child.fact(FactKind.OVERSEAS_VISITOR_CATEGORY, told.until)
    for fact in _spells_in_month(told, FactKind.OVERSEAS_VISITOR_CATEGORY):
        if fact == now or _ended(fact, told.until) is not None:
            yield _row(
                told,
                "CYP008OverseasVisitorChargCat",
                patient,
                OvsVisChCat=fact.value,
                OvsVisChCatAppDate=fact.since,
                OvsVisChCatEndDate=_ended(fact, told.until),
            )


def _answers(told: ChildInMonth, patient: str, kind: FactKind, table: str, field: str) -> Iterator[Made]:
    """A row for each answer in force at the end of the period, or at the last contact of a closed referral."""
    for fact in told.record.child.answers(kind, told.at):
        if fact.value is not None:
            yield _row(told, table, patient, **{field: fact.value})


def _protection_plans(told: ChildInMonth, patient: str) -> Iterator[Made]:
    """The plans in force at any time in the period. One whose start is not known is sent to be found and mended."""
    for fact in _spells_in_month(told, FactKind.CHILD_PROTECTION_PLAN):
        yield _row(
            told,
            "CYP403CPP",
            patient,
            CPP_Reason=fact.value,
            CPP_StartDate=fact.since,
            CPP_EndDate=_ended(fact, told.until),
        )


def _spells_in_month(told: ChildInMonth, kind: FactKind) -> Iterator[ChildFact]:
    first = told.until.replace(day=1)
    return (each for each in spells(told.record.child.facts, kind, told.until) if not each.over(first))


def _most_recent(told: ChildInMonth, kind: FactKind) -> ChildFact | None:
    """The fact that held at the end of the period, of those recorded by then: their dates are those of recording."""
    recorded = [each for each in told.record.child.facts if each.kind is kind and _recorded_on(each) <= told.until]
    return fact_that_held(recorded, kind, told.until)


def _recorded_on(fact: ChildFact) -> date:
    return london_date(fact.recorded_at) if fact.since is None else fact.since


def _ended(fact: ChildFact, last: date) -> date | None:
    """The end of a spell, where it is not after the period."""
    return fact.until if fact.until is not None and fact.until <= last else None


def _row(told: ChildInMonth, table: str, patient: str, **values: object) -> Made:
    return Made(table, told.record.child.id, {"LocalPatientID": patient} | values)

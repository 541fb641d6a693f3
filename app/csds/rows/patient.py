"""The child: CYP001, CYP002, CYP004, CYP005, CYP006, CYP404, CYP601 and CYP602; and what holds of the child besides."""

from collections.abc import Iterator
from datetime import date

from app.clinical.child import Child, ChildFact, FactAnswer, FactKind, IdentifierKind
from app.clinical.history import NeedHistory
from app.csds.rows.circumstances import circumstance_rows
from app.csds.rows.month import Made, Month, each_once, local_patient
from app.csds.rows.placing import SNOMED_DIAGNOSIS, Place, place_of
from app.csds.rows.state import ChildInMonth
from app.identity import shown

NO_GP_PRACTICE, GP_PRACTICE_NOT_KNOWN = "V81997", "V81999"
_TRANSITION, _AGREED_BY_PATIENT = "01", "10"

_INDICATORS = {
    "ChildLookedAfter_Indicator": FactKind.LOOKED_AFTER,
    "Safeguarding_Indicator": FactKind.SAFEGUARDING_VULNERABILITY,
    "Disability_SupervisionAndCare_Indicator": FactKind.CONSTANT_SUPERVISION,
    "DiscussedPreferredDeathLocation_Indicator": FactKind.DEATH_LOCATION_DISCUSSED,
    "RiskOfUnexpectedDeath_Indicator": FactKind.RISK_OF_UNEXPECTED_DEATH,
}
_FACTS = {
    "OrgID_EducationEstablishment": FactKind.SCHOOL,
    "Postcode": FactKind.POSTCODE,
    "EthnicCategory": FactKind.ETHNIC_CATEGORY,
    "LanguagePreferred": FactKind.PREFERRED_LANGUAGE,
    "Relationship_MainCarer": FactKind.MAIN_CARER,
    "EducationAssessment": FactKind.EDUCATIONAL_ASSESSMENT,
    "DeathLocationPreferred_Type": FactKind.PREFERRED_DEATH_LOCATION,
    "DeathLocationActual_Type": FactKind.ACTUAL_DEATH_LOCATION,
    "NotAtPreferredLocation_Reason": FactKind.NOT_AT_PREFERRED_LOCATION,
    "NHSNumber_Mother": FactKind.MOTHER_NHS_NUMBER,
    "NHSNumberStatus_Mother": FactKind.MOTHER_NHS_NUMBER_STATUS,
}
_DATED_FACTS = {"HVFAV_Date": FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, "DateOfDeath": FactKind.DEATH_DATE}


def patient_rows(told: ChildInMonth, month: Month) -> Iterator[Made]:
    """Every row that hangs on the child alone."""
    patient, issuer = local_patient(told.record, month)
    yield _patient(told, patient, issuer)
    yield from _practices(told, patient)
    yield from _transition_plan(told, patient)
    yield from circumstance_rows(told, patient)
    yield from _disabilities(told, patient)
    yield from each_once(_needs(told, patient, month))


def _needs(told: ChildInMonth, patient: str, month: Month) -> Iterator[Made]:
    for need in told.needs:
        place = place_of(need, month.refset)
        if place is Place.CIRCUMSTANCE:
            yield _of_need(told, place, patient, need, Circumstance_RecordedDate=need.affirmed_on)
        elif place is Place.PREVIOUS:
            yield _previous(told, patient, need)
    for need in told.needs_in_force:
        if place_of(need, month.refset) is Place.TECHNOLOGY:
            # When it was prescribed is not asked; the day of the clinic is not that day.
            yield _of_need(told, Place.TECHNOLOGY, patient, need)


def _patient(told: ChildInMonth, patient: str, issuer: str) -> Made:
    child = told.record.child
    number, status = _nhs_number(told)
    values: dict[str, object] = {
        "LocalPatientID": patient,
        "OrgID_LocalPatientID": issuer,
        "NHSNumber": number,
        "NHSNumber_Status": status,
        "DateOfBirth": child.demographics.birth_date,
        "Gender": child.demographics.gender.value,
    }
    for field, kind in _INDICATORS.items():
        values[field] = _known(child.fact(kind, told.at))
    for field, kind in _FACTS.items():
        values[field] = _known(child.fact(kind, told.until))
    for field, kind in _DATED_FACTS.items():
        value = _known(child.fact(kind, told.until))
        values[field] = None if value is None else date.fromisoformat(value)
    return Made("CYP001MPI", child.id, values)


def _known(fact: ChildFact | None) -> str | None:
    return None if fact is None else fact.value


def _nhs_number(told: ChildInMonth) -> tuple[str | None, str | None]:
    """NHS NUMBER and NHS NUMBER STATUS INDICATOR CODE; why there is no number is a status without one."""
    numbers = [each for each in told.record.child.identifiers if each.kind is IdentifierKind.NHS_NUMBER]
    for each in numbers:
        if each.until is None:
            return each.value, each.status
    reasons = [each for each in numbers if not each.value]
    return None, max(reasons, key=lambda each: each.id).status if reasons else None


def _practices(told: ChildInMonth, patient: str) -> Iterator[Made]:
    """The practice in force, after those that the child left in the month.

    Without one in force the standard has codes, and without a row the child would be rejected.
    """
    child = told.record.child
    now = child.fact(FactKind.GP_PRACTICE, told.until)
    for fact in _left(told):
        if now is None or (fact.value, fact.since) != (now.value, now.since):
            yield _practice(child, patient, fact, fact.until)
    if now is None or now.answer is FactAnswer.NOT_ASKED:
        yield Made("CYP002GP", child.id, {"LocalPatientID": patient, "OrgID_GP": GP_PRACTICE_NOT_KNOWN})
    else:
        yield _practice(child, patient, now, now.until if now.until == told.until else None)


def _left(told: ChildInMonth) -> Iterator[ChildFact]:
    """The practices with which the child's registration ended in the month, each the one in force on its last day."""
    child, first = told.record.child, told.until.replace(day=1)
    for fact in sorted(child.facts, key=lambda each: each.id):
        of_a_practice = fact.kind is FactKind.GP_PRACTICE and fact.value is not None
        ended = fact.until if of_a_practice else None
        if ended is not None and first <= ended < told.until and child.fact(FactKind.GP_PRACTICE, ended) == fact:
            yield fact


def _practice(child: Child, patient: str, fact: ChildFact, end: date | None) -> Made:
    return Made(
        "CYP002GP",
        child.id,
        {
            "LocalPatientID": patient,
            "OrgID_GP": NO_GP_PRACTICE if fact.value is None else fact.value,
            "GPRegistration_StartDate": None if fact.value is None else fact.since,
            "GPRegistration_EndDate": end,
        },
    )


def _transition_plan(told: ChildInMonth, patient: str) -> Iterator[Made]:
    """The young person's transition plan, where it is known since when it is being made."""
    child = told.record.child
    now = child.fact(FactKind.TRANSITION_PLAN, told.until)
    if now is None or now.value not in ("being_made", "agreed"):
        return
    mine = [each for each in child.facts if each.kind is FactKind.TRANSITION_PLAN and each.since is not None]
    made = [each for each in mine if each.value in ("being_made", "agreed") and each.since and each.since <= told.until]
    if not made:
        return
    first = min(made, key=lambda each: (each.since or told.until, each.id))
    plan: dict[str, object] = {"PlanID": shown(first.id)}
    yield Made(
        "CYP004CarePlanType",
        child.id,
        plan | {"LocalPatientID": patient, "Plan_Type": _TRANSITION, "Plan_CreatedDate": first.since},
    )
    if now.value == "agreed":
        agreed: dict[str, object] = {"Plan_AgreedBy": _AGREED_BY_PATIENT, "Plan_AgreedDate": now.since}
        yield Made("CYP005CarePlanAgreement", child.id, plan | agreed)


def _disabilities(told: ChildInMonth, patient: str) -> Iterator[Made]:
    """DISABILITY CODE as the child or family sees it; what was asked and known to be none is no disability."""
    for fact in told.record.child.disabilities(told.at):
        if fact.answer is not FactAnswer.NOT_ASKED:
            yield Made(
                "CYP602DisabilityType",
                told.record.child.id,
                {
                    "LocalPatientID": patient,
                    "Disability": "NN" if fact.value is None else fact.value,
                    "DisabilityImpactPerception": fact.qualifier,
                },
            )


def _of_need(told: ChildInMonth, place: Place, patient: str, need: NeedHistory, **more: object) -> Made:
    values = {"LocalPatientID": patient, "SNOMED_ID": str(need.latest.concept)}
    return Made(place.value, told.record.child.id, values | more)


def _previous(told: ChildInMonth, patient: str, need: NeedHistory) -> Made:
    return Made(
        Place.PREVIOUS.value,
        told.record.child.id,
        {
            "LocalPatientID": patient,
            "Diagnosis_Scheme": SNOMED_DIAGNOSIS,
            "PreviousDiagnosis": str(need.latest.concept),
            "Diagnosis_Date": diagnosed_on(need),
        },
    )


def diagnosed_on(need: NeedHistory) -> date | None:
    """DIAGNOSIS DATE: the day, where it is known to the day. That of the clinic never stands for it."""
    when = need.latest.diagnosed
    if when is None or when.month is None or when.day is None:
        return None
    return date(when.year, when.month, when.day)

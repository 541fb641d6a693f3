"""Invariants of Condition and AllergyIntolerance (R4, 9.2.4 and 9.1.4)."""

from app.fhir.structure.invariants.breach import Breach, Breaches, Json, codes_of
from app.fhir.structure.problems import Severity

_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
_ALLERGY_VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification"
_OVER = frozenset({"resolved", "remission", "inactive"})
_IN_ERROR = "entered-in-error"
_ABATEMENT = ("abatementDateTime", "abatementAge", "abatementPeriod", "abatementRange", "abatementString")


def condition_breaches(condition: Json) -> Breaches:
    """con-3 (a warning), con-4 and con-5."""
    clinical = condition.get("clinicalStatus")
    in_error = _IN_ERROR in codes_of(condition.get("verificationStatus"), _VERIFICATION)
    if clinical is None and not in_error and _on_problem_list(condition):
        said = "A condition on the problem list should have a clinicalStatus. Add one, such as active."
        yield Breach("con-3", "clinicalStatus", said, severity=Severity.WARNING)
    if _abated(condition) and not codes_of(clinical, _CLINICAL) & _OVER:
        said = "A condition with an abatement must have the clinicalStatus inactive, remission or resolved."
        yield Breach("con-4", "clinicalStatus", said)
    if in_error and clinical is not None:
        said = "A condition that was entered in error must not have a clinicalStatus. Leave it out."
        yield Breach("con-5", "clinicalStatus", said)


def _on_problem_list(condition: Json) -> bool:
    return any("problem-list-item" in codes_of(each, _CATEGORY) for each in condition.get("category", ()))


def _abated(condition: Json) -> bool:
    return any(name in condition or f"_{name}" in condition for name in _ABATEMENT)


def allergy_breaches(allergy: Json) -> Breaches:
    """ait-1 and ait-2."""
    in_error = _IN_ERROR in codes_of(allergy.get("verificationStatus"), _ALLERGY_VERIFICATION)
    if not in_error and "clinicalStatus" not in allergy:
        said = "An allergy must have a clinicalStatus unless it was entered in error. Add one, such as active."
        yield Breach("ait-1", "clinicalStatus", said)
    if in_error and "clinicalStatus" in allergy:
        said = "An allergy that was entered in error must not have a clinicalStatus. Leave it out."
        yield Breach("ait-2", "clinicalStatus", said)

"""The identifiers of a Patient besides the NHS number: local ones, and why there is no NHS number."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.clinical.child import Child
from app.clinical.child_numbers import (
    TRACE_NOT_REQUIRED,
    absence_of_number,
    issuer_of,
    local_numbers,
    number_in_use,
)
from app.clinical.identifiers import LocalPatientId, parse_local_patient_id
from app.fhir.mapping.given import LocalGiven
from app.fhir.mapping.looking import Findings, Resource, code_of, codings, extension_value, listed
from app.fhir.mapping.organization import ods_code_from_reference
from app.fhir.mapping.patient_nhs_number import (
    NumberSaid,
    in_use,
    is_nhs_number,
    number_identifier,
    number_said,
    status_coding,
    status_said,
)
from app.fhir.mapping.patient_organisations import ods_reference
from app.fhir.mapping.patient_said import period_of, with_period
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import (
    IDENTIFIER_TYPE,
    LOCAL_PATIENT,
    NHS_NUMBER_STATUSES,
    NHS_NUMBER_UNAVAILABLE,
    NHS_NUMBER_UNAVAILABLE_REASONS,
    OUR_IDENTITY,
    same_system,
)

_PATIENT_NUMBERS: Final = frozenset({"MR", "PI"})
_NOT_KNOWN: Final = "nhs-number-not-known"
_NEVER_TRACED: Final = frozenset({"overseas-patient", "devolved-nation"})
_ELSEWHERE: Final = ("/id/chi-number", "/id/hc-number", "/id/hsc-number")
"""How the systems of the numbers of Scotland and Northern Ireland end, which are no organisation's own."""

_DOES_NOT_FIT: Final = (
    "This identifier is kept, but it cannot be the local patient identifier, "
    "which has 1 to 20 letters, digits or / _ . - characters."
)
_OTHER_ISSUER: Final = (
    "The organisation that assigned this identifier has no ODS code of 3 to 5 characters. "
    "It is recorded as a number of the sender's own organisation."
)
_BOTH: Final = "An NHS number is given, and a reason why there is none. The number is recorded; leave the reason out."


def nhs_number_given(
    resource: Resource, findings: Findings, born: date | None, surroundings: Surroundings
) -> NumberSaid | None:
    """The NHS number in use, or that there is none and why; None where neither is said."""
    said = number_said(resource, findings, born, surroundings.today)
    reason = extension_value(resource, NHS_NUMBER_UNAVAILABLE)
    if reason is None or (said is not None and said.value is None and said.status is not None):
        return said
    if said is not None and said.value is not None:
        findings.warn("extension", _BOTH)
        return said
    return NumberSaid(None, _why_unavailable(reason, findings, born, surroundings.today), "extension")


def _why_unavailable(reason: object, findings: Findings, born: date | None, today: date) -> str | None:
    """The status that a reason of UK Core comes to; not known says no more than that there is none."""
    status = [each for each in codings(reason) if each.get("system") == NHS_NUMBER_STATUSES]
    if status:
        return status_said({"coding": status}, "extension", findings, numbered=False, born=born, today=today)
    return TRACE_NOT_REQUIRED if code_of(reason, NHS_NUMBER_UNAVAILABLE_REASONS) in _NEVER_TRACED else None


@dataclass(frozen=True, slots=True)
class Local:
    """An identifier that may be a local patient identifier: its place, and what it says by itself."""

    place: int
    value: LocalPatientId
    identifier: Resource
    said: bool


def locals_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[LocalGiven, ...]:
    """The local patient identifiers in use, each once, in order.

    Those typed as patient numbers (MR, PI), those with an assigner and those of our own system; where there are none
    such, the first one without a type.
    """
    given: dict[tuple[str, str], LocalGiven] = {}
    for each in _local(resource, findings, surroundings.today):
        issuer, said = _issuer(resource, each, findings, surroundings)
        made = LocalGiven(each.value, issuer, each.identifier.get("system"), period_of(each.identifier)[0], said)
        given.setdefault((issuer, each.value), made)
    return tuple(given.values())


def _local(resource: Resource, findings: Findings, today: date) -> list[Local]:
    found = list(_candidates(resource, findings, today))
    return [each for each in found if each.said] or found[:1]


def _candidates(resource: Resource, findings: Findings, today: date) -> Iterator[Local]:
    for place, each in enumerate(listed(resource, "identifier")):
        if is_nhs_number(each) or _named_otherwise(each) or each.get("use") == "temp" or not in_use(each, today):
            continue
        types = {kind.get("code") for kind in codings(each.get("type")) if kind.get("system") == IDENTIFIER_TYPE}
        if types and types.isdisjoint(_PATIENT_NUMBERS):
            continue
        said = bool(types) or "assigner" in each or each.get("system") == LOCAL_PATIENT
        try:
            yield Local(place, parse_local_patient_id(str(each.get("value", ""))), each, said)
        except ValueError:
            if said and "value" in each:
                findings.warn(f"identifier[{place}].value", _DOES_NOT_FIT)


def _named_otherwise(identifier: Resource) -> bool:
    system = str(identifier.get("system", ""))
    return same_system(system, OUR_IDENTITY) or system.casefold().endswith(_ELSEWHERE)


def _issuer(resource: Resource, local: Local, findings: Findings, surroundings: Surroundings) -> tuple[str, bool]:
    """The ODS code of the issuer, and whether the identifier says it."""
    assigner = local.identifier.get("assigner")
    code = ods_code_from_reference(resource, assigner, surroundings)
    own = surroundings.organisation.ods_code
    if code is None:
        return own, local.identifier.get("system") == LOCAL_PATIENT
    if code == own:
        return own, True
    try:
        return issuer_of(code), True
    except ValueError:
        findings.warn(f"identifier[{local.place}].assigner", _OTHER_ISSUER)
        return own, False


def identifiers_of(child: Child) -> list[Resource]:
    """The identifiers in use: the NHS number, then local ones. What was superseded is never shown."""
    number = number_in_use(child)
    made = [number_identifier(number.value, number.status, number.since, None)] if number is not None else []
    for each in local_numbers(child):
        local: Resource = {
            "type": {"coding": [{"system": IDENTIFIER_TYPE, "code": "MR"}]},
            "system": LOCAL_PATIENT,
            "value": each.value,
        }
        if each.issuer is not None:
            local["assigner"] = ods_reference(each.issuer)
        made.append(with_period(local, each.since, None))
    return made


def unavailable(child: Child) -> Resource | None:
    """Why a child has no NHS number, as UK Core's extension; None when there is one, or nothing was said.

    The reason says less than the status, which stands beside it.
    """
    absence = absence_of_number(child)
    if number_in_use(child) is not None or absence is None or absence.status is None:
        return None
    reason = {"system": NHS_NUMBER_UNAVAILABLE_REASONS, "code": _NOT_KNOWN}
    concept = {"coding": [reason, status_coding(absence.status)]}
    return {"url": NHS_NUMBER_UNAVAILABLE, "valueCodeableConcept": concept}

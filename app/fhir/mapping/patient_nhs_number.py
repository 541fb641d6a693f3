"""The NHS number of a person as FHIR identifies it, with the status that UK Core hangs on the identifier.

UK Core Patient 2.6.1: the slice `nhsNumber`, whose extension NHSNumberVerificationStatus has the codes of NHS NUMBER
STATUS INDICATOR CODE. Older national material names the system and the codes otherwise, and is understood as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.clinical.child_numbers import StatusFault, status_fault
from app.clinical.code_lists import NHS_NUMBER_STATUS as STATUSES
from app.clinical.identifiers import NhsNumber, parse_nhs_number
from app.fhir.mapping.looking import Findings, Resource, codings, extension_value, listed
from app.fhir.mapping.patient_said import ended, period_of, with_period
from app.fhir.structure.problems import IssueType
from app.fhir.systems import NHS_NUMBER, NHS_NUMBER_STATUS, NHS_NUMBER_STATUSES, same_system

_SYSTEMS: Final = (
    NHS_NUMBER,
    "http://fhir.nhs.uk/Id/nhs-number",
    "http://fhir.nhs.net/Id/nhs-number",
    "urn:oid:2.16.840.1.113883.2.1.4.1",
)
_NOT_A_NUMBER: Final = (
    "This is not an NHS number: it must have 10 digits, of which the last is the check digit. "
    "Check it where it was recorded and send it again; leave it out if the child has none."
)
_PLACEHOLDER: Final = "Ten times the same digit stands in for an NHS number. Leave it out, and say why there is none."
_TWO_NUMBERS: Final = "Two different NHS numbers are in use here. Send the one that holds; give the other a period.end."
_MISFITS: Final = {
    StatusFault.UNKNOWN: "This is not a code of NHS NUMBER STATUS INDICATOR CODE, 01 to 08. It is kept, not recorded.",
    StatusFault.WITH_NUMBER: "The status says that there is no NHS number, yet one is given. Send one of the two.",
    StatusFault.WITHOUT_NUMBER: "The status says that there is an NHS number, yet none is given. Send one of the two.",
    StatusFault.NOT_A_BABY: "Status 08 is for babies under six weeks. It is kept, not recorded: send the present one.",
}


@dataclass(frozen=True, slots=True)
class NumberSaid:
    """An NHS number, or that there is none, with the status of either; `status` None where none was said."""

    value: NhsNumber | None
    status: str | None
    path: str
    since: date | None = None
    until: date | None = None


def is_nhs_number(identifier: Resource) -> bool:
    """Whether an identifier is an NHS number, by its system."""
    return any(same_system(identifier.get("system"), each) for each in _SYSTEMS)


def in_use(identifier: Resource, today: date) -> bool:
    """Whether an identifier is not superseded: neither old nor with a period that is over."""
    return identifier.get("use") != "old" and not ended(identifier, today)


def number_said(resource: Resource, findings: Findings, born: date | None, today: date) -> NumberSaid | None:
    """The NHS number in use that the identifiers of a resource give, or that there is none; None where none says so.

    `born` is the birth date of the number's owner, None when it is not known. What contradicts itself is noted.
    """
    said = list(_numbers(resource, findings, born, today))
    valued = [each for each in said if each.value is not None]
    for each in valued[1:]:
        if each.value != valued[0].value:
            findings.wrong(each.path, _TWO_NUMBERS)
    return next((each for each in valued if each.status is not None), next(iter(valued or said), None))


def _numbers(resource: Resource, findings: Findings, born: date | None, today: date) -> Iterator[NumberSaid]:
    for place, each in enumerate(listed(resource, "identifier")):
        if not is_nhs_number(each) or not in_use(each, today):
            continue
        path, text = f"identifier[{place}]", each.get("value")
        value = _number(text, f"{path}.value", findings) if text is not None else None
        if text is not None and value is None:
            continue
        concept = extension_value(each, NHS_NUMBER_STATUS)
        numbered = value is not None
        status = status_said(concept, f"{path}.extension", findings, numbered=numbered, born=born, today=today)
        yield NumberSaid(value, status, path, *period_of(each))


def _number(text: object, path: str, findings: Findings) -> NhsNumber | None:
    try:
        number = parse_nhs_number(str(text))
    except ValueError:
        findings.wrong(path, _NOT_A_NUMBER, IssueType.VALUE)
        return None
    if len(set(number)) == 1:
        findings.wrong(path, _PLACEHOLDER, IssueType.VALUE)
        return None
    return number


def status_said(
    concept: object, path: str, findings: Findings, *, numbered: bool, born: date | None, today: date
) -> str | None:
    """The status that a CodeableConcept names; None, and noted, where it does not fit a number or its absence."""
    codes = [str(each["code"]) for each in codings(concept) if "code" in each]
    code = next((each for each in codes if each in STATUSES), next(iter(codes), None))
    if code is None:
        return None
    fault = status_fault(code, numbered=numbered, born=born, today=today)
    if fault is None:
        return code
    if fault in (StatusFault.UNKNOWN, StatusFault.NOT_A_BABY):
        findings.warn(path, _MISFITS[fault])
    else:
        findings.wrong(path, _MISFITS[fault])
    return None


def number_identifier(value: str | None, status: str | None, since: date | None, until: date | None) -> Resource:
    """An NHS number, or without a value that there is none, as an identifier."""
    made: Resource = {"use": "official", "system": NHS_NUMBER}
    if status is not None:
        made["extension"] = [{"url": NHS_NUMBER_STATUS, "valueCodeableConcept": {"coding": [status_coding(status)]}}]
    if value is not None:
        made["value"] = value
    return with_period(made, since, until)


def status_coding(status: str) -> Resource:
    """A status in the code system of UK Core."""
    return {"system": NHS_NUMBER_STATUSES, "code": status, "display": STATUSES.words(status)}

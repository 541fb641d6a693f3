"""The registration of a care professional, as qualifications and identifiers of a Practitioner state it.

PROFESSIONAL REGISTRATION BODY CODE and PROFESSIONAL REGISTRATION ENTRY IDENTIFIER (CSDS CYP901).
"""

from collections.abc import Iterator
from typing import Final

from app.clinical import code_lists
from app.clinical.catalogue import item
from app.clinical.checks import text_fault
from app.fhir.mapping.listed_codes import codes_listed, listed_coding
from app.fhir.mapping.looking import Findings, Resource, listed
from app.fhir.systems import GMC_NUMBER, HCPC_NUMBER, NMC_NUMBER, same_system

_BODY: Final = "professional.registration_body"
_SYSTEMS: Final = {GMC_NUMBER: "03", HCPC_NUMBER: "08", NMC_NUMBER: "09"}
"""Systems of registration numbers, by the code of the body."""

Registration = tuple[str, str | None]
"""The code of the body, and the entry where it is given."""


def registration_of(resource: Resource, findings: Findings) -> Registration | None:
    """The registration that is recorded of a Practitioner: the first it states, with its number where it states that.

    None when it states none.
    """
    stated = tuple(dict.fromkeys(_registrations(resource, findings)))
    numbered = {body for body, entry in stated if entry is not None}
    found = [(body, entry) for body, entry in stated if entry is not None or body not in numbered]
    if len(found) > 1:
        findings.inform("qualification", "One registration is recorded of each person: the first. The others are kept.")
    return found[0] if found else None


def number_system(body: str | None) -> str | None:
    """The system of the numbers of a registration body, where UK Core has one."""
    return next((each for each, code in _SYSTEMS.items() if code == body), None)


def qualification(body: str, entry: str | None) -> Resource:
    """A registration as an element of Practitioner.qualification."""
    system = number_system(body)
    number: Resource = {} if system is None else {"system": system}
    numbered: Resource = {} if entry is None else {"identifier": [{**number, "value": entry}]}
    words = code_lists.REGISTRATION_BODY.answers.get(body)
    issued: Resource = {} if words is None else {"issuer": {"display": words}}
    return {**numbered, "code": {"coding": [listed_coding(_BODY, body)]}, **issued}


def _registrations(resource: Resource, findings: Findings) -> Iterator[Registration]:
    """Every registration: those that our code marks first, as they may be with any body, then known numbers anywhere.

    Who issued another qualification says nothing: a certificate of theirs is no registration.
    """
    qualifications = [
        (f"qualification[{index}].", each) for index, each in enumerate(listed(resource, "qualification"))
    ]
    for path, each in qualifications:
        for body in codes_listed(each.get("code"), _BODY):
            if body in code_lists.REGISTRATION_BODY:
                number = next((value for _, value in _numbers(each)), "")
                yield body, _entry(number, f"{path}identifier[0].value", findings)
    for path, each in (("", resource), *qualifications):
        for index, (system, value) in enumerate(_numbers(each)):
            if (known := _body_of(system)) is not None:
                yield known, _entry(value, f"{path}identifier[{index}].value", findings)


def _body_of(system: object) -> str | None:
    return next((code for each, code in _SYSTEMS.items() if same_system(system, each)), None)


def _numbers(value: Resource) -> Iterator[tuple[object, str]]:
    """Every identifier, in its place: its system, and its value ("" for none)."""
    return ((each.get("system"), str(each.get("value") or "").strip()) for each in listed(value, "identifier"))


def _entry(value: str, place: str, findings: Findings) -> str | None:
    _, longest = item("professional.registration_entry").length or (1, 0)
    if not value:
        return None
    if len(value) > longest or text_fault(value) is not None:
        findings.warn(
            place, f"A registration number has up to {longest} characters. This one is kept and not recorded."
        )
        return None
    return value

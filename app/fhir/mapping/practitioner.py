"""Practitioner: a care professional (UK Core Practitioner; FHIR R4, Practitioner)."""

from collections.abc import Iterator
from typing import Final

from app.clinical.checks import text_fault
from app.clinical.professional import CareProfessional
from app.fhir.mapping.given import ProfessionalGiven
from app.fhir.mapping.looking import Findings, Resource, identifier_of, listed, reference
from app.fhir.mapping.practitioner_registration import number_system, qualification, registration_of
from app.fhir.mapping.standing import by_identity
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import LOCAL_PROFESSIONAL, SDS_USER, same_system
from app.identity import shown

OWNED: Final = frozenset({"identifier", "name", "qualification"})

LONGEST_NAME: Final = 100
LONGEST_LOCAL: Final = 20
"""CARE PROFESSIONAL LOCAL IDENTIFIER, max an20."""

_HIDDEN: Final = "The name has a character that is not shown, such as one that turns text round. Leave it out."

_NAME_USES: Final = ("official", "usual", None)
_NAME_PARTS: Final = ("prefix", "given", "family", "suffix")


def professional_from_practitioner(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> ProfessionalGiven | None:
    """What a Practitioner says of a care professional; None when it has neither a name nor a number.

    `name` is "" when there is none. The local identifier is ours, else that of the one member of staff who is known by
    the registration, else the SDS user id, else the registration number, if it is not too long for one.
    """
    name = _name(resource, findings)
    body, entry = registration_of(resource, findings) or (None, None)
    local = _local_identifier(resource, findings) or _known_identifier(resource, body, entry, surroundings)
    sds = identifier_of(resource, SDS_USER)
    local = local or next((each for each in (sds, entry) if each is not None and len(each) <= LONGEST_LOCAL), None)
    if not name and local is None and body is None:
        return None
    return ProfessionalGiven(name, local, body, entry)


def practitioner_from_professional(professional: CareProfessional, surroundings: Surroundings) -> Resource:
    """A care professional. What they are, and in which team, is their PractitionerRole."""
    own = surroundings.organisation
    assigner = reference("Organization", own.id, own.name)
    numbers = [{"system": LOCAL_PROFESSIONAL, "value": professional.local_identifier, "assigner": assigner}]
    body, entry = professional.registration_body, professional.registration_entry
    system = number_system(body)
    if system is not None and entry is not None:
        numbers.append({"system": system, "value": entry})
    made: Resource = {
        "resourceType": "Practitioner",
        "id": shown(professional.id),
        "identifier": numbers,
        "name": [{"text": professional.name}],
    }
    return made if body is None else {**made, "qualification": [qualification(body, entry)]}


def _name(resource: Resource, findings: Findings) -> str:
    for place, name in _names(resource):
        said = _name_in_full(name)
        if len(said) > LONGEST_NAME:
            findings.wrong(place, f"The name is longer than {LONGEST_NAME} characters. Shorten it.", IssueType.VALUE)
        elif text_fault(said) is not None:
            findings.wrong(place, _HIDDEN, IssueType.VALUE)
        elif said:
            return said
    return ""


def _names(resource: Resource) -> Iterator[tuple[str, Resource]]:
    """The names with their places: the official one before the usual one, then those without a use, then the others."""
    placed = [(f"name[{index}]", each) for index, each in enumerate(listed(resource, "name"))]
    for use in _NAME_USES:
        yield from (each for each in placed if each[1].get("use") == use)
    yield from (each for each in placed if each[1].get("use") not in (*_NAME_USES, "old"))


def _name_in_full(name: Resource) -> str:
    """The text as written, else its parts in the order in which they are said in England; one space between words."""
    text = name.get("text")
    if not isinstance(text, str):
        parts = (name.get(each) or [] for each in _NAME_PARTS)
        text = " ".join(
            word for part in parts for word in ([part] if isinstance(part, str) else part) if isinstance(word, str)
        )
    return " ".join(text.split())


def _local_identifier(resource: Resource, findings: Findings) -> str | None:
    for index, each in enumerate(listed(resource, "identifier")):
        value = each.get("value")
        if not same_system(each.get("system"), LOCAL_PROFESSIONAL) or not isinstance(value, str):
            continue
        value = value.strip()
        if len(value) <= LONGEST_LOCAL and text_fault(value) is None:
            return value
        said = f"A local identifier of a member of staff has 1 to {LONGEST_LOCAL} characters. Check it."
        findings.wrong(f"identifier[{index}].value", said, IssueType.VALUE)
    return None


def _known_identifier(
    resource: Resource, body: str | None, entry: str | None, surroundings: Surroundings
) -> str | None:
    """The local identifier of the member of staff that the resource is, by its id or by the registration."""
    own = by_identity(resource, surroundings.professionals)
    if own is not None:
        return surroundings.professionals[own].local_identifier
    if body is None or entry is None:
        return None
    same = [
        each.local_identifier
        for each in surroundings.professionals.values()
        if each.registration_body == body
        and each.registration_entry is not None
        and each.registration_entry.casefold() == entry.casefold()
    ]
    return same[0] if len(same) == 1 else None

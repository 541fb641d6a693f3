"""Who took part in a contact: Encounter.participant.

Who was present stands in the participants' types, in our code system; a related person by their relationship. Of the
professionals, one led the contact.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.clinical.encounter import Encounter, Present
from app.fhir.mapping.item_answers import code_among, code_given, placed
from app.fhir.mapping.listed_codes import codes_listed, listed_concept
from app.fhir.mapping.looking import Findings, Resource, codings, contained, listed, reference, referred
from app.fhir.mapping.practitioner import professional_from_practitioner
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import PARTICIPATION_TYPE
from app.identity import Identity

PARTICIPANT_TYPE: Final = "http://terminology.hl7.org/CodeSystem/participant-type"
ROLE_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

PROXY: Final = "02"
"""Patient Proxy, of CARE CONTACT SUBJECT: the contact was with somebody for the child."""

_PRESENT: Final = "encounter.present"
_SUBJECT: Final = "contact.subject"
_LEADING: Final = ("PPRF", "ATND")
_NOT_LEADING: Final = frozenset({"REF", "translator"})
"""Who took no part in the care: who referred the child, and who interpreted."""

_RELATIONSHIPS: Final = {
    **dict.fromkeys(("MTH", "NMTH", "NMTHF", "GESTM", "ADOPTM"), Present.MOTHER),
    **dict.fromkeys(("FTH", "NFTH", "NFTHF", "ADOPTF"), Present.FATHER),
    **dict.fromkeys(("PRNFOST", "MTHFOST", "FTHFOST"), Present.FOSTER_CARER),
}
"""Codes of v3-RoleCode; any other related person is another carer."""


def professional_from_reference(resource: Resource, pointer: object, surroundings: Surroundings) -> Identity | None:
    """Which care professional a reference of `resource` to a Practitioner or a PractitionerRole means.

    One of ours, by identity or by a number in the reference or in what it points at; else the identity it names.
    """
    named = referred(pointer, "Practitioner", "PractitionerRole")
    if named in surroundings.professionals:
        return named
    target = surroundings.target(resource, pointer) or {}
    if target.get("resourceType") == "PractitionerRole":
        holder = resource if contained(resource, pointer) is not None else target
        person = _practitioner(holder, target.get("practitioner"), surroundings)
        return person if person is not None else named
    known = _by_number([as_resource(pointer), target], surroundings)
    return known if known is not None else named


def _practitioner(resource: Resource, pointer: object, surroundings: Surroundings) -> Identity | None:
    target = surroundings.target(resource, pointer) or {}
    known = _by_number([as_resource(pointer), target], surroundings)
    return known if known is not None else referred(pointer, "Practitioner")


def _by_number(said: Iterable[Resource], surroundings: Surroundings) -> Identity | None:
    """The member of staff whose number is said; a name by itself does not say who somebody is."""
    for each in said:
        unnamed = {name: value for name, value in each.items() if name != "name"}
        found = professional_from_practitioner(unnamed, Findings("", []), surroundings)
        if found is not None and found.local_identifier is not None:
            for professional in surroundings.professionals.values():
                if professional.local_identifier == found.local_identifier:
                    return professional.id
    return None


def lead_from_encounter(resource: Resource, surroundings: Surroundings) -> Identity | None:
    """Who led the contact: the primary performer, else who attended, else the first professional who took part."""
    found = [
        (_types(each), professional_from_reference(resource, each.get("individual"), surroundings))
        for each in listed(resource, "participant")
    ]
    people = [(types, person) for types, person in found if person is not None and not types & _NOT_LEADING]
    for leading in _LEADING:
        for types, person in people:
            if leading in types:
                return person
    return next((person for _, person in people), None)


def _types(participant: Resource) -> frozenset[str]:
    return frozenset(
        str(coding.get("code"))
        for concept in listed(participant, "type")
        for coding in codings(concept)
        if coding.get("system") in (PARTICIPATION_TYPE, PARTICIPANT_TYPE, None)
    )


def subject_from_encounter(resource: Resource, findings: Findings) -> str | None:
    """CARE CONTACT SUBJECT, of our extension or of a participant's type."""
    return code_given(resource, _SUBJECT, findings) or code_among(_type_concepts(resource), _SUBJECT, findings)


def _type_concepts(resource: Resource) -> Iterator[tuple[str, Resource]]:
    for path, participant in placed(resource, "participant"):
        yield from ((f"{path}.{within}", concept) for within, concept in placed(participant, "type"))


def present_from_encounter(
    resource: Resource, subject: str | None, findings: Findings, surroundings: Surroundings, *, implied: bool
) -> frozenset[Present]:
    """Who was present.

    Where it is `implied` that somebody was, the child was, unless our codes say who was and do not name them, or the
    contact was with somebody for them: then somebody else was.
    """
    named = _named(resource, findings)
    participants = (_other(resource, each, surroundings) for each in listed(resource, "participant"))
    others = frozenset(each for each in participants if each is not None)
    if named or not implied:
        return named | others
    if subject == PROXY:
        return others or frozenset({Present.OTHER})
    return others | {Present.CHILD}


def _named(resource: Resource, findings: Findings) -> frozenset[Present]:
    """Those that our codes name; codes that are not in the list are wrong."""
    concepts = list(_type_concepts(resource))
    for path, concept in concepts:
        code_among([(path, concept)], _PRESENT, findings)
    codes = {code for _, concept in concepts for code in codes_listed(concept, _PRESENT)}
    return frozenset(each for each in Present if each.value in codes)


def _other(resource: Resource, participant: Resource, surroundings: Surroundings) -> Present | None:
    if "translator" in _types(participant):
        return Present.INTERPRETER
    pointer = participant.get("individual")
    target = surroundings.target(resource, pointer) or {}
    if target.get("resourceType") != "RelatedPerson" and referred(pointer, "RelatedPerson") is None:
        return None
    codes = [
        str(coding.get("code"))
        for concept in listed(target, "relationship")
        for coding in codings(concept)
        if coding.get("system") == ROLE_CODE
    ]
    return next((_RELATIONSHIPS[code] for code in codes if code in _RELATIONSHIPS), Present.OTHER_CARER)


def participants_of(encounter: Encounter, surroundings: Surroundings) -> list[Resource]:
    """Encounter.participant: who led the contact, who was present, and with whom it was."""
    made = [{"type": [listed_concept(_PRESENT, each)]} for each in Present if each in encounter.present]
    if encounter.contact.subject is not None:
        made.append({"type": [listed_concept(_SUBJECT, encounter.contact.subject)]})
    if encounter.professional is None:
        return made
    person = surroundings.professionals.get(encounter.professional)
    leading = {"coding": [{"system": PARTICIPATION_TYPE, "code": "PPRF", "display": "primary performer"}]}
    individual = reference("Practitioner", encounter.professional, None if person is None else person.name)
    return [{"type": [leading], "individual": individual}, *made]

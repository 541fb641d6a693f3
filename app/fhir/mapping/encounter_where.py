"""How a consultation was held and where: Encounter.class, with our extension for its mechanism, and location."""

from typing import Final

from app.clinical import code_lists
from app.clinical.encounter import Contact, Mechanism
from app.fhir.mapping.healthcare_service import clinic_from_reference
from app.fhir.mapping.item_answers import Placed, code_among, code_given, fitting_code, placed
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.location import site_and_type_from_location
from app.fhir.mapping.looking import Findings, Resource, codings, extension_value, identifier_of, listed
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import ACT_CODE, DATA_ABSENT_REASON, ODS_SITE

DELIVERY_CHANNEL: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel"
LOCATION_TYPES: Final = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EncounterLocationTypeEngland"
ROLE_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

HOME: Final = "A01"
"""Patient's Home, of ACTIVITY LOCATION TYPE CODE."""

_TYPE: Final = "contact.location_type"
_CHANNELS: Final = {"in-person": Mechanism.FACE_TO_FACE, "telephone": Mechanism.TELEPHONE, "video": Mechanism.VIDEO}
_CLASSES: Final = {"AMB": Mechanism.FACE_TO_FACE, "FLD": Mechanism.FACE_TO_FACE, "HH": Mechanism.FACE_TO_FACE}
_PLACES: Final = {"PTRES": HOME, "WORK": "A03", "SCHL": "L01"}
"""Codes of v3-RoleCode for places that have one of ours: the patient's residence, their place of work, a school."""

_VIRTUAL: Final = (
    "The class VR is read as a consultation by telephone. Send our extension for how it was held, such as 11 for video."
)
_OTHER_CLASS: Final = (
    "This class does not say how the consultation was held: that is not recorded. Send AMB, HH or VR, or our extension."
)
_NO_SITE: Final = "The ODS code of a site has 5 to 9 letters and digits: this one is not recorded."


def mechanism_from_encounter(resource: Resource, appointment: Resource, findings: Findings) -> Mechanism | None:
    """CONSULTATION MECHANISM: our code, else UK Core's delivery channel, else what the class says.

    The channel may stand on the Encounter or on the Appointment that it fulfils.
    """
    held = resource.get("class", {})
    own = code_given(resource, "contact.mechanism", findings) or code_among(
        [("class", held)], "contact.mechanism", findings
    )
    if own is not None:
        return Mechanism(own)
    for each in (resource, appointment):
        channel = _channel(extension_value(each, DELIVERY_CHANNEL))
        if channel is not None:
            return channel
    return _mechanism_of_class(held, findings)


def _channel(value: object) -> Mechanism | None:
    said = [each.get("code") for each in codings(value)] if isinstance(value, dict) else [value]
    return next((_CHANNELS[str(code).casefold()] for code in said if str(code).casefold() in _CHANNELS), None)


def _class_code(held: Resource) -> str | None:
    """The code of Encounter.class in HL7's system, which a sender may leave out."""
    return held.get("code") if held.get("system") in (ACT_CODE, None) else None


def _mechanism_of_class(held: Resource, findings: Findings) -> Mechanism | None:
    code = _class_code(held)
    if code == "VR":
        findings.inform("class", _VIRTUAL)
        return Mechanism.TELEPHONE
    if code not in _CLASSES and "code" in held:
        findings.warn("class", _OTHER_CLASS)
    return _CLASSES.get(str(code))


def class_of(contact: Contact) -> Resource:
    """Encounter.class, which must be there; that it is not known is said by the extension of R4 for absent data."""
    if contact.mechanism is Mechanism.FACE_TO_FACE:
        code, display = ("HH", "home health") if contact.location_type == HOME else ("AMB", "ambulatory")
    elif contact.mechanism is None or contact.mechanism is Mechanism.OTHER:
        return {"extension": [{"url": DATA_ABSENT_REASON, "valueCode": "unknown"}]}
    else:
        code, display = "VR", "virtual"
    return {"system": ACT_CODE, "code": code, "display": display}


def place_from_encounter(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> tuple[str | None, str | None]:
    """ORGANISATION SITE IDENTIFIER (OF TREATMENT) and ACTIVITY LOCATION TYPE CODE, each of the first place with one.

    The class HH says the type when no place does.
    """
    site = kind = None
    for path, each in placed(resource, "location"):
        here, kind_here = _place(resource, path, each, findings, surroundings)
        site, kind = site or here, kind or kind_here
    kind = kind or code_given(resource, _TYPE, findings)
    at_home = _class_code(resource.get("class", {})) == "HH"
    return site, kind or (HOME if at_home else None)


def _place(
    resource: Resource, path: str, held: Resource, findings: Findings, surroundings: Surroundings
) -> tuple[str | None, str | None]:
    pointer = held.get("location")
    target = surroundings.target(resource, pointer) or {}
    site, kind = _standing(resource, pointer, surroundings)
    for each in (as_resource(pointer), target):
        said = site_and_type_from_location(each, surroundings)
        site, kind = said[0] or site, said[1] or kind
        if said[0] is None and identifier_of(each, ODS_SITE) is not None:
            findings.warn(f"{path}.location", _NO_SITE, IssueType.VALUE)
    site = fitting_code(site, "contact.site", f"{path}.location", findings)
    own = _kind([(f"{path}.physicalType", held.get("physicalType"))], findings)
    return site, own or kind or _kind(_kinds_of(target, path), findings)


def _standing(resource: Resource, pointer: object, surroundings: Surroundings) -> tuple[str | None, str | None]:
    """Of a clinic of ours that a reference means."""
    clinic = clinic_from_reference(resource, pointer, surroundings)
    held = surroundings.clinics.get(clinic) if clinic is not None else None
    return (None, None) if held is None else (held.site, held.location_type)


def _kinds_of(target: Resource, path: str) -> list[Placed]:
    concepts = (*listed(target, "type"), target.get("physicalType"))
    return [(f"{path}.location", each) for each in concepts]


def _kind(concepts: list[Placed], findings: Findings) -> str | None:
    """A code of ours, of UK Core's list of the same codes, or of HL7's roles of places."""
    own = code_among([each for each in concepts if each[1]], _TYPE, findings)
    if own is not None:
        return own
    for _, concept in concepts:
        for coding in codings(concept):
            code = str(coding.get("code", ""))
            if coding.get("system") == LOCATION_TYPES and code in code_lists.LOCATION_TYPE:
                return code
            if coding.get("system") == ROLE_CODE and code in _PLACES:
                return _PLACES[code]
    return None


def location_of(contact: Contact) -> list[Resource]:
    """Encounter.location: the site by its ODS code, and the type in our code system and in UK Core's of the same codes.

    A place of which only the type is known is a reference by words.
    """
    site, kind = contact.site, contact.location_type
    if site is None and kind is None:
        return []
    if kind is None:
        return [{"location": _site(site)}]
    concept = listed_concept(_TYPE, kind)
    coding = {"system": LOCATION_TYPES, "code": kind, "display": code_lists.LOCATION_TYPE.words(kind)}
    where = {"display": code_lists.LOCATION_TYPE.words(kind)} if site is None else _site(site)
    return [{"location": where, "physicalType": {"coding": [coding, *concept["coding"]]}}]


def _site(site: str | None) -> Resource:
    return {"type": "Location", "identifier": {"system": ODS_SITE, "value": site}}

"""Who asks for a service, of whom, and who pays for it: the requester, performer and coverage of a ServiceRequest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.clinical.referral import COMMISSIONER_NOT_SAID, Referral
from app.fhir.mapping.encounter_people import professional_from_reference
from app.fhir.mapping.encounter_team import team_from_reference, team_reference
from app.fhir.mapping.healthcare_service import clinic_from_reference
from app.fhir.mapping.item_answers import (
    Placed,
    code_among,
    code_given,
    fitting_code,
    organisation_given,
    placed,
)
from app.fhir.mapping.looking import Findings, Resource, codings, contained, extensions, listed, referred
from app.fhir.mapping.organization import ods_code_from_reference
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import COVERAGE, ODS_ORGANISATION, same_system

_FAMILY: Final = {"Patient": "02", "RelatedPerson": "03"}
"""Self referral, and Carer/Relative, of SOURCE OF REFERRAL FOR COMMUNITY, by who asks."""

_COMMISSIONER: Final = "referral.commissioner"
_ORGANISATION: Final = "referral.referring_organisation"
_STAFF_GROUP: Final = "referral.referring_staff_group"


@dataclass(frozen=True, slots=True)
class RequesterGiven:
    """Who asked: REFERRING ORGANISATION by ODS code, the staff group, and the source if it is the family itself."""

    organisation: str | None
    staff_group: str | None
    source: str | None


def requester_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> RequesterGiven:
    """Who asked: our extensions, else the requester, with the organisation and the codes of a PractitionerRole."""
    pointer = resource.get("requester")
    role = surroundings.target(resource, pointer) or {}
    own = organisation_given(resource, _ORGANISATION, findings)
    code = _organisation(resource, pointer, role, surroundings)
    return RequesterGiven(
        own or fitting_code(code, _ORGANISATION, "requester", findings),
        code_given(resource, _STAFF_GROUP, findings) or _staff_group(role, findings),
        _family(pointer, role),
    )


def _organisation(resource: Resource, pointer: object, role: Resource, surroundings: Surroundings) -> str | None:
    if role.get("resourceType") == "PractitionerRole":
        holder = resource if contained(resource, pointer) is not None else role
        return ods_code_from_reference(holder, role.get("organization"), surroundings)
    return ods_code_from_reference(resource, pointer, surroundings)


def _staff_group(role: Resource, findings: Findings) -> str | None:
    """Of the code lists of referring staff and of our own staff, whose codes mean the same."""
    if role.get("resourceType") != "PractitionerRole":
        return None
    concepts = [("requester", each) for each in listed(role, "code")]
    referring = code_among(concepts, _STAFF_GROUP, findings)
    return referring or code_among(concepts, "professional.staff_group", findings)


def _family(pointer: object, target: Resource) -> str | None:
    """A request by the patient is a self referral, one by a related person a relative's."""
    named = str(pointer.get("reference", "")).partition("/")[0] if isinstance(pointer, dict) else ""
    declared = pointer.get("type") if isinstance(pointer, dict) else None
    return next((_FAMILY[each] for each in (named, declared, target.get("resourceType")) if each in _FAMILY), None)


def commissioner_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> str | None:
    """ORGANISATION IDENTIFIER (CODE OF COMMISSIONER): our extension, UK Core's coverage, or who pays for a Coverage."""
    own = organisation_given(resource, _COMMISSIONER, findings)
    if own is not None:
        return own
    for path, code in _payers(resource, surroundings):
        return fitting_code(code, _COMMISSIONER, path, findings)
    return None


def _payers(resource: Resource, surroundings: Surroundings) -> Iterator[tuple[str, str]]:
    for each in extensions(resource, COVERAGE):
        for coding in codings(each.get("valueCodeableConcept")):
            if same_system(coding.get("system"), ODS_ORGANISATION) and "code" in coding:
                yield "extension", str(coding["code"]).strip().upper()
    for path, pointer in placed(resource, "insurance"):
        coverage = surroundings.target(resource, pointer) or {}
        holder = resource if contained(resource, pointer) is not None else coverage
        for payor in listed(coverage, "payor"):
            code = ods_code_from_reference(holder, payor, surroundings)
            if code is not None:
                yield path, code


def meant_for_others(resource: Resource, surroundings: Surroundings) -> bool:
    """Whether a request is not to us: its performers are other organisations alone, or it was made at a contact by one
    of ours and names no performer of ours.
    """
    performers = listed(resource, "performer")
    if any(_is_ours(resource, each, surroundings) for each in performers):
        return False
    elsewhere = any(ods_code_from_reference(resource, each, surroundings) is not None for each in performers)
    made_here = referred(resource.get("encounter"), "Encounter") is not None
    return elsewhere or (made_here and _is_ours(resource, resource.get("requester"), surroundings))


def _is_ours(resource: Resource, pointer: object, surroundings: Surroundings) -> bool:
    """Whether a reference means our organisation or a site of it, or a team, clinic or member of staff of ours."""
    code = ods_code_from_reference(resource, pointer, surroundings)
    if code is not None:
        return code.startswith(surroundings.organisation.ods_code.upper())
    return (
        team_from_reference(resource, pointer, surroundings) is not None
        or clinic_from_reference(resource, pointer, surroundings) is not None
        or professional_from_reference(resource, pointer, surroundings) in surroundings.professionals
    )


def performing_teams(resource: Resource, surroundings: Surroundings) -> list[Placed]:
    """References to the teams of ours that are to perform, or whose clinics are."""
    found = []
    for path, pointer in placed(resource, "performer"):
        team = team_from_reference(resource, pointer, surroundings)
        clinic = clinic_from_reference(resource, pointer, surroundings)
        if team is None and clinic is not None:
            team = surroundings.clinics[clinic].team
        if team is not None:
            found.append((path, team_reference(team, surroundings)))
    return found


def requester_of(referral: Referral) -> Resource | None:
    """ServiceRequest.requester: the referring organisation."""
    if referral.referring_organisation is None:
        return None
    return {
        "type": "Organization",
        "identifier": {"system": ODS_ORGANISATION, "value": referral.referring_organisation},
    }


def coverage_extension(referral: Referral) -> list[Resource]:
    """UK Core's extension for the coverage, with the commissioner's ODS code."""
    if referral.commissioner == COMMISSIONER_NOT_SAID:
        return []
    coding = {"system": ODS_ORGANISATION, "code": referral.commissioner}
    return [{"url": COVERAGE, "valueCodeableConcept": {"coding": [coding]}}]

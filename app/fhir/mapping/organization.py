"""Organization: an organisation, known to the NHS by its ODS code (UK Core Organization; FHIR R4, Organization)."""

from typing import Final

from app.access.people import Organisation
from app.clinical.identifiers import parse_ods_code
from app.fhir.mapping.looking import Resource, identifier_of, referred
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import ODS_ORGANISATION, ODS_SITE
from app.identity import shown

OWNED: Final = frozenset({"identifier", "name"})


def ods_code_from_organization(resource: Resource) -> str | None:
    """The ODS code of an organisation, else of a site, in capitals; None when there is none in the form of one."""
    return ods_code_in(resource, ODS_ORGANISATION) or ods_code_in(resource, ODS_SITE)


def ods_code_in(resource: Resource, system: str) -> str | None:
    """The ODS code that a resource has as an identifier in one of the two systems of ODS codes."""
    try:
        return parse_ods_code(identifier_of(resource, system) or "")
    except ValueError:
        return None


def ods_code_from_reference(resource: Resource, reference: object, surroundings: Surroundings) -> str | None:
    """The ODS code of the organisation that a reference of `resource` names by its identifier, or points at."""
    own = surroundings.organisation
    if referred(reference, "Organization") == own.id:
        return own.ods_code
    pointed_at = surroundings.target(resource, reference) or {}
    return ods_code_from_organization(as_resource(reference)) or ods_code_from_organization(pointed_at)


def organization_from_organisation(organisation: Organisation) -> Resource:
    """An organisation that uses this installation."""
    return {
        "resourceType": "Organization",
        "id": shown(organisation.id),
        "identifier": [{"system": ODS_ORGANISATION, "value": organisation.ods_code}],
        "name": organisation.name,
    }

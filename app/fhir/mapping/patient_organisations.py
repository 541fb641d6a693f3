"""Which organisation a reference of a Patient names, by its ODS code."""

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.organization import ods_code_from_reference
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import ODS_ORGANISATION


def practice_code(patient: Resource, reference: object, surroundings: Surroundings) -> str | None:
    """The ODS code of the organisation that a reference in generalPractitioner names.

    An Organization says its own, a PractitionerRole that of the organisation it is a role at; a Practitioner none.
    """
    code = ods_code_from_reference(patient, reference, surroundings)
    role = surroundings.target(patient, reference)
    if code is not None or role is None or role.get("resourceType") != "PractitionerRole":
        return code
    employer = role.get("organization")
    at_role = ods_code_from_reference(role, employer, surroundings)
    return at_role or ods_code_from_reference(patient, employer, surroundings)


def ods_reference(code: str) -> Resource:
    """A logical reference to an organisation by its ODS code."""
    return {"type": "Organization", "identifier": {"system": ODS_ORGANISATION, "value": code}}

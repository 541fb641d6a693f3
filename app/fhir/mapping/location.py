"""Location: where a clinic is held (UK Core Location; FHIR R4, Location)."""

from typing import Final

from app.clinical.catalogue import item
from app.clinical.clinic import Clinic
from app.fhir.mapping.listed_codes import codes_listed, listed_concept, wording_of
from app.fhir.mapping.looking import Resource, listed, reference
from app.fhir.mapping.organization import ods_code_in
from app.fhir.mapping.standing import by_identity
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import ODS_ORGANISATION, ODS_SITE, OUR_IDENTITY
from app.identity import shown

OWNED: Final = frozenset({"identifier", "name", "type", "managingOrganization"})

_TYPES: Final = "clinic.location_type"
_FURTHEST_WITHIN: Final = 5
"""How many places around one are looked at: a room, its ward, its building."""


def site_and_type_from_location(resource: Resource, surroundings: Surroundings) -> tuple[str | None, str | None]:
    """ORGANISATION SITE IDENTIFIER (OF TREATMENT) and ACTIVITY LOCATION TYPE CODE of a place.

    What the Location does not say itself is that of the clinic of ours it is, else of the place it is part of. None is
    what nothing says, or says in other codes.
    """
    site = kind = None
    place: Resource | None = resource
    for _ in range(_FURTHEST_WITHIN):
        if place is None:
            break
        known = _clinic(place, surroundings)
        site = site or _site(place) or (known.site if known is not None else None)
        kind = kind or _kind(place) or (known.location_type if known is not None else None)
        place = surroundings.target(place, place.get("partOf"))
    return site, kind


def location_from_clinic(clinic: Clinic, surroundings: Surroundings) -> Resource:
    """Where a clinic is held, as far as that is recorded."""
    own_identifier = {"system": OUR_IDENTITY, "value": shown(clinic.id)}
    site = [{"system": ODS_SITE, "value": clinic.site}] if clinic.site is not None else []
    made: Resource = {
        "resourceType": "Location",
        "id": shown(clinic.id),
        "identifier": [*site, own_identifier],
        "name": clinic.name,
    }
    if clinic.location_type is not None:
        made["type"] = [listed_concept(_TYPES, clinic.location_type)]
    own = surroundings.organisation
    name = own.name if own.id == clinic.organisation else None
    return {**made, "managingOrganization": reference("Organization", clinic.organisation, name)}


def _clinic(place: Resource, surroundings: Surroundings) -> Clinic | None:
    found = by_identity(place, surroundings.clinics)
    return None if found is None else surroundings.clinics[found]


def _site(place: Resource) -> str | None:
    """The code of a site; an organisation's where it is long enough to be a site's."""
    shortest, longest = item("clinic.site").length or (0, 0)
    for system in (ODS_SITE, ODS_ORGANISATION):
        code = ods_code_in(place, system)
        if code is not None and shortest <= len(code) <= longest:
            return code
    return None


def _kind(place: Resource) -> str | None:
    codes = (code for concept in listed(place, "type") for code in codes_listed(concept, _TYPES))
    return next((code for code in codes if code in wording_of(_TYPES)), None)

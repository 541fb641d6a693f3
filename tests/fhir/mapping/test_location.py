"""The site and the kind of place of a Location, and the place of a clinic."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical import code_lists
from app.clinical.clinic import Clinic
from app.fhir.mapping.location import OWNED, location_from_clinic, site_and_type_from_location
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import ODS_ORGANISATION, ODS_SITE, OUR_IDENTITY, code_system_url
from app.identity import Identity, shown
from tests.fhir.mapping.core_values import (
    MONDAY,
    ORGANISATION,
    PAEDIATRICS,
    SURROUNDINGS,
    codes,
    identities,
    ods_codes,
    words,
)
from tests.fhir.mapping.soundness import sound

BUILDING = Identity(90_001)
NO_CLINICS = replace(SURROUNDINGS, clinics={})


def clinics() -> st.SearchStrategy[Clinic]:
    return st.builds(
        Clinic,
        identities(),
        st.just(ORGANISATION.id),
        words(60),
        st.just(PAEDIATRICS.id),
        st.none() | ods_codes(5, 9),
        st.none() | codes(code_lists.LOCATION_TYPE),
    )


def location(site: str | None = None, kind: str | None = None, system: str = ODS_SITE, **elements: object) -> Resource:
    made: Resource = {"resourceType": "Location", **elements}
    if site is not None:
        made["identifier"] = [{"system": system, "value": site}]
    if kind is not None:
        made["type"] = [{"coding": [{"system": code_system_url("contact.location_type"), "code": kind}]}]
    return sound(made)


def holding(building: Resource) -> Surroundings:
    """Where the building is known."""
    return replace(SURROUNDINGS, find=lambda name, of: building if (name, of) == ("Location", BUILDING) else None)


@given(clinics())
def test_the_place_of_a_clinic_reads_back(clinic: Clinic) -> None:
    sent = sound(location_from_clinic(clinic, SURROUNDINGS))
    assert site_and_type_from_location(sent, NO_CLINICS) == (clinic.site, clinic.location_type)
    assert set(sent) - {"resourceType", "id"} <= OWNED


def test_the_place_of_a_clinic_is_sent_with_its_site_and_its_owner() -> None:
    sent = sound(location_from_clinic(MONDAY, SURROUNDINGS))
    assert sent["id"] == shown(MONDAY.id)
    own = {"system": OUR_IDENTITY, "value": shown(MONDAY.id)}
    assert sent["identifier"] == [{"system": ODS_SITE, "value": "RXX0101"}, own]
    assert sent["type"][0]["coding"][0]["system"] == code_system_url("clinic.location_type")
    assert sent["managingOrganization"]["display"] == "Synthetic Community Trust"


@pytest.mark.parametrize("system", [ODS_SITE, ODS_SITE.lower(), ODS_ORGANISATION])
def test_a_site_is_known_by_its_ods_code(system: str) -> None:
    assert site_and_type_from_location(location("rxx0101", "L01", system), SURROUNDINGS) == ("RXX0101", "L01")


@pytest.mark.parametrize(("site", "system"), [("RXX", ODS_ORGANISATION), ("RXX-1", ODS_SITE), ("RXX01", "http://a.b")])
def test_what_is_no_site_is_none(site: str, system: str) -> None:
    assert site_and_type_from_location(location(site, None, system), SURROUNDINGS) == (None, None)


def test_a_kind_of_place_in_other_codes_is_none() -> None:
    assert site_and_type_from_location(location(None, "Q99"), SURROUNDINGS) == (None, None)
    other = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "HOSP"}]}
    assert site_and_type_from_location(location(type=[other]), SURROUNDINGS) == (None, None)


def test_a_location_that_is_a_clinic_of_ours_has_its_place_where_it_says_nothing_else() -> None:
    bare = location(id=shown(MONDAY.id))
    assert site_and_type_from_location(bare, SURROUNDINGS) == ("RXX0101", "E01")
    moved = location("RXX0102", id=shown(MONDAY.id))
    assert site_and_type_from_location(moved, SURROUNDINGS) == ("RXX0102", "E01")


def test_a_room_is_in_its_building() -> None:
    room = location(None, "E01", partOf=reference("Location", BUILDING))
    assert site_and_type_from_location(room, holding(location("RXX0101", "K02"))) == ("RXX0101", "E01")


def test_a_place_within_itself_comes_to_an_end() -> None:
    within = reference("Location", BUILDING)
    assert site_and_type_from_location(location(partOf=within), holding(location(partOf=within))) == (None, None)

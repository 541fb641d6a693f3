"""Which organisation an Organization is, and an organisation as one."""

from dataclasses import replace

import pytest

from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.organization import (
    OWNED,
    ods_code_from_organization,
    ods_code_from_reference,
    organization_from_organisation,
)
from app.fhir.systems import ODS_ORGANISATION, ODS_SITE
from app.identity import Identity, shown
from tests.fhir.mapping.core_values import ORGANISATION, SURROUNDINGS
from tests.fhir.mapping.soundness import sound

OTHER = Identity(90_001)


def organization(*numbers: tuple[str, str]) -> Resource:
    identifiers = [{"system": system, "value": value} for system, value in numbers]
    return sound({"resourceType": "Organization", "name": "Example", "identifier": identifiers})


@pytest.mark.parametrize(
    "system",
    [ODS_ORGANISATION, ODS_ORGANISATION.replace("/Id/", "/id/"), ODS_ORGANISATION.upper(), ODS_SITE, ODS_SITE.lower()],
)
def test_an_organisation_or_a_site_is_known_by_its_ods_code_in_any_case_of_the_system(system: str) -> None:
    assert ods_code_from_organization(organization((system, "rxx01"))) == "RXX01"


def test_the_code_of_the_organisation_goes_before_that_of_the_site() -> None:
    assert ods_code_from_organization(organization((ODS_SITE, "RXX0101"), (ODS_ORGANISATION, "RXX"))) == "RXX"


@pytest.mark.parametrize("numbers", [(("http://example.org", "RXX01"),), ((ODS_ORGANISATION, "R-1"),)])
def test_what_is_no_ods_code_is_none(numbers: tuple[tuple[str, str], ...]) -> None:
    assert ods_code_from_organization(organization(*numbers)) is None


def test_an_organisation_without_identifiers_has_no_code() -> None:
    assert ods_code_from_organization(sound({"resourceType": "Organization", "name": "Example"})) is None


def test_an_unfit_code_of_the_organisation_leaves_that_of_the_site() -> None:
    assert ods_code_from_organization(organization((ODS_ORGANISATION, "?"), (ODS_SITE, "RXX0101"))) == "RXX0101"


def test_an_organisation_is_found_by_the_reference_to_it() -> None:
    sent = organization((ODS_ORGANISATION, "A81001"))
    surroundings = replace(SURROUNDINGS, find=lambda name, of: sent if (name, of) == ("Organization", OTHER) else None)
    within = {"resourceType": "ServiceRequest", "contained": [{**sent, "id": "gp"}]}
    logical = {"identifier": {"system": ODS_ORGANISATION, "value": "a81001"}}
    for pointer in (reference("Organization", OTHER), {"reference": "#gp"}, logical):
        assert ods_code_from_reference(within, pointer, surroundings) == "A81001"
    assert ods_code_from_reference({}, reference("Organization", ORGANISATION.id), SURROUNDINGS) == "RXX01"


@pytest.mark.parametrize("pointer", [None, {}, {"display": "Example"}, {"reference": "#none"}, "Organization/1"])
def test_a_reference_to_nothing_known_has_no_code(pointer: object) -> None:
    assert ods_code_from_reference({}, pointer, SURROUNDINGS) is None


def test_an_organisation_reads_back_as_itself() -> None:
    sent = sound(organization_from_organisation(ORGANISATION))
    assert (sent["id"], sent["name"]) == (shown(ORGANISATION.id), "Synthetic Community Trust")
    assert ods_code_from_organization(sent) == ORGANISATION.ods_code
    assert set(sent) - {"resourceType", "id"} <= OWNED

"""Which of the organisation's standing things a resource means; a likeness is not enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.standing import as_resource, by_identity, by_name
from app.fhir.systems import OUR_IDENTITY
from app.identity import shown
from tests.fhir.mapping.core_values import PAEDIATRICS, SURROUNDINGS, THERAPY, identities

TEAMS = SURROUNDINGS.teams


def test_a_thing_is_known_by_the_id_of_the_resource_before_our_identity_in_it() -> None:
    other = {"identifier": [{"system": OUR_IDENTITY, "value": shown(THERAPY.id)}]}
    assert by_identity({"id": shown(PAEDIATRICS.id), **other}, TEAMS) == PAEDIATRICS.id
    assert by_identity({"id": "0000000000000", **other}, TEAMS) == THERAPY.id


@given(identities())
def test_an_identity_of_nothing_that_stands_is_none(identity: int) -> None:
    resource = {"id": f"{identity:013d}"[-13:], "identifier": [{"system": OUR_IDENTITY, "value": str(identity)}]}
    assert by_identity(resource, TEAMS) is None


@given(st.text(max_size=20))
def test_any_id_is_looked_up(text: str) -> None:
    assert by_identity({"id": text}, TEAMS) is None


def test_a_name_is_exact_but_for_the_spaces_at_its_ends() -> None:
    assert by_name(" Community paediatrics ", TEAMS) == PAEDIATRICS.id
    assert by_name("Community  paediatrics", TEAMS) is None


@pytest.mark.parametrize("name", [None, "", " ", 7, ["Community paediatrics"]])
def test_what_is_no_name_names_nothing(name: object) -> None:
    assert by_name(name, TEAMS) is None


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        (None, {}),
        ("Patient/1", {}),
        ({"reference": "Patient/1"}, {}),
        ({"display": "Ms Example"}, {"name": "Ms Example"}),
        ({"identifier": {"value": "1"}, "display": "X"}, {"identifier": [{"value": "1"}], "name": "X"}),
    ],
)
def test_what_a_reference_says_by_itself(reference: object, said: Resource) -> None:
    assert as_resource(reference) == said

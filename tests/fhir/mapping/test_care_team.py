"""Which team a CareTeam is, and a team as one."""

from dataclasses import replace

import pytest

from app.clinical.clinic import Team
from app.fhir.mapping.care_team import OWNED, care_team_from_team, team_from_care_team
from app.fhir.mapping.looking import Resource
from app.fhir.systems import LOCAL_TEAM, OUR_IDENTITY, code_system_url
from app.identity import Identity, shown
from tests.fhir.mapping.core_values import ORGANISATION, PAEDIATRICS, PHYSIOTHERAPY, SURROUNDINGS, THERAPY
from tests.fhir.mapping.soundness import sound


@pytest.mark.parametrize("team", [PAEDIATRICS, THERAPY, PHYSIOTHERAPY], ids=lambda team: team.name)
@pytest.mark.parametrize("missing", [(), ("id",), ("id", "identifier"), ("identifier", "name")])
def test_a_team_is_known_by_its_id_its_identifier_or_its_name(team: Team, missing: tuple[str, ...]) -> None:
    sent = sound(care_team_from_team(team))
    left = {name: value for name, value in sent.items() if name not in missing}
    assert team_from_care_team(left, SURROUNDINGS) == team.id


def test_a_team_is_known_by_our_identity_among_its_identifiers() -> None:
    numbered = {"identifier": [{"system": OUR_IDENTITY, "value": shown(THERAPY.id)}]}
    assert team_from_care_team(numbered, SURROUNDINGS) == THERAPY.id


@pytest.mark.parametrize(
    "resource",
    [
        {},
        {"id": shown(Identity(999))},
        {"id": "their-own-id"},
        {"name": "community paediatrics"},
        {"name": " "},
        {"identifier": [{"system": "http://example.org", "value": "COMPAED"}]},
        {"identifier": [{"system": LOCAL_TEAM, "value": "ELSEWHERE"}], "name": "Community paediatrics"},
    ],
)
def test_another_team_is_none_of_ours(resource: Resource) -> None:
    assert team_from_care_team(resource, SURROUNDINGS) is None


def test_a_name_that_two_teams_have_says_not_which() -> None:
    twin = replace(PAEDIATRICS, id=Identity(299), local_identifier="COMPAED-2")
    surroundings = replace(SURROUNDINGS, teams={**SURROUNDINGS.teams, twin.id: twin})
    assert team_from_care_team({"name": "Community paediatrics"}, surroundings) is None


def test_a_team_is_sent_with_its_kind_of_service() -> None:
    sent = sound(care_team_from_team(PAEDIATRICS))
    assert sent["identifier"] == [{"system": LOCAL_TEAM, "value": "COMPAED"}]
    (kind,) = sent["category"][0]["coding"]
    assert (kind["system"], kind["code"]) == (code_system_url("team.team_type"), "06")
    assert sent["managingOrganization"] == [{"reference": f"Organization/{shown(ORGANISATION.id)}"}]
    assert set(sent) - {"resourceType", "id"} <= OWNED

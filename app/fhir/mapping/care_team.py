"""CareTeam: a team of the organisation (FHIR R4, CareTeam)."""

from typing import Final

from app.clinical.clinic import Team
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.looking import Resource, identifier_of, reference
from app.fhir.mapping.standing import by_identity, by_name
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import LOCAL_TEAM
from app.identity import Identity, shown

OWNED: Final = frozenset({"identifier", "status", "category", "name", "managingOrganization"})


def team_from_care_team(resource: Resource, surroundings: Surroundings) -> Identity | None:
    """Which team of ours a CareTeam is: by its id, by the team's local identifier, else by its exact name."""
    local = identifier_of(resource, LOCAL_TEAM)
    found = by_identity(resource, surroundings.teams)
    if found is None and local is not None:
        return next((each.id for each in surroundings.teams.values() if each.local_identifier == local), None)
    return found if found is not None else by_name(resource.get("name"), surroundings.teams)


def care_team_from_team(team: Team) -> Resource:
    """A team, with the kind of service it is."""
    return {
        "resourceType": "CareTeam",
        "id": shown(team.id),
        "identifier": [{"system": LOCAL_TEAM, "value": team.local_identifier}],
        "status": "active",
        "category": [listed_concept("team.team_type", team.team_type)],
        "name": team.name,
        "managingOrganization": [reference("Organization", team.organisation)],
    }

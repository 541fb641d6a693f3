"""Which team and which organisation a contact or a referral was with."""

from typing import Any, Final

from app.fhir.mapping.care_team import team_from_care_team
from app.fhir.mapping.item_answers import extension_values
from app.fhir.mapping.looking import Findings, Resource, reference, referred
from app.fhir.mapping.organization import ods_code_from_reference
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import extension_url
from app.identity import Identity

_TEAM: Final = "contact.team"
_UNKNOWN: Final = (
    "This is none of the organisation's teams: it is not recorded. Name one by its CareTeam or its local identifier."
)
_ANOTHER: Final = (
    "This is another organisation than the one whose record it is sent to, which records it as its own. Check it."
)


def team_from_reference(resource: Resource, pointer: object, surroundings: Surroundings) -> Identity | None:
    """Which team of ours a reference of `resource` means, by what it points at or by identifier and name in it."""
    named = referred(pointer, "CareTeam")
    if named in surroundings.teams:
        return named
    for each in (surroundings.target(resource, pointer) or {}, as_resource(pointer)):
        found = team_from_care_team(each, surroundings)
        if found is not None:
            return found
    return None


def known_team(
    resource: Resource, pointer: object, path: str, findings: Findings, surroundings: Surroundings
) -> Identity | None:
    """The same; a team that is none of ours is told."""
    found = team_from_reference(resource, pointer, surroundings)
    if found is None:
        findings.warn(path, _UNKNOWN)
    return found


def team_from_encounter(resource: Resource, findings: Findings, surroundings: Surroundings) -> Identity | None:
    """The team, of our extension; else the one that `serviceProvider` means, which may be the organisation instead."""
    for path, pointer in extension_values(resource, _TEAM):
        return known_team(resource, pointer, path, findings, surroundings)
    provider = resource.get("serviceProvider")
    team = team_from_reference(resource, provider, surroundings)
    if team is None:
        tell_another(resource, provider, "serviceProvider", findings, surroundings)
    return team


def tell_another(resource: Resource, pointer: Any, path: str, findings: Findings, surroundings: Surroundings) -> None:
    """Tell of an organisation that is neither ours nor one of its sites, whose codes begin with its own."""
    code = ods_code_from_reference(resource, pointer, surroundings)
    if code is not None and not code.startswith(surroundings.organisation.ods_code.upper()):
        findings.warn(path, _ANOTHER)


def team_reference(team: Identity, surroundings: Surroundings) -> Resource:
    """A reference to a team of ours."""
    known = surroundings.teams.get(team)
    return reference("CareTeam", team, None if known is None else known.name)


def team_extension(team: Identity | None, surroundings: Surroundings) -> list[Resource]:
    """Our extension for the team: `serviceProvider` takes an organisation alone."""
    if team is None:
        return []
    return [{"url": extension_url(_TEAM), "valueReference": team_reference(team, surroundings)}]


def provider_of(surroundings: Surroundings) -> Resource:
    """The organisation whose record it is."""
    own = surroundings.organisation
    return reference("Organization", own.id, own.name)

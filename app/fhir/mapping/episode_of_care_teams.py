"""The services and teams that a referral went to: EpisodeOfCare.team and type, and our extension for each spell.

FHIR does not pair teams with types, nor say how a referral to one of several teams ended: our extension does both, and
where there is any it goes before the elements.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from app.clinical.referral import TeamReferral
from app.fhir.mapping.encounter_team import known_team, team_reference
from app.fhir.mapping.item_answers import (
    Placed,
    code_among,
    code_extension,
    code_given,
    day_extension,
    day_given,
    extension_values,
    placed,
)
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import extension_url
from app.identity import Identity

_SPELL: Final = "team_referral"
_TEAM: Final = "team_referral.team"
_TYPE: Final = "team_referral.team_type"
_CLOSED: Final = "team_referral.closed_on"
_CLOSURE: Final = "team_referral.closure_reason"
_REJECTED: Final = "team_referral.rejected_on"
_REJECTION: Final = "team_referral.rejection_reason"

_NO_TEAM: Final = (
    "No team of the organisation, or several, are of this kind: the referral is recorded without it. Name the team in "
    "EpisodeOfCare.team."
)


def teams_from_episode(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[TeamReferral, ...]:
    """The teams, each as often as the referral went to it; none where no team of ours is meant."""
    spells = [each for each in placed(resource, "extension") if each[1].get("url") == extension_url(_SPELL)]
    if spells:
        found = (_spell(path, each, resource, findings, surroundings) for path, each in spells)
        return tuple(each for each in found if each is not None)
    return teams_named(resource, placed(resource, "team"), placed(resource, "type"), findings, surroundings)


def _spell(
    path: str, extension: Resource, resource: Resource, findings: Findings, surroundings: Surroundings
) -> TeamReferral | None:
    inner = Findings(f"{findings.place}.{path}", findings.problems)
    team = None
    for where, pointer in extension_values(extension, _TEAM):
        team = known_team(resource, pointer, f"{path}.{where}", findings, surroundings)
    if team is None:
        return None
    return TeamReferral(
        team,
        code_given(extension, _TYPE, inner) or surroundings.teams[team].team_type,
        day_given(extension, _CLOSED, inner),
        code_given(extension, _CLOSURE, inner),
        day_given(extension, _REJECTED, inner),
        code_given(extension, _REJECTION, inner),
    )


def teams_named(
    resource: Resource, teams: list[Placed], types: list[Placed], findings: Findings, surroundings: Surroundings
) -> tuple[TeamReferral, ...]:
    """The teams of references, each of the kind that it is, or, when only one is named, of the kind that is said.

    Where no team is named, the only one of ours of a kind that is.
    """
    found = (known_team(resource, pointer, path, findings, surroundings) for path, pointer in teams)
    known = tuple(dict.fromkeys(team for team in found if team is not None))
    said = tuple(dict.fromkeys(_kinds(types, findings)))
    if len(known) == 1 and len(said) == 1:
        return (TeamReferral(known[0], said[0][1]),)
    if known or teams:
        return tuple(TeamReferral(team, surroundings.teams[team].team_type) for team in known)
    return tuple(_only_ones(said, findings, surroundings))


def _kinds(types: Iterable[Placed], findings: Findings) -> Iterator[tuple[str, str]]:
    for path, concept in types:
        code = code_among([(path, concept)], _TYPE, findings)
        if code is not None:
            yield path, code


def _only_ones(
    said: Iterable[tuple[str, str]], findings: Findings, surroundings: Surroundings
) -> Iterator[TeamReferral]:
    for path, kind in said:
        teams = [team for team, each in surroundings.teams.items() if each.team_type == kind]
        if len(teams) == 1:
            yield TeamReferral(teams[0], kind)
        else:
            findings.warn(path, _NO_TEAM)


def team_extensions(teams: Iterable[TeamReferral], surroundings: Surroundings) -> list[Resource]:
    """Our extension for each spell with a team."""
    return [{"url": extension_url(_SPELL), "extension": _parts(each, surroundings)} for each in teams]


def _parts(spell: TeamReferral, surroundings: Surroundings) -> list[Resource]:
    return [
        {"url": extension_url(_TEAM), "valueReference": team_reference(spell.team, surroundings)},
        *code_extension(_TYPE, spell.team_type),
        *day_extension(_CLOSED, spell.closed_on),
        *code_extension(_CLOSURE, spell.closure_reason),
        *day_extension(_REJECTED, spell.rejected_on),
        *code_extension(_REJECTION, spell.rejection_reason),
    ]


def teams_of(teams: Iterable[TeamReferral], surroundings: Surroundings) -> list[Resource]:
    """EpisodeOfCare.team: each team once."""
    named: dict[Identity, None] = dict.fromkeys(each.team for each in teams)
    return [team_reference(team, surroundings) for team in named]


def types_of(teams: Iterable[TeamReferral]) -> list[Resource]:
    """EpisodeOfCare.type: each kind of service once."""
    kinds = dict.fromkeys(each.team_type for each in teams)
    return [listed_concept(_TYPE, kind) for kind in kinds]

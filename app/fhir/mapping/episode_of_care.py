"""EpisodeOfCare: a referral as the service holds it, from being received to discharge (CSDS CYP101, CYP102, CYP104).

What the referral was asked for, by whom and why, is said by the ServiceRequest of the same identity.
"""

from dataclasses import replace
from datetime import date, time
from typing import Final

from app.clinical.encounter import Outcome
from app.clinical.referral import Referral
from app.fhir.mapping.encounter_team import tell_another
from app.fhir.mapping.episode_of_care_teams import team_extensions, teams_from_episode, teams_of, types_of
from app.fhir.mapping.episode_of_care_waiting import waiting_extensions, waiting_from_episode
from app.fhir.mapping.given import ReferralGiven
from app.fhir.mapping.item_answers import (
    code_extension,
    code_given,
    day_extension,
    day_given,
    text_extension,
    text_given,
    time_extension,
    time_given,
)
from app.fhir.mapping.local_time import date_time, day_and_time, day_of, shown_by_clocks
from app.fhir.mapping.looking import Findings, Resource, reference
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType, Severity
from app.identity import shown

OWNED: Final = frozenset(
    {"extension", "status", "type", "patient", "managingOrganization", "period", "referralRequest", "team"}
)
"""The elements rendered here; of `extension`, ours."""

_RECEIVED_AT: Final = "referral.received_at"
_LINE: Final = "referral.service_line_agreement"
_LETTER: Final = "referral.discharge_letter_on"
_OUTCOME: Final = "outcome"
_ENDED: Final = frozenset({"finished", "cancelled"})
_UNDER_WAY: Final = frozenset({"active", "onhold", "finished"})

_NO_END: Final = (
    "The episode has ended, and nothing says on which day: the referral stays open. Send period.end, at least as "
    "precise as a day."
)
_BEGINS_LATER: Final = "The episode is under way, yet begins on a day to come. Check the status and the start."
_ENDS_LATER: Final = "The episode has ended, yet ends on a day to come. Check the status and the end."


def referral_from_episode(resource: Resource, findings: Findings, surroundings: Surroundings) -> ReferralGiven | None:
    """What an EpisodeOfCare says of a referral; None when a code of it is wrong.

    The referral was received when the period begins, and discharged when it ends, once the episode is finished or
    cancelled. What is planned is not recorded: the start of an episode that has not begun, the end of one that goes on.
    """
    before = len(findings.problems)
    received_on, received_at = _received(resource, findings, surroundings.today)
    tell_another(resource, resource.get("managingOrganization"), "managingOrganization", findings, surroundings)
    outcome = code_given(resource, _OUTCOME, findings)
    given = ReferralGiven(
        received_on=received_on,
        received_at=received_at,
        service_line_agreement=text_given(resource, _LINE, findings),
        discharged_on=_discharged(resource, findings, surroundings.today),
        discharge_letter_on=day_given(resource, _LETTER, findings),
        teams=teams_from_episode(resource, findings, surroundings),
        outcome=None if outcome is None else Outcome(outcome),
        entered_in_error=resource.get("status") == "entered-in-error",
        waiting=waiting_from_episode(resource, findings, surroundings.today),
    )
    refused = any(each.severity is Severity.ERROR for each in findings.problems[before:])
    return None if refused else given


def _received(resource: Resource, findings: Findings, today: date) -> tuple[date | None, time | None]:
    on, at = day_and_time(resource.get("period", {}).get("start"))
    if on is None or (on > today and resource.get("status") not in _UNDER_WAY):
        return None, None
    if on > today:
        findings.wrong("period.start", _BEGINS_LATER)
    return on, at or time_given(resource, _RECEIVED_AT)


def _discharged(resource: Resource, findings: Findings, today: date) -> date | None:
    status = resource.get("status")
    on = day_of(resource.get("period", {}).get("end"))
    if status not in _ENDED:
        return None
    if on is None or (on > today and status == "cancelled"):
        findings.warn("period.end", _NO_END, IssueType.REQUIRED)
        return None
    if on > today:
        findings.wrong("period.end", _ENDS_LATER)
    return on


def combined(episode: ReferralGiven, request: ReferralGiven | None) -> ReferralGiven:
    """What an EpisodeOfCare and the ServiceRequest it rests on say together; where both speak, the episode does.

    Whether the referral was entered in error, and when it ended, is the episode's alone.
    """
    if request is None:
        return episode
    first = episode if episode.received_on is not None else request
    return replace(
        request,
        received_on=first.received_on,
        received_at=first.received_at,
        service_line_agreement=episode.service_line_agreement or request.service_line_agreement,
        discharged_on=episode.discharged_on,
        discharge_letter_on=episode.discharge_letter_on or request.discharge_letter_on,
        teams=episode.teams or request.teams,
        outcome=episode.outcome or request.outcome,
        entered_in_error=episode.entered_in_error,
        waiting=episode.waiting,
    )


def episode_from_referral(referral: Referral, surroundings: Surroundings, outcome: Outcome | None = None) -> Resource:
    """One version of a referral as the service holds it; `outcome` is that of the last contact under it, if known."""
    own = surroundings.organisation
    made: Resource = {
        "resourceType": "EpisodeOfCare",
        "id": shown(referral.id),
        "extension": _extensions(referral, surroundings, outcome),
        "status": "active" if referral.open else "finished",
        "type": types_of(referral.teams),
        "patient": reference("Patient", referral.child),
        "managingOrganization": reference("Organization", own.id, own.name),
        "period": _period(referral),
        "referralRequest": [reference("ServiceRequest", referral.id)],
        "team": teams_of(referral.teams, surroundings),
    }
    return {name: value for name, value in made.items() if value}


def _period(referral: Referral) -> Resource:
    start = {"start": date_time(referral.received_on, referral.received_at)}
    return start if referral.discharged_on is None else {**start, "end": referral.discharged_on.isoformat()}


def _extensions(referral: Referral, surroundings: Surroundings, outcome: Outcome | None) -> list[Resource]:
    return [
        *received_at_extension(referral),
        *text_extension(_LINE, referral.service_line_agreement),
        *day_extension(_LETTER, referral.discharge_letter_on),
        *code_extension(_OUTCOME, outcome),
        *team_extensions(referral.teams, surroundings),
        *waiting_extensions(referral.waiting),
    ]


def received_at_extension(referral: Referral) -> list[Resource]:
    """Our extension for a time that no clock showed on the day, which has no instant."""
    at = referral.received_at
    if at is None or shown_by_clocks(referral.received_on, at):
        return []
    return time_extension(_RECEIVED_AT, at)

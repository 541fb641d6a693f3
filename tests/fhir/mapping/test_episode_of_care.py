"""Episodes of care as what is held of a referral, and referrals as EpisodeOfCare."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.clinic import Team
from app.clinical.encounter import Outcome
from app.clinical.referral import Referral, TeamReferral
from app.fhir.mapping.episode_of_care import OWNED, combined, episode_from_referral, referral_from_episode
from app.fhir.mapping.given import ReferralGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.service_request import referral_from_service_request, service_request_from_referral
from app.fhir.systems import LOCAL_TEAM, ODS_ORGANISATION, code_system_url, extension_url
from app.identity import Identity, shown
from tests.clinical.examples import referral as example_referral
from tests.fhir.mapping.core_values import (
    ORGANISATION,
    PAEDIATRICS,
    PHYSIOTHERAPY,
    SURROUNDINGS,
    THERAPY,
    maybe,
    one_of,
    received,
    referrals,
)

CARE_TEAM = Identity(70_001)


def sent(**elements: Any) -> Resource:
    """An EpisodeOfCare as a provider sends it."""
    whole: Resource = {
        "resourceType": "EpisodeOfCare",
        "status": "active",
        "patient": {"reference": "Patient/0000000006W9Y"},
        "period": {"start": "2026-01-05"},
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def read(
    resource: Resource, others: Mapping[Identity, Resource] | None = None
) -> tuple[ReferralGiven | None, list[tuple[str, str]]]:
    """What it says, and the severity and place of each problem."""
    known = {} if others is None else others
    around = replace(SURROUNDINGS, find=lambda _, identity: known.get(identity))
    findings = Findings("EpisodeOfCare", [])
    found = referral_from_episode(received(resource), findings, around)
    return found, [(each.severity.value, each.expression) for each in findings.problems]


def understood(resource: Resource, others: Mapping[Identity, Resource] | None = None) -> ReferralGiven:
    found, problems = read(resource, others)
    assert found is not None
    assert problems == []
    return found


def to_team(identity: Identity) -> Resource:
    return {"reference": f"CareTeam/{shown(identity)}"}


def kind(code: str) -> Resource:
    return {"coding": [{"system": code_system_url("team_referral.team_type"), "code": code}]}


def test_an_active_episode_is_an_open_referral_to_its_team() -> None:
    assert understood(
        sent(
            managingOrganization={"identifier": {"system": ODS_ORGANISATION, "value": "RXX01"}},
            period={"start": "2026-07-01T08:30:00Z", "end": "2026-12-31"},
            team=[to_team(PAEDIATRICS.id)],
        )
    ) == ReferralGiven(date(2026, 7, 1), time(9, 30), teams=(TeamReferral(PAEDIATRICS.id, "06"),))


@given(referrals(), maybe(one_of(*Outcome)))
def test_episode_and_request_read_back_together_are_the_referral_that_was_rendered(
    referral: Referral, outcome: Outcome | None
) -> None:
    episode = received(episode_from_referral(referral, SURROUNDINGS, outcome))
    request = received(service_request_from_referral(referral, SURROUNDINGS))
    assert episode["id"] == request["id"] == shown(referral.id)
    assert episode["patient"] == request["subject"] == {"reference": f"Patient/{shown(referral.child)}"}
    assert set(episode) - {"resourceType", "id"} <= OWNED
    findings = Findings("", [])
    asked = referral_from_service_request(request, findings, SURROUNDINGS)
    assert asked is not None
    assert findings.problems == []
    assert combined(understood(episode), asked) == ReferralGiven(
        referral.received_on,
        referral.received_at,
        referral.commissioner,
        referral.service_line_agreement,
        referral.source,
        referral.referring_organisation,
        referral.referring_staff_group,
        referral.priority,
        referral.reason,
        referral.discharged_on,
        referral.discharge_letter_on,
        referral.teams,
        outcome,
        further_reasons=referral.further_reasons,
        waiting=referral.waiting,
    )


@pytest.mark.parametrize("status", ["finished", "cancelled"])
def test_an_episode_that_has_ended_discharges_on_the_day_it_ended(status: str) -> None:
    found = understood(sent(status=status, period={"start": "2026-01-05", "end": "2026-06-30T23:30:00Z"}))
    assert found.discharged_on == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("status", "end"), [("finished", None), ("finished", "2026-06"), ("cancelled", None), ("cancelled", "2027-06-30")]
)
def test_an_episode_that_ended_on_no_day_leaves_the_referral_open_with_a_warning(status: str, end: str | None) -> None:
    period = {"start": "2026-01-05"} if end is None else {"start": "2026-01-05", "end": end}
    found, problems = read(sent(status=status, period=period))
    assert found is not None
    assert found.discharged_on is None
    assert problems == [("warning", "EpisodeOfCare.period.end")]


@pytest.mark.parametrize("status", ["planned", "waitlist", "active", "onhold"])
def test_the_planned_end_of_an_episode_that_goes_on_is_no_discharge(status: str) -> None:
    found = understood(sent(status=status, period={"start": "2026-01-05", "end": "2026-06-30"}))
    assert (found.received_on, found.discharged_on) == (date(2026, 1, 5), None)


@pytest.mark.parametrize("period", [None, {"start": "2026-01"}, {"start": "2026-11-25"}])
def test_an_episode_that_has_not_begun_was_received_on_no_day(period: Resource | None) -> None:
    assert understood(sent(status="waitlist", period=period)).received_on is None


@pytest.mark.parametrize(
    ("status", "period", "place"),
    [
        ("active", {"start": "2026-11-25"}, "start"),
        ("onhold", {"start": "2026-11-25"}, "start"),
        ("finished", {"start": "2026-01-05", "end": "2026-11-25"}, "end"),
    ],
)
def test_an_episode_that_is_said_to_be_where_it_cannot_yet_be_is_refused(
    status: str, period: Resource, place: str
) -> None:
    assert read(sent(status=status, period=period)) == (None, [("error", f"EpisodeOfCare.period.{place}")])


def test_an_episode_of_today_has_begun_and_may_have_ended() -> None:
    found = understood(sent(status="finished", period={"start": "2026-11-24", "end": "2026-11-24"}))
    assert (found.received_on, found.discharged_on) == (date(2026, 11, 24), date(2026, 11, 24))


def test_an_episode_entered_in_error_says_so() -> None:
    assert understood(sent(status="entered-in-error")).entered_in_error


@pytest.mark.parametrize(
    "pointer",
    [
        to_team(THERAPY.id),
        {"identifier": {"system": LOCAL_TEAM, "value": "SLT-01"}},
        {"identifier": {"system": LOCAL_TEAM.upper(), "value": "SLT-01"}},
        {"display": "Speech and language therapy"},
        to_team(CARE_TEAM),
        {"reference": "#t"},
    ],
)
def test_a_team_is_found_by_identity_by_local_identifier_and_by_name(pointer: Resource) -> None:
    care_team = {"resourceType": "CareTeam", "id": "t", "name": "Speech and language therapy"}
    inside = {"contained": [care_team]} if pointer.get("reference") == "#t" else {}
    found = understood(sent(team=[pointer], **inside), {CARE_TEAM: care_team})
    assert found.teams == (TeamReferral(THERAPY.id, "33"),)


def test_a_team_of_nobodys_is_told_and_the_others_are_recorded() -> None:
    found, problems = read(sent(team=[{"display": "Nobody's team"}, to_team(THERAPY.id), to_team(PAEDIATRICS.id)]))
    assert found is not None
    assert [each.team for each in found.teams] == [THERAPY.id, PAEDIATRICS.id]
    assert problems == [("warning", "EpisodeOfCare.team[0]")]


def test_the_kind_of_service_stands_with_the_only_team_and_else_is_the_teams_own() -> None:
    one = understood(sent(team=[to_team(THERAPY.id)], type=[kind("17")]))
    two = understood(sent(team=[to_team(THERAPY.id), to_team(PAEDIATRICS.id)], type=[kind("17")]))
    assert one.teams == (TeamReferral(THERAPY.id, "17"),)
    assert two.teams == (TeamReferral(THERAPY.id, "33"), TeamReferral(PAEDIATRICS.id, "06"))


def test_a_kind_of_service_alone_is_the_only_team_of_that_kind() -> None:
    assert understood(sent(type=[kind("26")])).teams == (TeamReferral(PHYSIOTHERAPY.id, "26"),)


def test_a_kind_of_which_there_is_no_team_or_several_is_told() -> None:
    none, problems = read(sent(type=[kind("17")]))
    assert none is not None
    assert none.teams == ()
    assert problems == [("warning", "EpisodeOfCare.type[0]")]
    second = Team(Identity(70_002), ORGANISATION.id, "PHYSIO2", "Second physiotherapy", "26")
    around = replace(SURROUNDINGS, teams={**SURROUNDINGS.teams, second.id: second})
    findings = Findings("EpisodeOfCare", [])
    found = referral_from_episode(received(sent(type=[kind("26")])), findings, around)
    assert found is not None
    assert found.teams == ()
    assert len(findings.problems) == 1


def test_our_extension_pairs_teams_with_kinds_and_says_how_each_ended() -> None:
    extension = {
        "url": extension_url("team_referral"),
        "extension": [
            {"url": extension_url("team_referral.team"), "valueReference": to_team(THERAPY.id)},
            {
                "url": extension_url("team_referral.closure_reason"),
                "valueCoding": {"system": code_system_url("team_referral.closure_reason"), "code": "02"},
            },
            {"url": extension_url("team_referral.closed_on"), "valueDate": "2026-06-30"},
        ],
    }
    found = understood(sent(extension=[extension], team=[to_team(PAEDIATRICS.id)]))
    assert found.teams == (TeamReferral(THERAPY.id, "33", date(2026, 6, 30), "02"),)


def test_a_wrong_code_within_our_extension_is_told_at_its_place() -> None:
    wrong = {"system": code_system_url("team_referral.closure_reason"), "code": "99"}
    extension = {
        "url": extension_url("team_referral"),
        "extension": [
            {"url": extension_url("team_referral.team"), "valueReference": to_team(THERAPY.id)},
            {"url": extension_url("team_referral.closure_reason"), "valueCoding": wrong},
        ],
    }
    found, problems = read(sent(extension=[extension]))
    assert found is None
    assert problems == [("error", "EpisodeOfCare.extension[0].extension[1].valueCoding")]


def test_another_organisations_episode_is_told() -> None:
    other = {"identifier": {"system": ODS_ORGANISATION, "value": "RYY"}}
    assert read(sent(managingOrganization=other))[1] == [("warning", "EpisodeOfCare.managingOrganization")]


def test_a_time_that_the_clocks_skip_survives() -> None:
    referral = _referral(received_on=date(2026, 3, 29), received_at=time(1, 30))
    resource = episode_from_referral(referral, SURROUNDINGS)
    assert resource["period"] == {"start": "2026-03-29"}
    assert understood(resource).received_at == time(1, 30)


def _referral(**changes: Any) -> Referral:
    return replace(example_referral(), teams=(), **changes)


@given(st.booleans())
def test_what_the_episode_does_not_say_is_the_requests(said: bool) -> None:
    request = ReferralGiven(
        received_on=date(2026, 1, 2), received_at=time(9), priority="2", teams=(TeamReferral(THERAPY.id, "33"),)
    )
    episode = ReferralGiven(
        received_on=date(2026, 1, 5) if said else None,
        teams=(TeamReferral(PAEDIATRICS.id, "06"),) if said else (),
    )
    both = combined(episode, request)
    assert both.priority == "2"
    assert (both.received_on, both.received_at) == ((date(2026, 1, 5), None) if said else (date(2026, 1, 2), time(9)))
    assert both.teams == (episode.teams if said else request.teams)


def test_only_the_episode_says_that_the_referral_ended_or_was_entered_in_error() -> None:
    request = ReferralGiven(discharged_on=date(2026, 1, 2), entered_in_error=True)
    assert combined(ReferralGiven(), request) == ReferralGiven()
    assert combined(ReferralGiven(entered_in_error=True), None).entered_in_error

"""Service requests as referrals, and referrals as ServiceRequest."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given

from app.clinical.referral import Referral, TeamReferral
from app.fhir.mapping.given import ReferralGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.service_request import (
    OWNED,
    referral_from_service_request,
    service_request_from_referral,
)
from app.fhir.systems import (
    COVERAGE,
    ODS_ORGANISATION,
    SNOMED_CT,
    SOURCE_OF_SERVICE_REQUEST,
    code_system_url,
    extension_url,
)
from app.identity import Identity, shown
from tests.clinical.examples import PALSY, referral
from tests.fhir.mapping.core_values import (
    MONDAY,
    PAEDIATRICIAN,
    PAEDIATRICS,
    PHYSIOTHERAPY,
    SURROUNDINGS,
    THERAPY,
    received,
    referrals,
)

ROLE = Identity(60_001)
PRACTICE = Identity(60_002)
PAYER = Identity(60_003)
VISIT = Identity(60_004)


def sent(**elements: Any) -> Resource:
    """A ServiceRequest as a provider sends it."""
    whole: Resource = {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/0000000006W9Y"},
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def read(
    resource: Resource, others: Mapping[Identity, Resource] | None = None
) -> tuple[ReferralGiven | None, list[tuple[str, str]]]:
    """What it says, and the severity and place of each problem."""
    known = {} if others is None else others
    around = replace(SURROUNDINGS, find=lambda _, identity: known.get(identity))
    findings = Findings("ServiceRequest", [])
    found = referral_from_service_request(received(resource), findings, around)
    return found, [(each.severity.value, each.expression) for each in findings.problems]


def understood(resource: Resource, others: Mapping[Identity, Resource] | None = None) -> ReferralGiven:
    found, problems = read(resource, others)
    assert found is not None
    assert problems == []
    return found


def organisation(code: str) -> Resource:
    return {"identifier": {"system": ODS_ORGANISATION, "value": code}}


def ours(key: str, code: str) -> Resource:
    return {"coding": [{"system": code_system_url(key), "code": code}]}


def to(type_name: str, identity: Identity) -> Resource:
    return {"reference": f"{type_name}/{shown(identity)}"}


def test_a_request_of_uk_core_is_a_referral() -> None:
    assert understood(
        sent(
            intent="plan",
            authoredOn="2026-07-01T08:30:00Z",
            priority="urgent",
            requester=organisation("a81001"),
            performer=[to("CareTeam", PAEDIATRICS.id)],
            reasonCode=[
                {"coding": [{"system": SNOMED_CT, "code": str(PALSY)}]},
                ours("referral.reason", "011"),
            ],
            extension=[
                {"url": SOURCE_OF_SERVICE_REQUEST, "valueCodeableConcept": ours("referral.source", "01")},
                {
                    "url": COVERAGE,
                    "valueCodeableConcept": {"coding": [{"system": ODS_ORGANISATION.lower(), "code": "QX1"}]},
                },
            ],
        )
    ) == ReferralGiven(
        date(2026, 7, 1),
        time(9, 30),
        commissioner="QX1",
        source="01",
        referring_organisation="A81001",
        priority="2",
        reason="011",
        teams=(TeamReferral(PAEDIATRICS.id, "06"),),
    )


@given(referrals())
def test_a_request_read_back_says_what_was_rendered(referral: Referral) -> None:
    resource = received(service_request_from_referral(referral, SURROUNDINGS))
    assert set(resource) - {"resourceType", "id"} <= OWNED
    found = understood(resource)
    assert found == ReferralGiven(
        referral.received_on,
        referral.received_at,
        referral.commissioner,
        source=referral.source,
        referring_organisation=referral.referring_organisation,
        referring_staff_group=referral.referring_staff_group,
        priority=referral.priority,
        reason=referral.reason,
        teams=found.teams,
        further_reasons=referral.further_reasons,
    )
    assert {each.team for each in found.teams} == {each.team for each in referral.teams}


@pytest.mark.parametrize("status", ["draft", "revoked"])
def test_a_draft_and_a_revoked_request_are_kept_with_a_warning(status: str) -> None:
    assert read(sent(status=status)) == (None, [("warning", "ServiceRequest.status")])


def test_a_request_entered_in_error_says_so() -> None:
    assert understood(sent(status="entered-in-error")).entered_in_error


@pytest.mark.parametrize(
    "elements",
    [
        {"performerType": ours("onward_referrals", "26")},
        {"code": ours("tests_requested", "genetic")},
        {"doNotPerform": True},
        {"performer": [organisation("RYY")]},
        {"encounter": to("Encounter", VISIT), "requester": to("Practitioner", PAEDIATRICIAN.id)},
        {"encounter": to("Encounter", VISIT), "requester": organisation("RXX01")},
    ],
)
def test_a_request_for_a_test_or_to_another_service_is_no_referral_to_us(elements: Resource) -> None:
    assert read(sent(**elements)) == (None, [("information", "ServiceRequest")])


@pytest.mark.parametrize(
    "elements",
    [
        {"performer": [organisation("RYY"), organisation("RXX01")]},
        {"performer": [organisation("RXX0101")]},
        {"performer": [organisation("RYY"), to("HealthcareService", MONDAY.id)]},
        {"encounter": to("Encounter", VISIT), "requester": to("Practitioner", ROLE)},
        {"performer": [to("Practitioner", PAEDIATRICIAN.id)]},
        {"performer": [{"display": "A service"}]},
        {"encounter": to("Encounter", VISIT), "requester": organisation("RYY")},
        {"requester": organisation("RXX01")},
        {
            "encounter": to("Encounter", VISIT),
            "requester": organisation("RXX01"),
            "performer": [to("CareTeam", THERAPY.id)],
        },
        {"performerType": ours("team_referral.team_type", "26")},
    ],
)
def test_a_request_that_may_be_to_us_is_a_referral(elements: Resource) -> None:
    assert understood(sent(**elements)) is not None


@pytest.mark.parametrize(
    ("elements", "on"),
    [
        ({"authoredOn": "2026-01-05", "occurrenceDateTime": "2026-01-07"}, date(2026, 1, 5)),
        ({"authoredOn": "2026-01", "occurrenceDateTime": "2026-01-07"}, date(2026, 1, 7)),
        ({"occurrencePeriod": {"start": "2026-01-07"}}, date(2026, 1, 7)),
        ({"occurrenceDateTime": "2026-11-25"}, None),
        ({}, None),
    ],
)
def test_it_was_received_when_it_was_written_or_else_began(elements: Resource, on: date | None) -> None:
    assert understood(sent(**elements)).received_on == on


@pytest.mark.parametrize(
    ("priority", "code"), [("routine", "1"), ("urgent", "2"), ("asap", "2"), ("stat", "2"), (None, None)]
)
def test_a_priority_of_requests_is_routine_or_urgent(priority: str | None, code: str | None) -> None:
    assert understood(sent(priority=priority)).priority == code


def test_two_week_wait_is_urgent_with_our_extension() -> None:
    resource = service_request_from_referral(replace(referral(), priority="3"), SURROUNDINGS)
    assert resource["priority"] == "urgent"
    assert understood(resource).priority == "3"


@pytest.mark.parametrize(("type_name", "source"), [("Patient", "02"), ("RelatedPerson", "03")])
def test_a_request_by_the_family_is_their_own(type_name: str, source: str) -> None:
    assert understood(sent(requester=to(type_name, PRACTICE))).source == source


def test_the_role_of_the_requester_says_organisation_and_staff_group() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "organization": to("Organization", PRACTICE),
        "code": [ours("referral.referring_staff_group", "M03")],
    }
    practice = {"resourceType": "Organization", "identifier": [{"system": ODS_ORGANISATION, "value": "A81001"}]}
    found = understood(sent(requester=to("PractitionerRole", ROLE)), {ROLE: role, PRACTICE: practice})
    assert (found.referring_organisation, found.referring_staff_group) == ("A81001", "M03")
    inside = [{**role, "id": "r", "organization": {"reference": "#o"}}, {**practice, "id": "o"}]
    found = understood(sent(contained=inside, requester={"reference": "#r"}))
    assert (found.referring_organisation, found.referring_staff_group) == ("A81001", "M03")


def test_an_ods_code_too_long_for_a_referrer_is_told_and_not_recorded() -> None:
    found, problems = read(sent(requester=organisation("RXX0101")))
    assert found is not None
    assert found.referring_organisation is None
    assert problems == [("warning", "ServiceRequest.requester")]


def test_the_commissioner_is_who_pays_for_a_coverage() -> None:
    coverage = {"resourceType": "Coverage", "payor": [{"display": "Somebody"}, organisation("QX1")]}
    assert understood(sent(insurance=[to("Coverage", PAYER)]), {PAYER: coverage}).commissioner == "QX1"
    payer = {"resourceType": "Organization", "id": "o", "identifier": [organisation("QX2")["identifier"]]}
    inside = [{"resourceType": "Coverage", "id": "c", "payor": [{"reference": "#o"}]}, payer]
    found = referral_from_service_request(
        sent(contained=inside, insurance=[{"reference": "#c"}]), Findings("ServiceRequest", []), SURROUNDINGS
    )
    assert found is not None
    assert found.commissioner == "QX2"


def test_a_funding_category_is_no_commissioner() -> None:
    system = "https://fhir.hl7.org.uk/CodeSystem/UKCore-FundingCategory"
    coverage = {"url": COVERAGE, "valueCodeableConcept": {"coding": [{"system": system, "code": "nhs"}]}}
    assert understood(sent(extension=[coverage])).commissioner is None


def test_a_code_of_ours_that_is_not_in_its_list_refuses_the_request() -> None:
    found, problems = read(sent(reasonCode=[ours("referral.reason", "016")]))
    assert found is None
    assert problems == [("error", "ServiceRequest.reasonCode[0]")]


def test_the_teams_are_those_that_perform_or_whose_clinics_do_or_of_the_kind_asked_for() -> None:
    teams = [to("CareTeam", THERAPY.id), to("HealthcareService", MONDAY.id)]
    assert [each.team for each in understood(sent(performer=teams)).teams] == [THERAPY.id, PAEDIATRICS.id]
    by_kind = understood(sent(performerType=ours("team_referral.team_type", "26")))
    assert by_kind.teams == (TeamReferral(PHYSIOTHERAPY.id, "26"),)


def test_texts_and_codes_of_our_extensions_are_read() -> None:
    extension = [
        {"url": extension_url("referral.service_line_agreement"), "valueString": "LINE 1"},
        {
            "url": extension_url("referral.commissioner"),
            "valueReference": {"identifier": {"system": ODS_ORGANISATION, "value": "QX1"}},
        },
        {"url": extension_url("referral.referring_organisation"), "valueString": "A81001"},
    ]
    found = understood(sent(extension=extension))
    assert (found.service_line_agreement, found.commissioner) == ("LINE 1", "QX1")
    assert found.referring_organisation == "A81001"


def test_a_request_written_on_a_day_to_come_is_refused() -> None:
    assert read(sent(authoredOn="2026-11-25")) == (None, [("error", "ServiceRequest.authoredOn")])
    assert understood(sent(authoredOn="2026-11-24")).received_on == date(2026, 11, 24)


def test_of_several_reasons_the_first_is_the_main_one_and_each_stands_once() -> None:
    told = [ours("referral.reason", code) for code in ("017", "032", "017", "060")]
    found = understood(sent(reasonCode=[*told, {"text": "Mother is worried"}]))
    assert (found.reason, found.further_reasons) == ("017", ("032", "060"))


def test_words_alone_are_no_reason() -> None:
    found = understood(sent(reasonCode=[{"text": "Mother is worried"}]))
    assert (found.reason, found.further_reasons) == (None, ())


def test_a_further_reason_that_is_not_listed_is_wrong_at_its_place() -> None:
    assert read(sent(reasonCode=[ours("referral.reason", "017"), ours("referral.reason", "016")])) == (
        None,
        [("error", "ServiceRequest.reasonCode[1]")],
    )

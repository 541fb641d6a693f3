"""ServiceRequest: a referral as it was asked for (UK Core, FHIR R4 ServiceRequest; CSDS CYP101 and CYP103).

A request for a test, or to another service, is none: it is kept, and so is one that is a draft or was revoked.
"""

from datetime import date, time
from typing import Final

from app.clinical.referral import Referral
from app.fhir.mapping.episode_of_care import received_at_extension
from app.fhir.mapping.episode_of_care_teams import teams_named, teams_of
from app.fhir.mapping.given import ReferralGiven
from app.fhir.mapping.item_answers import code_among, code_extension, code_given, placed, text_given, time_given
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.local_time import date_time, day_and_time
from app.fhir.mapping.looking import Findings, Resource, code_of, extensions, reference
from app.fhir.mapping.service_request_parties import (
    commissioner_given,
    coverage_extension,
    meant_for_others,
    performing_teams,
    requester_given,
    requester_of,
)
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Severity
from app.fhir.systems import SOURCE_OF_SERVICE_REQUEST, code_system_url
from app.identity import shown

OWNED: Final = frozenset(
    {
        "extension",
        "status",
        "intent",
        "priority",
        "subject",
        "authoredOn",
        "requester",
        "performer",
        "reasonCode",
    }
)
"""The elements rendered here; of `extension`, ours and UK Core's source and coverage."""

_SOURCE: Final = "referral.source"
_PRIORITY: Final = "referral.priority"
_REASON: Final = "referral.reason"
_STAFF_GROUP: Final = "referral.referring_staff_group"

_PRIORITIES: Final = {"routine": "1", "urgent": "2", "asap": "2", "stat": "2"}
"""PRIORITY TYPE CODE of request-priority. Two Week Wait has no code there: it is urgent, with our extension."""

_REQUEST_PRIORITIES: Final = {"1": "routine", "2": "urgent", "3": "urgent"}
_NOT_MADE: Final = frozenset({"draft", "revoked"})

_KEPT: Final = (
    "A request that is a draft or was revoked is kept, and no referral is recorded of it. An open referral is ended by "
    "its EpisodeOfCare."
)
_WRITTEN_LATER: Final = "The request was written on a day to come. Check the date."
_FOR_OTHERS: Final = "The request is for a test or to another service: it is kept, and no referral is recorded of it."


def referral_from_service_request(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> ReferralGiven | None:
    """What a ServiceRequest says of a referral to us; None when it is none, or a code of it is wrong.

    It was received when it was written, else when it was to begin, if that is not to come.
    """
    if resource.get("status") in _NOT_MADE:
        findings.warn("status", _KEPT)
        return None
    if _no_referral(resource) or meant_for_others(resource, surroundings):
        findings.inform("", _FOR_OTHERS)
        return None
    before = len(findings.problems)
    given = _given(resource, findings, surroundings)
    refused = any(each.severity is Severity.ERROR for each in findings.problems[before:])
    return None if refused else given


def _no_referral(resource: Resource) -> bool:
    """An onward referral or a test in our codes, or a request that something be not done."""
    onward = code_of(resource.get("performerType"), code_system_url("onward_referrals"))
    test = code_of(resource.get("code"), code_system_url("tests_requested"))
    return onward is not None or test is not None or resource.get("doNotPerform") is True


def _given(resource: Resource, findings: Findings, surroundings: Surroundings) -> ReferralGiven:
    received_on, received_at = _received(resource, findings, surroundings.today)
    requester = requester_given(resource, findings, surroundings)
    teams = performing_teams(resource, surroundings)
    kinds = placed(resource, "performerType")
    reason, *further = _reasons(resource, findings)
    return ReferralGiven(
        received_on=received_on,
        received_at=received_at,
        commissioner=commissioner_given(resource, findings, surroundings),
        service_line_agreement=text_given(resource, "referral.service_line_agreement", findings),
        source=_source(resource, findings) or requester.source,
        referring_organisation=requester.organisation,
        referring_staff_group=requester.staff_group,
        priority=code_given(resource, _PRIORITY, findings) or _PRIORITIES.get(str(resource.get("priority"))),
        reason=reason,
        teams=teams_named(resource, teams, kinds, findings, surroundings),
        entered_in_error=resource.get("status") == "entered-in-error",
        further_reasons=tuple(each for each in further if each is not None),
    )


def _reasons(resource: Resource, findings: Findings) -> list[str | None]:
    """The reasons that have codes of ours, each once: the main one first, None where there is none."""
    told = [code_given(resource, _REASON, findings)]
    told += [code_among([each], _REASON, findings) for each in placed(resource, "reasonCode")]
    return list(dict.fromkeys(each for each in told if each is not None)) or [None]


def _received(resource: Resource, findings: Findings, today: date) -> tuple[date | None, time | None]:
    on, at = day_and_time(resource.get("authoredOn"))
    if on is not None and on > today:
        findings.wrong("authoredOn", _WRITTEN_LATER)
    if on is None:
        period = resource.get("occurrencePeriod", {})
        on, at = day_and_time(resource.get("occurrenceDateTime") or period.get("start"))
        if on is None or on > today:
            return None, None
    return on, at or time_given(resource, "referral.received_at")


def _source(resource: Resource, findings: Findings) -> str | None:
    said = [("extension", each.get("valueCodeableConcept")) for each in extensions(resource, SOURCE_OF_SERVICE_REQUEST)]
    held = [(path, concept) for path, concept in said if concept]
    return code_given(resource, _SOURCE, findings) or code_among(held, _SOURCE, findings)


def service_request_from_referral(referral: Referral, surroundings: Surroundings) -> Resource:
    """One version of a referral as it was asked for."""
    made: Resource = {
        "resourceType": "ServiceRequest",
        "id": shown(referral.id),
        "extension": _extensions(referral),
        "status": "active" if referral.open else "completed",
        "intent": "order",
        "priority": _REQUEST_PRIORITIES.get(str(referral.priority)),
        "subject": reference("Patient", referral.child),
        "authoredOn": date_time(referral.received_on, referral.received_at),
        "requester": requester_of(referral),
        "performer": teams_of(referral.teams, surroundings),
        "reasonCode": [listed_concept(_REASON, each) for each in (referral.reason, *referral.further_reasons) if each],
    }
    return {name: value for name, value in made.items() if value}


def _extensions(referral: Referral) -> list[Resource]:
    source = referral.source
    concept = None if source is None else listed_concept(_SOURCE, source)
    return [
        *coverage_extension(referral),
        *([] if concept is None else [{"url": SOURCE_OF_SERVICE_REQUEST, "valueCodeableConcept": concept}]),
        *code_extension(_STAFF_GROUP, referral.referring_staff_group),
        *code_extension(_PRIORITY, referral.priority if referral.priority == "3" else None),
        *received_at_extension(referral),
    ]

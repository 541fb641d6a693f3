"""Observation: a need of any group but conditions and technology (UK Core Observation; FHIR R4, Observation).

Functional levels, round-the-clock care, family-reported issues and the like. What is observed is the need itself, and
the value says that it is there. An Observation that came to an end unseen, or is not made yet, says of no need that it
is there.
"""

from typing import Final

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Change, Statement
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Findings, Resource, listed, reference
from app.fhir.mapping.need_dates import day, moments, partial
from app.fhir.mapping.need_elements import (
    code_element,
    date_extension,
    group_category,
    need_resource,
    shared_extensions,
)
from app.fhir.mapping.need_extensions import CERTAINTY, CHANGE, DIAGNOSED, ONSET, code_extension, code_said, value_said
from app.fhir.mapping.need_given import Circumstance, check_group, modified, need_given, withdrawn
from app.fhir.mapping.need_observed import Observed, observed
from app.fhir.mapping.need_source import person_of, said
from app.fhir.mapping.need_values import Answer
from app.fhir.mapping.observation_score import without_scores
from app.fhir.mapping.surroundings import Surroundings

OWNED: Final[frozenset[str]] = frozenset(
    {
        "extension",
        "status",
        "category",
        "code",
        "subject",
        "encounter",
        "effectiveDateTime",
        "effectivePeriod",
        "effectiveTiming",
        "effectiveInstant",
        "issued",
        "performer",
        "valueQuantity",
        "valueCodeableConcept",
        "valueString",
        "valueBoolean",
        "valueInteger",
        "valueRange",
        "valueRatio",
        "valueSampledData",
        "valueTime",
        "valueDateTime",
        "valuePeriod",
        "dataAbsentReason",
        "interpretation",
        "component",
    }
)
"""The elements that are rendered, with those that would contradict them: each need is an Observation by itself."""

_NOTHING_SEEN: Final = frozenset({"registered", "cancelled", "unknown"})
_EXCLUDED_SAID: Final = (
    "The extension statement-certainty says excluded, and the value says that it is there. Send one."
)


def needs_from_observation(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[NeedGiven, ...]:
    """The needs that an Observation speaks of; none when it is of something else. The first has its id."""
    unscored = without_scores(resource, surroundings)
    if unscored is None:
        return ()
    if resource.get("status") == "entered-in-error":
        silent = Findings("", [])
        which = [each.which for each in observed(unscored, silent, surroundings.known)]
        certainty = code_said(resource, CERTAINTY, Certainty, silent)
        return withdrawn(resource, which, certainty, _said_when(resource, silent, surroundings), surroundings)
    if modified(resource, findings) or _of_another(resource, findings):
        return ()
    found = observed(unscored, findings, surroundings.known)
    if not found:
        return ()
    check_group(resource, [each.which for each in found], findings)
    extended = code_said(resource, CERTAINTY, Certainty, findings)
    when = _said_when(resource, findings, surroundings)
    given = []
    for each in found:
        stated = Certainty.SUSPECTED if _suspected(each, resource) else extended
        change = _change(each, extended, resource, findings)
        given.append(
            need_given(
                resource, each.which, when, change=change, stated=stated, findings=findings, surroundings=surroundings
            )
        )
    return tuple(given)


def observation_from_need(statement: Statement, encounter: Encounter, surroundings: Surroundings) -> Resource:
    """What an encounter says of a need, as an Observation. One that is resolved, or excluded, is not there."""
    del surroundings
    made = need_resource("Observation", statement, encounter)
    made["extension"] = [*shared_extensions(statement, written=False), *_extensions(statement)]
    made["status"] = _status(statement)
    made["category"] = [group_category(statement)]
    made["code"] = code_element(statement)
    made["encounter"] = reference("Encounter", encounter.id)
    made["effectiveDateTime"] = encounter.contact.on.isoformat()
    performer = person_of(statement.source)
    if performer is not None:
        made["performer"] = [performer]
    if statement.change is not Change.ENTERED_IN_ERROR:
        gone = statement.change is Change.RESOLVED or statement.certainty is Certainty.EXCLUDED
        made["valueBoolean"] = not gone
    return made


def _extensions(statement: Statement) -> list[Resource]:
    made = []
    if statement.certainty is Certainty.EXCLUDED:
        made.append(code_extension(CERTAINTY, statement.certainty.value))
    if statement.onset is not None:
        made.append(date_extension(ONSET, statement.onset.isoformat()))
    if statement.diagnosed is not None:
        made.append(date_extension(DIAGNOSED, statement.diagnosed.isoformat()))
    return made


def _status(statement: Statement) -> str:
    if statement.change is Change.ENTERED_IN_ERROR:
        return "entered-in-error"
    return "preliminary" if statement.certainty is Certainty.SUSPECTED else "final"


def _suspected(each: Observed, resource: Resource) -> bool:
    there = each.change is NeedChange.PRESENT
    return there and (each.answer is Answer.SUSPECTED or resource.get("status") == "preliminary")


def _change(each: Observed, extended: Certainty | None, resource: Resource, findings: Findings) -> NeedChange:
    """What becomes of the need: what is not there is gone, or excluded, where our extensions say so."""
    if resource.get("status") in _NOTHING_SEEN or each.answer is Answer.NOT_SAID:
        return NeedChange.NOT_A_NEED
    if each.answer is Answer.ABSENT:
        if code_said(resource, CHANGE, Change, findings) is Change.RESOLVED:
            return NeedChange.RESOLVED
        return NeedChange.PRESENT if extended is Certainty.EXCLUDED else NeedChange.NOT_A_NEED
    if extended is Certainty.EXCLUDED:
        findings.wrong("extension", _EXCLUDED_SAID)
    return each.change


def _of_another(resource: Resource, findings: Findings) -> bool:
    """Whether it is about somebody or something else than its subject, such as the mother."""
    subject = (resource.get("subject") or {}).get("reference")
    others = [each for each in listed(resource, "focus") if each.get("reference") != subject]
    if others:
        findings.inform("focus", "The Observation is about somebody or something else, so it is kept, and is no need.")
    return bool(others)


def _said_when(resource: Resource, findings: Findings, surroundings: Surroundings) -> Circumstance:
    return Circumstance(
        said(resource, listed(resource, "performer"), None, findings, surroundings),
        partial(value_said(resource, ONSET)),
        None,
        resource.get("encounter"),
        next((found for each in moments(resource) if (found := day(each)) is not None), None),
    )

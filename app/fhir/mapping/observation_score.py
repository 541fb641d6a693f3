"""Observation: the score of an assessment tool (FHIR R4, Observation; CSDS CYP609 and CYP612).

An Observation, or a component of one, whose code is a tool and whose value is a number is a score, and no need. What
was scored on our form is an Observation contained in the Encounter: it has no identity of its own, and points at the
Encounter around it (R4, dom-3).
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from app.clinical.encounter import Encounter
from app.clinical.scores import AssessmentScore, Tool, known_tool, name_of_tool, score_fault
from app.fhir.content import Written
from app.fhir.mapping.given import ScoreGiven
from app.fhir.mapping.looking import Findings, Resource, listed, reference, referred
from app.fhir.mapping.need_codings import concepts_coded
from app.fhir.mapping.need_dates import day, moments
from app.fhir.mapping.need_given import modified
from app.fhir.mapping.need_values import Answer, answer_of
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import SNOMED_CT, UCUM

_SCORED: Final = frozenset({"final", "amended", "corrected"})
_WITHDRAWN: Final = "entered-in-error"
_UNFINISHED: Final = "The score is not final: it is kept, and is no score of the child yet."
_NOT_EXACT: Final = "A score with a comparator is kept, and is no score of the child. Send the score itself."
_VALUES: Final = ("valueInteger", "valueQuantity", "valueString")
_AROUND: Final = "#"
_SCORE_UNIT: Final = "{score}"
_MOST_DIGITS: Final = 20


def scores_from_observation(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> tuple[ScoreGiven, ...]:
    """The scores of an Observation and of its components; none when it is of something else, or has none that fits."""
    if _is_of_another(resource) or modified(resource, Findings("", [])):
        return ()
    found = list(_scored(resource, findings, surroundings))
    status = str(resource.get("status"))
    if found and status not in _SCORED and status != _WITHDRAWN:
        findings.inform("status", _UNFINISHED)
        return ()
    return tuple(found)


def _is_of_another(resource: Resource) -> bool:
    """Whether it is about somebody or something else than its subject, such as the mother."""
    subject = (resource.get("subject") or {}).get("reference")
    return any(each.get("reference") != subject for each in listed(resource, "focus"))


def _scored(resource: Resource, findings: Findings, surroundings: Surroundings) -> Iterator[ScoreGiven]:
    on = next((found for each in moments(resource) if (found := day(each)) is not None), None)
    encounter = referred(resource.get("encounter"), "Encounter")
    withdrawn = resource.get("status") == _WITHDRAWN
    for path, part in _parts(resource):
        tool = tool_of(part, surroundings)
        score = None if tool is None else _score_of(part, tool, path, findings)
        if tool is not None and score is not None:
            yield ScoreGiven(tool.concept, score, on, encounter, withdrawn)


def _parts(resource: Resource) -> Iterator[tuple[str, Resource]]:
    yield "", resource
    for index, each in enumerate(listed(resource, "component")):
        yield f"component[{index}].", each


def tool_of(part: Resource, surroundings: Surroundings) -> Tool | None:
    """The tool that the code of an Observation or of a component is."""
    refset = surroundings.known.refset
    for _, _, concept in concepts_coded(part.get("code"), "code", Findings("", []), refset):
        tool = known_tool(concept, surroundings.tools, refset)
        if tool is not None:
            return tool
    return None


def without_scores(resource: Resource, surroundings: Surroundings) -> Resource | None:
    """The Observation without its scored parts, which are no needs; None when nothing of it is left."""
    components = [each for each in listed(resource, "component") if tool_of(each, surroundings) is None]
    scored = tool_of(resource, surroundings) is not None
    if scored and not components:
        return None
    if len(components) == len(listed(resource, "component")) and not scored:
        return resource
    kept = {name: value for name, value in resource.items() if name != "component"}
    if scored:
        kept = {name: value for name, value in kept.items() if not name.startswith(("value", "code", "category"))}
    return {**kept, "component": components} if components else kept


def _score_of(part: Resource, tool: Tool, path: str, findings: Findings) -> str | None:
    name = next((each for each in _VALUES if each in part), None)
    if name is None or answer_of(part) is Answer.NOT_SAID:
        return None
    value = part[name]
    if isinstance(value, dict):
        if value.get("comparator"):
            findings.warn(f"{path}value", _NOT_EXACT)
            return None
        value = value.get("value")
    score = _text(value)
    fault = None if score is None else score_fault(score, tool)
    if fault is not None:
        findings.warn(f"{path}value", f"It is kept, and is no score of the child. {fault}")
    return None if fault is not None else score


def _text(value: object) -> str | None:
    """A number in the fewest digits, a text as it is."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, str):
        return value.strip() or None
    text = value.text if isinstance(value, Written) else str(value)
    try:
        plain = f"{Decimal(text):f}"
    except InvalidOperation:
        return None
    if len(plain) > _MOST_DIGITS:
        return plain
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def contained_scores(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[ScoreGiven, ...]:
    """The scores among the Observations that an Encounter contains, and that point at it."""
    found: list[ScoreGiven] = []
    for each in listed(resource, "contained"):
        around = each.get("encounter")
        if (
            each.get("resourceType") == "Observation"
            and isinstance(around, dict)
            and around.get("reference") == _AROUND
        ):
            found.extend(scores_from_observation(each, findings, surroundings))
    return tuple(found)


def observations_of_scores(encounter: Encounter, surroundings: Surroundings) -> list[Resource]:
    """The scores of an encounter, each as an Observation that the Encounter contains."""
    return [_observation(number, each, encounter, surroundings) for number, each in enumerate(encounter.scores, 1)]


def _observation(number: int, score: AssessmentScore, encounter: Encounter, surroundings: Surroundings) -> Resource:
    name = name_of_tool(score.concept, surroundings.tools, surroundings.known.refset)
    coding: Resource = {"system": SNOMED_CT, "code": str(score.concept)}
    if name != coding["code"]:
        coding["display"] = name
    return {
        "resourceType": "Observation",
        "id": f"assessment-score-{number}",
        "status": _WITHDRAWN if encounter.entered_in_error else "final",
        "code": {"coding": [coding], "text": name},
        "subject": reference("Patient", encounter.child),
        "encounter": {"reference": _AROUND},
        "effectiveDateTime": (score.completed_on or encounter.contact.on).isoformat(),
        **_value(score.score),
    }


def _value(score: str) -> Resource:
    number = score.removeprefix("-")
    if number.isdigit():
        return {"valueInteger": int(score)}
    if number.replace(".", "", 1).isdigit():
        return {"valueQuantity": {"value": float(score), "unit": "score", "system": UCUM, "code": _SCORE_UNIT}}
    return {"valueString": score}

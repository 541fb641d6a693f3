"""Which needs an Observation speaks of: in its code, in its value, and in each of its components.

An Observation names a need in its code and says by its value whether it is there; or its code asks, such as for a level
of function, and its value is the need. Only what is or was in the reference set is one: an Observation of anything else
is no need, unless a category of ours, the group of a need, declares it to be one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.fhir.mapping.given import NeedChange
from app.fhir.mapping.listed_codes import codes_listed
from app.fhir.mapping.looking import Findings, Resource, listed
from app.fhir.mapping.need_codings import NeedCoding, concepts_coded, need_coding
from app.fhir.mapping.need_concepts import NeedConcept, coded_need, need_in_words, tell_if_outside
from app.fhir.mapping.need_elements import GROUP
from app.fhir.mapping.need_values import Answer, answer_of, negated
from app.fhir.terminology.known import KnownTerminology
from app.terminology.concept import ConceptId

_CONTEXT: Final = ConceptId(243796009)
"""Situation with explicit context: what a family has, what a child had, what was ruled out."""

_UNCLEAR: Final = (
    "The value does not say whether what the code names is there, so no need is recorded. "
    "Send valueBoolean, or the SNOMED CT concept for present or absent."
)
_IN_CONTEXT: Final = (
    "The code is a situation with explicit context, such as a family history, so its value is not taken for a need of "
    "the child. Send what the child has by itself."
)
_OTHERWISE: Final = "The same need is said to be there and not to be there. Send what holds."


@dataclass(frozen=True, slots=True)
class Observed:
    """A need that an Observation speaks of, and what its value answers."""

    which: NeedConcept
    answer: Answer

    @property
    def change(self) -> NeedChange:
        """What the answer alone says of the need."""
        there = self.answer in (Answer.PRESENT, Answer.SUSPECTED)
        return NeedChange.PRESENT if there else NeedChange.NOT_A_NEED


def observed(resource: Resource, findings: Findings, known: KnownTerminology) -> tuple[Observed, ...]:
    """The needs of an Observation, each once: that of its code or value first, then those of its components."""
    parts = [("", resource)]
    parts += [(f"component[{index}].", each) for index, each in enumerate(listed(resource, "component"))]
    found: dict[ConceptId | str, Observed] = {}
    noted = len(findings.problems)
    for path, element in parts:
        each = _part(element, path, resource, findings, known)
        if each is None:
            continue
        key = each.which.concept or each.which.term
        before = found.get(key, each)
        if before.answer is Answer.NOT_SAID or before is each:
            found[key] = each
        elif each.answer is not Answer.NOT_SAID and before.change is not each.change:
            findings.wrong(f"{path}code", _OTHERWISE)
    if not found and len(findings.problems) == noted:
        _tell_if_outside(resource, findings, known)
    return tuple(found.values())


def _tell_if_outside(resource: Resource, findings: Findings, known: KnownTerminology) -> None:
    named = need_coding(resource.get("code"), "code", Findings("", []), known)
    if named is not None and named.member is None:
        said = f"{named.concept} is outside the reference set: the Observation is kept, and is no need."
        findings.inform(f"{named.place}.code", said)


def _part(
    element: Resource, path: str, resource: Resource, findings: Findings, known: KnownTerminology
) -> Observed | None:
    """The need of an Observation or of a component."""
    answer = answer_of(element)
    code = element.get("code")
    named = need_coding(code, f"{path}code", findings, known)
    if answer is Answer.UNCLEAR:
        value = _need_of_value(element, path, findings, known)
        if value is not None:
            return _asked(element, value, path, findings, known)
    declared = not path and bool(codes_listed(_categories(resource), GROUP))
    if named is not None and (named.member is not None or declared):
        tell_if_outside(named, known, findings)
        return _answered(coded_need(named, _text(code), known, findings), answer, path, findings)
    if named is None and declared:
        words = need_in_words(code, f"{path}code", known, findings)
        return _answered(words, answer, path, findings) if words is not None else None
    return None


def _answered(which: NeedConcept, answer: Answer, path: str, findings: Findings) -> Observed | None:
    if answer is Answer.UNCLEAR:
        findings.warn(f"{path}value", _UNCLEAR)
        return None
    return Observed(which, answer)


def _need_of_value(element: Resource, path: str, findings: Findings, known: KnownTerminology) -> NeedCoding | None:
    """The member that the value is, if it is one."""
    value = element.get("valueCodeableConcept")
    found = need_coding(value, f"{path}value.ofType(CodeableConcept)", findings, known)
    return found if found is not None and found.member is not None else None


def _asked(
    element: Resource, value: NeedCoding, path: str, findings: Findings, known: KnownTerminology
) -> Observed | None:
    if _in_context(element.get("code"), known):
        findings.warn(f"{path}code", _IN_CONTEXT)
        return None
    if negated(element):
        findings.warn(f"{path}interpretation", _UNCLEAR)
        return None
    return Observed(coded_need(value, _text(element.get("valueCodeableConcept")), known, findings), Answer.PRESENT)


def _in_context(code: object, known: KnownTerminology) -> bool:
    """Whether the question asks for something other than what the child has; as far as the release in use says."""
    edition = known.edition
    return edition is not None and any(
        edition.hierarchy.subsumes(_CONTEXT, concept)
        for _, _, concept in concepts_coded(code, "", Findings("", []), known.refset)
    )


def _categories(resource: Resource) -> Resource:
    """Every category as one concept."""
    every: Sequence[Resource] = [coding for each in listed(resource, "category") for coding in listed(each, "coding")]
    return {"coding": every}


def _text(concept: object) -> object:
    return concept.get("text") if isinstance(concept, dict) else None

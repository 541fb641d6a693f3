"""The needs named on the booking-out form, as codings of SNOMED CT."""

from collections.abc import Mapping
from dataclasses import replace

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Statement
from app.fhir.mapping.given import NeedNamed
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.need_codings import need_coding
from app.fhir.mapping.need_concepts import coded_need, tell_if_outside
from app.fhir.mapping.need_elements import code_element
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.systems import SNOMED_CT
from app.fhir.terminology.known import KnownTerminology
from app.terminology.refset import Group

_NO_CODE = "Name a need by its code of SNOMED CT. A need in words is sent as a Condition with code.text."


def need_named(
    coding: Resource, asked: Group | None, place: str, findings: Findings, known: KnownTerminology
) -> NeedNamed | None:
    """The need of an answer, in the group that the reference set has it in, whichever group was `asked` about, or any.

    None when it is no concept, which is noted.
    """
    noted = Findings("", [])
    concept = {"coding": [{"system": SNOMED_CT, **coding}]}
    found = need_coding(concept, "", noted, known)
    if found is None:
        if not noted.problems:
            noted.wrong("", _NO_CODE, IssueType.CODE_INVALID)
        _told(noted.problems, place, findings)
        return None
    tell_if_outside(found, known, noted)
    need = coded_need(found, None, known, noted)
    if found.member is not None and asked is not None and need.group is not asked:
        noted.inform("", f"This need is one of another group, and is recorded there: {need.group.words}.")
    _told(noted.problems, place, findings)
    return NeedNamed(found.concept, need.term, need.group, need.description, need.replaced)


def _told(noted: list[Problem], place: str, findings: Findings) -> None:
    """Pass on what was noted of the only coding of a CodeableConcept as said of an answer that is that coding."""
    for each in noted:
        inner = each.expression.removeprefix(".").removeprefix(".coding[0]")
        findings.problems.append(replace(each, expression=f"{findings.place}.{place}{inner}"))


def needs_named(encounter: Encounter) -> Mapping[Group, tuple[Statement, ...]]:
    """The statements of needs that somebody saw to at an encounter and that the child has, by group.

    A need in words is named by its own resource alone.
    """
    said = [
        each
        for each in encounter.statements
        if each.change.affirmed and each.certainty is not Certainty.EXCLUDED and each.concept is not None
    ]
    groups = (group for group in Group if any(each.group is group for each in said))
    return {group: tuple(each for each in said if each.group is group) for group in groups}


def needs_excluded(encounter: Encounter) -> tuple[Statement, ...]:
    """The statements of needs that were ruled out at an encounter; one in words is told by its own resource alone."""
    return tuple(
        each
        for each in encounter.statements
        if each.change.affirmed and each.certainty is Certainty.EXCLUDED and each.concept is not None
    )


def need_answer(statement: Statement) -> Resource:
    """An answer that names the need of a statement; it has a concept."""
    coding: Resource = code_element(statement)["coding"][0]
    return {"valueCoding": coding}

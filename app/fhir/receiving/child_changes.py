"""What a Patient adds to the record of a child known already: the versions to write. Absence changes nothing.

A Patient never changes a date of birth or an NHS number that is known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Final

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.clinical.ages import london_date
from app.clinical.child import (
    Child,
    ChildFact,
    Demographics,
    DemographicsOfChild,
    FactOfChild,
    Gender,
    IdentifierKind,
    IdentifierOfChild,
)
from app.clinical.child_facts import SEVERAL
from app.clinical.child_numbers import number_in_use
from app.clinical.child_words import tidy
from app.clinical.ports import Work
from app.fhir.mapping.given import FactGiven, PatientGiven
from app.fhir.mapping.looking import Findings
from app.fhir.ports import FhirRecords
from app.fhir.receiving.child_identifiers import local_versions, number_versions
from app.fhir.structure.problems import IssueType

_MERGED: Final = "This record was merged into another. Send what is new to the record that stands for the child."
_OTHER_BIRTH: Final = (
    "The child was born on another date by the record here. Check that it is the child's, and correct the date at the "
    "register if the record is wrong."
)
_OTHER_NUMBER: Final = (
    "The child has another NHS number by the record here. Check that it is the child's, and correct the number at the "
    "register if the record is wrong."
)


def changes(
    child: Child, given: PatientGiven, work: Work[FhirRecords], findings: Findings
) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """The versions to write for a child known already, and the keys of the items they change; none if nothing differs.

    `child` is the record that stands for the child. Another date of birth or NHS number than is known is noted as a
    conflict, and then nothing is to be written.
    """
    merged = tuple(work.records.children(child.merged_from).values()) if child.merged_from else ()
    refusal = _refusal(child, given, merged)
    if refusal is not None:
        findings.wrong(refusal[0], refusal[1], IssueType.CONFLICT)
        return (), ()
    organisation, now, by = child.organisation, work.now, work.principal.account
    who = demographics_after(child.demographics, given)
    items = [f"child.{each.name}" for each in fields(who) if _differ(child.demographics, who, each.name)]
    versions: list[object] = []
    if items:
        versions.append(DemographicsOfChild(organisation, child.id, child.version + 1, who, now, by))
    for number in (*number_versions(child, given, merged, work), *local_versions(child, given, merged, work)):
        versions.append(IdentifierOfChild(organisation, child.id, number, now, by))
        items.append("child.nhs_number" if number.kind is IdentifierKind.NHS_NUMBER else "child.local_identifier")
    for fact in facts_learned(given.facts, work, child):
        versions.append(FactOfChild(organisation, child.id, fact))
        items.append(f"fact.{fact.kind.value}")
    return tuple(versions), tuple(dict.fromkeys(items))


def correction_event(child: Child, items: Sequence[str], work: Work[FhirRecords]) -> AuditEvent:
    """The audit event of changing items of a child."""
    return audit_event(
        work.principal,
        AuditAction.CHILD_CORRECTED,
        identity=work.new_identity(),
        at=work.now,
        child=child.id,
        detail=", ".join(items),
    )


def _refusal(child: Child, given: PatientGiven, merged: Sequence[Child]) -> tuple[str, str] | None:
    if child.merged_into is not None:
        return "", _MERGED
    here, there = child.demographics.birth_date, given.demographics.birth_date
    if here is not None and there is not None and here != there:
        return "birthDate", _OTHER_BIRTH
    held = {each.value for known in (child, *merged) if (each := number_in_use(known)) is not None}
    other = number_in_use(child) is not None and given.nhs_number is not None and given.nhs_number not in held
    return ("identifier", _OTHER_NUMBER) if other else None


def _differ(before: Demographics, after: Demographics, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def demographics_after(known: Demographics, given: PatientGiven) -> Demographics:
    """Who a child is by the record and what a Patient adds. Capitals alone are no difference, nor is unknown gender."""
    said = given.demographics
    named = given.name_in_parts or _folded(_whole(said)) != _folded(_whole(known))
    return Demographics(
        (_newer(known.family_name, said.family_name) if named else None) or known.family_name,
        (_newer(known.given_name, said.given_name) if named else None) or known.given_name,
        _newer(known.title, said.title) or known.title,
        _newer(known.preferred_name, said.preferred_name) or known.preferred_name,
        known.birth_date or said.birth_date,
        known.gender if said.gender is Gender.NOT_KNOWN else said.gender,
    )


def _newer(known: str | None, said: str | None) -> str | None:
    """What is said, if it says anything and is another name."""
    return said if said and _folded(said) != _folded(known or "") else None


def _whole(who: Demographics) -> str:
    return f"{who.given_name} {who.family_name}"


def _folded(text: str) -> str:
    return tidy(text).casefold()


def facts_learned(
    facts: Iterable[FactGiven], work: Work[FhirRecords], known_of: Child | None = None
) -> tuple[ChildFact, ...]:
    """The facts as rows; of a child known already only those that differ from what stood at the time they are about."""
    return tuple(
        ChildFact(
            work.new_identity(),
            each.kind,
            each.answer,
            each.value,
            each.since,
            each.until,
            work.now,
            work.principal.account,
            _qualifier(each, known_of, work),
        )
        for each in facts
        if known_of is None or not _stands(each, known_of, work)
    )


def _qualifier(fact: FactGiven, child: Child | None, work: Work[FhirRecords]) -> str | None:
    """What goes with the value of a fact; not said, what the record has with the same value."""
    if fact.qualifier is not None or fact.value is None or child is None:
        return fact.qualifier
    known = _known(fact, child, london_date(work.now))
    return next((each.qualifier for each in known if each.value == fact.value), None)


def _known(fact: FactGiven, child: Child, at: date) -> tuple[ChildFact, ...]:
    held = child.fact(fact.kind, at)
    return child.answers(fact.kind, at) if fact.kind in SEVERAL else (held,) if held is not None else ()


def _stands(fact: FactGiven, child: Child, work: Work[FhirRecords]) -> bool:
    """Whether the record says the same already; a period that is not said is no difference."""
    at = london_date(work.now)
    if fact.since is not None and at < fact.since:
        at = fact.since
    if fact.until is not None and at > fact.until:
        at = fact.until
    known = _known(fact, child, at)
    return any(
        (each.answer, tidy(each.value or "")) == (fact.answer, tidy(fact.value or ""))
        and fact.since in (None, each.since)
        and fact.until in (None, each.until)
        and fact.qualifier in (None, each.qualifier)
        for each in known
    )

"""Which of the SNOMED CT codings of a CodeableConcept is taken for a need.

A member of the reference set wins over everything else, and what a member was before over what is outside: first
members, then inactive concepts that the release in use has replaced by one that is known, then former members, then
others that are replaced by exactly one concept, then all else. Among equals the one that a user selected wins, then
the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from app.fhir.mapping.looking import Findings, Resource, codings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import SNOMED_CT
from app.fhir.terminology.known import KnownTerminology
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.refset import Member, Refset

MOST_NOTED: Final = 5
"""How many wrong codes of one CodeableConcept are told of."""

LONGEST_ID: Final = 18
"""Digits of an identifier of SNOMED CT (Release File Specifications, "SCTID")."""

_EXPRESSION: Final = frozenset(":+={}|,")
"""What SNOMED CT's compositional grammar has, and an identifier has not."""


class Standing(IntEnum):
    """Where a concept stands to the reference set, the nearest first."""

    MEMBER = 0
    REPLACED_BY_MEMBER = 1
    FORMER_MEMBER = 2
    REPLACED = 3
    OUTSIDE = 4


@dataclass(frozen=True, slots=True)
class NeedCoding:
    """A coding with the concept it is taken for.

    `place` is where the coding is. `member` is the member that the concept is or was, None outside the reference set.
    `replaced` is the inactive concept that was sent, when `concept` is what replaced it.
    """

    coding: Resource
    place: str
    concept: ConceptId
    standing: Standing
    member: Member | None
    replaced: ConceptId | None = None

    @property
    def sent(self) -> ConceptId:
        """The concept as it was sent."""
        return self.concept if self.replaced is None else self.replaced


def need_coding(concept: object, path: str, findings: Findings, known: KnownTerminology) -> NeedCoding | None:
    """The coding of a CodeableConcept that is taken for a need; None when none is of a SNOMED CT concept.

    Wrong are codes that are no identifiers of concepts, and members that exclude one another. Warned of are expressions
    of SNOMED CT, which are not read, and several members, of which one is taken.
    """
    coded = concepts_coded(concept, path, findings, known.refset)
    found = [_judged(coding, place, sent, known) for coding, place, sent in coded]
    if not found:
        return None
    chosen = min(found, key=_preference)
    _tell_of_others(chosen, found, path, findings, known.refset)
    return chosen


def concepts_coded(
    concept: object, path: str, findings: Findings, refset: Refset
) -> Iterator[tuple[Resource, str, ConceptId]]:
    """The codings of SNOMED CT in a CodeableConcept with their places and concepts; what is none is noted."""
    noted = 0
    for index, coding in enumerate(codings(concept)):
        code = coding.get("code")
        if coding.get("system") != SNOMED_CT or not isinstance(code, str):
            continue
        place = f"{path}.coding[{index}]"
        try:
            yield coding, place, _member_id(code, refset) or parse_concept_id(code)
        except InvalidConceptId as fault:
            noted += 1
            if noted <= MOST_NOTED:
                _refuse(code, place, fault, findings)


def _preference(coding: NeedCoding) -> tuple[int, bool]:
    return coding.standing, coding.coding.get("userSelected") is not True


def _member_id(code: str, refset: Refset) -> ConceptId | None:
    """The member that a code is exactly; its digits need no check."""
    if not (code.isascii() and code.isdigit() and len(code) <= LONGEST_ID) or code.startswith("0"):
        return None
    member = refset.known(ConceptId(int(code)))
    return member.concept if member is not None else None


def _refuse(code: str, place: str, fault: InvalidConceptId, findings: Findings) -> None:
    if _EXPRESSION.isdisjoint(code):
        said = f"The code is not the identifier of a SNOMED CT concept. {fault.mend}"
        findings.wrong(f"{place}.code", said, IssueType.CODE_INVALID)
        return
    said = "Expressions of SNOMED CT are kept and not read. Send a coding with the identifier of one concept as well."
    findings.warn(f"{place}.code", said, IssueType.NOT_SUPPORTED)


def _judged(coding: Resource, place: str, concept: ConceptId, known: KnownTerminology) -> NeedCoding:
    refset = known.refset
    member = refset.member(concept)
    if member is not None:
        return NeedCoding(coding, place, concept, Standing.MEMBER, member)
    history = refset.beyond.replaced(concept)
    successor = history.certain if history is not None else None
    heir = refset.known(successor.concept) if successor is not None else None
    if successor is not None and heir is not None:
        return NeedCoding(coding, place, successor.concept, Standing.REPLACED_BY_MEMBER, heir, concept)
    former = refset.known(concept)
    if former is not None:
        return NeedCoding(coding, place, concept, Standing.FORMER_MEMBER, former)
    if successor is not None:
        return NeedCoding(coding, place, successor.concept, Standing.REPLACED, None, concept)
    return NeedCoding(coding, place, concept, Standing.OUTSIDE, None)


def _tell_of_others(
    chosen: NeedCoding, found: Sequence[NeedCoding], path: str, findings: Findings, refset: Refset
) -> None:
    others = {each.concept: each for each in found if each.concept != chosen.concept}
    members = [each.member for each in others.values() if each.member is not None]
    one_of = chosen.member.one_of if chosen.member is not None else None
    if one_of is not None and any(each.one_of == one_of for each in members):
        said = (
            f"{refset.one_of[one_of].words}: a child has one at a time, and here are several. Send the one that holds."
        )
        findings.wrong(path, said)
    elif members:
        said = (
            f"The codings are of several members of the reference set; {chosen.concept} is recorded. "
            "Send each need in a resource of its own."
        )
        findings.warn(path, said)
    elif others:
        findings.inform(path, f"Of the SNOMED CT codings {chosen.concept} is recorded; the others are kept.")

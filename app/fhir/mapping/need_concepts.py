"""Which concept a need is, and what it is called.

A need is coded by SNOMED CT, or it stands in words. What the codings of a CodeableConcept come to is decided in
`need_codings`; what such a concept is called, in `need_terms`.
"""

from dataclasses import dataclass

from app.clinical.checks import LONGEST_WORDS, text_fault
from app.fhir.mapping.looking import Findings, codings
from app.fhir.mapping.need_codings import NeedCoding, Standing, need_coding
from app.fhir.mapping.need_terms import LONGEST_TERM, ConceptTerms, called, fit_to_show, tidied
from app.fhir.structure.problems import IssueType
from app.fhir.terminology.known import KnownTerminology
from app.terminology.concept import ConceptId
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class NeedConcept:
    """Which need is meant: the fields of `NeedGiven` that say so.

    `concept` is None for a need in words, and `term` "" when a resource that takes a need back does not say which.
    """

    concept: ConceptId | None
    term: str
    description: int | None
    release: str
    group: Group
    replaced: ConceptId | None = None


def coded_need(coding: NeedCoding, text: object, known: KnownTerminology, findings: Findings) -> NeedConcept:
    """The need of a coding, with the text of its CodeableConcept.

    The group is the reference set's, whatever carried the concept; outside it a need is ungrouped.
    """
    group = coding.member.group if coding.member is not None else Group.UNGROUPED
    if coding.replaced is not None:
        return _replacement(coding, group, known, findings)
    found = called(coding.coding, coding.place, ConceptTerms(coding.concept, known), findings)
    words = tidied(text) if isinstance(text, str) else ""
    term = found.term if found is not None else words if fit_to_show(words) else str(coding.concept)
    return NeedConcept(
        coding.concept,
        term,
        found.description if found is not None else None,
        _release(coding.coding.get("version"), known),
        group,
    )


def tell_if_outside(coding: NeedCoding, known: KnownTerminology, findings: Findings) -> None:
    """Warn that a concept is outside the reference set, and of what makes it odd as a need."""
    if coding.member is not None:
        return
    said = f"{coding.concept} is outside the reference set: recorded with its code, flagged, and never counted."
    findings.warn(f"{coding.place}.code", f"{said}{_oddity(coding, known)}")


def need_in_words(concept: object, path: str, known: KnownTerminology, findings: Findings) -> NeedConcept | None:
    """A need that stands in words: those of the text, else of the first coding with a display. None without words."""
    words = words_of(concept)
    if not words:
        return None
    fault = text_fault(words)
    if len(words) > LONGEST_WORDS:
        fault = f"The words of a need are longer than {LONGEST_WORDS} characters. Shorten them, or send a code."
    if fault is not None:
        findings.wrong(f"{path}.text", fault, IssueType.VALUE)
    return NeedConcept(None, words, None, known.refset.release.label, Group.UNGROUPED)


def need_of(concept: object, path: str, known: KnownTerminology, findings: Findings) -> NeedConcept | None:
    """The need of a CodeableConcept that can be nothing else: coded, within the reference set or not, or in words."""
    coding = need_coding(concept, path, findings, known)
    if coding is None:
        found = need_in_words(concept, path, known, findings)
        if found is not None:
            findings.inform(path, "There is no concept of SNOMED CT, so the need stands in words, waiting to be coded.")
        return found
    tell_if_outside(coding, known, findings)
    return coded_need(coding, concept.get("text") if isinstance(concept, dict) else None, known, findings)


def nameless(known: KnownTerminology) -> NeedConcept:
    """The need of a resource that takes one back without saying which: it is the one that has its id."""
    return NeedConcept(None, "", None, known.refset.release.label, Group.UNGROUPED)


def words_of(concept: object) -> str:
    """The words of a CodeableConcept: its text, else its first display; "" when it has none."""
    text = concept.get("text") if isinstance(concept, dict) else None
    said = [text, *(each.get("display") for each in codings(concept))]
    return next((tidied(each) for each in said if isinstance(each, str) and each.strip()), "")


def _replacement(coding: NeedCoding, group: Group, known: KnownTerminology, findings: Findings) -> NeedConcept:
    """What an inactive concept was replaced by, under the term it has now."""
    called(coding.coding, coding.place, ConceptTerms(coding.sent, known), findings)
    preferred = ConceptTerms(coding.concept, known).preferred
    said = f"{coding.sent} is inactive in the release in use and replaced by {coding.concept}, which is recorded."
    findings.inform(f"{coding.place}.code", said)
    term = preferred or str(coding.concept)
    return NeedConcept(coding.concept, term, None, known.refset.release.label, group, coding.replaced)


def _release(version: object, known: KnownTerminology) -> str:
    """The release that a coding names; the one in use, by its label, when it names that or none."""
    label = known.refset.release.label
    if not isinstance(version, str) or version in known.versions:
        return label
    return version if len(version) <= LONGEST_TERM and text_fault(version) is None else label


def _oddity(coding: NeedCoding, known: KnownTerminology) -> str:
    beyond = known.refset.beyond
    if coding.standing is Standing.REPLACED or not beyond.searchable:
        return ""
    if beyond.replaced(coding.concept) is not None:
        return " It is inactive, and no one concept replaces it: send an active one."
    wider = beyond.concept(coding.concept)
    if wider is None:
        return " The release in use does not have it: check the code."
    return "" if wider.recordable else " It is neither a finding nor a situation: check that it is a need of the child."

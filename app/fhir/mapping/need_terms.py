"""What a concept is called, and whether what a sender calls it fits.

A display fits when it is any of the concept's terms in SNOMED CT, or one of the clinic's own words for it, compared
without case, accents, punctuation or spacing, and in British or American spelling. Source of the two extensions of a
coding: HL7 FHIR R4 `coding-sctdescid`, and UK Core `Extension-UKCore-CodingSCTDescDisplay` for the term that was
chosen where that is not the preferred one; their form before R4 is understood too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.clinical.checks import text_fault
from app.fhir.mapping.looking import Findings, Resource, extension_value, extensions
from app.fhir.structure.problems import IssueType
from app.fhir.systems import SCT_DESCRIPTION_ID
from app.fhir.terminology.known import KnownTerminology
from app.terminology.concept import ConceptId, check_digit
from app.terminology.refset import Member, TermKind
from app.terminology.spelling_variants import folded
from app.terminology.wording import normalised

DESCRIPTION_ID: Final = "http://hl7.org/fhir/StructureDefinition/coding-sctdescid"
CHOSEN_TERM: Final = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-CodingSCTDescDisplay"
_WITH_PARTS: Final = (
    SCT_DESCRIPTION_ID,
    "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid",
    DESCRIPTION_ID,
)

LONGEST_TERM: Final = 255
"""Characters of a term of SNOMED CT (Release File Specifications, description file)."""

_TAGGED: Final = re.compile(
    r"\s*\((?:disorder|finding|situation|observable entity|procedure|regime/therapy|event|morphologic abnormality"
    r"|physical object|qualifier value)\)\s*$"
)
_DESCRIPTION: Final = re.compile(r"[1-9][0-9]{2,14}[01]1[0-9]", re.ASCII)
_BREAKS: Final = re.compile(r"\s*[\r\n\t]+\s*")
_OURS: Final = frozenset({TermKind.CLINIC_LABEL, TermKind.EQUIVALENT, TermKind.SHORT_CODE, TermKind.FULLY_SPECIFIED})


@dataclass(frozen=True, slots=True)
class Called:
    """The term under which a concept was chosen, and the description, if it was named."""

    term: str
    description: int | None


@dataclass(frozen=True)
class ConceptTerms:
    """What a concept is called by the release in use, and by the reference set if it is or was a member."""

    concept: ConceptId
    known: KnownTerminology

    @cached_property
    def preferred(self) -> str | None:
        """Its preferred term; None when nothing is known of it."""
        if self._member is not None:
            return self._member.preferred_term
        found = self.known.concept(self.concept)
        return found.display if found is not None and found.designations else None

    @cached_property
    def descriptions(self) -> Mapping[int, str] | None:
        """Its descriptions and their terms; None where nothing says which it has."""
        edition = self.known.edition
        if edition is None or self.concept not in edition:
            return None
        ours = self._member.terms if self._member is not None else ()
        named = {each.description: each.text for each in ours if each.description is not None}
        return {**named, **{each.description: each.text for each in edition.terms(self.concept)}}

    def called(self, text: str) -> str | None:
        """The term to show for what somebody calls the concept; None when it is not called so."""
        if text == self.preferred:
            return text
        return self._shown.get(_key(text)) or self._shown.get(_key(_TAGGED.sub("", text)))

    @cached_property
    def _member(self) -> Member | None:
        return self.known.refset.known(self.concept)

    @cached_property
    def _shown(self) -> Mapping[str, str]:
        shown: dict[str, str] = {}
        for text, term in self._words():
            shown.setdefault(_key(text), term)
        return shown

    def _words(self) -> Iterator[tuple[str, str]]:
        """What it may be called, with what is shown for it: full names and the clinic's own words are not shown."""
        preferred, found = self.preferred, self.known.concept(self.concept)
        if preferred is None:
            return
        yield preferred, preferred
        for each in found.designations if found is not None else ():
            yield each.text, preferred if each.full else each.text
        for term in self._member.terms if self._member is not None else ():
            yield term.text, preferred if term.kind in _OURS else term.text
        if self._member is not None and self._member.fully_specified_name is not None:
            yield self._member.fully_specified_name, preferred


def called(coding: Resource, place: str, terms: ConceptTerms, findings: Findings) -> Called | None:
    """What a coding calls its concept: the term chosen, else the display, else the term of the description.

    None when it says nothing that may be shown. A display that contradicts the code, and a description that is not the
    concept's, are warned of and left out.
    """
    sent = tuple(_sent(coding))
    description = _description(coding, place, terms, findings)
    if terms.preferred is None:
        return next((Called(each, description) for each in map(tidied, sent) if fit_to_show(each)), None)
    found = [terms.called(each) for each in sent]
    if None in found:
        said = (
            f"The display contradicts the code {coding.get('code')}, which is none of its terms. "
            "It is recorded as the release calls the code; check which of the two is meant."
        )
        findings.warn(f"{place}.display", said, IssueType.CODE_INVALID)
    term = next((each for each in found if each is not None), None)
    if term is None and description is not None:
        term = terms.called((terms.descriptions or {}).get(description, ""))
    return Called(term or terms.preferred, description)


def fit_to_show(text: str) -> bool:
    """Whether a text sent as a term may be shown as one: neither blank nor over-long, and nothing hidden in it."""
    return 0 < len(text) <= LONGEST_TERM and text_fault(text) is None


def tidied(text: str) -> str:
    """A text on one line, without spaces at its ends."""
    return _BREAKS.sub(" ", text).strip()


def _key(text: str) -> str:
    return "".join(folded(word) for word in normalised(text[: 2 * LONGEST_TERM]).split())


def _sent(coding: Resource) -> Iterator[str]:
    """What a coding calls its concept: the term chosen, then the display."""
    chosen = []
    if "extension" in coding:
        chosen = [extension_value(coding, CHOSEN_TERM)]
        chosen += [each.get("valueString") for each in _parts(coding, "descriptiondisplay")]
    yield from (each for each in (*chosen, coding.get("display")) if isinstance(each, str) and each.strip())


def _parts(coding: Resource, name: str) -> Iterator[Resource]:
    """The parts with a name of the form that the description's extension had before R4."""
    for url in _WITH_PARTS:
        for each in extensions(coding, url):
            inner: Iterable[object] = each.get("extension") or ()
            yield from (
                part for part in inner if isinstance(part, dict) and str(part.get("url", "")).casefold() == name
            )


def _description(coding: Resource, place: str, terms: ConceptTerms, findings: Findings) -> int | None:
    if "extension" not in coding:
        return None
    sent = [extension_value(coding, url) for url in _WITH_PARTS]
    sent += [each.get("valueId", each.get("valueString")) for each in _parts(coding, "descriptionid")]
    text = next((each for each in sent if isinstance(each, str)), None)
    if text is None:
        return None
    found = _description_id(text)
    if found is not None and (terms.descriptions is None or found in terms.descriptions):
        return found
    said = "The description named is none of the concept's in the release in use. It is kept and not recorded."
    findings.warn(f"{place}.extension", said, IssueType.CODE_INVALID)
    return None


def _description_id(text: str) -> int | None:
    """The identifier of a description; None for anything else (SNOMED CT Release File Specifications, "SCTID")."""
    fits = _DESCRIPTION.fullmatch(text) is not None and int(text[-1]) == check_digit(text[:-1])
    return int(text) if fits else None

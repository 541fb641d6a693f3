"""The codes that a parameter asks for: named one by one, or by what lies below a concept, or by a value set."""

from collections.abc import Sequence
from typing import Final

from app.fhir.ports import Coded
from app.fhir.reading.written_values import NotReadable, token
from app.fhir.structure.problems import IssueType
from app.fhir.systems import SNOMED_CT
from app.fhir.terminology.implicit_sets import ImplicitSet, SetKind, implicit_set
from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import Problem as Unknown
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id

MOST_CONCEPTS: Final = 200_000
"""How many concepts one search may be about; the whole of SNOMED CT is more."""

_NO_CODE: Final = "It is written system|code, or code alone. To find any code of a system, or none, is not offered."
_NOT_SNOMED: Final = f"Only SNOMED CT has kinds below a code here. Send {SNOMED_CT}|code."
_NOT_KNOWN: Final = "The release in use does not have this concept."
_TOO_MANY: Final = f"That is more than {MOST_CONCEPTS:,} concepts. Ask for a narrower set."


class TooMany(NotReadable):
    """A set of codes is too large to search for."""


def named(values: Sequence[str]) -> Coded:
    """Codes written as `system|code` or `code`, of which any may fit.

    Raises:
        NotReadable: one has no code, or a line and no system.
    """
    concepts: set[ConceptId] = set()
    codes: set[str] = set()
    for each in values:
        system, code = token(each)
        if not code or system == "":
            raise NotReadable(_NO_CODE)
        codes.add(f"{system or ''}|{code}")
        if system in (None, SNOMED_CT):
            concepts.update(_concept(code))
    return Coded(frozenset(concepts), frozenset(codes))


def below(values: Sequence[str], known: KnownTerminology) -> Coded:
    """Concepts of SNOMED CT with all their kinds, written as `system|code` or `code`.

    Raises:
        NotReadable: one is of another system, no concept, or no release is loaded to tell its kinds.
    """
    concepts: set[ConceptId] = set()
    for each in values:
        system, code = token(each)
        if system not in (None, SNOMED_CT):
            raise NotReadable(_NOT_SNOMED)
        for concept in _concept(code) or (_unreadable(_NOT_KNOWN),):
            concepts |= _members(ImplicitSet(SetKind.KINDS_OF, concept), known)
    return Coded(frozenset(concepts))


def within(values: Sequence[str], known: KnownTerminology) -> Coded:
    """The concepts of implicit value sets of SNOMED CT, by their URLs.

    Raises:
        NotReadable: one is not known, or cannot be evaluated.
    """
    concepts: set[ConceptId] = set()
    for each in values:
        meant = implicit_set(each, known.versions)
        concepts |= _members(_told(meant), known)
    return Coded(frozenset(concepts))


def kind_of_refusal(fault: NotReadable) -> IssueType:
    """Of what kind the issue is that tells of a fault."""
    return IssueType.TOO_COSTLY if isinstance(fault, TooMany) else IssueType.VALUE


def _concept(code: str) -> tuple[ConceptId, ...]:
    try:
        return (parse_concept_id(code),)
    except InvalidConceptId:
        return ()


def _unreadable(said: str) -> ConceptId:
    raise NotReadable(said)


def _told(meant: ImplicitSet | Unknown) -> ImplicitSet:
    if isinstance(meant, Unknown):
        raise NotReadable(meant.diagnostic)
    return meant


def _members(meant: ImplicitSet, known: KnownTerminology) -> frozenset[ConceptId]:
    if meant.kind is SetKind.REFSETS:
        return frozenset(known.refset_ids())
    if known.own(meant):
        return frozenset(known.refset.members)
    selected = known.selected(meant)
    if isinstance(selected, Unknown):
        raise NotReadable(selected.diagnostic)
    if len(selected.places) > MOST_CONCEPTS:
        raise TooMany(_TOO_MANY)
    return frozenset(map(selected.edition.places.concept, selected.places))

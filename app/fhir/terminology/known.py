"""What is known of SNOMED CT here: by the release in use, and by the reference set where the release does not say."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from app.fhir.terminology.cost import MOST_WIDE_STEPS, wide_steps
from app.fhir.terminology.implicit_sets import ImplicitSet, SetKind
from app.fhir.terminology.parameters import SYSTEM, IssueCode, Problem
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.bitmaps import bitmap_of
from app.terminology.edition.ecl import ConstraintFault, select
from app.terminology.edition.ecl_parser import parse_constraint
from app.terminology.edition.edition import Edition
from app.terminology.edition.match import TermSet
from app.terminology.refset import Member, Refset, TermKind
from app.terminology.search import RefsetSearch

SETS_KEPT: Final = 64
"""How many value sets are kept ready, for the next letter that somebody types."""

_TOO_WIDE: Final = (
    f"The constraint has more than {MOST_WIDE_STEPS} operators on sets of concepts, such as << (…) or *. "
    "Ask for its parts one by one."
)


@dataclass(frozen=True, slots=True)
class Designation:
    """A term that SNOMED CT has for a concept; `full` for the fully specified name."""

    text: str
    full: bool


@dataclass(frozen=True, slots=True)
class KnownConcept:
    """A concept: its display, its terms, and whether it is active, None where nothing says so."""

    id: ConceptId
    display: str
    active: bool | None
    designations: tuple[Designation, ...]


@dataclass(frozen=True)
class Selected:
    """The concepts of a value set in a release: their places, ascending, as a bitmap or a range not to be changed."""

    edition: Edition
    places: Any

    @cached_property
    def terms(self) -> TermSet:
        """The searchable terms of these concepts; not for a range, within which everything is searched anyway."""
        return self.edition.search.terms_of(self.places)


class KnownTerminology:
    """The reference set in use with its search, and the release in use, None where only the shipped list is known.

    Only read from outside, and safe to share between threads.
    """

    def __init__(self, refset: Refset, edition: Edition | None, search: RefsetSearch) -> None:
        self.refset = refset
        self.edition = edition
        self.search = search
        self.selected = lru_cache(SETS_KEPT)(self._selected)

    @property
    def version(self) -> str | None:
        """The URI of the version of SNOMED CT in use."""
        return None if self.edition is None else self.edition.facts.version_uri

    @property
    def versions(self) -> tuple[str, ...]:
        """The URIs of the edition in use and of its version."""
        return (
            () if self.edition is None else (f"{SYSTEM}/{self.edition.facts.edition}", self.edition.facts.version_uri)
        )

    def concept(self, concept: ConceptId) -> KnownConcept | None:
        """What is known of a concept, None for nothing."""
        member = self.refset.known(concept)
        if self.edition is not None and concept in self.edition:
            return _of_edition(self.edition, concept)
        return None if member is None else _of_refset(member, concept in self.refset)

    def coded(self, code: str, parameter: str) -> KnownConcept | Problem:
        """The concept of a code as it was sent in a parameter, or why there is none."""
        try:
            found = self.concept(parse_concept_id(code))
        except InvalidConceptId as fault:
            what = f"The code is not the identifier of a SNOMED CT concept. {fault.mend}"
            return Problem(IssueCode.NOT_FOUND, what, parameter)
        unknown = f"The code is not known {self._where}. Check it, or load a release that has it."
        return found or Problem(IssueCode.NOT_FOUND, unknown, parameter)

    def own(self, meant: ImplicitSet) -> bool:
        """Whether a value set is the reference set of this service."""
        return meant.kind is SetKind.REFSET and meant.concept == self.refset.release.refset

    def refset_ids(self) -> tuple[ConceptId, ...]:
        """The reference sets that are known, by identifier."""
        listed = () if self.edition is None else self.edition.refset_ids()
        return tuple(sorted({self.refset.release.refset, *listed}))

    def display(self, concept: ConceptId) -> str:
        """What a concept or a reference set is called; its identifier when nothing says more."""
        found = self.concept(concept)
        if found is None and concept == self.refset.release.refset:
            return self.refset.release.name
        return str(concept) if found is None else found.display

    def _selected(self, meant: ImplicitSet) -> "Selected | Problem":
        """The concepts of a value set but the service's own and that of the reference sets.

        A Problem where there is no release, the release has not the concept named, or the constraint cannot be read.
        """
        if self.edition is None:
            return Problem(IssueCode.NOT_SUPPORTED, "No release of SNOMED CT is loaded to answer this from.", "url")
        try:
            if meant.kind is SetKind.CONSTRAINT and wide_steps(parse_constraint(meant.expression)) > MOST_WIDE_STEPS:
                return Problem(IssueCode.TOO_COSTLY, _TOO_WIDE, "url")
            places = _places(self.edition, meant)
        except ConstraintFault as fault:
            return Problem(IssueCode.VALUE, str(fault), "url")
        missing = "The release in use does not have the concept or reference set that the URL names."
        return Problem(IssueCode.NOT_FOUND, missing, "url") if places is None else Selected(self.edition, places)

    @property
    def _where(self) -> str:
        return "in the list in use" if self.edition is None else "in the release in use"


def _places(edition: Edition, meant: ImplicitSet) -> Any:
    """The places as a bitmap, None when the edition has not what is named. Raises ConstraintFault."""
    if meant.kind is SetKind.EVERYTHING:
        return range(len(edition))
    if meant.kind is SetKind.REFSET:
        members = edition.refset_places(meant.concept)
        return None if members is None else bitmap_of(members)
    if meant.kind is SetKind.KINDS_OF:
        return select(f"<< {meant.concept}", edition) if meant.concept in edition else None
    return select(meant.expression, edition)


def _of_edition(edition: Edition, concept: ConceptId) -> KnownConcept:
    terms = edition.terms(concept)
    designations = tuple(Designation(each.text, each.kind is EditionTermKind.FULLY_SPECIFIED) for each in terms)
    display = edition.preferred_term(concept) or next((each.text for each in designations), str(concept))
    return KnownConcept(concept, display, edition.is_active(concept), designations)


def _of_refset(member: Member, listed: bool) -> KnownConcept:
    """A concept that only the list has. Words that are the service's own are no designations of SNOMED CT."""
    full = () if member.fully_specified_name is None else (Designation(member.fully_specified_name, full=True),)
    synonyms = (each.text for each in member.terms if each.kind is TermKind.SYNONYM)
    names = dict.fromkeys((member.preferred_term, *synonyms))
    designations = (*full, *(Designation(each, full=False) for each in names))
    return KnownConcept(member.concept, member.preferred_term, True if listed else None, designations)

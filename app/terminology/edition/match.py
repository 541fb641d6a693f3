"""What a search of an edition answers, and the sets of terms it may be confined to."""

from dataclasses import dataclass

from pyroaring import BitMap

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionTermKind


@dataclass(frozen=True, slots=True)
class EditionMatch:
    """A concept that was found, and the term that found it.

    `exact`: the term, or an identifier of the concept, was typed in full. `suggested` says "did you mean": the term is
    found only if one letter of what was typed is taken for a slip. `active` is False only for a concept whose
    identifier was typed: it must not be recorded, and the caller may offer what replaces it. A concept without any
    term has `term_number` -1, `text` "" and the kind OTHER.
    """

    place: int
    concept: ConceptId
    term_number: int
    text: str
    kind: EditionTermKind
    exact: bool
    suggested: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class TermSet:
    """Concepts by place, and the numbers of their searchable terms: made once by `EditionSearch.terms_of` and kept.

    Neither bitmap may be changed afterwards.
    """

    places: BitMap
    terms: BitMap

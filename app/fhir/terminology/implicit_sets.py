"""The value sets that SNOMED CT has without anybody defining them, by their URLs.

Source: HL7 FHIR R4 4.0.1, "Using SNOMED CT with FHIR", section "Implicit Value Sets".
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import unquote

from app.fhir.terminology.parameters import SYSTEM, IssueCode, Problem
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id

LONGEST_CONSTRAINT: Final = 2_000
"""Characters of an expression constraint that are evaluated for a caller who waits."""

NO_CONCEPT: Final = ConceptId(0)
"""What a value set that is not about one concept has instead; no concept has this identifier."""

_MARK: Final = "?fhir_vs"


class SetKind(Enum):
    """Which concepts are meant."""

    EVERYTHING = "every concept"
    REFSETS = "the reference sets"
    REFSET = "the members of one reference set"
    KINDS_OF = "a concept and its kinds"
    CONSTRAINT = "what an expression constraint selects"


@dataclass(frozen=True, slots=True)
class ImplicitSet:
    """A value set: `concept` is that of the reference set or of the highest concept, `expression` the constraint's."""

    kind: SetKind
    concept: ConceptId = NO_CONCEPT
    expression: str = ""


def implicit_set(url: str, versions: tuple[str, ...]) -> ImplicitSet | Problem:
    """The value set of a URL such as "http://snomed.info/sct?fhir_vs=isa/404684003".

    `versions` are the URIs, besides that of the code system, that name the release in use. What follows the mark may
    be percent-encoded.
    """
    base, mark, query = url.partition(_MARK)
    if not mark or not base.startswith(SYSTEM) or (query and not query.startswith("=")):
        return _unknown(f"Only the implicit value sets of SNOMED CT are known, such as {SYSTEM}{_MARK}=refset.")
    if base not in (SYSTEM, *versions):
        return _unknown("The URL names an edition or a version that is not in use here. Leave it out of the URL.")
    return _of_query(unquote(query[1:])) if query else ImplicitSet(SetKind.EVERYTHING)


def _of_query(query: str) -> ImplicitSet | Problem:
    kind, slash, rest = query.partition("/")
    if kind == "refset" and not slash:
        return ImplicitSet(SetKind.REFSETS)
    if kind == "ecl" and slash:
        return _of_constraint(rest)
    if kind == "refset":
        return _of_concept(SetKind.REFSET, rest)
    if kind == "isa" and slash:
        return _of_concept(SetKind.KINDS_OF, rest)
    return _unknown("After fhir_vs= write refset, refset/ID, isa/ID or ecl/EXPRESSION.")


def _of_concept(kind: SetKind, text: str) -> ImplicitSet | Problem:
    try:
        return ImplicitSet(kind, parse_concept_id(text))
    except InvalidConceptId as fault:
        return _unknown(f"The identifier in the URL is not one of a concept. {fault.mend}")


def _of_constraint(expression: str) -> ImplicitSet | Problem:
    if len(expression) > LONGEST_CONSTRAINT:
        what = f"The expression constraint is longer than {LONGEST_CONSTRAINT} characters. Ask for less at a time."
        return Problem(IssueCode.TOO_COSTLY, what, "url")
    return ImplicitSet(SetKind.CONSTRAINT, expression=expression)


def _unknown(diagnostic: str) -> Problem:
    return Problem(IssueCode.NOT_FOUND, diagnostic, "url")

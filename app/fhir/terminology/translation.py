"""ConceptMap/$translate of concepts that SNOMED CT has inactivated.

Source: HL7 FHIR R4 4.0.1, ConceptMap, operation translate, and the value set concept-map-equivalence. Only the one
concept that a release names as the same or the replacement is equivalent. Of several such, each is inexact: choosing
is a person's judgement. A concept that the inactive one was a kind of is wider.
"""

from collections.abc import Iterator

from app.fhir.terminology.known import KnownConcept, KnownTerminology
from app.fhir.terminology.parameters import Problem, Resource, coding, of_parts, parameters, valued
from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.edition.history import AssociationKind, Successors


def translate(known: KnownTerminology, code: str) -> Resource:
    """The Parameters with the concepts that stand in for a code, the nearest first; an active one stands for itself.

    The result is false, with a message, for a code that is not known and for one that nothing stands in for.
    """
    concept = known.coded(code, "code")
    if isinstance(concept, Problem):
        return _nothing(concept.diagnostic)
    if concept.active:
        return _found((_match("equal", concept.id, concept.display),))
    if concept.active is None or known.edition is None:
        return _nothing("No release of SNOMED CT is loaded that says what became of the concept.")
    return _replaced(known.edition, concept)


def _replaced(edition: Edition, concept: KnownConcept) -> Resource:
    successors = edition.history.successors(concept.id)
    matches = tuple(
        _match(equivalence, each, edition.preferred_term(each) or str(each))
        for equivalence, each in _equivalences(successors)
    )
    if matches:
        return _found(matches)
    words = successors.reason.words if successors.reason is not None else None
    why = f" ({words})" if words else ""
    return _nothing(f"The concept is inactive{why}, and the release in use names no active one instead.")


def _equivalences(successors: Successors) -> Iterator[tuple[str, ConceptId]]:
    if successors.certain is not None:
        yield "equivalent", successors.certain
    for kind, concept in successors.possible:
        yield "wider" if kind is AssociationKind.WAS_A else "inexact", concept


def _match(equivalence: str, concept: ConceptId, display: str) -> Resource:
    parts = (valued("equivalence", "Code", equivalence), valued("concept", "Coding", coding(concept, display)))
    return of_parts("match", parts)


def _found(matches: tuple[Resource, ...]) -> Resource:
    return parameters(valued("result", "Boolean", True), *matches)


def _nothing(message: str) -> Resource:
    return parameters(valued("result", "Boolean", False), valued("message", "String", message))

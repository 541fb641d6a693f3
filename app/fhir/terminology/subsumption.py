"""CodeSystem/$subsumes: whether one code is a kind of another (HL7 FHIR R4 4.0.1, CodeSystem, operation subsumes)."""

from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import IssueCode, Problem, Resource, parameters, valued
from app.terminology.concept import ConceptId
from app.terminology.edition.hierarchy import Hierarchy


def subsumes(known: KnownTerminology, code_a: str, code_b: str) -> Resource | Problem:
    """The Parameters with the outcome: equivalent, subsumes (A is the wider one), subsumed-by or not-subsumed.

    An inactive concept has no place in the hierarchy, so it is equivalent to itself alone. A Problem when a code is not
    known, or the two differ and no release is loaded.
    """
    above, below = known.coded(code_a, "codeA"), known.coded(code_b, "codeB")
    if isinstance(above, Problem):
        return above
    if isinstance(below, Problem):
        return below
    if above.id == below.id:
        return parameters(valued("outcome", "Code", "equivalent"))
    if known.edition is None or above.id not in known.edition or below.id not in known.edition:
        what = "No release of SNOMED CT is loaded that says how these two concepts stand to one another."
        return Problem(IssueCode.NOT_SUPPORTED, what, "codeA")
    return parameters(valued("outcome", "Code", _outcome(known.edition.hierarchy, above.id, below.id)))


def _outcome(hierarchy: Hierarchy, first: ConceptId, second: ConceptId) -> str:
    if hierarchy.subsumes(first, second):
        return "subsumes"
    return "subsumed-by" if hierarchy.subsumes(second, first) else "not-subsumed"

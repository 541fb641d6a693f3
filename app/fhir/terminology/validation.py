"""$validate-code of CodeSystem and of ValueSet: whether a code is one, and is called so.

Source: HL7 FHIR R4 4.0.1, operations validate-code of both resources. An inactive concept is one of the code system,
so it is valid there, and `inactive` tells. A display is right when it is any of the concept's terms, in whatever case.
"""

from app.fhir.terminology.implicit_sets import ImplicitSet, SetKind, implicit_set
from app.fhir.terminology.known import KnownConcept, KnownTerminology
from app.fhir.terminology.parameters import Problem, Resource, parameters, valued


def validate_code(
    known: KnownTerminology, code: str, display: str | None = None, url: str | None = None
) -> Resource | Problem:
    """The Parameters for a code; with the `url` of an implicit value set, for the code in it.

    A Problem only when the value set is not known: a code that is not valid is the answer, not an error.
    """
    meant = None if url is None else implicit_set(url, known.versions)
    if isinstance(meant, Problem):
        return meant
    concept = known.coded(code, "code")
    within = True if meant is None else _within(known, meant, None if isinstance(concept, Problem) else concept)
    if isinstance(within, Problem):
        return within
    if isinstance(concept, Problem):
        return parameters(valued("result", "Boolean", False), valued("message", "String", concept.diagnostic))
    return _answer(concept, display, within)


def _within(known: KnownTerminology, meant: ImplicitSet, concept: KnownConcept | None) -> bool | Problem:
    """Whether the value set has the concept; also asked without one, for whether the value set is known."""
    if meant.kind is SetKind.EVERYTHING:
        return concept is not None
    if meant.kind is SetKind.REFSETS:
        return concept is not None and concept.id in known.refset_ids()
    if known.own(meant):
        return concept is not None and concept.id in known.refset
    selected = known.selected(meant)
    if isinstance(selected, Problem):
        return selected
    place = None if concept is None else selected.edition.place(concept.id)
    return place is not None and place in selected.places


def _answer(concept: KnownConcept, display: str | None, within: bool) -> Resource:
    inactive = concept.active is False
    wrong = [] if within else ["The code is not in the value set."]
    if display is not None and not _called(concept, display):
        wrong.append(f"The display is not one of the code's terms. It is called “{concept.display}”.")
    hints = ["The concept is inactive; $translate names what stands in for it."] if inactive else []
    return parameters(
        valued("result", "Boolean", not wrong),
        valued("message", "String", " ".join((*wrong, *hints)) or None),
        valued("display", "String", concept.display),
        valued("inactive", "Boolean", True if inactive else None),
    )


def _called(concept: KnownConcept, display: str) -> bool:
    terms = {concept.display, *(each.text for each in concept.designations)}
    return _plain(display) in map(_plain, terms)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

"""CodeSystem/$lookup: what is known of a code (HL7 FHIR R4 4.0.1, CodeSystem, operation lookup).

Names and types of the properties: "Using SNOMED CT with FHIR", section "SNOMED CT Properties". `effectiveTime` is as
releases write it, such as "20261124".
"""

from collections.abc import Collection, Iterator
from typing import Final

from app.fhir.terminology.known import Designation, KnownConcept, KnownTerminology
from app.fhir.terminology.parameters import Problem, Resource, coding, of_parts, parameters, valued
from app.terminology.concept import ConceptId

FULLY_SPECIFIED: Final = coding(ConceptId(900000000000003001), "Fully specified name")
SYNONYM: Final = coding(ConceptId(900000000000013009), "Synonym")


def lookup(known: KnownTerminology, code: str, properties: Collection[str] = ()) -> Resource | Problem:
    """The Parameters of a code; a Problem of code not-found when it is not known.

    `properties` names those to answer with, "designation" for the terms among them; without any, all.
    """
    concept = known.coded(code, "code")
    if isinstance(concept, Problem):
        return concept
    designations = concept.designations if not properties or "designation" in properties else ()
    return parameters(
        valued("name", "String", "SNOMED CT"),
        valued("version", "String", known.version),
        valued("display", "String", concept.display),
        *(_designation(each) for each in designations),
        *(_property(*each) for each in _properties(known, concept) if not properties or each[0] in properties),
    )


def use(full: bool) -> Resource:
    """What a term is to its concept, as a Coding."""
    return dict(FULLY_SPECIFIED if full else SYNONYM)


def _designation(term: Designation) -> Resource:
    return of_parts(
        "designation",
        (
            valued("language", "Code", "en"),
            valued("use", "Coding", use(term.full)),
            valued("value", "String", term.text),
        ),
    )


def _property(code: str, kind: str, value: object) -> Resource:
    return of_parts("property", (valued("code", "Code", code), valued("value", kind, value)))


def _properties(known: KnownTerminology, concept: KnownConcept) -> Iterator[tuple[str, str, object]]:
    """(code, kind of the value, value) of each; only of those that the release or the list says something about."""
    if concept.active is not None:
        yield "inactive", "Boolean", not concept.active
    found = None if known.edition is None else known.edition.concept(concept.id)
    if found is None or known.edition is None:
        return
    yield "moduleId", "Code", str(found.module)
    yield "sufficientlyDefined", "Boolean", found.defined
    yield "effectiveTime", "String", f"{found.effective:%Y%m%d}"
    for parent in known.edition.hierarchy.parents(concept.id):
        yield "parent", "Code", str(parent)
    for child in known.edition.hierarchy.children(concept.id):
        yield "child", "Code", str(child)

"""RelatedPerson: of all who are related to a child, the mother's NHS number is recorded (CSDS CYP001)."""

from collections.abc import Iterator
from typing import Final

from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.fhir.mapping.given import FactGiven
from app.fhir.mapping.looking import Findings, Resource, code_of, listed, reference
from app.fhir.mapping.patient_facts import extensions_said, fact_extension, facts_said, kind_by_url
from app.fhir.mapping.patient_nhs_number import is_nhs_number, number_identifier, number_said
from app.fhir.mapping.patient_said import Said, ended
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import ROLE_CODE
from app.identity import shown

OWNED: Final = frozenset({"extension", "identifier"})
"""The elements rendered from the record. `mother_over_sent` brings back what of them is only kept."""

_MOTHER: Final = frozenset({"MTH", "NMTH"})
_NUMBER: Final = FactKind.MOTHER_NHS_NUMBER
_STATUS: Final = FactKind.MOTHER_NHS_NUMBER_STATUS


def facts_from_related_person(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> tuple[FactGiven, ...]:
    """What a RelatedPerson says of the mother's NHS number; nothing where it is somebody else, or no longer holds."""
    if not is_mother(resource) or resource.get("active") is False or ended(resource, surroundings.today):
        return ()
    by_elements = _number(resource, findings, surroundings)
    by_extensions = extensions_said(resource, findings, (_NUMBER, _STATUS))
    return facts_said(by_elements, by_extensions, findings, surroundings.today)


def is_mother(resource: Resource) -> bool:
    """Whether a RelatedPerson is the child's mother (HL7 v3 RoleCode MTH, or NMTH: natural mother)."""
    return any(code_of(each, ROLE_CODE) in _MOTHER for each in listed(resource, "relationship"))


def _number(resource: Resource, findings: Findings, surroundings: Surroundings) -> Iterator[Said]:
    said = number_said(resource, findings, None, surroundings.today)
    if said is None:
        return
    if said.value is not None:
        yield Said(_NUMBER, f"{said.path}.value", FactAnswer.KNOWN, said.value, said.since, said.until)
    if said.status is not None:
        yield Said(_STATUS, f"{said.path}.extension", FactAnswer.KNOWN, said.status, said.since, said.until)


def mother_from_child(child: Child, surroundings: Surroundings) -> Resource | None:
    """The child's mother as far as her NHS number is known today, under the child's identity; None when nothing is."""
    facts = [fact for kind in (_NUMBER, _STATUS) if (fact := child.fact(kind, surroundings.today)) is not None]
    asked = [each for each in facts if each.answer is not FactAnswer.NOT_ASKED]
    if not asked:
        return None
    identifiers, extensions = _rendered(asked)
    whole = {
        "resourceType": "RelatedPerson",
        "id": shown(child.id),
        "extension": extensions,
        "identifier": identifiers,
        "patient": reference("Patient", child.id),
        "relationship": [{"coding": [{"system": ROLE_CODE, "code": "MTH"}]}],
    }
    return {name: value for name, value in whole.items() if value != []}


def mother_over_sent(child: Child, surroundings: Surroundings, sent: Resource) -> Resource:
    """The same laid over the last RelatedPerson that a system sent of her, whose id it has.

    Her other identifiers, and extensions of others than us, stand beside.
    """
    rendered = mother_from_child(child, surroundings)
    if rendered is None:
        return sent
    ours = frozenset(url for url, kind in kind_by_url().items() if kind in (_NUMBER, _STATUS))
    extensions = [each for each in listed(sent, "extension") if each.get("url") not in ours]
    identifiers = [each for each in listed(sent, "identifier") if not is_nhs_number(each)]
    whole = {
        **sent,
        "extension": [*listed(rendered, "extension"), *extensions],
        "identifier": [*listed(rendered, "identifier"), *identifiers],
    }
    return {name: value for name, value in whole.items() if value != []}


def _rendered(facts: list[ChildFact]) -> tuple[list[Resource], list[Resource]]:
    """The identifier, and the extensions that say what it cannot; one period is said by it, two by extensions."""
    known = {each.kind: each for each in facts if each.answer is FactAnswer.KNOWN}
    periods = {(each.since, each.until) for each in known.values()}
    together = len(periods) == 1
    number, status = (known[kind].value if kind in known else None for kind in (_NUMBER, _STATUS))
    period = periods.pop() if together else (None, None)
    identifiers = [number_identifier(number, status, *period)] if known else []
    apart = [each for each in facts if not together or each.kind not in known]
    return identifiers, [made for each in apart if (made := fact_extension(each, valued=False)) is not None]

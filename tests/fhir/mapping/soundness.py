"""Whether a resource that is sent is one that would be accepted, and what is noted of one that is read."""

from app.fhir.mapping.looking import Findings, Resource
from app.fhir.structure.problems import Severity
from tests.fhir.mapping.core_values import received


def sound(resource: Resource) -> Resource:
    """The resource, once the models and the structural check have let it pass, as JSON brings it back."""
    return received(resource)


def noted(findings: Findings) -> list[tuple[Severity, str]]:
    """What was noted: how bad, and where."""
    return [(each.severity, each.expression) for each in findings.problems]


def here() -> Findings:
    """Findings of a resource that is the first of a bundle."""
    return Findings("Bundle.entry[0].resource", [])

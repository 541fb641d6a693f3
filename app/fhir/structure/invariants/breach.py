"""An invariant that is broken, and where."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.fhir.structure.problems import IssueType, Problem, Severity

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken invariant: its key, the element relative to the resource ("" for all of it), and what mends it."""

    rule: str
    element: str
    diagnostic: str
    code: IssueType = IssueType.INVARIANT
    severity: Severity = Severity.ERROR

    def problem(self, place: str) -> Problem:
        """The problem, of a resource that stands at the FHIRPath `place`."""
        where = f"{place}.{self.element}" if self.element else place
        return Problem(self.code, where, self.diagnostic, self.rule, self.severity)


Breaches = Iterator[Breach]
Invariant = Callable[[Json], Iterable[Breach]]


def codes_of(concept: Json | None, system: str) -> frozenset[str]:
    """The codes of `system` among the codings of a CodeableConcept."""
    codings = (concept or {}).get("coding", ())
    return frozenset(each["code"] for each in codings if each.get("system") == system and "code" in each)


def items_below(listed: Iterable[Json], name: str, place: str) -> Iterator[tuple[Json, str]]:
    """Every object of a list and of the lists `name` inside them, with its place."""
    waiting = [(each, f"{place}[{index}]") for index, each in enumerate(listed)]
    while waiting:
        each, where = waiting.pop()
        yield each, where
        waiting += [(inner, f"{where}.{name}[{index}]") for index, inner in enumerate(each.get(name, ()))]

"""The way in for every FHIR body: `checked`."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.fhir.structure import wording
from app.fhir.structure.describe import Describer
from app.fhir.structure.invariants.by_type import breaches
from app.fhir.structure.invariants.data_types import data_type_breaches, may_break
from app.fhir.structure.json_text import Parsed, compact_text, parsed
from app.fhir.structure.limits import Limits
from app.fhir.structure.nested import Placed, resources_in
from app.fhir.structure.problems import MOST_PROBLEMS, IssueType, Problem, Severity
from app.fhir.structure.r4 import R4
from app.fhir.structure.work import Work


@dataclass(frozen=True, slots=True)
class Checked:
    """A body that fits R4: the bytes as received, the resource in them, and warnings.

    `received` is the record of what was sent. Numbers in `resource` are binary: `1.50` reads as 1.5 there.
    """

    received: bytes
    resource: dict[str, Any]
    warnings: tuple[Problem, ...] = ()


def checked(
    received: bytes, r4: R4, *, limits: Limits, accepted: frozenset[str] | None = None
) -> Checked | tuple[Problem, ...]:
    """Judge a received body by the structure of R4: JSON, elements, code lists, dates, references, invariants.

    Args:
        received: the body as it came, UTF-8 with or without a byte order mark.
        r4: from `load.load_r4`.
        limits: how large the body may be.
        accepted: the resource types taken, at every depth; all that `r4` defines when it is None.

    Returns:
        The checked resource, or the problems that refuse it: at least one, at most `MOST_PROBLEMS`, in the order of
        the body. What the check does not know (whether codes exist, references resolve, profiles are kept) is left to
        those who do.
    """
    body = parsed(received, limits)
    if isinstance(body, Problem):
        return (body,)
    placed = resources_in(body.tree, limits)
    if isinstance(placed, Problem):
        return (placed,)
    found = tuple(islice(_Judgement(r4, body, accepted).problems(placed), MOST_PROBLEMS))
    if any(each.severity is Severity.ERROR for each in found):
        return found
    return Checked(received, body.tree, found)


class _Judgement:
    """Judges the resources of one body, by their types, with one allowance of work to describe what fails."""

    def __init__(self, r4: R4, body: Parsed, accepted: frozenset[str] | None) -> None:
        self._is_valid = r4.validator.is_valid
        self._definitions = r4.definitions
        self._accepted = r4.definitions.resources if accepted is None else accepted & r4.definitions.resources
        self._data_types_suspect = may_break(body.compact)
        self._work = Work()

    def problems(self, placed: list[Placed]) -> Iterator[Problem]:
        """What is wrong, resource by resource."""
        for each in placed:
            resource = each.value
            if not isinstance(resource, dict):
                continue  # the resource around it says so
            type_name = resource.get("resourceType")
            if not isinstance(type_name, str) or type_name not in self._accepted:
                yield self._not_accepted(type_name, each)
            elif self._is_valid({type_name: resource}):
                yield from self._broken_invariants(each)
            else:
                yield from self._described(each, type_name)

    def _broken_invariants(self, each: Placed) -> Iterator[Problem]:
        for breach in breaches(each.value, each.contained):
            yield breach.problem(each.expression)
        if self._data_types_suspect and may_break(compact_text(each.value) or b""):
            ids = _ids_in(each.holder.value if each.contained else each.value)
            for breach in data_type_breaches(each.value, ids, self._definitions.structures):
                yield breach.problem(each.expression)

    def _described(self, each: Placed, type_name: str) -> Iterator[Problem]:
        place = each.expression
        said = False
        for problem in Describer(self._definitions, self._work).problems(each.value, type_name, place):
            said = True
            yield problem
        if self._work.exhausted:
            yield Problem(IssueType.TOO_COSTLY, place, wording.TOO_MUCH_TO_DESCRIBE)
        elif not said:
            yield Problem(IssueType.STRUCTURE, place, wording.DOES_NOT_FIT)

    def _not_accepted(self, type_name: object, each: Placed) -> Problem:
        if isinstance(type_name, str) and type_name in self._definitions.r4_types:
            return Problem(IssueType.NOT_SUPPORTED, each.expression, wording.not_accepted(type_name))
        return Problem(IssueType.STRUCTURE, f"{each.expression}.resourceType", wording.NO_TYPE)


def _ids_in(resource: dict[str, Any]) -> frozenset[str]:
    contained = resource.get("contained", ())
    return frozenset(one["id"] for one in contained if isinstance(one, dict) and isinstance(one.get("id"), str))

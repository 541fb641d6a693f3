"""A search made ready to be asked of the sources: its shape, its parameters, and where it goes on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from app.fhir.ports import After, Coded, Hit, Named, NamePart, SortBy, Sought
from app.identity import Identity
from app.register.names import name_key
from app.store.fhir_spans import Span
from app.store.fhir_statements import NO_DATE_FIRST, NO_DATE_LAST, Shape
from app.store.fhir_visit_sources import RECORDED

RANGES: Final = ("on_from", "on_to", "updated_from", "updated_to", "born_from", "born_to")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search, ready to be asked of each source: its shape and its parameters."""

    organisation: Identity
    shape: Shape
    parameters: Mapping[str, Any]

    def with_given(self, **parameters: object) -> "Asked":
        """The same with further parameters."""
        given = {**self.parameters, **parameters}
        return Asked(self.organisation, replace(self.shape, given=frozenset(given)), given)

    def within(self, span: Span) -> "Asked":
        """The same within a span."""
        narrower = self.with_given(span_from=span.start, span_to=span.end)
        return replace(narrower, shape=replace(narrower.shape, span=span.column))

    def span(self, column: str) -> Span:
        """The span of a column that is asked for."""
        name = "updated" if column == RECORDED else "on"
        return Span(column, self.parameters.get(f"{name}_from"), self.parameters.get(f"{name}_to"))


def asks(given: frozenset[str], name: str) -> bool:
    """Whether a search asks for a range of something."""
    return f"{name}_from" in given or f"{name}_to" in given


def clauses_of(sought: Sought) -> list[Coded]:
    """The codes sought, of each of which one must fit."""
    first = Coded(sought.concepts or frozenset(), sought.codes or frozenset())
    return [*([first] if sought.concepts is not None or sought.codes is not None else []), *sought.coded]


def names_sought(sought: Sought) -> list[list[Named]] | None:
    """The keys of the names sought, to be compared with what begins with them; None when one clause can fit nobody."""
    single = ((NamePart.FAMILY, sought.family), (NamePart.GIVEN, sought.given))
    clauses = [*sought.named, *(frozenset({(part, name)}) for part, name in single if name is not None)]
    keys = [sorted({(part, f"{name_key(name)}%") for part, name in each if name_key(name)}) for each in clauses]
    return keys if all(keys) else None


def place_of(after: After | None, sought: Sought) -> dict[str, object]:
    """The parameters that say where the page before ended."""
    if after is None:
        return {}
    if sought.sort is SortBy.ID:
        return {"after_id": after.id}
    return {"after_id": after.id, "after_value": after.value or _no_date(sought)}


def _no_date(sought: Sought) -> date:
    return NO_DATE_LAST if sought.descending else NO_DATE_FIRST


def order_of(sought: Sought) -> Callable[[Hit], Any]:
    """By what hits are sorted; what has no date comes last."""
    if sought.sort is SortBy.UPDATED:
        return lambda hit: (hit.updated, hit.id)
    if sought.sort is SortBy.DATE:
        return lambda hit: (hit.on or _no_date(sought), hit.id)
    return lambda hit: hit.id


def rest_of(span: Span, reached: Any, descending: bool) -> Span:
    """What is left of a span from where the page before ended."""
    if reached is None:
        return span
    if descending:
        return Span(span.column, span.start, reached if span.end is None else min(span.end, reached))
    return Span(span.column, reached if span.start is None else max(span.start, reached), span.end)

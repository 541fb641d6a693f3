"""A child's dated facts as the analytics copy holds them: areas in place of addresses, codes for the rest."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.clinical.child_facts import NEVER
from app.reports.copy.places import UNKNOWN, Places
from app.reports.observed import FactRow

_AREAS: Final = frozenset({FactKind.POSTCODE, FactKind.GP_PRACTICE})
"""The facts that are not to be known themselves: they are held as what they lie in."""

_CODES: Final[Mapping[FactKind, str]] = MappingProxyType(
    {
        FactKind.RESPONSIBLE_AUTHORITY: "responsible_authority",
        FactKind.ETHNIC_CATEGORY: "ethnic_category",
        FactKind.LOOKED_AFTER: "looked_after",
        FactKind.EHC_PLAN: "ehc_plan",
    }
)
"""What is held as it is."""

_BY_KIND: Final = attrgetter("kind", "recorded_at", "id")


def fact_rows(child: Child, pseudonym: int, places: Places) -> tuple[FactRow, ...]:
    """The rows of a child's facts, by kind and then as they were recorded.

    That something was not asked makes a row only where it takes back what was said before: nothing is known then.
    """
    wanted = [fact for fact in child.facts if fact.kind in _CODES or fact.kind in _AREAS]
    return tuple(
        [
            FactRow(pseudonym, child.organisation, kind, value, fact.since, fact.until, fact.recorded_at, fact.id)
            for fact in _said(sorted(wanted, key=_BY_KIND))
            for kind, value in _held_as(fact, places)
        ]
    )


def died_on(child: Child) -> date | None:
    """The day on which a child died, as last recorded."""
    said = [fact for fact in child.facts if fact.kind is FactKind.DEATH_DATE and fact.until != NEVER]
    last = max(said, key=lambda fact: (fact.recorded_at, fact.id), default=None)
    try:
        return date.fromisoformat(last.value) if last is not None and last.value is not None else None
    except ValueError:
        return None


def _said(facts: Iterable[ChildFact]) -> Iterator[ChildFact]:
    told: set[FactKind] = set()
    for fact in facts:
        asked = fact.answer is not FactAnswer.NOT_ASKED
        if (asked or fact.kind in told) and fact.until != NEVER:
            yield fact
        if asked:
            told.add(fact.kind)


def _held_as(fact: ChildFact, places: Places) -> tuple[tuple[str, str], ...]:
    code = _CODES.get(fact.kind)
    if code is not None:
        return ((code, UNKNOWN if fact.answer is FactAnswer.NOT_ASKED else fact.value or ""),)
    if fact.kind is FactKind.GP_PRACTICE:
        return (("icb", places.board(fact.value)),)
    authority = places.local_authority(fact.value)
    return (
        ("local_authority", authority),
        ("region", places.region(authority)),
        ("deprivation_decile", places.decile(fact.value)),
    )

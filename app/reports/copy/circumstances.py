"""A child's dated facts as the analytics copy holds them: areas in place of addresses, codes for the rest."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Final

from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.clinical.child_facts import NEVER
from app.reports.copy.places import UNKNOWN, Places
from app.reports.observed import FactRow

_AsHeld = tuple[tuple[str, Callable[[Places, str | None], str]], ...]

_AREAS: Final[Mapping[FactKind, _AsHeld]] = MappingProxyType(
    {
        FactKind.POSTCODE: (
            ("local_authority", Places.local_authority),
            ("region", lambda places, value: places.region(places.local_authority(value))),
            ("deprivation_decile", Places.decile),
        ),
        FactKind.GP_PRACTICE: (("icb", Places.board),),
    }
)
"""What a fact is held as that itself is not to be known."""

_CODES: Final[Mapping[FactKind, str]] = MappingProxyType(
    {
        FactKind.RESPONSIBLE_AUTHORITY: "responsible_authority",
        FactKind.ETHNIC_CATEGORY: "ethnic_category",
        FactKind.LOOKED_AFTER: "looked_after",
        FactKind.EHC_PLAN: "ehc_plan",
    }
)
"""What is held as it is."""


def fact_rows(child: Child, pseudonym: int, places: Places) -> Iterator[FactRow]:
    """The rows of a child's facts, by kind and then as they were recorded.

    That something was not asked makes a row only where it takes back what was said before: nothing is known then.
    """
    wanted = (fact for fact in child.facts if fact.kind in _AREAS or fact.kind in _CODES)
    ordered = sorted(wanted, key=lambda fact: (fact.kind, fact.recorded_at, fact.id))
    for _, of_kind in groupby(ordered, key=lambda fact: fact.kind):
        for fact in _said(of_kind):
            for kind, value in _held_as(fact, places):
                yield FactRow(
                    *(pseudonym, child.organisation, kind, value, fact.since, fact.until, fact.recorded_at, fact.id)
                )


def died_on(child: Child) -> date | None:
    """The day on which a child died, as last recorded."""
    said = [fact for fact in child.facts if fact.kind is FactKind.DEATH_DATE and fact.until != NEVER]
    last = max(said, key=lambda fact: (fact.recorded_at, fact.id), default=None)
    try:
        return date.fromisoformat(last.value) if last is not None and last.value is not None else None
    except ValueError:
        return None


def _said(of_kind: Iterable[ChildFact]) -> Iterator[ChildFact]:
    anything = False
    for fact in of_kind:
        asked = fact.answer is not FactAnswer.NOT_ASKED
        if (asked or anything) and fact.until != NEVER:
            yield fact
        anything = anything or asked


def _held_as(fact: ChildFact, places: Places) -> Iterator[tuple[str, str]]:
    code = _CODES.get(fact.kind)
    if code is not None:
        yield code, UNKNOWN if fact.answer is FactAnswer.NOT_ASKED else fact.value or ""
        return
    for kind, held_as in _AREAS[fact.kind]:
        yield kind, held_as(places, fact.value)

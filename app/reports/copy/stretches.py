"""The stretches of time in which a child's needs stood unchanged."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from app.clinical.encounter import Encounter
from app.clinical.history import Said, said_by_day
from app.clinical.needs import Certainty, Change, Statement
from app.identity import Identity
from app.reports.observed import NeedRow
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset

_STANDING: Final = frozenset(each for each in Change if each.standing)


class Counting(NamedTuple):
    """What a need counts as: constant in a stretch."""

    concept: ConceptId | None
    group: str
    certainty: str
    counted: bool
    sensitive: bool


@dataclass(slots=True)
class _Stretch:
    need: Identity
    counting: Counting
    since: date
    first: bool
    until: date | None = None
    resolved: bool = False


def counting_of(concept: ConceptId | None, group: Group, certainty: Certainty, refset: Refset) -> Counting:
    """What a statement with these counts as, by the rules of the complexity profile but for its groups: as the member
    of the reference set, or what has replaced its concept there; nobody who has it excluded is counted."""
    member = refset.counting(concept)
    if member is None:
        return Counting(concept, group.value, certainty.value, counted=False, sensitive=False)
    counted = member.counted and certainty is not Certainty.EXCLUDED
    return Counting(member.concept, member.group.value, certainty.value, counted, member.sensitive)


class Countings:
    """What statements count as under one reference set; each kind of statement is looked up once."""

    __slots__ = ("_known", "_refset")

    def __init__(self, refset: Refset) -> None:
        self._refset = refset
        self._known: dict[tuple[ConceptId | None, Group, Certainty], Counting] = {}

    def of(self, said: Statement) -> Counting:
        """What a statement counts as; the same object for statements that say the same."""
        key = said.concept, said.group, said.certainty
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = counting_of(*key, self._refset)
        return found


def need_rows(
    encounters: Sequence[Encounter],
    of: tuple[int, int],
    first_captured_on: date | None,
    in_error: Collection[Identity],
    countings: Countings,
) -> tuple[NeedRow, ...]:
    """The rows of a child's needs, by need and time; `of` are the pseudonym and the organisation.

    `encounters` are the current versions of all encounters, `in_error` the needs withdrawn at them. An encounter that
    was entered in error still takes back what it was the first to state. A need that was entered in error has no row,
    whatever was said of it before.
    """
    stretches: dict[Identity, list[_Stretch]] = {}
    for on, said in said_by_day([_heeded(each) for each in encounters]):
        for each in said:
            if each.need not in in_error:
                _advance(each, on, countings, stretches.setdefault(each.need, []))
    return tuple([_row(stretch, of, first_captured_on) for known in stretches.values() for stretch in known])


def _heeded(encounter: Encounter) -> Encounter:
    """Of an encounter that was entered in error, only what it takes back."""
    if not encounter.entered_in_error:
        return encounter
    taken_back = tuple(each for each in encounter.statements if each.change is Change.ENTERED_IN_ERROR)
    return replace(encounter, statements=taken_back)


def _advance(said: Said, on: date, countings: Countings, known: list[_Stretch]) -> None:
    """Take in how a need stands at the end of a day; the last of its stretches is the one that may go on."""
    counting = countings.of(said.content) if said.change in _STANDING else None
    current = known[-1] if known and known[-1].until is None else None
    if current is not None:
        if current.counting is counting or current.counting == counting:
            return
        current.until, current.resolved = on, said.change is Change.RESOLVED
    if counting is not None:
        known.append(_Stretch(said.need, counting, on, first=not known))


def _row(stretch: _Stretch, of: tuple[int, int], first_captured_on: date | None) -> NeedRow:
    concept, group, certainty, counted, sensitive = stretch.counting
    new = stretch.first and first_captured_on is not None and stretch.since > first_captured_on
    return NeedRow(
        *(*of, stretch.need, concept, group, certainty),
        counted=counted,
        sensitive=sensitive,
        since=stretch.since,
        until=stretch.until,
        resolved=stretch.resolved,
        new=new,
    )


def needs_in_error(encounters: Sequence[Encounter]) -> Iterator[Identity]:
    """The needs that were entered in error: once withdrawn they stay so."""
    for encounter in encounters:
        for said in encounter.statements:
            if said.change is Change.ENTERED_IN_ERROR:
                yield said.need

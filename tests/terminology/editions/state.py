"""What an edition says at a date, worked out naively from its rows: plain dictionaries and sets, nothing clever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.terminology.rf2.snapshot import LANGUAGE_SETS
from tests.terminology.editions import metadata as m
from tests.terminology.editions.ledger import Ledger, as_date, as_number
from tests.terminology.editions.tables import LOADED, Row, Table


class ConceptState(NamedTuple):
    effective: int
    active: bool
    defined: bool
    module: int


class DescriptionState(NamedTuple):
    effective: int
    active: bool
    concept: int
    language: str
    fully_specified: bool
    term: str


@dataclass(frozen=True)
class EditionState:
    """An edition at one date.

    `languages`: by language set, its active members: description to whether it is preferred. `simple`: by set, the
    concepts that are active members (sets without any left out). `associations`: (source, kind, target) of concepts.
    `modules`: (module, its date, the module it rests on, that one's date).
    """

    effective: date
    concepts: dict[int, ConceptState]
    descriptions: dict[int, DescriptionState]
    parents: dict[int, set[int]]
    languages: dict[int, dict[int, bool]]
    simple: dict[int, set[int]]
    associations: set[tuple[int, int, int]]
    reasons: dict[int, int]
    modules: set[tuple[int, int, int, int]]

    @property
    def active(self) -> set[int]:
        """The active concepts."""
        return {concept for concept, state in self.concepts.items() if state.active}

    @property
    def children(self) -> dict[int, set[int]]:
        """By concept, those directly below it."""
        found: dict[int, set[int]] = {}
        for child, parents in self.parents.items():
            for parent in parents:
                found.setdefault(parent, set()).add(child)
        return found

    def ancestors(self, concept: int) -> set[int]:
        """Every concept above this one, by walking; itself not among them."""
        return _walked(self.parents, concept)

    def descendants(self, concept: int) -> set[int]:
        """Every concept below this one, by walking; itself not among them."""
        return _walked(self.children, concept)

    def subsumes(self, ancestor: int, descendant: int) -> bool:
        """Whether `descendant` is `ancestor` or below it."""
        return ancestor == descendant or ancestor in self.ancestors(descendant)

    def terms(self, concept: int) -> dict[int, DescriptionState]:
        """The active descriptions of a concept."""
        return {key: each for key, each in self.descriptions.items() if each.concept == concept and each.active}

    def preferred_description(self, concept: int, languages: Sequence[int] = LANGUAGE_SETS) -> int | None:
        """The active synonym preferred in the first of `languages` that has one."""
        synonyms = {key for key, each in self.terms(concept).items() if not each.fully_specified}
        for language in languages:
            for description, preferred in self.languages.get(language, {}).items():
                if preferred and description in synonyms:
                    return description
        return None

    def preferred_term(self, concept: int, languages: Sequence[int] = LANGUAGE_SETS) -> str | None:
        """Its text."""
        description = self.preferred_description(concept, languages)
        return None if description is None else self.descriptions[description].term

    def fully_specified_names(self, concept: int) -> set[str]:
        """The active fully specified names of a concept."""
        return {each.term for each in self.terms(concept).values() if each.fully_specified}

    def searchable(self, languages: Sequence[int] = LANGUAGE_SETS) -> set[int]:
        """The active synonyms of active concepts that one of `languages` prefers or accepts, as descriptions."""
        used = {each for language in languages for each in self.languages.get(language, {})}
        return {
            key
            for key, each in self.descriptions.items()
            if key in used and each.active and not each.fully_specified and self.concepts[each.concept].active
        }

    def certain_successor(self, concept: int) -> int | None:
        """The one active concept that SAME AS and REPLACED BY lead to, over inactive ones between.

        None when they lead to several, or when one of the ways ends at an inactive concept.
        """
        certain = {m.SAME_AS, m.REPLACED_BY}
        ends, seen, waiting = set[int | None](), {concept}, [concept]
        while waiting:
            at = waiting.pop()
            targets = {target for source, kind, target in self.associations if source == at and kind in certain}
            if self.concepts[at].active or not targets:
                ends.add(at if self.concepts[at].active else None)
                continue
            waiting += targets - seen
            seen |= targets
        return ends.pop() if len(ends) == 1 else None


def _walked(steps: dict[int, set[int]], start: int) -> set[int]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        found = steps.get(waiting.pop(), set()) - seen
        seen |= found
        waiting += found
    return seen


def state_at(ledger: Ledger, on: date) -> EditionState:
    """The state of the edition that a ledger tells, at a date."""
    number = as_number(on)
    rows = {table: ledger.at(table, number) for table in LOADED}
    concepts = {int(row.id): _concept(row) for row in rows[Table.CONCEPT].values()}
    languages: dict[int, dict[int, bool]] = {}
    for row in _active(rows[Table.LANGUAGE]):
        languages.setdefault(int(row.rest[0]), {})[int(row.rest[1])] = row.rest[2] == str(m.PREFERRED)
    simple: dict[int, set[int]] = {}
    for row in _active(rows[Table.SIMPLE]):
        if int(row.rest[1]) in concepts:
            simple.setdefault(int(row.rest[0]), set()).add(int(row.rest[1]))
    parents: dict[int, set[int]] = {}
    for row in _active(rows[Table.RELATIONSHIP]):
        if row.rest[3] == str(m.IS_A) and row.rest[4] == str(m.INFERRED):
            parents.setdefault(int(row.rest[0]), set()).add(int(row.rest[1]))
    return EditionState(
        effective=as_date(max(row.effective for each in rows.values() for row in each.values())),
        concepts=concepts,
        descriptions={int(row.id): _description(row) for row in rows[Table.DESCRIPTION].values()},
        parents=parents,
        languages=languages,
        simple=simple,
        associations={
            (int(row.rest[1]), int(row.rest[0]), int(row.rest[2]))
            for row in _active(rows[Table.ASSOCIATION])
            if int(row.rest[1]) in concepts
        },
        reasons={
            int(row.rest[1]): int(row.rest[2])
            for row in _active(rows[Table.ATTRIBUTE_VALUE])
            if row.rest[0] == str(m.CONCEPT_INACTIVATION)
        },
        modules={
            (row.module, int(row.rest[2]), int(row.rest[1]), int(row.rest[3]))
            for row in _active(rows[Table.MODULE_DEPENDENCY])
        },
    )


def _active(rows: dict[str, Row]) -> list[Row]:
    return [row for row in rows.values() if row.active]


def _concept(row: Row) -> ConceptState:
    return ConceptState(row.effective, row.active, row.rest[0] == str(m.DEFINED), row.module)


def _description(row: Row) -> DescriptionState:
    concept, language, kind, term, _ = row.rest
    return DescriptionState(row.effective, row.active, int(concept), language, kind == str(m.FULLY_SPECIFIED), term)

"""What an author of a terminology does: add, name, relate, retire, replace; each act is rows of a ledger."""

from collections.abc import Iterable
from datetime import date
from random import Random

from tests.terminology.editions import metadata as m
from tests.terminology.editions.identifiers import (
    CONCEPT,
    DESCRIPTION,
    FIRST_CONCEPT,
    FIRST_DESCRIPTION,
    FIRST_RELATIONSHIP,
    FIRST_UK_COMPONENT,
    RELATIONSHIP,
    UK_NAMESPACE,
    component_id,
    member_id,
)
from tests.terminology.editions.ledger import Ledger, as_number
from tests.terminology.editions.tables import Row, Table
from tests.terminology.editions.wording import american

INTERNATIONAL_MODULES = frozenset({m.CORE, m.MODEL})
_FIRST = {CONCEPT: FIRST_CONCEPT, DESCRIPTION: FIRST_DESCRIPTION, RELATIONSHIP: FIRST_RELATIONSHIP}


class Author:
    """Writes rows into a ledger, dated `international` or `extension` by the module they belong to."""

    def __init__(self, ledger: Ledger, chance: Random, international: date, extension: date) -> None:
        self.ledger = ledger
        self.chance = chance
        self._dates = (as_number(international), as_number(extension))
        self._made = {(kind, uk): 0 for kind in _FIRST for uk in (False, True)}

    def move_on(self, international: date, extension: date) -> None:
        """From now on rows are of these dates."""
        self._dates = (as_number(international), as_number(extension))

    def date_of(self, module: int) -> int:
        """The date, as yyyymmdd, of what a module adds now."""
        return self._dates[module not in INTERNATIONAL_MODULES]

    def new_id(self, component: int, module: int) -> int:
        """An identifier not given out before."""
        uk = module not in INTERNATIONAL_MODULES
        self._made[component, uk] += self.chance.randint(1, 3)
        item = (FIRST_UK_COMPONENT if uk and component else _FIRST[component]) + self._made[component, uk]
        return component_id(item, component, UK_NAMESPACE if uk else None)

    def concept(self, module: int, *, identifier: int | None = None, defined: bool = False, active: bool = True) -> int:
        """A concept without names or parents."""
        concept = self.new_id(CONCEPT, module) if identifier is None else identifier
        status = m.DEFINED if defined else m.PRIMITIVE
        self.add(Table.CONCEPT, str(concept), module, status, active=active)
        return concept

    def description(self, module: int, concept: int, text: str, *, kind: int = m.SYNONYM, active: bool = True) -> int:
        """A description, in no language set yet."""
        description = self.new_id(DESCRIPTION, module)
        case = self.chance.choice((m.CASE_INSENSITIVE, m.CASE_INSENSITIVE, m.INITIAL_SENSITIVE, m.CASE_SENSITIVE))
        self.add(Table.DESCRIPTION, str(description), module, concept, "en", kind, text, case, active=active)
        return description

    def text_definition(self, module: int, concept: int, text: str) -> None:
        """What a concept is, in a sentence."""
        identifier = str(self.new_id(DESCRIPTION, module))
        self.add(Table.TEXT_DEFINITION, identifier, module, concept, "en", m.DEFINITION, text, m.CASE_SENSITIVE)

    def use(self, module: int, language: int, description: int, *, preferred: bool) -> None:
        """Make a description part of a language set."""
        self.member(Table.LANGUAGE, module, language, description, m.PREFERRED if preferred else m.ACCEPTABLE)

    def named(self, module: int, concept: int, fully_specified: str, preferred: str, synonyms: Iterable[str]) -> None:
        """A fully specified name, a preferred term and synonyms, in three language sets.

        The International Edition's names are American where the two differ, and its GB set prefers the British term.
        """
        international = module in INTERNATIONAL_MODULES
        name = american(fully_specified) if international else fully_specified
        sets = (m.GB_ENGLISH, m.US_ENGLISH) if international else ()
        full = self.description(module, concept, name, kind=m.FULLY_SPECIFIED)
        self._in_sets(module, sets, full, (True, True), realm=True)
        for place, text in enumerate(dict.fromkeys((preferred, *synonyms))):
            other = american(text)
            differs = international and other != text
            british = self.description(module, concept, text)
            self._in_sets(module, sets, british, (place == 0, place == 0 and not differs), realm=place == 0)
            if differs:
                twin = self.description(module, concept, other)
                self._in_sets(module, sets, twin, (False, place == 0), realm=None)

    def _in_sets(
        self, module: int, sets: tuple[int, ...], description: int, preferred: tuple[bool, bool], realm: bool | None
    ) -> None:
        for language, prefers in zip(sets, preferred, strict=False):
            self.use(module, language, description, preferred=prefers)
        if realm is not None:
            self.use(m.UK_REFSETS, m.NHS_REALM, description, preferred=realm)

    def relate(
        self, module: int, source: int, target: int, *, kind: int = m.IS_A, group: int = 0, by: int = m.INFERRED
    ) -> str:
        """A relationship; gives its identifier."""
        relationship = str(self.new_id(RELATIONSHIP, module))
        self.add(Table.RELATIONSHIP, relationship, module, source, target, group, kind, by, m.EXISTENTIAL)
        return relationship

    def member(self, table: Table, module: int, refset: int, component: int, *more: int | str) -> str:
        """A member of a reference set; gives its identifier."""
        identifier = member_id(self.chance)
        self.add(table, identifier, module, refset, component, *more)
        return identifier

    def rests_on(self, module: int, on: int) -> None:
        """That a module, as it is now, rests on another as it is now."""
        dates = (str(self.date_of(module)), str(self.date_of(on)))
        for row in list(self.ledger.active(Table.MODULE_DEPENDENCY)):
            if row.module == module and row.rest[1] == str(on):
                self.ledger.add(
                    Table.MODULE_DEPENDENCY, Row(row.id, int(dates[0]), True, module, (*row.rest[:2], *dates))
                )
                return
        self.member(Table.MODULE_DEPENDENCY, module, m.MODULE_DEPENDENCY, on, *dates)

    def retire(self, table: Table, identifier: str) -> bool:
        """Make a row inactive; False when it got a row at this very date already, which cannot be changed."""
        row = self.ledger.latest[table][identifier]
        now = self.date_of(row.module)
        if not row.active or row.effective >= now:
            return False
        self.ledger.change(table, identifier, now, active=False)
        return True

    def retire_concept(self, concept: int, reason: int | None, associations: Iterable[tuple[int, int]] = ()) -> bool:
        """Retire a concept and its relationships, say why, and what to use instead; False when it cannot be, yet.

        Its membership of simple sets stays, as it often does in releases.
        """
        if not self.can_retire(concept):
            return False
        module = self.ledger.latest[Table.CONCEPT][str(concept)].module
        self.retire(Table.CONCEPT, str(concept))
        for row in self._touching(concept):
            self.retire(Table.RELATIONSHIP, row.id)
        if reason is not None:
            self.member(Table.ATTRIBUTE_VALUE, module, m.CONCEPT_INACTIVATION, concept, reason)
        for kind, target in associations:
            self.member(Table.ASSOCIATION, module, kind, concept, target)
        return True

    def _touching(self, concept: int) -> list[Row]:
        return [row for row in self.ledger.active(Table.RELATIONSHIP) if str(concept) in row.rest[:2]]

    def can_retire(self, concept: int) -> bool:
        """Whether a concept and its relationships are active and older than now, so that rows may follow theirs."""
        rows = [self.ledger.latest[Table.CONCEPT][str(concept)], *self._touching(concept)]
        return all(row.active and row.effective < self.date_of(row.module) for row in rows)

    def add(self, table: Table, identifier: str, module: int, *rest: int | str, active: bool = True) -> None:
        """A row of now, its last columns as given."""
        row = Row(identifier, self.date_of(module), active, module, tuple(map(str, rest)))
        self.ledger.add(table, row)


def add_metadata(author: Author) -> None:
    """The standard's own concepts, with their names and parents."""
    for each in m.METADATA:
        author.concept(each.module, identifier=each.id)
        author.named(each.module, each.id, each.fully_specified_name, each.name, ())
        if each.parent is not None:
            author.relate(each.module, each.id, each.parent)

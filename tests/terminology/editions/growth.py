"""Chance at work on a small edition: what an author adds, renames, moves, retires and brings back."""

from random import Random
from typing import Final

from tests.terminology.editions import metadata as m
from tests.terminology.editions.author import INTERNATIONAL_MODULES, Author
from tests.terminology.editions.tables import Row, Table
from tests.terminology.editions.wording import term, vocabulary

_TOPS: Final = (
    ("disorder", m.DISORDER), ("finding", m.CLINICAL_FINDING), ("procedure", m.PROCEDURE),
    ("situation", m.SITUATION), ("physical object", m.PHYSICAL_OBJECT), ("body structure", m.BODY_STRUCTURE),
)  # fmt: skip
_ATTRIBUTES: Final = (m.FINDING_SITE, m.ASSOCIATED_MORPHOLOGY, m.CAUSATIVE_AGENT, m.INTERPRETS)
_DESCRIBED: Final = ("449608002", "900000000000461009", "0")
"""What the first column of a simple set is: the referenced component, a concept."""
_FEW: Final = 4
"""More than so many must be inactive for associations to lead to some of them."""
_REASONS: Final = (m.DUPLICATE, m.OUTDATED, m.AMBIGUOUS, m.ERRONEOUS, m.LIMITED, None)


class Growth:
    """Chance at work on an edition. A concept's parents always stand before it in `order`, so no circle can arise."""

    def __init__(self, author: Author, chance: Random) -> None:
        self.author = author
        self.ledger = author.ledger
        self.chance = chance
        self.order: list[int] = [top for _, top in _TOPS]
        self.tags = {top: tag for tag, top in _TOPS}
        self.sets: list[tuple[int, int]] = []
        self.words = vocabulary(400)
        self.names: set[str] = set()

    def begin(self, concepts: int) -> None:
        for _ in range(concepts):
            self.add_concept()
        for module in (m.CORE, m.UK_REFSETS, m.UK_REFSETS):
            self.add_set(module)
        for _ in range(concepts // 2):
            self.join()
            self.add_attribute()

    def change(self, times: int) -> None:
        retiring = (self.retire_concept,) * max(3, times // 3)
        acts = (
            self.come_back, self.retire_synonym, self.move, self.rename, self.prefer_another, self.define, self.leave,
            self.join, self.add_attribute, self.add_synonym, self.add_concept,
        )  # fmt: skip
        for act in (*retiring, *acts, *self.chance.choices(acts, k=times)):
            act()

    def state_modules(self) -> None:
        self.author.rests_on(m.CORE, m.MODEL)
        self.author.rests_on(m.UK_CLINICAL, m.CORE)
        self.author.rests_on(m.UK_REFSETS, m.UK_CLINICAL)

    def add_concept(self) -> int:
        """A concept with one parent, or up to four."""
        module = m.CORE if self.chance.random() < 0.6 else m.UK_CLINICAL
        above = self._usable(module)
        parents = {self.chance.choice(above) for _ in range(self.chance.choice((1, 1, 1, 2, 3, 4)))}
        concept = self.author.concept(module, defined=self.chance.random() < 0.3)
        self.tags[concept] = self.tags[min(parents, key=self.order.index)]
        self._name(module, concept)
        for parent in sorted(parents):
            self.author.relate(module, concept, parent)
        if self.chance.random() < 0.3:
            self.author.relate(module, concept, min(parents), by=m.STATED)
        self.order.append(concept)
        self._leave_more(module, concept)
        return concept

    def _name(self, module: int, concept: int) -> None:
        preferred = self._new_term()
        synonyms = [term(self.chance, self.words) for _ in range(self.chance.randint(0, 3))]
        self.author.named(module, concept, f"{preferred} ({self.tags[concept]})", preferred, synonyms)

    def _new_term(self) -> str:
        while (text := term(self.chance, self.words)) in self.names:
            pass
        self.names.add(text)
        return text

    def _leave_more(self, module: int, concept: int) -> None:
        """Rows of the tables that say more than is asked for here."""
        if self.chance.random() < 0.2:
            self.author.member(Table.OWL, module, m.OWL_AXIOM, concept, f"SubClassOf(:{concept} :{m.CLINICAL_FINDING})")
        if self.chance.random() < 0.2:
            self.author.member(Table.SIMPLE_MAP, module, m.CTV3_MAP, concept, f"X{self.chance.randrange(10_000):04}")
        if self.chance.random() < 0.2:
            self._map(module, concept)
        if self.chance.random() < 0.2:
            text = f"{self._new_term()}, and what else is to be said of it."
            self.author.text_definition(module, concept, text)

    def _map(self, module: int, concept: int) -> None:
        """To a code of a classification: the extension's rows end otherwise than the International Edition's."""
        table = Table.EXTENDED_MAP if module in INTERNATIONAL_MODULES else Table.BLOCK_MAP
        last = "447637006" if table is Table.EXTENDED_MAP else "1"
        advice = ("1", "1", "TRUE", "ALWAYS G80.9", "G80.9", "447561005", last)
        self.author.member(table, module, m.ICD_10_MAP, concept, *advice)

    def add_set(self, module: int) -> int:
        """A simple reference set, which is a concept too."""
        refset = self.author.concept(module)
        words = f"{self._new_term()} simple reference set"
        self.author.named(module, refset, f"{words} (foundation metadata concept)", words, ())
        self.author.relate(module, refset, m.SIMPLE_TYPE)
        self.author.member(
            Table.REFSET_DESCRIPTOR, module, m.REFSET_DESCRIPTOR, refset, "449608002", "900000000000461009", 0
        )
        self.sets.append((refset, module))
        return refset

    def join(self) -> None:
        """A concept becomes a member of a set, for the first time or again."""
        refset, module = self.chance.choice(self.sets)
        concept = self.chance.choice(self._usable(module))
        for row in self.ledger.latest[Table.SIMPLE].values():
            if row.rest == (str(refset), str(concept)):
                if not row.active and row.effective < self.author.date_of(module):
                    self.ledger.change(Table.SIMPLE, row.id, self.author.date_of(module), active=True)
                return
        self.author.member(Table.SIMPLE, module, refset, concept)

    def leave(self) -> None:
        self._retire_one(Table.SIMPLE)

    def add_attribute(self) -> None:
        """A relationship that is not is-a, now and then in a group, or one that is kept for information alone."""
        source = self._one_made()
        module = self._module(source)
        by = m.ADDITIONAL if self.chance.random() < 0.2 else m.INFERRED
        kind = m.IS_A if by == m.ADDITIONAL and self.chance.random() < 0.3 else self.chance.choice(_ATTRIBUTES)
        target = self.chance.choice(self._usable(module))
        self.author.relate(module, source, target, kind=kind, group=self.chance.randrange(3), by=by)
        if self.chance.random() < 0.3:
            row = (source, f"#{self.chance.randrange(500)}", 1, m.INTERPRETS, m.INFERRED, m.EXISTENTIAL)
            self._concrete(module, row)

    def _concrete(self, module: int, row: tuple[int | str, ...]) -> None:
        identifier = str(self.author.new_id(2, module))
        self.author.add(Table.CONCRETE_VALUE, identifier, module, *row)

    def add_synonym(self) -> None:
        concept = self._one_made()
        module = self._module(concept)
        description = self.author.description(module, concept, term(self.chance, self.words))
        language = m.GB_ENGLISH if module in INTERNATIONAL_MODULES else m.NHS_REALM
        self.author.use(module if language == m.GB_ENGLISH else m.UK_REFSETS, language, description, preferred=False)

    def retire_synonym(self) -> None:
        """A synonym goes, with its language members or without, and says why."""
        rows = [row for row in self.ledger.active(Table.DESCRIPTION) if row.rest[2] == str(m.SYNONYM)]
        row = self.chance.choice(rows)
        preferred = {each.rest[1] for each in self.ledger.active(Table.LANGUAGE) if each.rest[2] == str(m.PREFERRED)}
        if row.id not in preferred and self.author.retire(Table.DESCRIPTION, row.id):
            self._say_why(row.module, int(row.id), int(row.rest[0]))
            if self.chance.random() < 0.7:
                self._retire_uses(row.id)

    def _say_why(self, module: int, description: int, concept: int) -> None:
        """Of a description: rows of the same tables as a concept's, about something else."""
        self.author.member(Table.ATTRIBUTE_VALUE, module, m.DESCRIPTION_INACTIVATION, description, m.OUTDATED)
        if self.chance.random() < 0.4:
            self.author.member(Table.ASSOCIATION, module, m.REFERS_TO, description, concept)

    def _retire_uses(self, description: str) -> None:
        for each in list(self.ledger.active(Table.LANGUAGE)):
            if each.rest[1] == description:
                self.author.retire(Table.LANGUAGE, each.id)

    def rename(self) -> None:
        """All names go, new ones come: a term is never edited."""
        concept = self._one_made()
        rows = [row for row in self.ledger.active(Table.DESCRIPTION) if row.rest[0] == str(concept)]
        if any(row.effective >= self.author.date_of(row.module) for row in rows):
            return
        for row in rows:
            self.author.retire(Table.DESCRIPTION, row.id)
            self._retire_uses(row.id)
        self._name(self._module(concept), concept)

    def prefer_another(self) -> None:
        """In the realm's set, an acceptable synonym becomes the preferred one."""
        realm = [row for row in self.ledger.active(Table.LANGUAGE) if row.rest[0] == str(m.NHS_REALM)]
        now = self.author.date_of(m.UK_REFSETS)
        accepted = [row for row in realm if row.rest[2] == str(m.ACCEPTABLE) and row.effective < now]
        chosen = self.chance.choice(accepted) if accepted else None
        if chosen is None or not self._is_active_synonym(chosen.rest[1]):
            return
        concept = self.ledger.latest[Table.DESCRIPTION][chosen.rest[1]].rest[0]
        for row in realm:
            same = self.ledger.latest[Table.DESCRIPTION][row.rest[1]].rest[0] == concept
            if same and row.rest[2] == str(m.PREFERRED) and self._is_active_synonym(row.rest[1]):
                if row.effective >= now:
                    return
                self.ledger.change(Table.LANGUAGE, row.id, now, last=str(m.ACCEPTABLE))
        self.ledger.change(Table.LANGUAGE, chosen.id, now, last=str(m.PREFERRED))

    def _is_active_synonym(self, description: str) -> bool:
        row = self.ledger.latest[Table.DESCRIPTION][description]
        return row.active and row.rest[2] == str(m.SYNONYM)

    def move(self) -> None:
        """A concept gets another parent in place of one, or beside those it has."""
        concept = self._one_made()
        module = self._module(concept)
        parents = self._parent_rows(concept)
        before = set(self.order[: self.order.index(concept)]) - set(parents)
        usable = [each for each in self._usable(module) if each in before]
        if not usable:
            return
        self.author.relate(module, concept, self.chance.choice(usable))
        if self.chance.random() < 0.7:
            self.author.retire(Table.RELATIONSHIP, parents[self.chance.choice(sorted(parents))])

    def define(self) -> None:
        """A concept becomes fully defined, or is no more."""
        row = self.ledger.latest[Table.CONCEPT][str(self._one_made())]
        now = self.author.date_of(row.module)
        if row.effective < now:
            other = m.PRIMITIVE if row.rest[0] == str(m.DEFINED) else m.DEFINED
            self.ledger.change(Table.CONCEPT, row.id, now, last=str(other))

    def retire_concept(self) -> None:
        """A concept goes; its children move up; it says why and, as a rule, what to use instead."""
        concept = self._one_made()
        if not self.author.can_retire(concept):
            return
        above = list(self._parent_rows(concept))
        children = [int(row.rest[0]) for row in self._is_a() if row.rest[1] == str(concept)]
        associations = self._associations(concept)
        self.author.retire_concept(concept, self.chance.choice(_REASONS), associations)
        for child in dict.fromkeys(children):
            for parent in sorted(set(above) - set(self._parent_rows(child))):
                self.author.relate(self._module(child), child, parent)

    def _associations(self, concept: int) -> list[tuple[int, int]]:
        """What stands in for a concept: active concepts, and now and then one that is inactive itself."""
        kinds = self.chance.choice(
            ((m.SAME_AS,), (m.REPLACED_BY,), (m.POSSIBLY_EQUIVALENT,) * 3, (m.WAS_A,), (m.ALTERNATIVE, m.SAME_AS), (),
             (m.PARTIALLY_EQUIVALENT,) * 2, (m.POSSIBLY_REPLACED_BY,), (m.SAME_AS, m.REPLACED_BY))
        )  # fmt: skip
        module = self._module(concept)
        pairs = [(kind, self.chance.choice(self._usable(module, gone=self.chance.random() < 0.3))) for kind in kinds]
        return list(dict.fromkeys(pair for pair in pairs if pair[1] != concept))

    def come_back(self) -> None:
        """A retired concept is active again, under a parent of its own, and its associations end."""
        gone = [
            row for row in self.ledger.latest[Table.CONCEPT].values() if not row.active and int(row.id) in self.tags
        ]
        row = self.chance.choice(gone) if gone else None
        if row is None or row.effective >= self.author.date_of(row.module):
            return
        about = [
            (table, each)
            for table in (Table.ASSOCIATION, Table.ATTRIBUTE_VALUE)
            for each in self.ledger.active(table)
            if each.rest[1] == row.id
        ]
        self.ledger.change(Table.CONCEPT, row.id, self.author.date_of(row.module), active=True)
        self.author.relate(row.module, int(row.id), self.chance.choice(_TOPS)[1])
        for table, each in about:
            self.author.retire(table, each.id)

    def _retire_one(self, table: Table) -> None:
        rows = [row for row in self.ledger.active(table) if row.effective < self.author.date_of(row.module)]
        if rows:
            self.author.retire(table, self.chance.choice(rows).id)

    def _is_a(self) -> list[Row]:
        return [
            row
            for row in self.ledger.active(Table.RELATIONSHIP)
            if row.rest[3] == str(m.IS_A) and row.rest[4] == str(m.INFERRED)
        ]

    def _parent_rows(self, concept: int) -> dict[int, str]:
        """By parent, the relationship that says so."""
        return {int(row.rest[1]): row.id for row in self._is_a() if row.rest[0] == str(concept)}

    def _usable(self, module: int, *, gone: bool = False) -> list[int]:
        """The active (or, where there are some, inactive) concepts that a module may refer to.

        The International Edition knows no extension.
        """
        own = INTERNATIONAL_MODULES if module in INTERNATIONAL_MODULES else None
        rows = [self.ledger.latest[Table.CONCEPT][str(concept)] for concept in self.order]
        known = [row for row in rows if own is None or row.module in own]
        found = [int(row.id) for row in known if row.active is not gone]
        return found if len(found) > _FEW else [int(row.id) for row in known if row.active]

    def _one_made(self) -> int:
        """An active concept that is made up."""
        tops = {top for _, top in _TOPS}
        return self.chance.choice([each for each in self._usable(m.UK_CLINICAL) if each not in tops])

    def _module(self, concept: int) -> int:
        return self.ledger.latest[Table.CONCEPT][str(concept)].module

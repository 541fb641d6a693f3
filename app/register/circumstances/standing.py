"""What stands of a child's circumstances, as the fields of the form by which they are asked about."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.clinical.ages import clinical_date, london_date
from app.clinical.child import Child
from app.clinical.child_facts import ChildFact, FactAnswer, FactKind, spells
from app.identity import shown
from app.register.circumstances.asked import NONE, Asked, AskedSet, Way


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a question: its name, what stands in it, what it is called, and its codes in words."""

    name: str
    stands: str
    wording: str
    words: Mapping[str, str]

    def said(self, text: str) -> str:
        """A text of the field in words."""
        return self.words.get(text, text) or "blank"


@dataclass(frozen=True, slots=True)
class SpellShown:
    """A spell that is known, as the form names it: `name` is the beginning of its fields' names."""

    name: str
    words: str
    since: str


def standing_texts(child: Child, sets: Iterable[AskedSet], today: date) -> Mapping[str, str]:
    """The texts of the form's fields that say what stands."""
    return {part.name: part.stands for part in parts(child, sets, today)}


def parts(child: Child, sets: Iterable[AskedSet], today: date) -> Iterator[Part]:
    """Every field of the questions, in their order."""
    for asked in (question for each in sets for question in each.questions):
        yield from _PARTS[asked.way](child, asked, today)


def _one(child: Child, asked: Asked, today: date) -> Iterator[Part]:
    stands = child.fact(asked.kind, today)
    known_none = stands is not None and stands.answer is FactAnswer.NONE and bool(asked.none)
    value = NONE if known_none else _value(stands)
    yield Part(asked.name, value, asked.wording, {**dict(asked.choices), NONE: asked.none})
    if asked.qualifiers:
        yield Part(f"{asked.name}.qualifier", _qualifier(stands), asked.qualifier, dict(asked.qualifiers))


def _several(child: Child, asked: Asked, today: date) -> Iterator[Part]:
    standing = {each.value: each for each in child.answers(asked.kind, today)}
    for code, words in asked.choices:
        name, fact = f"{asked.name}.{code}", standing.get(code)
        wording = f"{asked.wording}: {words}"
        yield Part(name, "yes" if fact is not None else "", wording, {"yes": "ticked"})
        if asked.qualifiers and code not in asked.alone:
            yield Part(f"{name}.qualifier", _qualifier(fact), f"{wording}, {asked.qualifier}", dict(asked.qualifiers))
    if asked.none:
        none = standing.get(None)
        known = "yes" if none is not None and none.answer is FactAnswer.NONE else ""
        yield Part(f"{asked.name}.none", known, f"{asked.wording}: {asked.none}", {"yes": "ticked"})


def _spell(child: Child, asked: Asked, today: date) -> Iterator[Part]:
    stands = child.fact(asked.kind, today)
    yield Part(asked.name, _value(stands), asked.wording, dict(asked.choices))
    yield Part(f"{asked.name}.since", _day(stands.since if stands else None), f"{asked.wording}: from", {})
    yield Part(f"{asked.name}.until", _day(stands.until if stands else None), f"{asked.wording}: until", {})


def _spells(child: Child, asked: Asked, today: date) -> Iterator[Part]:
    for fact in spells(child.facts, asked.kind, today):
        name, wording = spell_name(fact), f"{asked.words(fact.value or '')}"
        if fact.since is None:
            yield Part(f"{name}.since", "", f"{wording}: from", {})
        yield Part(f"{name}.until", _day(fact.until), f"{wording}: until", {})
        yield Part(f"{name}.never", "", f"{wording}: never was", {"yes": "ticked"})
    for name, wording in ((asked.name, "another"), (f"{asked.name}.since", "from"), (f"{asked.name}.until", "until")):
        yield Part(name, "", f"{asked.wording}: {wording}", dict(asked.choices))


_PARTS = {Way.ONE: _one, Way.SEVERAL: _several, Way.SPELL: _spell, Way.SPELLS: _spells}


def spell_name(fact: ChildFact) -> str:
    """The beginning of the names of the fields of a spell that is known."""
    return f"{fact.kind.value}.{shown(fact.id)}"


def spells_shown(child: Child, asked: Asked, today: date) -> tuple[SpellShown, ...]:
    """The spells that are known, ended or not."""
    return tuple(
        SpellShown(spell_name(fact), asked.words(fact.value or ""), _day(fact.since))
        for fact in spells(child.facts, asked.kind, today)
    )


def last_answered(child: Child, kind: FactKind) -> date | None:
    """The day on which a question was last answered."""
    answered = (each for each in child.facts if each.kind is kind and each.answer is not FactAnswer.NOT_ASKED)
    return max((london_date(each.recorded_at) for each in answered), default=None)


def circumstances_digest(child: Child, sets: Iterable[AskedSet]) -> str:
    """A digest (64 hexadecimal characters) of all that was ever answered to the questions, to tell when more is."""
    kinds = {question.kind for each in sets for question in each.questions}
    known = sorted(each.id for each in child.facts if each.kind in kinds)
    return hashlib.sha256(" ".join(map(str, known)).encode()).hexdigest()


def _value(fact: ChildFact | None) -> str:
    return (fact.value if fact is not None else None) or ""


def _qualifier(fact: ChildFact | None) -> str:
    return (fact.qualifier if fact is not None else None) or ""


def _day(day: date | None) -> str:
    return clinical_date(day) if day is not None else ""

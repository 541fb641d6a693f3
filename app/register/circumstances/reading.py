"""What the form says of a child's circumstances: read against what stands, and judged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.clinical.ages import parse_clinical_date
from app.clinical.catalogue import fact_qualifier_fault, fact_value_fault
from app.clinical.child import Child
from app.clinical.child_facts import NEVER, ChildFact, FactAnswer, FactKind, spells
from app.register.circumstances.asked import NONE, Asked, AskedSet, Way
from app.register.circumstances.standing import spell_name
from app.register.particulars import read_true_from
from app.register.typed import Reading

_FUTURE = "This date is in the future. Give today's or an earlier one."
_ENDS_FIRST = "This ends before it began. Check both dates."
_EMPLOYED, _NOT_STATED, _NOT_EMPLOYED = "01", "ZZ", "98"
_HOURS = frozenset({"01", "02", "03", "04"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as the form states it, or, with an end that is past, that it is over."""

    kind: FactKind
    answer: FactAnswer
    value: str | None
    since: date | None = None
    until: date | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    reading: Reading
    child: Child
    today: date
    since: date | None

    def day(self, name: str, *, ahead: bool = False) -> date | None:
        """The date in a field, if any; one to come is wrong unless it may lie `ahead`."""
        if not self.reading.text(name):
            return None
        day = self.reading.parsed(name, parse_clinical_date)
        if day is not None and day > self.today and not ahead:
            self.reading.wrong(name, "future", _FUTURE)
        return day

    def code(self, asked: Asked, name: str) -> str | None:
        """The code in a field of a question; None, with a problem, when it is none of its answers."""
        code = self.reading.text(name)
        fault = fact_value_fault(asked.kind, code)
        if fault is not None:
            self.reading.wrong(name, "value", fault)
        return None if fault is not None else code

    def qualifier(self, asked: Asked, name: str, stood: ChildFact | None) -> str | None:
        """The code that goes with an answer; left blank, the one that stands."""
        code = self.reading.text(f"{name}.qualifier") if asked.qualifiers else ""
        if not code:
            return stood.qualifier if stood is not None else None
        fault = fact_qualifier_fault(asked.kind, code)
        if fault is not None:
            self.reading.wrong(f"{name}.qualifier", "value", fault)
        return code


def read_circumstances(reading: Reading, child: Child, sets: Iterable[AskedSet], today: date) -> tuple[Stated, ...]:
    """What the form states that does not stand already; what is wrong is noted. A field left blank says nothing."""
    form = _Form(reading, child, today, read_true_from(reading, child.demographics.birth_date, today))
    asked = [question for each in sets for question in each.questions]
    stated = tuple(each for question in asked for each in _READERS[question.way](form, question))
    _contradictions(form, {question.kind: question for question in asked})
    return stated


def _one(form: _Form, asked: Asked) -> Iterator[Stated]:
    stood, text = form.child.fact(asked.kind, form.today), form.reading.text(asked.name)
    if not text:
        if form.reading.text(f"{asked.name}.qualifier"):
            form.reading.wrong(asked.name, "missing", f"{asked.wording}: choose an answer, or clear what goes with it.")
        return
    none = text == NONE and bool(asked.none)
    value = None if none else form.code(asked, asked.name)
    if value is None and not none:
        return
    answer = FactAnswer.NONE if none else FactAnswer.KNOWN
    same = stood is not None and (stood.answer, stood.value) == (answer, value)
    qualifier = None if none else form.qualifier(asked, asked.name, stood if same else None)
    if same and stood is not None and stood.qualifier == qualifier:
        return
    since = form.since or (stood.since if same and stood is not None else None)
    yield Stated(asked.kind, answer, value, since, None, qualifier)


def _several(form: _Form, asked: Asked) -> Iterator[Stated]:
    reading, kind = form.reading, asked.kind
    standing = {
        each.value: each for each in form.child.answers(kind, form.today) if each.answer is not FactAnswer.NOT_ASKED
    }
    ticked: list[str | None] = [code for code, _ in asked.choices if reading.ticked(f"{asked.name}.{code}")]
    if asked.none and reading.ticked(f"{asked.name}.none"):
        ticked.append(None)
    ends_all = [each for each in ticked if each is None or each in asked.alone]
    if ends_all and len(ticked) > 1:
        reading.wrong(asked.name, "contradiction", f"{asked.wording}: one answer says that there is none. Keep one.")
    for value in ticked:
        yield from _ticked(form, asked, value, standing.get(value))
    for value, stood in standing.items():
        # What stands alone ends the others by itself, and they end it.
        overruled = ends_all or (ticked and (value is None or value in asked.alone))
        if value not in ticked and not overruled:
            yield _over(stood, form.since)
    _unticked_qualifiers(form, asked, standing)


def _ticked(form: _Form, asked: Asked, value: str | None, stood: ChildFact | None) -> Iterator[Stated]:
    answer = FactAnswer.NONE if value is None else FactAnswer.KNOWN
    qualified = value is not None and value not in asked.alone
    qualifier = form.qualifier(asked, f"{asked.name}.{value}", stood) if qualified else None
    if stood is None:
        yield Stated(asked.kind, answer, value, form.since, None, qualifier)
    elif qualifier != stood.qualifier:
        yield Stated(asked.kind, answer, value, form.since or stood.since, stood.until, qualifier)
    elif form.reading.ticked(f"{asked.name}.again"):
        yield Stated(asked.kind, answer, value, stood.since, stood.until, qualifier)


def _unticked_qualifiers(form: _Form, asked: Asked, standing: dict[str | None, ChildFact]) -> None:
    for code, words in asked.choices if asked.qualifiers else ():
        name, stood = f"{asked.name}.{code}", standing.get(code)
        typed = form.reading.text(f"{name}.qualifier")
        if typed and not form.reading.ticked(name) and (stood is None or typed != stood.qualifier):
            said = f"{words}: tick it too, or clear “{asked.qualifier}”."
            form.reading.wrong(f"{name}.qualifier", "contradiction", said)


def _spell(form: _Form, asked: Asked) -> Iterator[Stated]:
    name, stood = asked.name, form.child.fact(asked.kind, form.today)
    since, until = form.day(f"{name}.since"), form.day(f"{name}.until", ahead=True)
    if not form.reading.text(name):
        if stood is None and (since is not None or until is not None):
            form.reading.wrong(name, "missing", f"{asked.wording}: choose one, or clear its dates.")
        return
    value = form.code(asked, name)
    _ends_after(form, f"{name}.until", since, until)
    if value is None or (stood is not None and (stood.value, stood.since, stood.until) == (value, since, until)):
        return
    if stood is not None and stood.value is not None and (stood.value, stood.since) != (value, since):
        yield _before(stood, value, since)
    yield Stated(asked.kind, FactAnswer.KNOWN, value, since, until)


def _before(stood: ChildFact, value: str, since: date | None) -> Stated:
    """What stood before another spell: over, where another value began later; taken back, where it was put right."""
    later = since is not None and (stood.since is None or stood.since < since)
    return _over(stood, since if later and value != stood.value else None)


def _spells(form: _Form, asked: Asked) -> Iterator[Stated]:
    known = spells(form.child.facts, asked.kind, form.today)
    for fact in known:
        yield from _known_spell(form, fact)
    texts = [form.reading.text(each) for each in (asked.name, f"{asked.name}.since", f"{asked.name}.until")]
    if any(texts):
        yield from _new_spell(form, asked, {(each.value, each.since) for each in known})


def _known_spell(form: _Form, fact: ChildFact) -> Iterator[Stated]:
    name = spell_name(fact)
    if form.reading.ticked(f"{name}.never"):
        yield _over(fact, None)
        return
    since = fact.since or form.day(f"{name}.since")
    until = form.day(f"{name}.until")
    _ends_after(form, f"{name}.until", since, until)
    if since != fact.since:
        yield _over(fact, None)
    if (since, until) != (fact.since, fact.until):
        yield Stated(fact.kind, fact.answer, fact.value, since, until, fact.qualifier)


def _new_spell(form: _Form, asked: Asked, known: set[tuple[str | None, date | None]]) -> Iterator[Stated]:
    name, reading = asked.name, form.reading
    if not reading.text(name):
        reading.wrong(name, "missing", f"{asked.wording}: choose the reason, or clear the dates.")
    value = form.code(asked, name) if reading.text(name) else None
    if not reading.text(f"{name}.since"):
        reading.wrong(f"{name}.since", "missing", f"{asked.wording}: type when it began.")
    since, until = form.day(f"{name}.since"), form.day(f"{name}.until")
    _ends_after(form, f"{name}.until", since, until)
    if value is None or since is None:
        return
    if (value, since) in known:
        reading.wrong(name, "taken", "This one is known already. Change it above.")
    yield Stated(asked.kind, FactAnswer.KNOWN, value, since, until)


_READERS = {Way.ONE: _one, Way.SEVERAL: _several, Way.SPELL: _spell, Way.SPELLS: _spells}


def _ends_after(form: _Form, name: str, since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        form.reading.wrong(name, "ends-first", _ENDS_FIRST)


def _over(stood: ChildFact, since: date | None) -> Stated:
    """That something is over since a day; never was, without a day or where it began only then."""
    last = since - timedelta(days=1) if since is not None else NEVER
    if stood.since is not None and last < stood.since:
        last = NEVER
    return Stated(stood.kind, stood.answer, stood.value, stood.since, last, stood.qualifier)


def _contradictions(form: _Form, asked: dict[FactKind, Asked]) -> None:
    """What two answers say against each other."""
    reading, factors, types = form.reading, FactKind.SAFEGUARDING_FACTOR, FactKind.SEN_TYPE
    if reading.text("safeguarding_vulnerability") == "N" and factors in asked and _any(form, asked[factors]):
        said = "This says that there are no factors, and factors are ticked below. Change one."
        reading.wrong("safeguarding_vulnerability", "contradiction", said)
    if reading.text("educational_assessment") == "01" and types in asked and _any(form, asked[types]):
        said = "This says that there are no special educational needs, and types are ticked below. Change one."
        reading.wrong("educational_assessment", "contradiction", said)
    work, hours = reading.text("employment"), reading.text("employment.qualifier")
    if FactKind.EMPLOYMENT not in asked or not work or not hours:
        return
    idle = work not in (_EMPLOYED, _NOT_STATED) and hours in _HOURS
    if idle or (work == _EMPLOYED and hours == _NOT_EMPLOYED):
        said = "The hours do not fit the employment. Change one of them."
        reading.wrong("employment.qualifier", "contradiction", said)


def _any(form: _Form, asked: Asked) -> bool:
    """Whether a code is ticked that says that there is one."""
    return any(form.reading.ticked(f"{asked.name}.{code}") for code, _ in asked.choices if code not in asked.alone)

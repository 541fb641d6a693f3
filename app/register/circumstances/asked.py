"""The questions about a child's circumstances, as the catalogue words them, and of whom they are asked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.clinical.ages import completed_years
from app.clinical.catalogue import item, qualifier_item
from app.clinical.child import Child
from app.clinical.child_facts import SEVERAL, SPELLS, WORKING_YEARS, FactKind
from app.clinical.code_lists import CodeList
from app.clinical.items import Item

NONE: Final = "none"


class Way(StrEnum):
    """How a question is answered: with one code, with several, with one and its dates, or with several and theirs."""

    ONE = "one"
    SEVERAL = "several"
    SPELL = "spell"
    SPELLS = "spells"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: what it is about, its words, and its answers as code and wording.

    `none` words the answer that there is none; "" where that is no answer. `qualifier` words what else is asked of an
    answer, and `qualifiers` are the answers to that.
    """

    kind: FactKind
    wording: str
    hint: str
    choices: tuple[tuple[str, str], ...]
    none: str = ""
    qualifier: str = ""
    qualifiers: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of its field, and the beginning of those that belong to it."""
        return self.kind.value

    @property
    def way(self) -> Way:
        """How it is answered."""
        if self.kind in SPELLS:
            return Way.SPELLS if self.kind in SEVERAL else Way.SPELL
        return Way.SEVERAL if self.kind in SEVERAL else Way.ONE

    @property
    def alone(self) -> frozenset[str]:
        """The codes beside which no other may stand."""
        return SEVERAL.get(self.kind, frozenset())

    def words(self, value: str) -> str:
        """What a value says; one that is not among the choices says itself."""
        return self.none if value == NONE else dict(self.choices).get(value, value)


@dataclass(frozen=True, slots=True)
class AskedSet:
    """Questions under one heading."""

    title: str
    questions: tuple[Asked, ...]


def _codes(of: Item) -> tuple[tuple[str, str], ...]:
    return tuple(of.answers.answers.items()) if isinstance(of.answers, CodeList) else ()


def _asked(kind: FactKind, *, none: str = "", hint: str | None = None, wording: str | None = None) -> Asked:
    question, goes_with = item(f"fact.{kind.value}"), qualifier_item(kind)
    return Asked(
        kind,
        wording or question.wording,
        question.hint if hint is None else hint,
        _codes(question),
        none,
        goes_with.wording if goes_with is not None else "",
        _codes(goes_with) if goes_with is not None else (),
    )


_HOME = AskedSet("Home", (_asked(FactKind.ACCOMMODATION),))
_EDUCATION = AskedSet(
    "Education and work",
    (
        _asked(FactKind.EDUCATIONAL_ASSESSMENT, none="SEN support, or neither of these"),
        _asked(FactKind.SEN_TYPE, wording="Types of special educational need", none="None"),
        _asked(FactKind.EMPLOYMENT),
    ),
)
_DISABILITY = AskedSet(
    "Disability",
    (_asked(FactKind.DISABILITY_QUESTION), _asked(FactKind.CONSTANT_SUPERVISION, hint="Beyond what is usual for age")),
)
_OVERSEAS = AskedSet("Overseas visitors", (_asked(FactKind.OVERSEAS_VISITOR_CATEGORY),))
_SAFEGUARDING = AskedSet(
    "Safeguarding",
    (
        _asked(FactKind.SAFEGUARDING_VULNERABILITY, wording="Are there safeguarding vulnerability factors?"),
        _asked(FactKind.SAFEGUARDING_FACTOR, wording="Safeguarding vulnerability factors", none="None"),
        _asked(FactKind.CHILD_PROTECTION_PLAN, wording="Child protection plans"),
    ),
)


def asked_of(child: Child, today: date, *, sensitive: bool) -> tuple[AskedSet, ...]:
    """What is asked of a child; about safeguarding only of who may see what is sensitive (`sensitive`)."""
    sets = (_HOME, _EDUCATION, _DISABILITY, _OVERSEAS, *((_SAFEGUARDING,) if sensitive else ()))
    if _works(child, today):
        return sets
    return tuple(
        AskedSet(each.title, tuple(asked for asked in each.questions if asked.kind is not FactKind.EMPLOYMENT))
        for each in sets
    )


def _works(child: Child, today: date) -> bool:
    """Whether employment is asked about: from 16, and where an answer stands that may have to be put right."""
    born = child.demographics.birth_date
    known = child.fact(FactKind.EMPLOYMENT, today)
    return born is None or completed_years(born, today) >= WORKING_YEARS or known is not None

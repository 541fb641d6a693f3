"""The questions of the booking-out form that no other resource of a visit answers, drawn from the catalogue.

A question is named by its catalogue key. Needs are asked by group, and what is asked of one answer (whether the family
agreed to a copy, where a referral goes) is asked within it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final

from app.clinical.catalogue import item
from app.clinical.checks import LONGEST_CONTACT_MINUTES, LONGEST_INTERVAL_WEEKS
from app.clinical.items import AnswerKind, Item
from app.clinical.plan import (
    HEAVIEST_GRAMS,
    LARGEST_HEAD_MILLIMETRES,
    LIGHTEST_GRAMS,
    SHORTEST_MILLIMETRES,
    SMALLEST_HEAD_MILLIMETRES,
    TALLEST_MILLIMETRES,
)
from app.fhir.mapping.listed_codes import SHARING, list_name
from app.terminology.refset import Group

EXCLUDED_LINK: Final = "needs.excluded"
"""The question which needs were ruled out; they are of any group."""

SHORTEST_APPOINTMENT: Final = 5
"""Minutes; the clinical rules of a next appointment."""


class QuestionKind(StrEnum):
    """How a question is answered; the value is the type of a Questionnaire's item."""

    CHOICE = "choice"
    DATE = "date"
    WHOLE_NUMBER = "integer"
    MEASUREMENT = "quantity"
    SHORT_TEXT = "string"
    TEXT = "text"
    CLINIC = "reference"

    @property
    def element(self) -> str:
        """The element that holds an answer."""
        return _ELEMENTS[self]


_ELEMENTS: Final = MappingProxyType(
    {
        QuestionKind.CHOICE: "valueCoding",
        QuestionKind.DATE: "valueDate",
        QuestionKind.WHOLE_NUMBER: "valueInteger",
        QuestionKind.MEASUREMENT: "valueQuantity",
        QuestionKind.SHORT_TEXT: "valueString",
        QuestionKind.TEXT: "valueString",
        QuestionKind.CLINIC: "valueReference",
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    `link` names it. `listed` is the list of a choice; a choice without one is of SNOMED CT concepts. `bounds` are the
    least and the most of a number, as it is kept; `length` those of the characters of a text; `units` the units of a
    measurement, the one it is kept in first. `within` is asked of each answer. `of_group` is the group of needs asked
    about.
    """

    link: str
    words: str
    kind: QuestionKind
    hint: str = ""
    listed: str | None = None
    repeats: bool = False
    bounds: tuple[int, int] | None = None
    length: tuple[int, int] | None = None
    units: tuple[str, ...] = ()
    within: tuple["Question", ...] = ()
    of_group: Group | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form: its name, its heading, and its questions in order."""

    link: str
    words: str
    questions: tuple[Question, ...]


def group_link(group: Group) -> str:
    """The question whether a group of needs was asked about."""
    return f"group.{group.value}"


def needs_link(group: Group) -> str:
    """The question which needs of a group there are."""
    return f"needs.{group.value}"


@cache
def parts() -> tuple[Part, ...]:
    """The form."""
    return (
        Part("part.contact", "Contact", tuple(_contact())),
        Part("part.needs", "Needs", tuple(_needs())),
        Part("part.outcome", "Outcome", tuple(_outcome())),
    )


@cache
def questions() -> Mapping[str, Question]:
    """Every question that stands in a part, by its name."""
    return MappingProxyType({each.link: each for part in parts() for each in part.questions})


def _contact() -> Iterator[Question]:
    for key in (
        "contact.commissioner",
        "contact.administrative_category",
        "contact.group_therapy",
        "contact.reasonable_offer_on",
        "contact.clinically_appropriate_on",
        "contact.cancelled_on",
        "contact.cancellation_reason",
        "contact.replacement_offered_on",
        "contact.replacement_booked_on",
    ):
        yield _asked(key)
    yield replace(_asked("encounter.present"), repeats=True)
    yield _asked("encounter.amendment_reason")


def _needs() -> Iterator[Question]:
    for group in Group:
        yield replace(_asked(group_link(group)), of_group=group)
        words = f"{group.words}: which"
        yield Question(needs_link(group), words, QuestionKind.CHOICE, repeats=True, of_group=group)
    yield Question(EXCLUDED_LINK, "Ruled out: which", QuestionKind.CHOICE, repeats=True)


def _outcome() -> Iterator[Question]:
    yield _asked("outcome")
    yield replace(_asked("next_appointment.weeks"), bounds=(1, LONGEST_INTERVAL_WEEKS))
    yield _asked("next_appointment.clinic")
    yield replace(_asked("next_appointment.minutes"), bounds=(SHORTEST_APPOINTMENT, LONGEST_CONTACT_MINUTES))
    yield _measured("weight_grams", LIGHTEST_GRAMS, HEAVIEST_GRAMS, "g", "kg")
    yield _measured("height_millimetres", SHORTEST_MILLIMETRES, TALLEST_MILLIMETRES, "mm", "cm", "m")
    head = (SMALLEST_HEAD_MILLIMETRES, LARGEST_HEAD_MILLIMETRES)
    yield _measured("head_circumference_millimetres", *head, "mm", "cm")
    where = Question(
        "onward_referrals.organisation", "At which organisation", QuestionKind.SHORT_TEXT, "Its ODS code", length=(3, 9)
    )
    yield replace(_asked("onward_referrals"), repeats=True, within=(where,))
    agreed = Question(SHARING, "What the family said to it", QuestionKind.CHOICE, listed=SHARING)
    yield replace(_asked("copies"), repeats=True, within=(agreed,))
    yield replace(_asked("tests_requested"), repeats=True)


def _asked(key: str) -> Question:
    """The question of an item, as the catalogue words it."""
    asked = item(key)
    listed = None if isinstance(asked.answers, AnswerKind) else list_name(asked)
    return Question(key, asked.wording, _kind(asked), asked.hint, listed, length=asked.length)


def _measured(name: str, least: int, most: int, *units: str) -> Question:
    asked = _asked(f"growth.{name}")
    return replace(asked, hint="Optional", bounds=(least, most), length=None, units=units)


_KINDS: Final = MappingProxyType(
    {
        AnswerKind.DATE: QuestionKind.DATE,
        AnswerKind.WEEKS: QuestionKind.WHOLE_NUMBER,
        AnswerKind.MINUTES: QuestionKind.WHOLE_NUMBER,
        AnswerKind.NUMBER: QuestionKind.MEASUREMENT,
        AnswerKind.ODS_CODE: QuestionKind.SHORT_TEXT,
        AnswerKind.TEXT: QuestionKind.TEXT,
        AnswerKind.IDENTITY: QuestionKind.CLINIC,
    }
)


def _kind(asked: Item) -> QuestionKind:
    return _KINDS[asked.answers] if isinstance(asked.answers, AnswerKind) else QuestionKind.CHOICE

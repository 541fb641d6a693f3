"""The fields of the form by which a child is registered and corrected, as the catalogue words them."""

from dataclasses import dataclass
from enum import StrEnum

from app.clinical import code_lists
from app.clinical.catalogue import item
from app.clinical.child import FactKind, Gender
from app.clinical.code_lists import CodeList
from app.clinical.items import AnswerKind

NONE = "none"
NONE_WORDS = "None, or no longer known"


class FieldKind(StrEnum):
    """How a field is answered."""

    TEXT = "text"
    DIGITS = "digits"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: its name, its words, and its answers.

    `has_none` when it may be said that there is none: a choice `none`, or a box `<name>.none` beside a text.
    `width` is the number of characters that show.
    """

    name: str
    wording: str
    hint: str = ""
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[tuple[str, str], ...] = ()
    has_none: bool = False
    width: int = 20
    fact: FactKind | None = None

    def words(self, value: str) -> str:
        """What a value says; a value that is not among the choices says itself."""
        if value == NONE and self.has_none:
            return NONE_WORDS
        return dict(self.choices).get(value, value)


@dataclass(frozen=True, slots=True)
class FieldSet:
    """Fields under one heading."""

    title: str
    fields: tuple[FormField, ...]


_YES_NO = (("Y", "Yes"), ("N", "No"))


def _choices(answers: CodeList) -> tuple[tuple[str, str], ...]:
    return tuple(answers.answers.items())


def _of(
    key: str,
    *,
    wording: str | None = None,
    hint: str | None = None,
    kind: FieldKind = FieldKind.TEXT,
    choices: tuple[tuple[str, str], ...] = (),
    width: int = 20,
) -> FormField:
    asked = item(f"child.{key}")
    said = asked.hint if hint is None else hint
    return FormField(key, wording or asked.wording, said, kind, choices, width=width)


def _fact(kind: FactKind, *, has_none: bool = False, hint: str | None = None, width: int = 10) -> FormField:
    asked = item(f"fact.{kind.value}")
    said = asked.hint if hint is None else hint
    choices: tuple[tuple[str, str], ...] = ()
    if isinstance(asked.answers, CodeList):
        choices = _choices(asked.answers)
    elif asked.answers is AnswerKind.YES_NO:
        choices = _YES_NO
    kind_of = FieldKind.CHOICE if choices else FieldKind.TEXT
    return FormField(kind.value, asked.wording, said, kind_of, choices, has_none, width, kind)


NAME_FIELDS = FieldSet(
    "Name and birth",
    (
        _of("family_name"),
        _of("given_name"),
        _of("title", width=6),
        _of("preferred_name"),
        _of("birth_date", hint="Such as 4/2/2021 or 04-Feb-2021", width=12),
        _of("gender", kind=FieldKind.CHOICE, choices=tuple((each.value, each.words) for each in Gender)),
    ),
)
NUMBER_FIELDS = FieldSet(
    "Numbers",
    (
        _of("nhs_number", kind=FieldKind.DIGITS, width=14),
        _of(
            "nhs_number_status",
            hint="Without a number, say why there is none",
            kind=FieldKind.CHOICE,
            choices=_choices(code_lists.NHS_NUMBER_STATUS),
        ),
        _of("local_identifier", hint="Your organisation's own number for the child", width=20),
        _of("local_identifier_issuer", wording="Organisation it belongs to", hint="Its ODS code", width=8),
    ),
)
_HOME = FieldSet(
    "Home",
    (
        _fact(FactKind.ADDRESS, has_none=True, width=40),
        _fact(FactKind.POSTCODE, has_none=True, hint="ZZ99 3VZ for no fixed abode"),
        _fact(FactKind.SENSITIVE_ADDRESS),
        _fact(FactKind.PLACEMENT, has_none=True),
        _fact(FactKind.LOOKED_AFTER),
        _fact(FactKind.RESPONSIBLE_AUTHORITY, has_none=True),
        _fact(FactKind.PARENTAL_RESPONSIBILITY, has_none=True),
        _fact(FactKind.MAIN_CARER, has_none=True),
    ),
)
_CARE = FieldSet(
    "Practice, school and language",
    (
        _fact(FactKind.GP_PRACTICE, has_none=True, hint="The practice's code, such as A81001; V81999 if not known"),
        _fact(FactKind.SCHOOL, has_none=True),
        _fact(FactKind.EHC_PLAN),
        _fact(FactKind.PREFERRED_LANGUAGE, has_none=True),
        _fact(FactKind.INTERPRETER),
        _fact(FactKind.ETHNIC_CATEGORY),
    ),
)
FACT_FIELDS = (_HOME, _CARE)
FIELD_SETS = (NAME_FIELDS, NUMBER_FIELDS, *FACT_FIELDS)
FIELDS = {field.name: field for each in FIELD_SETS for field in each.fields}
FACTS_ASKED = tuple(field for each in FACT_FIELDS for field in each.fields)

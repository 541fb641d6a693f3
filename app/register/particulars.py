"""What the form says of a child: who they are, their numbers, and the facts known of them; read and judged."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.clinical.ages import clinical_date, parse_clinical_date
from app.clinical.answer_values import value_fault
from app.clinical.catalogue import fact_value_fault, item
from app.clinical.child import Demographics, FactAnswer, FactKind, Gender
from app.clinical.code_lists import NHS_NUMBER_STATUS
from app.clinical.identifiers import (
    LocalPatientId,
    NhsNumber,
    parse_local_patient_id,
    parse_ods_code,
    parse_postcode,
)
from app.clinical.items import AnswerKind
from app.register.fields import FACTS_ASKED, NONE, FormField
from app.register.typed import Reading, Typed, birth_date_of, line_fault, tidy, typed_nhs_number

ONLY_WITH_NUMBER = frozenset({"01", "02"})
ONLY_WITHOUT_NUMBER = frozenset({"07", "08"})
POSTPONED = "08"
POSTPONED_FOR_DAYS = 42


@dataclass(frozen=True, slots=True)
class FactGiven:
    """A fact as the form states it: known, with its value, or known to be none."""

    kind: FactKind
    answer: FactAnswer
    value: str | None


@dataclass(frozen=True, slots=True)
class LocalNumber:
    """A local patient identifier and the ODS code of the organisation it belongs to."""

    value: LocalPatientId
    issuer: str


def read_demographics(reading: Reading, today: date, known: Demographics | None = None) -> Demographics | None:
    """Who the child is; None, with the problems noted, when something is wrong.

    A date of birth already known is not judged anew: a record outlives the age of the service.
    """
    before = len(reading.problems)
    family = reading.name("family_name", "Type the family name.")
    given = reading.name("given_name", "Type the given name. A baby without one yet may be “Baby” or “Twin 1”.")
    title, preferred = reading.name("title"), reading.name("preferred_name")
    born = _birth_date(reading, today, known)
    gender = reading.parsed("gender", _gender)
    if len(reading.problems) > before or family is None or given is None or gender is None:
        return None
    return Demographics(family, given, title, preferred, born, gender)


def _birth_date(reading: Reading, today: date, known: Demographics | None) -> date | None:
    text = reading.text("birth_date")
    as_known = known.birth_date if known is not None else None
    if reading.ticked("birth_date.none"):
        if text and (as_known is None or text != clinical_date(as_known)):
            reading.wrong("birth_date", "contradiction", "A date stands here and is said to be not known. Keep one.")
        return None
    if not text:
        reading.wrong("birth_date", "missing", "Type the date of birth, or say that it is not known.")
        return None
    return reading.parsed("birth_date", lambda typed: _born(typed, today, as_known))


def _born(text: str, today: date, known: date | None) -> date:
    typed = parse_clinical_date(text)
    return typed if typed == known else birth_date_of(text, today)


def _gender(text: str) -> Gender:
    if text not in [each.value for each in Gender]:
        raise ValueError("Choose the gender the child or family states, or Not Known.")
    return Gender(text)


def read_nhs_number(reading: Reading) -> NhsNumber | None:
    """The NHS number that was typed, if any and if it is one."""
    return reading.parsed("nhs_number", typed_nhs_number) if reading.text("nhs_number") else None


def read_status(reading: Reading, *, numbered: bool, born: date | None, today: date) -> str | None:
    """NHS NUMBER STATUS INDICATOR CODE that fits a child with a number, or without one.

    01 and 02 say that a number is present, 07 and 08 that none is; 08 is for babies under six weeks (NHS Data
    Dictionary, NHS NUMBER STATUS INDICATOR CODE).
    """
    name, code = "nhs_number_status", reading.text("nhs_number_status")
    if not code:
        said = "Choose whether the number is verified." if numbered else "Choose why there is no NHS number."
        reading.wrong(name, "missing", said)
    elif code not in NHS_NUMBER_STATUS:
        reading.wrong(name, "unknown-code", "This is not one of the answers. Choose again.")
    elif numbered and code in ONLY_WITHOUT_NUMBER:
        reading.wrong(name, "with-number", "This says that there is no NHS number, yet one is given. Change one.")
    elif not numbered and code in ONLY_WITH_NUMBER:
        reading.wrong(name, "without-number", "This says that there is an NHS number, yet none is given. Change one.")
    elif code == POSTPONED and born is not None and (today - born).days >= POSTPONED_FOR_DAYS:
        reading.wrong(name, "not-a-baby", "Only for a baby under six weeks is the tracing postponed. Choose another.")
    else:
        return code
    return None


def read_local_number(reading: Reading) -> LocalNumber | None:
    """The local identifier that was typed with its organisation, if any and if it is one."""
    numbered = bool(reading.text("local_identifier"))
    issuer = None
    if numbered or reading.text("local_identifier_issuer"):
        issuer = reading.parsed("local_identifier_issuer", issuer_of)
    value = reading.parsed("local_identifier", parse_local_patient_id) if numbered else None
    return None if value is None or issuer is None else LocalNumber(value, issuer)


def issuer_of(text: str) -> str:
    """The ODS code of an organisation that gives local patient identifiers.

    Raises:
        ValueError: it has not 3 to 5 letters and digits (CSDS v1.6, CYP001).
    """
    issuer = parse_ods_code(text)
    fault = value_fault(item("child.local_identifier_issuer"), issuer)
    if fault is not None:
        raise ValueError("The code of an organisation with patient numbers has 3 to 5 letters and digits, such as RXX.")
    return issuer


def read_facts(reading: Reading, standing: Typed = MappingProxyType({})) -> tuple[FactGiven, ...]:
    """The facts that the form states; one left blank says nothing.

    `standing` holds the texts the form was given out with: who says that there is none need not clear them.
    """
    given = (_fact(reading, field, standing.get(field.name, "")) for field in FACTS_ASKED)
    return tuple(each for each in given if each is not None)


def _fact(reading: Reading, field: FormField, stood: str) -> FactGiven | None:
    kind, text = FactKind(field.name), reading.text(field.name)
    if field.has_none and (reading.ticked(f"{field.name}.none") or text == NONE):
        if text not in ("", NONE, stood):
            reading.wrong(field.name, "contradiction", f"{field.wording}: keep what is typed, or the tick for none.")
        return FactGiven(kind, FactAnswer.NONE, None)
    if not text:
        return None
    value = reading.parsed(field.name, lambda typed: _value(field, typed))
    return None if value is None else FactGiven(kind, FactAnswer.KNOWN, value)


def _value(field: FormField, text: str) -> str:
    kind = FactKind(field.name)
    value = _as_kept(kind, text)
    fault = fact_value_fault(kind, value)
    if fault is None and kind is FactKind.ADDRESS:
        fault = line_fault(value)
    if fault is not None:
        raise ValueError(fault)
    return value


def _as_kept(kind: FactKind, text: str) -> str:
    answers = item(f"fact.{kind.value}").answers
    if answers is AnswerKind.POSTCODE:
        return parse_postcode(text)
    if answers is AnswerKind.ODS_CODE:
        return parse_ods_code(text)
    return tidy(text) if answers is AnswerKind.TEXT else text


def usual_issuer(ods_code: str) -> str:
    """The organisation's own code, when local identifiers may be given under it; else nothing."""
    try:
        return issuer_of(ods_code)
    except ValueError:
        return ""

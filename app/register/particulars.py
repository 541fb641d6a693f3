"""What the form says of a child: who they are, their numbers, and the facts known of them; read and judged."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from app.clinical.ages import clinical_date, parse_clinical_date
from app.clinical.answer_values import as_kept
from app.clinical.catalogue import fact_value_fault, item
from app.clinical.child import Demographics, FactAnswer, FactKind, Gender
from app.clinical.child_numbers import StatusFault, issuer_of, status_fault
from app.clinical.child_words import line_fault
from app.clinical.identifiers import LocalPatientId, NhsNumber, parse_local_patient_id
from app.register.fields import FACTS_ASKED, NONE, FormField
from app.register.typed import Reading, Typed, birth_date_of, typed_nhs_number

_MISFITS = {
    StatusFault.UNKNOWN: "This is not one of the answers. Choose again.",
    StatusFault.WITH_NUMBER: "This says that there is no NHS number, yet one is given. Change one.",
    StatusFault.WITHOUT_NUMBER: "This says that there is an NHS number, yet none is given. Change one.",
    StatusFault.NOT_A_BABY: "Only for a baby under six weeks is the tracing postponed. Choose another.",
}


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
    """NHS NUMBER STATUS INDICATOR CODE that fits a child with a number, or without one."""
    name, code = "nhs_number_status", reading.text("nhs_number_status")
    if not code:
        said = "Choose whether the number is verified." if numbered else "Choose why there is no NHS number."
        reading.wrong(name, "missing", said)
        return None
    fault = status_fault(code, numbered=numbered, born=born, today=today)
    if fault is not None:
        reading.wrong(name, fault.value, _MISFITS[fault])
        return None
    return code


def read_local_number(reading: Reading) -> LocalNumber | None:
    """The local identifier that was typed with its organisation, if any and if it is one."""
    numbered = bool(reading.text("local_identifier"))
    issuer = None
    if numbered or reading.text("local_identifier_issuer"):
        issuer = reading.parsed("local_identifier_issuer", issuer_of)
    value = reading.parsed("local_identifier", parse_local_patient_id) if numbered else None
    return None if value is None or issuer is None else LocalNumber(value, issuer)


def read_true_from(reading: Reading, born: date | None, today: date) -> date | None:
    """Since when what is new is true; None when it puts right what was wrong all along."""
    if not reading.text("true_from"):
        return None
    since = reading.parsed("true_from", parse_clinical_date)
    if since is not None and since > today:
        reading.wrong("true_from", "future", "This date is in the future. Give today's or an earlier one.")
    if since is not None and born is not None and since < born:
        reading.wrong("true_from", "before-birth", "This date is before the child was born. Check the year.")
    return since


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
    value = as_kept(item(f"fact.{kind.value}"), text)
    fault = fact_value_fault(kind, value)
    if fault is None and kind is FactKind.ADDRESS:
        fault = line_fault(value)
    if fault is not None:
        raise ValueError(fault)
    return value

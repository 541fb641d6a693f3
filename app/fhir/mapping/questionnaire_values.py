"""The value of one answer to the booking-out form, both ways: as the core has it, and as FHIR has it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Any, Final

from app.clinical.checks import text_fault
from app.clinical.identifiers import parse_ods_code
from app.fhir.mapping.healthcare_service import clinic_from_reference
from app.fhir.mapping.listed_codes import listed_coding, systems_of, wording_of
from app.fhir.mapping.looking import Findings, Resource, reference, whole_date
from app.fhir.mapping.questionnaire_needs import need_named
from app.fhir.mapping.questionnaire_questions import Question, QuestionKind
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import UCUM
from app.identity import Identity

_FACTORS: Final[Mapping[str, int]] = MappingProxyType({"g": 1, "kg": 1_000, "mm": 1, "cm": 10, "m": 1_000})
"""How many of the units in which measurements are kept one of each unit is (UCUM)."""


class _NotRecorded(Exception):
    """A value that cannot be recorded: what is wrong with it and how to mend it."""

    def __init__(self, said: str, code: IssueType = IssueType.VALUE) -> None:
        super().__init__(said)
        self.said = said
        self.code = code


class AnswerReader:
    """Reads the values of the answers of one response; what cannot be recorded is noted at its place."""

    def __init__(self, resource: Resource, findings: Findings, surroundings: Surroundings) -> None:
        self._resource = resource
        self._findings = findings
        self._surroundings = surroundings

    def __call__(self, question: Question, answer: Resource, place: str) -> object | None:
        """The value; None when the answer has none, such as for a reason of absence, or it is noted as wrong."""
        given = next((name for name in answer if name.startswith("value")), None)
        if given is None:
            return None
        place = f"{place}.{given}"
        try:
            if given != question.kind.element:
                raise _NotRecorded(f"This question is answered with {question.kind.element}. Send the answer so.")
            return self._value(question, answer[given], place)
        except _NotRecorded as refused:
            self._findings.wrong(place, refused.said, refused.code)
            return None

    def _value(self, question: Question, sent: Any, place: str) -> object | None:
        if question.kind is QuestionKind.CLINIC:
            return self._clinic(sent, place)
        if question.kind is QuestionKind.MEASUREMENT:
            return self._measurement(question, sent, place)
        if question.kind is not QuestionKind.CHOICE:
            return _READERS[question.kind](question, sent)
        if question.listed is None:
            return need_named(sent, question.of_group, place, self._findings, self._surroundings.known)
        return self._code(question.listed, sent, place)

    def _clinic(self, pointer: Resource, place: str) -> Identity | None:
        found = clinic_from_reference(self._resource, pointer, self._surroundings)
        if found is None:
            said = "No clinic of this id or name is known here: it is kept, not recorded. Send HealthcareService/ID."
            self._findings.warn(place, said, IssueType.NOT_FOUND)
        return found

    def _measurement(self, question: Question, quantity: Resource, place: str) -> int:
        exact = _measured(question, quantity)
        kept = exact.to_integral_value(ROUND_HALF_EVEN)
        if kept != exact:
            self._findings.warn(place, f"Measurements are kept in whole {question.units[0]}: this one is rounded.")
        return int(kept)

    def _code(self, name: str, coding: Resource, place: str) -> str:
        if coding.get("system") not in (None, *systems_of(name)):
            said = "This is not the code system of this question's answers. Send the system that the Questionnaire has."
            raise _NotRecorded(said, IssueType.CODE_INVALID)
        wording, code = wording_of(name), str(coding.get("code", ""))
        if code not in wording:
            said = "This code is not one of the answers to this question. Send one that the Questionnaire has."
            raise _NotRecorded(said, IssueType.CODE_INVALID)
        display = str(coding.get("display", "")).strip().casefold()
        if display != wording[code].casefold() and display in map(str.casefold, wording.values()):
            said = "The display is that of another code of the list. The code is recorded; check which one is meant."
            self._findings.warn(place, said, IssueType.CODE_INVALID)
        return code


def _measured(question: Question, quantity: Resource) -> Decimal:
    """The measurement in the unit in which it is kept, as exactly as it was sent."""
    unit = _unit(question, quantity)
    if unit is None:
        said = f"Send this measurement in {' or '.join(question.units)}, as code with the system {UCUM}."
        raise _NotRecorded(said, IssueType.CODE_INVALID)
    if "comparator" in quantity or "value" not in quantity:
        raise _NotRecorded("Send the value that was measured, without a comparator.")
    exact = Decimal(str(quantity["value"])) * _FACTORS[unit]
    least, most = question.bounds or (0, 0)
    if not least <= exact <= most:
        raise _NotRecorded(f"This is out of range. Send a measurement from {least} to {most} {question.units[0]}.")
    return exact


def _unit(question: Question, quantity: Resource) -> str | None:
    """The unit of a measurement, by its code in UCUM or, without a code, as it is written."""
    if "code" not in quantity:
        written = quantity.get("unit")
        return written if written in question.units else None
    code, system = quantity["code"], quantity.get("system")
    return code if system == UCUM and code in question.units else None


def _day(question: Question, text: object) -> date:
    del question
    on = whole_date(text)
    if on is None:
        raise _NotRecorded("Send the whole date with its day, as in 2026-11-24.")
    return on


def _whole_number(question: Question, number: int) -> int:
    least, most = question.bounds or (0, 0)
    if not least <= number <= most:
        raise _NotRecorded(f"This is out of range. Send a whole number from {least} to {most}.")
    return number


def _ods_code(question: Question, text: str) -> str:
    shortest, longest = question.length or (3, 9)
    said = f"Send the ODS code of the organisation, {shortest} to {longest} letters and digits."
    try:
        code = parse_ods_code(text)
    except ValueError:
        raise _NotRecorded(said) from None
    if not shortest <= len(code) <= longest:
        raise _NotRecorded(said)
    return code


def _text(question: Question, text: str) -> str | None:
    said = text.strip()
    _, longest = question.length or (1, 0)
    if len(said) > longest:
        raise _NotRecorded(f"This is longer than {longest} characters. Shorten it.", IssueType.TOO_LONG)
    if text_fault(said) is not None:
        raise _NotRecorded("This has a character that is not shown, such as one that turns text round. Leave it out.")
    return said or None


_READERS: Final[Mapping[QuestionKind, Callable[[Question, Any], object | None]]] = MappingProxyType(
    {
        QuestionKind.DATE: _day,
        QuestionKind.WHOLE_NUMBER: _whole_number,
        QuestionKind.SHORT_TEXT: _ods_code,
        QuestionKind.TEXT: _text,
    }
)


def answered(question: Question, value: object, surroundings: Surroundings) -> Resource:
    """An answer to a question, from the core's value of it; one of a need is made elsewhere."""
    return {question.kind.element: _sent(question, value, surroundings)}


def _sent(question: Question, value: object, surroundings: Surroundings) -> object:
    if question.listed is not None:
        return listed_coding(question.listed, str(value))
    if isinstance(value, date):
        return value.isoformat()
    if question.kind is QuestionKind.MEASUREMENT:
        unit = question.units[0]
        return {"value": value, "unit": unit, "system": UCUM, "code": unit}
    if question.kind is QuestionKind.CLINIC and isinstance(value, int):
        clinic = surroundings.clinics.get(Identity(value))
        return reference("HealthcareService", Identity(value), clinic.name if clinic is not None else None)
    return value

"""What the value of an Observation, or of one of its components, answers: whether what its code names is there.

Only what says so plainly is taken as there. Numbers, quantities, and words that are neither yes nor no are left to a
person to read.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from app.fhir.mapping.looking import Resource, codings, extension_value, listed
from app.fhir.systems import DATA_ABSENT_REASON, LOINC, SNOMED_CT
from app.terminology.wording import normalised


class Answer(Enum):
    """Whether what an Observation's code names is there. UNCLEAR: the value says something else, or contradicts."""

    PRESENT = "present"
    SUSPECTED = "suspected"
    ABSENT = "absent"
    NOT_SAID = "not said"
    UNCLEAR = "unclear"


_YES_NO: Final = "http://terminology.hl7.org/CodeSystem/v2-0136"
_YES_NO_UNKNOWN: Final = "http://terminology.hl7.org/CodeSystem/v2-0532"
_INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_ABSENT_REASON: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

_CODED: Final[Mapping[str, Mapping[Answer, frozenset[str]]]] = MappingProxyType(
    {
        # Qualifier values, those of finding contexts and of severity among them.
        SNOMED_CT: {
            Answer.PRESENT: frozenset(
                "52101004 373066001 410515003 410605003 410591008 10828004 260373001 255604002 6736007 24484000".split()
            ),
            Answer.SUSPECTED: frozenset("415684004 410592001 410590009".split()),
            Answer.ABSENT: frozenset("2667000 373067005 410516002 410594000 410593006 260385009 260415000".split()),
            Answer.NOT_SAID: frozenset("261665006 373068000".split()),
        },
        LOINC: {
            Answer.PRESENT: frozenset({"LA33-6", "LA9633-4"}),
            Answer.ABSENT: frozenset({"LA32-8", "LA9634-2"}),
            Answer.NOT_SAID: frozenset({"LA4489-6"}),
        },
        _YES_NO: {Answer.PRESENT: frozenset({"Y"}), Answer.ABSENT: frozenset({"N"})},
        _YES_NO_UNKNOWN: {
            Answer.PRESENT: frozenset({"Y"}),
            Answer.ABSENT: frozenset({"N"}),
            Answer.NOT_SAID: frozenset({"UNK", "NASK", "ASKU", "NAV", "NA"}),
        },
    }
)
_WORDED: Final[Mapping[str, Answer]] = MappingProxyType(
    dict.fromkeys("yes y present true positive confirmed".split(), Answer.PRESENT)
    | dict.fromkeys("suspected possible probable".split(), Answer.SUSPECTED)
    | dict.fromkeys(("no", "n", "absent", "false", "negative", "none", "nil", "not present"), Answer.ABSENT)
    | dict.fromkeys(("unknown", "not known", "not asked", "not stated"), Answer.NOT_SAID)
)
_NEGATIVE: Final = frozenset({"NEG", "ND"})


def answer_of(element: Resource) -> Answer:
    """What the value, its absence and the interpretation of an Observation, or of a component, come to."""
    if _data_absent(element):
        return Answer.NOT_SAID
    value = _valued(element)
    if not negated(element):
        return value
    return Answer.ABSENT if value is Answer.ABSENT or not _values(element) else Answer.UNCLEAR


def negated(element: Resource) -> bool:
    """Whether the interpretation is that what was looked for is not there (v3-ObservationInterpretation NEG, ND)."""
    return any(
        each.get("code") in _NEGATIVE and each.get("system") == _INTERPRETATION
        for concept in listed(element, "interpretation")
        for each in codings(concept)
    )


def _valued(element: Resource) -> Answer:
    values = [*_values(element)]
    if not values:
        return Answer.PRESENT
    value = values[0]
    if isinstance(value, bool):
        return Answer.PRESENT if value else Answer.ABSENT
    if isinstance(value, str):
        return _WORDED.get(normalised(value), Answer.UNCLEAR)
    return _coded(value) if isinstance(value, dict) else Answer.UNCLEAR


def _values(element: Resource) -> list[object]:
    """The value, of whatever type, that is there; at most one."""
    return [each for name, each in element.items() if name.startswith("value")]


def _coded(concept: Resource) -> Answer:
    """The answer of a CodeableConcept: that of its codes, else of its words. Codes that differ leave it unclear."""
    found = {*_answers(concept)}
    if not found:
        return _WORDED.get(normalised(str(concept.get("text", ""))), Answer.UNCLEAR)
    return found.pop() if len(found) == 1 else Answer.UNCLEAR


def _answers(concept: Resource) -> Iterator[Answer]:
    for coding in codings(concept):
        system, code = coding.get("system"), coding.get("code")
        if system == _ABSENT_REASON:
            yield Answer.NOT_SAID
        for answer, codes in _CODED.get(str(system), {}).items():
            if code in codes:
                yield answer


def _data_absent(element: Resource) -> bool:
    """Whether the data is said to be absent: by its reason, or by the extension on the value or on the code."""
    if element.get("dataAbsentReason") is not None:
        return True
    parts = [element, element.get("code"), *(each for name, each in element.items() if name.startswith("_value"))]
    parts += _values(element)
    return any(isinstance(each, dict) and extension_value(each, DATA_ABSENT_REASON) is not None for each in parts)

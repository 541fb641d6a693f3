"""The coded procedure, finding and observation of a care activity (CSDS CYP202), by scheme and code system.

OPCS-4 is no scheme of the data set: its codes are kept as they were sent. So are expressions of SNOMED CT, which are
no codes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from app.clinical.catalogue import item
from app.clinical.encounter import CodedItem
from app.fhir.mapping.item_answers import Placed, extension_values
from app.fhir.mapping.looking import Findings, Resource, codings
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import SNOMED_CT, UCUM, extension_url
from app.terminology.concept import InvalidConceptId, parse_concept_id

READ_V2: Final = "http://read.info/readv2"
CTV3: Final = "http://read.info/ctv3"
ICD_10: Final = "http://hl7.org/fhir/sid/icd-10"

PROCEDURE_SYSTEMS: Final[Mapping[str, str]] = MappingProxyType({"06": SNOMED_CT, "05": CTV3, "04": READ_V2})
FINDING_SYSTEMS: Final[Mapping[str, str]] = MappingProxyType({"04": SNOMED_CT, "01": ICD_10, "03": CTV3, "02": READ_V2})
OBSERVATION_SYSTEMS: Final[Mapping[str, str]] = MappingProxyType({"03": SNOMED_CT, "02": CTV3, "01": READ_V2})
"""Each scheme in use with its code system, the one that is preferred first."""

LONGEST_VALUE: Final = 10
"""OBSERVATION VALUE and UCUM UNIT OF MEASUREMENT, max an10."""

_FINDING: Final = "activity.finding"
_OBSERVATION: Final = "activity.observation"
_OBSERVATION_VALUE: Final = "activity.observation_value"
_OBSERVATION_UNIT: Final = "activity.observation_unit"
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_NOT_A_CONCEPT: Final = "This is not the identifier of a SNOMED CT concept. Copy the whole identifier from the release."
_NO_SCHEME: Final = (
    "No code here is of SNOMED CT or of Read: the codes are kept, and the care activity is recorded without one."
)
_NOT_RECORDED: Final = "This code cannot be recorded in the data set, by its length or as an expression: it is kept."
_VALUE: Final = "The value or the unit has more than 10 characters: the observation is kept and not recorded."


def procedure_given(concept: object, findings: Findings, surroundings: Surroundings) -> CodedItem | None:
    """The coded procedure of Procedure.code; None when it has no code that can be recorded, which is told."""
    if not codings(concept):
        return None
    found = _coded([("code", concept)], "activity.procedure", PROCEDURE_SYSTEMS, findings, surroundings)
    if found is None and not any(each.get("system") in PROCEDURE_SYSTEMS.values() for each in codings(concept)):
        findings.warn("code", _NO_SCHEME)
    return found


def finding_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> CodedItem | None:
    """The coded finding, of our extension."""
    return _coded(extension_values(resource, _FINDING), _FINDING, FINDING_SYSTEMS, findings, surroundings)


def _coded(
    values: Iterable[Placed], key: str, systems: Mapping[str, str], findings: Findings, surroundings: Surroundings
) -> CodedItem | None:
    """The code in the scheme preferred of those there are."""
    held = [(path, each) for path, value in values for each in _codings(value)]
    for scheme, system in systems.items():
        for path, coding in held:
            if coding.get("system") == system and "code" in coding:
                code = _recordable((path, str(coding["code"])), key, system, findings, surroundings)
                if code is not None:
                    return CodedItem(scheme, code)
    return None


def _codings(value: object) -> list[Resource]:
    if isinstance(value, dict) and "coding" not in value:
        return [value]
    return codings(value)


def _recordable(
    placed_code: Placed, key: str, system: str, findings: Findings, surroundings: Surroundings
) -> str | None:
    path, code = placed_code[0], str(placed_code[1])
    shortest, longest = item(key).length or (1, LONGEST_VALUE)
    digits = code.isascii() and code.isdigit()
    if system == SNOMED_CT and digits:
        return _concept(path, code, findings, surroundings)
    if system == SNOMED_CT or not shortest <= len(code) <= longest:
        findings.warn(path, _NOT_RECORDED, IssueType.CODE_INVALID)
        return None
    return code


def _concept(path: str, code: str, findings: Findings, surroundings: Surroundings) -> str | None:
    """A concept identifier; one that is none is wrong, and one that the release in use does not have is told."""
    try:
        concept = parse_concept_id(code)
    except InvalidConceptId:
        findings.wrong(path, _NOT_A_CONCEPT, IssueType.CODE_INVALID)
        return None
    known = surroundings.known
    if known.edition is not None and known.concept(concept) is None:
        findings.warn(path, f"The release in use does not have {concept}: it is recorded as sent.")
    return code


def observation_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> CodedItem | None:
    """The coded observation with its value and unit, of our extensions: the value is a Quantity, or its exact text."""
    values = extension_values(resource, _OBSERVATION)
    found = _coded(values, _OBSERVATION, OBSERVATION_SYSTEMS, findings, surroundings)
    if found is None:
        return None
    value = unit = exact = None
    for _, each in extension_values(resource, _OBSERVATION_VALUE):
        if isinstance(each, dict):
            value, unit = _number_text(each.get("value")), each.get("code") or each.get("unit")
        else:
            exact = str(each)
    for _, each in extension_values(resource, _OBSERVATION_UNIT):
        unit = unit or str(each)
    value = exact or value
    if max(len(value or ""), len(unit or "")) > LONGEST_VALUE:
        findings.warn("extension", _VALUE, IssueType.TOO_LONG)
        return None
    return replace(found, value=value, unit=unit)


def _number_text(value: object) -> str | None:
    """The digits of a number, without an exponent."""
    return format(Decimal(repr(value)), "f") if isinstance(value, int | float) else None


def procedure_concept(procedure: CodedItem | None, surroundings: Surroundings) -> Resource | None:
    """Procedure.code; None when the activity has no coded procedure."""
    return None if procedure is None else {"coding": [_coding(procedure, PROCEDURE_SYSTEMS, surroundings)]}


def finding_extension(finding: CodedItem | None, surroundings: Surroundings) -> list[Resource]:
    """Our extension for the coded finding."""
    if finding is None:
        return []
    return [{"url": extension_url(_FINDING), "valueCoding": _coding(finding, FINDING_SYSTEMS, surroundings)}]


def observation_extensions(observation: CodedItem | None, surroundings: Surroundings) -> list[Resource]:
    """Our extensions for the coded observation: its code, its value and unit as a Quantity, and its exact text if that
    is another than the number's.
    """
    if observation is None:
        return []
    coding = _coding(observation, OBSERVATION_SYSTEMS, surroundings)
    made = [{"url": extension_url(_OBSERVATION), "valueCoding": coding}]
    quantity = _quantity(observation)
    if quantity:
        made.append({"url": extension_url(_OBSERVATION_VALUE), "valueQuantity": quantity})
    if observation.value is not None and _number_text(quantity.get("value")) != observation.value:
        made.append({"url": extension_url(_OBSERVATION_VALUE), "valueString": observation.value})
    return made


def _quantity(observation: CodedItem) -> Resource:
    text, unit = observation.value, observation.unit
    made: Resource = {}
    if text is not None and _NUMBER.fullmatch(text):
        made["value"] = float(text) if "." in text else int(text)
    return made if unit is None else {**made, "unit": unit, "system": UCUM, "code": unit}


def _coding(coded: CodedItem, systems: Mapping[str, str], surroundings: Surroundings) -> Resource:
    made: Resource = {"system": systems[coded.scheme], "code": coded.code}
    if made["system"] != SNOMED_CT:
        return made
    try:
        known = surroundings.known.concept(parse_concept_id(coded.code))
    except InvalidConceptId:
        return made
    return made if known is None else {**made, "display": known.display}

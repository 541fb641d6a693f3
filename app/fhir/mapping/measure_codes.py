"""The codes of rows, breakdowns and parts in Measures and MeasureReports, each in a code system that is published."""

from typing import Final

from app.fhir.mapping.looking import Resource
from app.fhir.systems import SNOMED_CT, code_system_url
from app.terminology.concept import InvalidConceptId, parse_concept_id

ITEMS: Final = code_system_url("report.item")
BREAKDOWNS: Final = code_system_url("report.breakdown")
PARTS: Final = code_system_url("report.part")


def item_concept(item: str, words: str) -> Resource:
    """A row of a measure: a concept of SNOMED CT where its code is that of one."""
    return _concept(SNOMED_CT if is_concept(item) else ITEMS, item, words)


def breakdown_concept(breakdown: str, words: str) -> Resource:
    """What children are split by."""
    return _concept(BREAKDOWNS, breakdown, words)


def part_concept(breakdown: str, part: str, words: str) -> Resource:
    """A part of a breakdown."""
    return _concept(PARTS, part_code(breakdown, part), words)


def part_code(breakdown: str, part: str) -> str:
    """The code of a part, which that of its breakdown begins: parts of two breakdowns may be called the same."""
    return f"{breakdown}:{part}"


def is_concept(item: str) -> bool:
    """Whether the code of a row is the identifier of a SNOMED CT concept."""
    try:
        parse_concept_id(item)
    except InvalidConceptId:
        return False
    return True


def _concept(system: str, code: str, words: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": words}], "text": words}

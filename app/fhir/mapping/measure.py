"""Measure: what is counted, in the words of its card (FHIR R4, Measure)."""

from typing import Final

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_codes import breakdown_concept
from app.fhir.mapping.measure_report_id import NO_BREAKDOWN, TOLD, measure_id
from app.fhir.report_ports import BreakdownWords, LevelWords, MeasureWords

_HL7: Final = "http://terminology.hl7.org/CodeSystem"


def measure_url(key: str, base: str) -> str:
    """The canonical url of a measure: where it is read. `base` is our address with its path."""
    return f"{base}/Measure/{measure_id(key)}"


def population_code(code: str) -> Resource:
    """What a population is, by the code of HL7's list."""
    display = code.replace("-", " ").title()
    return {"coding": [{"system": f"{_HL7}/measure-population", "code": code, "display": display}]}


def counted(words: MeasureWords) -> str:
    """The code of the population that is counted: a numerator where it is counted among others."""
    return "numerator" if words.share else "initial-population"


def improvement(words: MeasureWords) -> Resource:
    """Whether more is better or worse, where either is so."""
    if not words.better:
        return {}
    coding = {"system": f"{_HL7}/measure-improvement-notation", "code": words.better}
    return {"improvementNotation": {"coding": [coding]}}


def measure_from_words(words: MeasureWords, base: str) -> Resource:
    """A measure as the resource that its reports name.

    Its populations are described and not computed from: `criteria` says so in words, for no library can be run here.
    """
    key = measure_id(words.key)
    definitions = [
        *(f"{name}: {text}." for name, text in _parts(words) if text),
        f"Counted in {words.unit}.",
        *(f"{each.words}. Population: {each.population}. Area: {each.area_rule}." for each in _levels(words)),
        *(f"Age date: {each.age_date}." for each in words.breakdowns if each.key == NO_BREAKDOWN),
    ]
    return {
        "resourceType": "Measure",
        "id": key,
        "url": measure_url(words.key, base),
        "name": "".join(part.capitalize() for part in key.split("-")),
        "title": words.title,
        "status": "active",
        "description": words.definition,
        "scoring": {
            "coding": [{"system": f"{_HL7}/measure-scoring", "code": "proportion" if words.share else "cohort"}]
        },
        **improvement(words),
        "definition": definitions,
        "group": [{"population": _populations(words), **_stratifiers(words)}],
    }


def _parts(words: MeasureWords) -> tuple[tuple[str, str], ...]:
    said = (
        ("Numerator", words.numerator),
        ("Denominator", words.denominator if words.share else ""),
        ("Exclusions", words.exclusions),
        ("Source", words.source),
    )
    return tuple((name, text.rstrip(".")) for name, text in said)


def _levels(words: MeasureWords) -> list[LevelWords]:
    """The levels of areas of which systems are told anything."""
    return [each for each in words.levels if each.key in TOLD]


def _populations(words: MeasureWords) -> list[Resource]:
    first = _population(counted(words), words.numerator)
    return [first, _population("denominator", words.denominator)] if words.share else [first]


def _stratifiers(words: MeasureWords) -> Resource:
    """By what its reports split the children; none for a measure that is not split."""
    made = [_stratifier(each) for each in words.breakdowns if each.key != NO_BREAKDOWN]
    return {"stratifier": made} if made else {}


def _stratifier(by: BreakdownWords) -> Resource:
    return {"code": breakdown_concept(by.key, by.words), "description": f"{by.words}. Age date: {by.age_date}."}


def _population(code: str, says: str) -> Resource:
    return {
        "code": population_code(code),
        "description": says,
        "criteria": {"language": "text/plain", "expression": says},
    }

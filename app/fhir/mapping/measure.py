"""Measure: what is counted, in the words of its card (FHIR R4, Measure)."""

from typing import Final

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_codes import breakdown_concept
from app.fhir.mapping.measure_report_id import measure_id
from app.fhir.ports import MeasureWords

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


def _populations(words: MeasureWords) -> list[Resource]:
    first = _population(counted(words), words.numerator)
    return [first, _population("denominator", words.denominator)] if words.share else [first]


def _stratifiers(words: MeasureWords) -> Resource:
    """By what its reports split the children; none for a measure that is not split."""
    made = [{"code": breakdown_concept(code, by), "description": by} for code, by in words.breakdowns]
    return {"stratifier": made} if made else {}


def _population(code: str, says: str) -> Resource:
    return {
        "code": population_code(code),
        "description": says,
        "criteria": {"language": "text/plain", "expression": says},
    }

"""Problems of the clinical rules, which name items of an encounter, in the terms and at the places of a body."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.clinical.catalogue import item
from app.clinical.needs import Statement
from app.clinical.problems import Severity as ClinicalSeverity
from app.errors import Said
from app.fhir.structure.problems import IssueType, Problem, Severity

_INDEXED: Final = re.compile(r"(statements|activities)\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of an encounter were sent: itself, each of its statements and activities, and its form."""

    encounter: str
    statements: tuple[str, ...]
    activities: tuple[str, ...]
    form: str

    def of(self, item_path: str) -> str:
        """The place of an item, such as `statements[2].certainty` or `contact.on`."""
        indexed = _INDEXED.match(item_path)
        if indexed is not None:
            held = self.statements if indexed[1] == "statements" else self.activities
            place = int(indexed[2])
            return held[place] if place < len(held) else self.encounter
        element = _element(item_path)
        if element is None:
            return self.form
        return f"{self.encounter}.{element}" if element else self.encounter


def _element(item_path: str) -> str | None:
    """The element of Encounter that says an item; None when a questionnaire's answer does, "" when another does."""
    try:
        path = item(item_path).fhir or ""
    except KeyError:
        return ""
    if path.startswith("QuestionnaireResponse"):
        return None
    return path.partition(".")[2] if path.startswith("Encounter.") else ""


def fhir_problems(problems: Iterable[Said], places: Places, statements: Sequence[Statement]) -> Iterator[Problem]:
    """The problems as issues of an outcome. No term stands in them: a need in somebody's own words may be anything."""
    terms = sorted({each.term for each in statements if each.term.strip()}, key=len, reverse=True)
    for each in problems:
        warned = getattr(each, "severity", None) is ClinicalSeverity.WARNING
        severity = Severity.WARNING if warned else Severity.ERROR
        said = _without(each.message, terms)
        yield Problem(IssueType.BUSINESS_RULE, places.of(each.item), said, rule=each.code, severity=severity)


def _without(message: str, terms: Sequence[str]) -> str:
    for term in terms:
        if term not in message:
            continue
        message = re.sub(rf"(?<!\w){re.escape(term)}(?!\w)", "this need", message)
    return message[:1].upper() + message[1:]

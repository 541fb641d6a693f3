"""Scores of assessment tools: what is recorded of one, which concepts are tools, and whether a score fits its tool.

A tool is a concept of the list that the provider loaded, with its range. Without a list it is a concept of the SNOMED
CT edition in use that is an assessment scale or the score of one; its range is then not known. Levels of function, such
as GMFCS, are needs and no scores.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.refset import Refset

LONGEST_SCORE: Final = 5
"""PERSON SCORE is max an5 (NHS Data Dictionary)."""

MOST_DECIMALS: Final = 3
_NUMBER: Final = re.compile(r"-?[0-9]{1,5}(?:\.([0-9]{1,3}))?")
_SCORE: Final = re.compile(r"-?[0-9]{1,5}(?:\.[0-9]{1,3})?|[0-9A-Za-z]{1,5}")
_SCALE: Final = "assessment scale"
_OBSERVABLE: Final = "observable entity"
_SCORED: Final = re.compile(r"\b(score|rating)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AssessmentScore:
    """The score of an assessment tool, as text; completed on the day of the contact where no other day is given."""

    concept: ConceptId
    score: str
    completed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The scores that a tool permits: numbers from `least` to `most` with so many decimals, and those of `also`."""

    least: Decimal
    most: Decimal
    decimals: int = 1
    also: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The span as a person says it."""
        further = f", or {', '.join(self.also)}" if self.also else ""
        places = f"{self.decimals} decimal{'s' if self.decimals > 1 else ''}"
        form = f"a number with at most {places}" if self.decimals else "a whole number"
        return f"{form} from {self.least} to {self.most}{further}"

    def permits(self, score: str) -> bool:
        """Whether a score is one of them."""
        if score in self.also:
            return True
        found = _NUMBER.fullmatch(score)
        return found is not None and len(found[1] or "") <= self.decimals and self.least <= Decimal(score) <= self.most


@dataclass(frozen=True, slots=True)
class Tool:
    """An assessment tool, or the part of one that is scored; `span` is None where its range is not known."""

    concept: ConceptId
    term: str
    span: Span | None = None


Tools = Mapping[ConceptId, Tool]
"""The tools that a provider's list permits, in its order."""


def known_tool(concept: ConceptId, listed: Tools | None, refset: Refset) -> Tool | None:
    """The tool of a concept; None when it is none. Without a list the edition in use says which concepts are."""
    if listed is not None:
        return listed.get(concept)
    wider = refset.beyond.concept(concept)
    if wider is None or refset.known(concept) is not None:
        return None
    scored = wider.kind == _SCALE or (wider.kind == _OBSERVABLE and _SCORED.search(wider.term) is not None)
    return Tool(concept, wider.term) if scored else None


def tools_known(listed: Tools | None, refset: Refset) -> bool:
    """Whether it can be told which concepts are tools, so that scores may be asked for."""
    return bool(listed) if listed is not None else refset.beyond.searchable


def name_of_tool(concept: ConceptId, listed: Tools | None, refset: Refset) -> str:
    """What a tool is called; its identifier where neither list nor edition knows it any more."""
    tool = (listed or {}).get(concept) or known_tool(concept, None, refset)
    return str(concept) if tool is None else tool.term


def score_fault(score: str, tool: Tool) -> str | None:
    """What is wrong with a score of a tool, and how to mend it; None when it fits."""
    if len(score) > LONGEST_SCORE or _SCORE.fullmatch(score) is None:
        return f"A score has up to {LONGEST_SCORE} digits or letters, such as 42 or 38.5."
    if tool.span is not None and not tool.span.permits(score):
        return f"{tool.term}: give {tool.span.words}."
    return None

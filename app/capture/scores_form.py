"""Scores of assessment tools on the form: the rows it shows, how they are read, and how they are told in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.capture.fields import FieldReader
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.ages import clinical_date, parse_clinical_date
from app.clinical.encounter import Encounter
from app.clinical.score_checks import MOST_SCORES
from app.clinical.scores import AssessmentScore, Tools, name_of_tool, tools_known
from app.terminology.concept import ConceptId, parse_concept_id
from app.terminology.refset import Refset

TOOL, SCORE, COMPLETED = "score_tool", "score_value", "score_on"
"""The fields of a row; each comes as often as there are rows."""

BLANK_ROWS: Final = 2
"""Rows offered besides those filled in."""

_NO_TOOL: Final = "Choose one of the tools offered."
_NO_CODE: Final = "Give the SNOMED CT code of the scale or score."
_NO_DAY: Final = "Give a date that exists, as in 04-Feb-2026 or 4/2/2026."


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A row as it stands on the form; `name` is what the tool is called, where it is known."""

    tool: str
    score: str
    completed_on: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ScoreQuestion:
    """The question: its rows, and the tools to choose from by code and name; without any, their codes are typed."""

    rows: tuple[ScoreRow, ...]
    tools: tuple[tuple[str, str], ...]
    filled: bool


def score_question(typed: Typed, visit: Visit) -> ScoreQuestion | None:
    """The question as it stands; None where no tools are known and no scores stand.

    A tool that stands in a row and is no longer listed is offered still: an amendment must not lose it.
    """
    rows = _filled(typed)
    if not rows and not tools_known(visit.tools, visit.refset):
        return None
    named = tuple(ScoreRow(each.tool, each.score, each.completed_on, _name(each.tool, visit)) for each in rows)
    return ScoreQuestion(
        (*named, *(ScoreRow("", "", "") for _ in range(BLANK_ROWS))), _offered(named, visit), bool(rows)
    )


def _filled(typed: Typed) -> list[ScoreRow]:
    """The rows each in its place, without blank ones after the last that is filled in."""
    rows = [ScoreRow(*(each.strip() for each in row)) for row in _texts(typed)]
    while rows and rows[-1] == ScoreRow("", "", ""):
        rows.pop()
    return rows


def _texts(typed: Typed) -> list[tuple[str, str, str]]:
    return list(zip(typed.texts(TOOL), typed.texts(SCORE), typed.texts(COMPLETED), strict=False))


def _offered(rows: Sequence[ScoreRow], visit: Visit) -> tuple[tuple[str, str], ...]:
    if visit.tools is None:
        return ()
    listed = {str(each.concept): each.term for each in visit.tools.values()}
    standing = {each.tool: each.name for each in rows if each.tool and each.name and each.tool not in listed}
    return tuple((listed | standing).items())


def _name(text: str, visit: Visit) -> str:
    concept = _concept(text)
    return "" if concept is None else name_of_tool(concept, visit.tools, visit.refset)


def _concept(text: str) -> ConceptId | None:
    try:
        return parse_concept_id(text)
    except ValueError:
        return None


def read_scores(reader: FieldReader, visit: Visit) -> tuple[AssessmentScore, ...]:
    """The scores of the form; a row in which nothing is filled in says nothing. A form without rows leaves what is."""
    if TOOL not in reader.typed.fields:
        return visit.current.scores if visit.current else ()
    rows = _filled(reader.typed)
    if len(rows) > MOST_SCORES:
        reader.told(row_item(MOST_SCORES), "too-many", f"Give {MOST_SCORES} scores at most.")
    found = (_score(place, row, reader, visit) for place, row in enumerate(rows[:MOST_SCORES]))
    return tuple(each for each in found if each is not None)


def _score(place: int, row: ScoreRow, reader: FieldReader, visit: Visit) -> AssessmentScore | None:
    if row == ScoreRow("", "", ""):
        return None
    item = row_item(place)
    concept = reader.read(item, row.tool, parse_concept_id, _NO_TOOL if visit.tools is not None else _NO_CODE)
    if not row.tool:
        reader.told(item, "missing", "Say of which tool this is, or leave the row blank.")
    if not row.score:
        reader.told(f"{item}-value", "missing", "Give the score, or leave the row blank.")
    day = reader.read(f"{item}-on", row.completed_on, parse_clinical_date, _NO_DAY)
    return AssessmentScore(concept, row.score, day) if concept is not None and row.score else None


def row_item(place: int) -> str:
    """What the field of a row's tool is called in problems; `-value` and `-on` follow for the others."""
    return f"score-{place}"


_PARTS: Final = {"score": "-value", "completed_on": "-on"}


def field_of_problem(item: str, typed: Typed) -> str:
    """The field that mends a problem of the encounter's scores, such as of `scores[1].completed_on`."""
    if not item.startswith("scores["):
        return row_item(0)
    number, _, part = item.removeprefix("scores[").partition("].")
    filled = [place for place, row in enumerate(_filled(typed)) if row.score and _concept(row.tool) is not None]
    place = filled[int(number)] if int(number) < len(filled) else 0
    return f"{row_item(place)}{_PARTS.get(part, '')}"


def score_fields(current: Encounter) -> dict[str, tuple[str, ...]]:
    """The scores of an encounter as the fields of the form that amends it."""
    if not current.scores:
        return {}
    return {
        TOOL: tuple(str(each.concept) for each in current.scores),
        SCORE: tuple(each.score for each in current.scores),
        COMPLETED: tuple(clinical_date(each.completed_on) if each.completed_on else "" for each in current.scores),
    }


def told_scores(scores: Sequence[AssessmentScore], listed: Tools | None, refset: Refset) -> list[str]:
    """Each score in words: its tool, what it came to, and when it was completed if not at the contact."""
    return [
        f"{name_of_tool(each.concept, listed, refset)}: {each.score}"
        + (f" (completed {clinical_date(each.completed_on)})" if each.completed_on else "")
        for each in scores
    ]

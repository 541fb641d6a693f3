"""The clinical rules that scores of assessment tools must keep."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from app.clinical.encounter import Encounter
from app.clinical.problems import Problem
from app.clinical.scores import AssessmentScore, Tools, known_tool, score_fault
from app.terminology.refset import Refset

MOST_SCORES = 40
"""How many scores an encounter may have; the longest battery of a clinic has a quarter of it."""


def score_problems(
    encounter: Encounter,
    before: tuple[AssessmentScore, ...],
    listed: Tools | None,
    refset: Refset,
    born: date | None,
) -> Iterator[Problem]:
    """What is wrong with the scores of an encounter.

    `before` are those of the version that is amended: they stand as they were, whatever list is in use now. `listed` is
    the provider's list of tools.
    """
    if len(encounter.scores) > MOST_SCORES:
        yield Problem("scores", "too-many", f"An encounter has {MOST_SCORES} scores at most.")
        return
    on = encounter.contact.on
    times = Counter((each.concept, each.completed_on or on) for each in encounter.scores)
    for place, each in enumerate(encounter.scores):
        item = f"scores[{place}]"
        if each not in before:
            yield from _tool_and_score(item, each, listed, refset)
        yield from _day(item, each, encounter, born)
        if times[each.concept, each.completed_on or on] > 1:
            yield Problem(f"{item}.concept", "repeated", "The same tool stands here twice for the same day. Keep one.")


def _tool_and_score(item: str, each: AssessmentScore, listed: Tools | None, refset: Refset) -> Iterator[Problem]:
    tool = known_tool(each.concept, listed, refset)
    if tool is None:
        yield Problem(f"{item}.concept", "unknown-tool", "This is no assessment tool that is scored. Choose again.")
        return
    fault = score_fault(each.score, tool)
    if fault is not None:
        yield Problem(f"{item}.score", "out-of-range", fault)


def _day(item: str, each: AssessmentScore, encounter: Encounter, born: date | None) -> Iterator[Problem]:
    day = each.completed_on
    if day is None:
        if not encounter.contact.attendance.seen:
            said = "The child was not seen. Give the day on which this was completed, or leave it out."
            yield Problem(f"{item}.completed_on", "missing", said)
        return
    if day > encounter.contact.on:
        said = "It was completed after the contact. Give the day on which it was completed."
        yield Problem(f"{item}.completed_on", "after-contact", said)
    if born is not None and day < born:
        yield Problem(f"{item}.completed_on", "before-birth", "It was completed before the child was born. Check it.")

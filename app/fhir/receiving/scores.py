"""What received scores make of those of an encounter: a tool has one score a day, and a later one stands for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from app.clinical.encounter import Encounter, EncounterKind
from app.clinical.score_checks import MOST_SCORES
from app.clinical.scores import AssessmentScore
from app.fhir.mapping.given import ScoreGiven
from app.fhir.mapping.looking import Findings
from app.identity import Identity

_AFTER: Final = "It was completed after the contact, so it is kept, and is no score of the child. Check both dates."
_BEFORE_BIRTH: Final = "It was completed before the child was born, so it is kept, and is no score. Check both dates."
_NO_DAY: Final = "The child was not seen, and it is not said when it was completed: it is kept, and is no score."
_TOO_MANY: Final = f"An encounter has {MOST_SCORES} scores at most: this one is kept, and is no score of the child."

Placed = tuple[ScoreGiven, Findings]


def with_scores(
    encounter: Encounter, former: Iterable[ScoreGiven], given: Iterable[Placed], born: date | None
) -> Encounter:
    """The encounter with the scores given, and without those that stood before in resources that now say otherwise.

    What cannot be a score there is told as a warning, and is kept as it was sent.
    """
    on = encounter.contact.on
    held = {(each.concept, each.completed_on or on): each for each in encounter.scores}
    for each in former:
        key = each.concept, each.on or on
        if key in held and held[key].score == each.score:
            del held[key]
    for each, findings in given:
        key = each.concept, each.on or on
        if each.withdrawn:
            held.pop(key, None)
            continue
        said = _fault(each, encounter, born, len(held) if key not in held else 0)
        if said is not None:
            findings.warn("", said)
            continue
        at_contact = key[1] == on and encounter.contact.attendance.seen
        held[key] = AssessmentScore(each.concept, each.score, None if at_contact else key[1])
    return replace(encounter, scores=tuple(held.values()))


def _fault(each: ScoreGiven, encounter: Encounter, born: date | None, others: int) -> str | None:
    if each.on is None and not encounter.contact.attendance.seen:
        return _NO_DAY
    if each.on is not None and each.on > encounter.contact.on:
        return _AFTER
    if each.on is not None and born is not None and each.on < born:
        return _BEFORE_BIRTH
    return _TOO_MANY if others >= MOST_SCORES else None


def where_it_stood(score: ScoreGiven, encounters: Iterable[Encounter]) -> Identity | None:
    """The encounter that a score which was sent before went to: the one it names, or the record made of it."""
    if score.encounter is not None:
        return score.encounter
    for each in encounters:
        if each.kind is EncounterKind.RECORD_RECEIVED and any(_same(score, held, each) for held in each.scores):
            return each.id
    return None


def _same(score: ScoreGiven, held: AssessmentScore, encounter: Encounter) -> bool:
    on = encounter.contact.on
    same_day = (held.completed_on or on) == (score.on or on)
    return held.concept == score.concept and held.score == score.score and same_day

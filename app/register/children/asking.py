"""The page on which a child's circumstances are asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from app.clinical.ages import clinical_date, london_date
from app.clinical.child import Child
from app.clinical.ports import Work
from app.register.children.correcting import untouched_as_it_stands
from app.register.children.page import Page, home, linked, shared
from app.register.circumstances.asked import Asked, AskedSet, Way
from app.register.circumstances.recording import questions_to
from app.register.circumstances.standing import (
    Part,
    circumstances_digest,
    last_answered,
    parts,
    spells_shown,
)
from app.register.correction import NotCorrected, Stale
from app.register.ports import RegisterRecords
from app.register.typed import Typed

_YEAR: Final = timedelta(days=365)
"""After how long a question is asked again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """When a question was last answered, and whether it is to be asked again."""

    on: date
    due: bool


def circumstances_page(
    work: Work[RegisterRecords],
    child: Child,
    typed: Typed | None = None,
    outcome: NotCorrected | Stale | None = None,
) -> Page:
    """The form with what stands; or with what was typed, why it was refused, and, when stale, what stands now."""
    today, sets = london_date(work.now), questions_to(child, work)
    fields, stale = tuple(parts(child, sets, today)), isinstance(outcome, Stale)
    context = {
        **shared(work, outcome.problems if isinstance(outcome, NotCorrected) else ()),
        **linked(child, work),
        **_texts(fields, typed, today, stale=stale),
        **_questions(child, sets, today),
        "stale": stale,
        "home": home(work.principal, child.id),
    }
    digest = circumstances_digest(child, sets)
    context["seen"] = digest if stale or typed is None else typed.get("seen") or digest
    return Page("circumstances.jinja", context, 409 if stale else 200 if outcome is None else 422)


def _texts(fields: Sequence[Part], typed: Typed | None, today: date, *, stale: bool) -> Mapping[str, Any]:
    """What stands in the fields, what stood when the form was given out, and what differs when it is stale."""
    stands = {part.name: part.stands for part in fields}
    if typed is None:
        return {"typed": {**stands, "true_from": clinical_date(today)}, "stood": stands, "differs": ()}
    if not stale:
        return {"typed": typed, "stood": {name: typed.get(f"was.{name}", "") for name in stands}, "differs": ()}
    given = untouched_as_it_stands(typed, stands)
    return {"typed": given, "stood": stands, "differs": tuple(_differing(fields, given))}


def _differing(fields: Sequence[Part], typed: Typed) -> list[tuple[str, str, str]]:
    """(wording, what stands, what was typed), in words, of each field in which they differ."""
    texts = ((part, typed.get(part.name, "").strip()) for part in fields)
    return [(part.wording, part.said(part.stands), part.said(text)) for part, text in texts if text != part.stands]


def _questions(child: Child, sets: Sequence[AskedSet], today: date) -> Mapping[str, Any]:
    """The questions, when each was last answered, and the spells known of those that have spells."""
    asked = [question for each in sets for question in each.questions]
    return {
        "sets": sets,
        "answered": {each.name: _answered(child, each, today) for each in asked},
        "spells": {each.name: spells_shown(child, each, today) for each in asked if each.way is Way.SPELLS},
    }


def _answered(child: Child, asked: Asked, today: date) -> Answered | None:
    on = last_answered(child, asked.kind)
    return Answered(on, today - on > _YEAR) if on is not None else None

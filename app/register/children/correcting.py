"""The page by which what is known of a child is seen and corrected."""

from dataclasses import replace

from app.clinical.ages import clinical_date, london_date
from app.clinical.child import Child
from app.clinical.child_numbers import local_numbers, usual_issuer
from app.clinical.ports import Work
from app.register.children.page import Page, home, linked, shared
from app.register.correction import NotCorrected, Stale
from app.register.fields import FIELD_SETS, FIELDS, NONE_WORDS, FormField
from app.register.ports import RegisterRecords
from app.register.standing import standing_digest, standing_values
from app.register.typed import Typed


def _adding(field: FormField) -> FormField:
    if field.name != "local_identifier":
        return field
    return replace(field, wording="Another local patient number", hint="Leave it blank if there is none to add")


_SETS = tuple(replace(each, fields=tuple(_adding(field) for field in each.fields)) for each in FIELD_SETS)
_ADDED = ("local_identifier", "local_identifier_issuer")
"""Fields that add something, and so say nothing of what stands."""


def correction_page(
    work: Work[RegisterRecords],
    child: Child,
    typed: Typed | None = None,
    outcome: NotCorrected | Stale | None = None,
) -> Page:
    """The form with what stands; or with what was typed, why it was refused, and, when stale, what stands now."""
    today = london_date(work.now)
    stands, stale = standing_values(child, today), isinstance(outcome, Stale)
    digest = standing_digest(child, today)
    refused = outcome if isinstance(outcome, NotCorrected) else NotCorrected(())
    issuer = usual_issuer(work.principal.organisation.ods_code)
    stood = stands if typed is None or stale else {name: typed.get(f"was.{name}", "") for name in stands}
    if typed is not None and stale:
        typed = untouched_as_it_stands(typed, stands)
    fresh = {**stands, "true_from": clinical_date(today), "local_identifier_issuer": issuer}
    context = {
        **shared(work, refused.problems),
        **linked(child, work),
        "typed": fresh if typed is None else typed,
        "differs": differing(stands, typed or {}) if stale else [],
        "stale": stale,
        "stood": stood,
        "seen": digest if stale or typed is None else typed.get("seen") or digest,
        "sets": _SETS,
        "locals": local_numbers(child),
        "refused": refused,
        "home": home(work.principal, child.id),
        "referrals": work.records.referrals_of(child.id),
    }
    return Page("correct_child.jinja", context, 409 if stale else 200 if outcome is None else 422)


def untouched_as_it_stands(typed: Typed, stands: Typed) -> Typed:
    """What was typed, where something was; a field left as the form was given out holds what stands now."""
    untouched = {name: now for name, now in stands.items() if typed.get(name, "") == typed.get(f"was.{name}")}
    return {**typed, **untouched}


def differing(stands: Typed, typed: Typed) -> list[tuple[str, str, str]]:
    """(wording, what stands, what was typed), in words, of each field in which they differ."""
    found = []
    for field in FIELDS.values():
        here, there = _said(stands, field.name), _said(typed, field.name)
        if here != there and field.name not in _ADDED:
            found.append((field.wording, field.words(here) or "blank", field.words(there) or "blank"))
    return found


def _said(texts: Typed, name: str) -> str:
    return NONE_WORDS if texts.get(f"{name}.none") == "yes" else texts.get(name, "").strip()

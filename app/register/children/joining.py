"""The page by which records of one child are merged: choose the other record, compare both, say why; or undo it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.clinical.child import Child
from app.clinical.ports import Work
from app.clinical.problems import Problem
from app.errors import Rejected, Said
from app.register.child_view import look_alikes_of
from app.register.children.page import Page, linked, shared, viewed
from app.register.finding import find_children
from app.register.merging import Comparison, compare, merge_children
from app.register.ports import RegisterRecords
from app.register.typed import Typed, identity_typed


def merge_page(
    work: Work[RegisterRecords],
    child: Child,
    typed: Typed,
    problems: Sequence[Said] = (),
    given: Mapping[str, Any] | None = None,
) -> Page:
    """The page as it stands between the steps; `given` is what the step found."""
    context = {
        **shared(work, problems),
        **linked(child, work),
        "typed": typed,
        "found": None,
        "comparison": None,
        "look_alikes": look_alikes_of(child, work),
        **(given or {}),
    }
    return Page("merge.jinja", context, 422 if problems else 200)


def merge_step(work: Work[RegisterRecords], child: Child, typed: Typed) -> Page | None:
    """What the step of the form's field `action` comes to; None when the records were merged."""
    action = typed.get("action")
    if action not in ("compare", "merge"):
        return _find(work, child, typed)
    try:
        comparison = compare(child, _other(work, typed))
    except Rejected as refusal:
        return merge_page(work, child, typed, refusal.problems)
    if action == "compare":
        viewed(comparison.stands, work, "to be compared")
        return _compared(work, comparison, typed)
    try:
        merge_children(comparison, typed, work)
    except Rejected as refusal:
        return _compared(work, comparison, typed, refusal.problems)
    return None


def _find(work: Work[RegisterRecords], child: Child, typed: Typed) -> Page:
    try:
        found = find_children(typed, work)
    except Rejected as refusal:
        return merge_page(work, child, typed, refusal.problems)
    hits = tuple(hit for hit in found.hits if hit.child != child.id)
    return merge_page(work, child, typed, given={"found": hits})


def _other(work: Work[RegisterRecords], typed: Typed) -> Child:
    into = identity_typed(typed, "into")
    if into is None:
        raise Rejected([Problem("number", "missing", "Choose the other record of the child.")])
    return work.records.child(into)


def _compared(work: Work[RegisterRecords], comparison: Comparison, typed: Typed, problems: Sequence[Said] = ()) -> Page:
    return merge_page(work, comparison.merged, typed, problems, {"comparison": comparison})

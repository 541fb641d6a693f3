"""By which broad conditions a quarter is counted: those that stand when it is first released, and then always by these.

A revision that brought a new condition, or one that takes in other concepts than before, could be set against what was
released: who is in the one and not in the other may be a single child. So a quarter keeps the conditions that it was
first released with, withdrawn ones among them, and each the concepts that it took in then.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.reports.ancestors import Above
from app.reports.cards.countable import Countable, countable, counting
from app.reports.conditions.condition import OwnCondition, row_fault
from app.reports.ledger import BEFORE_ITEMS_WERE_NAMED, Refused, items_released
from app.reports.periods import Quarter
from app.reports.ports import LedgerEntry
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset

_WITHDRAW: Final = "Withdraw it (everyneed reports conditions withdraw {key})"


def counted_in(
    quarter: Quarter,
    ledger: Iterable[LedgerEntry],
    refset: Refset,
    above: Above | None,
    own: Sequence[OwnCondition],
) -> Countable:
    """What a quarter is counted by. `above` is the hierarchy of the edition in use, None without one; `own` are the
    installation's conditions, withdrawn or not.

    Raises:
        Refused: a condition that stands cannot be counted as things are; or one that the quarter was released with
            takes in what may no longer be counted.
    """
    known, released = countable(refset, above, (each.ancestor for each in own)), items_released(ledger, quarter)
    if released is None:
        return counting(known, _standing(known, above, own))
    if not released:
        return counting(known, {key: each for key, each in known.under.items() if key in BEFORE_ITEMS_WERE_NAMED})
    return counting(known, _as_released(known, refset, released, quarter))


def added_since(
    quarter: Quarter, ledger: Iterable[LedgerEntry], own: Iterable[OwnCondition]
) -> tuple[OwnCondition, ...]:
    """The conditions that stand and that a released quarter does not have; none of a quarter not yet released."""
    released = items_released(ledger, quarter)
    return () if released is None else tuple(each for each in own if each.standing and each.key not in released)


def left_out_words(quarter: Quarter, left: Iterable[OwnCondition]) -> str:
    """What a reader is told of conditions that a quarter does not have; empty where there are none."""
    named = ", ".join(f"{each.words!r} ({each.key})" for each in left)
    if not named:
        return ""
    return (
        f"Not counted in it: {named}. {quarter.words} was first released without, and what is added now could give "
        "away the few by whom it differs from what was released. It is counted from the next quarter on."
    )


def _standing(known: Countable, above: Above | None, own: Iterable[OwnCondition]) -> Mapping[str, frozenset[ConceptId]]:
    """The product's conditions and those of the installation that stand, by what each takes in now."""
    listed = tuple(own)
    keys = {each.key for each in listed}
    under = {key: concepts for key, concepts in known.under.items() if key not in keys}
    for each in (each for each in listed if each.standing):
        if above is None:
            raise Refused(
                f"{each.words!r} ({each.key}) is counted by the hierarchy of SNOMED CT, and no edition is in use. Put "
                f"one into use, or: {_WITHDRAW.format(key=each.key)}."
            )
        if fault := row_fault(each.key, known, under):
            raise Refused(f"{each.words!r} ({each.key}) {fault}. {_WITHDRAW.format(key=each.key)}, then release.")
        under[each.key] = known.under[each.key]
    return under


def _as_released(
    known: Countable, refset: Refset, released: Mapping[str, Sequence[int]], quarter: Quarter
) -> Mapping[str, frozenset[ConceptId]]:
    """The conditions of a released quarter, by what each took in then."""
    if gone := released.keys() - known.under.keys():
        raise Refused(f"{quarter.words} was released with {', '.join(sorted(gone))}, which is no longer counted.")
    under = {key: frozenset(map(ConceptId, released[key])) for key in known.under if key in released}
    for key, concepts in under.items():
        if lost := sorted(each for each in concepts if not _still_counted(each, key, concepts, known, refset)):
            raise Refused(
                f"{quarter.words} was released with {known.broad[key].words!r} ({key}), which took in "
                f"{', '.join(map(str, lost))}: that may no longer be counted, counts as another concept, or is of "
                "another group. What differs from the figures released could be a few children, so that the quarter "
                "stands as it is, unless the reference set and its groups are put back as they were."
            )
    return under


def _still_counted(
    concept: ConceptId, key: str, concepts: frozenset[ConceptId], known: Countable, refset: Refset
) -> bool:
    """Whether those who have a concept still count for a condition that took it in, by its concepts of then."""
    now = refset.counting(concept)
    if now is None or now.concept not in concepts:
        return False
    return known.group_of.get(now.concept) == known.broad[key].group.value

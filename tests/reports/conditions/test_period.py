"""By which conditions a quarter is counted: those that stand when it is first released, and then always by these."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import pytest

from app.identity import Identity
from app.reports.ancestors import ANCESTORS
from app.reports.cards.countable import Countable, countable
from app.reports.conditions.condition import Kinds, OwnCondition
from app.reports.conditions.period import added_since, counted_in, left_out_words
from app.reports.ledger import BEFORE_ITEMS_WERE_NAMED, Refused, entries
from app.reports.measures import measure
from app.reports.periods import Quarter
from app.reports.ports import LedgerEntry
from app.reports.releasing import condition_slices, defined_slices
from app.terminology.beyond import Beyond, Likeness, Replaced, Successor
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset
from tests.reports import kept
from tests.reports.conditions.own import (
    BROAD,
    HEPATITIS,
    KINDS,
    NARROW,
    NOTHING,
    RHINITIS,
    SEIZURE,
    WEST,
    own,
)
from tests.reports.generated_small import concept as member

THIRD, FOURTH = Quarter(2026, 3), Quarter(2026, 4)
REFSET = kept.shipped()[0]
PRODUCT = tuple(each.key for each in ANCESTORS)


def counted(
    ledger: Sequence[LedgerEntry], *conditions: OwnCondition, kinds: Kinds | None = KINDS, quarter: Quarter = THIRD
) -> Countable:
    return counted_in(quarter, ledger, REFSET, kinds.above if kinds else None, conditions)


def released(counts: Countable, quarter: Quarter = THIRD) -> tuple[LedgerEntry, ...]:
    return entries((*defined_slices(), *condition_slices(counts)), quarter, Identity(1))


def test_a_quarter_not_yet_released_is_counted_by_what_stands() -> None:
    gone = own("gone", NARROW, standing=False)
    found = counted((), own("rare", BROAD), gone)
    assert tuple(found.under) == (*PRODUCT, "rare")
    assert found.under["rare"] == {SEIZURE, WEST, RHINITIS}
    rows = [item for item in measure("needs_by_condition", found).items if item.key.startswith("rare")]
    assert [item.key for item in rows] == ["rare", "rare.reported", "rare.suspected"]
    assert {item.base for item in rows} == {"condition"}
    # Its words stay: releases that counted it are read with them.
    assert found.broad["gone"].words == "Any gone"


def test_a_released_quarter_keeps_its_conditions_and_what_each_took_in() -> None:
    rare, narrow = own("rare", BROAD), own("narrow", NARROW)
    ledger = released(counted((), rare))
    moved = replace(KINDS, above=lambda each: () if each == RHINITIS else KINDS.above(each))
    for now in ((rare,), (replace(rare, version=2, standing=False),), (rare, narrow)):
        again = counted(ledger, *now, kinds=moved)
        assert tuple(again.under) == (*PRODUCT, "rare")
        assert again.under["rare"] == {SEIZURE, WEST, RHINITIS}
    assert counted(ledger, rare, kinds=None).under["rare"] == {SEIZURE, WEST, RHINITIS}
    assert counted(ledger, rare, kinds=moved, quarter=FOURTH).under["rare"] == {SEIZURE, WEST}
    assert tuple(counted(ledger, replace(rare, standing=False), quarter=FOURTH).under) == PRODUCT


def test_the_product_s_conditions_keep_what_they_took_in_too() -> None:
    before = counted((), kinds=None)
    again = counted(released(before), kinds=KINDS)
    assert again.under == before.under
    assert countable(REFSET, KINDS.above).under != before.under


def test_a_quarter_released_before_the_ledger_named_conditions_keeps_those_of_that_time() -> None:
    old = entries(defined_slices(), THIRD, Identity(1))
    found = counted(old, own("rare", BROAD))
    assert tuple(found.under) == PRODUCT
    assert set(PRODUCT) == BEFORE_ITEMS_WERE_NAMED


def test_what_was_added_since_is_told_and_from_when_it_is_counted() -> None:
    rare, gone = own("rare", BROAD), own("gone", NARROW, standing=False)
    ledger = released(counted((), own("first", NARROW)))
    left = added_since(THIRD, ledger, [own("first", NARROW), rare, gone])
    assert left == (rare,)
    assert added_since(FOURTH, ledger, [rare]) == ()
    assert left_out_words(THIRD, left) == (
        f"Not counted in it: 'Any rare' (rare). {THIRD.words} was first released without, and what is added now could "
        "give away the few by whom it differs from what was released. It is counted from the next quarter on."
    )
    assert left_out_words(THIRD, ()) == ""


@pytest.mark.parametrize(
    ("condition", "above", "said"),
    [
        (own("rare", BROAD), None, "no edition is in use"),
        (own("rare", NOTHING), KINDS.above, "takes in no member of the reference set that may be counted"),
        (own("rare", SEIZURE), KINDS.above, "takes in one member alone"),
        (own("rare", SEIZURE, WEST), KINDS.above, r"takes in exactly the members of 'Any other' \(other\)"),
    ],
)
def test_a_condition_that_no_longer_counts_what_no_other_row_does_stands_in_the_way_of_a_new_quarter(
    condition: OwnCondition, above: object, said: str
) -> None:
    kinds = None if above is None else KINDS
    with pytest.raises(Refused, match=said) as refused:
        counted((), own("other", NARROW), condition, kinds=kinds)
    assert "conditions withdraw" in str(refused.value)
    withdrawn = [replace(each, standing=False) for each in (own("other", NARROW), condition)]
    assert tuple(counted((), *withdrawn, kinds=kinds).under) == PRODUCT


def test_a_concept_that_may_no_longer_be_counted_stands_in_the_way_of_a_revision() -> None:
    counts = counted((), own("rare", BROAD))
    sensitive = {**counts.under, "rare": counts.under["rare"] | {HEPATITIS}}
    ledger = released(replace(counts, under=sensitive))
    with pytest.raises(Refused, match=f"took in {HEPATITIS}: that may no longer be counted"):
        counted(ledger, own("rare", BROAD))
    elsewhere = replace(own("rare", BROAD), group=Group.TECHNOLOGY_DEPENDENCY)
    with pytest.raises(Refused, match="of another group"):
        counted(released(counts), elsewhere)


@dataclass(frozen=True)
class Replacing:
    """An edition in which West syndrome is replaced by another concept."""

    by: ConceptId

    def replaced(self, concept: ConceptId) -> Replaced | None:
        return Replaced(Successor(self.by, "", Likeness.SAME), ()) if concept == WEST else None


def replaced_by(successor: ConceptId) -> Refset:
    members = {each: member for each, member in REFSET.members.items() if each != WEST}
    beyond = cast(Beyond, Replacing(successor))
    return replace(REFSET, members=members, former={WEST: REFSET.members[WEST]}, beyond=beyond)


def test_who_has_a_concept_that_was_replaced_since_is_counted_in_a_revision_where_its_successor_was_taken_in_too() -> (
    None
):
    ledger = released(counted((), own("rare", SEIZURE, WEST, RHINITIS)))
    known = (KINDS.above, [own("rare", SEIZURE, WEST, RHINITIS)])
    again = counted_in(THIRD, ledger, replaced_by(SEIZURE), *known)
    assert again.under["rare"] == {SEIZURE, WEST, RHINITIS}
    with pytest.raises(Refused, match=f"took in {WEST}: .* counts as another concept"):
        counted_in(THIRD, ledger, replaced_by(member("Abnormal gait")), *known)
    # A quarter that is new takes in what is counted now.
    assert counted_in(FOURTH, ledger, replaced_by(SEIZURE), *known).under["rare"] == {SEIZURE, RHINITIS}


def test_a_condition_that_the_program_no_longer_knows_stands_in_the_way_of_a_revision() -> None:
    with pytest.raises(Refused, match="released with rare, which is no longer counted"):
        counted(released(counted((), own("rare", BROAD))))

"""What may be released beside what was: slices once, revisions by their schedule, nothing that differs by a few."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFound
from app.identity import Identity
from app.released.figure import HIDDEN, NO_SHARE, NOT_APPLICABLE, ZERO, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts, TableKey
from app.reports.card import Breakdown, Level
from app.reports.ledger import (
    Refused,
    admit,
    entries,
    items_released,
    revised,
    revised_figure,
    revision_of,
    words,
)
from app.reports.periods import Quarter
from app.reports.ports import LedgerEntry
from app.reports.profiles import PROFILES, Profile
from app.reports.slices import Slice

Q2, Q3, Q4 = (Quarter(2026, number) for number in (2, 3, 4))
NHS = PROFILES["nhs-5-5"]
CHILDREN = {0: 40, 17: 22, 18: 3, 19: 30, 25: 9}
"""So many of each age; of all other ages there is nobody."""


def aged(first: int, last: int) -> Slice:
    return Slice("needs", "", False, Level.LOCAL_AUTHORITY, "E08000024", (first, last))


def differing(one: Slice, other: Slice, _: Quarter) -> int:
    ours, theirs = (set(range(each.ages[0], each.ages[1] + 1)) if each.ages else set() for each in (one, other))
    return sum(CHILDREN.get(age, 0) for age in ours ^ theirs)


def ledger(*slices: Slice, quarter: Quarter = Q3) -> tuple[LedgerEntry, ...]:
    return entries(slices, quarter, Identity(1))


def facts(period: str, revision: int = 1) -> ReleaseFacts:
    return ReleaseFacts(Identity(1), period, NHS.key, revision, datetime(2026, 11, 1, tzinfo=UTC), "1.0.0", "1")


def test_ages_to_17_are_refused_beside_ages_to_18_when_three_children_are_18() -> None:
    with pytest.raises(Refused) as refused:
        admit(ledger(aged(0, 18)), [aged(0, 17)], Q3, NHS.threshold, differing)
    assert "Children aged 0 to 17 in E08000024" in str(refused.value)
    assert "Children aged 0 to 18 in E08000024" in str(refused.value)
    without_names = re.sub(r"E08000024|aged \d+ to \d+|2026", "", str(refused.value))
    assert not re.search(r"\d", without_names), "the text says how many"


@pytest.mark.parametrize("new", [(0, 25), (0, 16), (19, 25), (0, 20)])
def test_slices_that_differ_by_many_by_nobody_or_share_nobody_stand_beside_one_another(new: tuple[int, int]) -> None:
    released = {(0, 25): (0, 18), (0, 16): (0, 1), (19, 25): (18, 18), (0, 20): (0, 19)}[new]
    admit(ledger(aged(*released)), [aged(*new)], Q3, NHS.threshold, differing)


@given(
    st.tuples(st.integers(0, 25), st.integers(0, 25)).map(sorted),
    st.tuples(st.integers(0, 25), st.integers(0, 25)).map(sorted),
)
def test_whatever_is_admitted_differs_by_none_or_by_the_threshold(one: list[int], other: list[int]) -> None:
    old, new = aged(*one), aged(*other)
    if old == new:
        return
    apart = other[1] < one[0] or one[1] < other[0]
    try:
        admit(ledger(old), [new], Q3, NHS.threshold, differing)
        assert apart or not 0 < differing(old, new, Q3) < NHS.threshold
    except Refused:
        assert not apart
        assert 0 < differing(old, new, Q3) < NHS.threshold


@pytest.mark.parametrize(
    "other",
    [
        replace(aged(0, 17), area="E06000002"),
        replace(aged(0, 17), measure="plans"),
        replace(aged(0, 17), item="84757009"),
        replace(aged(0, 17), filters=((Breakdown.SEX, "1"),)),
    ],
)
def test_only_slices_of_one_subject_and_overlapping_filters_are_held_against_each_other(other: Slice) -> None:
    old = replace(aged(0, 18), filters=((Breakdown.SEX, "2"),))
    admit(ledger(old), [other], Q3, NHS.threshold, lambda *_: 1)


def test_a_filter_added_is_held_against_the_slice_without_it() -> None:
    with pytest.raises(Refused, match="sex 1"):
        admit(
            ledger(aged(0, 18)),
            [replace(aged(0, 18), filters=((Breakdown.SEX, "1"),))],
            Q3,
            NHS.threshold,
            lambda *_: 4,
        )


def test_a_slice_is_released_once_for_a_period() -> None:
    with pytest.raises(Refused, match="already"):
        admit(ledger(aged(0, 18)), [aged(0, 18)], Q3, NHS.threshold, differing)
    admit(ledger(aged(0, 18)), [aged(0, 18)], Q4, NHS.threshold, differing)
    admit(ledger(aged(0, 18)), [aged(0, 18)], Q3, NHS.threshold, differing, revising=True)


def test_a_revision_brings_no_new_slice_that_differs_by_a_few() -> None:
    with pytest.raises(Refused, match="cannot be released"):
        admit(ledger(aged(0, 18)), [aged(0, 18), aged(0, 17)], Q3, NHS.threshold, differing, revising=True)


def test_a_difference_in_one_area_is_refused_without_a_word_of_the_area_or_how_many() -> None:
    """Definitions are of all areas: what the engine gives is the fewest of any of them."""
    old, new = Slice("needs", ages=(0, 18)), Slice("needs", ages=(0, 17))
    with pytest.raises(Refused) as refused:
        admit(ledger(old), [new], Q3, NHS.threshold, lambda *_: 4)
    assert str(refused.value) == (
        f"Children aged 0 to 17 (needs) cannot be released for {Q3.words} beside Children aged 0 to 18 (needs), which "
        "were: in an area they differ by so few children that their difference would give them away. Use the slice "
        "that was released."
    )
    admit(ledger(old), [new], Q3, NHS.threshold, lambda *_: 5)


@pytest.mark.parametrize("released", [Slice("needs", ages=(0, 18)), replace(aged(0, 18), item=None)])
def test_a_slice_of_every_item_or_area_is_held_against_one_of_a_single_item_or_area(released: Slice) -> None:
    with pytest.raises(Refused, match="cannot be released"):
        admit(ledger(released), [aged(0, 17)], Q3, NHS.threshold, lambda *_: 1)


def test_ages_that_give_a_few_with_several_released_ones_together_are_refused() -> None:
    """From 0 to 4 and 5 to 18 together, less 0 to 17, are the three children aged 18; no two of them differ by few."""
    released = ledger(aged(0, 4), aged(5, 18))
    for old in (aged(0, 4), aged(5, 18)):
        assert differing(aged(0, 17), old, Q3) >= NHS.threshold
    with pytest.raises(Refused, match=r"aged 0 to 17 .* beside Children aged 5 to 18"):
        admit(released, [aged(0, 17)], Q3, NHS.threshold, differing)
    admit(released, [aged(0, 16)], Q3, NHS.threshold, differing)
    admit(released, [replace(aged(0, 17), item="84757009")], Q3, NHS.threshold, differing)


def test_ages_that_begin_at_birth_and_all_ages_are_worked_out_too() -> None:
    few_newborn = {0: 2, 3: 50, 20: 50}

    def of(one: Slice, other: Slice, _: Quarter) -> int:
        ours, theirs = (set(range(each.ages[0], each.ages[1] + 1)) if each.ages else set() for each in (one, other))
        return sum(few_newborn.get(age, 0) for age in ours ^ theirs)

    with pytest.raises(Refused, match="aged 0 to 9"):
        admit(ledger(aged(1, 4), aged(5, 9)), [aged(0, 9)], Q3, NHS.threshold, of)
    admit(ledger(aged(0, 9), aged(5, 9)), [aged(5, 25)], Q3, NHS.threshold, of)


def test_what_was_released_by_parts_no_longer_counted_lets_nothing_new_beside_it() -> None:
    gone = aged(0, 18).json().replace('"filters":{}', '"filters":{"school_phase":"nursery"}')
    old = (LedgerEntry(gone, str(Q3), Identity(1)),)
    with pytest.raises(Refused, match="no longer counted"):
        admit(old, [aged(0, 17)], Q3, NHS.threshold, differing)

    def no_such_item(*_: object) -> int:
        raise NotFound("The measure has no such item.")

    with pytest.raises(Refused, match="no longer counted"):
        admit(ledger(aged(0, 18)), [aged(0, 17)], Q3, NHS.threshold, no_such_item)
    admit(ledger(aged(0, 18)), [aged(0, 18)], Q3, NHS.threshold, no_such_item, revising=True)


def test_slices_of_one_release_are_not_held_against_each_other() -> None:
    admit((), [aged(0, 17), aged(0, 18)], Q3, NHS.threshold, differing)


def test_the_ledger_keeps_each_slice_once_in_order() -> None:
    kept = entries([aged(0, 18), aged(0, 17), aged(0, 18)], Q3, Identity(5))
    assert [(each.period, each.release) for each in kept] == [("2026-Q3", 5), ("2026-Q3", 5)]
    assert [each.definition for each in kept] == [aged(0, 17).json(), aged(0, 18).json()]


def test_a_slice_is_named_in_words() -> None:
    each = Slice("needs", "84757009", True, Level.ICB, "QHM", (0, 4), ((Breakdown.SEX, "1"),))
    assert words(each) == "Children aged 0 to 4 in QHM, sex 1 (needs, 84757009, all of whom it is counted)"
    assert words(Slice("needs")) == "Children (needs)"


def test_the_first_release_of_a_period_is_revision_1_and_needs_no_note() -> None:
    assert revision_of(Q3, [facts("2026-Q2")], "") == 1


def test_a_revision_is_the_next_and_has_a_note() -> None:
    assert revision_of(Q3, [facts("2026-Q3", 1), facts("2026-Q3", 2)], "Two clinics sent late.") == 3
    with pytest.raises(Refused, match="note"):
        revision_of(Q3, [facts("2026-Q3")], " ")


def test_a_period_is_not_revised_after_the_next_was_released() -> None:
    with pytest.raises(Refused, match="later quarter"):
        revision_of(Q2, [facts("2026-Q3"), facts("2026-Q2")], "Late.")


def shown(count: int, profile: Profile) -> Figure:
    if count == 0 and profile.zero_shown:
        return ZERO
    return HIDDEN if count < profile.threshold else Figure(Standing.ROUNDED, profile.rounded(count))


@given(st.sampled_from(sorted(PROFILES)), st.integers(0, 60), st.integers(0, 60))
def test_a_revision_shows_no_change_of_fewer_children_than_the_threshold(key: str, before: int, after: int) -> None:
    profile = PROFILES[key]
    old, new = shown(before, profile), shown(after, profile)
    if revised_figure(old, new, profile) != old:
        assert abs(after - before) >= profile.threshold


def test_what_was_hidden_stays_hidden_in_a_revision() -> None:
    assert revised_figure(HIDDEN, Figure(Standing.ROUNDED, 400), NHS) is HIDDEN


def test_a_large_change_is_shown() -> None:
    assert revised_figure(shown(40, NHS), shown(60, NHS), NHS) == shown(60, NHS)
    assert revised_figure(shown(40, NHS), shown(2, NHS), NHS) is HIDDEN
    assert revised_figure(NOT_APPLICABLE, NOT_APPLICABLE, NHS) is NOT_APPLICABLE


def table(measure: str, **counts: int) -> ReleasedTable:
    rows = tuple(
        ReleasedRow(area, "", "", shown(count, NHS), NOT_APPLICABLE, NO_SHARE) for area, count in counts.items()
    )
    return ReleasedTable(TableKey(measure, "icb", "none"), "2026-Q3", NHS.key, rows)


def test_rows_that_come_or_go_in_a_revision_count_nobody_in_the_other() -> None:
    (found,) = revised([table("a", QHM=20, QWE=20, QZZ=6)], [table("a", QHM=22, QKK=20, QMM=6)], NHS)
    assert {row.area: row.numerator.text for row in found.rows} == {
        "QHM": "20",
        "QKK": "20",
        "QMM": "5",
        "QWE": "0",
        "QZZ": "0",
    }


def test_a_period_is_revised_as_a_whole() -> None:
    with pytest.raises(Refused, match="b by none, icb"):
        revised([table("a", QHM=20), table("b", QHM=20)], [table("a", QHM=20)], NHS)


def condition(item: str, *concepts: int) -> Slice:
    return Slice("needs_by_condition", item, concepts=concepts)


EVERYBODY = Slice("needs_by_condition")
EPILEPSY, RARE = condition("epilepsy", 28055006, 84757009), condition("rare", 28055006, 79631006)


def never(*_: object) -> int:
    raise AssertionError("An item that a quarter was released without is refused whatever it counts.")


def test_a_condition_that_a_quarter_was_released_without_is_refused_whatever_it_counts() -> None:
    with pytest.raises(Refused) as refused:
        admit(ledger(EVERYBODY, EPILEPSY), [EVERYBODY, EPILEPSY, RARE], Q3, NHS.threshold, never, revising=True)
    assert str(refused.value) == (
        f"Children (needs_by_condition, rare) cannot be released for {Q3.words}, which was released without it: beside "
        "what was released it could give a few children away. Release the new condition from the next quarter on."
    )
    admit(ledger(EVERYBODY, EPILEPSY), [EVERYBODY, EPILEPSY, RARE], Q4, NHS.threshold, never)
    admit(ledger(EVERYBODY, EPILEPSY, RARE), [EVERYBODY, EPILEPSY, RARE], Q3, NHS.threshold, never, revising=True)


@pytest.mark.parametrize("now", [(28055006,), (28055006, 79631006, 84757009), ()])
def test_a_condition_that_takes_in_other_concepts_than_a_quarter_was_released_with_is_refused(
    now: tuple[int, ...],
) -> None:
    with pytest.raises(Refused, match=r"\(needs_by_condition, rare\) take in other concepts than when"):
        admit(ledger(EPILEPSY, RARE), [EPILEPSY, condition("rare", *now)], Q3, NHS.threshold, never, revising=True)
    admit(ledger(EPILEPSY, RARE), [EPILEPSY, condition("rare", *now)], Q4, NHS.threshold, never)


def test_beside_what_was_released_before_conditions_were_named_those_of_that_time_alone_are_let_in() -> None:
    admit(ledger(EVERYBODY), [EVERYBODY, EPILEPSY], Q3, NHS.threshold, never, revising=True)
    with pytest.raises(Refused, match="released without it"):
        admit(ledger(EVERYBODY), [EVERYBODY, EPILEPSY, RARE], Q3, NHS.threshold, never, revising=True)


def test_a_new_cut_is_held_against_slices_of_all_items_and_conditions_stand_in_its_way_no_more() -> None:
    """That a condition was released says nothing of ages, and the slice of every item is held against them anyway."""
    aged = Slice("needs_by_condition", ages=(0, 17))
    admit(ledger(EPILEPSY), [aged], Q3, NHS.threshold, never, revising=True)
    with pytest.raises(Refused, match="cannot be released"):
        admit(ledger(EVERYBODY, EPILEPSY), [aged], Q3, NHS.threshold, lambda *_: 4, revising=True)


def test_the_ledger_says_which_conditions_a_quarter_was_released_with() -> None:
    odd = LedgerEntry('{"measure":"needs"}', str(Q3), Identity(1))
    assert items_released((*ledger(EVERYBODY, EPILEPSY, RARE), odd), Q3) == {
        "epilepsy": (28055006, 84757009),
        "rare": (28055006, 79631006),
    }
    assert items_released(ledger(EVERYBODY), Q3) == {}
    assert items_released((), Q3) is None
    assert items_released(ledger(RARE), Q4) is None

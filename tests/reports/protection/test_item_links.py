"""What the cards say of rows beside one another, on the shipped reference set: against the items that there are."""

import pytest

from app.reports.cards.countable import Countable, countable
from app.reports.measures import measure
from app.reports.protection.cell_links import Number, Within
from app.reports.protection.item_links import ALIKE, apart, at_most, within
from app.terminology.load import load_refset
from tests.service import REPOSITORY


@pytest.fixture(scope="module")
def counts() -> Countable:
    return countable(load_refset(REPOSITORY / "snomed_refsets"))


def keys(name: str, counts: Countable) -> set[str]:
    return {item.key for item in measure(name, counts).items}


def test_every_item_that_is_within_another_is_a_row_of_its_measure_and_so_is_the_wider_one(counts: Countable) -> None:
    rows = {each.measure: keys(each.measure, counts) for each in within(counts)}
    wide = {each.of: keys(each.of, counts) for each in within(counts)}
    # What a family reports has no row of its own for needs that are only suspected.
    assert {each for each in within(counts) if each.item not in rows[each.measure]} <= {
        each for each in within(counts) if each.measure in ("barriers", "technology")
    }
    assert [each for each in within(counts) if each.wider not in wide[each.of]] == []


def test_needs_are_within_their_group_as_sure_as_they_are_and_groups_within_all_needs(counts: Countable) -> None:
    found = set(within(counts))
    gastrostomy = next(str(each) for each, term in counts.terms.items() if term == "Gastrostomy present")
    group = "technology_dependency"
    assert Within("needs_by_concept", gastrostomy, group, "needs_by_group") in found
    assert Within("needs_by_concept", f"{gastrostomy}.suspected", f"{group}.suspected", "needs_by_group") in found
    assert Within("technology", gastrostomy, group, "needs_by_group") in found
    assert Within("needs_by_group", group, "", "needs") in found
    assert all(each.of for each in found)


def test_kinds_are_within_broad_conditions_and_pairs_within_either(counts: Countable) -> None:
    found = set(within(counts))
    for concept in counts.under["epilepsy"]:
        assert Within("needs_by_concept", str(concept), "epilepsy", "needs_by_condition") in found
    both = [each.wider for each in found if each.item == "autism+adhd"]
    assert sorted(both) == ["adhd", "autism"]
    assert Within("complexity_by_gmfcs", "II/C:0", "C:0", "complexity") in found


def test_everything_that_is_said_of_rows_together_is_said_of_rows_that_there_are(counts: Countable) -> None:
    said = [number for each in at_most(counts) for side in each for number in side]
    rows = {each.measure: keys(each.measure, counts) for each in said}
    assert [each for each in said if each.item not in rows[each.measure]] == []


def test_a_group_is_no_more_than_its_needs_and_two_together_no_less_than_both_less_all(counts: Countable) -> None:
    found = {each.less: each.more for each in at_most(counts)}
    group = "technology_dependency"
    kinds = found[(Number("needs_by_group", f"{group}.suspected"),)]
    assert {each.item for each in kinds} == {f"{each}.suspected" for each in counts.concepts(group)}
    either = Number("needs_by_condition", "adhd"), Number("needs_by_condition", "autism")
    assert found[either] == (Number("condition_pairs", "autism+adhd"), Number("needs", ""))


def test_rows_that_are_rows_of_another_measure_are_rows_of_that(counts: Countable) -> None:
    for each in ALIKE:
        assert keys(each.measure, counts) <= keys(each.same_as, counts)


def test_measures_that_share_out_do_so_by_base_and_others_not_at_all(counts: Countable) -> None:
    (*scale,) = apart("complexity", measure("complexity", counts).items)
    assert [each.items[0] for each in scale] == ["C:0", "T:0", "F:0", "R:0"]
    assert apart("needs_by_group", measure("needs_by_group", counts).items) == ()

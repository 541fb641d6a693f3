"""By how few children two slices differ, by hand: of every area, item and denominator the smallest number above 0."""

from collections.abc import Iterable
from datetime import date

from app.reports.card import Breakdown, Level
from app.reports.definition.counting import differing, records_of
from app.reports.observed import Observed
from app.reports.slices import Slice
from tests.reports.generated_records import PROVIDERS, QUARTER
from tests.reports.generated_small import COUNTS, asked, contact, fact, kid, need


def apart(one: Slice, other: Slice, *children: Observed) -> int:
    return differing(one, other, QUARTER, records_of(children, COUNTS, PROVIDERS))


def aged_9(area: str, first: int, last: int, *rows: object) -> Iterable[Observed]:
    return (kid(each, asked(), fact("local_authority", area), list(rows)) for each in range(first, last + 1))


def test_an_area_with_a_few_of_them_says_so_though_all_areas_have_many() -> None:
    children = [*aged_9("ZE901", 1, 20), *aged_9("ZE902", 21, 23), *aged_9("ZE903", 24, 40)]
    assert apart(Slice("needs", ages=(0, 8)), Slice("needs", ages=(0, 9)), *children) == 3


def test_an_area_with_nobody_of_them_is_none_of_few() -> None:
    old = kid(99, asked(), fact("local_authority", "ZE902"), born=date(2003, 1, 1))
    children = [*aged_9("ZE901", 1, 20), old]
    assert apart(Slice("needs", ages=(0, 8)), Slice("needs", ages=(0, 9)), *children) == 20
    assert apart(Slice("needs", ages=(0, 7)), Slice("needs", ages=(0, 8)), *children) == 0


def test_an_item_that_a_few_of_them_count_for_says_so() -> None:
    children = [*aged_9("ZE901", 1, 20), *aged_9("ZE901", 21, 22, need("Epilepsy"))]
    one, other = Slice("needs_by_group", ages=(0, 8)), Slice("needs_by_group", ages=(0, 9))
    assert apart(one, other, *children) == 2
    assert apart(Slice("needs_by_group", "condition", ages=(0, 8)), other, *children) == 2
    assert apart(Slice("needs_by_group", "condition", denominator=True, ages=(0, 8)), other, *children) == 22
    assert apart(Slice("needs_by_group", denominator=True, ages=(0, 8)), other, *children) == 22
    assert apart(Slice("needs_by_group", "technology_dependency", ages=(0, 8)), other, *children) == 0


def test_a_denominator_that_a_few_of_them_are_in_says_so() -> None:
    only_conditions = (kid(each, asked("condition"), fact("local_authority", "ZE901")) for each in (31, 32))
    children = [*aged_9("ZE901", 1, 1), *only_conditions]
    one, other = Slice("needs_by_group", ages=(0, 8)), Slice("needs_by_group", ages=(0, 9))
    assert apart(one, other, *children) == 1


def test_slices_of_two_areas_or_of_two_items_have_nothing_to_differ_in() -> None:
    children = [*aged_9("ZE901", 1, 3), *aged_9("ZE902", 4, 6, need("Epilepsy"))]
    here = Slice("needs_by_group", level=Level.LOCAL_AUTHORITY, area="ZE901")
    there = Slice("needs_by_group", level=Level.LOCAL_AUTHORITY, area="ZE902", ages=(0, 8))
    everywhere = Slice("needs_by_group", level=Level.ENGLAND, area="E92000001", ages=(0, 8))
    assert apart(here, there, *children) == apart(here, everywhere, *children) == 0
    assert apart(Slice("needs_by_group", "condition"), Slice("needs_by_group", "technology_dependency"), *children) == 0


def test_unknown_ages_are_in_everybody_and_in_no_ages() -> None:
    children = [*aged_9("ZE901", 1, 9), kid(10, asked(), born=None)]
    assert apart(Slice("needs"), Slice("needs", ages=(0, 25)), *children) == 1
    unknown = Slice("needs", filters=((Breakdown.AGE_BAND, "unknown"),))
    assert apart(Slice("needs"), unknown, *children) == 9


def test_a_child_who_counts_for_more_contacts_in_one_of_them_is_of_those_who_differ() -> None:
    """Who was 9 at one contact of the quarter and 10 at the next is in both slices, with one contact and with two."""
    birthday = kid(1, contact(date(2026, 7, 1)), contact(date(2026, 9, 1)), born=date(2016, 8, 1))
    one, other = Slice("capture_completeness", ages=(0, 9)), Slice("capture_completeness", ages=(0, 10))
    assert apart(one, other, birthday) == 1


def test_a_child_of_several_providers_is_one_child_of_each() -> None:
    children = [kid(1, asked()), kid(1, asked(), organisation=2), kid(2, asked(), organisation=2)]
    one, other = Slice("needs", ages=(0, 8)), Slice("needs", ages=(0, 9))
    assert apart(one, other, *children) == 1
    assert apart(Slice("needs", ages=(0, 8), level=Level.PROVIDER, area="RX2"), other, *children) == 2
    assert apart(Slice("needs", ages=(0, 8), level=Level.ENGLAND, area="E92000001"), other, *children) == 2


def test_a_level_that_does_not_concern_a_child_has_nobody_to_differ_by() -> None:
    placed = Slice("needs", ages=(0, 8), level=Level.RESPONSIBLE_AUTHORITY, area="ZE901")
    other = Slice("needs", ages=(0, 9))
    assert apart(placed, other, *aged_9("ZE901", 1, 9)) == 0
    away = kid(10, asked(), fact("responsible_authority", "ZE901"))
    assert apart(placed, other, *aged_9("ZE901", 1, 9), away) == 1

"""Published figures are of a calendar year or an academic one's January, and a card names that of its table."""

from datetime import date

import pytest

from app.released.table import ReleasedTable, TableKey
from app.reports.elsewhere.cards import EDUCATION_CARDS
from app.reports.elsewhere.years import as_of, kind_of_year, over, titled, year_words
from app.reports.measures import CARDS

PLANS = EDUCATION_CARDS["ehc_plans_by_need"]


@pytest.mark.parametrize(
    ("period", "words", "kind", "day"),
    [
        ("2024", "2024", "Calendar year", date(2024, 12, 31)),
        ("202425", "January 2025", "Academic year", date(2025, 1, 31)),
        ("199900", "January 2000", "Academic year", date(2000, 1, 31)),
    ],
)
def test_a_period_in_words_its_kind_and_when_it_was_over(period: str, words: str, kind: str, day: date) -> None:
    assert (year_words(period), kind_of_year(period), over(period)) == (words, kind, day)


def table(figures_of: str) -> ReleasedTable:
    return ReleasedTable(TableKey(PLANS.key, "england", "none"), "2026-Q3", "published", (), figures_of)


def test_a_card_names_the_year_of_the_released_figures_whatever_was_imported_since() -> None:
    known = as_of(PLANS, table("202425"))
    assert (known.figures_of, known.source) == ("202425", f"{PLANS.source}. January 2025")
    assert titled(known) == "EHC plans by primary need, January 2025"
    later = as_of(known, table("2023"))
    assert later.source == f"{PLANS.source}. 2023"
    assert titled(later).endswith(", 2023")


def test_of_a_table_that_does_not_say_its_year_none_is_named_in_a_title() -> None:
    known = as_of(PLANS, table("202425"))
    assert titled(as_of(known, table(""))) == PLANS.title
    assert as_of(PLANS, table("")) is PLANS


def test_a_card_of_ours_is_left_as_it_is() -> None:
    ours = CARDS["needs"]
    assert as_of(ours, table("")) is ours
    assert titled(ours) == ours.title

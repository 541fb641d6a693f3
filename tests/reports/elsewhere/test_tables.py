"""Published figures are shown exactly, with the share, its interval, and how an area stands beside England."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.released.figure import NO_SHARE, UNAVAILABLE, Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable
from app.reports.card import Breakdown, Direction, Level
from app.reports.elsewhere.cards import EDUCATION_CARDS, ITEM_WORDS, PUBLISHED_MEASURES
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.education import EducationFile, education_file
from app.reports.elsewhere.load import SHIPPED, read_elsewhere
from app.reports.elsewhere.parts import age_part
from app.reports.elsewhere.tables import education_cards, education_tables, published_share
from tests.reports.elsewhere.made_files import ALL_REVIEWS, ENGLAND, NORTH_EAST, SUNDERLAND, in_layout, reviews

DEMO = Path(__file__).parents[3] / "app" / "demo" / "elsewhere"
SETTINGS = (
    "breakdown_topic,breakdown,ehcplans,mainstream_total,special_total,ap_pru_total,fe_total,ed_elsewhere,"
    "nm_early_years,placement_unknown,mainstream_total_pc"
)
JANUARY = SUNDERLAND.replace("2024,Calendar", "202425,Academic")


def of_reviews(*rows: str) -> Elsewhere:
    read = education_file("annual_reviews.csv", reviews(*rows))
    return Elsewhere(education={read.name: read})


def of_caseload(*rows: str) -> Elsewhere:
    read = education_file("caseload.csv", in_layout(SETTINGS, rows))
    return Elsewhere(education={read.name: read})


def shipped() -> Elsewhere:
    read = [education_file(each.name, each.read_bytes()) for each in sorted(SHIPPED.glob("*.csv"))]
    return Elsewhere(education={each.name: each for each in read})


def table_of(
    elsewhere: Elsewhere, measure: str, level: Level, breakdown: Breakdown = Breakdown.NONE, period: str = "2026-Q3"
) -> ReleasedTable:
    (found,) = (
        each
        for each in education_tables(elsewhere, period)
        if (each.key.measure, each.key.level, each.key.breakdown) == (measure, level.value, breakdown.value)
    )
    return found


def row_of(table: ReleasedTable, area: str, item: str = "", part: str = "") -> ReleasedRow:
    (found,) = (each for each in table.rows if (each.area, each.item, each.part) == (area, item, part))
    return found


def test_autism_in_sunderland_is_higher_than_in_england_as_published() -> None:
    """1,009 of 3,000 plans in January 2025: 33.6 % (32.0 to 35.3); England 31.5 %."""
    row = row_of(table_of(shipped(), "ehc_plans_by_need", Level.LOCAL_AUTHORITY), "E08000024", "asd")
    assert (row.numerator, row.denominator) == (Figure(Standing.EXACT, 1009), Figure(Standing.EXACT, 3000))
    assert row.share == Share(Standing.EXACT, Decimal("33.6"), Decimal("32.0"), Decimal("35.3"))
    assert row.comparison is Comparison.HIGHER


def test_the_figures_of_the_extract_are_those_that_were_published() -> None:
    """England 638,745 plans, North East 29,396, Sunderland 3,000, Middlesbrough 2,019, Redcar 1,492, Durham 5,390;
    within 20 weeks in 2024 45.9, 47.6, 77.7 and 98.0 %; annual reviews in 4 weeks 44.4, 24.8 and 26.0 %."""
    plans = {
        row.area: row.numerator.number
        for level in (Level.ENGLAND, Level.REGION, Level.LOCAL_AUTHORITY)
        for row in table_of(shipped(), "ehc_plans_by_age_and_sex", level).rows
    }
    assert plans == {
        "E92000001": 638_745,
        "E12000001": 29_396,
        "E08000024": 3_000,
        "E06000002": 2_019,
        "E06000003": 1_492,
        "E06000047": 5_390,
    }
    shares = {
        (measure, row.area): row.share.text
        for measure in ("ehc_plans_within_20_weeks_all", "ehc_reviews_within_4_weeks")
        for level in (Level.ENGLAND, Level.REGION, Level.LOCAL_AUTHORITY)
        for row in table_of(shipped(), measure, level).rows
    }
    assert shares["ehc_plans_within_20_weeks_all", "E92000001"] == "45.9%"
    assert shares["ehc_plans_within_20_weeks_all", "E12000001"] == "47.6%"
    assert shares["ehc_plans_within_20_weeks_all", "E08000024"] == "77.7%"
    assert shares["ehc_plans_within_20_weeks_all", "E06000002"] == "98.0%"
    assert shares["ehc_reviews_within_4_weeks", "E92000001"] == "44.4%"
    assert shares["ehc_reviews_within_4_weeks", "E12000001"] == "24.8%"
    assert shares["ehc_reviews_within_4_weeks", "E08000024"] == "26.0%"


def test_every_share_of_the_extract_is_the_percentage_that_was_published() -> None:
    for each in shipped().education.values():
        for row in each.rows:
            _agree_with_published(each, row.period)


def _agree_with_published(file: EducationFile, period: str) -> None:
    elsewhere = Elsewhere(education={file.name: replace(file, rows=tuple(r for r in file.rows if r.period == period))})
    ratios = {(m.card.key, r.item): r.percent for m in PUBLISHED_MEASURES for r in m.ratios if r.percent}
    totals = {r.area: r for r in elsewhere.education[file.name].rows if file.breakdown(r)[0].startswith("All ")}
    for table in education_tables(elsewhere, "2026-Q3"):
        for row in table.rows:
            percent = ratios.get((table.key.measure, row.item))
            published = None if percent is None else file.amount(totals[row.area], percent).number
            if published is not None and row.share.percent is not None:
                assert abs(row.share.percent - published) <= Decimal("0.1")


def test_what_is_done_in_time_is_better_or_worse_than_in_england_and_england_is_compared_with_none() -> None:
    elsewhere = of_reviews(
        f"{ENGLAND},{ALL_REVIEWS},1,1,1,1,4440,5560,44.4",
        f"{NORTH_EAST},{ALL_REVIEWS},1,1,1,1,9,11,45",
        f"{SUNDERLAND},{ALL_REVIEWS},3000,2665,1,1,490,1393,26",
    )
    key = "ehc_reviews_within_4_weeks"
    stand = {
        row.area: row.comparison
        for level in (Level.ENGLAND, Level.REGION, Level.LOCAL_AUTHORITY)
        for row in table_of(elsewhere, key, level).rows
    }
    assert stand == {
        "E92000001": Comparison.NOT_COMPARED,
        "E12000001": Comparison.SIMILAR,
        "E08000024": Comparison.WORSE,
    }


def test_more_plans_for_a_need_are_never_better_or_worse() -> None:
    told = {
        row.comparison
        for table in education_tables(read_elsewhere(DEMO), "2026-Q3")
        if EDUCATION_CARDS[table.key.measure].direction is Direction.NONE
        for row in table.rows
    }
    assert told <= {Comparison.LOWER, Comparison.SIMILAR, Comparison.HIGHER, Comparison.NOT_COMPARED}
    assert Comparison.SIMILAR in told


def test_a_percentage_alone_is_shown_without_an_interval_and_compared_with_none() -> None:
    elsewhere = of_reviews(f"{ENGLAND},{ALL_REVIEWS},1,1,1,1,5,5,50", f"{SUNDERLAND},{ALL_REVIEWS},x,x,x,x,x,x,26.04")
    row = row_of(table_of(elsewhere, "ehc_reviews_within_4_weeks", Level.LOCAL_AUTHORITY), "E08000024")
    assert (row.numerator, row.denominator) == (UNAVAILABLE, UNAVAILABLE)
    assert row.share == Share(Standing.EXACT, Decimal("26.0"))
    assert row.comparison is Comparison.NOT_COMPARED


def test_a_published_percentage_that_is_not_of_the_two_counts_stands_in_their_place() -> None:
    """England in January 2024: 248,016 of 576,474 is 43.0 %, published as 43.3 % of plans with details."""
    row = row_of(
        table_of(shipped(), "ehc_plans_by_setting", Level.ENGLAND, period="2024-Q4"), "E92000001", "mainstream_total"
    )
    assert (row.numerator.number, row.denominator.number) == (248_016, 576_474)
    assert row.share == Share(Standing.EXACT, Decimal("43.3"))


def test_ages_are_added_up_to_our_bands_and_sexes_to_our_codes() -> None:
    rows = [
        f"{JANUARY},{topic},{part},{count},0,0,0,0,0,0,0,x"
        for topic, part, count in (
            ("All EHC plans", "All EHC plans", 100),
            ("Child or young persons age", "under 3", 1),
            ("Child or young persons age", "age 3", 2),
            ("Child or young persons age", "age 5", 30),
            ("Child or young persons age", "age 10", 20),
            ("Child or young persons age", "age 25", 7),
            ("Age when plan started", "age 5", 99),
            ("Sex", "Female", 40),
            ("Sex", "Male", 59),
            ("Sex", "Unknown", 1),
        )
    ]
    key = "ehc_plans_by_age_and_sex"
    ages = table_of(of_caseload(*rows), key, Level.LOCAL_AUTHORITY, Breakdown.AGE_BAND)
    assert {row.part: row.numerator.number for row in ages.rows} == {
        "0-4": 3,
        "5-10": 50,
        "11-15": 0,
        "16-18": 0,
        "19-25": 7,
        "unknown": 0,
    }
    sexes = table_of(of_caseload(*rows), key, Level.LOCAL_AUTHORITY, Breakdown.SEX)
    assert [(row.part, row.numerator.number) for row in sexes.rows] == [("1", 59), ("2", 40), ("unknown", 1)]


def test_a_band_with_a_missing_age_is_not_available_rather_than_too_small() -> None:
    rows = [
        f"{JANUARY},{topic},{part},{count},0,0,0,0,0,0,0,x"
        for topic, part, count in (
            ("All EHC plans", "All EHC plans", 100),
            ("Child or young persons age", "age 5", 30),
            ("Child or young persons age", "age 6", "x"),
        )
    ]
    ages = table_of(of_caseload(*rows), "ehc_plans_by_age_and_sex", Level.LOCAL_AUTHORITY, Breakdown.AGE_BAND)
    assert row_of(ages, "E08000024", part="5-10").numerator == UNAVAILABLE


@pytest.mark.parametrize(
    ("words", "band"),
    [
        ("under 3", "0-4"),
        ("under 5", "0-4"),
        ("Aged 2 and under", "0-4"),
        ("age 4", "0-4"),
        ("Aged 10", "5-10"),
        ("age 18", "16-18"),
        ("Aged 20 and over", "19-25"),
        ("age 25", "19-25"),
        ("Age unknown", "unknown"),
        ("Aged 15 and over", "unknown"),
        ("under 7", "unknown"),
        ("age 26", "unknown"),
    ],
)
def test_an_age_in_words_lies_in_one_band_or_in_none(words: str, band: str) -> None:
    assert age_part(words) == band


def test_a_table_is_of_the_last_year_that_was_over_and_says_so_on_its_card() -> None:
    rows = [
        f"{SUNDERLAND.replace('2024,', f'{year},')},{ALL_REVIEWS},{plans},1,1,1,{plans},1,1"
        for year, plans in ((2023, 3), (2024, 4), (2025, 5))
    ]
    elsewhere = of_reviews(*rows)
    for period, plans, year in (("2024-Q1", 3, "2023"), ("2025-Q3", 4, "2024"), ("2025-Q4", 5, "2025")):
        table = table_of(elsewhere, "ehc_reviews_within_4_weeks", Level.LOCAL_AUTHORITY, period=period)
        assert (table.period, table.figures_of, table.rows[0].numerator.number) == (period, year, plans)
        (card,) = education_cards(elsewhere, period)
        assert card.figures_of == year
        assert card.source.endswith(f"Open Government Licence v3.0. {year}")
    assert education_tables(elsewhere, "2023-Q3") == ()


def test_plans_in_an_academic_year_are_those_of_its_january() -> None:
    elsewhere = of_caseload(f"{JANUARY},All EHC plans,All EHC plans,3000,0,0,0,0,0,0,0,x")
    assert education_tables(elsewhere, "2024-Q4") == ()
    assert education_cards(elsewhere, "2025-Q1")[0].source.endswith("January 2025")


def test_a_year_of_which_a_file_says_nothing_for_a_measure_is_passed_over() -> None:
    rows = [
        f"{SUNDERLAND.replace('2024,', f'{year},')},{ALL_REVIEWS},7,1,1,1,{plans},{plans},x"
        for year, plans in ((2023, "3"), (2024, "x"))
    ]
    table = table_of(of_reviews(*rows), "ehc_reviews_within_4_weeks", Level.LOCAL_AUTHORITY)
    assert table.rows[0].denominator.number == 6


def test_a_share_of_none_is_not_applicable_and_one_over_the_whole_is_not_made() -> None:
    none, three = Figure(Standing.ZERO, 0), Figure(Standing.EXACT, 3)
    assert published_share(none, none) is NO_SHARE
    assert published_share(three, Figure(Standing.EXACT, 2)).percent is None
    assert published_share(three, UNAVAILABLE).percent is None


def test_a_period_that_is_no_quarter_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a quarter"):
        education_tables(Elsewhere(), "2024")


def test_every_card_says_levels_direction_and_source_and_every_item_has_words() -> None:
    for measure in PUBLISHED_MEASURES:
        card = measure.card
        assert card.levels == (Level.LOCAL_AUTHORITY, Level.REGION, Level.ENGLAND)
        assert (card.direction is Direction.MORE_IS_BETTER) is ("within" in card.key)
        assert "Department for Education" in card.source
        assert all(ratio.item in ITEM_WORDS for ratio in measure.ratios if ratio.item)

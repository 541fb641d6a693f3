"""The department's files are read with all their quirks, and refused with line, column and mend."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.released.figure import Standing
from app.reports.card import Level
from app.reports.elsewhere.datasets import DataSet, name_of_file
from app.reports.elsewhere.education import EducationFile, education_file, education_text, kept_education
from app.reports.elsewhere.faults import ElsewhereFault
from tests.reports.elsewhere.made_files import ALL_REVIEWS, ENGLAND, NORTH_EAST, SUNDERLAND, in_layout, reviews


def refusal(file: str, content: bytes) -> str:
    with pytest.raises(ElsewhereFault) as told:
        education_file(file, content)
    return str(told.value)


def kept(read: EducationFile) -> EducationFile:
    return kept_education(read.name, read.filters, "kept.csv", education_text(read))


def test_annual_reviews_are_read_by_their_mended_names() -> None:
    read = education_file("annual_reviews.csv", reviews(f"{SUNDERLAND},{ALL_REVIEWS},3000,2665,904,5,490,1393,26"))
    (row,) = read.rows
    assert (read.name, row.period, row.level, row.area, row.area_name, row.region, row.region_name, row.old_code) == (
        ("annual_reviews", "2024", Level.LOCAL_AUTHORITY, "E08000024", "Sunderland", "E12000001", "North East", "394")
    )
    assert read.breakdown(row) == ("All annual reviews", "All annual reviews")
    counts = {each: read.amount(row, each).whole for each in read.indicators}
    assert counts == {
        "total_ehc_plans": 3000,
        "review_expected": 2665,
        "review_meeting_prior_24": 904,
        "review_meeting_prior_24_2": 5,
        "number_decision_4weeks": 490,
        "number_decision_gt_4weeks": 1393,
        "pc_decision_4weeks": 26,
    }


def test_an_area_of_each_level_is_told_by_its_own_code() -> None:
    read = education_file(
        "annual_reviews.csv",
        reviews(*(f"{place},{ALL_REVIEWS},1,1,1,1,1,1,1" for place in (ENGLAND, NORTH_EAST, SUNDERLAND))),
    )
    assert [(each.level, each.area, each.area_name) for each in read.rows] == [
        (Level.ENGLAND, "E92000001", "England"),
        (Level.REGION, "E12000001", "North East"),
        (Level.LOCAL_AUTHORITY, "E08000024", "Sunderland"),
    ]


def test_symbols_inside_a_numeric_column_say_why_there_is_no_number() -> None:
    read = education_file("annual_reviews.csv", reviews(f"{ENGLAND},{ALL_REVIEWS},638745,x,z,c,low,,x"))
    (row,) = read.rows
    standings = [read.amount(row, each).standing for each in read.indicators]
    unavailable = Standing.UNAVAILABLE
    assert standings == [
        Standing.EXACT,
        unavailable,
        Standing.NOT_APPLICABLE,
        Standing.HIDDEN,
        unavailable,
        unavailable,
        unavailable,
    ]


def test_mixed_case_of_columns_makes_no_difference_and_names_with_commas_are_whole() -> None:
    content = in_layout(
        "breakdown_topic,breakdown,plans_issued_den,plans_issued_den_ex,plans_issued_within_20_weeks,"
        "plans_issued_20_weeks_ex,PC_plans_issued_20_weeks_ex",
        [
            "2019,Calendar year,Local authority,E92000001,England,E12000005,West Midlands,E06000019,884,"
            '"Herefordshire, County of",All EHC plans issued,All EHC plans issued,131,131,118,118,90.1'
        ],
    )
    read = education_file("timeliness_20_week (1).csv", content)
    assert (read.name, read.rows[0].area_name) == ("timeliness_20_week", "Herefordshire, County of")
    assert str(read.amount(read.rows[0], "pc_plans_issued_20_weeks_ex").number) == "90.1"


def test_a_file_is_recognised_by_its_columns_when_its_name_says_nothing() -> None:
    read = education_file("download-3.csv", reviews(f"{ENGLAND},{ALL_REVIEWS},1,1,1,1,1,1,1"))
    assert read.name == DataSet.ANNUAL_REVIEWS


def test_new_plans_by_need_are_not_taken_for_all_plans_by_need() -> None:
    columns = "breakdown_topic,breakdown,ehc_plans," + ",".join(
        f"number_{each}" for each in "asd hi mld msi oth pd pmld semh slcn sld spld vi need_unknown".split()
    )
    row = f"{ENGLAND},All EHC plans,All EHC plans," + ",".join("1" * 14)
    assert education_file("sen_need_newplans.csv", in_layout(columns, [row])).name == "sen_need_newplans"
    assert education_file("anything.csv", in_layout(columns, [row])).name == "sen_needs_all_plans"


def test_any_other_file_of_the_layout_is_taken_under_its_own_name_with_its_filters() -> None:
    rows = [f"{ENGLAND},Total,Primary,12,3.5", f"{ENGLAND},Total,Secondary,x,z"]
    read = education_file("Pupil absence 2025.csv", in_layout("sex,phase,pupils,rate_pc", rows))
    assert (read.name, read.filters, read.indicators) == (
        "pupilabsence",
        ("sex", "phase"),
        ("pupils", "rate_pc"),
    )
    assert read.rows[0].filters == ("Total", "Primary")
    assert kept(read) == read


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("caseload.csv", "caseload"),
        ("Caseload (2).CSV", "caseload"),
        ("caseload_2025.csv", "caseload"),
        ("downloads/requests.csv", "requests"),
        ("../..", "unnamed"),
        ("a b*c.csv", "ab_c"),
    ],
)
def test_what_a_download_adds_to_a_name_is_left_off(name: str, short: str) -> None:
    assert name_of_file(name) == short


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            f"{SUNDERLAND},{ALL_REVIEWS},3000,2665,904,5,49O,1393,26",
            "annual_reviews.csv, line 2: Column number_decision_4weeks: '49O' is no number.",
        ),
        (f"{SUNDERLAND},{ALL_REVIEWS},30.5,1,1,1,1,1,1", "line 2: Column total_ehc_plans: '30.5' is no count."),
        (f"{SUNDERLAND},{ALL_REVIEWS},-3,1,1,1,1,1,1", "line 2: Column total_ehc_plans: '-3' is no count."),
        (
            SUNDERLAND.replace("2024,", "202426,") + f",{ALL_REVIEWS},1,1,1,1,1,1,1",
            "Column time_period: '202426' is no year.",
        ),
        (
            SUNDERLAND.replace("Local authority", "School") + f",{ALL_REVIEWS},1,1,1,1,1,1,1",
            "Column geographic_level: 'School' is no level",
        ),
        (
            SUNDERLAND.replace("E08000024", "394") + f",{ALL_REVIEWS},1,1,1,1,1,1,1",
            "Column new_la_code: '394' is no code of an area.",
        ),
        (
            SUNDERLAND.replace("394,Sunderland", "394,") + f",{ALL_REVIEWS},1,1,1,1,1,1,1",
            "Column la_name: The area has no name.",
        ),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_column_and_mend(row: str, says: str) -> None:
    assert says in refusal("annual_reviews.csv", reviews(row))


def test_a_row_that_stands_twice_is_told_with_both_lines() -> None:
    row = f"{SUNDERLAND},{ALL_REVIEWS},1,1,1,1,1,1,1"
    assert "line 3: The same period, area and part stood in line 2." in refusal("x.csv", reviews(row, row))


def test_one_wrong_row_refuses_the_whole_file() -> None:
    right = f"{ENGLAND},{ALL_REVIEWS},1,1,1,1,1,1,1"
    assert "line 3" in refusal("x.csv", reviews(right, f"{SUNDERLAND},{ALL_REVIEWS},1,1,1,1,?,1,1"))


def test_a_file_that_lacks_columns_of_the_data_set_it_is_named_after_is_refused() -> None:
    told = refusal("caseload.csv", in_layout("breakdown_topic,breakdown,ehcplans", [f"{ENGLAND},a,b,1"]))
    assert "There is no column mainstream_total, special_total" in told


def test_a_file_of_another_layout_is_refused() -> None:
    assert "There is no column time_period" in refusal("x.csv", b"Area,Count\nSunderland,3\n")


AMOUNTS = st.integers(0, 10**6).map(str) | st.sampled_from(["x", "z", "c", "", "12,345"])
PERIODS = st.integers(1999, 2098)


@given(
    st.lists(
        st.tuples(PERIODS, st.booleans(), st.sampled_from(["Female", "Male", "Unknown", "a, b"]), AMOUNTS, AMOUNTS),
        min_size=1,
        unique_by=lambda row: row[:3],
    )
)
def test_a_file_that_is_kept_is_read_again_as_it_was(rows: list[tuple[int, bool, str, str, str]]) -> None:
    lines = [
        f"{f'{year}{(year + 1) % 100:02}' if academic else year},Year,National,E92000001,England,,,,,,"
        f'"Sex","{sex}","{first}","{second}"'
        for year, academic, sex, first, second in rows
    ]
    read = education_file("made.csv", in_layout("breakdown_topic,breakdown,pupils,others", lines))
    again = kept(read)
    assert again.rows[0].cells == tuple(each.replace(",", "") for each in read.rows[0].cells)
    assert [[again.amount(row, each) for each in again.indicators] for row in again.rows] == [
        [read.amount(row, each) for each in read.indicators] for row in read.rows
    ]
    assert [row.filters for row in again.rows] == [row.filters for row in read.rows]
    assert kept(again) == again


RIGHT = reviews(*(f"{place},{ALL_REVIEWS},1,x,3,4,5,6,7.5" for place in (ENGLAND, NORTH_EAST, SUNDERLAND)))


@given(st.integers(0, len(RIGHT) - 1), st.binary(max_size=4), st.integers(0, 6))
def test_a_damaged_file_is_read_or_refused_and_nothing_else_happens(at: int, put: bytes, drop: int) -> None:
    content = RIGHT[:at] + put + RIGHT[at + drop :]
    with suppress(ElsewhereFault):
        assert kept(education_file("annual_reviews.csv", content)).rows

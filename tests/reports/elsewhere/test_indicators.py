"""Of Fingertips' values an area has the last of each indicator, by its own period, and none of a part of the area."""

import pytest

from app.reports.elsewhere.fingertips import fingertips_file
from app.reports.elsewhere.indicators import Indicator, by_area, latest, same

HEADER = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator"
)


def row(
    *,
    period: str = "2023/24",
    value: str = "12.5",
    area: str = "E08000024",
    indicator: int = 1,
    sex: str = "Persons",
    category: str = "",
    sortable: str = "",
) -> str:
    kind = "Deprivation" if category else ""
    what = f"{indicator},Made up {indicator},,,{area},X,Any,{sex},5-16 yrs,{kind},{category}"
    return f"{what},{period},{value},11,14,,,{sortable}"


def values(*rows: str, area: str = "E08000024") -> tuple[Indicator, ...]:
    content = "\n".join([HEADER + ",Time period Sortable", *rows]).encode() + b"\n"
    return tuple(by_area({"x": fingertips_file("x.csv", content)}).get(area, ()))


@pytest.mark.parametrize(
    ("first", "second"),
    [("2022/23", "2023/24"), ("2018 - 20", "2019 - 21"), ("2023 Q3", "2023 Q4"), ("2021", "2022")],
)
def test_the_last_period_is_the_one_shown_in_whatever_order_the_rows_stand(first: str, second: str) -> None:
    for rows in ((first, second), (second, first)):
        found = latest(values(*(row(period=each) for each in rows)), 2030)
        assert [each.row.period for each in found] == [second]


def test_fingertips_own_number_of_a_period_goes_before_its_words() -> None:
    rows = (row(period="Apr 2023", sortable="20230400"), row(period="Mar 2023", sortable="20230300"))
    assert [each.row.period for each in latest(values(*rows), 2030)] == ["Apr 2023"]


def test_a_period_that_begins_after_the_year_is_left_out() -> None:
    rows = (row(period="2022/23"), row(period="2024/25"))
    assert [each.row.period for each in latest(values(*rows), 2023)] == ["2022/23"]
    assert latest(values(row(period="2024")), 2023) == ()
    assert latest(values(row(period="all time")), 2023) == ()


def test_a_part_of_an_area_and_a_value_that_is_not_there_are_left_out() -> None:
    assert values(row(category="Most deprived decile"), row(value="", period="2024")) == ()


def test_each_indicator_sex_and_age_is_told_apart_by_area() -> None:
    rows = (row(sex="Male"), row(sex="Female"), row(indicator=2), row(area="E12000001"))
    assert [each.words for each in latest(values(*rows), 2030)] == [
        "Made up 1, Female, 5-16 yrs",
        "Made up 1, Male, 5-16 yrs",
        "Made up 2, Persons, 5-16 yrs",
    ]
    assert len(values(*rows, area="E12000001")) == 1


def test_the_same_of_another_area_is_of_the_same_period() -> None:
    (own,) = values(row())
    there = values(row(area="E12000001", period="2022/23"), row(area="E12000001"), area="E12000001")
    found = same(there, own)
    assert found is not None
    assert found.row.period == "2023/24"
    assert same(there[:1], own) is None
    assert same(values(row(area="E12000001", sex="Male"), area="E12000001"), own) is None

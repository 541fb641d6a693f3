"""Files of Fingertips are read as they are downloaded, or refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.elsewhere.faults import ElsewhereFault
from app.reports.elsewhere.fingertips import fingertips_file, fingertips_text

HEADER = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,"
    "Denominator,Value note,Recent Trend,Compared to England value or percentiles,"
    "Compared to Region value or percentiles,Time period Sortable,New data,Compared to goal"
)
ROW = (
    '999001,"Made-up share, of children",E12000001,North East region,E08000024,Sunderland,Counties & UAs,Persons,'
    "5-16 yrs,,,2023/24,12.5,11.2,13.9,10.4,14.9,250,2000,,Increasing,Higher,Similar,20230000,,"
)


def file_of(*rows: str, header: str = HEADER) -> bytes:
    return ("\ufeff" + "\r\n".join([header, *rows]) + "\r\n").encode()


def refusal(content: bytes) -> str:
    with pytest.raises(ElsewhereFault) as told:
        fingertips_file("indicators.csv", content)
    return str(told.value)


def test_a_value_is_read_with_its_area_interval_count_and_denominator() -> None:
    (row,) = fingertips_file("indicators.csv", file_of(ROW)).rows
    assert (row.indicator, row.name, row.area, row.area_name, row.parent, row.age, row.period, row.compared) == (
        (999001, "Made-up share, of children", "E08000024", "Sunderland", "E12000001", "5-16 yrs", "2023/24", "Higher")
    )
    numbers = [each.number for each in (row.value, row.lower, row.upper, row.count, row.denominator)]
    assert numbers == [Decimal(each) for each in ("12.5", "11.2", "13.9", "250", "2000")]


def test_the_header_may_leave_out_the_word_limit_and_the_last_columns_and_have_more() -> None:
    header = ",".join(HEADER.split(",")[:19]).replace(" limit", "") + ",Something new"
    (row,) = fingertips_file("x.csv", file_of(",".join(ROW.split(",")[:20]) + ",?", header=header)).rows
    assert (row.upper.number, row.note, row.compared) == (Decimal("13.9"), "", "")


def test_an_empty_value_is_unavailable_and_its_note_is_kept() -> None:
    row = ROW.replace("12.5,11.2,13.9,10.4,14.9,250,2000,", ",,,,,,,Value suppressed for disclosure control")
    (read,) = fingertips_file("x.csv", file_of(row)).rows
    assert (read.value.number, read.note) == (None, "Value suppressed for disclosure control")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (ROW.replace("999001", "abc"), "line 2: Column indicator id: 'abc' is no number of an indicator."),
        (ROW.replace("E08000024", ""), "line 2: Column area code: '' is no code of an area."),
        (ROW.replace("Sunderland", ""), "line 2: Column area name: The cell is empty."),
        (ROW.replace("12.5", "12.5%"), "line 2: Column value: '12.5%' is no number."),
        (ROW.replace("11.2", "14.2"), "line 2: Column lower ci 95.0 limit: The lower limit lies above"),
        (f"{ROW}\r\n{ROW}", "line 3: The same indicator, area, sex, age, category and period stood in line 2."),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_column(row: str, says: str) -> None:
    assert says in refusal(file_of(row))


def test_a_file_without_the_columns_is_refused() -> None:
    assert "There is no column value" in refusal(file_of(ROW, header=HEADER.replace(",Value,", ",Worth,")))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8, unique=True))
def test_a_file_that_is_kept_is_read_again_as_it_was(counts: list[int]) -> None:
    rows = [ROW.replace(",250,", f',"{each:,}",').replace("999001", str(each)) for each in counts]
    read = fingertips_file("x.csv", file_of(*rows))
    again = fingertips_file("kept.csv", fingertips_text(read))
    assert again == read
    assert [each.count.whole for each in again.rows] == counts


@given(st.integers(0, len(file_of(ROW)) - 1), st.binary(max_size=3))
def test_a_damaged_file_is_read_or_refused_and_nothing_else_happens(at: int, put: bytes) -> None:
    content = file_of(ROW)
    with suppress(ElsewhereFault):
        assert fingertips_file("x.csv", content[:at] + put + content[at + 1 :]).rows

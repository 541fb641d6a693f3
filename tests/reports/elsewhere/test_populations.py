"""Populations are read by area, year, age and sex, and added up only where bands fit together."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.card import Level
from app.reports.elsewhere.faults import ElsewhereFault
from app.reports.elsewhere.populations import Populations, population_file, population_text

HEADER = "area_code,area_name,level,year,age,sex,count\n"


def read(*rows: str) -> Populations:
    return population_file("populations.csv", (HEADER + "\n".join(rows) + "\n").encode())


def refusal(*rows: str) -> str:
    with pytest.raises(ElsewhereFault) as told:
        read(*rows)
    return str(told.value)


def of(age: str, count: str, sex: str = "persons", year: str = "2024") -> str:
    return f"E08000024,Sunderland,local_authority,{year},{age},{sex},{count}"


def residents(people: Populations, first: int, last: int, sex: str = "persons", year: int = 2026) -> Decimal | None:
    return people.residents(Level.LOCAL_AUTHORITY, "E08000024", year, first=first, last=last, sex=sex)


def test_bands_that_fit_together_are_added_up() -> None:
    people = read(of("0-4", "10"), of("5-10", "20"), of("11-15", "30"), of("16-25", "40"), of("26+", "900"))
    assert residents(people, 0, 25) == 100
    assert residents(people, 5, 15) == 50


def test_bands_that_reach_over_the_ages_wanted_give_nothing_rather_than_too_much() -> None:
    people = read(of("0-4", "10"), of("5-9", "20"))
    assert residents(people, 0, 7) is None
    assert residents(people, 3, 9) is None
    assert residents(people, 0, 25) is None


def test_persons_are_the_sum_of_both_sexes_where_they_are_not_given() -> None:
    people = read(of("0-25", "45", "F"), of("0-25", "55", "Males"))
    assert [residents(people, 0, 25), residents(people, 0, 25, "female")] == [100, 45]


def test_persons_are_not_half_of_them_when_one_sex_is_missing() -> None:
    assert residents(read(of("0-25", "45", "female")), 0, 25) is None


def test_the_latest_year_up_to_the_one_wanted_is_taken() -> None:
    people = read(of("0-25", "1", year="2022"), of("0-25", "2", year="2024"), of("0-25", "3", year="2030"))
    assert [residents(people, 0, 25, year=year) for year in (2021, 2022, 2023, 2026)] == [None, 1, 1, 2]


def test_all_ages_stand_beside_bands_and_are_never_taken_for_one() -> None:
    people = read(of("all", "900"), of("0-25", "100"))
    assert [residents(people, 0, 25), residents(people, 0, 130)] == [100, 900]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (of("5-3", "1"), "line 2: Column age: '5-3' cannot be right."),
        (of("seven", "1"), "Column age: 'seven'"),
        (of("7", "x"), "Column count: 'x'"),
        (of("7", "-1"), "Column count: '-1'"),
        (of("7", "1", "other"), "Column sex: 'other'"),
        (of("7", "1", year="24"), "Column year: '24'"),
        (of("7", "1").replace("local_authority", "town"), "Column level: 'town'"),
        (of("7", "1").replace("E08000024", "394"), "Column area_code: '394'"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_and_column(row: str, says: str) -> None:
    assert says in refusal(row)


def test_ages_that_overlap_are_told_with_the_line_of_the_other() -> None:
    assert "line 3: Column age: Its ages overlap with those of line 2." in refusal(of("0-4", "1"), of("4", "1"))
    assert len(read(of("0-4", "1"), of("4", "1", "female")).rows) == 2


@given(st.dictionaries(st.tuples(st.integers(0, 25), st.sampled_from(["female", "male"])), st.integers(0, 5000)))
def test_single_years_add_up_to_what_they_are_and_are_kept(counts: dict[tuple[int, str], int]) -> None:
    whole = {(age, sex): counts.get((age, sex), 0) for age in range(26) for sex in ("female", "male")}
    people = read(*(of(str(age), str(count), sex) for (age, sex), count in whole.items()))
    assert residents(people, 0, 25) == sum(whole.values())
    assert residents(people, 5, 10, "male") == sum(whole[age, "male"] for age in range(5, 11))
    assert population_file("kept.csv", population_text(people)) == people


@given(st.binary(max_size=60))
def test_a_damaged_row_is_read_or_refused_and_nothing_else_happens(row: bytes) -> None:
    with suppress(ElsewhereFault):
        assert population_file("x.csv", HEADER.encode() + row + b"\n").rows

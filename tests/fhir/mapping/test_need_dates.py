"""Dates of needs keep their precision, and no date that the structure lets pass stops the reading."""

from datetime import date

import pytest

from app.clinical.ages import PartialDate
from app.fhir.mapping.need_dates import begun, day, moments, partial


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021", PartialDate(2021)),
        ("2021-03", PartialDate(2021, 3)),
        ("2021-03-04", PartialDate(2021, 3, 4)),
        ("2021-07-04T23:30:00Z", PartialDate(2021, 7, 5)),
        ("2021-12-04T23:30:00Z", PartialDate(2021, 12, 4)),
        ("2020-01-01T23:59:60Z", PartialDate(2020, 1, 1)),
        ("0001-01-01T00:00:00+14:00", PartialDate(1, 1, 1)),
        ("9999-12-31T23:59:59-12:00", PartialDate(9999, 12, 31)),
        ("2021-07-04T10:30:00.123456789+01:00", PartialDate(2021, 7, 4)),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_given(text: str, expected: PartialDate) -> None:
    assert partial(text) == expected


@pytest.mark.parametrize("text", [None, 2021, {"start": "2021"}, "", "soon", "2021-13", "0000", "T23:59:60Z"])
def test_what_is_no_date_is_none(text: object) -> None:
    assert partial(text) is None


def test_only_a_date_as_precise_as_a_day_is_a_day() -> None:
    assert day("2021-03-04") == date(2021, 3, 4)
    assert [day("2021"), day("2021-03"), day(None)] == [None, None, None]


def test_a_period_begins_where_it_says() -> None:
    assert begun({"start": "2021", "end": "2022"}) == "2021"
    assert [begun({"end": "2022"}), begun(None), begun("2021")] == [None, None, None]


def test_when_an_observation_was_true_comes_before_when_it_was_made_available() -> None:
    held = {"issued": "2022-01-01T10:00:00Z", "effectivePeriod": {"start": "2021-01-01"}}
    assert [each for each in moments(held) if each] == ["2021-01-01", "2022-01-01T10:00:00Z"]
    assert [each for each in moments({"effectiveTiming": {"event": ["2020-01-01"]}}) if each] == ["2020-01-01"]
    assert [each for each in moments({"effectiveTiming": {}, "effectiveDateTime": "2019"}) if each] == ["2019"]

"""The version of the data set that is in force in a reporting period."""

from datetime import date

import pytest

from app.csds.versions import NoVersion, specification_of


def test_the_version_follows_from_the_reporting_period() -> None:
    assert specification_of(date(2023, 1, 1)).version == "1.6"
    assert specification_of(date(2026, 12, 1)).standard == "DAPB1069 (Amd 82/2021)"


def test_a_period_before_the_first_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoVersion, match="December 2022 is before that: choose a period from January 2023 on"):
        specification_of(date(2022, 12, 1))

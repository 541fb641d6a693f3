"""The page of a measure says who is counted, in which area and at which age, of its own level and breakdown."""

import pytest

from app.reports.card import Level
from app.reports.measures import CARDS
from tests.reports.routes.page_words import said
from tests.service import Visitor


@pytest.mark.parametrize(
    ("level", "area", "population"),
    [
        (Level.LOCAL_AUTHORITY, "ZE901", "Resident"),
        (Level.ICB, "QZZ", "GP-registered"),
        (Level.REGION, "ZE9", "Resident"),
    ],
)
def test_a_measure_names_population_area_rule_and_age_date_of_its_level(
    commissioner: Visitor, level: Level, area: str, population: str
) -> None:
    words = said(commissioner.get(f"/reports/{level.value}/{area}/measures/needs_by_group"))
    rule = CARDS["needs_by_group"].area_rule(level)
    assert f"Population {population} Area {rule} Age date Period end Direction" in words

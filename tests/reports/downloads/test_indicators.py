"""Fingertips' indicators as files: each value alone and beside every area that has it, as published."""

import csv
import io
import json
from pathlib import Path

import pytest
from csvw import CSVW

from app.reports.downloads.indicators import (
    COLUMNS,
    indicator_file,
    indicators_beside,
    indicators_csvw_text,
    indicators_json_text,
    indicators_text,
)
from app.reports.downloads.tidy import OF_PLACES
from app.reports.elsewhere.collection import Elsewhere
from tests.reports.downloads.compared_area import (
    IDENTITY,
    NORTHMOOR,
    QUARTER,
    elsewhere,
    indicators,
    offered,
    release,
    wording,
)


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(indicators_text(indicators(), IDENTITY), newline="")))


def test_the_last_value_stands_alone_and_then_beside_each_area_of_the_same_period() -> None:
    """36.4 (33.0 to 40.1): England has 34.25, the region 30.1; neither neighbours nor the board have the indicator."""
    assert [(row["beside"], row["value"], row["beside_value"], row["comparison"]) for row in rows()] == [
        ("", "36.4", "", ""),
        ("england", "36.4", "34.25", "similar"),
        ("region", "36.4", "30.1", "higher"),
    ]


def test_a_row_has_the_places_of_every_tidy_file_its_own_period_source_and_release() -> None:
    assert [name for name, _, _ in COLUMNS[: len(OF_PLACES)]] == [name for name, _, _ in OF_PLACES]
    row = rows()[1]
    assert (row["time_period"], row["new_la_code"], row["region_name"]) == ("2023/24", "ZE901", "Northern Marches")
    assert (row["indicator"], row["sex"], row["age"]) == ("999001", "Persons", "School age")
    assert (row["lower_95"], row["upper_95"], row["value_status"]) == ("33.0", "40.1", "exact")
    assert row["source"] == "Office for Health Improvement and Disparities, Fingertips"
    assert (row["release_id"], row["release_period"], row["profile"]) == (IDENTITY, "2026-Q3", "published")


def test_a_group_of_neighbours_is_not_put_together() -> None:
    assert any(each.group for each in offered())
    assert not any(row["beside"] == "neighbours" for row in rows())


def test_the_table_is_as_its_metadata_says(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(indicators_text(indicators(), IDENTITY), encoding="utf-8", newline="")
    metadata = tmp_path / "a.csv-metadata.json"
    metadata.write_text(indicators_csvw_text(indicators(), IDENTITY, "a.csv"), encoding="utf-8")
    checked = CSVW(str(metadata), validate=True)
    assert checked.is_valid, checked.warnings
    held = json.loads(metadata.read_text())
    assert held["dc:identifier"] == IDENTITY
    assert "none is hidden or rounded by a rule of ours" in held["dc:description"]
    assert "2026-Q3" in held["dc:description"]


def test_json_holds_the_same() -> None:
    held = json.loads(indicators_json_text(indicators(), IDENTITY))
    assert (held["release"], held["period"], held["profile"]) == (IDENTITY, "2026-Q3", "published")
    told = [((each["beside"] or {}).get("value") or "", each["comparison"] or "") for each in held["rows"]]
    assert told == [(row["beside_value"], row["comparison"]) for row in rows()]
    assert {(each["area"], each["area_name"], each["period"], each["value"]) for each in held["rows"]} == {
        ("ZE901", wording().area(*NORTHMOOR), "2023/24", "36.4")
    }


@pytest.mark.parametrize(("known", "year"), [(Elsewhere(), QUARTER.year), (elsewhere(), 2021)])
def test_where_there_are_none_there_is_no_file(known: Elsewhere, year: int) -> None:
    found = indicators_beside(NORTHMOOR, known, year, offered())
    assert found == ((), ())
    assert indicator_file(release().facts, (wording(), lambda _: ""), [found]) is None

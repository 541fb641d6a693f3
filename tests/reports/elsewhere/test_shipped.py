"""The extract that is shipped is listed with its sums; the demonstration's figures are made up and say so."""

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.demo.commands import _keep_elsewhere
from app.demo.ports import DemoEnvironment
from app.reports.card import Level
from app.reports.elsewhere.datasets import DataSet
from app.reports.elsewhere.education import education_file
from app.reports.elsewhere.load import SHIPPED, SHIPPED_SOURCE, import_shipped, read_elsewhere
from app.reports.elsewhere.manifest import MADE_UP
from app.reports.elsewhere.tables import education_cards, education_tables

DEMO = Path(__file__).parents[3] / "app" / "demo" / "elsewhere"
NORTH_EAST = 12
AT = datetime(2026, 10, 1, tzinfo=UTC)


def test_every_shipped_file_is_listed_with_its_sum() -> None:
    listed = dict(re.findall(r"\| `(\w+\.csv)` \|.*`([0-9a-f]{64})`", (SHIPPED / "README.md").read_text()))
    assert listed == {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in SHIPPED.glob("*.csv")}


@pytest.mark.parametrize("name", sorted(each.name for each in SHIPPED.glob("*.csv")))
def test_a_shipped_file_is_a_data_set_in_order(name: str) -> None:
    read = education_file(name, (SHIPPED / name).read_bytes())
    assert read.name == DataSet(name.removesuffix(".csv"))


def test_the_extract_has_the_authorities_of_the_north_east_and_no_others() -> None:
    read = education_file("timeliness_20_week.csv", (SHIPPED / "timeliness_20_week.csv").read_bytes())
    authorities = {each.area: each.region for each in read.rows if each.level is Level.LOCAL_AUTHORITY}
    assert (len(authorities), {*authorities.values()}) == (NORTH_EAST, {"E12000001"})


def test_the_demonstrations_figures_are_of_places_that_do_not_exist_and_say_that_they_are_made_up() -> None:
    read = read_elsewhere(DEMO)
    assert {each.source for each in read.entries} == {MADE_UP}
    assert {each.code for each in read.areas()} == {"E92000001", "ZE8", "ZE801", "ZE9", "ZE901", "ZE902", "ZE903"}
    assert all(each.name.endswith("(made up)") for each in read.areas())
    assert all(each.source.startswith(MADE_UP) for each in education_cards(read, "2026-Q3"))


def test_the_demonstration_has_every_measure_at_every_level() -> None:
    tables = education_tables(read_elsewhere(DEMO), "2026-Q3")
    keys = {each.key for each in education_cards(read_elsewhere(DEMO), "2026-Q3")}
    assert len(keys) == 7
    assert {(each.key.measure, each.key.level) for each in tables} == {
        (key, level) for key in keys for level in ("england", "region", "local_authority")
    }
    assert all(row.numerator.shown for table in tables for row in table.rows)


def test_the_demonstration_has_its_residents_and_its_neighbours() -> None:
    read = read_elsewhere(DEMO)
    for area in ("ZE801", "ZE901", "ZE902", "ZE903"):
        people = read.populations.residents(Level.LOCAL_AUTHORITY, area, 2026)
        assert people is not None
        assert people > 20_000
    assert len(read.neighbours.of) == 4


def environment(places: Path) -> DemoEnvironment:
    nothing: Any = None
    return DemoEnvironment(nothing, nothing, b"", lambda: AT, nothing, places)


def test_loading_the_demonstration_puts_its_figures_beside_its_places(tmp_path: Path) -> None:
    _keep_elsewhere(environment(tmp_path / "places"))
    assert read_elsewhere(tmp_path / "elsewhere") == read_elsewhere(DEMO)


def test_figures_that_were_imported_stay_when_the_demonstration_is_loaded(tmp_path: Path) -> None:
    import_shipped(tmp_path / "elsewhere", AT)
    _keep_elsewhere(environment(tmp_path / "places"))
    assert {each.source for each in read_elsewhere(tmp_path / "elsewhere").entries} == {SHIPPED_SOURCE}


def test_true_figures_take_the_place_of_all_made_up_ones(tmp_path: Path) -> None:
    _keep_elsewhere(environment(tmp_path / "places"))
    import_shipped(tmp_path / "elsewhere", AT)
    read = read_elsewhere(tmp_path / "elsewhere")
    assert not any(each.code.startswith("Z") for each in read.areas())
    assert read.populations.rows == ()

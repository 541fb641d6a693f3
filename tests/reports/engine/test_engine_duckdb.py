"""DuckDB counts what the plain definition says, whatever is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotFound
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.definition.counting import Records, count, median_seconds, records_of
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import CARDS
from tests.reports.generated_records import PROVIDERS, QUARTER, fill, records, shipped_counts

SEEDS = st.integers(0, 10**6)


@pytest.fixture(scope="module")
def counts() -> Countable:
    return shipped_counts()


@contextmanager
def both(seed: int, counts: Countable, folder: Path, children: int = 30) -> Iterator[tuple[Records, DuckDbEngine]]:
    made = records(seed, counts, children)
    with connection(folder) as sql:
        fill(sql, made)
        yield records_of(made, counts, PROVIDERS), DuckDbEngine(sql, counts, PROVIDERS)


def assert_equal_cubes(key: str, plain: Records, engine: DuckDbEngine, alone: Random | None = None) -> None:
    """Of every table of a card all together, and of some or all of them each alone."""
    card = CARDS[key]
    tables = card.tables()
    found = dict(zip(tables, engine.cubes(key, QUARTER), strict=True))
    for level, breakdown in tables:
        assert found[level, breakdown] == count(card, level, breakdown, QUARTER, plain), (key, level, breakdown)
    for level, breakdown in alone.sample(tables, min(len(tables), 3)) if alone else tables:
        assert engine.cube(key, level, breakdown, QUARTER) == found[level, breakdown], (key, level, breakdown)


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.lists(st.sampled_from(sorted(CARDS)), min_size=6, max_size=6, unique=True))
def test_both_engines_find_the_same_cubes_on_generated_records(
    counts: Countable, tmp_path_factory: pytest.TempPathFactory, seed: int, keys: list[str]
) -> None:
    with both(seed, counts, tmp_path_factory.mktemp("spill")) as (plain, engine):
        for key in keys:
            assert_equal_cubes(key, plain, engine, Random(seed))


@pytest.mark.soak
@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_both_engines_find_the_same_cubes_of_every_measure(
    counts: Countable, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    with both(seed, counts, tmp_path_factory.mktemp("spill"), 40) as (plain, engine):
        for key in CARDS:
            assert_equal_cubes(key, plain, engine)


def test_a_cube_asked_for_alone_makes_no_table_of_the_copy(counts: Countable, tmp_path: Path) -> None:
    with connection(tmp_path) as sql:
        fill(sql, records(2, counts, 20))
        engine = DuckDbEngine(sql, counts, PROVIDERS)
        for key, card in CARDS.items():
            engine.cube(key, *card.tables()[0], QUARTER)
        assert not made_of_the_copy(sql)
        assert [*engine.cubes("needs", QUARTER)]
        assert made_of_the_copy(sql) >= {"person", "folk_all", "folk_own"}


def made_of_the_copy(sql: duckdb.DuckDBPyConnection) -> set[str]:
    codes = {"member", "kind_bits", "gmfcs_level", "group_bit", "value_part"}
    return {
        name for (name,) in sql.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
    } - codes


def test_organisations_of_one_code_are_one_provider(counts: Countable, tmp_path: Path) -> None:
    made, same = records(4, counts, 30), {1: "RX1", 2: "RX1"}
    with connection(tmp_path) as sql:
        fill(sql, made)
        engine, plain = DuckDbEngine(sql, counts, same), records_of(made, counts, same)
        for key in ("needs_by_group", "barriers", "uncoded"):
            expected = count(CARDS[key], Level.PROVIDER, Breakdown.NONE, QUARTER, plain)
            assert engine.cube(key, Level.PROVIDER, Breakdown.NONE, QUARTER) == expected
            assert expected in engine.cubes(key, QUARTER)


def test_generated_records_count_somebody_for_every_measure(counts: Countable, tmp_path: Path) -> None:
    with both(8, counts, tmp_path, 60) as (plain, engine):
        for key, card in CARDS.items():
            found = engine.cube(key, Level.PROVIDER, Breakdown.NONE, QUARTER)
            assert any(raw.counted for raw in found.opened().values()), key
            assert found == count(card, Level.PROVIDER, Breakdown.NONE, QUARTER, plain)


def test_another_quarter_is_counted_afresh(counts: Countable, tmp_path: Path) -> None:
    with both(3, counts, tmp_path) as (plain, engine):
        for quarter in (QUARTER, QUARTER.earlier(1), QUARTER):
            for key in ("needs", "new_needs"):
                found = engine.cube(key, Level.ENGLAND, Breakdown.AGE_BAND, quarter)
                assert found == count(CARDS[key], Level.ENGLAND, Breakdown.AGE_BAND, quarter, plain)
                assert found in engine.cubes(key, quarter)


def test_a_copy_without_rows_gives_empty_cubes(counts: Countable, tmp_path: Path) -> None:
    with connection(tmp_path) as sql:
        fill(sql, ())
        engine = DuckDbEngine(sql, counts, {})
        for key, card in CARDS.items():
            assert engine.cube(key, card.levels[0], Breakdown.NONE, QUARTER).opened() == {}
            assert all(each.opened() == {} for each in engine.cubes(key, QUARTER))
        assert engine.median_seconds(QUARTER) == {}


def test_the_median_of_seconds_is_that_of_the_definition(counts: Countable, tmp_path: Path) -> None:
    with both(5, counts, tmp_path) as (plain, engine):
        assert engine.median_seconds(QUARTER) == median_seconds(QUARTER, plain) != {}


@pytest.mark.parametrize(
    ("key", "level", "breakdown"),
    [
        ("nothing", Level.ENGLAND, Breakdown.NONE),
        ("form_seconds", Level.ENGLAND, Breakdown.NONE),
        ("needs_by_concept", Level.ENGLAND, Breakdown.SEX),
    ],
)
def test_what_no_card_has_is_not_found(
    counts: Countable, tmp_path: Path, key: str, level: Level, breakdown: Breakdown
) -> None:
    with connection(tmp_path) as sql:
        fill(sql, ())
        engine = DuckDbEngine(sql, counts, {})
        with pytest.raises(NotFound):
            engine.cube(key, level, breakdown, QUARTER)


def test_memory_and_threads_are_bounded(tmp_path: Path) -> None:
    with connection(tmp_path, memory_mib=256, threads=1) as sql:
        found = sql.execute("SELECT current_setting('memory_limit'), current_setting('threads')").fetchone()
        assert found == ("256.0 MiB", 1)
    with pytest.raises(duckdb.ConnectionException):
        sql.execute("SELECT 1")

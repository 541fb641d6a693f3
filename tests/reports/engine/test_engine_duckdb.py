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
from app.reports.cards.parts import PARTS
from app.reports.definition.counting import Records, count, differing, median_seconds, records_of
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import CARDS, measure
from app.reports.slices import Slice
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


def assert_equal_cubes(key: str, plain: Records, engine: DuckDbEngine) -> None:
    card = CARDS[key]
    for level in card.levels:
        for breakdown in card.breakdowns:
            assert count(card, level, breakdown, QUARTER, plain) == engine.cube(key, level, breakdown, QUARTER)


@settings(max_examples=4, deadline=None)
@given(SEEDS, st.lists(st.sampled_from(sorted(CARDS)), min_size=6, max_size=6, unique=True))
def test_both_engines_find_the_same_cubes_on_generated_records(
    counts: Countable, tmp_path_factory: pytest.TempPathFactory, seed: int, keys: list[str]
) -> None:
    with both(seed, counts, tmp_path_factory.mktemp("spill")) as (plain, engine):
        for key in keys:
            assert_equal_cubes(key, plain, engine)


@pytest.mark.soak
@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_both_engines_find_the_same_cubes_of_every_measure(
    counts: Countable, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    with both(seed, counts, tmp_path_factory.mktemp("spill"), 40) as (plain, engine):
        for key in CARDS:
            assert_equal_cubes(key, plain, engine)


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


def test_a_copy_without_rows_gives_empty_cubes(counts: Countable, tmp_path: Path) -> None:
    with connection(tmp_path) as sql:
        fill(sql, ())
        engine = DuckDbEngine(sql, counts, {})
        for key, card in CARDS.items():
            assert engine.cube(key, card.levels[0], Breakdown.NONE, QUARTER).opened() == {}
        assert engine.median_seconds(QUARTER) == {}


def test_the_median_of_seconds_is_that_of_the_definition(counts: Countable, tmp_path: Path) -> None:
    with both(5, counts, tmp_path) as (plain, engine):
        assert engine.median_seconds(QUARTER) == median_seconds(QUARTER, plain) != {}


@settings(max_examples=3, deadline=None)
@given(SEEDS)
def test_both_engines_find_as_many_children_in_one_of_two_slices_alone(
    counts: Countable, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    random = Random(seed)
    with both(seed, counts, tmp_path_factory.mktemp("spill")) as (plain, engine):
        for _ in range(6):
            one, other = _slice(random, counts), _slice(random, counts)
            assert engine.differing(one, other, QUARTER) == differing(one, other, QUARTER, plain), (one, other)
            assert engine.differing(one, one, QUARTER) == 0


def _slice(random: Random, counts: Countable) -> Slice:
    key = random.choice(sorted(set(CARDS) - {"form_seconds"}))
    item = random.choice([None, *(each.key for each in measure(key, counts).items[:8])])
    level = random.choice([None, *Level])
    areas = ("E92000001", "ZE9", "ZE901", "QZZ", "QZ'Y", "RX1", "unknown", "nowhere")
    ages = random.choice([None, (0, 17), (0, 18), (5, 25)])
    breakdown = random.choice(list(Breakdown)[1:])
    filters = ((breakdown, random.choice(PARTS[breakdown])),) if random.random() < 0.3 else ()
    denominator = item is not None and random.random() < 0.3
    return Slice(key, item, denominator, level, random.choice(areas) if level else None, ages, filters)


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


def test_a_slice_of_an_item_there_is_not_is_not_found(counts: Countable, tmp_path: Path) -> None:
    with both(1, counts, tmp_path, 2) as (plain, engine):
        wrong = Slice("needs_by_group", "safeguarding")
        with pytest.raises(NotFound):
            engine.differing(wrong, Slice("needs"), QUARTER)
        with pytest.raises(NotFound):
            differing(wrong, Slice("needs"), QUARTER, plain)


def test_memory_and_threads_are_bounded(tmp_path: Path) -> None:
    with connection(tmp_path, memory_mib=256, threads=1) as sql:
        found = sql.execute("SELECT current_setting('memory_limit'), current_setting('threads')").fetchone()
        assert found == ("256.0 MiB", 1)
    with pytest.raises(duckdb.ConnectionException):
        sql.execute("SELECT 1")

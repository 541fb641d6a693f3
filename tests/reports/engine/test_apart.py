"""DuckDB tells two slices apart by as few children, in any area and for any item, as the plain definition does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotFound
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import PARTS
from app.reports.definition.counting import Records, differing, records_of
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import CARDS, measure
from app.reports.observed import Observed
from app.reports.slices import Slice
from tests.reports.generated_records import PROVIDERS, QUARTER, fill, records, shipped_counts
from tests.reports.generated_small import asked, contact, fact, kid, need

AREAS = ("E92000001", "ZE9", "ZE901", "QZZ", "QZ'Y", "RX1", "unknown", "nowhere")


@contextmanager
def both(made: Sequence[Observed], folder: Path) -> Iterator[tuple[Records, DuckDbEngine]]:
    counts = shipped_counts()
    with connection(folder) as sql:
        fill(sql, made)
        yield records_of(made, counts, PROVIDERS), DuckDbEngine(sql, counts, PROVIDERS)


def two_slices(random: Random, key: str, counts: Countable) -> tuple[Slice, Slice]:
    """Two slices of a measure, as near and as odd as they come."""
    first = one_slice(random, key, counts)
    return first, one_slice(random, key, counts) if random.random() < 0.5 else first


def one_slice(random: Random, key: str, counts: Countable) -> Slice:
    asked = measure(key, counts)
    item = random.choice([None, None, *(each.key for each in asked.items[:8])])
    level = random.choice([None, None, *asked.card.levels])
    ages = random.choice([None, (0, 17), (0, 18), (5, 25), (11, 11)])
    breakdown = random.choice(list(Breakdown)[1:])
    filters = ((breakdown, random.choice(PARTS[breakdown])),) if random.random() < 0.3 else ()
    return Slice(key, item, random.random() < 0.2, level, random.choice(AREAS) if level else None, ages, filters)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.sampled_from(sorted(CARDS)), min_size=5, max_size=5, unique=True))
def test_both_engines_find_two_slices_as_few_children_apart(
    tmp_path_factory: pytest.TempPathFactory, seed: int, keys: list[str]
) -> None:
    random, counts = Random(seed), shipped_counts()
    with both(records(seed, counts, 30), tmp_path_factory.mktemp("spill")) as (plain, engine):
        for key in keys:
            one, other = two_slices(random, key, counts)
            assert engine.differing(one, other, QUARTER) == differing(one, other, QUARTER, plain), (one, other)
            assert engine.differing(one, one, QUARTER) == differing(one, one, QUARTER, plain) == 0


@pytest.mark.soak
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_both_engines_find_two_slices_of_every_measure_as_few_children_apart(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    random, counts = Random(seed), shipped_counts()
    with both(records(seed, counts, 60), tmp_path_factory.mktemp("spill")) as (plain, engine):
        for one, other in (two_slices(random, key, counts) for key in CARDS):
            assert engine.differing(one, other, QUARTER) == differing(one, other, QUARTER, plain), (one, other)


def test_on_many_children_the_slices_of_every_measure_differ_by_some(tmp_path: Path) -> None:
    """Else equal answers of both engines would show nothing."""
    with both(records(11, shipped_counts(), 40), tmp_path) as (plain, engine):
        for key in CARDS:
            one, other = Slice(key), Slice(key, ages=(0, 2))
            found = engine.differing(one, other, QUARTER)
            assert found == differing(one, other, QUARTER, plain)
            assert found > 0, key


def test_organisations_without_a_code_are_one_provider(tmp_path: Path) -> None:
    made = [kid(child, *asked(), organisation=3) for child in (1, 2, 3)]
    everybody, nobody = Slice("needs", "", denominator=True), Slice("needs", "", denominator=True, ages=(0, 1))
    with connection(tmp_path) as sql:
        fill(sql, made)
        engine = DuckDbEngine(sql, shipped_counts(), {})
        assert engine.differing(everybody, nobody, QUARTER) == 3
        at_unknown = Slice("needs", "", denominator=True, level=Level.PROVIDER, area="unknown")
        assert engine.differing(at_unknown, nobody, QUARTER) == 3


def test_few_children_of_one_area_are_found_among_many_of_all(tmp_path: Path) -> None:
    """Of ten children aged 9, eight live in ZE901 and two in ZE902: England differs by ten, ZE902 by two."""
    made = [
        kid(child, *asked(), need("Epilepsy"), fact("local_authority", "ZE901" if child < 8 else "ZE902"))
        for child in range(10)
    ]
    with both(made, tmp_path) as (plain, engine):
        for level, area, expected in (
            (None, None, 2),
            (Level.ENGLAND, "E92000001", 10),
            (Level.LOCAL_AUTHORITY, "ZE901", 8),
            (Level.LOCAL_AUTHORITY, "ZE902", 2),
            (Level.LOCAL_AUTHORITY, "ZE903", 0),
        ):
            one = Slice("needs", level=level, area=area, ages=(0, 8))
            other = Slice("needs", ages=(0, 9))
            assert engine.differing(one, other, QUARTER) == expected, (level, area)
            assert differing(one, other, QUARTER, plain) == expected, (level, area)


def test_who_counts_nothing_for_an_item_is_none_of_those_who_differ_in_it(tmp_path: Path) -> None:
    """Of nine children with statements, two have any that is not coded: the item differs by two, its base by nine."""
    made = [kid(child, contact(statements=2, uncoded=1 if child < 2 else 0)) for child in range(9)]
    with both(made, tmp_path) as (plain, engine):
        for one, other, expected in (
            (Slice("uncoded"), Slice("uncoded", ages=(0, 8)), 2),
            (Slice("uncoded", ""), Slice("uncoded", "", ages=(0, 8)), 2),
            (Slice("uncoded", "", denominator=True), Slice("uncoded", ages=(0, 8)), 9),
        ):
            assert engine.differing(one, other, QUARTER) == differing(one, other, QUARTER, plain) == expected


@pytest.mark.parametrize(
    ("one", "other", "error"),
    [
        (Slice("needs_by_group", "safeguarding"), Slice("needs_by_group"), NotFound),
        (Slice("needs_by_group"), Slice("needs_by_group", "safeguarding"), NotFound),
        (Slice("nothing"), Slice("nothing"), NotFound),
        (Slice("needs"), Slice("caseload"), ValueError),
    ],
)
def test_slices_of_no_item_or_measure_or_of_two_measures_are_refused(
    tmp_path: Path, one: Slice, other: Slice, error: type[Exception]
) -> None:
    with both([kid(1)], tmp_path) as (plain, engine):
        with pytest.raises(error):
            engine.differing(one, other, QUARTER)
        with pytest.raises(error):
            differing(one, other, QUARTER, plain)

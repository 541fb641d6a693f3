"""Conditions of an installation's own are counted as those of the product: by hand, and alike by both engines."""

from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.ancestors import Ancestor, concepts_by_ancestor
from app.reports.cards.countable import Countable, counting, names
from app.reports.conditions.condition import MOST
from app.reports.conditions.period import counted_in
from app.reports.definition.counting import records_of
from app.reports.engine.engine_codes import MOST_BITS, Codes
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import measure
from app.reports.protection.cell_links import Within
from app.reports.protection.item_links import within
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member
from tests.reports import kept
from tests.reports.conditions.own import BROAD, KINDS, NARROW, RHINITIS, SEIZURE, WEST, own
from tests.reports.engine.test_engine_duckdb import assert_equal_cubes
from tests.reports.generated_records import PROVIDERS, QUARTER, fill, records
from tests.reports.generated_small import asked, figures, kid, need
from tests.terminology.editions.generator import small_history
from tests.terminology.editions.naive import related
from tests.terminology.editions.reading import edition_of, loaded
from tests.terminology.editions.tables import Package


@pytest.fixture(scope="module")
def counts() -> Countable:
    """The shipped reference set below a made-up hierarchy, with two conditions, one within the other."""
    conditions = (own("broad", BROAD), own("narrow", NARROW))
    return counted_in(QUARTER, (), kept.shipped()[0], KINDS.above, conditions)


def test_a_child_is_counted_once_for_a_condition_however_many_kinds_of_it_and_at_the_surest(counts: Countable) -> None:
    """Of six asked about conditions: 1 has two kinds of the narrow, 2 one, 3 another kind of the broad alone, 4 a kind
    that was only reported and one suspected, 5 none that counts, 6 nothing; 7 was asked about another group alone."""
    children = [
        kid(1, asked("condition"), need("Absence seizure"), need("West syndrome")),
        kid(2, asked("condition"), need("West syndrome"), need("Allergic rhinitis", "suspected")),
        kid(3, asked("condition"), need("Allergic rhinitis")),
        kid(4, asked("condition"), need("Absence seizure", "reported"), need("Allergic rhinitis", "suspected")),
        kid(5, asked("condition"), need("Absence seizure", "excluded"), need("Abnormal gait")),
        kid(6, asked("condition")),
        kid(7, asked("technology_dependency"), need("West syndrome")),
    ]
    found = figures("needs_by_condition", *children, counts=counts)
    assert {key: found.get(key) for group in ("broad", "narrow") for key in names(group, "condition")} == {
        "broad": (3, 6),
        "broad.reported": (1, 6),
        "broad.suspected": (2, 6),
        "narrow": (2, 6),
        "narrow.reported": (1, 6),
        "narrow.suspected": None,
    }
    assert figures("needs_by_group", *children, counts=counts)["condition"] == (4, 6)


def test_its_rows_are_held_against_the_rows_they_lie_within_and_that_lie_within_them(counts: Countable) -> None:
    found = set(within(counts))
    assert counts.under["narrow"] == {SEIZURE, WEST} < counts.under["broad"] == {SEIZURE, WEST, RHINITIS}
    for sure in ("", ".reported", ".suspected"):
        assert Within("needs_by_condition", f"narrow{sure}", f"broad{sure}", "needs_by_condition") in found
        assert Within("needs_by_condition", f"broad{sure}", f"condition{sure}", "needs_by_group") in found
        for each in counts.under["broad"]:
            assert Within("needs_by_concept", f"{each}{sure}", f"broad{sure}", "needs_by_condition") in found


def test_as_many_as_may_stand_have_room_in_the_engine(counts: Countable) -> None:
    more = {**counts.under, **{f"number_{each}": counts.under["broad"] for each in range(MOST - 2)}}
    assert len(Codes(counting(counts, more)).high) <= MOST_BITS
    with pytest.raises(ValueError, match="more groups or broad conditions"):
        Codes(counting(counts, {**more, "one_more": counts.under["broad"]}))


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 10**6))
def test_both_engines_count_conditions_of_a_generated_edition_alike(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    _assert_counted_alike(seed, tmp_path_factory.mktemp("spill"), 15, ("needs_by_condition",))


@pytest.mark.soak
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_both_engines_count_conditions_of_many_generated_editions_alike(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    _assert_counted_alike(seed, tmp_path_factory.mktemp("spill"), 40, ("needs_by_condition", "needs_by_group"))


def _assert_counted_alike(seed: int, folder: Path, children: int, keys: Iterable[str]) -> None:
    counts = _of_generated_edition(Random(seed), seed)
    made = records(seed, counts, children)
    with connection(folder) as sql:
        fill(sql, made)
        plain, engine = records_of(made, counts, PROVIDERS), DuckDbEngine(sql, counts, PROVIDERS)
        for key in keys:
            assert_equal_cubes(key, plain, engine, Random(seed))
        rows = {cell.item for cube in engine.cubes("needs_by_condition", QUARTER) for cell in cube.opened()}
        assert rows <= {item.key for item in measure("needs_by_condition", counts).items}
        assert rows


def _of_generated_edition(random: Random, seed: int) -> Countable:
    """What is counted of members of two groups, with conditions of roots that take in any of them; that each takes in
    what a walk of the edition says."""
    history = small_history(seed, 60, 1, (Package.MONOLITH,))
    state, indexed = history.state(), edition_of(loaded(history.snapshot_files()))
    active = sorted(each for each, told in state.concepts.items() if told.active)
    groups = (Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY)
    members = [_member(ConceptId(each), random.choice(groups)) for each in random.sample(active, min(30, len(active)))]
    conditions: list[Ancestor] = []
    under: dict[str, frozenset[ConceptId]] = {}
    for place, root in enumerate(random.sample(active, len(active))):
        group = random.choice(groups)
        condition = Ancestor(f"own_{place}", f"Any {place}", group, frozenset({ConceptId(root)}))
        taken = {m.concept for m in members if m.group is group and m.concept in related(state, "<<", root)}
        if taken and len(under) < MOST:
            conditions.append(condition)
            under[condition.key] = frozenset(taken)
    assert under == concepts_by_ancestor(members, indexed.hierarchy.ancestors, conditions)
    return _countable(members, conditions, under)


def _countable(
    members: Iterable[Member], conditions: Iterable[Ancestor], under: dict[str, frozenset[ConceptId]]
) -> Countable:
    listed = list(members)
    hidden, level = ConceptId(99999), listed[0].concept
    return Countable(
        {each.concept: each.group.value for each in listed},
        {hidden: "C"},
        under,
        {level: 1},
        {each.concept: each.preferred_term for each in listed},
        {each.key: each for each in conditions},
    )


def _member(of: ConceptId, group: Group) -> Member:
    return Member(of, str(of), None, group, "Any", (), True, False, True, None, 0)

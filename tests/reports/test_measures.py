"""The cards and their items, the broad conditions, the parts of breakdowns, and slices."""

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NotFound
from app.reports.ancestors import ANCESTORS, CONCEPT_PAIRS, Ancestor, concepts_by_ancestor, countable_members
from app.reports.card import AgeDate, Breakdown, Lens, Level
from app.reports.cards.countable import Countable, countable, names, words_of
from app.reports.cards.parts import (
    AGE_BANDS,
    PARTS,
    age_band,
    asked_since,
    part_of,
    school_phase,
    school_year_start,
)
from app.reports.definition.counting import RULES
from app.reports.engine.marks import MARKS
from app.reports.measures import CARDS, checked, measure
from app.reports.periods import Quarter
from app.reports.slices import Slice, item_defined, slice_from_json, slice_of_part
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Member, Refset
from tests.reports.generated_small import COUNTS, asked, figures, kid, need
from tests.terminology.edition.small_editions import concept, edition, named, snapshot
from tests.terminology.editions.generator import small_history
from tests.terminology.editions.naive import related
from tests.terminology.editions.reading import edition_of, loaded
from tests.terminology.editions.tables import Package


@pytest.fixture(scope="module")
def shipped() -> Refset:
    return load_refset(Path(__file__).resolve().parents[2] / "snomed_refsets")


MAY_BE_EMPTY = {"items", "figures_of"}
"""A measure without rows, and one of our own figures, which are of the quarter."""


def test_every_card_has_every_word_filled_in_and_a_rule_in_both_engines() -> None:
    assert list(CARDS) == list(RULES) or set(CARDS) == set(RULES) == set(MARKS)
    for key, card in CARDS.items():
        assert card.key == key
        told = {field.name: getattr(card, field.name) for field in fields(card)}
        assert [name for name, value in told.items() if value == "" and name not in MAY_BE_EMPTY] == []
        assert (card.items == "") == ([item.key for item in measure(key, COUNTS).items] == [""])
        assert Breakdown.NONE in card.breakdowns
    assert {card.lens for card in CARDS.values()} == set(Lens)


def test_every_card_says_that_children_count_once_and_where_they_live() -> None:
    for card in CARDS.values():
        assert "counts once" in card.definition
        assert "What is not known is a row of its own" in card.definition


def test_seconds_are_for_the_provider_alone() -> None:
    provider_only = [card for card in CARDS.values() if card.provider_only]
    assert [(card.key, card.levels) for card in provider_only] == [("form_seconds", (Level.PROVIDER,))]


def test_headline_measures_have_every_breakdown_where_children_live_and_are_registered() -> None:
    for key in ("needs", "needs_by_group", "caseload", "asked", "capture_completeness"):
        for level in (Level.ENGLAND, Level.REGION, Level.LOCAL_AUTHORITY, Level.ICB):
            assert CARDS[key].breakdowns_at(level) == tuple(Breakdown)


def test_needs_and_their_course_are_told_by_every_breakdown_of_england_and_the_regions() -> None:
    told = ("needs_by_group", "needs_by_condition", "complexity", "gmfcs", "new_needs", "resolved_needs")
    for key in told:
        assert CARDS[key].breakdowns_at(Level.ENGLAND) == CARDS[key].breakdowns_at(Level.REGION) == tuple(Breakdown)
        assert {Breakdown.AGE_BAND, Breakdown.SEX} <= set(CARDS[key].breakdowns_at(Level.LOCAL_AUTHORITY))


def test_few_children_are_not_split_finely() -> None:
    fine = set(Breakdown) - {Breakdown.NONE, Breakdown.AGE_BAND, Breakdown.SEX}
    for card in CARDS.values():
        for level in (Level.RESPONSIBLE_AUTHORITY, Level.PROVIDER):
            assert fine.isdisjoint(card.breakdowns_at(level))
    assert [key for key, card in CARDS.items() if Level.RESPONSIBLE_AUTHORITY not in card.levels] == [
        "needs_by_concept",
        "complexity_by_gmfcs",
        "form_seconds",
    ]


def test_whatever_an_area_shows_stands_beside_all_areas() -> None:
    for card in CARDS.values():
        for level, breakdown in card.tables():
            assert card.provider_only or breakdown in card.breakdowns_at(Level.ENGLAND)
            assert Breakdown.NONE in card.breakdowns_at(level)
        assert card.breakdowns == card.breakdowns_at(card.levels[0])
        assert len(set(card.tables())) == len(card.tables())


def test_no_item_of_any_measure_is_of_safeguarding_or_of_anything_sensitive(shipped: Refset) -> None:
    hidden = {m.concept for m in shipped.members.values() if m.sensitive or m.group is Group.SAFEGUARDING}
    assert len(hidden) == 20
    for key in CARDS:
        for item in measure(key, COUNTS).items:
            said = {item.key.partition(".")[0], *item.key.split("+"), *item.kinds, *item.asked}
            assert Group.SAFEGUARDING.value not in said
            assert said.isdisjoint(map(str, hidden))
    assert hidden.isdisjoint(COUNTS.group_of)
    assert hidden.isdisjoint(COUNTS.terms)
    assert all(hidden.isdisjoint(concepts) for concepts in COUNTS.under.values())


def test_items_of_a_measure_are_each_there_once() -> None:
    for key in CARDS:
        keys = [item.key for item in measure(key, COUNTS).items]
        assert len(keys) == len(set(keys))


def test_what_no_card_has_is_not_found() -> None:
    with pytest.raises(NotFound):
        measure("safeguarding", COUNTS)
    with pytest.raises(NotFound):
        checked("form_seconds", Level.ICB, Breakdown.NONE, COUNTS)
    with pytest.raises(NotFound):
        checked("needs_by_concept", Level.ICB, Breakdown.SEX, COUNTS)
    with pytest.raises(NotFound):
        checked("needs_by_concept", Level.RESPONSIBLE_AUTHORITY, Breakdown.NONE, COUNTS)
    with pytest.raises(NotFound):
        checked("needs_by_condition", Level.LOCAL_AUTHORITY, Breakdown.DEPRIVATION, COUNTS)
    assert checked("needs_by_condition", Level.REGION, Breakdown.DEPRIVATION, COUNTS).card.key == "needs_by_condition"


def test_the_shipped_reference_set_is_counted_by_group_as_it_is_grouped() -> None:
    everything = [kid(int(each), asked(*COUNTS.groups), need(term)) for each, term in _countable_terms()]
    found = figures("needs_by_group", *everything)
    # 238 conditions of which 5 are sensitive; of the 15 family-reported ones 7 are recorded and never counted.
    counted = {"condition": 233, "technology_dependency": 14, "family_reported_issue": 8, "round_the_clock_care": 1}
    assert found == {
        group: (number, 266)
        for group, number in (counted | {"nutrition": 7, "service_criteria": 2, "education": 1}).items()
    }


def test_the_shipped_reference_set_is_counted_by_topic_where_no_edition_is_loaded() -> None:
    everything = [kid(int(each), asked(*COUNTS.groups), need(term)) for each, term in _countable_terms()]
    found = {item: counted for item, (counted, _) in figures("needs_by_condition", *everything).items()}
    assert found == {
        "epilepsy": 3,
        "cerebral_palsy": 11,
        "autism": 1,
        "adhd": 4,
        "down_syndrome": 1,
        "learning_disability": 4,
        "hearing_loss": 13,
        "visual_impairment": 5,
        "neuromuscular": 6,
        "congenital_heart_disease": 2,
        "diabetes": 2,
        "tube_feeding": 4,
        "breathing_support": 3,
    }


def _countable_terms() -> list[tuple[ConceptId, str]]:
    return [(each, COUNTS.terms[each]) for each in COUNTS.group_of]


def test_where_an_edition_is_loaded_its_hierarchy_decides(shipped: Refset, tmp_path: Path) -> None:
    epilepsy, asthma, west = ConceptId(84757009), ConceptId(195967001), ConceptId(28055006)
    between = concept(1)
    parents = {between: epilepsy, asthma: between}
    loaded_edition = edition(
        tmp_path,
        snapshot((epilepsy, asthma, west, between), named(epilepsy, "Epilepsy"), parents.items()),
    )
    counts = countable(shipped, loaded_edition.hierarchy.ancestors)
    assert counts.under["epilepsy"] == {epilepsy, asthma}
    child = kid(1, asked(), need("Asthma"), need("Epilepsy"), need("West syndrome"))
    found = figures("needs_by_condition", child, counts=counts)
    assert found == {"epilepsy": (1, 1)}


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_by_ancestor_children_are_counted_as_a_naive_walk_of_a_generated_edition_says(seed: int) -> None:
    random = Random(seed)
    history = small_history(seed, 60, 1, (Package.MONOLITH,))
    state, indexed = history.state(), edition_of(loaded(history.snapshot_files()))
    active = sorted(each for each, told in state.concepts.items() if told.active)
    root = ConceptId(random.choice([each for each in active if len(state.descendants(each)) > 2]))
    members = [_member(ConceptId(each)) for each in random.sample(active, min(30, len(active)))]
    broad = Ancestor("epilepsy", "Any", Group.CONDITION, frozenset({root}))
    under = concepts_by_ancestor(members, indexed.hierarchy.ancestors, (broad,))
    group_of = {each.concept: each.group.value for each in members}
    counts = Countable(group_of, {}, under, {}, {each.concept: str(each.concept) for each in members})
    having = [random.sample(members, random.randint(0, 3)) for _ in range(20)]
    children = [kid(each, asked("condition"), [_need_of(m) for m in some]) for each, some in enumerate(having)]
    below = related(state, "<<", root)
    expected = sum(any(each.concept in below for each in some) for some in having)
    found = figures("needs_by_condition", *children, counts=counts, every=True)
    assert found["epilepsy"] == (expected, 20)


def _member(of: ConceptId) -> Member:
    return Member(of, str(of), None, Group.CONDITION, "Any", (), True, False, True, None, 0)


def _need_of(member: Member) -> object:
    return replace(need("Epilepsy"), concept=member.concept)


def test_every_ancestor_takes_in_its_own_roots(shipped: Refset) -> None:
    found = concepts_by_ancestor(countable_members(shipped))
    for each in ANCESTORS:
        assert each.roots <= found[each.key]
    known = {each.key for each in ANCESTORS}
    assert all(one in known and other in known for one, other in CONCEPT_PAIRS)


def test_words_say_how_sure_one_is() -> None:
    assert words_of("84757009.suspected", COUNTS) == "Epilepsy, suspected"
    assert words_of("epilepsy", COUNTS) == "Any epilepsy"
    assert words_of("condition.reported", COUNTS) == "Health conditions, reported"
    assert names("barrier", "family_reported_issue") == ("barrier", "barrier.suspected")


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, "0-4"),
        (4, "0-4"),
        (5, "5-10"),
        (18, "16-18"),
        (19, "19-25"),
        (25, "19-25"),
        (26, "unknown"),
        (None, "unknown"),
    ],
)
def test_ages_have_their_bands(age: int | None, band: str) -> None:
    assert age_band(age) == band


def test_phases_are_by_age_on_31_august() -> None:
    assert [school_phase(each) for each in (-1, 3, 4, 10, 11, 15, 16, None)] == [
        *("early_years", "early_years", "primary", "primary"),
        *("secondary", "secondary", "post_16", "unknown"),
    ]
    assert school_year_start(Quarter(2026, 3)) == date(2025, 8, 31)
    assert school_year_start(Quarter(2026, 4)) == date(2026, 8, 31)


def test_a_value_that_its_list_has_not_is_unknown() -> None:
    assert part_of(Breakdown.SEX, "1") == "1"
    assert part_of(Breakdown.SEX, "<script>") == "unknown"
    assert part_of(Breakdown.EHC_PLAN, "") == "none"
    assert part_of(Breakdown.EHC_PLAN, "none") == "unknown"
    assert part_of(Breakdown.DEPRIVATION, "") == "unknown"
    assert part_of(Breakdown.ETHNIC_CATEGORY, "99") == "unknown"
    assert all(len(parts) == len(set(parts)) for parts in PARTS.values())


def test_12_months_end_with_the_period() -> None:
    assert asked_since(Quarter(2026, 3)) == date(2025, 9, 30)


def _slices() -> st.SearchStrategy[Slice]:
    ages = st.none() | st.tuples(st.integers(0, 25), st.integers(0, 25)).map(lambda each: (min(each), max(each)))
    split = st.sampled_from([each for each in Breakdown if each is not Breakdown.NONE])
    filters = st.dictionaries(split, st.integers(0, 3), max_size=3).map(
        lambda each: tuple(sorted((breakdown, PARTS[breakdown][place]) for breakdown, place in each.items()))
    )
    area = st.none() | st.tuples(st.sampled_from(list(Level)), st.text())
    return st.builds(
        lambda measure, item, denominator, area, ages, filters: Slice(
            measure, item, denominator, area[0] if area else None, area[1] if area else None, ages, filters
        ),
        *(st.text(), st.none() | st.text(), st.booleans(), area, ages, filters),
    )


@given(_slices())
def test_a_slice_is_read_back_from_its_json_whose_keys_are_sorted(each: Slice) -> None:
    text = each.json()
    assert slice_from_json(text) == each
    assert list(json.loads(text)) == sorted(json.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"ages":[0],"area":null,"denominator":false,"filters":{},"item":null,"level":null,"measure":"needs"}',
        '{"ages":[0,true],"area":null,"denominator":false,"filters":{},"item":null,"level":null,"measure":"needs"}',
        '{"ages":null,"area":null,"denominator":false,"filters":[],"item":null,"level":null,"measure":"needs"}',
        '{"ages":null,"area":"E1","denominator":false,"filters":{},"item":null,"level":null,"measure":"needs"}',
        '{"ages":null,"area":null,"denominator":false,"filters":{"sex":"5"},"item":null,"level":null,"measure":"n"}',
        '{"ages":null,"area":null,"denominator":0,"filters":{},"item":null,"level":"moon","measure":"needs"}',
        '{"ages":null,"area":null,"denominator":false,"filters":{},"item":3,"level":null,"measure":"needs"}',
        '{"ages":null,"area":null,"concepts":1,"denominator":false,"filters":{},"item":"a","level":null,"measure":"n"}',
        '{"ages":null,"area":null,"concepts":["1"],"denominator":false,"filters":{},"item":"a","level":null,'
        '"measure":"n"}',
    ],
)
def test_what_is_no_slice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        slice_from_json(text)


@given(st.frozensets(st.integers(10**5, 10**18), max_size=4))
def test_a_slice_of_an_item_by_its_concepts_is_read_back(concepts: frozenset[int]) -> None:
    each = Slice("needs_by_condition", "rare", concepts=tuple(sorted(concepts)))
    assert slice_from_json(each.json()) == item_defined(each.json()) == each


def test_a_slice_that_says_no_concepts_is_written_as_before_they_were_said() -> None:
    text = (
        '{"ages":null,"area":null,"denominator":false,"filters":{},"item":"rare","level":null,'
        '"measure":"needs_by_condition"}'
    )
    assert Slice("needs_by_condition", "rare").json() == text
    assert item_defined(text) is None
    assert item_defined('{"measure":"needs_by_condition"}') is None


@pytest.mark.parametrize(("item", "concepts"), [(None, (1,)), ("rare", (2, 1)), ("rare", (1, 1))])
def test_concepts_of_a_slice_are_those_of_an_item_in_order(item: str | None, concepts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="Concepts"):
        Slice("needs_by_condition", item, concepts=concepts)


@pytest.mark.parametrize("ages", [(-1, 5), (0, 26), (6, 5)])
def test_ages_of_a_slice_go_from_0_to_25(ages: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="Ages"):
        Slice("needs", ages=ages)


def test_a_part_of_an_age_band_is_a_slice_of_its_years() -> None:
    found = slice_of_part("needs_by_group", Breakdown.AGE_BAND, "5-10")
    assert found == Slice("needs_by_group", ages=AGE_BANDS["5-10"])
    unknown = slice_of_part("needs", Breakdown.AGE_BAND, "unknown")
    assert unknown == Slice("needs", filters=((Breakdown.AGE_BAND, "unknown"),))
    assert slice_of_part("needs", Breakdown.SEX, "1") == Slice("needs", filters=((Breakdown.SEX, "1"),))
    assert slice_of_part("needs", Breakdown.NONE, "") == Slice("needs")


def test_the_age_date_of_what_stands_at_the_end_is_the_end() -> None:
    at_the_end = {key for key, card in CARDS.items() if card.age_date is AgeDate.PERIOD_END}
    assert {"needs", "complexity", "caseload", "wait_first_contact"} <= at_the_end
    assert at_the_end.isdisjoint({"children_seen", "was_not_brought", "school_time", "concerns_next_visit"})

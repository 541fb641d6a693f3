"""Everything that can stand in a table has words: no key of a measure, a row or a part is shown to a reader."""

import re

import pytest

from app.reports.card import Breakdown, Level
from app.reports.cards.parts import PARTS, UNKNOWN
from app.reports.elsewhere.cards import EDUCATION_CARDS, ITEM_WORDS, PUBLISHED_MEASURES
from app.reports.measures import CARDS, measure
from app.reports.pages.load import _OTHERS
from app.reports.pages.wording import AS_PUBLISHED, NOT_KNOWN, Wording, profile_words
from app.reports.profiles import PROFILES
from tests.reports import kept

WORDING = Wording(kept.shipped()[1], lambda _, code: f"the area {code}", _OTHERS)
A_KEY = re.compile(r"[a-z0-9]_[a-z0-9]|^[0-9-]+$|\d{6,}|\.(?:suspected|reported)|^[a-z]|[:/+]\w|\+$")
"""Something that looks like a key: an underline, a bare code, a concept's number, no capital at its beginning."""


@pytest.mark.parametrize("key", CARDS)
def test_every_row_of_every_measure_has_words_of_its_own(key: str) -> None:
    items = measure(key, kept.shipped()[1]).items
    words = {item.key: WORDING.item(key, item.key) for item in items}
    keys = {item: said for item, said in words.items() if item and (A_KEY.search(said) or said == item)}
    assert keys == {}
    assert len(set(words.values())) == len(words)
    assert words.get("", "") == ""
    assert all(said for item, said in words.items() if item)


def test_a_term_of_the_reference_set_may_begin_as_it_does() -> None:
    """What A_KEY takes for a key is checked to be one: a concept's own term is none."""
    assert A_KEY.search("family_reported_issue")
    assert A_KEY.search("128188000")
    assert A_KEY.search("6-11")
    assert not A_KEY.search("22q11 deletion syndrome")
    assert not A_KEY.search("Cerebral palsy, suspected")


@pytest.mark.parametrize("breakdown", Breakdown)
def test_every_part_of_every_breakdown_has_words_of_its_own(breakdown: Breakdown) -> None:
    words = {part: WORDING.part(breakdown, part) for part in PARTS[breakdown]}
    assert {part: said for part, said in words.items() if part and said == part} == {}
    assert [said for said in words.values() if re.search("[a-z]_[a-z]|^[0-9-]+$|^.$", said)] == []
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("breakdown", "part", "words"),
    [
        (Breakdown.NONE, "", "All children"),
        (Breakdown.SEX, "1", "Male"),
        (Breakdown.AGE_BAND, "5-10", "5 to 10 years"),
        (Breakdown.DEPRIVATION, "1", "Decile 1 (most deprived)"),
        (Breakdown.DEPRIVATION, "10", "Decile 10 (least deprived)"),
        (Breakdown.DEPRIVATION, "5", "Decile 5"),
        (Breakdown.SCHOOL_PHASE, "post_16", "After 16"),
        (Breakdown.LOOKED_AFTER, "none", "Never looked after"),
        *((each, UNKNOWN, NOT_KNOWN) for each in Breakdown if each is not Breakdown.NONE),
    ],
)
def test_a_part_in_words(breakdown: Breakdown, part: str, words: str) -> None:
    assert WORDING.part(breakdown, part) == words


@pytest.mark.parametrize(
    ("key", "item", "words"),
    [
        ("needs", "", ""),
        ("gmfcs", "III", "GMFCS level III"),
        ("complexity", "R:1", "R, round-the-clock care: yes"),
        ("complexity", "C:0", "C, health conditions: none"),
        ("complexity", "C:10+", "C, health conditions: 10 or more"),
        ("complexity", "T:3-4", "T, technology dependencies: 3 to 4"),
        ("complexity_by_gmfcs", "V/T:3-4", "GMFCS level V; T, technology dependencies: 3 to 4"),
        ("wait_first_contact", "seen:under-6", "Seen after less than 6 weeks"),
        ("wait_first_contact", "waiting:18-and-over", "Still waiting, 18 weeks and over"),
        ("wait_diagnosis", "diagnosed:12-17", "Diagnosed after 12 to 17 weeks"),
        ("concerns_next_visit", "no_next_visit", "No next visit yet"),
        ("form_seconds", "under_60", "Saved within a minute"),
        ("needs_by_group", "condition", "Health conditions"),
        ("needs_by_group", "condition.suspected", "Health conditions, suspected"),
    ],
)
def test_a_row_in_words(key: str, item: str, words: str) -> None:
    assert WORDING.item(key, item) == words


def test_the_rows_of_what_others_published_have_their_words() -> None:
    for published in PUBLISHED_MEASURES:
        for ratio in published.ratios:
            said = WORDING.item(published.card.key, ratio.item)
            assert said == ITEM_WORDS.get(ratio.item, "")
            assert not A_KEY.search(said)
    assert EDUCATION_CARDS


@pytest.mark.parametrize("level", Level)
def test_an_area_has_its_name_and_the_unknown_one_says_so(level: Level) -> None:
    assert WORDING.area(level, "ZE901") == "the area ZE901"
    assert WORDING.area(level, UNKNOWN) == NOT_KNOWN


def test_a_profile_has_words_and_what_others_published_is_said_to_be_theirs() -> None:
    assert {profile_words(key) for key in PROFILES} == {each.words for each in PROFILES.values()}
    assert profile_words("published") == AS_PUBLISHED

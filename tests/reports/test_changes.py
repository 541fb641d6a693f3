"""A change of a service as it is typed: what is refused, and with which words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.changes import YEARS, change_faults
from app.reports.noted_words import LONGEST, LONGEST_NAME

GOOD = ("Reminders are sent", date(2026, 4, 1), "Marek Novak, service manager", ("was_not_brought",))
PLAIN = st.characters(categories=("Lu", "Ll", "Nd", "Po"))
WORDS = st.text(PLAIN, min_size=1, max_size=LONGEST)
NAMES = st.text(PLAIN, min_size=1, max_size=LONGEST_NAME)
DAYS = st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
MEASURES = st.sets(st.text(PLAIN, min_size=1), min_size=1)


@given(WORDS, DAYS, NAMES, MEASURES)
def test_what_is_whole_has_no_fault(what: str, began: date, owner: str, measures: set[str]) -> None:
    assert change_faults(what, began, owner, measures) == {}


@given(st.text(), st.none() | st.dates(), st.text(), st.sets(st.text()))
def test_whatever_is_typed_each_fault_is_of_a_field_and_says_how_to_mend_it(
    what: str, began: date | None, owner: str, measures: set[str]
) -> None:
    faults = change_faults(what, began, owner, measures)
    assert set(faults) <= {"what", "began", "owner", "measures"}
    assert all(words.endswith(".") and words[0].isupper() for words in faults.values())
    assert ("what" in faults) or 0 < len(what.strip()) <= len(what) <= LONGEST
    assert ("owner" in faults) or 0 < len(owner.strip()) <= len(owner) <= LONGEST_NAME
    assert ("began" in faults) == (began is None or began.year not in YEARS)
    assert ("measures" in faults) == (not measures)


@given(st.text(), st.none() | st.dates(), st.text(), st.sets(st.text()))
def test_a_field_is_judged_by_itself(what: str, began: date | None, owner: str, measures: set[str]) -> None:
    given_together = change_faults(what, began, owner, measures)
    one_by_one = {
        **change_faults(what, *GOOD[1:]),
        **change_faults(GOOD[0], began, *GOOD[2:]),
        **change_faults(*GOOD[:2], owner, GOOD[3]),
        **change_faults(*GOOD[:3], measures),
    }
    assert given_together == one_by_one


@pytest.mark.parametrize(
    ("place", "typed", "words"),
    [
        (0, " \n", "Say what changed."),
        (0, "x" * 501, "Say it in 500 characters or fewer; this has 501."),
        (0, "a\x00b", "It has a character that cannot be recorded. Type it again without pasting."),
        (0, "a\u202eb", "It has a hidden character that turns text round. Type it again without pasting."),
        (1, None, "Give the day it began, such as 1 4 2026."),
        (1, date(2009, 12, 31), "Give a year from 2010 to 2100."),
        (1, date(2101, 1, 1), "Give a year from 2010 to 2100."),
        (2, "", "Name who answers for it."),
        (2, "x" * 101, "Name them in 100 characters or fewer."),
        (2, "One\nTwo", "Write the name on one line."),
        (2, "One\u2028Two", "Write the name on one line."),
        (3, (), "Choose at least one measure that it bears on."),
    ],
)
def test_what_is_wrong_is_said_in_these_words(place: int, typed: object, words: str) -> None:
    given_here: list[object] = [*GOOD]
    given_here[place] = typed
    what, began, owner, measures = given_here
    assert isinstance(what, str)
    assert isinstance(owner, str)
    assert isinstance(measures, tuple)
    assert began is None or isinstance(began, date)
    assert list(change_faults(what, began, owner, measures).values()) == [words]

"""Which record a problem was of, and who changed it since."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.csds.mended.amendments import Amendment, next_of, record_of, with_amendments
from app.csds.periods import ReportingPeriod, Window
from app.csds.submissions import Submission
from app.identity import Identity, shown
from tests.databases import START

CHILD, VISIT = Identity(11), Identity(41)
BUILT = Submission(
    *(
        Identity(1),
        Identity(2),
        ReportingPeriod(2026, 10),
        Window.PRIMARY,
        False,
        False,
        "A.accdb",
        "a",
        "{}",
        START,
        None,
    )
)


@pytest.mark.parametrize(
    ("page", "identity", "is_child"),
    [
        (f"/children/{shown(CHILD)}/registration", CHILD, True),
        (f"/children/{shown(CHILD)}", CHILD, True),
        (f"/children/{shown(CHILD)}/circumstances#sen_type", CHILD, True),
        (f"/encounters/{shown(VISIT)}/amendment", VISIT, False),
        (f"/referrals/{shown(VISIT)}", VISIT, False),
        (f"/group-sessions/{shown(VISIT)}", VISIT, False),
    ],
)
def test_the_page_of_a_problem_tells_its_record(page: str, identity: Identity, is_child: bool) -> None:
    record = record_of(page)
    assert record is not None
    assert (record.identity, record.is_child) == (identity, is_child)


@pytest.mark.parametrize("page", ["", "/accounts", "/children/x", f"/elsewhere/{shown(CHILD)}"])
def test_a_page_of_no_one_record_tells_none(page: str) -> None:
    assert record_of(page) is None


def test_acts_go_to_the_problems_of_their_own_record() -> None:
    corrected = Amendment("child corrected", START, "Cass Clerk", CHILD, None, "")
    amended = Amendment("encounter amended", START, "Pat Doctor", CHILD, VISIT, "")
    of_child = {"page": f"/children/{shown(CHILD)}/registration"}
    of_visit = {"page": f"/encounters/{shown(VISIT)}/amendment"}
    of_file = {"page": ""}
    told = with_amendments([of_child, of_visit, of_file], [corrected, amended])
    assert [each.amendments for each in told] == [(corrected, amended), (amended,), ()]


def test_the_next_submission_is_the_one_of_the_period_built_next() -> None:
    refresh = replace(BUILT, id=Identity(3), window=Window.REFRESH, built_at=START + timedelta(days=30))
    again = replace(BUILT, id=Identity(4), built_at=START + timedelta(days=1))
    other = replace(BUILT, id=Identity(5), period=ReportingPeriod(2026, 9), built_at=START + timedelta(hours=1))
    every = (refresh, again, other, BUILT)
    assert next_of(BUILT, every) == again
    assert next_of(again, every) == refresh
    assert next_of(refresh, every) is None

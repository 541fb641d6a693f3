"""When a need that nobody looked at by itself is asked about; the visits are counted by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.encounter import Attendance, Encounter, EncounterKind
from app.clinical.history import Expiry, NeedHistory, need_histories
from app.clinical.needs import Change
from app.clinical.professional import Profession
from tests.clinical.examples import entered_in_error, led_by, not_seen, said_by, statement, visit

FIRST = date(2026, 1, 5)
PAEDIATRICIAN, PHYSIOTHERAPIST = Profession.PAEDIATRICIAN, Profession.PHYSIOTHERAPIST
REVIEWED, CARRIED, STILL = Change.REVIEWED_UNCHANGED, Change.CARRIED, Change.STILL_PRESENT


def after(weeks: int, change: Change, profession: Profession | None = PAEDIATRICIAN) -> Encounter:
    """A visit so many weeks after the first, saying so of the one need."""
    said = said_by(profession, statement(1, change=change))
    return led_by(profession, visit(FIRST + timedelta(weeks=weeks), said, identity=100 + weeks))


def history(*later: Encounter) -> NeedHistory:
    """What is known of a need that a paediatrician found at the first visit, after the later ones."""
    (known,) = need_histories([after(0, Change.NEW), *later])
    return known


def asks(*later: Encounter) -> bool:
    """Whether the need is asked about half a year after the first visit."""
    return Expiry().asks(history(*later), date(2026, 7, 5))


@pytest.mark.parametrize("change", [REVIEWED, CARRIED])
def test_a_need_untouched_for_three_visits_asks_at_the_next(change: Change) -> None:
    assert not asks()
    assert not asks(after(1, change), after(2, change))
    assert asks(after(1, change), after(2, change), after(3, change))
    assert asks(after(1, change), after(2, change), after(3, change), after(4, change))


def test_reviewing_unchanged_and_carrying_count_together() -> None:
    assert asks(after(1, REVIEWED), after(2, CARRIED), after(3, REVIEWED))


def test_twelve_months_on_the_day_ask_and_the_day_before_does_not() -> None:
    known = history()
    assert not Expiry().asks(known, date(2027, 1, 4))
    assert Expiry().asks(known, date(2027, 1, 5))


def test_a_need_last_looked_at_on_the_29th_of_february_asks_on_the_first_of_march() -> None:
    (known,) = need_histories([visit(date(2024, 2, 29), statement(1))])
    assert not Expiry().asks(known, date(2025, 2, 28))
    assert Expiry().asks(known, date(2025, 3, 1))


def test_twelve_months_to_a_29th_of_february_are_counted_from_the_28th() -> None:
    (known,) = need_histories([visit(date(2023, 2, 28), statement(1))])
    assert not Expiry().asks(known, date(2024, 2, 27))
    assert Expiry().asks(known, date(2024, 2, 28))


def test_reviewing_unchanged_does_not_reset_the_visits_or_the_months() -> None:
    reviewed = history(after(50, REVIEWED))
    assert reviewed.affirmed_on == date(2026, 12, 21)
    assert (reviewed.touched_on, reviewed.untouched_visits) == (FIRST, 1)
    assert Expiry().asks(reviewed, date(2027, 1, 5))


def test_saying_that_it_is_still_present_resets_both() -> None:
    looked_at = history(after(1, REVIEWED), after(2, REVIEWED), after(50, STILL))
    assert (looked_at.touched_on, looked_at.untouched_visits) == (date(2026, 12, 21), 0)
    assert not Expiry().asks(looked_at, date(2027, 1, 5))
    assert not Expiry().asks(looked_at, date(2027, 12, 20))
    assert Expiry().asks(looked_at, date(2027, 12, 21))
    assert not asks(after(1, REVIEWED), after(2, STILL), after(3, REVIEWED), after(4, REVIEWED))


@pytest.mark.parametrize("attendance", [each for each in Attendance if not each.seen])
def test_a_visit_at_which_the_child_was_not_seen_does_not_count(attendance: Attendance) -> None:
    missed = [not_seen(after(week, CARRIED), attendance) for week in (1, 2, 3, 4)]
    assert history(*missed).untouched_visits == 0
    assert not asks(*missed)


def test_a_visit_entered_in_error_does_not_count() -> None:
    wrong = [entered_in_error(after(week, change)) for week, change in ((1, CARRIED), (2, CARRIED), (3, REVIEWED))]
    assert history(*wrong).untouched_visits == 0


def test_a_record_received_is_no_visit() -> None:
    received = [replace(after(week, CARRIED), kind=EncounterKind.RECORD_RECEIVED) for week in (1, 2, 3)]
    assert history(*received).untouched_visits == 0


def test_a_visit_to_another_profession_that_carries_the_need_does_not_count() -> None:
    theirs = [after(week, CARRIED, PHYSIOTHERAPIST) for week in (1, 2, 3)]
    assert history(*theirs).untouched_visits == 0
    assert history(*theirs, after(4, CARRIED)).untouched_visits == 1


def test_a_visit_to_another_profession_that_reviews_the_need_counts() -> None:
    assert history(after(1, REVIEWED, PHYSIOTHERAPIST)).untouched_visits == 1


def test_the_profession_that_looked_at_it_last_is_the_one_that_counts() -> None:
    taken_over = history(after(1, STILL, PHYSIOTHERAPIST), after(2, CARRIED), after(3, CARRIED, PHYSIOTHERAPIST))
    assert (taken_over.touched_by, taken_over.untouched_visits) == (PHYSIOTHERAPIST, 1)


def test_where_a_profession_is_not_known_the_visit_counts() -> None:
    assert history(after(1, CARRIED, None)).untouched_visits == 1
    assert history(after(1, STILL, None), after(2, CARRIED), after(3, CARRIED, PHYSIOTHERAPIST)).untouched_visits == 2


@pytest.mark.parametrize(("visits", "months"), [(1, 60), (5, 60), (20, 1), (20, 6)])
def test_how_long_is_a_setting(visits: int, months: int) -> None:
    expiry = Expiry(visits, months)
    passed_over = [after(week, REVIEWED) for week in range(1, visits + 1)]
    assert not expiry.asks(history(*passed_over[:-1]), FIRST)
    assert expiry.asks(history(*passed_over), FIRST)
    year, month = divmod(months, 12)
    assert not expiry.asks(history(), date(2026 + year, 1 + month, 4))
    assert expiry.asks(history(), date(2026 + year, 1 + month, 5))


Step = tuple[Change, Profession | None, str]
STEPS = st.lists(
    st.tuples(
        st.sampled_from((STILL, REVIEWED, CARRIED)),
        st.sampled_from((None, PAEDIATRICIAN, PHYSIOTHERAPIST)),
        st.sampled_from(("seen", "not seen", "in error")),
    ),
    max_size=10,
)


def happened(week: int, step: Step) -> Encounter:
    change, profession, how = step
    if how == "seen":
        return after(week, change, profession)
    carried = after(week, CARRIED, profession)
    return not_seen(carried) if how == "not seen" else entered_in_error(carried)


def counted(steps: list[Step]) -> int:
    """The count said plainly: of the visits since somebody last looked at it, those that might have."""
    seen = [(change, profession) for change, profession, how in steps if how == "seen"]
    looks = [place for place, (change, _) in enumerate(seen) if change is STILL]
    holder = seen[looks[-1]][1] if looks else PAEDIATRICIAN
    since = seen[looks[-1] + 1 :] if looks else seen
    return len([1 for change, who in since if change is REVIEWED or None in (who, holder) or who is holder])


@given(STEPS)
def test_the_visits_without_a_look_are_those_since_the_last_look_that_might_have(steps: list[Step]) -> None:
    known = history(*(happened(week, step) for week, step in enumerate(steps, 1)))
    assert known.untouched_visits == counted(steps)
    assert Expiry(months=1_000).asks(known, FIRST) == (counted(steps) >= 3)


@given(STEPS)
def test_the_order_in_which_visits_are_read_does_not_matter(steps: list[Step]) -> None:
    encounters = [after(0, Change.NEW), *(happened(week, step) for week, step in enumerate(steps, 1))]
    assert need_histories(encounters) == need_histories(reversed(encounters))

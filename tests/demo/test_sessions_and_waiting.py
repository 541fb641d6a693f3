"""Group sessions, further reasons and waiting times of the made-up clinic are plausible and break no rule."""

from itertools import pairwise

from app.clinical.ages import london_date
from app.clinical.group_session import group_session_problems
from app.clinical.referral_checks import ENDING, further_problems
from tests.demo.conftest import Loaded


def test_sessions_are_held_every_other_week_and_break_no_rule(loaded: Loaded) -> None:
    sessions = sorted(loaded.store.sessions.values(), key=lambda each: each.held_on)
    assert loaded.size.months <= len(sessions) <= loaded.size.months * 3
    for each in sessions:
        assert group_session_problems(each, loaded.size.today) == ()
        assert each.held_on.weekday() < 5
        assert london_date(each.recorded_at) == each.held_on
    apart = {(later.held_on - former.held_on).days for former, later in pairwise(sessions)}
    assert apart <= {14, 15, 16}
    assert {each.session_type for each in sessions} == {"02", "03"}


def test_further_reasons_stand_beside_the_main_one_of_some_referrals(loaded: Loaded) -> None:
    referrals = list(loaded.store.referrals.values())
    further = [each for each in referrals if each.further_reasons]
    assert 0.15 < len(further) / len(referrals) < 0.45
    for each in referrals:
        assert further_problems(each.reason, each.further_reasons, each.waiting, loaded.size.today) == ()


def test_the_waiting_time_of_most_begins_with_the_referral_and_ends_at_the_first_visit_of_many(loaded: Loaded) -> None:
    referrals = [each for each in loaded.store.referrals.values() if each.waiting]
    assert 0.45 < len(referrals) / len(loaded.store.referrals) < 0.75
    first = {
        encounters[0].referral: min(each.contact.on for each in encounters if each.seen)
        for encounters in loaded.store.encounters.values()
        if any(each.seen for each in encounters)
    }
    ended = [each for each in referrals if each.waiting[0].ended_on is not None]
    assert 0.2 < len(ended) / len(referrals) < 0.7
    for each in referrals:
        (state,) = each.waiting
        assert (state.started_on, state.started_at) == (each.received_on, each.received_at)
        assert (state.status in ENDING) == (state.ended_on is not None)
    assert sum(each.waiting[0].ended_on == first.get(each.id) for each in ended) > 0.9 * len(ended)


def test_every_session_and_every_change_of_a_referral_left_its_event(loaded: Loaded) -> None:
    acts = [each.action.value for each in loaded.store.events]
    struck = sum(each.entered_in_error for each in loaded.store.sessions.values())
    assert acts.count("group session recorded") == len(loaded.store.sessions)
    assert acts.count("group session amended") == struck
    changed = [each for each in loaded.store.events if each.detail == "reasons and waiting time"]
    assert len(changed) > 0

"""What stands after a row of encounters."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.ages import PartialDate
from app.clinical.encounter import Encounter
from app.clinical.history import (
    carried_statement,
    earlier_than,
    in_order_of_time,
    last_answers,
    need_histories,
    standing_needs,
)
from app.clinical.needs import Certainty, Change, GroupAnswer, SaidBy, Source, Statement, TrafficLight
from app.clinical.professional import Profession
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, NORMAL, PALSY, PROFESSIONAL, REFERRAL, statement, under, visit

FIRST, SECOND, THIRD = date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6)
REVIEWED = Change.REVIEWED_UNCHANGED


def test_a_need_keeps_when_and_by_whom_it_was_first_recorded_and_last_affirmed() -> None:
    colleague = Identity(33)
    encounters = [
        visit(FIRST, statement(1), identity=101),
        replace(visit(SECOND, statement(1, change=Change.STILL_PRESENT), identity=102), professional=colleague),
        visit(THIRD, statement(1, change=Change.CARRIED), identity=103),
    ]
    (history,) = need_histories(encounters)
    assert (history.first_on, history.first_by) == (FIRST, PROFESSIONAL)
    assert (history.affirmed_on, history.affirmed_by) == (SECOND, colleague)
    assert history.latest.change is Change.CARRIED
    assert history.since == "05-Jan-2026"


def test_since_is_the_onset_else_the_diagnosis_else_the_first_recording() -> None:
    diagnosed = replace(statement(1), diagnosed=PartialDate(2022))
    onset = replace(diagnosed, onset=PartialDate(2020, 5))
    assert need_histories([visit(FIRST, diagnosed)])[0].since == "2022"
    assert need_histories([visit(FIRST, onset)])[0].since == "May-2020"


def test_resolved_and_erroneous_needs_do_not_stand() -> None:
    encounters = [
        visit(FIRST, statement(1), statement(2, EPILEPSY), statement(3, None), identity=101),
        visit(
            SECOND,
            statement(1, change=Change.RESOLVED),
            statement(2, EPILEPSY, Change.ENTERED_IN_ERROR),
            identity=102,
        ),
    ]
    assert [history.need for history in standing_needs(need_histories(encounters))] == [3]


def test_what_was_known_at_a_date_counts_its_whole_day_and_nothing_after() -> None:
    encounters = [
        visit(FIRST, statement(1), identity=101),
        visit(SECOND, statement(1, change=Change.RESOLVED), identity=102),
    ]
    assert need_histories(encounters, at=date(2026, 1, 4)) == ()
    assert need_histories(encounters, at=FIRST)[0].latest.change is Change.NEW
    assert need_histories(encounters, at=SECOND)[0].latest.change is Change.RESOLVED


def test_order_is_that_of_the_contact_not_of_the_recording() -> None:
    late = visit(FIRST, identity=105)
    early_afternoon = replace(visit(SECOND, identity=104), contact=replace(visit(SECOND).contact, at=time(14, 0)))
    untimed = replace(visit(SECOND, identity=103), contact=replace(visit(SECOND).contact, at=None))
    assert [each.id for each in in_order_of_time([early_afternoon, late, untimed])] == [105, 103, 104]


def test_earlier_than_leaves_out_the_encounter_itself_and_later_ones() -> None:
    encounters = [visit(FIRST, identity=101), visit(SECOND, identity=102), visit(THIRD, identity=103)]
    assert [each.id for each in earlier_than(encounters[1], encounters)] == [101]


def test_an_error_is_final_whatever_later_visits_carried() -> None:
    encounters = [
        visit(FIRST, statement(1, change=Change.ENTERED_IN_ERROR), identity=101),
        visit(SECOND, statement(1, change=Change.CARRIED), identity=102),
        visit(THIRD, statement(1, change=Change.STILL_PRESENT), identity=103),
    ]
    assert need_histories(encounters)[0].latest.change is Change.ENTERED_IN_ERROR


def test_carrying_does_not_bring_back_a_need_resolved_by_an_amendment_of_an_earlier_visit() -> None:
    encounters = [
        visit(FIRST, statement(1), identity=101),
        visit(SECOND, statement(1, change=Change.RESOLVED), identity=102),
        visit(THIRD, statement(1, change=Change.CARRIED), identity=103),
    ]
    assert standing_needs(need_histories(encounters)) == ()


def test_carrying_does_not_undo_a_correction_made_to_an_earlier_visit() -> None:
    suspected = replace(statement(1, change=Change.CARRIED), certainty=Certainty.SUSPECTED)
    encounters = [visit(FIRST, statement(1), identity=101), visit(SECOND, suspected, identity=102)]
    assert need_histories(encounters)[0].latest.certainty is Certainty.DIAGNOSED


def test_the_last_answer_of_a_complexity_group_holds_until_the_next() -> None:
    encounters = [
        visit(FIRST, identity=101, groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED}),
        visit(SECOND, identity=102, groups={Group.CONDITION: GroupAnswer.SOME, Group.IMAGING: GroupAnswer.SOME}),
        visit(THIRD, identity=103, groups={Group.CONDITION: GroupAnswer.NOT_ASKED}),
    ]
    assert last_answers(encounters) == {
        Group.CONDITION: GroupAnswer.SOME,
        Group.TECHNOLOGY_DEPENDENCY: GroupAnswer.NOT_ASKED,
        Group.FAMILY_REPORTED_ISSUE: GroupAnswer.NOT_ASKED,
        Group.ROUND_THE_CLOCK_CARE: GroupAnswer.NOT_ASKED,
    }
    assert last_answers(encounters, at=FIRST)[Group.CONDITION] is GroupAnswer.NONE_IDENTIFIED


def test_reviewing_unchanged_affirms_a_need_that_stands_and_touches_it_not() -> None:
    change = Change.REVIEWED_UNCHANGED
    assert (change.standing, change.affirmed, change.touched) == (True, True, False)
    colleague = Identity(33)
    reviewed = replace(visit(SECOND, statement(1, change=change), identity=102), professional=colleague)
    (history,) = need_histories([visit(FIRST, statement(1), identity=101), reviewed])
    assert (history.first_on, history.affirmed_on, history.touched_on) == (FIRST, SECOND, FIRST)
    assert (history.first_by, history.affirmed_by) == (PROFESSIONAL, colleague)
    assert history.latest.change is change


@pytest.mark.parametrize(
    ("change", "standing", "affirmed", "touched"),
    [
        (Change.NEW, True, True, True),
        (Change.STILL_PRESENT, True, True, True),
        (Change.REVIEWED_UNCHANGED, True, True, False),
        (Change.CARRIED, True, False, False),
        (Change.RESOLVED, False, False, False),
        (Change.ENTERED_IN_ERROR, False, False, False),
    ],
)
def test_what_each_change_means(change: Change, standing: bool, affirmed: bool, touched: bool) -> None:
    assert (change.standing, change.affirmed, change.touched) == (standing, affirmed, touched)
    assert "_" not in change.words


DATED = replace(
    statement(1),
    onset=PartialDate(2020, 5),
    diagnosed=PartialDate(2022),
    diagnosed_by=Profession.PAEDIATRICIAN,
)


def test_reviewing_unchanged_dates_nothing_anew() -> None:
    redated = replace(
        DATED,
        change=Change.REVIEWED_UNCHANGED,
        certainty=Certainty.SUSPECTED,
        onset=PartialDate(2026),
        diagnosed=None,
        diagnosed_by=None,
        source=Source(SaidBy.CLINICIAN, Profession.PHYSIOTHERAPIST, Identity(33)),
    )
    (history,) = need_histories([visit(FIRST, DATED, identity=101), visit(SECOND, redated, identity=102)])
    assert history.latest == replace(DATED, change=Change.REVIEWED_UNCHANGED, source=redated.source)
    assert history.since == "May-2020"


def test_reviewing_unchanged_does_not_undo_a_correction_or_the_coding_of_an_earlier_visit() -> None:
    """The earlier visit was amended after the later one: its words were coded, and its certainty corrected."""
    words = replace(statement(1, None, Change.REVIEWED_UNCHANGED), certainty=Certainty.REPORTED)
    (history,) = need_histories(
        [visit(FIRST, statement(1, EPILEPSY), identity=101), visit(SECOND, words, identity=102)]
    )
    assert (history.latest.concept, history.latest.term) == (EPILEPSY, "Epilepsy")
    assert history.latest.certainty is Certainty.DIAGNOSED


def test_a_need_reviewed_after_it_was_resolved_by_an_amendment_stands_again() -> None:
    encounters = [
        visit(FIRST, statement(1), identity=101),
        visit(SECOND, statement(1, change=Change.RESOLVED), identity=102),
        visit(THIRD, statement(1, change=Change.REVIEWED_UNCHANGED), identity=103),
    ]
    assert [history.need for history in standing_needs(need_histories(encounters))] == [1]


def test_the_light_is_that_of_the_last_affirmation_and_stays_through_carrying() -> None:
    red = replace(statement(1), traffic_light=TrafficLight.RED)
    carried = visit(SECOND, statement(1, change=Change.CARRIED), identity=102)
    assert need_histories([visit(FIRST, red, identity=101), carried])[0].light is TrafficLight.RED
    unlit = visit(THIRD, statement(1, change=Change.STILL_PRESENT), identity=103)
    assert need_histories([visit(FIRST, red, identity=101), carried, unlit])[0].light is None


# The primary condition of a referral

OTHER_REFERRAL = Identity(55)


def primary(need: int, concept: ConceptId = PALSY, change: Change = Change.NEW) -> Statement:
    return replace(statement(need, concept, change), primary=True)


def primaries(encounters: Iterable[Encounter], referral: Identity = REFERRAL) -> list[int]:
    return [int(each.need) for each in need_histories(encounters) if referral in each.primary_for]


def test_two_referrals_may_each_have_a_primary_condition_of_their_own() -> None:
    encounters = [
        visit(FIRST, primary(1), identity=101),
        under(OTHER_REFERRAL, visit(SECOND, primary(2, EPILEPSY), statement(1, change=Change.CARRIED), identity=102)),
    ]
    assert primaries(encounters) == [1]
    assert primaries(encounters, OTHER_REFERRAL) == [2]


def test_one_condition_may_be_primary_for_two_referrals() -> None:
    encounters = [
        visit(FIRST, primary(1), identity=101),
        under(OTHER_REFERRAL, visit(SECOND, primary(1, change=Change.STILL_PRESENT), identity=102)),
    ]
    assert need_histories(encounters)[0].primary_for == {REFERRAL, OTHER_REFERRAL}


def test_saying_that_it_is_not_primary_is_said_for_one_referral_alone() -> None:
    encounters = [
        visit(FIRST, primary(1), identity=101),
        under(OTHER_REFERRAL, visit(SECOND, primary(1, change=Change.STILL_PRESENT), identity=102)),
        visit(THIRD, statement(1, change=Change.STILL_PRESENT), identity=103),
    ]
    assert need_histories(encounters)[0].primary_for == {OTHER_REFERRAL}


def test_a_carried_statement_keeps_primary_for_its_referral_alone() -> None:
    (history,) = need_histories([visit(FIRST, replace(primary(1), traffic_light=None), identity=101)])
    assert carried_statement(history, REFERRAL) == primary(1, change=Change.CARRIED)
    assert carried_statement(history, OTHER_REFERRAL) == statement(1, change=Change.CARRIED)


def test_reviewing_unchanged_leaves_primary_as_it_was() -> None:
    encounters = [visit(FIRST, primary(1), identity=101), visit(SECOND, statement(1, change=REVIEWED), identity=102)]
    assert primaries(encounters) == [1]
    under_another = [encounters[0], under(OTHER_REFERRAL, visit(SECOND, primary(1, change=REVIEWED), identity=102))]
    assert primaries(under_another, OTHER_REFERRAL) == []


@pytest.mark.parametrize("later", [Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.CARRIED])
def test_a_primary_chosen_at_a_visit_recorded_late_holds_until_another_is_chosen(later: Change) -> None:
    """The third visit was recorded when the palsy was still primary; the second, recorded late, chose the epilepsy."""
    encounters = [
        visit(FIRST, primary(1), identity=101),
        visit(SECOND, statement(1, change=Change.STILL_PRESENT), primary(2, EPILEPSY), identity=102),
        visit(THIRD, primary(1, change=later), identity=103),
    ]
    assert primaries(encounters) == ([1] if later is Change.STILL_PRESENT else [2])


SAID = st.sampled_from((Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.CARRIED))


@given(st.lists(st.tuples(st.integers(0, 3), st.lists(SAID, min_size=3, max_size=3), st.booleans()), max_size=8))
def test_whatever_is_chosen_a_referral_has_one_primary_condition_at_most(
    visits: list[tuple[int, list[Change], bool]],
) -> None:
    """At each visit at most one of three conditions is called primary; 0 is none of them."""
    encounters = [visit(FIRST, statement(1), statement(2, EPILEPSY), statement(3, NORMAL), identity=100)]
    for place, (chosen, changes, other) in enumerate(visits, 1):
        said = [
            replace(statement(need, change=change), primary=need == chosen) for need, change in enumerate(changes, 1)
        ]
        at = visit(FIRST + timedelta(days=place), *said, identity=100 + place)
        encounters.append(under(OTHER_REFERRAL, at) if other else at)
    assert len(primaries(encounters)) <= 1
    assert len(primaries(encounters, OTHER_REFERRAL)) <= 1

"""What stands after a row of encounters."""

from dataclasses import replace
from datetime import date, time

from app.clinical.ages import PartialDate
from app.clinical.history import earlier_than, in_order_of_time, last_answers, need_histories, standing_needs
from app.clinical.needs import Certainty, Change, GroupAnswer
from app.identity import Identity
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, PROFESSIONAL, statement, visit

FIRST, SECOND, THIRD = date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6)


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

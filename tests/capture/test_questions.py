"""The form as it is drawn: sections, chips and their notes, the profile as it stands, which field mends a fault."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.beginning import amending_form, fresh_form
from app.capture.questions import ANSWERS, MORE_GROUPS, FormView, form_view
from app.capture.typed import Typed, TypedNeed
from app.clinical.complexity import Complexity
from app.clinical.encounter import Attendance, Outcome, Present
from app.clinical.needs import Change
from app.clinical.problems import Problem
from app.identity import Identity, shown
from app.terminology.load import load_refset
from app.terminology.refset import COMPLEXITY_GROUPS, Group
from tests.capture.visits import TOKEN, typed, visit_with
from tests.clinical.examples import (
    EPILEPSY,
    GMFCS_II,
    NORMAL,
    OUTSIDE,
    PALSY,
    SLEEP,
    statement,
    visit,
)
from tests.service import REPOSITORY

BEFORE = visit(date(2026, 5, 4), statement(501), statement(502, SLEEP), statement(503, GMFCS_II), identity=90)
NONE_ASKED = Complexity(None, None, None, None)


def drawn(form: Typed, *problems: Problem) -> FormView:
    return form_view(form, visit_with(BEFORE), problems)


def chip_names(view: FormView) -> dict[str, tuple[str, ...]]:
    return {one.group.value: tuple(chip.term for chip in one.chips) for one in view.main if one.chips}


def test_a_fresh_form_shows_the_needs_that_stand_with_since_when_and_by_whom() -> None:
    view = drawn(fresh_form(visit_with(BEFORE), TOKEN))
    chips = [chip for one in view.main for chip in one.chips]
    assert [(chip.term, chip.here, chip.carried, chip.new) for chip in chips] == [
        ("Cerebral palsy", True, True, False),
        ("Sleep disturbance", False, True, False),
        ("Level II", True, True, False),
    ]
    assert chips[0].note == "since 04-May-2026, Dr A"


def test_what_the_family_said_last_time_starts_blank() -> None:
    view = drawn(fresh_form(visit_with(BEFORE), TOKEN))
    assert view.complexity == Complexity(1, None, None, None)


def test_the_four_groups_of_the_profile_come_first_then_those_with_a_need_and_the_rest_under_more() -> None:
    view = drawn(fresh_form(visit_with(BEFORE), TOKEN))
    assert [one.group for one in view.main] == [*COMPLEXITY_GROUPS, Group.FUNCTIONAL_LEVEL]
    assert [one.group for one in view.more] == [group for group in MORE_GROUPS if group is not Group.FUNCTIONAL_LEVEL]
    assert [one.letter for one in view.main] == ["C", "T", "F", "R", ""]
    assert not view.more_used


def test_a_first_visit_asks_everything_and_shows_no_need() -> None:
    view = form_view(fresh_form(visit_with(), TOKEN), visit_with())
    assert chip_names(view) == {}
    assert view.complexity == NONE_ASKED


@pytest.mark.parametrize(
    ("fields", "profile"),
    [
        ({}, NONE_ASKED),
        ({"group__condition": "none_identified"}, Complexity(0, None, None, None)),
        ({"n0__concept": str(PALSY), "n0__here": "yes"}, Complexity(1, None, None, None)),
        ({"n0__concept": str(PALSY), "n1__concept": str(EPILEPSY), "n1__here": "yes"}, Complexity(1, None, None, None)),
        ({"n0__concept": str(NORMAL), "n0__here": "yes"}, Complexity(0, None, None, None)),
        ({"n0__concept": str(PALSY), "n0__here": "yes", "n0__certainty": "excluded"}, Complexity(0, None, None, None)),
        ({"n0__concept": str(SLEEP), "n0__here": "yes"}, Complexity(None, None, 1, None)),
        ({"n0__concept": str(OUTSIDE), "n0__here": "yes"}, NONE_ASKED),
    ],
)
def test_the_profile_counts_what_stands_on_the_form(fields: dict[str, str], profile: Complexity) -> None:
    assert form_view(typed(**fields), visit_with()).complexity == profile


def test_round_the_clock_care_is_there_or_not() -> None:
    refset = load_refset(REPOSITORY / "snomed_refsets")
    (care,) = (member for member in refset.in_group(Group.ROUND_THE_CLOCK_CARE) if member.counted)
    form = typed(n0__concept=str(care.concept), n0__here="yes")
    assert form_view(form, visit_with(refset=refset)).complexity == Complexity(None, None, None, 1)


def test_a_need_in_two_boxes_counts_once() -> None:
    form = typed(n0__concept=str(PALSY), n0__here="yes", n1__concept=str(PALSY), n1__here="yes")
    assert form_view(form, visit_with()).complexity == Complexity(1, None, None, None)


@pytest.mark.parametrize(("away", "count"), [("carried", 1), ("resolved", 0), ("entered_in_error", 0)])
def test_a_carried_need_that_is_unticked_counts_only_while_it_stands(away: str, count: int) -> None:
    fields = {"n0__id": shown(Identity(501)), "n0__concept": str(PALSY), "n0__away": away}
    view = drawn(typed(group__condition="some", **fields))
    assert view.complexity == Complexity(count, None, None, None)


def test_a_need_not_reviewed_for_a_while_says_when_it_last_was() -> None:
    later = visit(date(2026, 8, 3), replace(statement(501), change=Change.CARRIED), identity=91)
    view = form_view(fresh_form(visit_with(BEFORE, later), TOKEN), visit_with(BEFORE, later))
    assert view.main[0].chips[0].note == "since 04-May-2026, Dr A; last reviewed 04-May-2026"


def test_the_form_of_an_amendment_shows_what_was_said() -> None:
    about = visit_with(BEFORE, current=BEFORE)
    view = form_view(amending_form(about, BEFORE, TOKEN), about)
    assert chip_names(view) == {
        "condition": ("Cerebral palsy",),
        "family_reported_issue": ("Sleep disturbance",),
        "functional_level": ("Level II",),
    }
    assert all(chip.here for one in view.main for chip in one.chips)


@pytest.mark.parametrize("concept", ["", "x", "9" * 5_000, "٣٠", "-1", "128188001"])
def test_a_concept_that_is_none_is_drawn_under_no_group(concept: str) -> None:
    view = form_view(Typed({}, (TypedNeed("n0", {"concept": concept, "term": "Typed", "here": "yes"}),)), visit_with())
    assert chip_names(view) == {"ungrouped": ("Typed",)}


FAULTS = [
    ("on", "on", "on"),
    ("contact.on", "on", "on"),
    ("contact.cancelled_on", "cancelled_on", "cancelled_on"),
    ("groups.condition", "group.condition", "group.condition"),
    ("group.condition", "group.condition", "group.condition"),
    ("next_appointment", "next_weeks", "next_weeks"),
    ("next_appointment.weeks", "next_weeks", "next_weeks"),
    ("next_appointment.minutes", "next_minutes", "next_minutes"),
    ("activities", "activity_type", "activity_type"),
    ("activities[0].activity_type", "activity_type", "activity_type"),
    ("activities[0].minutes", "minutes", "minutes"),
    ("statements", "attendance", "attendance"),
    ("groups", "attendance", "attendance"),
    ("statements[1]", "n4", "n4"),
    ("statements[1].onset", "n4", "n4"),
    ("statements[9]", "add", "add"),
    ("n2.onset", "n2.onset", "n2-onset"),
    ("n2.diagnosed_by", "n2.diagnosed_by", "n2-by"),
    ("n2.id", "n2.id", "n2"),
    ("fact.ehc_plan", "fact.ehc_plan", "ehc_plan"),
    ("referral", "referral", "booking-out"),
    ("form_token", "form_token", "booking-out"),
    ("record_number", "record_number", "booking-out"),
]


@pytest.mark.parametrize(("item", "field", "anchor"), FAULTS)
def test_a_fault_stands_at_the_field_that_mends_it(item: str, field: str, anchor: str) -> None:
    form = typed(
        n2__concept=str(PALSY), n2__here="yes", n3__concept=str(SLEEP), n4__concept=str(EPILEPSY), n4__here="yes"
    )
    view = form_view(form, visit_with(), [Problem(item, "wrong", "It is wrong.")])
    assert view.fault(field) == "It is wrong."
    assert view.anchor(view.problems[0].item) == anchor


def test_a_fault_of_a_need_stands_in_its_chip() -> None:
    form = typed(n0__concept=str(PALSY), n0__here="yes")
    view = form_view(form, visit_with(), [Problem("statements[0].onset", "future", "Too late.")])
    assert view.main[0].chips[0].faults == ("Too late.",)
    assert view.main[1].faults == ()


def test_a_fault_of_a_further_group_opens_them() -> None:
    view = form_view(typed(), visit_with(), [Problem("groups.imaging", "none-given", "Add one.")])
    assert view.more_used


def test_every_answer_of_a_question_is_offered() -> None:
    assert {value for value, _ in ANSWERS["attendance"]} == set(Attendance)
    assert {value for value, _ in ANSWERS["outcome"]} == set(Outcome)
    assert {value for value, _ in ANSWERS["present"]} == set(Present)
    assert [value for value, _ in ANSWERS["mechanism"]][:3] == ["01", "02", "11"]
    for name, answers in ANSWERS.items():
        values = [value for value, _ in answers]
        assert len(values) == len(set(values)), name
        assert all(words for _, words in answers), name


def test_the_blank_chip_takes_the_key_the_script_gives_it() -> None:
    assert (drawn(typed()).blank.key, drawn(typed()).blank.here) == ("__KEY__", True)

"""The form as it is drawn: sections, chips and their notes, the profile as it stands, which field mends a fault."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.beginning import amending_form, fresh_form
from app.capture.questions import ANSWERS, MORE_GROUPS, FormView, Unchanged, form_view
from app.capture.typed import Typed, TypedNeed
from app.clinical.complexity import Complexity
from app.clinical.encounter import Attendance, NextAppointment, Outcome, Present
from app.clinical.needs import Change
from app.clinical.problems import Problem
from app.identity import Identity, shown
from app.terminology.load import load_refset
from app.terminology.refset import COMPLEXITY_GROUPS, Group
from tests.capture.visits import THERAPIST, TOKEN, typed, visit_with
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
SAM = shown(THERAPIST.id)
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


def test_the_groups_of_the_profile_come_first_then_own_words_those_with_a_need_and_the_rest_under_more() -> None:
    view = drawn(fresh_form(visit_with(BEFORE), TOKEN))
    assert [one.group for one in view.main] == [*COMPLEXITY_GROUPS, Group.UNGROUPED, Group.FUNCTIONAL_LEVEL]
    assert [one.group for one in view.more] == [group for group in MORE_GROUPS if group is not Group.FUNCTIONAL_LEVEL]
    assert [one.letter for one in view.main] == ["C", "T", "F", "R", "", ""]
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
    ("growth.weight", "weight", "weight"),
    ("growth.height", "height", "height"),
    ("growth.head_circumference", "head", "head"),
    ("onward_referrals", "refer", "refer"),
    ("copies", "copy", "copy"),
    ("safeguarding_check", "safeguarding_check", "safeguarding_check"),
    ("with-1", "with-1", "with-1"),
    ("with-1-minutes", "with-1-minutes", "with-1-minutes"),
    ("fact.adult_lead", "fact.adult_lead", "adult_lead"),
    ("child", "child", "booking-out"),
    ("version", "version", "booking-out"),
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


@pytest.mark.parametrize(
    ("item", "plan", "contact"),
    [
        ("growth.weight", True, False),
        ("fact.ehc_plan", True, False),
        ("copy_declined", True, False),
        ("contact.cancelled_on", False, True),
        ("with-0", False, True),
        ("with-0-minutes", False, True),
        ("minutes", False, False),
    ],
)
def test_a_fault_in_a_closed_part_opens_it(item: str, plan: bool, contact: bool) -> None:
    view = form_view(typed(), visit_with(), [Problem(item, "wrong", "It is wrong.")])
    assert (view.plan_used, view.contact_used) == (plan, contact)


def test_the_same_fault_of_the_same_field_is_told_once() -> None:
    twice = [Problem(item, "out-of-range", "Too long.") for item in ("contact.minutes", "activities[0].minutes")]
    assert [problem.item for problem in form_view(typed(), visit_with(), twice).problems] == ["minutes"]


class TestTheRowsOfAJointClinic:
    """As they were filled in, each in its place, and three blank ones after them."""

    def rows(self, who: tuple[str, ...], minutes: tuple[str, ...]) -> list[tuple[str, str]]:
        form = typed(with_professional=who, with_activity=("",) * len(who), with_minutes=minutes)
        return [(row.professional, row.minutes) for row in form_view(form, visit_with()).joining]

    def test_are_three_blank_ones_at_first(self) -> None:
        assert [row.professional for row in form_view(typed(), visit_with()).joining] == ["", "", ""]
        assert self.rows(("", "", ""), ("", "", "")) == [("", "")] * 3

    def test_keep_their_places_and_what_was_typed(self) -> None:
        assert self.rows(("", SAM, ""), ("", "10", "")) == [("", ""), (SAM, "10"), *[("", "")] * 3]
        assert self.rows(("", "", ""), ("", "10", "")) == [("", ""), ("", "10"), *[("", "")] * 3]

    def test_offer_everybody_but_who_leads(self) -> None:
        assert form_view(typed(), visit_with()).professionals == ((SAM, "Sam B, speech and language therapist"),)
        led_by_sam = replace(BEFORE, professional=THERAPIST.id)
        (other,) = form_view(typed(), visit_with(led_by_sam, current=led_by_sam)).professionals
        assert other[1].startswith("Dr A")


class TestWhatTheOneKeyWouldSay:
    """In words, of what stands ticked."""

    def test_of_a_fresh_form(self) -> None:
        view = drawn(fresh_form(visit_with(BEFORE), TOKEN))
        assert view.unchanged == Unchanged(
            "1 health condition, 1 functional level reviewed, unchanged.", "1 carried, not reviewed. ", ""
        )

    def test_of_a_form_on_which_something_was_unticked(self) -> None:
        form = fresh_form(visit_with(BEFORE), TOKEN)
        first = TypedNeed("n0", {**form.needs[0].fields, "here": ""})
        view = drawn(Typed(form.fields, (first, *form.needs[1:])))
        assert (view.unchanged.affirms, view.unchanged.leaves) == (
            "1 functional level reviewed, unchanged.", "2 carried, not reviewed. ",
        )  # fmt: skip

    def test_of_a_child_of_whom_nothing_is_known(self) -> None:
        view = form_view(fresh_form(visit_with(), TOKEN), visit_with())
        assert view.unchanged == Unchanged("No need is yours to review unchanged.", "", "")

    def test_with_the_interval_of_the_last_visit(self) -> None:
        about = visit_with(BEFORE, replace(visit(date(2026, 8, 3), identity=91), next_appointment=NextAppointment(13)))
        assert form_view(fresh_form(about, TOKEN), about).unchanged.weeks == "13"


def test_a_need_in_words_keeps_them_on_an_amendment_that_comes_back_with_a_fault() -> None:
    current = visit(date(2026, 5, 4), statement(509, None, term="Giggle attacks"), identity=90)
    about = visit_with(current, current=current)
    # A browser does not send a need's term.
    posted = {"id": shown(Identity(509)), "concept": "", "new": "yes", "words": "", "here": "yes"}
    view = form_view(Typed({}, (TypedNeed("n0", posted),)), about)
    assert chip_names(view) == {"ungrouped": ("Giggle attacks",)}


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

"""The contact as the form states it: times, who was there, the professionals of a joint clinic, cancellations."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.beginning import amending_form
from app.capture.form import read_form
from app.capture.questions import form_view
from app.capture.typed import Typed
from app.capture.visit import FormRules, Visit
from app.clinical.encounter import Attendance, CareActivity, CodedItem, Encounter, EncounterKind, Present
from app.clinical.plan import SafeguardingCheck
from app.clinical.problems import Problem
from app.clinical.recording import record_encounter
from app.errors import Rejected
from app.identity import Identity, shown
from tests.capture.visits import THERAPIST, TOKEN, typed, visit_with, work_of
from tests.clinical.examples import PROFESSIONAL, TODAY, entered_in_error, not_seen, statement, under, visit

SAM = shown(THERAPIST.id)
BEFORE = visit(date(2026, 5, 4), statement(501), identity=90)


def read(form: Typed, about: Visit | None = None) -> Encounter:
    found = read_form(form, about or visit_with(), work_of())
    assert found.problems == ()
    return found.encounter


def faults(form: Typed, about: Visit | None = None) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in read_form(form, about or visit_with(), work_of()).problems]


def refused(form: Typed, about: Visit) -> tuple[Problem, ...]:
    """What is wrong with a form, as its page says it."""
    with pytest.raises(Rejected) as refusal:
        record_encounter(read_form(form, about, work_of()).encounter, work_of())
    problems = [problem for problem in refusal.value.problems if isinstance(problem, Problem)]
    return form_view(form, about, problems).problems


def joint(*rows: tuple[str, str, str], **fields: str) -> Typed:
    """A form on which others joined, each as (professional, activity, minutes)."""
    names = ("with_professional", "with_activity", "with_minutes")
    return typed(**{name: tuple(row[place] for row in rows) for place, name in enumerate(names)}, **fields)


def test_the_leading_professional_did_what_the_form_says_for_as_long_as_the_contact() -> None:
    assert [(each.activity_type, each.professional, each.minutes) for each in read(typed()).activities] == [
        ("02", PROFESSIONAL, 45)
    ]


class TestAJointClinic:
    """One visit with several professionals, each with what they did and for how long."""

    def test_has_an_activity_of_each(self) -> None:
        made = read(joint((SAM, "01", "20"), ("", "", ""), ("", "", "")))
        assert [(each.activity_type, each.professional, each.minutes) for each in made.activities] == [
            ("02", PROFESSIONAL, 45),
            ("01", THERAPIST.id, 20),
        ]
        assert made.activities[0].id != made.activities[1].id

    def test_takes_activity_and_minutes_of_the_leading_professional_where_none_are_given(self) -> None:
        (_, theirs) = read(joint((SAM, "", ""))).activities
        assert (theirs.activity_type, theirs.minutes) == ("02", 45)

    @pytest.mark.parametrize(
        ("rows", "faulty"),
        [
            ([(shown(PROFESSIONAL), "", "")], [("with-0", "repeated")]),
            ([("", "", ""), (SAM, "", ""), (SAM, "01", "")], [("with-2", "repeated")]),
            ([(shown(Identity(999)), "", "")], [("with-0", "unknown-professional")]),
            ([("Sam B", "", "")], [("with-0", "unreadable")]),
            ([("", "", ""), (SAM, "", "half")], [("with-1-minutes", "unreadable")]),
            ([(SAM, "", "-5")], [("with-0-minutes", "unreadable")]),
            ([("", "", "20")], [("with-0", "missing")]),
            ([("", "", "")] * 8 + [(SAM, "", "")], [("with-8", "too-many")]),
        ],
        ids=str,
    )
    def test_tells_what_is_wrong_with_a_row_at_the_row(
        self, rows: list[tuple[str, str, str]], faulty: list[tuple[str, str]]
    ) -> None:
        assert faults(joint(*rows)) == faulty
        view = form_view(joint(*rows), visit_with(), read_form(joint(*rows), visit_with(), work_of()).problems)
        place = int(faulty[0][0].split("-")[1])
        drawn = view.joining[place]
        assert (drawn.professional, drawn.activity, drawn.minutes) == rows[place]

    @pytest.mark.parametrize(
        ("activity", "minutes", "field"),
        [("", "0", "with-1-minutes"), ("", "1441", "with-1-minutes"), ("99", "5", "with-1")],
    )
    def test_tells_what_breaks_a_rule_at_the_row_too(self, activity: str, minutes: str, field: str) -> None:
        form = joint(("", "", ""), (SAM, activity, minutes))
        assert [problem.item for problem in refused(form, visit_with())] == [field]

    def test_tells_once_what_is_wrong_with_the_minutes_of_all(self) -> None:
        assert [problem.item for problem in refused(typed(minutes="0"), visit_with())] == ["minutes"]

    def test_amended_keeps_what_else_the_leading_professional_did_and_who_joined(self) -> None:
        current = replace(
            visit(TODAY, statement(503)),
            activities=(
                CareActivity(Identity(77), "02", PROFESSIONAL, 45),
                CareActivity(Identity(78), "01", PROFESSIONAL, 15),
                CareActivity(Identity(79), "04", THERAPIST.id, 20, procedure=CodedItem("06", "1")),
            ),
        )
        about = visit_with(current, current=current)
        form = amending_form(about, current, TOKEN)
        assert read(form, about).activities == current.activities
        shorter = form.with_text("with_minutes", "10")
        assert read(shorter, about).activities == (
            *current.activities[:2], replace(current.activities[2], minutes=10),
        )  # fmt: skip
        view = form_view(form, about, [Problem("activities[2].minutes", "out-of-range", "Too long.")])
        assert view.fault("with-0-minutes") == "Too long."

    def test_amended_leaves_the_leading_professionals_own_minutes_unless_the_contacts_change(self) -> None:
        current = replace(visit(TODAY), activities=(CareActivity(Identity(77), "02", PROFESSIONAL, 20),))
        about = visit_with(current, current=current)
        form = amending_form(about, current, TOKEN)
        assert [each.minutes for each in read(form, about).activities] == [20]
        assert [each.minutes for each in read(form.with_text("minutes", "50"), about).activities] == [50]

    def test_without_its_rows_keeps_who_joined(self) -> None:
        both = (CareActivity(Identity(77), "02", PROFESSIONAL, 45), CareActivity(Identity(79), "04", THERAPIST.id, 20))
        current = replace(visit(TODAY, statement(503)), activities=both)
        about = visit_with(current, current=current)
        form = amending_form(about, current, TOKEN)
        fields = {name: texts for name, texts in form.fields.items() if not name.startswith("with_")}
        assert read(Typed(fields, form.needs), about).activities == both

    def test_to_which_the_child_was_not_brought_had_no_activity(self) -> None:
        assert read(joint((SAM, "01", "20"), attendance="3")).activities == ()


@pytest.mark.parametrize(("present", "subject"), [(("child",), "01"), (("mother", "child"), "01"), (("mother",), "02")])
def test_the_contact_is_with_the_child_or_a_proxy(present: tuple[str, ...], subject: str) -> None:
    made = read(typed(present=present))
    assert made.contact.subject == subject
    assert made.present == {Present(each) for each in present}


def test_what_belongs_to_a_cancellation_alone_is_kept_of_a_cancellation_alone() -> None:
    fields = {
        "cancelled_on": "20/11/2026", "cancellation_reason": "01", "replacement_offered_on": "21/11/2026",
        "replacement_booked_on": "4/12/2026",
    }  # fmt: skip
    for attendance in Attendance:
        contact = read(typed(attendance=attendance.value, **fields)).contact
        assert (contact.cancelled_on is not None, contact.cancellation_reason is not None) == (
            attendance.cancelled,
        ) * 2
        assert (contact.replacement_offered_on == date(2026, 11, 21)) is not attendance.seen
        assert (contact.replacement_booked_on == date(2026, 12, 4)) is not attendance.seen


class TestNotBeingBroughtAgain:
    """Times running, to one referral; from the second on what came of thinking about safeguarding is to be said."""

    def missed(self, *days: int) -> list[Encounter]:
        return [not_seen(visit(date(2026, 11, day), identity=200 + day)) for day in days]

    def check(self, about: Visit, check: str = "") -> list[tuple[str, str]]:
        return faults(typed(attendance="3", safeguarding_check=check), about)

    def test_asks_at_the_second_time(self) -> None:
        assert self.check(visit_with(BEFORE)) == []
        about = visit_with(BEFORE, *self.missed(2))
        assert (about.not_brought_before, about.prompts_safeguarding) == (1, True)
        assert self.check(about) == [("safeguarding_check", "missing")]
        (problem,) = read_form(typed(attendance="3"), about, work_of()).problems
        assert "not brought 2 times running" in problem.message
        assert self.check(about, "discussed") == []
        made = read(typed(attendance="3", safeguarding_check="discussed"), about)
        assert made.safeguarding_check is SafeguardingCheck.DISCUSSED

    def test_asks_at_the_time_that_is_set(self) -> None:
        about = replace(visit_with(BEFORE, *self.missed(2)), rules=FormRules(not_brought_prompt=3))
        assert self.check(about) == []
        about = replace(visit_with(BEFORE, *self.missed(2, 9)), rules=FormRules(not_brought_prompt=3))
        assert self.check(about) == [("safeguarding_check", "missing")]

    def test_asks_for_one_of_the_answers(self) -> None:
        assert self.check(visit_with(*self.missed(2)), "perhaps") == [("safeguarding_check", "unreadable")]

    def test_counts_one_referral_alone(self) -> None:
        elsewhere = [under(Identity(55), each) for each in self.missed(2, 9)]
        assert visit_with(*elsewhere).not_brought_before == 0

    def test_begins_anew_when_the_child_was_brought(self) -> None:
        brought = visit(date(2026, 11, 9), identity=209)
        assert visit_with(*self.missed(2), brought, *self.missed(16)).not_brought_before == 1

    @pytest.mark.parametrize(
        "between",
        [
            not_seen(visit(date(2026, 11, 9), identity=209), Attendance.CANCELLED_BY_PROVIDER),
            entered_in_error(visit(date(2026, 11, 9), identity=209)),
            replace(visit(date(2026, 11, 9), identity=209), kind=EncounterKind.RECORD_RECEIVED),
        ],
        ids=["cancelled", "on the wrong child", "a record received"],
    )
    def test_goes_on_over_what_was_no_visit(self, between: Encounter) -> None:
        assert visit_with(*self.missed(2), between, *self.missed(16)).not_brought_before == 2

    def test_of_one_that_is_amended_counts_those_before_it(self) -> None:
        first, second, third = self.missed(2, 9, 16)
        assert visit_with(first, second, third, current=second).not_brought_before == 1

    def test_is_not_asked_of_a_child_who_was_seen_or_cancelled(self) -> None:
        about = visit_with(*self.missed(2, 9))
        assert faults(typed(), about) == []
        assert faults(typed(attendance="2", cancelled_on="20/11/2026"), about) == []
        assert read(typed(safeguarding_check="discussed"), about).safeguarding_check is None


def test_an_amendment_leaves_what_the_form_does_not_show() -> None:
    contact = replace(
        visit().contact, team=Identity(66), commissioner="QX9", administrative_category="02", site="RXX99",
        group_therapy="Y", subject="01", reasonable_offer_on=date(2026, 1, 5),
        clinically_appropriate_on=date(2026, 1, 6),
    )  # fmt: skip
    for before in (replace(visit(), contact=contact), not_seen(replace(visit(), contact=contact))):
        about = visit_with(before, current=before)
        assert replace(read(amending_form(about, before, TOKEN), about).contact, minutes=None) == replace(
            before.contact, minutes=None
        )

"""What the form says of what happens next: appointment, referrals, letters, tests, growth, facts of the child."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.beginning import fresh_form
from app.capture.form import ReadForm, read_form
from app.capture.questions import form_view
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.encounter import NextAppointment
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, Recipient, RequestedTest, Sharing
from app.clinical.problems import Problem
from app.clinical.recording import record_encounter
from app.errors import Rejected
from app.identity import Identity, shown
from tests.capture.visits import CLINIC, LONG_AGO, TOKEN, typed, visit_with, work_of
from tests.clinical.examples import ACCOUNT, NOW, TODAY, visit


def read(form: Typed, about: Visit | None = None) -> ReadForm:
    found = read_form(form, about or visit_with(), work_of())
    assert found.problems == ()
    return found


def faults(form: Typed, about: Visit | None = None) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in read_form(form, about or visit_with(), work_of()).problems]


def refused(form: Typed, about: Visit | None = None) -> list[tuple[str, str]]:
    """What rule a form breaks, each at the field that mends it."""
    visit_now = about or visit_with()
    found = read(form, visit_now)
    with pytest.raises(Rejected) as refusal:
        record_encounter(found.encounter, work_of(), found.facts)
    problems = [problem for problem in refusal.value.problems if isinstance(problem, Problem)]
    return [(problem.item, problem.code) for problem in form_view(form, visit_now, problems).problems]


def of_age(years: int, *, less_days: int = 0) -> Visit:
    """A visit of a child who is so many years old today, or would be in some days."""
    about = visit_with()
    born = date(TODAY.year - years, TODAY.month, TODAY.day + less_days)
    child = replace(about.child, demographics=replace(about.child.demographics, birth_date=born))
    return replace(about, child=child)


class TestTheNextAppointment:
    """In how many weeks, where, for how long."""

    @pytest.mark.parametrize(
        ("fields", "made"),
        [
            ({"next_weeks": "26"}, NextAppointment(26)),
            ({"next_other_weeks": "10"}, NextAppointment(10)),
            ({"next_weeks": "26", "next_other_weeks": "10"}, NextAppointment(10)),
            ({"next_weeks": "6", "next_clinic": shown(CLINIC.id), "next_minutes": "45"},
             NextAppointment(6, CLINIC.id, 45)),
            ({"next_clinic": shown(CLINIC.id), "next_minutes": "45"}, None),
        ],
        ids=str,
    )  # fmt: skip
    def test_is_read(self, fields: dict[str, str], made: NextAppointment | None) -> None:
        assert read(typed(**fields)).encounter.next_appointment == made

    @pytest.mark.parametrize(
        ("fields", "item"),
        [
            ({"next_other_weeks": "0"}, "next_weeks"),
            ({"next_other_weeks": "261"}, "next_weeks"),
            ({"next_weeks": "6", "next_minutes": "4"}, "next_minutes"),
        ],
    )
    def test_out_of_range_is_told_at_its_field(self, fields: dict[str, str], item: str) -> None:
        assert refused(typed(**fields)) == [(item, "out-of-range")]

    def test_goes_with_seeing_the_child_again(self) -> None:
        assert refused(typed(outcome="discharge", next_weeks="6")) == [("next_weeks", "not-review")]


class TestOnwardReferrals:
    """The services ticked, and one more from the whole list."""

    def test_are_those_ticked_and_the_other_one(self) -> None:
        made = read(typed(refer=("33", "26"), refer_other="14")).encounter
        assert made.onward_referrals == (OnwardReferral("33"), OnwardReferral("26"), OnwardReferral("14"))

    def test_chosen_twice_are_one(self) -> None:
        assert read(typed(refer=("33", "33"), refer_other="33")).encounter.onward_referrals == (OnwardReferral("33"),)

    def test_to_no_service_there_is_are_refused(self) -> None:
        assert refused(typed(refer="33", refer_other="ZZ")) == [("refer", "unknown-code")]

    def test_amended_keep_the_organisation_they_went_to(self) -> None:
        current = replace(visit(TODAY), onward_referrals=(OnwardReferral("33", "RXX02"),))
        about = visit_with(current, current=current)
        made = read(typed(refer=("33", "26"), record_number="1", version="1"), about).encounter
        assert made.onward_referrals == (OnwardReferral("33", "RXX02"), OnwardReferral("26"))


class TestTheLetter:
    """Who gets it, and to whom the family would not have it sent."""

    def test_goes_to_those_ticked(self) -> None:
        made = read(typed(copy=("gp", "family"), copy_declined="school")).encounter
        assert made.copies == (
            LetterCopy(Recipient.FAMILY),
            LetterCopy(Recipient.GP),
            LetterCopy(Recipient.SCHOOL, Sharing.DECLINED),
        )

    def test_agreed_and_declined_at_once_is_told(self) -> None:
        form = typed(copy=("gp", "school"), copy_declined=("school", "gp"))
        problems = read_form(form, visit_with(), work_of()).problems
        assert [(each.item, each.code) for each in problems] == [("copy", "both")] * 2
        assert [each.message.split(":")[0] for each in problems] == ["GP", "School"]

    def test_to_nobody_there_is_is_told(self) -> None:
        assert faults(typed(copy="neighbour")) == [("copy", "unreadable")]
        assert faults(typed(copy_declined="neighbour")) == [("copy_declined", "unreadable")]


def test_the_tests_asked_for_are_read_in_their_order() -> None:
    made = read(typed(test=("eeg", "blood", "eeg"))).encounter
    assert made.tests_requested == (RequestedTest.BLOOD, RequestedTest.EEG)
    assert faults(typed(test="crystal ball")) == [("test", "unreadable")]


class TestGrowth:
    """Kilograms and centimetres typed, grams and millimetres kept."""

    @pytest.mark.parametrize(
        ("fields", "growth"),
        [
            ({}, None),
            ({"weight": "12.4"}, Growth(12_400)),
            ({"weight": "12,4"}, Growth(12_400)),
            ({"weight": "0.985"}, Growth(985)),
            ({"weight": "12", "height": "98.5", "head": "50,1"}, Growth(12_000, 985, 501)),
            ({"height": "110"}, Growth(None, 1_100)),
            ({"head": " 50.15 "}, Growth(None, None, 502)),
        ],
        ids=str,
    )
    def test_is_measured(self, fields: dict[str, str], growth: Growth | None) -> None:
        assert read(typed(**fields)).encounter.growth == growth

    @pytest.mark.parametrize("text", ["12.4 kg", "1.2345", "1234", "-3", "1.2.3", "٣", ".5", "5.", "1e2", "NaN"])
    @pytest.mark.parametrize("name", ["weight", "height", "head"])
    def test_that_is_no_measurement_is_told(self, name: str, text: str) -> None:
        assert faults(typed(**{name: text})) == [(name, "unreadable")]

    @pytest.mark.parametrize(
        ("name", "least", "most"), [("weight", "0.2", "300"), ("height", "20", "250"), ("head", "15", "80")]
    )
    def test_beyond_what_a_child_can_be_is_told_at_its_field(self, name: str, least: str, most: str) -> None:
        for text in (least, most):
            found = read(typed(**{name: text}))
            record_encounter(found.encounter, work_of(), found.facts)
        for text in (f"{float(least) - 0.1:g}", f"{float(most) + 0.1:g}"):
            assert refused(typed(**{name: text})) == [(name, "out-of-range")]

    def test_of_a_child_who_was_not_seen_is_told(self) -> None:
        assert refused(typed(attendance="3", weight="12", outcome="")) == [("weight", "not-seen")]


class TestTheFactsLearned:
    """What the form asks of the child besides the needs; only what is new is recorded."""

    def fact(self, kind: FactKind, value: str) -> ChildFact:
        return ChildFact(Identity(70), kind, FactAnswer.KNOWN, value, LONG_AGO, None, NOW, ACCOUNT)

    def test_are_a_fact_each(self) -> None:
        found = read(typed(ehc_plan="sen_support", transition_plan="agreed", adult_lead="neurology"), of_age(15))
        assert [(fact.kind, fact.value) for fact in found.facts] == [
            (FactKind.EHC_PLAN, "sen_support"),
            (FactKind.TRANSITION_PLAN, "agreed"),
            (FactKind.ADULT_LEAD, "neurology"),
        ]

    def test_known_already_say_nothing(self) -> None:
        about = visit_with(facts=(self.fact(FactKind.EHC_PLAN, "has_plan"),))
        assert fresh_form(about, TOKEN).text("ehc_plan") == "has_plan"
        assert read(typed(ehc_plan="has_plan"), about).facts == ()
        assert [fact.value for fact in read(typed(ehc_plan="no_plan"), about).facts] == ["no_plan"]

    @pytest.mark.parametrize("name", ["ehc_plan", "transition_plan", "adult_lead"])
    def test_that_are_no_answer_are_told_at_their_field(self, name: str) -> None:
        about = of_age(15)
        form = typed(**{name: "perhaps"})
        found = read(form, about)
        with pytest.raises(Rejected) as refusal:
            record_encounter(found.encounter, work_of(), found.facts)
        (problem,) = refusal.value.problems
        assert isinstance(problem, Problem)
        assert (problem.item, form_view(form, about).anchor(problem.item)) == (f"fact.{name}", name)

    def test_of_transition_are_asked_from_fourteen(self) -> None:
        assert of_age(14).of_transition_age
        assert not of_age(14, less_days=1).of_transition_age
        form = typed(transition_plan="agreed", adult_lead="neurology")
        assert len(read(form, of_age(14)).facts) == 2
        assert read(form, of_age(14, less_days=1)).facts == ()

    def test_of_transition_are_not_asked_where_the_birth_date_is_not_known(self) -> None:
        about = visit_with()
        unknown = replace(about.child.demographics, birth_date=None)
        assert not replace(about, child=replace(about.child, demographics=unknown)).of_transition_age

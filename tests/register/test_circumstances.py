"""Asking about a child's circumstances: what differs becomes new facts, contradictions are refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.people import Role
from app.clinical.ages import clinical_date
from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.clinical.child_facts import spells
from app.errors import Conflict, NotPermitted
from app.identity import Identity
from app.register.children.asking import circumstances_page
from app.register.circumstances.asked import asked_of
from app.register.circumstances.recording import record_circumstances
from app.register.circumstances.standing import circumstances_digest, parts, spell_name, standing_texts
from app.register.correction import Corrected, NotCorrected, Stale
from tests.clinical import examples
from tests.register.fake_register import FakeRegister, work_of
from tests.register.typed_forms import HOSTILE

TODAY = examples.TODAY
YESTERDAY = TODAY - timedelta(days=1)
CHILD = examples.child().id
SEN, FACTOR, SEEN = FactKind.SEN_TYPE, FactKind.SAFEGUARDING_FACTOR, FactKind.DISABILITY_QUESTION
PLAN, OVERSEAS, WORK = FactKind.CHILD_PROTECTION_PLAN, FactKind.OVERSEAS_VISITOR_CATEGORY, FactKind.EMPLOYMENT


def known(kind: FactKind, value: str | None, since: date | None = None, *, place: int = 1, **more: object) -> ChildFact:
    answer = FactAnswer.NONE if value is None else FactAnswer.KNOWN
    at = examples.NOW - timedelta(days=400 - place)
    made = ChildFact(Identity(600 + place), kind, answer, value, since, None, at, Identity(2))
    return replace(made, **more)  # type: ignore[arg-type]


def register(*facts: ChildFact, born: date | None = date(2009, 3, 14)) -> FakeRegister:
    child = examples.child()
    return FakeRegister(replace(child, facts=facts, demographics=replace(child.demographics, birth_date=born)))


def form(child: Child, role: Role = Role.CLINICIAN) -> dict[str, str]:
    """The form as the page gives it out."""
    sets = asked_of(child, TODAY, sensitive=role is Role.CLINICIAN)
    texts = standing_texts(child, sets, TODAY)
    return {**texts, "true_from": clinical_date(TODAY), "seen": circumstances_digest(child, sets)}


def sent(
    records: FakeRegister, changes: Mapping[str, str], role: Role = Role.CLINICIAN
) -> Corrected | NotCorrected | Stale:
    child = records.child(CHILD)
    return record_circumstances(child, {**form(child, role), **changes}, work_of(records, role))


def faults(records: FakeRegister, changes: Mapping[str, str]) -> dict[str, str]:
    before = records.units
    outcome = sent(records, changes)
    assert isinstance(outcome, NotCorrected), outcome
    assert records.units == before
    return {each.item: each.message for each in outcome.problems}


def standing(records: FakeRegister, kind: FactKind, at: date = TODAY) -> list[tuple[str | None, str | None]]:
    return [(each.value, each.qualifier) for each in records.child(CHILD).answers(kind, at)]


def test_an_answer_is_recorded_since_the_day_that_is_given_and_audited_by_its_item_alone() -> None:
    records = register()
    assert sent(records, {"accommodation": "MA05", "true_from": "1/9/2026"}) == Corrected(("fact.accommodation",))
    fact = records.child(CHILD).fact(FactKind.ACCOMMODATION, TODAY)
    assert fact is not None
    assert (fact.value, fact.since, fact.until) == ("MA05", date(2026, 9, 1), None)
    assert (records.events[-1].action.value, records.events[-1].detail) == ("child corrected", "fact.accommodation")


def test_a_form_sent_as_it_was_given_out_writes_nothing() -> None:
    records = register(
        known(SEEN, "05", place=1, qualifier="01"),
        known(WORK, "01", place=2, qualifier="04"),
        known(OVERSEAS, "A", date(2025, 1, 1), place=3),
        known(PLAN, "01", date(2026, 3, 4), place=4),
        known(FACTOR, None, place=5),
        known(FactKind.EDUCATIONAL_ASSESSMENT, None, place=6),
    )
    before = records.units
    assert sent(records, {}) == Corrected(())
    assert records.units == before


class TestSeveral:
    """Boxes to tick: disabilities, special educational needs, safeguarding factors."""

    def test_each_tick_is_a_fact_and_an_untick_ends_its_own_alone(self) -> None:
        records = register()
        assert sent(records, {"sen_type.04": "yes", "sen_type.07": "yes", "true_from": "1/9/2026"}) == Corrected(
            ("fact.sen_type",)
        )
        assert standing(records, SEN) == [("04", None), ("07", None)]
        assert sent(records, {"sen_type.04": ""}) == Corrected(("fact.sen_type",))
        assert standing(records, SEN) == [("07", None)]
        assert ("04", None) in standing(records, SEN, YESTERDAY)

    def test_an_untick_without_a_date_takes_back_what_never_was(self) -> None:
        records = register(known(SEN, "04", date(2020, 1, 1)), known(SEN, "07", place=2))
        sent(records, {"sen_type.04": "", "true_from": ""})
        assert standing(records, SEN, date(2021, 1, 1)) == [("07", None)]

    def test_how_far_a_disability_limits_goes_with_it_and_changes_from_a_day_on(self) -> None:
        records = register()
        sent(records, {"disability_question.05": "yes", "disability_question.05.qualifier": "02", "true_from": ""})
        assert standing(records, SEEN) == [("05", "02")]
        sent(records, {"disability_question.05.qualifier": "01"})
        assert (standing(records, SEEN), standing(records, SEEN, YESTERDAY)) == ([("05", "01")], [("05", "02")])
        assert sent(records, {"disability_question.05.qualifier": ""}) == Corrected(())

    @pytest.mark.parametrize(("none", "value"), [("disability_question.NN", "NN"), ("disability_question.ZZ", "ZZ")])
    def test_no_disability_ends_those_that_stood(self, none: str, value: str) -> None:
        records = register(known(SEEN, "05", qualifier="01"))
        assert sent(records, {"disability_question.05": "", none: "yes"}) == Corrected(("fact.disability_question",))
        assert standing(records, SEEN) == [(value, None)]
        assert standing(records, SEEN, YESTERDAY) == [("05", "01")]
        sent(records, {none: "", "disability_question.09": "yes"})
        assert standing(records, SEEN) == [("09", None)]

    def test_known_to_be_none_is_an_answer_and_can_be_taken_back(self) -> None:
        records = register()
        sent(records, {"safeguarding_factor.none": "yes"})
        (fact,) = records.child(CHILD).answers(FACTOR, TODAY)
        assert (fact.answer, form(records.child(CHILD))["safeguarding_factor.none"]) == (FactAnswer.NONE, "yes")
        sent(records, {"safeguarding_factor.none": "", "true_from": ""})
        assert standing(records, FACTOR) == []

    def test_none_beside_something_is_refused(self) -> None:
        assert set(faults(register(), {"sen_type.none": "yes", "sen_type.04": "yes"})) == {"sen_type"}
        said = faults(register(), {"disability_question.NN": "yes", "disability_question.05": "yes"})
        assert said["disability_question"].endswith("one answer says that there is none. Keep one.")

    def test_a_limit_of_what_is_not_ticked_is_refused(self) -> None:
        said = faults(register(), {"disability_question.05.qualifier": "01"})
        assert set(said) == {"disability_question.05.qualifier"}
        assert "tick it too" in said["disability_question.05.qualifier"]

    def test_asked_again_a_year_later_the_same_answers_are_recorded_anew(self) -> None:
        records = register(known(SEEN, "05", date(2024, 1, 1), qualifier="01"))
        sent(records, {"disability_question.again": "yes"})
        (fact,) = records.child(CHILD).answers(SEEN, TODAY)
        assert (fact.recorded_at, fact.since, fact.qualifier) == (examples.NOW, date(2024, 1, 1), "01")


class TestEmployment:
    """Asked from 16."""

    @pytest.mark.parametrize(("born", "asked"), [(date(2010, 11, 24), True), (date(2010, 11, 25), False), (None, True)])
    def test_is_asked_on_the_sixteenth_birthday(self, born: date | None, asked: bool) -> None:
        child = replace(examples.child(), demographics=replace(examples.child().demographics, birth_date=born))
        kinds = [each.kind for of in asked_of(child, date(2026, 11, 24), sensitive=True) for each in of.questions]
        assert (WORK in kinds) is asked

    def test_of_a_younger_child_is_not_read_and_one_that_stands_can_be_put_right(self) -> None:
        young = register(born=date(2019, 3, 14))
        assert sent(young, {"employment": "01"}) == Corrected(())
        wrong = register(known(WORK, "01"), born=date(2019, 3, 14))
        assert sent(wrong, {"employment": "ZZ"}) == Corrected(("fact.employment",))

    def test_has_its_hours(self) -> None:
        records = register()
        sent(records, {"employment": "01", "employment.qualifier": "04"})
        fact = records.child(CHILD).fact(WORK, TODAY)
        assert fact is not None
        assert (fact.value, fact.qualifier) == ("01", "04")

    @pytest.mark.parametrize(("work", "hours"), [("01", "98"), ("02", "04"), ("03", "01")])
    def test_is_refused_with_hours_that_do_not_fit(self, work: str, hours: str) -> None:
        assert set(faults(register(), {"employment": work, "employment.qualifier": hours})) == {"employment.qualifier"}

    def test_hours_alone_say_nothing(self) -> None:
        assert set(faults(register(), {"employment.qualifier": "04"})) == {"employment"}


class TestChargingCategory:
    """A category with its dates."""

    def test_another_since_a_later_day_ends_the_one_before(self) -> None:
        records = register(known(OVERSEAS, "P", date(2026, 1, 5)))
        changes = {"overseas_visitor_category": "A", "overseas_visitor_category.since": "10/10/2026"}
        assert sent(records, changes) == Corrected(("fact.overseas_visitor_category",))
        told = [(each.value, each.since, each.until) for each in spells(records.child(CHILD).facts, OVERSEAS, TODAY)]
        assert told == [("P", date(2026, 1, 5), date(2026, 10, 9)), ("A", date(2026, 10, 10), None)]

    def test_another_since_the_same_day_puts_it_right(self) -> None:
        records = register(known(OVERSEAS, "P", date(2026, 1, 5)))
        sent(records, {"overseas_visitor_category": "A"})
        told = [(each.value, each.since, each.until) for each in spells(records.child(CHILD).facts, OVERSEAS, TODAY)]
        assert told == [("A", date(2026, 1, 5), None)]

    def test_its_end_may_lie_ahead(self) -> None:
        records = register(known(OVERSEAS, "B", date(2026, 1, 5)))
        sent(records, {"overseas_visitor_category.until": "4/1/2029"})
        fact = records.child(CHILD).fact(OVERSEAS, TODAY)
        assert fact is not None
        assert fact.until == date(2029, 1, 4)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"overseas_visitor_category.since": "1/1/2026"}, "overseas_visitor_category"),
            (
                {"overseas_visitor_category": "A", "overseas_visitor_category.since": "1/1/2027"},
                "overseas_visitor_category.since",
            ),
            (
                {
                    "overseas_visitor_category": "A",
                    "overseas_visitor_category.since": "2/1/2026",
                    "overseas_visitor_category.until": "1/1/2026",
                },
                "overseas_visitor_category.until",
            ),
        ],
    )
    def test_is_refused_when_its_dates_cannot_be(self, changes: dict[str, str], field: str) -> None:
        assert set(faults(register(), changes)) == {field}


class TestProtectionPlans:
    """Plans with their reason, start and end; several over time."""

    def test_a_plan_is_added_ended_and_kept(self) -> None:
        records = register()
        sent(records, {"child_protection_plan": "01", "child_protection_plan.since": "4/3/2026"})
        (plan,) = spells(records.child(CHILD).facts, PLAN, TODAY)
        assert (plan.value, plan.since, plan.until) == ("01", date(2026, 3, 4), None)
        sent(records, {f"{spell_name(plan)}.until": "1/10/2026"})
        (ended,) = spells(records.child(CHILD).facts, PLAN, TODAY)
        assert (ended.value, ended.since, ended.until) == ("01", date(2026, 3, 4), date(2026, 10, 1))
        assert records.child(CHILD).answers(PLAN, TODAY) == ()
        sent(records, {"child_protection_plan": "01", "child_protection_plan.since": "5/10/2026"})
        assert len(spells(records.child(CHILD).facts, PLAN, TODAY)) == 2

    def test_a_plan_that_never_was_is_taken_back(self) -> None:
        plan = known(PLAN, "01", date(2026, 3, 4))
        records = register(plan)
        assert sent(records, {f"{spell_name(plan)}.never": "yes"}) == Corrected(("fact.child_protection_plan",))
        assert spells(records.child(CHILD).facts, PLAN, TODAY) == ()

    def test_a_plan_sent_without_its_start_is_given_one(self) -> None:
        plan = known(PLAN, "01")
        records = register(plan)
        sent(records, {f"{spell_name(plan)}.since": "4/3/2026"})
        (mended,) = spells(records.child(CHILD).facts, PLAN, TODAY)
        assert (mended.value, mended.since) == ("01", date(2026, 3, 4))

    @pytest.mark.parametrize(
        ("reason", "since", "until", "field"),
        [
            ("", "4/3/2026", "", "child_protection_plan"),
            ("01", "", "", "child_protection_plan.since"),
            ("01", "1/1/2027", "", "child_protection_plan.since"),
            ("01", "4/3/2026", "3/3/2026", "child_protection_plan.until"),
            ("01", "4/3/2026", "1/1/2027", "child_protection_plan.until"),
            ("05", "4/3/2026", "", "child_protection_plan"),
            ("03", "1/9/2026", "", "child_protection_plan"),
        ],
    )
    def test_a_plan_that_cannot_be_is_refused(self, reason: str, since: str, until: str, field: str) -> None:
        records = register(known(PLAN, "03", date(2026, 9, 1)))
        name = "child_protection_plan"
        assert set(faults(records, {name: reason, f"{name}.since": since, f"{name}.until": until})) == {field}

    def test_a_plan_cannot_end_before_it_starts(self) -> None:
        plan = known(PLAN, "01", date(2026, 3, 4))
        name = f"{spell_name(plan)}.until"
        assert faults(register(plan), {name: "3/3/2026"}) == {name: "This ends before it began. Check both dates."}


def test_what_two_answers_say_against_each_other_is_refused() -> None:
    said = faults(register(), {"safeguarding_vulnerability": "N", "safeguarding_factor.10": "yes"})
    assert set(said) == {"safeguarding_vulnerability"}
    said = faults(register(), {"educational_assessment": "01", "sen_type.04": "yes"})
    assert set(said) == {"educational_assessment"}


def test_who_may_not_see_what_is_sensitive_neither_sees_nor_says_anything_of_safeguarding() -> None:
    records = register(known(FACTOR, "10"), known(PLAN, "01", date(2026, 3, 4), place=2))
    child = records.child(CHILD)
    given = form(child, Role.CLERK)
    assert not [name for name in given if "safeguarding" in name or "protection" in name]
    page = circumstances_page(work_of(records, Role.CLERK), child)
    assert "Safeguarding" not in [each.title for each in page.context["sets"]]
    forged = {"safeguarding_factor.08": "yes", "child_protection_plan": "02", "child_protection_plan.since": "1/1/2026"}
    assert sent(records, forged, Role.CLERK) == Corrected(())
    assert standing(records, FACTOR) == [("10", None)]


def test_a_form_filled_in_while_somebody_else_recorded_writes_nothing_and_shows_what_differs() -> None:
    records = register(known(SEN, "04"))
    child = records.child(CHILD)
    stale = {f"was.{name}": text for name, text in form(child).items()} | form(child) | {"sen_type.08": "yes"}
    sent(records, {"sen_type.07": "yes"})
    now, before = records.child(CHILD), records.units
    outcome = record_circumstances(now, stale, work_of(records, Role.CLINICIAN))
    assert isinstance(outcome, Stale)
    assert records.units == before
    page = circumstances_page(work_of(records, Role.CLINICIAN), now, stale, outcome)
    assert page.status == 409
    assert page.context["differs"] == (
        ("Types of special educational need: Other difficulty or disability", "blank", "ticked"),
    )
    again = {**page.context["typed"], "seen": page.context["seen"]}
    record_circumstances(now, again, work_of(records, Role.CLINICIAN))
    assert standing(records, SEN) == [("04", None), ("07", None), ("08", None)]


def test_a_form_that_lost_its_place_is_given_back() -> None:
    assert set(faults(register(), {"seen": "", "accommodation": "MA05"})) == {"true_from"}


def test_a_record_that_was_merged_is_not_asked_about() -> None:
    records = register()
    child = replace(records.child(CHILD), merged_into=Identity(9))
    with pytest.raises(Conflict):
        record_circumstances(child, form(child), work_of(records, Role.CLINICIAN))


def test_somebody_who_registers_nobody_records_nothing() -> None:
    records = register()
    with pytest.raises(NotPermitted):
        record_circumstances(records.child(CHILD), form(records.child(CHILD)), work_of(records, Role.INFORMATICS))


def test_a_question_is_due_a_year_after_it_was_answered() -> None:
    records = register(known(SEN, "04", place=10), known(SEEN, "05", place=390))
    answered = circumstances_page(work_of(records, Role.CLINICIAN), records.child(CHILD)).context["answered"]
    assert (answered["sen_type"].due, answered["disability_question"].due) == (True, False)
    assert answered["accommodation"] is None


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_content_is_refused_or_says_nothing(content: str) -> None:
    records = register(known(PLAN, "01", date(2026, 3, 4)))
    child = records.child(CHILD)
    for name in standing_texts(child, asked_of(child, TODAY, sensitive=True), TODAY):
        outcome = sent(records, {name: content})
        assert isinstance(outcome, NotCorrected) or outcome == Corrected(()), (name, outcome)


@st.composite
def answers(draw: st.DrawFn) -> dict[str, str]:
    child = register().child(CHILD)
    fields = list(parts(child, asked_of(child, TODAY, sensitive=True), TODAY))
    chosen = draw(st.lists(st.sampled_from(fields), max_size=8))
    day = st.sampled_from(["1/9/2026", "24/10/2026", ""])
    return {
        each.name: draw(day if each.name.endswith((".since", ".until")) else st.sampled_from([*each.words, ""]))
        for each in chosen
    } | {"true_from": draw(day)}


@given(answers(), answers())
def test_what_was_recorded_stands_in_the_next_form(first: dict[str, str], second: dict[str, str]) -> None:
    """Whatever is answered, twice: each answer that was accepted is what the form shows next, and says nothing new.

    One that is said to have ended, as every day here lies in the past, no longer stands.
    """
    records = register()
    for changes in (first, second):
        outcome = sent(records, changes)
        if isinstance(outcome, Corrected):
            shown = form(records.child(CHILD))
            ended = {name.removesuffix(".until") for name, text in changes.items() if name.endswith(".until") and text}
            for name, text in changes.items():
                if name in ended or name.endswith((".since", ".until")) or _of_a_plan(name):
                    continue
                if name in shown and text:
                    assert shown[name] == text or name == "true_from", name
            assert sent(records, {}) == Corrected(())


def _of_a_plan(name: str) -> bool:
    return name.startswith("child_protection_plan")

"""What the form says of needs: touched or as they stood, who may diagnose, primary for which referral, own words."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.beginning import amending_form, carried_need, fresh_form
from app.capture.form import read_form
from app.capture.typed import Typed, TypedNeed
from app.capture.visit import FormRules, Visit
from app.clinical.ages import PartialDate
from app.clinical.complexity import complexity_of
from app.clinical.encounter import Encounter
from app.clinical.history import Expiry, need_histories
from app.clinical.needs import Certainty, Change, GroupAnswer, SaidBy, Statement, TrafficLight
from app.clinical.professional import Profession
from app.clinical.recording import record_encounter
from app.errors import Rejected
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.capture.visits import TOKEN, typed, visit_with, work_of
from tests.clinical.examples import (
    CARE,
    EPILEPSY,
    GASTROSTOMY,
    PALSY,
    REFERRAL,
    SLEEP,
    TODAY,
    not_seen,
    said_by,
    statement,
    under,
    visit,
)

ELSEWHERE = Identity(55)
KNOWN = replace(
    statement(501),
    onset=PartialDate(2020, 5),
    diagnosed=PartialDate(2021, 3),
    diagnosed_by=Profession.PAEDIATRICIAN,
    primary=True,
)
BEFORE = visit(date(2026, 5, 4), KNOWN, statement(502, SLEEP), identity=90)
THERAPIST = Profession.SPEECH_AND_LANGUAGE_THERAPIST


def statements(form: Typed, about: Visit | None = None) -> tuple[Statement, ...]:
    """What the form says, read without a fault."""
    found = read_form(form, about or visit_with(), work_of())
    assert found.problems == ()
    return found.encounter.statements


def faults(form: Typed, about: Visit | None = None) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in read_form(form, about or visit_with(), work_of()).problems]


def chip(about: Visit, **changes: str | None) -> Typed:
    """A form with the chip of the first need as a browser sends it; None leaves a field out, as an unticked box."""
    fields = carried_need("n0", about.standing[0], about).fields
    sent = {name: text for name, text in {**fields, **changes}.items() if text is not None}
    for box in ("here", "primary"):
        if sent.get(box) == "":
            del sent[box]
    return Typed(typed(record_number="1").fields, (TypedNeed("n0", sent),))


class TestANeedThatStoodTicked:
    """Left as it stood it is reviewed and unchanged; whatever was done to it by itself says that it is still there."""

    def test_is_reviewed_unchanged_with_nothing_dated_anew(self) -> None:
        about = visit_with(BEFORE)
        (said,) = statements(chip(about), about)
        assert said == replace(KNOWN, change=Change.REVIEWED_UNCHANGED)
        (after, _) = need_histories([BEFORE, visit(TODAY, said, identity=91)])
        assert (after.first_on, after.touched_on, after.affirmed_on) == (date(2026, 5, 4), date(2026, 5, 4), TODAY)

    @pytest.mark.parametrize(
        ("changes", "name", "value"),
        [
            ({"touched": "yes"}, "onset", PartialDate(2020, 5)),
            ({"certainty": "suspected"}, "certainty", Certainty.SUSPECTED),
            ({"onset": "2019"}, "onset", PartialDate(2019)),
            ({"onset": ""}, "onset", None),
            ({"diagnosed": "2022-01-02"}, "diagnosed", PartialDate(2022, 1, 2)),
            ({"diagnosed_by": "psychologist"}, "diagnosed_by", Profession.PSYCHOLOGIST),
            ({"primary": None}, "primary", False),
        ],
        ids=str,
    )
    def test_that_was_changed_is_still_present(self, changes: dict[str, str | None], name: str, value: object) -> None:
        about = visit_with(BEFORE)
        (said,) = statements(chip(about, **changes), about)
        assert said.change is Change.STILL_PRESENT
        assert getattr(said, name) == value

    def test_that_is_primary_no_longer_stays_so_at_the_next_visit(self) -> None:
        about = visit_with(BEFORE)
        (said,) = statements(chip(about, primary=None), about)
        (after, _) = need_histories([BEFORE, visit(TODAY, said, identity=91)])
        assert after.primary_for == frozenset()

    def test_made_primary_is_still_present(self) -> None:
        before = visit(date(2026, 5, 4), replace(KNOWN, primary=False), identity=90)
        about = visit_with(before)
        (said,) = statements(chip(about, primary="yes"), about)
        assert (said.change, said.primary) == (Change.STILL_PRESENT, True)

    def test_keeps_what_the_page_did_not_ask(self) -> None:
        tube = replace(statement(501, GASTROSTOMY), diagnosed=PartialDate(2024), diagnosed_by=Profession.OTHER)
        about = visit_with(visit(date(2026, 5, 4), tube, identity=90))
        (said,) = statements(chip(about, touched="yes", onset="2023", diagnosed=None, diagnosed_by=None), about)
        assert (said.onset, said.diagnosed, said.diagnosed_by) == (
            PartialDate(2023), PartialDate(2024), Profession.OTHER,
        )  # fmt: skip

    @pytest.mark.parametrize("away", [Change.CARRIED, Change.RESOLVED, Change.ENTERED_IN_ERROR])
    def test_that_was_unticked_is_what_the_choice_beside_it_says(self, away: Change) -> None:
        about = visit_with(BEFORE)
        (said,) = statements(chip(about, here=None, away=away.value), about)
        assert said.change is away
        assert said.primary is away.standing


class TestANeedThatStoodUnticked:
    """Ticking it by hand is looking at it."""

    @pytest.mark.parametrize(
        "about",
        [
            replace(visit_with(BEFORE), rules=FormRules(Expiry(months=6))),
            visit_with(BEFORE, profession=THERAPIST),
        ],
        ids=["asked about", "of another profession"],
    )
    def test_is_still_present_when_ticked(self, about: Visit) -> None:
        assert not about.starts_ticked(about.standing[0])
        (said,) = statements(chip(about, here="yes"), about)
        assert said.change is Change.STILL_PRESENT

    def test_is_carried_when_left(self) -> None:
        about = replace(visit_with(BEFORE), rules=FormRules(Expiry(months=6)))
        (said,) = statements(chip(about), about)
        assert said == replace(KNOWN, change=Change.CARRIED)

    def test_on_an_amendment_is_still_present_when_ticked(self) -> None:
        current = visit(TODAY, replace(KNOWN, change=Change.CARRIED), identity=100, record_number=2)
        about = visit_with(BEFORE, current, current=current)
        (need,) = amending_form(about, current, TOKEN).needs
        form = Typed(typed(record_number="2").fields, (TypedNeed("n0", {**need.fields, "here": "yes"}),))
        assert [said.change for said in statements(form, about)] == [Change.STILL_PRESENT]


class TestWhoMayDiagnose:
    """A condition is diagnosed on the word of a profession that may; anybody else's entry is reported."""

    @pytest.mark.parametrize(
        ("profession", "concept", "certainty"),
        [
            (Profession.PAEDIATRICIAN, EPILEPSY, Certainty.DIAGNOSED),
            (THERAPIST, EPILEPSY, Certainty.REPORTED),
            (Profession.OTHER, EPILEPSY, Certainty.REPORTED),
            (THERAPIST, GASTROSTOMY, Certainty.DIAGNOSED),
            (Profession.PAEDIATRICIAN, SLEEP, Certainty.REPORTED),
            (Profession.PAEDIATRICIAN, CARE, Certainty.DIAGNOSED),
        ],
    )
    def test_decides_the_certainty_of_an_entry(
        self, profession: Profession, concept: ConceptId, certainty: Certainty
    ) -> None:
        (said,) = statements(typed(n0__concept=str(concept), n0__here="yes"), visit_with(profession=profession))
        assert (said.certainty, said.source.profession) == (certainty, profession)

    def test_refuses_a_diagnosis_chosen_by_another_profession(self) -> None:
        form = typed(n0__concept=str(EPILEPSY), n0__here="yes", n0__certainty="diagnosed")
        about = visit_with(profession=THERAPIST)
        with pytest.raises(Rejected) as refusal:
            record_encounter(read_form(form, about, work_of()).encounter, work_of())
        assert [problem.code for problem in refusal.value.problems] == ["not-entitled"]

    def test_leaves_a_diagnosis_as_it_stood_to_whoever_ticks_it(self) -> None:
        about = visit_with(BEFORE, profession=THERAPIST)
        (said,) = statements(chip(about, here="yes"), about)
        assert said.certainty is Certainty.DIAGNOSED


class TestThePrimaryCondition:
    """Of one referral: another referral's stays its own."""

    def about(self) -> Visit:
        return visit_with(under(ELSEWHERE, BEFORE))

    def test_of_another_referral_is_not_this_ones(self) -> None:
        about = self.about()
        assert carried_need("n0", about.standing[0], about).text("primary") == ""
        (said,) = statements(chip(about, touched="yes"), about)
        assert not said.primary

    def test_may_be_this_ones_too(self) -> None:
        about = self.about()
        (said,) = statements(chip(about, primary="yes"), about)
        (after, _) = need_histories([under(ELSEWHERE, BEFORE), visit(TODAY, said, identity=91)])
        assert after.primary_for == {ELSEWHERE, REFERRAL}

    def test_is_carried_for_its_own_referral_alone(self) -> None:
        for before, primary in ((BEFORE, True), (under(ELSEWHERE, BEFORE), False)):
            (said,) = statements(chip(visit_with(before), here=None), visit_with(before))
            assert (said.change, said.primary) == (Change.CARRIED, primary)

    def test_is_one_at_most(self) -> None:
        form = typed(n0__concept=str(PALSY), n0__here="yes", n0__primary="yes", n1__concept=str(EPILEPSY),
                     n1__here="yes", n1__primary="yes")  # fmt: skip
        with pytest.raises(Rejected) as refusal:
            record_encounter(read_form(form, visit_with(), work_of()).encounter, work_of())
        assert [problem.code for problem in refusal.value.problems] == ["second-primary"]


class TestOwnWords:
    """A need that is not in the list is kept as it was said, flagged for coding, and never counted."""

    FORM = typed(n0__words=" Giggle attacks ", n0__new="yes", n0__here="yes")

    def test_are_an_uncoded_need_outside_every_group(self) -> None:
        (said,) = statements(self.FORM)
        assert (said.concept, said.term, said.group) == (None, "Giggle attacks", Group.UNGROUPED)
        assert (said.change, said.certainty, said.source.said_by) == (
            Change.NEW, Certainty.REPORTED, SaidBy.CLINICIAN,
        )  # fmt: skip

    def test_are_never_counted(self) -> None:
        work = work_of()
        made = record_encounter(read_form(self.FORM, visit_with(), work).encounter, work).encounter
        answers = dict.fromkeys(Group, GroupAnswer.NONE_IDENTIFIED)
        assert {count for *_, count in complexity_of(made.statements, answers, work.refset).by_letter()} == {0}

    def test_start_unticked_next_time_as_nobody_can_tell_whose_they_are(self) -> None:
        before = visit(date(2026, 5, 4), statement(501, None), identity=90)
        about = visit_with(before)
        assert not fresh_form(about, TOKEN).needs[0].here
        (said,) = statements(chip(about, here="yes"), about)
        assert (said.change, said.term) == (Change.STILL_PRESENT, "A need in words")

    @pytest.mark.parametrize(
        ("words", "code"), [("x" * 121, "text"), ("a\x00b", "text"), ("a\u202eb", "text"), ("Giggles", "repeated")]
    )
    def test_that_cannot_be_recorded_are_refused(self, words: str, code: str) -> None:
        form = typed(n0__words=words, n0__new="yes", n0__here="yes", n1__words="giggles", n1__new="yes", n1__here="yes")
        with pytest.raises(Rejected) as refusal:
            record_encounter(read_form(form, visit_with(), work_of()).encounter, work_of())
        assert {problem.code for problem in refusal.value.problems} == {code}

    def test_that_are_empty_are_no_need(self) -> None:
        assert faults(typed(n0__words="  ", n0__new="yes", n0__here="yes")) == [("n0", "unknown-need")]


class TestAVisitAtWhichTheChildWasNotSeen:
    """No need is reviewed, no group asked about, nothing advances."""

    @pytest.mark.parametrize("attendance", ["2", "3", "4", "7"])
    def test_carries_what_stands_and_asks_nothing(self, attendance: str) -> None:
        about = visit_with(BEFORE)
        form = Typed(
            typed(attendance=attendance, group__condition="some", cancelled_on="24/11/2026", record_number="1").fields,
            chip(about).needs,
        )
        work = work_of(BEFORE)
        found = read_form(form, about, work)
        assert found.problems == ()
        assert (found.encounter.statements, found.encounter.groups) == ((), ())
        made = record_encounter(found.encounter, work).encounter
        assert {said.change for said in made.statements} == {Change.CARRIED}

    def test_is_none_of_the_visits_after_which_a_need_asks(self) -> None:
        untouched = [not_seen(visit(date(2026, 6, day), *carried(BEFORE), identity=90 + day)) for day in (1, 2, 3, 4)]
        seen = [visit(date(2026, 6, day), *carried(BEFORE), identity=90 + day) for day in (1, 2, 3, 4)]
        assert visit_with(BEFORE, *untouched).standing[0].untouched_visits == 0
        assert visit_with(BEFORE, *seen).standing[0].untouched_visits == 4

    def test_with_needs_added_is_told_how_many(self) -> None:
        form = typed(attendance="3", n0__concept=str(PALSY), n0__new="yes", n0__here="yes", n1__words="Giggles",
                     n1__new="yes", n1__here="yes", n2__concept=str(SLEEP), n2__new="yes")  # fmt: skip
        (problem,) = read_form(form, visit_with(), work_of()).problems
        assert (problem.item, problem.code) == ("attendance", "not-seen")
        assert "2 needs were added" in problem.message


def carried(before: Encounter) -> tuple[Statement, ...]:
    return tuple(replace(said, change=Change.CARRIED, traffic_light=None) for said in before.statements)


class TestAnAmendmentBySomebodyElse:
    """Changes what it changes; the rest stays on the word of whoever said it."""

    CURRENT = visit(TODAY, said_by(THERAPIST, KNOWN), said_by(THERAPIST, statement(503, EPILEPSY)))

    def amended(self, **changes: str) -> list[Statement]:
        about = visit_with(self.CURRENT, current=self.CURRENT)
        form = amending_form(about, self.CURRENT, TOKEN)
        first = TypedNeed("n0", {**form.needs[0].fields, **changes})
        return list(statements(Typed(form.fields, (first, *form.needs[1:])), about))

    def test_leaves_what_was_said(self) -> None:
        assert self.amended() == list(self.CURRENT.statements)

    def test_says_what_it_changes(self) -> None:
        first, second = self.amended(onset="2019")
        assert (first.onset, first.source.profession) == (PartialDate(2019), Profession.PAEDIATRICIAN)
        assert second == self.CURRENT.statements[1]


class TestTheTrafficLight:
    """The family's, of the day; each visit asks anew."""

    def test_is_the_days_own(self) -> None:
        before = visit(date(2026, 5, 4), replace(statement(501, SLEEP), traffic_light=TrafficLight.RED), identity=90)
        about = visit_with(before)
        assert about.standing[0].light is TrafficLight.RED
        assert carried_need("n0", about.standing[0], about).text("traffic_light") == ""
        (said,) = statements(chip(about, here="yes", traffic_light="amber"), about)
        assert said.traffic_light is TrafficLight.AMBER
        (said,) = statements(chip(about, here="yes"), about)
        assert said.traffic_light is None

    def test_of_a_condition_is_refused(self) -> None:
        form = typed(n0__concept=str(PALSY), n0__here="yes", n0__traffic_light="red")
        with pytest.raises(Rejected) as refusal:
            record_encounter(read_form(form, visit_with(), work_of()).encounter, work_of())
        assert [problem.code for problem in refusal.value.problems] == ["not-family"]


class TestTheGroups:
    """Asked or not, for each of them."""

    def test_are_read_in_their_order(self) -> None:
        form = typed(group__imaging="none_identified", group__condition="none_identified", group__education="not_asked")
        made = read_form(form, visit_with(), work_of()).encounter
        assert [asked.group for asked in made.groups] == [Group.CONDITION, Group.IMAGING]

    def test_of_which_a_need_is_affirmed_were_asked_about(self) -> None:
        work = work_of()
        form = typed(n0__concept=str(SLEEP), n0__here="yes")
        made = record_encounter(read_form(form, visit_with(), work).encounter, work).encounter
        assert made.answer(Group.FAMILY_REPORTED_ISSUE) is GroupAnswer.SOME

    def test_of_which_none_was_identified_has_none(self) -> None:
        form = typed(n0__concept=str(SLEEP), n0__here="yes", group__family_reported_issue="none_identified")
        with pytest.raises(Rejected) as refusal:
            record_encounter(read_form(form, visit_with(), work_of()).encounter, work_of())
        assert [problem.item for problem in refusal.value.problems] == ["groups.family_reported_issue"]


def test_a_need_whose_chip_was_lost_on_its_way_is_told_and_not_dropped() -> None:
    fields = {**typed().fields, "need": ("N0",), "n0.concept": (str(PALSY),), "n0.here": ("yes",)}
    assert faults(Typed.from_posted(fields)) == [("form_token", "unreadable")]

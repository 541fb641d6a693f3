"""The form as posted, read into an encounter: every field good and bad, and everything that is wrong told at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.beginning import amending_form, fresh_form
from app.capture.form import ReadForm, concept_to_add, form_digest, read_form
from app.capture.questions import form_view
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.ages import PartialDate
from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.encounter import (
    Attendance,
    CareActivity,
    CodedItem,
    Encounter,
    Mechanism,
    NextAppointment,
    Outcome,
    Present,
)
from app.clinical.needs import Certainty, Change, GroupAnswer, SaidBy, Source, TrafficLight
from app.clinical.professional import Profession
from app.clinical.recording import amend_encounter, record_encounter
from app.clinical.timing import InputMode, Timing
from app.errors import Conflict, Rejected
from app.identity import Identity, shown
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.capture.visits import CLINIC, LONG_AGO, THERAPIST, TOKEN, typed, visit_with, work_of
from tests.clinical.examples import ACCOUNT, CHILD, EPILEPSY, NOW, PALSY, PROFESSIONAL, SLEEP, TODAY, statement, visit

BEFORE = visit(date(2026, 5, 4), statement(501), statement(502, SLEEP), identity=90)


def read(form: Typed, about: Visit | None = None) -> ReadForm:
    return read_form(form, about or visit_with(), work_of())


def problems(form: Typed, about: Visit | None = None) -> list[tuple[str, str]]:
    return [(problem.item, problem.code) for problem in read(form, about).problems]


def test_a_form_becomes_the_encounter_it_states() -> None:
    form = typed(
        n0__concept=str(PALSY), n0__here="yes", n0__certainty="suspected", n0__onset="2021-03", n0__primary="yes",
        n0__diagnosed="2022-04-05", n0__diagnosed_by="paediatrician", group__condition="some", ehc_plan="has_plan",
        group__round_the_clock_care="none_identified", next_weeks="26", next_clinic=shown(CLINIC.id), next_minutes="30",
    )  # fmt: skip
    found = read(form)
    assert found.problems == ()
    made = found.encounter
    assert (made.version, made.record_number, made.form_token) == (1, 1, TOKEN)
    assert (made.contact.on, made.contact.at, made.contact.minutes) == (TODAY, time(10, 30), 45)
    assert (made.contact.attendance, made.contact.mechanism) == (Attendance.ATTENDED_ON_TIME, Mechanism.FACE_TO_FACE)
    assert (made.contact.consultation_type, made.contact.location_type, made.contact.subject) == ("02", "K02", "01")
    assert [(each.activity_type, each.minutes, each.professional) for each in made.activities] == [
        ("02", 45, PROFESSIONAL)
    ]
    assert made.present == {Present.CHILD, Present.MOTHER}
    assert (made.outcome, made.next_appointment) == (Outcome.REVIEW, NextAppointment(26, CLINIC.id, 30))
    assert made.answer(Group.CONDITION) is GroupAnswer.SOME
    assert made.answer(Group.ROUND_THE_CLOCK_CARE) is GroupAnswer.NONE_IDENTIFIED
    assert made.answer(Group.FAMILY_REPORTED_ISSUE) is GroupAnswer.NOT_ASKED
    (said,) = made.statements
    assert (said.change, said.concept, said.term) == (Change.NEW, PALSY, "Cerebral palsy")
    assert (said.certainty, said.primary) == (Certainty.SUSPECTED, True)
    assert (said.onset, said.diagnosed) == (PartialDate(2021, 3), PartialDate(2022, 4, 5))
    assert said.diagnosed_by is Profession.PAEDIATRICIAN
    assert (said.source.said_by, said.source.professional) == (SaidBy.CLINICIAN, PROFESSIONAL)
    assert [(fact.kind, fact.answer, fact.value) for fact in found.facts] == [
        (FactKind.EHC_PLAN, FactAnswer.KNOWN, "has_plan")
    ]


def test_what_was_read_is_recorded() -> None:
    work = work_of()
    found = read_form(typed(n0__concept=str(PALSY), n0__here="yes"), visit_with(), work)
    assert record_encounter(found.encounter, work, found.facts).encounter.answer(Group.CONDITION) is GroupAnswer.SOME


GOOD = [
    ("on", "4/11/2026", lambda made: made.contact.on, date(2026, 11, 4)),
    ("on", "4 November 2026", lambda made: made.contact.on, date(2026, 11, 4)),
    ("on", "2026-11-04", lambda made: made.contact.on, date(2026, 11, 4)),
    ("on", " 04-Nov-2026 ", lambda made: made.contact.on, date(2026, 11, 4)),
    ("at", "", lambda made: made.contact.at, None),
    ("at", "9:05", lambda made: made.contact.at, time(9, 5)),
    ("at", "09.05", lambda made: made.contact.at, time(9, 5)),
    ("at", "23:59", lambda made: made.contact.at, time(23, 59)),
    ("minutes", "", lambda made: made.contact.minutes, None),
    ("minutes", "1440", lambda made: made.contact.minutes, 1440),
    ("attendance", "6", lambda made: made.contact.attendance, Attendance.ATTENDED_LATE),
    ("mechanism", "11", lambda made: made.contact.mechanism, Mechanism.VIDEO),
    ("mechanism", "", lambda made: made.contact.mechanism, None),
    ("present", ("mother",), lambda made: made.contact.subject, "02"),
    ("outcome", "transfer", lambda made: made.outcome, Outcome.TRANSFER),
    ("outcome", "", lambda made: made.outcome, None),
    ("next_weeks", "6", lambda made: made.next_appointment, NextAppointment(6)),
    ("next_other_weeks", "10", lambda made: made.next_appointment, NextAppointment(10)),
    ("next_minutes", "30", lambda made: made.next_appointment, None),
    ("record_number", "0", lambda made: made.record_number, 1),
    ("form_token", "", lambda made: made.form_token, None),
    ("amendment_reason", "not an amendment", lambda made: made.amendment_reason, None),
    ("version", "7", lambda made: made.version, 1),
    ("add", "half typed", lambda made: made.statements, ()),
    ("group__condition", "not_asked", lambda made: made.groups, ()),
]


@pytest.mark.parametrize(("name", "text", "of", "value"), GOOD, ids=lambda value: str(value)[:24])
def test_a_field_is_read(name: str, text: str | tuple[str, ...], of: object, value: object) -> None:
    found = read(typed(**{name: text}))
    assert found.problems == ()
    assert callable(of)
    assert of(found.encounter) == value


BAD = [
    ("on", "", "missing"),
    ("on", "31-Feb-2026", "unreadable"),
    ("on", "11/24/2026", "unreadable"),
    ("on", "tomorrow", "unreadable"),
    ("at", "24:00", "unreadable"),
    ("at", "9", "unreadable"),
    ("at", "09:30+01:00", "unreadable"),
    ("at", "09:30:15.5", "unreadable"),
    ("at", "T0930", "unreadable"),
    ("minutes", "-5", "unreadable"),
    ("minutes", "1e3", "unreadable"),
    ("minutes", "٣٠", "unreadable"),
    ("minutes", "1234567", "unreadable"),
    ("attendance", "", "missing"),
    ("attendance", "1", "unreadable"),
    ("mechanism", "99", "unreadable"),
    ("present", ("child", "teddy"), "unreadable"),
    ("outcome", "cured", "unreadable"),
    ("next_weeks", "six", "unreadable"),
    ("next_other_weeks", "six", "unreadable"),
    ("next_clinic", "x", "unreadable"),
    ("next_clinic", "0000000000001", "unknown-clinic"),
    ("next_minutes", "half", "unreadable"),
    ("record_number", "1", "unreadable"),
    ("record_number", "x", "unreadable"),
    ("form_token", "x\x00y", "unreadable"),
    ("form_token", "short", "unreadable"),
    ("form_token", "x" * 65, "unreadable"),
    ("group__condition", "maybe", "unreadable"),
]


@pytest.mark.parametrize(("name", "text", "code"), BAD, ids=lambda value: str(value)[:24])
def test_a_field_that_cannot_be_read_is_told(name: str, text: str | tuple[str, ...], code: str) -> None:
    assert problems(typed(**{name: text})) == [(name.replace("__", "."), code)]


BAD_NEED = [
    ("concept", "128188001", "n0", "unreadable"),
    ("concept", "38341003", "n0", "unknown-need"),
    ("concept", "", "n0", "unknown-need"),
    ("concept", "9" * 5_000, "n0", "unreadable"),
    ("id", "x", "n0.id", "unreadable"),
    ("id", "0000000000001", "n0", "unknown-need"),
    ("certainty", "sure", "n0.certainty", "unreadable"),
    ("onset", "March 2021", "n0.onset", "unreadable"),
    ("diagnosed", "2021-02-30", "n0.diagnosed", "unreadable"),
    ("diagnosed_by", "astrologer", "n0.diagnosed_by", "unreadable"),
    ("traffic_light", "blue", "n0.traffic_light", "unreadable"),
]


@pytest.mark.parametrize(("name", "text", "item", "code"), BAD_NEED, ids=lambda value: str(value)[:24])
def test_a_field_of_a_need_that_cannot_be_read_is_told(name: str, text: str, item: str, code: str) -> None:
    fields = {"n0__concept": str(PALSY), "n0__here": "yes"} | {f"n0__{name}": text}
    assert problems(typed(**fields))[0] == (item, code)


def test_every_fault_is_told_at_once() -> None:
    form = typed(on="x", at="y", minutes="z", outcome="q", n0__concept=str(PALSY), n0__here="yes", n0__onset="w")
    assert [item for item, _ in problems(form)] == ["on", "at", "minutes", "n0.onset", "outcome"]


@pytest.mark.parametrize("new", ["", "yes"])
def test_a_need_of_another_child_cannot_be_taken_over(new: str) -> None:
    form = typed(n0__id=shown(Identity(999)), n0__concept=str(PALSY), n0__here="yes", n0__new=new)
    assert problems(form) == [("n0", "unknown-need")]


class TestACarriedNeed:
    """What the box and the choice beside it say of a need that stood before this visit."""

    def said(self, **fields: str) -> Change:
        form = typed(record_number="1", n0__id=shown(Identity(501)), n0__concept=str(PALSY), **fields)
        found = read(form, visit_with(BEFORE))
        assert found.problems == ()
        (statement_read,) = found.encounter.statements
        assert statement_read.need == 501
        return statement_read.change

    def test_ticked_as_it_stood_is_reviewed_unchanged(self) -> None:
        assert self.said(n0__here="yes", n0__away="resolved") is Change.REVIEWED_UNCHANGED

    def test_ticked_by_hand_is_still_present(self) -> None:
        assert self.said(n0__here="yes", n0__touched="yes") is Change.STILL_PRESENT

    def test_ticked_with_another_certainty_is_still_present(self) -> None:
        assert self.said(n0__here="yes", n0__certainty="suspected") is Change.STILL_PRESENT

    @pytest.mark.parametrize("change", [Change.CARRIED, Change.RESOLVED, Change.ENTERED_IN_ERROR])
    def test_unticked_is_what_was_chosen(self, change: Change) -> None:
        assert self.said(n0__away=change.value) is change

    def test_unticked_without_a_choice_was_not_reviewed(self) -> None:
        assert self.said() is Change.CARRIED

    @pytest.mark.parametrize("away", ["new", "still_present", "gone"])
    def test_unticked_cannot_be_affirmed(self, away: str) -> None:
        form = typed(record_number="1", n0__id=shown(Identity(501)), n0__concept=str(PALSY), n0__away=away)
        assert ("n0.away", "unreadable") in problems(form, visit_with(BEFORE))

    def test_keeps_its_concept_and_term_whatever_the_page_says(self) -> None:
        form = typed(record_number="1", n0__id=shown(Identity(501)), n0__concept=str(EPILEPSY), n0__here="yes")
        (said,) = read(form, visit_with(BEFORE)).encounter.statements
        assert (said.concept, said.term) == (PALSY, "Cerebral palsy")

    def test_that_the_page_does_not_mention_is_carried_by_the_record(self) -> None:
        work = work_of(BEFORE)
        found = read_form(typed(record_number="1"), visit_with(BEFORE), work)
        recorded = record_encounter(found.encounter, work).encounter
        assert [(each.need, each.change) for each in recorded.statements] == [
            (501, Change.CARRIED),
            (502, Change.CARRIED),
        ]


def test_a_new_need_that_is_unticked_again_says_nothing() -> None:
    assert read(typed(n0__concept=str(PALSY), n0__new="yes")).encounter.statements == ()


def test_what_the_family_reports_is_said_by_the_family_and_reported() -> None:
    (said,) = read(typed(n0__concept=str(SLEEP), n0__here="yes")).encounter.statements
    assert (said.source.said_by, said.certainty) == (SaidBy.FAMILY, Certainty.REPORTED)


class TestAVisitToWhichNobodyCame:
    """The needs stay as they were: nothing was asked, nobody was present, no time was spent."""

    def made(self, attendance: str, **fields: str) -> Encounter:
        form = typed(
            attendance=attendance, record_number="1", group__condition="some",
            n0__id=shown(Identity(501)), n0__concept=str(PALSY), n0__here="yes", **fields,
        )  # fmt: skip
        found = read(form, visit_with(BEFORE))
        assert found.problems == ()
        return found.encounter

    @pytest.mark.parametrize("attendance", ["2", "3", "4", "7"])
    def test_says_nothing_of_needs(self, attendance: str) -> None:
        made = self.made(attendance)
        assert (made.statements, made.groups, made.activities, made.present) == ((), (), (), frozenset())
        assert (made.contact.minutes, made.contact.subject) == (None, None)

    def test_keeps_what_is_said_of_a_cancellation(self) -> None:
        contact = self.made("2", cancelled_on="20-Nov-2026", replacement_offered_on="21-Nov-2026").contact
        assert (contact.cancelled_on, contact.replacement_offered_on) == (date(2026, 11, 20), date(2026, 11, 21))

    def test_that_was_not_cancelled_has_no_cancellation(self) -> None:
        assert self.made("3", cancelled_on="20-Nov-2026", cancellation_reason="01").contact.cancelled_on is None

    def test_to_which_a_need_was_added_is_told_so_that_nothing_added_is_dropped(self) -> None:
        form = typed(
            attendance="3", record_number="0", n0__id="", n0__concept=str(PALSY), n0__new="yes", n0__here="yes"
        )
        (problem,) = read(form, visit_with()).problems
        assert (problem.item, problem.code) == ("attendance", "not-seen")
        assert "1 need was added" in problem.message

    def test_is_recorded_with_every_need_carried(self) -> None:
        work = work_of(BEFORE)
        recorded = record_encounter(self.made("3"), work).encounter
        assert {each.change for each in recorded.statements} == {Change.CARRIED}


class TestTheEhcPlan:
    """A question of its own: no member says that a child has one."""

    def fact(self, value: str) -> ChildFact:
        return ChildFact(Identity(70), FactKind.EHC_PLAN, FactAnswer.KNOWN, value, LONG_AGO, None, NOW, ACCOUNT)

    def test_not_asked_says_nothing(self) -> None:
        assert read(typed()).facts == ()

    def test_the_same_as_known_says_nothing(self) -> None:
        about = visit_with(facts=(self.fact("has_plan"),))
        assert read(typed(ehc_plan="has_plan"), about).facts == ()
        assert fresh_form(about, TOKEN).text("ehc_plan") == "has_plan"

    def test_another_than_known_is_a_new_fact(self) -> None:
        found = read(typed(ehc_plan="no_plan"), visit_with(facts=(self.fact("has_plan"),)))
        assert [fact.value for fact in found.facts] == ["no_plan"]


class TestAnAmendment:
    """The next version of an encounter, from the form of the one before."""

    CURRENT = replace(
        visit(
            TODAY,
            statement(503),
            replace(
                statement(504, SLEEP),
                traffic_light=TrafficLight.RED,
                source=Source(SaidBy.FAMILY, Profession.PAEDIATRICIAN, PROFESSIONAL),
            ),
        ),
        activities=(
            CareActivity(Identity(77), "02", PROFESSIONAL, 45, finding=CodedItem("04", "1")),
            CareActivity(Identity(78), "01", PROFESSIONAL, 15),
        ),
    )

    def amended(self, **changes: str) -> Encounter:
        about = visit_with(self.CURRENT, current=self.CURRENT)
        form = amending_form(about, self.CURRENT, TOKEN)
        posted = dict(form.fields) | {name: (text,) for name, text in changes.items() if "__" not in name}
        needs = tuple(
            replace(need, fields={name: text for name, text in need.fields.items() if name != "traffic_light"})
            for need in form.needs
        )
        found = read_form(Typed(posted, needs), about, work_of(self.CURRENT))
        assert found.problems == ()
        return found.encounter

    def test_sent_as_it_was_given_out_says_the_same_again(self) -> None:
        made = self.amended(amendment_reason="Again")
        assert (made.id, made.version, made.record_number) == (self.CURRENT.id, 2, 2)
        assert made.amendment_reason == "Again"
        assert [(each.need, each.change, each.traffic_light) for each in made.statements] == [
            (503, Change.NEW, None),
            (504, Change.NEW, TrafficLight.RED),
        ]
        assert (made.groups, made.present, made.outcome) == (
            self.CURRENT.groups, self.CURRENT.present, self.CURRENT.outcome,
        )  # fmt: skip

    def test_keeps_what_the_form_does_not_show(self) -> None:
        current = replace(self.CURRENT, contact=replace(self.CURRENT.contact, reasonable_offer_on=LONG_AGO))
        about = visit_with(current, current=current)
        made = read_form(amending_form(about, current, TOKEN), about, work_of(current)).encounter
        assert made.contact.reasonable_offer_on == LONG_AGO
        assert made.activities == current.activities
        assert made.professional == current.professional

    def test_is_recorded_with_its_reason_and_refused_without(self) -> None:
        work = work_of(self.CURRENT)
        with pytest.raises(Rejected) as refusal:
            amend_encounter(self.amended(), work)
        assert [problem.item for problem in refusal.value.problems] == ["amendment_reason"]
        assert amend_encounter(self.amended(amendment_reason="A slip"), work).encounter.version == 2


def test_a_fresh_form_read_back_affirms_what_it_showed_ticked() -> None:
    about = visit_with(BEFORE, booked=True)
    form = fresh_form(about, TOKEN).with_text("outcome", "review")
    found = read(form, about)
    assert found.problems == ()
    assert [(each.need, each.change) for each in found.encounter.statements] == [
        (501, Change.REVIEWED_UNCHANGED),
        (502, Change.CARRIED),
    ]
    assert (found.encounter.appointment, found.encounter.contact.site) == (Identity(61), "RXX10")


@pytest.mark.parametrize(
    ("action", "concept"),
    [
        ("add:128188000", PALSY),
        ("add:128188001", None),
        ("add:", None),
        ("find", None),
        ("", None),
        ("add:" + "1" * 5_000, None),
        ("remove:128188000", None),
    ],
)
def test_the_button_of_a_match_names_its_concept(action: str, concept: ConceptId | None) -> None:
    assert concept_to_add(action) == concept


class TestTheSameFormAgain:
    """What a form says is told by its digest, however it was filled in."""

    FORM = typed(n0__concept=str(PALSY), n0__here="yes", present=("child", "mother"))

    def test_has_the_same_digest(self) -> None:
        marks = {"started": "x", "first_input": "900", "mode": "touch", "proof": "p", "action": "save", "add": "half"}
        fields = {**self.FORM.fields, **{name: (text,) for name, text in marks.items()}}
        again = Typed(dict(reversed(fields.items())), self.FORM.needs)
        assert form_digest(again) == form_digest(self.FORM)
        assert len(form_digest(again)) == 32

    @pytest.mark.parametrize(
        "other",
        [
            {"minutes": "46"}, {"present": ("child",)}, {"n0__here": ""}, {"n0__onset": "2020"}, {"refer": "33"},
            {"group__condition": "some"}, {"n1__words": "Giggles"},
        ],
        ids=str,
    )  # fmt: skip
    def test_saying_anything_else_has_another(self, other: dict[str, str | tuple[str, ...]]) -> None:
        fields: dict[str, str | tuple[str, ...]] = {
            "n0__concept": str(PALSY),
            "n0__here": "yes",
            "present": ("child", "mother"),
        }
        assert form_digest(typed(**(fields | other))) != form_digest(self.FORM)


class TestHowLongItTook:
    """The page's marks of time: kept where they make sense, and never a reason not to record."""

    def timing(self, **marks: str) -> Timing | None:
        found = read(typed(n0__concept=str(PALSY), n0__here="yes", **marks))
        assert found.problems == ()
        return found.encounter.timing

    def test_is_kept_with_what_was_added_confirmed_and_carried(self) -> None:
        about = visit_with(BEFORE)
        form = fresh_form(about, TOKEN).with_needs(typed(n8__concept=str(EPILEPSY), n8__here="yes").needs)
        for name, text in {"started": "2026-11-24T10:29:00+00:00", "first_input": "1500", "mode": "touch"}.items():
            form = form.with_text(name, text)
        started = datetime(2026, 11, 24, 10, 29, tzinfo=UTC)
        assert read(form, about).encounter.timing == Timing(
            started, started + timedelta(seconds=1.5), NOW, 1, 1, 1, InputMode.TOUCH
        )

    def test_without_scripts_is_from_when_the_page_was_given_out(self) -> None:
        made = self.timing(started="2026-11-24T10:00:00+00:00")
        assert made is not None
        assert (made.first_input_at, made.input_mode) == (None, InputMode.WITHOUT_SCRIPTS)
        assert made.taken == timedelta(minutes=30)

    def test_of_another_zone_is_the_same_instant(self) -> None:
        made = self.timing(started="2026-11-24T11:00:00+01:00")
        assert made is not None
        assert (made.started_at, made.started_at.tzinfo) == (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), UTC)

    def test_is_never_after_the_sending(self) -> None:
        made = self.timing(started="2026-11-24T10:00:00+00:00", first_input="99999999999")
        assert made is not None
        assert made.first_input_at == made.submitted_at == NOW

    def test_touched_before_it_was_given_out_is_not_known(self) -> None:
        made = self.timing(started="2026-11-24T10:00:00+00:00", first_input="-5")
        assert made is not None
        assert made.first_input_at is None

    @pytest.mark.parametrize(
        "marks",
        [
            {},
            {"started": "yesterday"},
            {"started": "2026-11-24T10:00:00"},
            {"started": "2026-11-24T10:30:01+00:00"},
            {"started": "9999-12-31T23:59:59-23:59"},
            {"started": "0001-01-01T00:00:00+23:59"},
            {"started": "<script>"},
            {"started": "9" * 5_000},
            {"started": "2026-11-24T10:00:00+00:00", "mode": "telepathy"},
            {"started": "2026-11-24T10:00:00+00:00", "first_input": "soon"},
            {"started": "2026-11-24T10:00:00+00:00", "first_input": "9" * 5_000},
            {"started": "2026-11-24T10:00:00+00:00", "first_input": "-" + "9" * 400},
            {"started": "2026-11-24T10:00:00+00:00", "first_input": "1e9"},
        ],
        ids=lambda marks: "-".join(marks.values())[:40],
    )
    def test_that_makes_no_sense_is_left_out(self, marks: dict[str, str]) -> None:
        assert self.timing(**marks) is None

    def test_of_an_amendment_is_that_of_the_first_recording(self) -> None:
        first = Timing(NOW, None, NOW, 1, 2, 3, InputMode.KEYBOARD)
        current = replace(BEFORE, timing=first)
        form = typed(record_number="1", version="1", started="2026-11-24T10:00:00+00:00")
        assert read(form, visit_with(current, current=current)).encounter.timing == first


def test_a_form_of_another_child_is_refused_wherever_it_is_sent() -> None:
    for child in ("", shown(Identity(999)), "<script>"):
        assert problems(typed(child=child)) == [("child", "other-child")]


PLAIN_FIELDS = (
    "on at minutes attendance mechanism consultation_type location_type cancelled_on cancellation_reason outcome "
    "replacement_offered_on replacement_booked_on next_weeks next_other_weeks next_clinic next_minutes ehc_plan "
    "form_token record_number version amendment_reason present activity_type add child transition_plan adult_lead "
    "refer refer_other copy copy_declined test weight height head safeguarding_check started first_input mode "
    "with_professional with_activity with_minutes action proof place group.condition group.imaging group.ungrouped"
).split()
OF_A_NEED = (
    "id concept here new away certainty onset diagnosed diagnosed_by primary traffic_light touched words".split()
)
FIELD_NAMES = st.sampled_from([*PLAIN_FIELDS, *(f"{key}.{name}" for key in ("n0", "n1", "n7") for name in OF_A_NEED)])
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["yes", "5", "3", "2", "0", "7", "26", "some", "2021-03", "1/11/2026", str(PALSY), shown(Identity(501)),
         shown(THERAPIST.id), "carried", "diagnosed", "gp", "12.4", "\ud800", "9" * 5_000]
    ),
)  # fmt: skip


@given(st.dictionaries(FIELD_NAMES, st.lists(TEXTS, min_size=1, max_size=3).map(tuple)))
def test_whatever_is_posted_is_read_and_drawn_again(fields: dict[str, tuple[str, ...]]) -> None:
    form = Typed.from_posted({"child": (shown(CHILD),), **fields, "need": ("n0", "n1", "n0", "x")})
    for about in (visit_with(BEFORE), visit_with(BEFORE, booked=True), visit_with(BEFORE, current=BEFORE)):
        found = read_form(form, about, work_of(BEFORE))
        view = form_view(form, about, found.problems)
        assert {problem.message for problem in view.problems} == {problem.message for problem in found.problems}
        assert len(form_digest(form)) == 32
        for name, texts in fields.items():
            key, dot, rest = name.partition(".")
            of_need = dot and key in ("n0", "n1")
            assert (form.needs[int(key[1:])].fields[rest] if of_need else form.fields[name][-1]) == texts[-1]


@given(st.dictionaries(FIELD_NAMES, TEXTS, max_size=6))
def test_whatever_is_posted_is_recorded_whole_or_refused_with_reasons(fields: dict[str, str]) -> None:
    usual = typed(record_number="1").fields
    form = Typed.from_posted({**usual, **{name: (text,) for name, text in fields.items()}, "need": ("n0", "n1")})
    work = work_of(BEFORE)
    found = read_form(form, visit_with(BEFORE), work)
    if found.problems:
        return
    try:
        made = record_encounter(found.encounter, work, found.facts).encounter
    except Rejected:
        assert work.records.record_number(CHILD) == 1
    except Conflict:
        assert found.encounter.record_number != 2
    else:
        assert {said.need for said in made.statements} >= {501, 502}

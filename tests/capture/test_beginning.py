"""What a form starts with: what stands ticked, what starts blank, likely answers; an encounter as it was recorded."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.capture.beginning import (
    UNSCHEDULED,
    added_need,
    amending_form,
    carried_need,
    fresh_form,
    uncoded_need,
    usual_certainty,
)
from app.capture.form import read_form
from app.capture.questions import Chip, form_view
from app.capture.typed import Typed, TypedNeed
from app.capture.visit import FormRules, Visit
from app.clinical import code_lists
from app.clinical.complexity import Complexity
from app.clinical.encounter import Encounter, Mechanism, Outcome, Present
from app.clinical.history import Expiry
from app.clinical.needs import Certainty, Change, GroupAnswer, TrafficLight
from app.clinical.plan import Recipient, RequestedTest
from app.clinical.professional import Profession
from app.clinical.recording import record_encounter
from app.identity import shown
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member, Refset
from tests.capture.visits import APPOINTMENT, CLINIC, THERAPIST, TOKEN, visit_with, work_of
from tests.clinical.examples import (
    CARE,
    CHILD,
    EPILEPSY,
    GMFCS_II,
    OUTSIDE,
    PALSY,
    REFSET,
    SLEEP,
    TODAY,
    member,
    statement,
    visit,
)

IMAGING = ConceptId(442731005)
TUBE = ConceptId(302109006)
WITH_IMAGING = Refset(
    REFSET.release,
    {
        **REFSET.members,
        IMAGING: member(IMAGING, "Imaging of brain abnormal", Group.IMAGING),
        TUBE: replace(
            member(TUBE, "Gastrostomy present", Group.TECHNOLOGY_DEPENDENCY),
            stated_by=frozenset({"paediatrician", "speech_and_language_therapist"}),
        ),
    },
    REFSET.one_of,
)
EVERY_KIND = [
    statement(501),
    statement(502, TUBE, term="Gastrostomy present", group=Group.TECHNOLOGY_DEPENDENCY),
    statement(503, GMFCS_II),
    replace(statement(504, SLEEP), traffic_light=TrafficLight.AMBER),
    statement(505, CARE),
    statement(506, IMAGING, group=Group.IMAGING),
    statement(507, OUTSIDE, group=Group.CONDITION),
    statement(508, None),
]
BEFORE = visit(date(2026, 5, 4), *EVERY_KIND, identity=90)


def about(profession: Profession = Profession.PAEDIATRICIAN, *further: Encounter) -> Visit:
    return visit_with(BEFORE, *further, refset=WITH_IMAGING, profession=profession)


def ticked(of: Visit) -> list[str]:
    return [need.text("term") for need in fresh_form(of, TOKEN).needs if need.here]


def chips(of: Visit) -> dict[str, Chip]:
    view = form_view(fresh_form(of, TOKEN), of)
    return {chip.term: chip for section in view.main for chip in section.chips}


class TestWhatStartsTicked:
    """Conditions, technology and functional levels of the clinician's own profession, until nobody looked for long."""

    def test_is_what_the_profession_may_say_is_still_so(self) -> None:
        assert ticked(about()) == ["Cerebral palsy", "Gastrostomy present", "Level II"]
        assert ticked(about(Profession.SPEECH_AND_LANGUAGE_THERAPIST)) == ["Gastrostomy present"]
        assert ticked(about(Profession.PHYSIOTHERAPIST)) == []
        assert ticked(about(Profession.OTHER)) == []

    def test_is_nothing_of_what_the_family_says_though_last_times_answer_stands_beside(self) -> None:
        sleep, care = (chips(about())[term] for term in ("Sleep disturbance", "Needs care day and night"))
        assert (sleep.here, sleep.light, sleep.note) == (False, "", "last said 04-May-2026, amber")
        assert (care.here, care.note) == (False, "last said 04-May-2026")
        assert form_view(fresh_form(about(), TOKEN), about()).complexity == Complexity(1, 1, None, None)

    def test_unticked_says_carried_unless_somebody_chooses_otherwise(self) -> None:
        made = read_form(fresh_form(about(), TOKEN), about(), work_of(BEFORE, refset=WITH_IMAGING)).encounter
        assert {said.term: said.change for said in made.statements} == {
            "Cerebral palsy": Change.REVIEWED_UNCHANGED,
            "Gastrostomy present": Change.REVIEWED_UNCHANGED,
            "Level II": Change.REVIEWED_UNCHANGED,
            "Sleep disturbance": Change.CARRIED,
            "Needs care day and night": Change.CARRIED,
            "A need in words": Change.CARRIED,
            EVERY_KIND[5].term: Change.CARRIED,
            EVERY_KIND[6].term: Change.CARRIED,
        }


def again(on: date, change: Change, identity: int) -> Encounter:
    """A visit at which a paediatrician said the same of what is theirs."""
    said = [replace(each, change=change) for each in EVERY_KIND[:3]]
    return replace(visit(on, *said, identity=identity), profession=Profession.PAEDIATRICIAN)


def at_of_fresh_form(booked: bool, *recorded: Encounter) -> str:
    of = replace(about(Profession.PAEDIATRICIAN, *recorded), now=time(9, 5))
    return fresh_form(replace(of, appointment=APPOINTMENT if booked else None), TOKEN).text("at")


def test_an_unscheduled_contact_starts_now_but_not_before_one_of_today_that_was_booked_out_ahead_of_its_hour() -> None:
    ahead = visit(TODAY, identity=91)
    ahead = replace(ahead, contact=replace(ahead.contact, at=time(11, 30)))
    assert at_of_fresh_form(False) == "09:05"
    assert at_of_fresh_form(False, ahead) == "11:30"
    assert at_of_fresh_form(True, ahead) == "09:20"


class TestANeedNobodyLookedAtByItself:
    """After three visits or twelve months it loses its tick and asks."""

    def test_asks_after_three_visits(self) -> None:
        visits = [again(date(2026, 6, day), Change.REVIEWED_UNCHANGED, 90 + day) for day in (1, 2, 3)]
        assert ticked(about(Profession.PAEDIATRICIAN, *visits[:2])) == [
            "Cerebral palsy", "Gastrostomy present", "Level II",
        ]  # fmt: skip
        expired = about(Profession.PAEDIATRICIAN, *visits)
        assert ticked(expired) == []
        assert chips(expired)["Cerebral palsy"].asks
        assert chips(expired)["Cerebral palsy"].note == "since 04-May-2026, Dr A; still so? Last looked at 04-May-2026"

    def test_asks_no_more_once_somebody_did(self) -> None:
        visits = [again(date(2026, 6, day), Change.REVIEWED_UNCHANGED, 90 + day) for day in (1, 2, 3)]
        looked = again(date(2026, 6, 4), Change.STILL_PRESENT, 94)
        assert len(ticked(about(Profession.PAEDIATRICIAN, *visits, looked))) == 3

    @pytest.mark.parametrize(("born", "asks"), [(date(2025, 11, 25), False), (date(2025, 11, 24), True)])
    def test_asks_after_twelve_months(self, born: date, asks: bool) -> None:
        of = visit_with(visit(born, statement(501), identity=90))
        (chip,) = chips(of).values()
        assert (chip.asks, chip.here, chip.started) == (asks, not asks, not asks)

    def test_asks_after_what_is_set(self) -> None:
        of = replace(about(), rules=FormRules(Expiry(visits=20, months=6)))
        assert ticked(of) == []
        of = replace(about(), rules=FormRules(Expiry(visits=20, months=7)))
        assert len(ticked(of)) == 3


class TestAFreshForm:
    """The likely answers of a visit."""

    def test_of_an_appointment_is_as_booked(self) -> None:
        form = fresh_form(visit_with(booked=True), TOKEN)
        asked = ("on", "at", "minutes", "attendance", "mechanism", "consultation_type", "location_type", "next_clinic")
        assert [form.text(name) for name in asked] == [
            "24-Nov-2026", "09:20", "20", "5", "01", "02", "K02", shown(CLINIC.id),
        ]  # fmt: skip
        assert (form.texts("present"), form.text("outcome"), form.text("child")) == (("child",), "", shown(CHILD))

    def test_without_an_appointment_is_now_and_a_first_visit_an_initial_one(self) -> None:
        form = fresh_form(visit_with(), TOKEN)
        asked = ("on", "at", "minutes", "consultation_type", "location_type", "next_clinic")
        assert [form.text(name) for name in asked] == ["24-Nov-2026", "10:30", "30", "01", "E01", ""]
        assert fresh_form(visit_with(BEFORE), TOKEN).text("consultation_type") == "02"

    @pytest.mark.parametrize(
        ("kind", "mechanism", "place", "present", "minutes"),
        [
            ("telephone", Mechanism.TELEPHONE, "A01", {Present.MOTHER}, "10"),
            ("video", Mechanism.VIDEO, "A01", {Present.CHILD, Present.MOTHER}, "30"),
            ("home", Mechanism.FACE_TO_FACE, "A01", {Present.CHILD, Present.MOTHER}, "45"),
            ("school", Mechanism.FACE_TO_FACE, "L01", {Present.CHILD, Present.SCHOOL_STAFF}, "45"),
            ("carer", Mechanism.FACE_TO_FACE, "E01", {Present.MOTHER}, "30"),
        ],
    )
    def test_of_an_unscheduled_contact_is_as_that_usually_is(
        self, kind: str, mechanism: Mechanism, place: str, present: set[Present], minutes: str
    ) -> None:
        form = fresh_form(visit_with(), TOKEN, UNSCHEDULED[kind]).with_text("outcome", "review")
        work = work_of()
        made = record_encounter(read_form(form, visit_with(), work).encounter, work).encounter
        assert (made.contact.mechanism, made.contact.location_type) == (mechanism, place)
        assert (set(made.present), str(made.contact.minutes)) == (present, minutes)
        assert made.contact.subject == ("01" if Present.CHILD in present else "02")

    def test_is_of_every_kind_that_can_be_asked_for(self) -> None:
        assert set(UNSCHEDULED) == {"telephone", "video", "home", "school", "carer"}
        assert all(each.location_type in code_lists.LOCATION_TYPE for each in UNSCHEDULED.values())


class TestANeedAdded:
    """By its button: a new one, or the one that stands for it."""

    def member(self, concept: ConceptId) -> Member:
        found = WITH_IMAGING.member(concept)
        assert found is not None
        return found

    def test_is_new(self) -> None:
        need = added_need("n9", self.member(EPILEPSY), about())
        assert need.here
        assert dict(need.fields) == {
            "concept": str(EPILEPSY), "term": "Epilepsy", "here": "yes", "new": "yes", "certainty": "diagnosed",
        }  # fmt: skip

    def test_that_stands_already_is_that_need_looked_at(self) -> None:
        need = added_need("n9", self.member(SLEEP), about())
        assert (need.text("id"), need.here, need.text("touched"), need.text("new")) == (
            shown(EVERY_KIND[3].need), True, "yes", "",
        )  # fmt: skip

    def test_in_own_words_is_reported(self) -> None:
        assert dict(uncoded_need("n9", "Giggles").fields) == {
            "words": "Giggles", "here": "yes", "new": "yes", "certainty": "reported",
        }  # fmt: skip

    def test_is_as_certain_as_the_profession_may_say(self) -> None:
        speech = Profession.SPEECH_AND_LANGUAGE_THERAPIST
        assert usual_certainty(self.member(EPILEPSY), speech) is Certainty.REPORTED
        assert usual_certainty(self.member(EPILEPSY), Profession.PAEDIATRICIAN) is Certainty.DIAGNOSED
        assert usual_certainty(self.member(EPILEPSY), None) is Certainty.REPORTED
        assert usual_certainty(None, Profession.PAEDIATRICIAN) is Certainty.REPORTED


def test_a_need_is_primary_on_the_form_of_its_own_referral() -> None:
    before = visit(date(2026, 5, 4), replace(statement(501), primary=True), identity=90)
    of = visit_with(before)
    assert carried_need("n0", of.standing[0], of).text("primary") == "yes"


# What is recorded from a form is what the form of its amendment says.

SEEN = {
    "attendance": st.sampled_from(["5", "6"]),
    "present": st.lists(st.sampled_from(list(Present)), min_size=1, unique=True).map(tuple),
    "mechanism": st.sampled_from(list(Mechanism)),
    "refer": st.lists(st.sampled_from(list(code_lists.TEAM_TYPE.answers)), unique=True, max_size=3).map(tuple),
    "test": st.lists(st.sampled_from(list(RequestedTest)), unique=True).map(tuple),
    "weight": st.one_of(st.just(""), st.decimals(0, 300, places=3).map(str)),
    "height": st.one_of(st.just(""), st.decimals(20, 250, places=1).map(str)),
    "head": st.one_of(st.just(""), st.decimals(15, 80, places=1).map(str)),
    "minutes": st.one_of(st.just(""), st.integers(1, 1440).map(str)),
    "outcome": st.one_of(st.just(""), st.sampled_from(list(Outcome))),
    "next_other_weeks": st.one_of(st.just(""), st.integers(1, 260).map(str)),
    "next_minutes": st.sampled_from(["", "20", "45"]),
    "next_clinic": st.sampled_from(["", shown(CLINIC.id)]),
    "activity_type": st.sampled_from(list(code_lists.ACTIVITY_TYPE.answers)),
    "with_professional": st.sampled_from(["", shown(THERAPIST.id)]),
    "with_activity": st.sampled_from(["", "01"]),
    **{f"group.{group.value}": st.sampled_from(list(GroupAnswer)) for group in Group},
}
UNSEEN = {
    "attendance": st.sampled_from(["2", "3", "4", "7"]),
    "cancelled_on": st.sampled_from(["", "20-Nov-2026"]),
    "cancellation_reason": st.sampled_from(["", "01"]),
    "replacement_offered_on": st.sampled_from(["", "21-Nov-2026"]),
    "safeguarding_check": st.sampled_from(["", "discussed"]),
}
EITHER = {
    "on": st.sampled_from(["24-Nov-2026", "2026-06-30"]),
    "at": st.one_of(st.just(""), st.times().map(lambda at: at.strftime("%H:%M"))),
    "consultation_type": st.sampled_from(["", *code_lists.CONSULTATION_TYPE.answers]),
    "copies": st.dictionaries(st.sampled_from(list(Recipient)), st.booleans()),
}
PARTIAL = st.sampled_from(["", "2021", "2021-03", "2021-03-04"])
A_NEED = st.fixed_dictionaries(
    {
        "here": st.sampled_from(["yes", ""]),
        "touched": st.sampled_from(["yes", ""]),
        "away": st.sampled_from(["carried", "resolved", "entered_in_error"]),
        "certainty": st.sampled_from(list(Certainty)),
        "onset": PARTIAL,
        "diagnosed": PARTIAL,
        "diagnosed_by": st.one_of(st.just(""), st.sampled_from(list(Profession))),
        "primary": st.sampled_from(["yes", ""]),
    }
)


@st.composite
def filled_in(draw: st.DrawFn) -> Typed:
    """A form of a visit to a child with every kind of need, filled in so that every field can be read."""
    form = fresh_form(about(), TOKEN)
    answers: dict[str, object] = draw(st.fixed_dictionaries(EITHER | draw(st.sampled_from([SEEN, UNSEEN]))))
    copies = answers.pop("copies")
    assert isinstance(copies, dict)
    fields = {name: texts if isinstance(texts, tuple) else (str(texts),) for name, texts in answers.items()}
    fields["copy"] = tuple(each for each, agreed in copies.items() if agreed)
    fields["copy_declined"] = tuple(each for each, agreed in copies.items() if not agreed)
    fields["with_minutes"] = (draw(st.sampled_from(["", "15"])) if fields.get("with_professional") != ("",) else "",)
    needs = [TypedNeed(need.key, {**need.fields, **draw(A_NEED)}) for need in form.needs if draw(st.booleans())]
    if fields["attendance"][0] in ("5", "6"):
        new = {"concept": str(EPILEPSY), "new": "yes", **draw(A_NEED)}
        own = {"words": "Giggle attacks", "new": "yes", **draw(A_NEED)}
        needs += [TypedNeed("n8", new), TypedNeed("n9", own)]
    return Typed({**form.fields, **fields}, tuple(needs))


def without_its_making(encounter: Encounter) -> Encounter:
    """What an encounter says, whichever version of which form it came from."""
    return replace(
        encounter, version=0, record_number=0, form_token=None, form_digest=None, amendment_reason=None, timing=None
    )


@given(filled_in())
def test_the_form_of_an_amendment_read_back_says_what_was_recorded(form: Typed) -> None:
    work = work_of(BEFORE, refset=WITH_IMAGING)
    first = read_form(form, about(), work)
    assert first.problems == ()
    made = first.encounter
    of = visit_with(BEFORE, made, current=made, refset=WITH_IMAGING)
    second = read_form(amending_form(of, made, TOKEN), of, work)
    assert second.problems == ()
    assert without_its_making(second.encounter) == without_its_making(made)
    assert second.encounter.version == 2
    assert second.encounter.timing == made.timing


@given(st.sampled_from(list(Profession)), st.integers(0, 4))
def test_a_fresh_form_read_back_says_what_it_shows(profession: Profession, visits: int) -> None:
    further = [again(date(2026, 6, day), Change.REVIEWED_UNCHANGED, 90 + day) for day in range(1, visits + 1)]
    of = about(profession, *further)
    form = fresh_form(of, TOKEN)
    made = read_form(form, of, work_of(BEFORE, *further, refset=WITH_IMAGING)).encounter
    for need, said in zip(form.needs, made.statements, strict=True):
        assert said.change is (Change.REVIEWED_UNCHANGED if need.here else Change.CARRIED)
    assert (made.contact.on, made.contact.at) == (TODAY, time(10, 30))
    assert PALSY in {said.concept for said in made.statements}

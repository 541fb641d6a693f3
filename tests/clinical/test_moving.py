"""Moving a visit from the wrong child to the right one, on records in memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.access.audit import AuditAction
from app.access.people import Role
from app.clinical.ages import PartialDate
from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.clinical.clinic import Appointment
from app.clinical.complexity import Complexity, complexity_of
from app.clinical.encounter import Encounter, NextAppointment, Outcome
from app.clinical.history import NeedHistory, last_answers, need_histories, standing_needs
from app.clinical.moving import Move, Moved, move_encounter
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement, TrafficLight
from app.clinical.plan import Growth, LetterCopy, OnwardReferral, Recipient, RequestedTest
from app.clinical.ports import Records, Work
from app.clinical.recording import amend_encounter, record_encounter
from app.clinical.referral import Referral
from app.clinical.scores import AssessmentScore, Tool
from app.clinical.timing import InputMode, Timing
from app.errors import Conflict, NotFound, NotPermitted, Rejected
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.clinical.examples import (
    ACCOUNT,
    CARE,
    CHILD,
    EPILEPSY,
    GASTROSTOMY,
    GMFCS_II,
    GMFCS_III,
    NOW,
    PALSY,
    PROFESSIONAL,
    REFERRAL,
    REFSET,
    SLEEP,
    child,
    identities,
    principal,
    referral,
    statement,
    visit,
)
from tests.clinical.fake_records import FakeRecords

FIRST, SECOND, THIRD = date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6)
OTHER, OTHERS_REFERRAL = Identity(14), Identity(15)
MOVER = Identity(22)
MOVED_AT = NOW + timedelta(hours=2)
REASON = "Two children of the same name on the list."
TOOL = ConceptId(138875005)


def other_child() -> Child:
    return replace(child(), id=OTHER)


def others_referral() -> Referral:
    return replace(referral(), id=OTHERS_REFERRAL, child=OTHER, commissioner="QX2")


class Desk:
    """A clinic at work with two children: Alexandra (CHILD), on whom visits land by mistake, and the other."""

    def __init__(self, *others: Child | Referral) -> None:
        self.records = FakeRecords(child(), referral(), *(others or (other_child(), others_referral())))
        self.work: Work[Records] = Work(
            principal(), NOW, REFSET, identities(), self.records, {TOOL: Tool(TOOL, "A scale")}
        )
        mover = replace(principal(), account=MOVER)
        self.later: Work[Records] = Work(mover, MOVED_AT, REFSET, identities(6_000_000), self.records)

    def record(self, on: date, *said: Statement, identity: int, of: Identity = CHILD, **changes: object) -> Encounter:
        under = REFERRAL if of == CHILD else OTHERS_REFERRAL
        number = self.records.record_number(of) + 1
        told = replace(visit(on, *said, identity=identity, record_number=number), child=of, referral=under)
        return record_encounter(replace(told, **changes), self.work).encounter  # type: ignore[arg-type]

    def move(
        self,
        identity: int,
        *,
        version: int = 1,
        to: tuple[Identity, Identity] = (OTHER, OTHERS_REFERRAL),
        reason: str = REASON,
        number_there: int | None = None,
        needs: Iterable[int] | None = None,
    ) -> Moved:
        chosen = None if needs is None else frozenset(Identity(need) for need in needs)
        return move_encounter(Move(Identity(identity), version, *to, reason, number_there, chosen), self.later)

    def refused(self, identity: int, **how: object) -> set[str]:
        """The codes with which moving is refused; nothing is written."""
        before = list(self.records.encounters), list(self.records.referrals), list(self.records.events)
        with pytest.raises(Rejected) as refused:
            self.move(identity, **how)  # type: ignore[arg-type]
        assert (self.records.encounters, self.records.referrals, self.records.events) == before
        return {problem.code for problem in refused.value.problems}

    def standing(self, of: Identity = CHILD) -> dict[int, NeedHistory]:
        return {int(each.need): each for each in standing_needs(need_histories(self.records.encounters_of(of)))}

    def complexity(self, of: Identity = CHILD) -> Complexity:
        encounters = self.records.encounters_of(of)
        return complexity_of([each.latest for each in self.standing(of).values()], last_answers(encounters), REFSET)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def changes_of(encounter: Encounter) -> dict[int, Change]:
    return {int(each.need): each.change for each in encounter.statements}


def terms(encounter: Encounter) -> dict[str, Change]:
    return {each.term: each.change for each in encounter.statements}


def test_a_visit_is_taken_back_from_the_wrong_child_and_recorded_on_the_right_one(desk: Desk) -> None:
    desk.record(FIRST, statement(1, PALSY), identity=101)
    first = desk.record(SECOND, statement(2, EPILEPSY), identity=102)
    moved = desk.move(102)

    assert desk.records.encounter_versions(Identity(102)) == (first, moved.withdrawn)
    assert moved.withdrawn.version == 2
    assert (moved.withdrawn.entered_in_error, moved.withdrawn.moved_to) == (True, moved.recorded.id)
    assert changes_of(moved.withdrawn) == {1: Change.CARRIED, 2: Change.ENTERED_IN_ERROR}
    assert list(desk.standing()) == [1]

    assert desk.records.encounters_of(OTHER) == (moved.recorded,)
    assert (moved.recorded.version, moved.recorded.record_number, moved.recorded.moved_from) == (1, 1, Identity(102))
    assert (moved.recorded.child, moved.recorded.referral) == (OTHER, OTHERS_REFERRAL)
    (epilepsy,) = moved.recorded.statements
    assert (epilepsy.concept, epilepsy.change) == (EPILEPSY, Change.NEW)
    assert epilepsy.need != Identity(2)
    assert moved.warnings == ()


def test_both_children_get_an_audit_event_in_the_same_unit(desk: Desk) -> None:
    desk.record(SECOND, identity=102)
    moved = desk.move(102)
    here, there = desk.records.events[-2:]
    assert {here.action, there.action} == {AuditAction.ENCOUNTER_MOVED}
    assert (here.child, here.subject) == (CHILD, Identity(102))
    assert (there.child, there.subject) == (OTHER, moved.recorded.id)
    assert {(each.account, each.at, each.detail) for each in (here, there)} == {(MOVER, MOVED_AT, None)}
    assert len(desk.records.events) == 3


def test_the_visit_keeps_what_was_done_at_it_and_by_whom(desk: Desk) -> None:
    booked = Appointment(
        Identity(80), child().organisation, CHILD, REFERRAL, Identity(81), SECOND, time(9), 30, None, "02", ACCOUNT
    )
    submitted = datetime.combine(SECOND, time(11), NOW.tzinfo)
    planned = desk.record(
        SECOND,
        identity=102,
        appointment=booked.id,
        next_appointment=NextAppointment(26),
        growth=Growth(weight_grams=12_400),
        onward_referrals=(OnwardReferral("14"),),
        copies=(LetterCopy(Recipient.GP),),
        tests_requested=(RequestedTest.HEARING,),
        timing=Timing(submitted, None, submitted, 0, 0, 0, InputMode.KEYBOARD),
        form_token="a form",
        form_digest=bytes(32),
        scores=(AssessmentScore(TOOL, "38.5"),),
    )
    moved = desk.move(102)
    new = moved.recorded
    for name in ("contact", "present", "outcome", "next_appointment", "growth", "onward_referrals", "copies", "scores"):
        assert getattr(new, name) == getattr(planned, name)
    assert (new.tests_requested, new.professional, new.profession) == ((RequestedTest.HEARING,), PROFESSIONAL, None)
    assert [replace(each, id=Identity(0)) for each in new.activities] == [
        replace(each, id=Identity(0)) for each in planned.activities
    ]
    assert new.activities[0].id != planned.activities[0].id
    assert (new.recorded_by, new.recorded_at) == (MOVER, MOVED_AT)
    assert (new.appointment, new.form_token, new.form_digest, new.timing) == (None, None, None, None)

    old = moved.withdrawn
    assert (old.contact, old.activities, old.appointment) == (planned.contact, planned.activities, booked.id)
    assert (old.groups, old.outcome, old.next_appointment, old.growth, old.onward_referrals) == (
        (),
        None,
        None,
        None,
        (),
    )
    assert (old.copies, old.tests_requested, old.safeguarding_check, old.timing) == ((), (), None, None)
    assert old.scores == ()
    assert (old.form_token, old.form_digest, old.amendment_reason) == (None, None, REASON)
    assert (old.recorded_by, old.recorded_at, old.seen) == (MOVER, MOVED_AT, False)


def test_the_commissioner_of_the_wrong_childs_referral_does_not_go_with_the_visit(desk: Desk) -> None:
    contact = replace(visit(SECOND).contact, commissioner=referral().commissioner)
    desk.record(SECOND, identity=102, contact=contact)
    assert desk.move(102).recorded.contact.commissioner == "QX2"


class TestTheWrongChildsRecord:
    """It stands as if the visit had never been."""

    def test_a_need_the_visit_had_resolved_stands_again_although_later_visits_knew_nothing_of_it(
        self, desk: Desk
    ) -> None:
        desk.record(FIRST, statement(1), identity=101)
        desk.record(SECOND, statement(1, change=Change.RESOLVED), identity=102)
        later = desk.record(THIRD, identity=103)
        assert later.statements == ()
        assert desk.complexity().conditions == 0
        assert changes_of(desk.move(102).withdrawn) == {1: Change.CARRIED}
        assert list(desk.standing()) == [1]
        assert desk.complexity().conditions == 1

    def test_a_need_the_visit_had_called_an_error_stands_again(self, desk: Desk) -> None:
        desk.record(FIRST, statement(1), identity=101)
        desk.record(SECOND, statement(1, change=Change.ENTERED_IN_ERROR), identity=102)
        desk.move(102)
        assert list(desk.standing()) == [1]

    def test_a_need_that_the_visit_brought_and_later_visits_carried_is_gone(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2, EPILEPSY), identity=102)
        later = desk.record(THIRD, identity=103)
        assert changes_of(later) == {2: Change.CARRIED}
        assert desk.move(102).needs_to_check == ()
        assert desk.standing() == {}
        assert desk.complexity().conditions is None

    @pytest.mark.parametrize("change", [Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED])
    def test_a_need_that_the_visit_brought_and_a_later_visit_affirmed_is_gone_and_pointed_out(
        self, change: Change, desk: Desk
    ) -> None:
        desk.record(SECOND, statement(2, EPILEPSY), identity=102)
        desk.record(THIRD, statement(2, EPILEPSY, change), identity=103)
        assert [each.need for each in desk.move(102).needs_to_check] == [2]
        assert desk.standing() == {}
        # At the later visit the group was asked about, and that is still so.
        assert desk.complexity().conditions == 0

    def test_an_affirmation_is_taken_back_with_its_date_its_words_and_its_light(self, desk: Desk) -> None:
        first = replace(statement(1), certainty=Certainty.SUSPECTED, traffic_light=TrafficLight.GREEN)
        first = replace(first, source=replace(first.source, said_by=first.source.said_by.FAMILY))
        desk.record(FIRST, first, identity=101)
        said = replace(first, change=Change.STILL_PRESENT, certainty=Certainty.DIAGNOSED, primary=True)
        desk.record(SECOND, replace(said, traffic_light=TrafficLight.RED), identity=102)
        desk.move(102)
        stands = desk.standing()[1]
        assert (stands.affirmed_on, stands.touched_on, stands.light) == (FIRST, FIRST, TrafficLight.GREEN)
        assert (stands.latest.certainty, stands.primary_for, stands.untouched_visits) == (
            Certainty.SUSPECTED,
            frozenset(),
            0,
        )

    def test_a_need_that_was_closed_before_stays_closed(self, desk: Desk) -> None:
        desk.record(FIRST, statement(1), statement(2, EPILEPSY), identity=100)
        desk.record(FIRST, statement(1, change=Change.RESOLVED), identity=101)
        desk.record(SECOND, statement(1, change=Change.ENTERED_IN_ERROR), identity=102)
        assert changes_of(desk.move(102).withdrawn) == {2: Change.CARRIED}
        history = {each.need: each for each in need_histories(desk.records.encounters_of(CHILD))}[Identity(1)]
        assert history.latest.change is Change.RESOLVED

    def test_a_need_dropped_by_an_amendment_before_the_move_stays_an_error(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2, EPILEPSY), statement(3, PALSY), identity=102)
        current = desk.records.encounter(Identity(102))
        amended = replace(current, version=2, record_number=2, statements=(statement(3, PALSY),), groups=())
        amend_encounter(replace(amended, amendment_reason="A slip of the pen."), desk.work)
        moved = desk.move(102, version=2)
        assert changes_of(moved.withdrawn) == {2: Change.ENTERED_IN_ERROR, 3: Change.ENTERED_IN_ERROR}
        assert list(terms(moved.recorded)) == ["Cerebral palsy"]

    def test_groups_it_asked_about_were_not_asked_of_this_child(self, desk: Desk) -> None:
        desk.record(SECOND, identity=102, groups=visit(groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED}).groups)
        moved = desk.move(102)
        assert desk.complexity().conditions is None
        assert desk.complexity(OTHER).conditions == 0
        assert moved.recorded.answer(Group.CONDITION) is GroupAnswer.NONE_IDENTIFIED

    def test_the_referral_it_closed_is_open_again_and_the_right_childs_closed(self, desk: Desk) -> None:
        desk.record(SECOND, identity=102, outcome=Outcome.DISCHARGE)
        assert not desk.records.referral(REFERRAL).open
        desk.move(102)
        reopened, closed = desk.records.referral(REFERRAL), desk.records.referral(OTHERS_REFERRAL)
        assert (reopened.version, reopened.open, reopened.teams[0].closed_on) == (3, True, None)
        assert (closed.version, closed.discharged_on, closed.recorded_by) == (2, SECOND, MOVER)

    def test_a_referral_that_another_visit_closed_stays_closed(self, desk: Desk) -> None:
        desk.record(FIRST, identity=101, outcome=Outcome.DISCHARGE)
        desk.record(SECOND, identity=102)
        desk.move(102)
        assert desk.records.referral(REFERRAL).discharged_on == FIRST

    def test_a_moved_visit_is_never_amended(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2), identity=102)
        withdrawn = desk.move(102).withdrawn
        again = replace(withdrawn, version=3, record_number=3, amendment_reason="Once more.")
        with pytest.raises(Conflict):
            amend_encounter(again, desk.work)


class TestTheRightChildsRecord:
    """What the visit affirmed is said of their needs; the rest of theirs is carried."""

    def test_a_need_of_a_concept_that_stands_there_is_affirmed_and_no_second_one_begun(self, desk: Desk) -> None:
        desk.record(FIRST, statement(8, EPILEPSY), statement(9, GASTROSTOMY), identity=201, of=OTHER)
        desk.record(SECOND, statement(2, EPILEPSY), statement(3, SLEEP), identity=102)
        recorded = desk.move(102).recorded
        assert terms(recorded) == {
            "Epilepsy": Change.STILL_PRESENT,
            "Sleep disturbance": Change.NEW,
            "Gastrostomy present": Change.CARRIED,
        }
        said = recorded.statement_of(Identity(8))
        assert said is not None
        assert said.concept == EPILEPSY
        assert desk.complexity(OTHER) == Complexity(1, 1, 1, None)

    def test_a_need_closed_there_begins_anew(self, desk: Desk) -> None:
        desk.record(FIRST, statement(8, EPILEPSY), identity=200, of=OTHER)
        desk.record(FIRST, statement(8, EPILEPSY, Change.RESOLVED), identity=201, of=OTHER)
        desk.record(SECOND, statement(2, EPILEPSY), identity=102)
        assert terms(desk.move(102).recorded) == {"Epilepsy": Change.NEW}

    def test_what_was_only_carried_resolved_or_an_error_does_not_come_along(self, desk: Desk) -> None:
        first = statement(1), statement(2, EPILEPSY), statement(3, GASTROSTOMY), statement(4, SLEEP)
        desk.record(FIRST, *first, identity=101)
        desk.record(
            SECOND,
            statement(1, change=Change.RESOLVED),
            statement(2, EPILEPSY, Change.ENTERED_IN_ERROR),
            statement(4, SLEEP, Change.STILL_PRESENT),
            identity=102,
        )
        assert terms(desk.move(102).recorded) == {"Sleep disturbance": Change.NEW}

    def test_dates_and_certainty_of_the_wrong_childs_need_do_not_come_along(self, desk: Desk) -> None:
        theirs = replace(statement(1, EPILEPSY), onset=PartialDate(2020), diagnosed=PartialDate(2021, 3), primary=True)
        mine = replace(statement(8, EPILEPSY), onset=PartialDate(2023), certainty=Certainty.SUSPECTED)
        desk.record(FIRST, theirs, identity=101)
        desk.record(FIRST, mine, identity=201, of=OTHER)
        desk.record(SECOND, replace(theirs, change=Change.STILL_PRESENT), identity=102)
        (said,) = desk.move(102).recorded.statements
        assert (said.need, said.onset, said.diagnosed) == (Identity(8), PartialDate(2023), None)
        assert (said.certainty, said.primary) == (Certainty.SUSPECTED, False)

    def test_dates_and_certainty_said_at_the_visit_come_along(self, desk: Desk) -> None:
        theirs = replace(statement(1, EPILEPSY), onset=PartialDate(2020), certainty=Certainty.SUSPECTED)
        desk.record(FIRST, theirs, identity=101)
        desk.record(FIRST, replace(theirs, need=Identity(8)), identity=201, of=OTHER)
        said_then = replace(
            theirs, change=Change.STILL_PRESENT, certainty=Certainty.DIAGNOSED, diagnosed=PartialDate(2026, 4)
        )
        desk.record(SECOND, said_then, identity=102)
        (said,) = desk.move(102).recorded.statements
        assert (said.certainty, said.diagnosed, said.onset) == (
            Certainty.DIAGNOSED,
            PartialDate(2026, 4),
            PartialDate(2020),
        )

    def test_what_was_reviewed_in_one_act_starts_no_time_anew(self, desk: Desk) -> None:
        desk.record(FIRST, statement(1, EPILEPSY), identity=101)
        desk.record(FIRST, statement(8, EPILEPSY), identity=201, of=OTHER)
        desk.record(SECOND, statement(1, EPILEPSY, Change.REVIEWED_UNCHANGED), identity=102)
        desk.move(102)
        stands = desk.standing(OTHER)[8]
        assert (stands.affirmed_on, stands.touched_on) == (SECOND, FIRST)

    def test_who_moves_the_visit_may_choose_which_needs_are_the_right_childs(self, desk: Desk) -> None:
        said = statement(1), statement(2, EPILEPSY), statement(3, GASTROSTOMY)
        desk.record(SECOND, *said, identity=102)
        recorded = desk.move(102, needs=[2]).recorded
        assert terms(recorded) == {"Epilepsy": Change.NEW}
        assert recorded.answer(Group.TECHNOLOGY_DEPENDENCY) is GroupAnswer.NOT_ASKED
        assert desk.standing() == {}

    def test_a_need_in_the_clinicians_own_words_comes_along(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2, None, term="A need in words"), identity=102)
        (said,) = desk.move(102).recorded.statements
        assert (said.concept, said.term, said.change) == (None, "A need in words", Change.NEW)

    def test_the_visit_takes_its_place_by_its_date(self, desk: Desk) -> None:
        desk.record(FIRST, statement(8, PALSY), identity=201, of=OTHER)
        desk.record(THIRD, statement(9, GASTROSTOMY), identity=203, of=OTHER)
        desk.record(SECOND, identity=102)
        assert changes_of(desk.move(102).recorded) == {8: Change.CARRIED}

    def test_a_visit_moved_to_a_second_wrong_child_can_be_moved_back(self, desk: Desk) -> None:
        desk.record(FIRST, statement(1), identity=101)
        desk.record(SECOND, statement(2, EPILEPSY), identity=102)
        there = desk.move(102).recorded
        back = desk.move(int(there.id), to=(CHILD, REFERRAL)).recorded
        assert terms(back) == {"Cerebral palsy": Change.CARRIED, "Epilepsy": Change.NEW}
        assert (back.moved_from, back.record_number) == (there.id, 4)
        assert desk.standing(OTHER) == {}
        assert desk.complexity().conditions == 2


class TestWhatIsRefused:
    """Everything at once, and nothing is written."""

    def test_the_reason_and_the_right_child_and_their_record_all_at_once(self) -> None:
        elsewhere = replace(other_child(), merged_into=Identity(44))
        desk = Desk(elsewhere, others_referral())
        desk.record(SECOND, identity=102)
        assert desk.refused(102, reason=" ", to=(OTHER, REFERRAL)) == {"missing", "merged", "other-child"}

    @pytest.mark.parametrize("reason", ["x" * 501, "turned \u202e round", "nul \x00"])
    def test_a_reason_that_is_too_long_or_not_a_text(self, reason: str, desk: Desk) -> None:
        desk.record(SECOND, identity=102)
        assert desk.refused(102, reason=reason) == {"text"}
        assert desk.move(102, reason="x" * 500).withdrawn.amendment_reason == "x" * 500

    def test_the_same_child(self, desk: Desk) -> None:
        desk.record(SECOND, identity=102)
        assert desk.refused(102, to=(CHILD, REFERRAL)) == {"same-child"}

    def test_two_records_of_one_child(self) -> None:
        desk = Desk(other_child(), others_referral())
        desk.record(SECOND, identity=102)
        desk.records.children[0] = replace(child(), merged_into=OTHER)
        assert desk.refused(102) == {"same-child"}

    def test_a_visit_before_the_right_child_was_born(self) -> None:
        young = replace(other_child(), demographics=replace(child().demographics, birth_date=THIRD))
        desk = Desk(young, others_referral())
        desk.record(SECOND, identity=102)
        assert desk.refused(102) == {"before-birth"}

    def test_a_level_beside_the_one_that_stands_there_until_it_is_left_out(self, desk: Desk) -> None:
        desk.record(FIRST, statement(8, GMFCS_II), identity=201, of=OTHER)
        desk.record(SECOND, statement(2, GMFCS_III), identity=102)
        assert desk.refused(102) == {"one-of"}
        assert terms(desk.move(102, needs=()).recorded) == {"Level II": Change.CARRIED}

    def test_none_identified_over_what_stands_there(self, desk: Desk) -> None:
        desk.record(FIRST, statement(8, PALSY), identity=201, of=OTHER)
        asked = visit(groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED}).groups
        desk.record(SECOND, identity=102, groups=asked)
        assert desk.refused(102) == {"carried-unresolved"}

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLINICIAN])
    def test_those_who_may_not(self, role: Role, desk: Desk) -> None:
        desk.record(SECOND, identity=102)
        with pytest.raises(NotPermitted):
            move_encounter(
                Move(Identity(102), 1, OTHER, OTHERS_REFERRAL, REASON), replace(desk.later, principal=principal(role))
            )
        assert len(desk.records.encounters) == 1

    def test_what_is_not_there(self, desk: Desk) -> None:
        desk.record(SECOND, identity=102)
        for identity, to in ((103, (OTHER, OTHERS_REFERRAL)), (102, (Identity(44), OTHERS_REFERRAL))):
            with pytest.raises(NotFound):
                desk.move(identity, to=to)
        with pytest.raises(NotFound):
            desk.move(102, to=(OTHER, Identity(55)))

    def test_a_version_that_is_not_the_current_one(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2), identity=102)
        current = desk.records.encounter(Identity(102))
        amend_encounter(replace(current, version=2, record_number=2, amendment_reason="A slip."), desk.work)
        with pytest.raises(Conflict):
            desk.move(102, version=1)
        assert len(desk.records.encounters) == 2

    def test_a_visit_moved_already(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2), identity=102)
        desk.move(102)
        for version in (1, 2):
            with pytest.raises(Conflict):
                desk.move(102, version=version)
        assert len(desk.records.encounters) == 3

    def test_a_right_childs_record_that_has_moved_on(self, desk: Desk) -> None:
        desk.record(SECOND, statement(2), identity=102)
        desk.record(SECOND, statement(8), identity=201, of=OTHER)
        with pytest.raises(Conflict):
            desk.move(102, number_there=0)
        assert desk.move(102, number_there=1).recorded.record_number == 2


def test_a_visit_before_the_referral_or_on_a_day_with_another_is_moved_with_a_warning() -> None:
    late = replace(others_referral(), received_on=THIRD)
    desk = Desk(other_child(), late)
    desk.record(SECOND, statement(2, EPILEPSY), identity=102)
    desk.record(SECOND, identity=201, of=OTHER)
    desk.record(THIRD, statement(9, EPILEPSY), identity=203, of=OTHER)
    warnings = {problem.code for problem in desk.move(102).warnings}
    assert warnings == {"before-referral", "same-day", "recorded-later"}


def fact(identity: int, kind: FactKind, recorded_at: datetime) -> ChildFact:
    return ChildFact(Identity(identity), kind, FactAnswer.KNOWN, "Y", SECOND, None, recorded_at, ACCOUNT)


def test_what_was_learned_of_the_wrong_child_at_the_visit_is_pointed_out(desk: Desk) -> None:
    plan = fact(70, FactKind.EHC_PLAN, NOW)
    before = fact(71, FactKind.INTERPRETER, NOW - timedelta(days=90))
    desk.records.children[0] = replace(child(), facts=(before, plan))
    desk.record(SECOND, identity=102)
    assert desk.move(102).facts_to_check == (plan,)


CONCEPTS = (PALSY, EPILEPSY, GASTROSTOMY, SLEEP, CARE)
ACTIONS = st.sampled_from((Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.RESOLVED, None))
PLANS = st.lists(st.dictionaries(st.sampled_from(CONCEPTS), ACTIONS, max_size=5), min_size=1, max_size=5)


def played(desk: Desk, plans: list[dict[ConceptId, Change | None]], of: Identity, start: int) -> None:
    """Visits by plan: what a plan names is affirmed or resolved where it stands, and new where it does not."""
    for number, plan in enumerate(plans):
        standing = {each.latest.concept: need for need, each in desk.standing(of).items()}
        said = [
            statement(standing[concept], concept, change)
            if concept in standing and change is not None
            else statement(start + 10 * number + place, concept)
            for place, (concept, change) in enumerate(plan.items())
            if concept not in standing or change is not None
        ]
        desk.record(FIRST + timedelta(days=number), *said, identity=start + number, of=of)


@given(PLANS, PLANS, st.integers(0, 4))
@settings(max_examples=80, deadline=None)
def test_both_children_are_as_if_the_last_visit_had_been_recorded_on_the_right_one_at_once(
    mine: list[dict[ConceptId, Change | None]], theirs: list[dict[ConceptId, Change | None]], kept: int
) -> None:
    """The wrong child as without the visit; the right child has all it affirmed besides all that stood there."""
    desk, without = Desk(), Desk()
    played(desk, mine, CHILD, 1_000)
    played(without, mine[:-1], CHILD, 1_000)
    # A need first recorded there later than the visit is another: of that the move only warns.
    played(desk, theirs[: min(kept, len(mine))], OTHER, 9_000)
    before = {each.latest.concept for each in desk.standing(OTHER).values()}
    last = desk.records.encounter(Identity(1_000 + len(mine) - 1))
    desk.move(int(last.id))

    def shown(each: NeedHistory) -> NeedHistory:
        return replace(each, latest=replace(each.latest, change=Change.CARRIED, traffic_light=None))

    assert {need: shown(each) for need, each in desk.standing().items()} == {
        need: shown(each) for need, each in without.standing().items()
    }
    assert desk.complexity() == without.complexity()
    after = Counter(each.latest.concept for each in desk.standing(OTHER).values())
    affirmed = {each.concept for each in last.statements if each.change.affirmed}
    assert after == Counter(before | affirmed)

"""Recording and amending, on records in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.access.audit import AuditAction
from app.access.people import Role
from app.clinical.ages import PartialDate
from app.clinical.child import Child, ChildFact, FactAnswer, FactKind
from app.clinical.complexity import Complexity, complexity_of
from app.clinical.encounter import Encounter, Outcome
from app.clinical.history import NeedHistory, earlier_than, need_histories, standing_needs
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement, TrafficLight
from app.clinical.ports import Records, Unit, Work
from app.clinical.recording import Recorded, amend_encounter, completed, record_encounter
from app.clinical.referral import Referral
from app.errors import Conflict, NotFound, NotPermitted, Rejected
from app.identity import Identity
from app.terminology.refset import Group
from tests.clinical.examples import (
    ACCOUNT,
    CHILD,
    EPILEPSY,
    GASTROSTOMY,
    GMFCS_II,
    GMFCS_III,
    NOW,
    OUTSIDE,
    REFERRAL,
    REFSET,
    TODAY,
    child,
    entered_in_error,
    identities,
    not_seen,
    principal,
    referral,
    statement,
    under,
    visit,
)
from tests.clinical.fake_records import FakeRecords

FIRST, SECOND, THIRD = date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6)


class Desk:
    """A clinic at work: records in memory, and visits recorded one after another."""

    def __init__(self, role: Role = Role.CLINICIAN) -> None:
        self.records = FakeRecords(child(), referral())
        self.work: Work[Records] = Work(principal(role), NOW, REFSET, identities(), self.records)

    def record(
        self,
        on: date,
        *statements: Statement,
        identity: int = 100,
        groups: dict[Group, GroupAnswer] | None = None,
        outcome: Outcome = Outcome.REVIEW,
    ) -> Recorded:
        number = self.records.record_number(CHILD) + 1
        encounter = visit(
            on, *statements, identity=identity, groups=groups or {}, outcome=outcome, record_number=number
        )
        return record_encounter(encounter, self.work)

    def amended(self, identity: int, *statements: Statement) -> Encounter:
        """The next version of an encounter, saying so; not yet recorded."""
        current = self.records.encounter(Identity(identity))
        return replace(
            current,
            version=current.version + 1,
            record_number=self.records.record_number(CHILD) + 1,
            statements=statements,
            groups=(),
            amendment_reason="Corrected after a look at the letter.",
        )

    def standing(self) -> list[int]:
        return needs_of(standing_needs(need_histories(self.records.encounters_of(CHILD))))


def needs_of(things: Iterable[NeedHistory | Statement]) -> list[int]:
    return [int(each.need) for each in things]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_visit_is_recorded_with_its_audit_event_as_one_unit(desk: Desk) -> None:
    recorded = desk.record(TODAY, statement(1), statement(2, GASTROSTOMY))
    assert desk.records.encounters == [recorded.encounter]
    (event,) = desk.records.events
    assert event.action is AuditAction.ENCOUNTER_RECORDED
    assert (event.child, event.subject, event.account, event.at) == (CHILD, recorded.encounter.id, ACCOUNT, NOW)
    assert recorded.warnings == ()


def test_needs_not_mentioned_are_carried_without_their_traffic_light(desk: Desk) -> None:
    first = statement(1)
    desk.record(FIRST, first, statement(2, GASTROSTOMY), identity=101)
    second = desk.record(SECOND, statement(2, GASTROSTOMY, Change.STILL_PRESENT), identity=102).encounter
    assert needs_of(second.statements) == [2, 1]
    assert second.statement_of(Identity(1)) == replace(first, change=Change.CARRIED, traffic_light=None)


def test_a_traffic_light_is_of_its_day_and_not_carried(desk: Desk) -> None:
    light = replace(statement(1), traffic_light=TrafficLight.RED)
    (carried,) = completed(visit(SECOND), need_histories([visit(FIRST, light)])).statements
    assert carried.traffic_light is None


def test_a_group_with_a_need_affirmed_was_asked_about_and_one_only_carried_was_not(desk: Desk) -> None:
    first = desk.record(FIRST, statement(1), identity=101).encounter
    assert first.answer(Group.CONDITION) is GroupAnswer.SOME
    second = desk.record(SECOND, identity=102).encounter
    assert second.answer(Group.CONDITION) is GroupAnswer.NOT_ASKED


def test_what_was_answered_of_a_group_is_kept(desk: Desk) -> None:
    encounter = desk.record(TODAY, groups={Group.NUTRITION: GroupAnswer.NONE_IDENTIFIED}).encounter
    assert encounter.answer(Group.NUTRITION) is GroupAnswer.NONE_IDENTIFIED
    assert len(encounter.groups) == 1


def test_none_identified_over_a_carried_need_is_refused_until_it_is_resolved(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    with pytest.raises(Rejected) as refused:
        desk.record(SECOND, identity=102, groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED})
    assert [problem.code for problem in refused.value.problems] == ["carried-unresolved"]
    resolved = statement(1, change=Change.RESOLVED)
    desk.record(SECOND, resolved, identity=102, groups={Group.CONDITION: GroupAnswer.NONE_IDENTIFIED})
    assert desk.standing() == []


def test_a_new_level_is_refused_while_the_old_one_is_carried(desk: Desk) -> None:
    desk.record(FIRST, statement(1, GMFCS_II), identity=101)
    with pytest.raises(Rejected) as refused:
        desk.record(SECOND, statement(2, GMFCS_III), identity=102)
    assert [problem.code for problem in refused.value.problems] == ["one-of"]
    desk.record(SECOND, statement(2, GMFCS_III), statement(1, GMFCS_II, Change.RESOLVED), identity=102)
    assert desk.standing() == [2]


def test_a_rejected_visit_writes_nothing_and_tells_everything(desk: Desk) -> None:
    with pytest.raises(Rejected) as refused:
        desk.record(TODAY + timedelta(days=1), statement(1, term=" "))
    assert {problem.code for problem in refused.value.problems} == {"future", "text"}
    assert desk.records.encounters == []
    assert desk.records.events == []


def test_a_warning_is_recorded_over_and_told(desk: Desk) -> None:
    recorded = desk.record(TODAY, statement(1, OUTSIDE, group=Group.CONDITION))
    assert [problem.code for problem in recorded.warnings] == ["outside-refset"]
    assert len(desk.records.encounters) == 1


def test_a_child_who_was_not_brought_keeps_every_need_unreviewed(desk: Desk) -> None:
    desk.record(FIRST, statement(1), statement(2, GASTROSTOMY), identity=101)
    missed = not_seen(visit(SECOND, identity=102, record_number=2))
    recorded = record_encounter(missed, desk.work).encounter
    assert [each.change for each in recorded.statements] == [Change.CARRIED, Change.CARRIED]
    assert recorded.groups == ()
    histories = need_histories(desk.records.encounters_of(CHILD))
    assert [history.affirmed_on for history in histories] == [FIRST, FIRST]


def test_a_visit_recorded_late_takes_its_place_by_its_date(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(THIRD, statement(2, GASTROSTOMY), identity=103)
    between = desk.record(SECOND, identity=102).encounter
    assert needs_of(between.statements) == [1]


def test_a_need_first_recorded_at_a_later_contact_is_not_carried_back_to_one_recorded_late(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(THIRD, statement(2, GASTROSTOMY), identity=103)
    as_the_form_lists_it = statement(2, GASTROSTOMY, Change.CARRIED)
    between = desk.record(SECOND, as_the_form_lists_it, identity=102).encounter
    assert needs_of(between.statements) == [1]
    histories = need_histories(desk.records.encounters_of(CHILD))
    assert [(history.need, history.first_on) for history in histories] == [(1, FIRST), (2, THIRD)]


@pytest.mark.parametrize("change", [Change.REVIEWED_UNCHANGED, Change.STILL_PRESENT, Change.RESOLVED])
def test_nothing_else_is_said_of_a_need_before_it_was_first_recorded(desk: Desk, change: Change) -> None:
    desk.record(THIRD, statement(2, GASTROSTOMY), identity=103)
    with pytest.raises(Rejected) as refused:
        desk.record(SECOND, statement(2, GASTROSTOMY, change), identity=102)
    (problem,) = (each for each in refused.value.problems if each.item == "statements[0]")
    assert problem.code == "later-need"
    assert "Untick it, or correct the date or time of the contact." in problem.message


def test_amending_a_contact_keeps_the_needs_that_it_introduced_and_later_ones_carried(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(SECOND, identity=102)
    amended = amend_encounter(desk.amended(101, statement(1)), desk.work).encounter
    assert [(each.need, each.change) for each in amended.statements] == [(1, Change.NEW)]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLINICIAN, Role.SYSTEM)])
def test_only_a_clinician_and_a_providers_system_record_and_amend(role: Role) -> None:
    desk = Desk(role)
    with pytest.raises(NotPermitted):
        desk.record(TODAY)
    with pytest.raises(NotPermitted):
        amend_encounter(visit(), desk.work)
    assert desk.records.encounters == []


def test_what_a_providers_system_left_out_of_a_contact_is_told_and_recorded_over() -> None:
    bare = replace(visit(), activities=(), present=frozenset(), outcome=None)
    bare = replace(bare, contact=replace(bare.contact, mechanism=None))
    with pytest.raises(Rejected) as refused:
        record_encounter(bare, Desk().work)
    left_out = {"contact.mechanism", "present", "outcome", "activities"}
    assert {problem.item for problem in refused.value.problems} == left_out
    recorded = record_encounter(bare, Desk(Role.SYSTEM).work)
    assert {problem.item for problem in recorded.warnings} == left_out


def test_another_organisations_child_or_referral_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        record_encounter(replace(visit(), child=Identity(44)), desk.work)
    with pytest.raises(NotFound):
        record_encounter(replace(visit(), referral=Identity(55)), desk.work)


def test_a_form_sent_twice_is_recorded_once(desk: Desk) -> None:
    form = replace(visit(TODAY, statement(1)), form_token="one form")
    first = record_encounter(form, desk.work)
    again = record_encounter(replace(form, id=Identity(101), record_number=2), desk.work)
    assert again.encounter == first.encounter
    assert len(desk.records.encounters) == 1
    assert len(desk.records.events) == 1


def test_a_stale_record_number_is_refused_and_nothing_is_written(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    with pytest.raises(Conflict):
        record_encounter(visit(SECOND, identity=102, record_number=1), desk.work)
    assert len(desk.records.encounters) == 1
    assert len(desk.records.events) == 1


def test_a_discharge_closes_the_referral_on_the_day_of_the_contact(desk: Desk) -> None:
    desk.record(TODAY, outcome=Outcome.DISCHARGE)
    closed = desk.records.referral(REFERRAL)
    assert (closed.version, closed.discharged_on, closed.open) == (2, TODAY, False)
    assert (closed.recorded_at, closed.recorded_by) == (NOW, ACCOUNT)


def test_review_and_transfer_leave_the_referral_as_it_is(desk: Desk) -> None:
    desk.record(FIRST, identity=101)
    desk.record(SECOND, identity=102, outcome=Outcome.TRANSFER)
    assert desk.records.referral(REFERRAL) == referral()


def test_amending_a_discharge_reopens_the_referral(desk: Desk) -> None:
    desk.record(TODAY, identity=101, outcome=Outcome.DISCHARGE)
    amend_encounter(replace(desk.amended(101), outcome=Outcome.REVIEW), desk.work)
    reopened = desk.records.referral(REFERRAL)
    assert (reopened.version, reopened.open) == (3, True)


def test_amending_the_date_of_a_discharge_moves_it(desk: Desk) -> None:
    desk.record(SECOND, identity=101, outcome=Outcome.DISCHARGE)
    amended = desk.amended(101)
    amend_encounter(replace(amended, contact=replace(amended.contact, on=THIRD)), desk.work)
    assert desk.records.referral(REFERRAL).discharged_on == THIRD


def test_amending_something_else_leaves_a_discharge_alone(desk: Desk) -> None:
    desk.record(SECOND, identity=101, outcome=Outcome.DISCHARGE)
    amend_encounter(desk.amended(101, statement(1)), desk.work)
    assert desk.records.referral(REFERRAL).version == 2


def test_an_amendment_does_not_reopen_a_referral_that_another_contact_closed(desk: Desk) -> None:
    desk.record(FIRST, identity=101, outcome=Outcome.DISCHARGE)
    amend_encounter(replace(desk.amended(101), outcome=Outcome.REVIEW), desk.work)
    desk.record(SECOND, identity=102, outcome=Outcome.DISCHARGE)
    amend_encounter(replace(desk.amended(101), outcome=Outcome.REVIEW), desk.work)
    assert desk.records.referral(REFERRAL).discharged_on == SECOND


def test_taking_back_a_second_discharge_leaves_the_first(desk: Desk) -> None:
    desk.record(FIRST, identity=101, outcome=Outcome.DISCHARGE)
    desk.record(SECOND, identity=102, outcome=Outcome.DISCHARGE)
    amend_encounter(replace(desk.amended(102), outcome=Outcome.REVIEW), desk.work)
    assert desk.records.referral(REFERRAL).discharged_on == FIRST


def test_an_amendment_is_a_new_version_and_the_old_one_stays(desk: Desk) -> None:
    first = desk.record(FIRST, statement(1), identity=101).encounter
    second = amend_encounter(desk.amended(101, statement(1), statement(2, GASTROSTOMY)), desk.work).encounter
    assert desk.records.encounter_versions(Identity(101)) == (first, second)
    assert [event.action for event in desk.records.events] == [
        AuditAction.ENCOUNTER_RECORDED,
        AuditAction.ENCOUNTER_AMENDED,
    ]


def test_a_need_that_an_amendment_drops_was_entered_in_error(desk: Desk) -> None:
    desk.record(FIRST, statement(1), statement(2, GASTROSTOMY), identity=101)
    desk.record(SECOND, identity=102)
    amended = amend_encounter(desk.amended(101, statement(2, GASTROSTOMY)), desk.work).encounter
    withdrawn = amended.statement_of(Identity(1))
    assert withdrawn is not None
    assert withdrawn.change is Change.ENTERED_IN_ERROR
    assert desk.standing() == [2]


def test_a_need_once_withdrawn_stays_withdrawn_through_further_amendments(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(SECOND, identity=102)
    amend_encounter(desk.amended(101), desk.work)
    amend_encounter(desk.amended(101), desk.work)
    assert desk.standing() == []


def test_a_withdrawal_may_be_taken_back_by_a_further_amendment(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    amend_encounter(desk.amended(101), desk.work)
    amend_encounter(desk.amended(101, statement(1)), desk.work)
    assert desk.standing() == [1]


def test_an_error_found_at_a_later_visit_may_be_taken_back_by_amending_that_visit(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(SECOND, statement(1, change=Change.ENTERED_IN_ERROR), identity=102)
    assert desk.standing() == []
    amend_encounter(desk.amended(102), desk.work)
    assert desk.standing() == [1]


def test_a_visit_may_be_amended_to_one_the_child_was_not_brought_to(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(SECOND, statement(2, GASTROSTOMY), statement(1, change=Change.STILL_PRESENT), identity=102)
    amend_encounter(not_seen(desk.amended(102)), desk.work)
    assert desk.standing() == [1]


def test_an_error_is_final(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    desk.record(SECOND, statement(1, change=Change.ENTERED_IN_ERROR), identity=102)
    with pytest.raises(Rejected) as refused:
        desk.record(THIRD, statement(1, change=Change.STILL_PRESENT), identity=103)
    assert [problem.code for problem in refused.value.problems] == ["closed-need"]


def test_a_second_amendment_of_the_same_version_is_refused(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    mine, theirs = desk.amended(101, statement(1)), desk.amended(101)
    amend_encounter(theirs, desk.work)
    with pytest.raises(Conflict):
        amend_encounter(mine, desk.work)


def test_an_amendment_cannot_move_a_visit_to_another_child(desk: Desk) -> None:
    desk.record(FIRST, identity=101)
    with pytest.raises(Rejected) as refused:
        amend_encounter(replace(desk.amended(101), child=Identity(44)), desk.work)
    assert [problem.item for problem in refused.value.problems] == ["child"]


def test_an_amendment_says_why(desk: Desk) -> None:
    desk.record(FIRST, identity=101)
    with pytest.raises(Rejected) as refused:
        amend_encounter(replace(desk.amended(101), amendment_reason=None), desk.work)
    assert [problem.item for problem in refused.value.problems] == ["amendment_reason"]


def test_there_is_nothing_to_amend_where_nothing_was_recorded(desk: Desk) -> None:
    with pytest.raises(NotFound):
        amend_encounter(replace(visit(), version=2), desk.work)


def fact(value: str) -> ChildFact:
    return ChildFact(Identity(70), FactKind.PREFERRED_LANGUAGE, FactAnswer.KNOWN, value, TODAY, None, NOW, ACCOUNT)


def test_facts_learned_at_the_visit_are_part_of_its_unit(desk: Desk) -> None:
    record_encounter(visit(), desk.work, [fact("q4")])
    assert [(each.child, each.fact.value) for each in desk.records.facts] == [(CHILD, "q4")]


def test_a_fact_whose_value_is_no_answer_stops_the_recording(desk: Desk) -> None:
    with pytest.raises(Rejected) as refused:
        record_encounter(visit(), desk.work, [fact("klingon")])
    assert [problem.item for problem in refused.value.problems] == ["fact.preferred_language"]
    assert desk.records.encounters == []


class UnitsKept(FakeRecords):
    """Records that keep each unit whole, with the things in it that other capabilities store."""

    def __init__(self, *held: Child | Referral) -> None:
        super().__init__(child(), referral(), *held)
        self.units: list[Unit] = []

    def commit(self, unit: Unit) -> None:
        super().commit(replace(unit, writes=tuple(each for each in unit.writes if not isinstance(each, str))))
        self.units.append(unit)


def work_with(records: Records) -> Work[Records]:
    return Work(principal(), NOW, REFSET, identities(), records)


def refusal(desk: Desk, on: date, *statements: Statement, identity: int) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        desk.record(on, *statements, identity=identity)
    return [(problem.item, problem.code) for problem in refused.value.problems]


def test_a_need_reviewed_unchanged_is_recorded_without_a_new_date_and_its_group_was_asked_about(desk: Desk) -> None:
    dated = replace(statement(1), onset=PartialDate(2020), diagnosed=PartialDate(2021, 6))
    desk.record(FIRST, dated, statement(2, GASTROSTOMY), identity=101)
    reviewed = replace(dated, change=Change.REVIEWED_UNCHANGED)
    second = desk.record(SECOND, reviewed, identity=102).encounter
    assert second.statement_of(Identity(1)) == reviewed
    assert second.answer(Group.CONDITION) is GroupAnswer.SOME
    assert second.answer(Group.TECHNOLOGY_DEPENDENCY) is GroupAnswer.NOT_ASKED
    third = desk.record(THIRD, identity=103).encounter
    carried = third.statement_of(Identity(1))
    assert carried == replace(dated, change=Change.CARRIED)


def test_a_child_who_was_not_seen_has_nothing_reviewed_unchanged(desk: Desk) -> None:
    desk.record(FIRST, statement(1), identity=101)
    missed = not_seen(visit(SECOND, statement(1, change=Change.REVIEWED_UNCHANGED), identity=102, record_number=2))
    with pytest.raises(Rejected) as refused:
        record_encounter(replace(missed, groups=()), desk.work)
    assert {problem.code for problem in refused.value.problems} == {"not-seen"}
    assert len(desk.records.encounters) == 1


# The primary condition


def test_choosing_another_primary_while_the_old_one_is_carried_is_refused(desk: Desk) -> None:
    desk.record(FIRST, replace(statement(1), primary=True), identity=101)
    other = replace(statement(2, EPILEPSY), primary=True)
    assert refusal(desk, SECOND, other, identity=102) == [("statements[1].primary", "second-primary")]
    no_longer = statement(1, change=Change.STILL_PRESENT)
    desk.record(SECOND, no_longer, other, identity=102)
    histories = need_histories(desk.records.encounters_of(CHILD))
    assert [int(each.need) for each in histories if REFERRAL in each.primary_for] == [2]


def test_a_visit_under_another_referral_may_have_a_primary_of_its_own() -> None:
    other = replace(referral(), id=Identity(55))
    records = UnitsKept(other)
    first = visit(FIRST, replace(statement(1), primary=True), identity=101)
    record_encounter(first, work_with(records))
    theirs = visit(SECOND, replace(statement(2, EPILEPSY), primary=True), identity=102, record_number=2)
    second = record_encounter(under(other.id, theirs), work_with(records)).encounter
    assert [(each.need, each.primary) for each in second.statements] == [(2, True), (1, False)]
    third = record_encounter(visit(THIRD, identity=103, record_number=3), work_with(records)).encounter
    assert [(each.need, each.primary) for each in third.statements] == [(1, True), (2, False)]


# Needs in words


def test_a_need_in_words_is_recorded_and_carried_and_counts_in_no_letter(desk: Desk) -> None:
    words = replace(statement(1, None, term="Loves water"), certainty=Certainty.REPORTED)
    recorded = desk.record(FIRST, words, identity=101)
    assert recorded.warnings == ()
    assert recorded.encounter.statements == (words,)
    carried = desk.record(SECOND, identity=102).encounter
    assert carried.statements == (replace(words, change=Change.CARRIED),)
    assert complexity_of(carried.statements, {}, REFSET) == Complexity(None, None, None, None)


# The form


def test_the_same_form_with_the_same_content_answers_as_before(desk: Desk) -> None:
    form = replace(visit(TODAY, statement(1)), form_token="one form", form_digest=b"a" * 32)
    first = record_encounter(form, desk.work)
    again = record_encounter(replace(form, id=Identity(101), record_number=2), desk.work)
    assert again.encounter == first.encounter
    assert len(desk.records.events) == 1


def test_the_same_form_with_other_content_is_a_conflict_and_writes_nothing(desk: Desk) -> None:
    form = replace(visit(TODAY, statement(1)), form_token="one form", form_digest=b"a" * 32)
    record_encounter(form, desk.work)
    changed = replace(visit(TODAY, statement(2)), id=Identity(101), form_token="one form", form_digest=b"b" * 32)
    with pytest.raises(Conflict, match="other content"):
        record_encounter(changed, desk.work)
    assert len(desk.records.encounters) == len(desk.records.events) == 1


def test_a_form_sent_again_after_its_encounter_was_amended_answers_as_it_did(desk: Desk) -> None:
    form = replace(visit(TODAY, statement(1)), form_token="one form", form_digest=b"a" * 32)
    first = record_encounter(form, desk.work).encounter
    amended = replace(desk.amended(100, statement(1)), form_token="another form", form_digest=b"b" * 32)
    amend_encounter(amended, desk.work)
    assert record_encounter(replace(form, id=Identity(101), record_number=3), desk.work).encounter == first
    assert len(desk.records.encounters) == 2


def test_a_form_of_another_child_is_refused(desk: Desk) -> None:
    form = replace(visit(TODAY), form_token="one form", form_digest=b"a" * 32)
    record_encounter(form, desk.work)
    with pytest.raises(Rejected) as refused:
        record_encounter(replace(form, id=Identity(101), child=Identity(44)), desk.work)
    assert [(problem.item, problem.code) for problem in refused.value.problems] == [("child", "other-child")]
    assert len(desk.records.encounters) == 1


# What is written with it


def test_what_a_capability_writes_with_an_encounter_is_in_its_unit() -> None:
    records = UnitsKept()
    first = record_encounter(visit(), work_with(records), [fact("q4")], ["the end of its draft"]).encounter
    second = replace(first, version=2, record_number=2, amendment_reason="Looked at the letter.")
    amended = amend_encounter(second, work_with(records), (), ["the end of another draft"]).encounter
    assert [unit.writes[0] for unit in records.units] == [first, amended]
    assert [unit.writes[-1] for unit in records.units] == ["the end of its draft", "the end of another draft"]
    assert [len(unit.audit) for unit in records.units] == [1, 1]


def test_a_visit_that_is_refused_writes_nothing_of_what_goes_with_it() -> None:
    records = UnitsKept()
    with pytest.raises(Rejected):
        record_encounter(visit(TODAY + timedelta(days=1)), work_with(records), (), ["the end of its draft"])
    assert records.units == []


# Records merged, and encounters entered in error


def test_nothing_is_recorded_on_a_record_that_was_merged_into_another() -> None:
    records = UnitsKept()
    first = record_encounter(visit(identity=101), work_with(records)).encounter
    records.children = [replace(child(), merged_into=Identity(44))]
    with pytest.raises(Conflict, match="merged into another"):
        record_encounter(visit(identity=102, record_number=2), work_with(records))
    with pytest.raises(Conflict, match="merged into another"):
        amend_encounter(replace(first, version=2, record_number=2, amendment_reason="Corrected."), work_with(records))
    assert len(records.units) == 1


def test_a_record_that_others_were_merged_into_is_recorded_on() -> None:
    records = UnitsKept()
    records.children = [replace(child(), merged_from=(Identity(44),))]
    record_encounter(visit(), work_with(records))
    assert len(records.units) == 1


def test_an_encounter_entered_in_error_is_not_amended(desk: Desk) -> None:
    desk.record(TODAY, statement(1), identity=101)
    desk.records.encounters.append(entered_in_error(desk.amended(101)))
    with pytest.raises(Conflict, match="wrong child"):
        amend_encounter(desk.amended(101, statement(1)), desk.work)
    assert len(desk.records.encounters) == 2


ACTIONS = st.sampled_from(
    (None, Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.RESOLVED, Change.ENTERED_IN_ERROR)
)
VISITS = st.lists(st.tuples(st.lists(ACTIONS, max_size=6), st.integers(0, 2), st.booleans()), min_size=1, max_size=6)


@given(VISITS)
@settings(max_examples=60)
def test_what_stands_at_the_start_of_a_visit_is_what_stood_after_the_one_before(
    visits: list[tuple[list[Change | None], int, bool]],
) -> None:
    """Each visit says something of the needs that stand, in order, and adds new ones; or the child is not brought."""
    desk = Desk()
    standing: list[int] = []
    latest = 0
    for number, (actions, new, seen) in enumerate(visits):
        said: list[Statement] = []
        closed: set[int] = set()
        for need, action in zip(standing, actions, strict=False):
            if seen and action is not None:
                said.append(statement(need, None, action, group=Group.CONDITION))
                closed |= set() if action.standing else {need}
        added = [latest + each + 1 for each in range(new if seen else 0)]
        latest += len(added)
        said += [statement(need, None, term=f"Need {need}", group=Group.CONDITION) for need in added]
        encounter = visit(
            FIRST + timedelta(days=number), *said, identity=100 + number, groups={}, record_number=number + 1
        )
        before = need_histories(earlier_than(encounter, desk.records.encounters_of(CHILD)))
        assert sorted(needs_of(standing_needs(before))) == sorted(standing)
        recorded = record_encounter(encounter if seen else not_seen(encounter), desk.work).encounter
        assert set(standing) <= set(needs_of(recorded.statements)), "a standing need was lost"
        standing = [need for need in standing if need not in closed] + added
        assert sorted(desk.standing()) == sorted(standing)


@given(st.lists(st.sampled_from(Change), min_size=1, max_size=8), st.sets(st.integers(0, 7)))
def test_completing_never_loses_a_need_that_stands(changes: list[Change], mentioned: set[int]) -> None:
    earlier = visit(FIRST, *(statement(need, EPILEPSY, change) for need, change in enumerate(changes)), identity=90)
    histories = need_histories([earlier])
    said = [statement(need, EPILEPSY, Change.STILL_PRESENT) for need in sorted(mentioned) if need < len(changes)]
    whole = completed(visit(SECOND, *said), histories)
    assert set(needs_of(standing_needs(histories))) <= set(needs_of(whole.statements))
    assert whole.statements[: len(said)] == tuple(said)
    assert len(needs_of(whole.statements)) == len(set(needs_of(whole.statements)))

"""Coding a need that stands in the clinician's own words: the next version of its encounter, with the same need."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.coding import CODED_REASON, code_need
from app.capture.ports import CaptureRecords
from app.clinical.encounter import Encounter
from app.clinical.history import need_histories
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement
from app.clinical.ports import Work
from app.clinical.problems import Problem
from app.errors import Conflict, NotFound, Rejected
from app.identity import Identity
from app.terminology.refset import Group
from tests.capture.visits import work_of
from tests.clinical.examples import EPILEPSY, NOW, OUTSIDE, PALSY, TODAY, statement, visit

WORDS = replace(statement(501, None, term="Giggle attacks"), certainty=Certainty.REPORTED)
BEFORE = visit(date(2026, 5, 4), WORDS, statement(502), identity=90)
NEED = Identity(501)


def coded(*encounters: Encounter) -> tuple[Work[CaptureRecords], Encounter]:
    work = work_of(*(encounters or (BEFORE,)))
    return work, code_need(BEFORE.id, NEED, EPILEPSY, 1, work).encounter


def problems(refusal: Rejected) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in refusal.problems if isinstance(each, Problem)]


def test_a_need_is_given_its_concept_in_the_next_version_of_its_encounter() -> None:
    work, made = coded()
    assert (made.version, made.record_number, made.recorded_at) == (2, 2, NOW)
    assert (made.amendment_reason, made.form_token, made.form_digest) == (CODED_REASON, None, None)
    said = made.statement_of(NEED)
    assert said == replace(WORDS, concept=EPILEPSY, term="Epilepsy", group=Group.CONDITION)
    assert made.statements[1:] == BEFORE.statements[1:]
    first, _ = work.records.encounter_versions(BEFORE.id)
    assert first == BEFORE


def later(on: date, said: Statement, identity: int) -> Encounter:
    return visit(on, said, replace(BEFORE.statements[1], change=Change.CARRIED), identity=identity, record_number=2)


def test_what_later_visits_carried_is_coded_too() -> None:
    carried = later(date(2026, 8, 3), replace(WORDS, change=Change.CARRIED), 91)
    work, _ = coded(BEFORE, carried)
    (history, _) = need_histories(work.records.encounters_of(BEFORE.child))
    assert (history.latest.concept, history.latest.term, history.latest.change) == (
        EPILEPSY, "Epilepsy", Change.CARRIED,
    )  # fmt: skip


def test_another_need_in_words_leaves_its_group_asked_about() -> None:
    before = visit(date(2026, 5, 4), WORDS, replace(WORDS, need=Identity(503), term="Flaps"), identity=90)
    made = code_need(before.id, NEED, EPILEPSY, 1, work_of(before)).encounter
    assert made.answer(Group.UNGROUPED) is GroupAnswer.SOME
    assert made.answer(Group.CONDITION) is GroupAnswer.SOME
    _, alone = coded()
    assert alone.answer(Group.UNGROUPED) is GroupAnswer.NOT_ASKED


class TestCodingIsRefused:
    """With a reason, and nothing recorded."""

    def test_of_a_need_that_the_encounter_does_not_mention(self) -> None:
        with pytest.raises(NotFound):
            code_need(BEFORE.id, Identity(999), EPILEPSY, 1, work_of(BEFORE))

    def test_of_a_need_that_is_coded_already(self) -> None:
        work, _ = coded()
        with pytest.raises(NotFound):
            code_need(BEFORE.id, NEED, EPILEPSY, 2, work)

    def test_with_what_is_no_member(self) -> None:
        with pytest.raises(Rejected) as refusal:
            code_need(BEFORE.id, NEED, OUTSIDE, 1, work_of(BEFORE))
        assert problems(refusal.value) == [("concept", "unknown-need")]

    @pytest.mark.parametrize("change", [Change.NEW, Change.STILL_PRESENT])
    def test_with_what_the_child_has_already(self, change: Change) -> None:
        encounters = (BEFORE, later(TODAY, replace(WORDS, change=Change.STILL_PRESENT), 91))
        encounter = encounters[0] if change is Change.NEW else encounters[1]
        with pytest.raises(Rejected) as refusal:
            code_need(encounter.id, NEED, PALSY, 1, work_of(*encounters))
        assert problems(refusal.value) == [("concept", "repeated")]
        assert "Cerebral palsy already" in str(refusal.value.problems[0])

    @pytest.mark.parametrize("version", [0, 2, 99_999])
    def test_of_an_encounter_amended_meanwhile(self, version: int) -> None:
        work = work_of(BEFORE)
        with pytest.raises(Conflict):
            code_need(BEFORE.id, NEED, EPILEPSY, version, work)
        assert len(work.records.encounter_versions(BEFORE.id)) == 1

    def test_of_an_encounter_moved_to_another_child(self) -> None:
        with pytest.raises(Conflict):
            code_need(BEFORE.id, NEED, EPILEPSY, 1, work_of(replace(BEFORE, entered_in_error=True)))

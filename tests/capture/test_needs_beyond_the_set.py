"""Needs from outside the reference set, and carried needs whose concept the release has replaced."""

from dataclasses import replace
from datetime import date

import pytest

from app.capture.beginning import added_wider, carried_need, fresh_form
from app.capture.form import read_form
from app.capture.questions import OUTSIDE as WORDS_OUTSIDE
from app.capture.questions import Chip, form_view
from app.capture.record_view import record_view
from app.capture.typed import Typed, TypedNeed
from app.capture.visit import Visit
from app.clinical.history import need_histories
from app.clinical.needs import Certainty, Change, Statement
from app.clinical.professional import Profession
from app.clinical.recording import record_encounter
from app.errors import Rejected
from app.terminology.beyond import WiderConcept
from app.terminology.refset import Group
from tests.capture.visits import typed, visit_with, work_of
from tests.clinical.examples import EPILEPSY, OUTSIDE, PALSY, SLEEP, TODAY, statement, visit
from tests.clinical.replaced import AMBIGUOUS, BEYOND, DESCRIPTION, RETIRED, changed_refset

REFSET = changed_refset()
OLD = statement(501, RETIRED, term="Epilepsy, old name", group=Group.CONDITION)
BEFORE = visit(date(2026, 5, 4), OLD, identity=90)


def about_with(old: Statement = OLD) -> Visit:
    return visit_with(replace(BEFORE, statements=(old,)), refset=REFSET)


def chip_sent(about: Visit, **changes: str) -> Typed:
    fields = {**carried_need("n0", about.standing[0], about).fields, **changes}
    return Typed(typed(record_number="1").fields, (TypedNeed("n0", fields),))


def said(form: Typed, about: Visit) -> Statement:
    found = read_form(form, about, work_of(refset=REFSET))
    assert found.problems == ()
    return found.encounter.statements[0]


def faults(form: Typed, about: Visit) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in read_form(form, about, work_of(refset=REFSET)).problems]


def chip_of(form: Typed, about: Visit) -> Chip:
    view = form_view(form, about)
    return next(chip for section in (*view.main, *view.more) for chip in section.chips)


class TestACarriedNeedWhoseConceptWasReplaced:
    def test_proposes_what_replaced_it_and_reads_as_it_was_recorded(self) -> None:
        about = about_with()
        chip = chip_of(fresh_form(about, "t" * 22), about)
        assert chip.term == "Epilepsy, old name"
        assert chip.replaced is not None
        assert [each.concept for each in chip.replaced.choices] == [EPILEPSY]
        assert chip.instead == ""
        assert (chip.counted, chip.counts_as) == (True, str(EPILEPSY))

    def test_stays_as_recorded_when_nothing_is_chosen(self) -> None:
        about = about_with()
        assert said(chip_sent(about, here="yes"), about).concept == RETIRED

    def test_is_the_same_need_under_the_concept_that_is_chosen(self) -> None:
        about = about_with()
        now = said(chip_sent(about, instead=str(EPILEPSY)), about)
        assert (now.need, now.concept, now.term, now.change) == (OLD.need, EPILEPSY, "Epilepsy", Change.STILL_PRESENT)
        (after,) = need_histories([BEFORE, visit(TODAY, now, identity=91)])
        assert after.first_on == date(2026, 5, 4)

    def test_takes_one_of_the_choices_the_release_names_and_no_other(self) -> None:
        about = about_with(replace(OLD, concept=AMBIGUOUS, term="Old words"))
        assert said(chip_sent(about, instead=str(PALSY)), about).group is Group.CONDITION
        assert faults(chip_sent(about, instead=str(SLEEP)), about) == [("n0.instead", "unknown-replacement")]
        assert faults(chip_sent(about, instead="drop table"), about) == [("n0.instead", "unknown-replacement")]

    def test_proposes_nothing_to_a_need_of_the_set_or_of_a_member_that_only_left_it(self) -> None:
        for concept in (PALSY, SLEEP):
            about = about_with(statement(501, concept))
            assert chip_of(fresh_form(about, "t" * 22), about).replaced is None

    def test_is_refused_when_the_child_has_the_replacement_already(self) -> None:
        both = replace(BEFORE, statements=(OLD, statement(502, EPILEPSY)))
        about = visit_with(both, refset=REFSET)
        form = Typed(
            typed(record_number="1").fields,
            tuple(
                TypedNeed(f"n{place}", {**carried_need(f"n{place}", history, about).fields, **changed})
                for place, (history, changed) in enumerate(
                    zip(about.standing, ({"instead": str(EPILEPSY)}, {"here": "yes"}), strict=True)
                )
            ),
        )
        read = read_form(form, about, work_of(both, refset=REFSET))
        with pytest.raises(Rejected, match="repeated"):
            record_encounter(read.encounter, work_of(both, refset=REFSET))

    def test_the_old_record_says_what_it_is_called_now(self) -> None:
        about = visit_with(BEFORE, current=BEFORE, refset=REFSET)
        shown = record_view(about, [BEFORE], see_sensitive=True).current.groups[0].statements[0]
        assert shown.term == "Epilepsy, old name"
        assert "now replaced by Epilepsy in SNOMED CT" in shown.words


class TestANeedFromOutsideTheSet:
    WIDER = BEYOND.wider[OUTSIDE]

    def test_is_recorded_by_its_concept_and_description_and_flagged(self) -> None:
        about = visit_with(refset=REFSET)
        form = Typed(typed().fields, (added_wider("n0", self.WIDER, about),))
        now = said(form, about)
        assert (now.concept, now.term, now.description) == (OUTSIDE, "Hypertension", 64282011)
        assert (now.group, now.certainty) == (Group.UNGROUPED, Certainty.DIAGNOSED)
        recorded = record_encounter(read_form(form, about, work_of(refset=REFSET)).encounter, work_of(refset=REFSET))
        assert [each.code for each in recorded.warnings] == ["outside-refset"]
        chip = chip_of(form, about)
        assert (chip.term, chip.note, chip.counted) == ("Hypertension", f"new today{WORDS_OUTSIDE}", False)

    def test_is_reported_when_no_paediatrician_adds_it(self) -> None:
        about = visit_with(refset=REFSET, profession=Profession.SPEECH_AND_LANGUAGE_THERAPIST)
        assert (
            said(Typed(typed().fields, (added_wider("n0", self.WIDER, about),)), about).certainty is Certainty.REPORTED
        )

    def test_keeps_the_description_that_was_chosen_where_it_is_the_concepts(self) -> None:
        about = visit_with(refset=REFSET)
        need = added_wider("n0", self.WIDER, about)
        for sent, kept in ((str(DESCRIPTION), DESCRIPTION), ("999", 64282011), ("x", 64282011)):
            form = Typed(typed().fields, (TypedNeed("n0", {**need.fields, "description": sent}),))
            assert said(form, about).description == kept

    def test_is_none_that_is_neither_finding_nor_situation_and_none_that_is_unknown(self) -> None:
        about = visit_with(refset=REFSET)
        procedure = next(each for each in BEYOND.wider.values() if not each.recordable)
        unknown = WiderConcept(SLEEP, "Sleep", None, "finding", recordable=True)
        for wider, code in ((procedure, "not-a-need"), (unknown, "unknown-need")):
            form = Typed(typed().fields, (added_wider("n0", wider, about),))
            assert faults(form, about) == [("n0", code)]

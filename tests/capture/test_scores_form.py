"""Scores of assessment tools on the form: asked where tools are known, read row by row, and never lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.capture.beginning import amending_form, fresh_form
from app.capture.form import ReadForm, read_form
from app.capture.letter_text import letter_text
from app.capture.questions import form_view
from app.capture.record_view import record_view
from app.capture.scores_form import ScoreRow
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.checks import Circumstances, problems_of
from app.clinical.problems import Problem
from app.clinical.scores import AssessmentScore, Span, Tool, Tools
from app.terminology.concept import ConceptId
from tests.capture.visits import TOKEN, typed, visit_with, work_of
from tests.clinical.examples import REFSET, TODAY, child, referral, visit

GROSS, FINE = ConceptId(138875005), ConceptId(116680003)
LISTED: Tools = {
    GROSS: Tool(GROSS, "Gross motor", Span(Decimal(0), Decimal(60))),
    FINE: Tool(FINE, "Fine motor", Span(Decimal(0), Decimal(9), 0)),
}


def visiting(tools: Tools | None = LISTED, *scores: AssessmentScore) -> Visit:
    """A new visit; with scores, the amending of an encounter that has them."""
    if not scores:
        return replace(visit_with(), tools=tools)
    current = replace(visit(), scores=scores)
    return replace(visit_with(current, current=current), tools=tools)


def rows(*filled: tuple[str, str, str]) -> Typed:
    tool, score, on = zip(*filled, strict=True) if filled else ((), (), ())
    return typed(score_tool=tool, score_value=score, score_on=on)


def read(form: Typed, of: Visit | None = None) -> ReadForm:
    return read_form(form, of or visiting(), work_of())


def told(found: ReadForm) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in found.problems if each.item.startswith("score")]


def test_the_question_is_not_shown_where_no_tools_are_known() -> None:
    fresh = visiting(None)
    view = form_view(fresh_form(fresh, TOKEN), fresh)
    assert view.scores is None
    assert not view.scores_used


def test_a_fresh_form_asks_in_a_closed_part_and_offers_the_tools_that_are_listed() -> None:
    fresh = visiting()
    view = form_view(fresh_form(fresh, TOKEN), fresh)
    assert view.scores is not None
    assert view.scores.tools == (("138875005", "Gross motor"), ("116680003", "Fine motor"))
    assert view.scores.rows == (ScoreRow("", "", ""), ScoreRow("", "", ""))
    assert not view.scores_used


def test_an_untouched_part_says_nothing() -> None:
    found = read(rows(("", "", ""), ("", " ", "")))
    assert (found.encounter.scores, told(found)) == ((), [])


def test_rows_are_read_each_with_its_tool_score_and_day() -> None:
    found = read(rows(("138875005", "38.5", ""), ("", "", ""), ("116680003", " 7 ", "3/11/2026")))
    assert told(found) == []
    assert found.encounter.scores == (
        AssessmentScore(GROSS, "38.5"),
        AssessmentScore(FINE, "7", date(2026, 11, 3)),
    )


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("", "5", ""), ("score-1", "missing")),
        (("138875005", "", ""), ("score-1-value", "missing")),
        (("138875005", "5", "31/11/2026"), ("score-1-on", "unreadable")),
        (("138875004", "5", ""), ("score-1", "unreadable")),
        (("<script>", "5", ""), ("score-1", "unreadable")),
    ],
)
def test_a_row_that_is_half_filled_is_told_in_its_place(row: tuple[str, str, str], problem: tuple[str, str]) -> None:
    form = rows(("116680003", "7", ""), row)
    found = read(form)
    assert told(found) == [problem]
    view = form_view(form, visiting(), found.problems)
    assert view.scores_used
    assert view.scores is not None
    assert view.scores.rows[1] == ScoreRow(*row, name="Gross motor" if row[0] == "138875005" else "")
    assert view.fault(problem[0]) is not None


def test_more_rows_than_an_encounter_may_have_are_told() -> None:
    found = read(rows(*[("138875005", "5", f"{day}/10/2026") for day in range(1, 32)] * 2))
    assert told(found) == [("score-40", "too-many")]
    assert len(found.encounter.scores) == 40


def test_a_problem_of_the_core_is_told_at_the_field_that_mends_it() -> None:
    form = rows(("138875005", "61", ""), ("", "", ""), ("116680003", "7", "25/11/2026"))
    encounter = read(form).encounter
    around = Circumstances(child(), referral(), (), REFSET, TODAY, tools=LISTED)
    found = [each for each in problems_of(encounter, around) if each.item.startswith("scores")]
    view = form_view(form, visiting(), found)
    assert [each.item for each in view.problems] == ["score-0-value", "score-2-on"]
    assert view.fault("score-0-value") == "Gross motor: give a number with at most 1 decimal from 0 to 60."
    assert [view.anchor(each.item) for each in view.problems] == ["score-0-value", "score-2-on"]


def test_of_all_scores_together_the_first_row_is_told() -> None:
    problem = Problem("scores", "too-many", "Too many.")
    assert form_view(rows(("138875005", "5", "")), visiting(), [problem]).problems[0].item == "score-0"


def test_an_amendment_begins_with_the_scores_as_they_are_and_keeps_them() -> None:
    scores = (AssessmentScore(GROSS, "38.5", date(2026, 11, 3)), AssessmentScore(FINE, "7"))
    amending = visiting(LISTED, *scores)
    assert amending.current is not None
    form = amending_form(amending, amending.current, TOKEN)
    assert form.texts("score_on") == ("03-Nov-2026", "")
    assert form_view(form, amending).scores_used
    assert read(form, amending).encounter.scores == scores


def test_a_tool_that_is_no_longer_listed_stands_in_its_row_and_is_kept() -> None:
    only_fine = {FINE: LISTED[FINE]}
    scores = (AssessmentScore(GROSS, "38.5"),)
    amending = visiting(only_fine, *scores)
    assert amending.current is not None
    form = amending_form(amending, amending.current, TOKEN)
    view = form_view(form, amending)
    assert view.scores is not None
    assert view.scores.tools == (("116680003", "Fine motor"), ("138875005", "138875005"))
    assert read(form, amending).encounter.scores == scores


def test_scores_stay_where_the_form_does_not_ask_for_them() -> None:
    scores = (AssessmentScore(GROSS, "38.5"),)
    assert read(typed(), visiting(None, *scores)).encounter.scores == scores


def test_taking_every_row_out_takes_the_scores_out() -> None:
    assert read(rows(("", "", "")), visiting(LISTED, AssessmentScore(GROSS, "38.5"))).encounter.scores == ()


def test_the_record_and_the_letter_tell_scores_by_the_name_of_their_tool() -> None:
    amended = visiting(LISTED, AssessmentScore(GROSS, "38.5", date(2026, 11, 3)), AssessmentScore(FINE, "7"))
    assert amended.current is not None
    shown = dict(record_view(amended, [amended.current], see_sensitive=True).current.rows)
    assert shown["Assessment scores"] == "Gross motor: 38.5 (completed 03-Nov-2026); Fine motor: 7"
    letter = letter_text(amended.current, REFSET, see_sensitive=False, tools=LISTED)
    assert "\n\nAssessment scores\n- Gross motor: 38.5 (completed 03-Nov-2026)\n- Fine motor: 7\n\n" in letter
    assert "Assessment scores" not in letter_text(visit(), REFSET, see_sensitive=False)

"""Scores of assessment tools: which concepts are tools, which scores fit, and when they may have been completed."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.checks import Circumstances, problems_of
from app.clinical.encounter import Attendance, Encounter, Present
from app.clinical.scores import (
    AssessmentScore,
    Span,
    Tool,
    Tools,
    known_tool,
    name_of_tool,
    score_fault,
    tools_known,
)
from app.terminology.beyond import Replaced, WiderConcept, WiderMatch
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset
from tests.clinical.examples import PALSY, REFSET, TODAY, child, referral, visit

GROSS, FINE = ConceptId(138875005), ConceptId(116680003)
LISTED: Tools = {
    GROSS: Tool(GROSS, "Gross motor", Span(Decimal(0), Decimal(60), 1, ("NA",))),
    FINE: Tool(FINE, "Fine motor", Span(Decimal(-5), Decimal(5), 0)),
}


class FakeEdition:
    """An edition of a few concepts, by their kind and term."""

    searchable = True

    def __init__(self, kinds: dict[ConceptId, tuple[str, str]]) -> None:
        self.kinds = kinds

    def concept(self, concept: ConceptId) -> WiderConcept | None:
        found = self.kinds.get(concept)
        return None if found is None else WiderConcept(concept, found[1], None, found[0], recordable=False)

    def replaced(self, concept: ConceptId) -> Replaced | None:
        del concept
        return None

    def description_of(self, concept: ConceptId, description: int) -> bool:
        del concept, description
        return False

    def find(self, typed: str, *, limit: int, usual: Iterable[ConceptId] = ()) -> tuple[WiderMatch, ...]:
        del typed, limit, usual
        return ()


def edition(**kinds: tuple[str, str]) -> Refset:
    concepts = {"gross": GROSS, "fine": FINE, "palsy": PALSY}
    return replace(REFSET, beyond=FakeEdition({concepts[name]: each for name, each in kinds.items()}))


def scored(*scores: AssessmentScore, attendance: Attendance = Attendance.ATTENDED_ON_TIME) -> Encounter:
    encounter = replace(visit(), scores=scores)
    if attendance.seen:
        return encounter
    contact = replace(encounter.contact, attendance=attendance)
    return replace(encounter, contact=contact, present=frozenset[Present](), activities=(), outcome=None)


def told(
    encounter: Encounter,
    *,
    tools: Tools | None = LISTED,
    refset: Refset = REFSET,
    before: tuple[AssessmentScore, ...] = (),
) -> list[tuple[str, str]]:
    around = Circumstances(child(), referral(), (), refset, TODAY, tools=tools, scored=before)
    return [(each.item, each.code) for each in problems_of(encounter, around) if each.item.startswith("scores")]


def test_a_score_of_a_listed_tool_within_its_range_is_recorded() -> None:
    assert told(scored(AssessmentScore(GROSS, "38.5"), AssessmentScore(FINE, "-5", date(2026, 11, 1)))) == []


@pytest.mark.parametrize(
    ("score", "fits"),
    [
        ("0", True),
        ("60", True),
        ("60.1", False),
        ("60.0", True),
        ("38.55", False),
        ("-1", False),
        ("NA", True),
        ("na", False),
        ("", False),
        ("123456", False),
        ("1e1", False),
        ("+5", False),
        (" 5", False),
        ("٣", False),
    ],
)
def test_a_score_fits_its_range_and_decimals_or_is_one_of_those_named_besides(score: str, fits: bool) -> None:
    assert (score_fault(score, LISTED[GROSS]) is None) is fits


def test_the_words_of_a_fault_name_the_tool_and_what_it_permits() -> None:
    assert score_fault("61", LISTED[GROSS]) == (
        "Gross motor: give a number with at most 1 decimal from 0 to 60, or NA."
    )
    assert score_fault("1.5", LISTED[FINE]) == "Fine motor: give a whole number from -5 to 5."


@given(st.integers(-99_999, 99_999), st.integers(0, 3))
def test_a_number_is_permitted_just_where_it_lies_between_the_bounds(thousandths: int, decimals: int) -> None:
    value = Decimal(thousandths).scaleb(-decimals)
    span = Span(Decimal(-20), Decimal(40), 3)
    assert span.permits(f"{value:f}") is (Decimal(-20) <= value <= Decimal(40))


def test_a_concept_that_is_not_listed_is_no_tool_whatever_the_edition_says() -> None:
    refset = edition(palsy=("assessment scale", "A scale"))
    assert known_tool(PALSY, LISTED, refset) is None
    assert told(scored(AssessmentScore(PALSY, "1"))) == [("scores[0].concept", "unknown-tool")]


@pytest.mark.parametrize(
    ("kind", "term", "is_tool"),
    [
        ("assessment scale", "Gross motor scale", True),
        ("observable entity", "Gross motor function score", True),
        ("observable entity", "Body height", False),
        ("observable entity", "Underscored", False),
        ("disorder", "Score disorder", False),
    ],
)
def test_without_a_list_the_edition_says_which_concepts_are_scored(kind: str, term: str, is_tool: bool) -> None:
    refset = edition(gross=(kind, term))
    assert (known_tool(GROSS, None, refset) is not None) is is_tool
    expected = [] if is_tool else [("scores[0].concept", "unknown-tool")]
    assert told(scored(AssessmentScore(GROSS, "7")), tools=None, refset=refset) == expected


def test_a_need_of_the_reference_set_is_never_a_tool_of_the_edition() -> None:
    assert known_tool(PALSY, None, edition(palsy=("assessment scale", "A scale"))) is None


def test_scores_are_asked_for_only_where_tools_are_known() -> None:
    assert tools_known(LISTED, REFSET)
    assert tools_known(None, edition())
    assert not tools_known(None, REFSET)
    assert not tools_known({}, edition())


def test_a_tool_that_is_no_longer_known_is_called_by_its_identifier() -> None:
    assert name_of_tool(GROSS, LISTED, REFSET) == "Gross motor"
    assert name_of_tool(GROSS, None, edition(gross=("assessment scale", "A scale"))) == "A scale"
    assert name_of_tool(GROSS, None, REFSET) == "138875005"


def test_what_was_recorded_before_stands_though_the_list_has_changed() -> None:
    before = (AssessmentScore(PALSY, "77"),)
    assert told(scored(*before), before=before) == []
    assert told(scored(AssessmentScore(PALSY, "78")), before=before) == [("scores[0].concept", "unknown-tool")]


def test_it_may_not_be_completed_after_the_contact_or_before_birth() -> None:
    after, early = date(2026, 11, 25), date(2019, 3, 13)
    found = told(scored(AssessmentScore(GROSS, "1", after), AssessmentScore(GROSS, "1", early)))
    assert found == [("scores[0].completed_on", "after-contact"), ("scores[1].completed_on", "before-birth")]
    assert told(scored(AssessmentScore(GROSS, "1", TODAY), AssessmentScore(GROSS, "1", date(2019, 3, 14)))) == []


def test_the_same_tool_twice_for_one_day_is_told_of_both() -> None:
    repeated = [("scores[0].concept", "repeated"), ("scores[1].concept", "repeated")]
    assert told(scored(AssessmentScore(GROSS, "1"), AssessmentScore(GROSS, "2", TODAY))) == repeated


def test_at_a_contact_to_which_the_child_did_not_come_the_day_must_be_given() -> None:
    away = Attendance.WAS_NOT_BROUGHT
    assert told(scored(AssessmentScore(GROSS, "1"), attendance=away)) == [("scores[0].completed_on", "missing")]
    assert told(scored(AssessmentScore(GROSS, "1", date(2026, 11, 3)), attendance=away)) == []


def test_too_many_scores_are_refused_at_once() -> None:
    many = (AssessmentScore(GROSS, "1", date(2026, 1, each)) for each in range(1, 32))
    more = (AssessmentScore(GROSS, "1", date(2026, 3, each)) for each in range(1, 11))
    assert told(scored(*many, *more)) == [("scores", "too-many")]

"""A search of all that may be recorded as a need: members first, findings and situations, never a procedure."""

from pathlib import Path

import pytest

from app.terminology.edition.beyond import EditionBeyond
from tests.clinical.examples import EPILEPSY, OUTSIDE, PALSY
from tests.terminology.edition.small_editions import description
from tests.terminology.small_edition_of_needs import FINDING, MEMBERS, PROCEDURE, RETIRED, VAGUE, edition_of_needs


@pytest.fixture
def beyond(tmp_path: Path) -> EditionBeyond:
    return EditionBeyond(edition_of_needs(tmp_path), MEMBERS)


def test_a_concept_outside_the_set_is_found_by_any_of_its_terms(beyond: EditionBeyond) -> None:
    (found,) = beyond.find("high blood", limit=5)
    assert (found.concept.concept, found.concept.term, found.concept.kind) == (OUTSIDE, "Hypertension", "disorder")
    assert (found.matched, found.description) == ("High blood pressure", description(OUTSIDE, 2))
    assert (found.concept.recordable, found.suggested) == (True, False)


def test_a_slip_is_mended_and_said(beyond: EditionBeyond) -> None:
    (found,) = beyond.find("hypertenzion", limit=5)
    assert (found.concept.concept, found.suggested) == (OUTSIDE, True)


def test_members_stand_before_others_and_what_is_usual_before_the_rest(beyond: EditionBeyond) -> None:
    assert next(each.concept.concept for each in beyond.find("d", limit=20)) != OUTSIDE
    plain = [each.concept.concept for each in beyond.find("dis", limit=20)]
    members = [each in MEMBERS for each in plain]
    assert members == sorted(members, reverse=True)
    others = [each for each in plain if each not in MEMBERS]
    raised = [each.concept.concept for each in beyond.find("dis", limit=20, usual=[others[-1]])]
    assert next(each for each in raised if each not in MEMBERS) == others[-1]


def test_a_procedure_and_the_top_of_the_findings_are_no_needs(beyond: EditionBeyond) -> None:
    assert beyond.find("append", limit=5) == ()
    procedure, top = beyond.concept(PROCEDURE), beyond.concept(FINDING)
    assert procedure is not None
    assert top is not None
    assert (procedure.recordable, top.recordable) == (False, False)


def test_an_inactive_concepts_identifier_finds_what_stands_in_for_it(beyond: EditionBeyond) -> None:
    assert [each.concept.concept for each in beyond.find(str(RETIRED), limit=5)] == [EPILEPSY]
    found = beyond.find(f" {VAGUE} ", limit=5)
    assert {each.concept.concept for each in found} == {EPILEPSY, PALSY}
    assert all(each.suggested for each in found)
    assert beyond.concept(RETIRED) is None


def test_an_active_concepts_identifier_finds_it(beyond: EditionBeyond) -> None:
    assert [each.concept.concept for each in beyond.find(str(OUTSIDE), limit=5)] == [OUTSIDE]


def test_a_description_is_a_concepts_own_or_not(beyond: EditionBeyond) -> None:
    assert beyond.description_of(OUTSIDE, description(OUTSIDE, 2))
    assert not beyond.description_of(OUTSIDE, description(PALSY, 1))

"""Which group is suggested for a new member: the group of those under the nearest concept above it, if they agree."""

from pathlib import Path

import pytest

from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.edition_refset import refset_of_edition
from app.terminology.grouping import GroupSuggestion, suggested_group
from app.terminology.refset import Group
from tests.clinical.examples import OUTSIDE, REFSET
from tests.terminology.small_edition_of_needs import MYOCLONUS, PROCEDURE, SET, VENTILATOR, edition_of_needs


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return edition_of_needs(tmp_path)


def suggestion(edition: Edition, concept: ConceptId) -> GroupSuggestion | None:
    return suggested_group(concept, edition, refset_of_edition(edition, REFSET, [SET], {}))


def test_a_device_finding_is_technology_as_its_relatives_are(edition: Edition) -> None:
    found = suggestion(edition, VENTILATOR)
    assert found == GroupSuggestion(Group.TECHNOLOGY_DEPENDENCY, "Dependence on device", 1, 1)
    assert found.words == "as 1 of 1 members under “Dependence on device”"


def test_the_nearest_concept_above_speaks_first(edition: Edition) -> None:
    assert suggestion(edition, MYOCLONUS) == GroupSuggestion(Group.CONDITION, "Disorder of nervous system", 2, 2)


def test_a_disorder_without_relatives_is_a_condition_by_its_kind(edition: Edition) -> None:
    found = suggestion(edition, OUTSIDE)
    assert found == GroupSuggestion(Group.CONDITION, None, 0, 0)
    assert found.words == "by the kind of concept it is"


def test_what_nothing_speaks_for_has_no_suggestion(edition: Edition) -> None:
    assert suggestion(edition, PROCEDURE) is None

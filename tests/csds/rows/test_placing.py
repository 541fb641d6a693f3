"""Where a need goes, by its group, by what kind of concept it is, and by how sure one is of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from app.clinical.history import NeedHistory, need_histories
from app.clinical.needs import Certainty, Change, Statement
from app.csds.rows.placing import CIRCUMSTANCES, Place, is_disorder, is_finding, place_of
from app.terminology.beyond import Replaced, WiderConcept, WiderMatch
from app.terminology.concept import ConceptId
from app.terminology.load import load_refset
from app.terminology.refset import Group, Refset
from tests.csds.rows.golden_noting import came, encounter, said
from tests.csds.rows.golden_service import (
    AT_RISK,
    CARE_PLAN,
    GMFCS_II,
    HOUSING,
    MILK_ALLERGY,
    MURMUR,
    OUTSIDE,
    PALSY,
    REFSET,
    SUPERVISED,
    VENTILATOR,
)

DIAGNOSED, SUSPECTED, REPORTED, EXCLUDED = Certainty
NAMELESS_FINDINGS = ["Clumsiness - motor delay"]
"""Conditions whose fully specified name the list does not have, and which are findings by their preferred term."""

SHIPPED = Path(__file__).parents[3] / "snomed_refsets"


class Wider:
    """An edition that knows one concept outside the reference set."""

    searchable = False

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def concept(self, concept: ConceptId) -> WiderConcept | None:
        return WiderConcept(concept, "Outside", None, self.kind, recordable=True) if concept == OUTSIDE else None

    def replaced(self, concept: ConceptId) -> Replaced | None:
        del concept
        return None

    def description_of(self, concept: ConceptId, description: int) -> bool:
        del concept, description
        return False

    def find(self, typed: str, *, limit: int, usual: Iterable[ConceptId] = ()) -> tuple[WiderMatch, ...]:
        del typed, limit, usual
        return ()


def history(*statements: Statement) -> NeedHistory:
    """A need of which each statement was made in a month of its own."""
    visits = (
        encounter(f"C{month}", "A", "R1", came(date(2026, month, 1)), each) for month, each in enumerate(statements, 1)
    )
    return need_histories(visits)[0]


def placed(concept: int | None, certainty: Certainty, *changes: Change, refset: Refset = REFSET) -> Place:
    statements = (said("N1", concept, change, certainty) for change in (Change.NEW, *changes))
    return place_of(history(*statements), refset)


@pytest.mark.parametrize(
    ("concept", "certainty", "expected"),
    [
        (PALSY, DIAGNOSED, Place.DIAGNOSIS),
        (PALSY, SUSPECTED, Place.PROVISIONAL),
        (PALSY, REPORTED, Place.NOWHERE),
        (PALSY, EXCLUDED, Place.NOWHERE),
        (MILK_ALLERGY, DIAGNOSED, Place.DIAGNOSIS),
        (MURMUR, DIAGNOSED, Place.FINDING),
        (MURMUR, REPORTED, Place.FINDING),
        (MURMUR, SUSPECTED, Place.NOWHERE),
        (MURMUR, EXCLUDED, Place.NOWHERE),
        (VENTILATOR, DIAGNOSED, Place.TECHNOLOGY),
        (VENTILATOR, REPORTED, Place.TECHNOLOGY),
        (VENTILATOR, SUSPECTED, Place.NOWHERE),
        (HOUSING, REPORTED, Place.CIRCUMSTANCE),
        (HOUSING, EXCLUDED, Place.NOWHERE),
        (CARE_PLAN, REPORTED, Place.FINDING),
        (SUPERVISED, DIAGNOSED, Place.FINDING),
        (GMFCS_II, DIAGNOSED, Place.FINDING),
        (AT_RISK, DIAGNOSED, Place.NOWHERE),
        (OUTSIDE, DIAGNOSED, Place.FINDING),
        (None, DIAGNOSED, Place.NOWHERE),
    ],
)
def test_a_standing_need_goes_to_one_place(concept: int | None, certainty: Certainty, expected: Place) -> None:
    assert placed(concept, certainty) is expected
    assert placed(concept, certainty, Change.CARRIED) is expected


@pytest.mark.parametrize("concept", [PALSY, MURMUR, VENTILATOR, HOUSING, CARE_PLAN, AT_RISK, None])
@pytest.mark.parametrize("certainty", Certainty)
def test_of_what_is_resolved_only_a_diagnosis_is_stated(concept: int | None, certainty: Certainty) -> None:
    expected = Place.PREVIOUS if (concept, certainty) == (PALSY, DIAGNOSED) else Place.NOWHERE
    assert placed(concept, certainty, Change.RESOLVED) is expected
    assert placed(concept, certainty, Change.ENTERED_IN_ERROR) is Place.NOWHERE


@pytest.mark.parametrize(
    ("concept", "certainty", "expected"),
    [
        (PALSY, DIAGNOSED, False),
        (MURMUR, DIAGNOSED, True),
        (MURMUR, REPORTED, True),
        (MURMUR, SUSPECTED, False),
        (MURMUR, EXCLUDED, False),
        (CARE_PLAN, REPORTED, True),
        (GMFCS_II, DIAGNOSED, True),
        (HOUSING, REPORTED, False),
        (VENTILATOR, DIAGNOSED, False),
        (AT_RISK, DIAGNOSED, False),
        (None, DIAGNOSED, False),
    ],
)
def test_a_contact_finds_what_is_affirmed_at_it_and_has_no_other_place(
    concept: int | None, certainty: Certainty, expected: bool
) -> None:
    for change in Change:
        finds = is_finding(said("N1", concept, change, certainty), REFSET)
        assert finds == (expected and change.affirmed)


def test_what_a_contact_finds_is_what_has_its_place_there() -> None:
    concepts = (None, *REFSET.members, ConceptId(OUTSIDE))
    for concept, certainty in product(concepts, Certainty):
        statement = said("N1", concept, Change.NEW, certainty)
        assert is_finding(statement, REFSET) == (place_of(history(statement), REFSET) is Place.FINDING)


def test_a_former_member_is_the_disorder_that_it_was() -> None:
    palsy = ConceptId(PALSY)
    others = {concept: member for concept, member in REFSET.members.items() if concept != palsy}
    gone = replace(REFSET, members=others, former={palsy: REFSET.members[palsy]})
    assert placed(PALSY, DIAGNOSED, refset=gone) is Place.DIAGNOSIS
    assert placed(PALSY, DIAGNOSED, refset=replace(REFSET, members=others)) is Place.FINDING


@pytest.mark.parametrize(("kind", "expected"), [("disorder", Place.DIAGNOSIS), ("finding", Place.FINDING)])
def test_outside_the_reference_set_the_edition_in_use_tells_a_disorder(kind: str, expected: Place) -> None:
    assert placed(OUTSIDE, DIAGNOSED, refset=replace(REFSET, beyond=Wider(kind))) is expected


def test_circumstances_are_family_reported_members_of_the_shipped_reference_set_and_every_disorder_is_known() -> None:
    shipped = load_refset(SHIPPED)
    groups = {each.group for each in map(shipped.member, CIRCUMSTANCES) if each is not None}
    assert groups == {Group.FAMILY_REPORTED_ISSUE}
    assert all(each in shipped for each in CIRCUMSTANCES)
    nameless = [each for each in shipped.in_group(Group.CONDITION) if not each.fully_specified_name]
    assert [each.preferred_term for each in nameless if not is_disorder(each.concept, shipped)] == NAMELESS_FINDINGS

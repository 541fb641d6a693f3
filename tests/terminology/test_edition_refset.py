"""The reference set as an edition has it: members and names of the release, rules of ours, and what was before."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.identity import Identity
from app.terminology.beyond import Likeness
from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.edition_refset import refset_of_edition, shipped_refset
from app.terminology.refset import Group, Refset, Term, TermKind
from app.terminology.releases import MemberGrouping
from app.terminology.search import RefsetSearch
from tests.clinical.examples import CARE, EPILEPSY, GASTROSTOMY, GMFCS_II, GMFCS_III, NIGHT_CARE, PALSY, REFSET, SLEEP
from tests.terminology.edition.small_editions import concept, description, named, snapshot
from tests.terminology.edition.small_editions import edition as small_edition
from tests.terminology.small_edition_of_needs import (
    FINDING,
    MEMBERS,
    MYOCLONUS,
    RETIRED,
    SAME_AS,
    SET,
    VAGUE,
    VENTILATOR,
    edition_of_needs,
)

HEIR = concept(31)
LABELLED = replace(
    REFSET.members[PALSY], terms=(Term("Cerebral palsy", TermKind.PREFERRED), Term("cp", TermKind.EQUIVALENT))
)
SHIPPED = replace(REFSET, members={**REFSET.members, PALSY: LABELLED})


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    return edition_of_needs(tmp_path)


@pytest.fixture
def refset(edition: Edition) -> Refset:
    return refset_of_edition(edition, SHIPPED, [SET], {})


def grouping(concept: ConceptId) -> MemberGrouping:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    group = Group.TECHNOLOGY_DEPENDENCY
    return MemberGrouping(concept, 1, group, counted=True, sensitive=False, printable=True, at=at, by=Identity(1))


def test_members_are_those_of_the_release(refset: Refset) -> None:
    assert set(refset.members) == set(MEMBERS)
    assert refset.release.refset == SET
    assert refset.release.label == "SNOMED CT International Edition, 24 November 2026"


def test_names_are_the_releases_and_rules_are_ours(refset: Refset) -> None:
    palsy = refset.members[PALSY]
    assert (palsy.preferred_term, palsy.fully_specified_name) == ("Cerebral palsy", "Cerebral palsy (disorder)")
    assert (palsy.group, palsy.counted) == (Group.CONDITION, True)
    assert [(each.text, each.kind, each.description) for each in palsy.terms] == [
        ("Cerebral palsy", TermKind.PREFERRED, description(PALSY, 1)),
        ("Spastic quadriplegia family", TermKind.SYNONYM, description(PALSY, 2)),
        ("Cerebral palsy (disorder)", TermKind.FULLY_SPECIFIED, description(PALSY, 0)),
        ("cp", TermKind.EQUIVALENT, None),
    ]


def test_a_synonym_of_the_release_finds_the_member(refset: Refset) -> None:
    assert [each.member.concept for each in RefsetSearch(refset).find("spas quad")] == [PALSY]


def test_a_new_member_is_ungrouped_and_not_counted_until_a_person_has_grouped_it(edition: Edition) -> None:
    new = refset_of_edition(edition, SHIPPED, [SET], {}).members[VENTILATOR]
    assert (new.group, new.counted, new.printable) == (Group.UNGROUPED, False, False)
    grouped = refset_of_edition(edition, SHIPPED, [SET], {VENTILATOR: grouping(VENTILATOR)}).members[VENTILATOR]
    assert (grouped.group, grouped.counted, grouped.printable) == (Group.TECHNOLOGY_DEPENDENCY, True, True)


def test_who_left_is_a_former_member_with_its_rules(refset: Refset) -> None:
    assert set(refset.former) == set(REFSET.members) - set(MEMBERS)
    assert refset.former[SLEEP].group is Group.FAMILY_REPORTED_ISSUE
    assert refset.former[NIGHT_CARE] == REFSET.members[NIGHT_CARE]


def test_members_of_releases_used_before_are_former_ones_too(tmp_path: Path, edition: Edition) -> None:
    later = edition_of_needs(tmp_path / "later", members=(PALSY, EPILEPSY))
    refset = refset_of_edition(later, SHIPPED, [SET], {VENTILATOR: grouping(VENTILATOR)}, [edition])
    assert set(refset.members) == {PALSY, EPILEPSY}
    assert refset.former[VENTILATOR].group is Group.TECHNOLOGY_DEPENDENCY
    assert refset.former[MYOCLONUS].group is Group.UNGROUPED


def test_one_of_sets_hold_who_is_a_member_still(tmp_path: Path) -> None:
    edition = edition_of_needs(tmp_path, members=(PALSY, GMFCS_III))
    refset = refset_of_edition(edition, SHIPPED, [SET], {})
    assert refset.one_of["gmfcs"].members == (GMFCS_III,)
    assert refset.members[GMFCS_III].position == 0
    assert refset.former[GMFCS_II].one_of == "gmfcs"
    without = refset_of_edition(edition_of_needs(tmp_path / "b", members=(PALSY,)), SHIPPED, [SET], {})
    assert dict(without.one_of) == {}
    assert without.former[GMFCS_II].one_of is None


def test_an_inactive_concept_is_no_member_though_the_set_lists_it(tmp_path: Path) -> None:
    edition = edition_of_needs(tmp_path, members=(PALSY, RETIRED))
    refset = refset_of_edition(edition, SHIPPED, [SET], {})
    assert RETIRED not in refset.members
    assert refset.former[RETIRED].preferred_term == "Epileptic disorder, old"


def test_the_shipped_list_stands_where_the_release_has_no_such_set(tmp_path: Path) -> None:
    edition = edition_of_needs(tmp_path, members=None)
    refset = refset_of_edition(edition, SHIPPED, [SET], {})
    assert set(refset.members) == set(REFSET.members)
    assert refset.members[EPILEPSY].terms[1].text == "Seizure disorder"
    assert refset.release.name == REFSET.release.name
    assert "names of SNOMED CT International Edition" in refset.release.label


def test_a_further_set_adds_its_members_where_the_release_has_it(edition: Edition) -> None:
    assert set(refset_of_edition(edition, SHIPPED, [SET, ConceptId(2222191000000108)], {}).members) == set(MEMBERS)


def test_going_back_to_the_shipped_list_keeps_what_came_with_a_release(edition: Edition) -> None:
    back = shipped_refset(SHIPPED, [SET], {}, [edition])
    assert back.members == SHIPPED.members
    assert set(back.former) == {MYOCLONUS, VENTILATOR}
    assert shipped_refset(SHIPPED, [SET], {}, []) is SHIPPED


def test_an_inactive_concept_is_replaced_by_the_one_the_release_names(refset: Refset) -> None:
    replaced = refset.beyond.replaced(RETIRED)
    assert replaced is not None
    assert replaced.certain is not None
    assert (replaced.certain.concept, replaced.certain.likeness) == (EPILEPSY, Likeness.REPLACED)
    assert replaced.reason == "duplicate"
    counting = refset.counting(RETIRED)
    assert counting is not None
    assert counting.concept == EPILEPSY


def test_several_possible_meanings_are_a_choice_and_count_as_none(refset: Refset) -> None:
    replaced = refset.beyond.replaced(VAGUE)
    assert replaced is not None
    assert replaced.certain is None
    assert {each.concept for each in replaced.choices} == {EPILEPSY, PALSY}
    assert refset.counting(VAGUE) is None


def test_nothing_replaces_an_active_or_an_unknown_concept(refset: Refset) -> None:
    assert refset.beyond.replaced(CARE) is None
    assert refset.beyond.replaced(NIGHT_CARE) is None


def test_usual_needs_are_those_that_are_members_still(edition: Edition) -> None:
    shipped = replace(SHIPPED, usual={"paediatrician": (SLEEP, GASTROSTOMY)})
    assert refset_of_edition(edition, shipped, [SET], {}).usual == {"paediatrician": (GASTROSTOMY,)}


def replaced_level(tmp_path: Path, members: tuple[ConceptId, ...] | None) -> Refset:
    """The set after a release that has replaced level II by another concept."""
    release = snapshot(
        (FINDING, GMFCS_II, GMFCS_III, HEIR, PALSY),
        (*named(GMFCS_II, "Level II"), *named(GMFCS_III, "Level III"), *named(HEIR, "Gross motor two")),
        [(each, FINDING) for each in (GMFCS_III, HEIR, PALSY)],
        inactive=[GMFCS_II],
        associations=[(GMFCS_II, SAME_AS, HEIR)],
        refsets={} if members is None else {SET: members},
    )
    shipped = replace(SHIPPED, usual={"paediatrician": (GMFCS_II, PALSY)})
    return refset_of_edition(small_edition(tmp_path, release), shipped, [SET], {})


@pytest.mark.parametrize("members", [(HEIR, GMFCS_III, PALSY), None])
def test_what_replaces_a_member_inherits_its_rules_and_its_place(
    tmp_path: Path, members: tuple[ConceptId, ...] | None
) -> None:
    refset = replaced_level(tmp_path, members)
    heir = refset.members[HEIR]
    assert (heir.preferred_term, heir.group, heir.one_of) == ("Gross motor two", Group.FUNCTIONAL_LEVEL, "gmfcs")
    assert refset.one_of["gmfcs"].members == (HEIR, GMFCS_III)
    assert GMFCS_II in refset.former
    assert refset.counting(GMFCS_II) == heir
    assert refset.usual["paediatrician"] == (HEIR, PALSY)
    assert RefsetSearch(refset).find("level ii")[0].member.concept == HEIR


def test_what_replaces_a_member_and_is_none_itself_counts_as_the_member_did(tmp_path: Path) -> None:
    refset = replaced_level(tmp_path, (GMFCS_III, PALSY))
    assert HEIR not in refset.members
    counting = refset.counting(GMFCS_II)
    assert counting is not None
    assert (counting.concept, counting.group) == (HEIR, Group.FUNCTIONAL_LEVEL)


def test_what_replaces_a_member_that_a_person_grouped_keeps_the_group(tmp_path: Path) -> None:
    edition = edition_of_needs(tmp_path, members=(PALSY, EPILEPSY))
    refset = refset_of_edition(
        edition, replace(SHIPPED, members={PALSY: LABELLED}), [SET], {RETIRED: grouping(RETIRED)}
    )
    assert refset.members[EPILEPSY].group is Group.TECHNOLOGY_DEPENDENCY


def test_what_replaced_a_member_keeps_its_rules_when_the_release_is_left_again(tmp_path: Path) -> None:
    release = snapshot(
        (FINDING, PALSY, EPILEPSY, HEIR),
        (*named(PALSY, "Cerebral palsy"), *named(EPILEPSY, "Epilepsy"), *named(HEIR, "Epileptic disorder")),
        [(PALSY, FINDING), (HEIR, FINDING)],
        inactive=[EPILEPSY],
        associations=[(EPILEPSY, SAME_AS, HEIR)],
        refsets={SET: [PALSY, HEIR]},
    )
    later = small_edition(tmp_path / "later", release)
    for back in (
        refset_of_edition(edition_of_needs(tmp_path), SHIPPED, [SET], {}, [later]),
        shipped_refset(SHIPPED, [SET], {}, [later]),
    ):
        assert HEIR not in back.members
        assert EPILEPSY in back.members
        counting = back.counting(HEIR)
        assert counting is not None
        assert (counting.group, counting.counted, counting.preferred_term) == (
            Group.CONDITION,
            True,
            "Epileptic disorder",
        )

"""What became of inactive concepts."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import ConceptArrays
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.history import AssociationKind, History, InactivationReason, Successors
from app.terminology.edition.places import Places
from tests.terminology.edition.small_editions import concept, edition, named, snapshot

A, B, C, D, E, UNKNOWN = (concept(number) for number in range(6))
SAME, REPLACED = AssociationKind.SAME_AS, AssociationKind.REPLACED_BY
EQUIVALENT, PARTLY = AssociationKind.POSSIBLY_EQUIVALENT_TO, AssociationKind.PARTIALLY_EQUIVALENT_TO
WAS_A = AssociationKind.WAS_A
MOVED_TO = ConceptId(900000000000524003)
DUPLICATE = ConceptId(900000000000482003)

Links = Sequence[tuple[ConceptId, AssociationKind, ConceptId]]


def history(links: Links, inactive: Sequence[ConceptId]) -> History:
    release = snapshot(
        [A, B, C, D, E],
        inactive=inactive,
        associations=[(source, kind.value, target) for source, kind, target in links],
    )
    arrays = edition_arrays(release)
    return History(Places(arrays.concepts), arrays.history, lambda _: None)


@pytest.mark.parametrize("kind", [SAME, REPLACED])
def test_the_one_concept_of_the_same_meaning_is_certain(kind: AssociationKind) -> None:
    assert history([(A, kind, B)], [A]).successors(A) == Successors(certain=B, known=True)


@pytest.mark.parametrize("kind", [each for each in AssociationKind if not each.certain])
def test_every_other_kind_needs_a_person(kind: AssociationKind) -> None:
    assert history([(A, kind, B)], [A]).successors(A) == Successors(possible=((kind, B),), known=True)


def test_two_concepts_of_the_same_meaning_are_a_choice() -> None:
    found = history([(A, SAME, C), (A, SAME, B)], [A]).successors(A)
    assert found == Successors(possible=((SAME, B), (SAME, C)), known=True)


def test_two_kinds_that_name_one_concept_are_no_choice() -> None:
    assert history([(A, SAME, B), (A, REPLACED, B)], [A]).successors(A) == Successors(certain=B, known=True)


def test_possible_successors_stand_surest_kind_first_beside_a_certain_one() -> None:
    found = history([(A, WAS_A, E), (A, PARTLY, D), (A, EQUIVALENT, C), (A, SAME, B)], [A]).successors(A)
    assert found == Successors(B, ((EQUIVALENT, C), (PARTLY, D), (WAS_A, E)), known=True)


def test_a_chain_is_followed_to_the_active_concept_at_its_end() -> None:
    assert history([(A, SAME, B), (B, REPLACED, C)], [A, B]).successors(A).certain == C


def test_a_chain_stops_at_the_first_active_concept() -> None:
    assert history([(A, SAME, B), (B, SAME, C)], [A]).successors(A).certain == B


def test_a_chain_is_as_sure_as_its_least_sure_link() -> None:
    links = [(A, EQUIVALENT, B), (B, SAME, C)]
    assert history(links, [A, B]).successors(A).possible == ((EQUIVALENT, C),)
    links = [(A, SAME, B), (B, EQUIVALENT, C)]
    assert history(links, [A, B]).successors(A) == Successors(possible=((EQUIVALENT, C),), known=True)


def test_a_concept_reached_in_two_ways_has_the_surer() -> None:
    links = [(A, WAS_A, C), (A, SAME, B), (B, SAME, C)]
    assert history(links, [A, B]).successors(A) == Successors(certain=C, known=True)


def test_one_of_two_same_meanings_that_leads_nowhere_leaves_a_choice() -> None:
    found = history([(A, SAME, B), (A, SAME, C)], [A, B]).successors(A)
    assert found == Successors(possible=((SAME, C),), known=True)


def test_circles_end() -> None:
    links = [(A, SAME, B), (B, SAME, A), (B, SAME, B)]
    assert history(links, [A, B]).successors(A) == Successors(known=True)
    assert history([*links, (B, SAME, C)], [A, B]).successors(A).certain == C


def test_a_namespace_is_never_offered_and_something_is_known_all_the_same(tmp_path: Path) -> None:
    release = snapshot([A, B], inactive=[A], associations=[(A, MOVED_TO, B)])
    assert edition(tmp_path, release).history.successors(A) == Successors(known=True)


def test_nothing_said_is_not_the_same_as_nothing_there() -> None:
    assert history([], [A]).successors(A) == Successors(known=False)


def test_an_active_or_unknown_concept_has_no_successor() -> None:
    sound = history([(A, WAS_A, B)], [])
    assert sound.successors(A) == Successors(known=True)
    assert sound.successors(B) == Successors()
    assert sound.successors(UNKNOWN) == Successors()
    assert sound.reason(UNKNOWN) is None


def test_a_reason_is_told_in_words(tmp_path: Path) -> None:
    release = snapshot([A, B], inactive=[A, B], reasons=[(A, DUPLICATE)])
    found = edition(tmp_path, release).history
    assert found.successors(A).reason == InactivationReason(DUPLICATE, "duplicate")
    assert found.successors(B).reason is None


def test_a_reason_that_is_none_of_the_standards_has_its_preferred_term(tmp_path: Path) -> None:
    release = snapshot([A, B, C], named(C, "Fell out of use"), inactive=[A, B], reasons=[(A, C), (B, UNKNOWN)])
    found = edition(tmp_path, release).history
    assert found.reason(A) == InactivationReason(C, "Fell out of use")
    assert found.reason(B) == InactivationReason(UNKNOWN, None)


def test_an_active_concept_has_no_reason_though_a_row_gives_one(tmp_path: Path) -> None:
    release = snapshot([A], reasons=[(A, DUPLICATE)])
    assert edition(tmp_path, release).history.reason(A) is None


def test_replacements_are_the_certain_successors_alone() -> None:
    found = history([(A, SAME, C), (B, EQUIVALENT, C)], [A, B]).replacements([A, B, C, UNKNOWN])
    assert found == {A: C}


def test_the_identifiers_of_the_kinds_are_those_of_the_standard() -> None:
    assert {kind.name: kind.value for kind in AssociationKind} == {
        "SAME_AS": 900000000000527005,
        "REPLACED_BY": 900000000000526001,
        "POSSIBLY_EQUIVALENT_TO": 900000000000523009,
        "PARTIALLY_EQUIVALENT_TO": 1186924009,
        "ALTERNATIVE": 900000000000530003,
        "POSSIBLY_REPLACED_BY": 1186921001,
        "WAS_A": 900000000000528000,
    }
    assert [kind.words for kind in AssociationKind][:3] == ["same as", "replaced by", "possibly equivalent to"]


CONCEPTS = st.sampled_from([A, B, C, D, E])
ANY_LINKS = st.lists(st.tuples(CONCEPTS, st.sampled_from(AssociationKind), CONCEPTS), max_size=12, unique=True)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(ANY_LINKS, st.sets(CONCEPTS))
def test_all_that_is_offered_is_active_and_offered_once(links: Links, inactive: set[ConceptId]) -> None:
    found = history(links, sorted(inactive))
    for each in (A, B, C, D, E):
        successors = found.successors(each)
        offered = [target for _, target in successors.possible]
        if successors.certain is not None:
            offered.append(successors.certain)
        assert len(offered) == len(set(offered))
        assert inactive.isdisjoint(offered)
        assert each in inactive or not offered
        if sum(kind.certain for kind, _ in successors.possible):
            assert successors.certain is None


def test_places_know_which_concepts_are_active() -> None:
    columns: ConceptArrays = edition_arrays(snapshot([A, B], inactive=[A])).concepts
    places = Places(columns)
    assert (places.place(A), places.place(B), places.place(C)) == (0, 1, None)
    assert (places.active(0), places.active(1)) == (False, True)
    assert places.concept(1) == B
    assert len(places) == 2

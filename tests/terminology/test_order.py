"""A search that has learnt what is usual shows it first, and changes nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from app.terminology.concept import ConceptId
from app.terminology.refset import OneOf, Refset, Term, TermKind
from app.terminology.search import RefsetSearch
from tests.terminology.small_refsets import concept, member, refset


def found(search: RefsetSearch, typed: str) -> list[str]:
    return [match.member.preferred_term for match in search.find(typed)]


def test_the_more_usual_comes_first_among_beginnings() -> None:
    search = RefsetSearch(refset(member(1, "Cough"), member(2, "Constipation"), member(3, "Cleft palate")))
    assert found(search, "c") == ["Cough", "Cleft palate", "Constipation"]
    assert found(search.ranked_by({concept(2): 5, concept(3): 1}), "c") == ["Constipation", "Cleft palate", "Cough"]
    assert found(search, "c") == ["Cough", "Cleft palate", "Constipation"]


def test_a_term_typed_in_full_still_comes_first() -> None:
    known = refset(
        member(1, "Fit"), member(2, "Fits of temper"), member(3, "Seizure", Term("fit", TermKind.EQUIVALENT))
    )
    assert found(RefsetSearch(known).ranked_by({concept(2): 900, concept(3): 50}), "fit") == [
        "Fit",
        "Seizure",
        "Fits of temper",
    ]


def test_a_one_of_set_moves_as_one_block_in_its_own_order() -> None:
    level = OneOf("level", "Level", tuple(map(concept, (1, 2, 3))))
    members = [member(n, f"Level {n}", one_of="level", position=n - 1) for n in (1, 2, 3)]
    search = RefsetSearch(refset(*members, member(4, "Lev"), member(5, "Leva"), one_of=[level]))
    assert found(search, "le") == ["Lev", "Leva", "Level 1", "Level 2", "Level 3"]
    ranked = search.ranked_by({concept(3): 9, concept(5): 10, concept(4): 8})
    assert found(ranked, "le") == ["Leva", "Level 1", "Level 2", "Level 3", "Lev"]


def test_a_term_that_begins_with_what_was_typed_comes_before_a_more_usual_one_that_contains_it() -> None:
    search = RefsetSearch(refset(member(1, "Cerebral palsy"), member(2, "Level of cerebral function")))
    ranked = search.ranked_by({concept(2): 100})
    assert found(ranked, "cereb") == ["Cerebral palsy", "Level of cerebral function"]
    assert found(ranked, "cer") == ["Level of cerebral function", "Cerebral palsy"]


def test_an_absence_is_last_however_usual() -> None:
    search = RefsetSearch(refset(member(1, "Tic excluded"), member(2, "Tic disorder of long standing")))
    assert found(search.ranked_by({concept(1): 100}), "tic") == ["Tic disorder of long standing", "Tic excluded"]


def test_a_sensitive_member_is_not_raised_by_what_was_recorded_of_others() -> None:
    search = RefsetSearch(refset(member(1, "Victim of neglect", sensitive=True), member(2, "Victim of theft")))
    assert found(search.ranked_by({concept(1): 100}), "vic") == found(search, "vic")


def test_what_is_usual_is_suggested_first_too() -> None:
    search = RefsetSearch(refset(member(1, "Sleep apnoea"), member(2, "Sleep disorder")))
    assert found(search.ranked_by({concept(2): 1}), "slepe") == ["Sleep disorder", "Sleep apnoea"]


def test_a_concept_of_another_release_and_a_count_below_nought_do_no_harm() -> None:
    search = RefsetSearch(refset(member(1, "Cough"), member(2, "Croup")))
    assert found(search.ranked_by({concept(99): 7, concept(1): -5}), "c") == ["Cough", "Croup"]


@given(st.data())
def test_ranking_changes_the_order_alone(shipped: Refset, search: RefsetSearch, data: st.DataObject) -> None:
    concepts: list[ConceptId] = sorted(shipped.members)
    usual = data.draw(st.dictionaries(st.sampled_from(concepts), st.integers(0, 1_000), max_size=8))
    typed = data.draw(st.sampled_from(["c", "co", "dis", "hearing", "cp", "ld", "epilespy", "cere pals"]))
    plain = search.find(typed, limit=1_000)
    ranked = search.ranked_by(usual).find(typed, limit=1_000)
    assert {(match.member, match.exact, match.suggested) for match in plain} == {
        (match.member, match.exact, match.suggested) for match in ranked
    }

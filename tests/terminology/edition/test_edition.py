"""An edition as others use it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.edition import Edition, EditionConcept, EditionTerm
from tests.terminology.edition.small_editions import (
    CORE,
    Words,
    concept,
    description,
    edition,
    named,
    snapshot,
)

ROOT, PALSY, OLD, LIST, EMPTY, UNKNOWN = (concept(number) for number in range(6))


@pytest.fixture
def small(tmp_path: Path) -> Edition:
    release = snapshot(
        [ROOT, PALSY, OLD, LIST],
        [*named(ROOT, "Root"), *named(PALSY, "Cerebral palsy", "CP", "Little disease"), *named(OLD, "Spastic child")],
        [(PALSY, ROOT)],
        inactive=[OLD],
        defined=[PALSY],
        refsets={LIST: [PALSY, OLD], EMPTY: []},
    )
    return edition(tmp_path, release)


def test_a_concept_is_told_as_it_was_released(small: Edition) -> None:
    assert small.concept(PALSY) == EditionConcept(
        id=PALSY,
        active=True,
        effective=date(2026, 11, 24),
        defined=True,
        module=CORE,
        preferred_term="Cerebral palsy",
        fully_specified_name="Cerebral palsy (disorder)",
    )


def test_an_inactive_concept_has_its_names_too(small: Edition) -> None:
    old = small.concept(OLD)
    assert old is not None
    assert (old.active, old.preferred_term) == (False, "Spastic child")
    assert small.preferred_term(OLD) == "Spastic child"


def test_a_concept_without_descriptions_has_no_names(small: Edition) -> None:
    lone = small.concept(LIST)
    assert lone is not None
    assert (lone.preferred_term, lone.fully_specified_name, lone.semantic_tag) == (None, None, None)
    assert small.terms(LIST) == ()


def test_an_unknown_concept_is_none_everywhere(small: Edition) -> None:
    assert small.place(UNKNOWN) is None
    assert small.concept(UNKNOWN) is None
    assert small.preferred_term(UNKNOWN) is None
    assert small.terms(UNKNOWN) == ()
    assert not small.is_active(UNKNOWN)
    assert UNKNOWN not in small


@pytest.mark.parametrize("strange", [-1, 0, 2**63, 10**30, "1001000", None])
def test_what_is_no_concept_is_not_in_an_edition(small: Edition, strange: object) -> None:
    assert strange not in small


def test_known_concepts_are_in_it_and_active_or_not(small: Edition) -> None:
    assert PALSY in small
    assert OLD in small
    assert small.is_active(PALSY)
    assert not small.is_active(OLD)
    assert len(small) == 4


def test_terms_are_told_with_their_descriptions_and_kinds_in_search_order(small: Edition) -> None:
    assert small.terms(PALSY) == (
        EditionTerm(description(PALSY, 1), "Cerebral palsy", EditionTermKind.PREFERRED),
        EditionTerm(description(PALSY, 2), "CP", EditionTermKind.ACCEPTABLE),
        EditionTerm(description(PALSY, 3), "Little disease", EditionTermKind.ACCEPTABLE),
        EditionTerm(description(PALSY, 0), "Cerebral palsy (disorder)", EditionTermKind.FULLY_SPECIFIED),
    )


def test_reference_sets_are_told_by_identifier_with_inactive_members(small: Edition) -> None:
    assert small.refset_ids() == (LIST, EMPTY)
    assert small.refset_members(LIST) == (PALSY, OLD)
    places = small.refset_places(LIST)
    assert places is not None
    assert places.tolist() == [1, 2]


def test_an_empty_reference_set_is_not_a_missing_one(small: Edition) -> None:
    assert small.refset_members(EMPTY) == ()
    assert small.refset_members(UNKNOWN) is None


def test_a_concept_that_is_searched_for_is_found(small: Edition) -> None:
    assert [match.concept for match in small.search.find("cereb pal")] == [PALSY]
    assert small.search is small.search


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Palsy (disorder)", "disorder"),
        ("Palsy (left) (finding)", "finding"),
        ("Palsy", None),
        ("Palsy (left) side", None),
        (" (disorder)", None),
        (None, None),
    ],
)
def test_the_semantic_tag_is_what_stands_in_the_last_brackets(name: str | None, tag: str | None) -> None:
    told = EditionConcept(PALSY, True, date(2026, 11, 24), False, CORE, None, name)
    assert told.semantic_tag == tag


def test_the_place_of_every_concept_leads_back_to_it(tmp_path: Path) -> None:
    concepts = [concept(number * 7) for number in range(200)]
    many = edition(tmp_path, snapshot(concepts))
    assert [many.place(each) for each in concepts] == list(range(200))
    assert [many.places.concept(place) for place in range(200)] == concepts
    between = [concept(number * 7 + 1) for number in range(200)]
    assert [many.place(each) for each in between] == [None] * 200


def test_threads_read_the_same(small: Edition) -> None:
    def read(of: ConceptId) -> tuple[object, ...]:
        return small.concept(of), small.terms(of), small.history.successors(of), small.search.find("palsy")

    wanted = [ROOT, PALSY, OLD, LIST, UNKNOWN] * 40
    alone = [read(each) for each in wanted]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, wanted)) == alone


def test_long_and_foreign_terms_come_back_whole(tmp_path: Path) -> None:
    odd = ("x" * 4096, "Ménière’s “disease” \U0001f9ec", "a\u0301", "٣")
    words = [Words(description(ROOT, number), ROOT, text) for number, text in enumerate(odd)]
    found = edition(tmp_path, snapshot([ROOT], words))
    assert {term.text for term in found.terms(ROOT)} == set(odd)

"""Finding concepts of an edition: on terms few enough to read, then beside a scan of generated ones."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from app.terminology.concept import check_digit
from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.match import EditionMatch, TermSet
from app.terminology.edition.search import MOST_WORDS_MENDED, EditionSearch
from app.terminology.edition.vocabulary import Vocabulary
from app.terminology.edition.words import word_arrays
from tests.terminology.edition.searched_terms import ACCEPTABLE, PREFERRED, Row, SearchedTerms, Terms
from tests.terminology.small_refsets import concept

FULLY_SPECIFIED, OTHER = EditionTermKind.FULLY_SPECIFIED, EditionTermKind.OTHER


def preferred(*texts: str) -> list[Terms]:
    """Concepts of one preferred term each."""
    return [[(text, PREFERRED)] for text in texts]


def search_of(*texts: str) -> EditionSearch:
    return SearchedTerms(preferred(*texts)).search()


def texts(matches: tuple[EditionMatch, ...]) -> list[str]:
    return [match.text for match in matches]


def rows(matches: tuple[EditionMatch, ...]) -> list[Row]:
    return [(match.place, match.text, match.exact, match.suggested) for match in matches]


def test_each_typed_word_begins_a_word_of_one_term_in_any_order() -> None:
    search = search_of("Spastic cerebral palsy", "Cerebral palsy", "Asthma")
    assert texts(search.find("palsy cere")) == ["Cerebral palsy", "Spastic cerebral palsy"]
    assert texts(search.find("CERE, sp")) == ["Spastic cerebral palsy"]
    assert search.find("lsy") == search.find("asthma palsy") == ()


def test_words_of_two_terms_of_a_concept_do_not_add_up() -> None:
    search = SearchedTerms([[("Serous otitis media", PREFERRED), ("Glue ear", ACCEPTABLE)]]).search()
    assert texts(search.find("glue ea")) == ["Glue ear"]
    assert search.find("glue otitis") == ()


def test_two_typed_words_may_begin_the_same_word() -> None:
    assert texts(search_of("Cerebral palsy").find("cer cereb")) == ["Cerebral palsy"]


def test_a_concept_is_shown_once_with_its_best_term() -> None:
    (match,) = (
        SearchedTerms([[("Seizure disorder", ACCEPTABLE), ("Seizures of any kind", PREFERRED)]]).search().find("s")
    )
    assert match == EditionMatch(0, concept(0), 0, "Seizures of any kind", PREFERRED, exact=False)


def test_terms_of_inactive_concepts_and_other_terms_are_not_found_by_words() -> None:
    search = SearchedTerms(
        [[("Asthma", PREFERRED)], [("Asthma now", PREFERRED), ("Wheeze (disorder)", FULLY_SPECIFIED), ("Wh", OTHER)]],
        inactive=[0],
    ).search()
    assert texts(search.find("asthma")) == ["Asthma now"]
    assert search.find("wh") == ()


def test_a_term_typed_in_full_stands_before_all_others_and_a_preferred_one_first() -> None:
    search = SearchedTerms(
        [
            [("Seizure", PREFERRED), ("Fit", ACCEPTABLE)],
            [("Fit", PREFERRED)],
            [("Fits", PREFERRED)],
            [("Fit for work", PREFERRED)],
        ]
    ).search()
    everyone = search.terms_of(BitMap([2, 3]))
    assert rows(search.find("fit", first=everyone)) == [
        (1, "Fit", True, False),
        (0, "Fit", True, False),
        (2, "Fits", False, False),
        (3, "Fit for work", False, False),
    ]


def test_concepts_to_be_shown_first_come_before_usual_ones_and_these_before_the_rest() -> None:
    search = search_of("Pain", "Pain in arm", "Pain in the leg", "Pain in the other leg")
    first, usual = search.terms_of(BitMap([3])), search.terms_of(BitMap([2, 3]))
    assert [match.place for match in search.find("pai", first=first, usual=usual)] == [3, 2, 0, 1]
    assert [match.place for match in search.find("pai", first=first, usual=usual, limit=2)] == [3, 2]
    assert [match.place for match in search.find("pai", usual=usual)] == [2, 3, 0, 1]


def test_only_concepts_allowed_are_found() -> None:
    search = search_of("Pain", "Pain in arm", "Pain in the leg")
    assert [match.place for match in search.find("pain", within=search.terms_of(BitMap([1, 2])))] == [1, 2]
    assert search.find("pain", within=search.terms_of(BitMap())) == ()


def test_a_set_of_concepts_has_their_searchable_terms() -> None:
    made = SearchedTerms(
        [
            [("Fit", PREFERRED), ("Seizure", ACCEPTABLE)],
            [("Asthma (disorder)", FULLY_SPECIFIED)],
            [("A", PREFERRED)],
            [],
        ]
    )
    found = made.search().terms_of(BitMap([0, 1, 3]))
    assert (list(found.places), list(found.terms)) == ([0, 1, 3], [1, 2])
    with pytest.raises(IndexError):
        made.search().terms_of(BitMap([4]))


@pytest.mark.parametrize("typed", ["haemangioma", "hemangioma", "skin haemang", "hemang"])
def test_british_and_american_spelling_find_each_other(typed: str) -> None:
    search = search_of("Haemangioma of skin", "Hemangioma skin")
    assert sorted(match.place for match in search.find(typed)) == [0, 1]


def test_a_word_begun_as_it_is_spelt_is_found_although_the_whole_has_another_form() -> None:
    assert texts(search_of("Fibreglass", "Fiber").find("fibre")) == ["Fiber", "Fibreglass"]


def test_half_typed_haem_does_not_find_hemiplegia() -> None:
    assert texts(search_of("Haematoma", "Hemiplegia").find("haem")) == ["Haematoma"]


@pytest.mark.parametrize("typed", ["cerebrla palsy", "pal cerbral", "xcerebral", "erebral", "cerabral"])
def test_one_slip_in_one_long_word_is_mended_and_said(typed: str) -> None:
    assert rows(search_of("Cerebral palsy", "Asthma").find(typed)) == [(0, "Cerebral palsy", False, True)]


@pytest.mark.parametrize("typed", ["cerbral palsi", "plsy", "gmcfs6", "asthma cerebrla", "cereeebral"])
def test_two_slips_or_a_slip_in_a_short_word_or_a_digit_are_not_mended(typed: str) -> None:
    assert search_of("Cerebral palsy", "Asthma", "Gmcfs5").find(typed) == ()


def test_what_is_found_as_typed_among_those_allowed_is_no_suggestion() -> None:
    search = search_of("Stream", "Steam")
    assert rows(search.find("stream")) == [(0, "Stream", True, False)]
    assert rows(search.find("stream", within=search.terms_of(BitMap([1])))) == [(1, "Steam", False, True)]


def test_no_slip_is_looked_for_in_text_of_very_many_words() -> None:
    words = "alpha bravo charlie delta echo foxtrot golf hotel india".split()
    search = search_of(" ".join(words))
    assert texts(search.find(" ".join(["alhpa", *words[1:MOST_WORDS_MENDED]])))
    assert not search.find(" ".join(["alhpa", *words[1 : MOST_WORDS_MENDED + 1]]))


def test_a_pasted_identifier_finds_its_concept_alone_with_its_preferred_term() -> None:
    search = SearchedTerms(
        [
            [("Fit", ACCEPTABLE), ("Seizure", PREFERRED), ("Seizure (finding)", FULLY_SPECIFIED)],
            [(f"Code {concept(0)}", PREFERRED)],
        ],
    ).search()
    for typed in (str(concept(0)), f" {concept(0)}\n", f"{concept(0)} |Seizure (finding)|"):
        assert rows(search.find(typed)) == [(0, "Seizure", True, False)]
    assert texts(search.find(f"code {concept(0)}")) == [f"Code {concept(0)}"]


def test_a_pasted_identifier_of_an_inactive_concept_says_that_it_is_inactive() -> None:
    search = SearchedTerms(
        [[("Old (disorder)", FULLY_SPECIFIED), ("Old", OTHER)], [("Older", OTHER)], [], [("New", PREFERRED)]],
        inactive=[0, 1, 2],
    ).search()
    found = [search.find(str(concept(place)))[0] for place in range(4)]
    assert texts(tuple(found)) == ["Old (disorder)", "Older", "", "New"]
    assert [match.active for match in found] == [False, False, False, True]
    assert (found[2].term_number, found[2].kind) == (-1, OTHER)


def test_a_pasted_identifier_is_held_to_what_is_allowed() -> None:
    search = search_of("Fit", "Asthma")
    only = search.terms_of(BitMap([0]))
    assert [match.place for match in search.find(str(concept(0)), within=only)] == [0]
    assert search.find(str(concept(1)), within=only) == ()


def described(text: str) -> tuple[EditionSearch, str]:
    """A search with one concept whose description has a valid identifier, and that identifier."""
    made = SearchedTerms([[("Preferred", PREFERRED), (text, ACCEPTABLE)]])
    digits = "100123401"
    identifier = f"{digits}{check_digit(digits)}"
    made.terms = [
        type(term)(term.place, term.text, term.kind, int(identifier), True) if term.text == text else term
        for term in made.terms
    ]
    return made.search(), identifier


def test_a_pasted_identifier_of_a_description_finds_its_concept_by_that_term() -> None:
    search, identifier = described("Synonym")
    assert rows(search.find(identifier)) == [(0, "Synonym", True, False)]


def test_a_description_is_not_looked_up_by_an_identifier_with_a_wrong_check_digit() -> None:
    made = SearchedTerms(preferred("Fit"))
    identifier = str(made.terms[0].id)
    assert identifier[-3:-1] == "01"
    assert check_digit(identifier[:-1]) != int(identifier[-1])
    assert made.search().find(identifier) == ()


def test_an_identifier_of_nothing_known_is_read_as_a_word() -> None:
    assert texts(search_of("Batch 12345678").find("1234567")) == ["Batch 12345678"]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "%", "'", "\x00", "a" * 100_000, "a b " * 50_000, "ﷺ" * 5_000, "\ud800", "٣" * 9, "9" * 18, "9" * 400,
     " ".join(f"{a}{b}" for a in "abcdefgh" for b in "abcdefgh"), "cerebrla" * 20, "1234567 |" + "x" * 9999],
)  # fmt: skip
def test_odd_and_very_long_input_is_answered(typed: str) -> None:
    search = search_of("Cerebral palsy", "Ærø 9", "%", "", "٣ of ﷺ")
    assert len(search.find(typed)) <= 5


def test_the_limit_holds() -> None:
    search = search_of(*(f"Seizure {n}" for n in range(30)))
    assert [len(search.find("seiz", limit=limit)) for limit in (-1, 0, 1, 7, 99)] == [0, 0, 1, 7, 30]
    assert len(search.find("siezure", limit=3)) == 3
    assert len(search.find("seiz")) == 20
    same = search_of(*["Fit"] * 30)
    assert [match.exact for match in same.find("fit", limit=5)] == [True] * 5
    assert [match.exact for match in same.find("fit", limit=40)] == [True] * 30


def test_an_edition_without_terms_finds_nothing() -> None:
    search = SearchedTerms([]).search()
    assert search.find("fit") == search.find("fiting") == search.find(str(concept(0))) == ()
    assert list(search.terms_of(BitMap()).terms) == []


def test_bitmaps_that_are_not_kept_are_read_again() -> None:
    arrays = word_arrays(["fit", "fits", "faint"], np.zeros(3, dtype=np.uint8))
    for kept_bytes in (0, 1_000, 10**6):
        vocabulary = Vocabulary(arrays, kept_bytes)
        for _ in range(3):
            assert [list(vocabulary.terms(typed)) for typed in ("f", "fi", "fits", "x")] == [[0, 1, 2], [0, 1], [1], []]


def test_many_threads_get_the_answers_of_one() -> None:
    made, typed = many_terms()
    search = made.search()
    alone = [rows(made.search().find(each)) for each in typed]
    with ThreadPoolExecutor(8) as threads:
        for found in threads.map(lambda _: [rows(search.find(each)) for each in typed], range(8)):
            assert found == alone


# The same answer as looking at every term


STEMS = "haemo hemo tumour tumor toes test paedi centre a ab left of fit fits seizure éa".split()


def many_terms() -> tuple[SearchedTerms, list[str]]:
    """Some hundreds of terms over a small vocabulary, and what may be typed."""
    chance = Random(5)
    words = sorted({stem + end for stem in STEMS for end in ("", "s", "ic", "al", "aemia", "ise", "ization", "b")})
    concepts = [
        [
            (" ".join(chance.choices(words, k=chance.randint(1, 4))), PREFERRED if number == 0 else ACCEPTABLE)
            for number in range(chance.randint(1, 3))
        ]
        for _ in range(150)
    ]
    typed = [" ".join(cut(chance.choice(words), chance) for _ in range(chance.randint(1, 3))) for _ in range(80)]
    return SearchedTerms(concepts, inactive=range(0, 150, 11)), typed


def cut(word: str, chance: Random) -> str:
    at = chance.randint(1, len(word))
    return word[:at] if chance.random() < 0.7 else word[: at - 1] + chance.choice("abs") + word[at:]


def among(search: EditionSearch, places: Collection[int] | None) -> TermSet | None:
    return None if places is None else search.terms_of(BitMap(places))


def test_search_finds_what_a_scan_of_many_terms_finds_in_its_order() -> None:
    made, typed = many_terms()
    search = made.search()
    tiers: list[dict[str, Collection[int]]] = [
        {},
        {"first": range(0, 150, 7)},
        {"within": range(60), "usual": range(0, 150, 3)},
    ]
    kinds = set()
    for each in typed:
        for tier in tiers:
            found = rows(search.find(each, limit=9, **{name: among(search, places) for name, places in tier.items()}))
            assert found == made.scanned(each, 9, **tier)
            kinds |= {(exact, suggested) for _, _, exact, suggested in found}
    assert kinds == {(False, False), (True, False), (False, True)}


WORDS = st.one_of(
    st.sampled_from("haemangioma hemangioma tumour tumors foetus fetal aaaaa".split()),
    st.text(alphabet="ab", min_size=1, max_size=7),
    st.text(alphabet="a1é", min_size=1, max_size=6),
)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
CONCEPTS = st.lists(st.lists(st.tuples(TEXTS, st.sampled_from(list(EditionTermKind))), max_size=3), max_size=12)
PLACES = st.one_of(st.none(), st.sets(st.integers(0, 11)))


@given(st.data(), CONCEPTS, st.sets(st.integers(0, 11), max_size=2), st.integers(1, 5))
def test_search_finds_what_a_scan_of_generated_terms_finds_in_its_order(
    data: st.DataObject, concepts: list[Terms], inactive: set[int], limit: int
) -> None:
    made = SearchedTerms(concepts, inactive)
    search = made.search()
    known = [text for terms in concepts for text, _ in terms]
    typed = data.draw(st.one_of(TEXTS, st.sampled_from(known), st.sampled_from(known).map(slipped)) if known else TEXTS)
    within, first, usual = (
        None if places is None else {place for place in places if place < len(concepts)}
        for places in data.draw(st.tuples(PLACES, PLACES, PLACES))
    )
    sets = {"within": among(search, within), "first": among(search, first), "usual": among(search, usual)}
    assert rows(search.find(typed, limit=limit, **sets)) == made.scanned(typed, limit, within, first or (), usual or ())


def slipped(text: str) -> str:
    """The two letters in the middle swapped."""
    middle = len(text) // 2
    return text[: middle - 1] + text[middle : middle + 1] + text[middle - 1 : middle] + text[middle + 1 :]

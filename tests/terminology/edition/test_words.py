"""How the terms of an edition are ordered and laid out for search."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from app.terminology.edition.arrays import Bytes, EditionTermKind, Starts, WordArrays
from app.terminology.edition.beginnings import READY_FROM, shared_beginnings
from app.terminology.edition.words import search_length, search_order, word_arrays
from app.terminology.spelling_variants import folded
from app.terminology.wording import normalised

PREFERRED, ACCEPTABLE = EditionTermKind.PREFERRED, EditionTermKind.ACCEPTABLE


def kinds_of(*kinds: EditionTermKind) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.array(kinds, dtype=np.uint8)


def pieces(joined: Bytes, starts: Starts) -> list[bytes]:
    return [bytes(joined[start:end]) for start, end in pairwise(starts)]


def postings(arrays: WordArrays) -> dict[str, list[int]]:
    words = pieces(arrays.word_text, arrays.word_starts)
    bitmaps = pieces(arrays.postings, arrays.posting_starts)
    return {word.decode(): list(BitMap.deserialize(each)) for word, each in zip(words, bitmaps, strict=True)}


def united(arrays: WordArrays) -> dict[str, list[int]]:
    texts = pieces(arrays.beginning_text, arrays.beginning_starts)
    bitmaps = pieces(arrays.beginning_postings, arrays.beginning_posting_starts)
    return {text.decode(): list(BitMap.deserialize(each)) for text, each in zip(texts, bitmaps, strict=True)}


def arrays_of(texts: list[str]) -> tuple[list[str], WordArrays]:
    """The texts in search order, all preferred, and their columns."""
    order = search_order(texts, kinds_of(*[PREFERRED] * len(texts)), np.arange(len(texts)))
    ordered = [texts[each] for each in order]
    return ordered, word_arrays(ordered, kinds_of(*[PREFERRED] * len(texts)))


def test_a_term_that_is_not_preferred_counts_as_longer() -> None:
    assert search_length("Down's  syndrome!", PREFERRED) == len("downs syndrome") == 14
    assert search_length("Down's  syndrome!", ACCEPTABLE) == 34


def test_shorter_terms_come_first_then_preferred_ones_then_by_text_then_by_identifier() -> None:
    texts = ["Fits", "Epilepsy with fits somewhere", "Asthma", "Eczema", "Asthma", "A term of letters: 26 long"]
    kinds = kinds_of(ACCEPTABLE, PREFERRED, PREFERRED, PREFERRED, ACCEPTABLE, PREFERRED)
    assert [texts[each] for each in search_order(texts, kinds, np.array([1, 2, 3, 4, 5, 6]))] == [
        "Asthma",
        "Eczema",
        "Fits",
        "A term of letters: 26 long",
        "Asthma",
        "Epilepsy with fits somewhere",
    ]
    twice = ["same", "Same", "same"]
    assert search_order(twice, kinds_of(*[PREFERRED] * 3), np.array([30, 10, 20])).tolist() == [1, 2, 0]


def test_a_preferred_term_stands_before_an_acceptable_one_that_counts_as_long() -> None:
    texts = ["fits", "a" * 24]
    assert search_order(texts, kinds_of(ACCEPTABLE, PREFERRED), np.array([1, 2])).tolist() == [1, 0]


def test_each_word_has_the_numbers_of_its_terms_once() -> None:
    ordered, arrays = arrays_of(["Palsy, cerebral palsy", "Cerebral", "Spastic"])
    assert ordered == ["Spastic", "Cerebral", "Palsy, cerebral palsy"]
    assert postings(arrays) == {"cerebral": [1, 2], "palsy": [2], "spastic": [0]}
    assert list(postings(arrays)) == sorted(postings(arrays))


def test_a_british_word_stands_under_the_american_form_too() -> None:
    _, arrays = arrays_of(["Anemia", "Anaemia of birth"])
    assert postings(arrays) == {"anaemia": [1], "anemia": [0, 1], "birth": [1], "of": [1]}


def test_buckets_say_which_term_is_the_first_of_a_length() -> None:
    _, arrays = arrays_of(["ab", "cd", "abcd"])
    assert arrays.buckets.tolist() == [0, 0, 0, 2, 2, 3]


def test_no_terms_give_empty_columns() -> None:
    ordered, arrays = arrays_of([])
    assert ordered == []
    assert arrays.buckets[-1] == 0
    assert (postings(arrays), united(arrays)) == ({}, {})


def test_terms_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        word_arrays(["longer", "long"], kinds_of(PREFERRED, PREFERRED))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 texts"):
        word_arrays(["long", "longer"], kinds_of(PREFERRED))
    with pytest.raises(ValueError, match="1 texts"):
        search_order(["long"], kinds_of(PREFERRED), np.array([1, 2]))


def test_a_beginning_of_many_words_is_kept_under_its_longest_text() -> None:
    words = sorted(["spa" + letter for letter in "abcdefghi"] + ["sun"])
    assert sorted(shared_beginnings(words)) == [("s", 0, 10), ("spa", 0, 9)]
    assert list(shared_beginnings(words[:8])) == []


WORDS = st.sets(st.text(alphabet="abé", min_size=1, max_size=6), max_size=60).map(sorted)


@given(WORDS)
def test_the_least_kept_beginning_that_begins_with_a_text_has_the_words_that_do(words: list[str]) -> None:
    kept = {text: words[start:end] for text, start, end in shared_beginnings(words)}
    for text in {word[:length] for word in words for length in range(1, len(word) + 1)}:
        begun = [word for word in words if word.startswith(text)]
        least = min((each for each in kept if each.startswith(text)), default=None)
        assert (least is not None) == (len(begun) >= READY_FROM)
        assert least is None or kept[least] == begun


@given(st.lists(st.lists(st.text(alphabet="abo'ue- ", max_size=8), max_size=4).map(" ".join), max_size=30))
def test_postings_are_what_looking_at_every_term_gives(texts: list[str]) -> None:
    ordered, arrays = arrays_of(texts)
    expected: dict[str, list[int]] = {}
    for number, text in enumerate(ordered):
        own = normalised(text).split()
        for spelling in {*own, *map(folded, own)}:
            expected.setdefault(spelling, []).append(number)
    assert postings(arrays) == expected
    for beginning, terms in united(arrays).items():
        assert terms == sorted({term for word in expected if word.startswith(beginning) for term in expected[word]})

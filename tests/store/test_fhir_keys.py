"""Any text can be a key, and only the same text is the same key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.store.fhir_keys import MOST_OCTETS, key_text

ODD = ("\0", "a\0b", "\ud800", "a" * (MOST_OCTETS + 1), "é" * MOST_OCTETS, "𐀀" * 130, "\0" * 1000)


def test_an_ordinary_text_is_its_own_key() -> None:
    for text in ("", "urn:a-system|1", "é" * (MOST_OCTETS // 2), "a" * MOST_OCTETS):
        assert key_text(text) == text


@pytest.mark.parametrize("text", ODD)
def test_a_text_that_no_index_holds_has_a_key_that_it_does(text: str) -> None:
    key = key_text(text)
    assert key != text
    assert len(key.encode()) <= MOST_OCTETS
    assert "\0" not in key
    assert key_text(key) == key


def test_long_texts_that_differ_at_their_ends_have_different_keys() -> None:
    assert key_text("a" * 5_000 + "1") != key_text("a" * 5_000 + "2")


@given(st.text(st.characters(exclude_categories=()), max_size=700), st.text(max_size=700))
def test_different_texts_have_different_keys(one: str, other: str) -> None:
    assert (key_text(one) == key_text(other)) == (one == other)

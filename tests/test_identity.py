"""Identities: their layout, their text, their order."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identity import EPOCH, Identities, Identity, parse_identity, shown

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def test_an_identity_is_shown_as_thirteen_characters_and_read_back() -> None:
    assert shown(Identity(1)) == "0000000000001"
    assert parse_identity("0000000000001") == 1


@pytest.mark.parametrize(
    ("number", "text"),
    # By hand: 31 is Z; 32 is 10; 2^63 - 1 is 60 ones behind three more, 7 and twelve Z.
    [(0, "0000000000000"), (31, "000000000000Z"), (32, "0000000000010"), (2**63 - 1, "7ZZZZZZZZZZZZ")],
)
def test_the_text_is_crockfords_base32(number: int, text: str) -> None:
    assert shown(Identity(number)) == text
    assert parse_identity(text.lower()) == number


@given(st.integers(0, 2**63 - 1))
def test_every_identity_survives_the_round_trip(number: int) -> None:
    assert parse_identity(shown(Identity(number))) == number


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_text_order_is_number_order(one: int, other: int) -> None:
    assert (one < other) == (shown(Identity(one)) < shown(Identity(other)))


@pytest.mark.parametrize("text", ["", "000000000001", "00000000000001", "00000000000ß0", "00000000000ſ0"])
def test_another_length_or_alphabet_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="13 characters"):
        parse_identity(text)


@pytest.mark.parametrize(
    "text", ["000000000000I", "000000000000L", "000000000000O", "000000000000U", "000000000000-", " 000000000001"]
)
def test_characters_outside_the_alphabet_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="without I, L, O and U"):
        parse_identity(text)


def test_what_does_not_fit_a_signed_column_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the range"):
        parse_identity("8000000000000")


def test_the_milliseconds_stand_before_22_bits_of_counter() -> None:
    new = Identities(lambda: EPOCH + timedelta(days=1, milliseconds=5), lambda limit: limit - 1)
    identity = new()
    assert identity >> 22 == 86_400_005
    assert identity & (2**22 - 1) == 2**21 - 1


def test_within_a_millisecond_identities_count_on() -> None:
    draws = iter([700])
    new = Identities(lambda: NOW, lambda _: next(draws))
    first, second, third = new(), new(), new()
    assert first & (2**22 - 1) == 700
    assert (second, third) == (first + 1, first + 2)


def test_the_same_draw_in_the_same_millisecond_is_no_twin() -> None:
    new = Identities(lambda: NOW, lambda _: 5)
    first = new()
    assert [new(), new()] == [first + 1, first + 2]


def test_a_clock_that_steps_back_does_not_bring_old_identities_back() -> None:
    instants = iter([NOW, NOW - timedelta(hours=1), NOW + timedelta(seconds=1)])
    new = Identities(lambda: next(instants), lambda _: 0)
    first, second, third = new(), new(), new()
    assert first < second < third
    assert second == first + 1


def clock() -> Iterator[datetime]:
    at = NOW
    while True:
        at += timedelta(microseconds=100)
        yield at


def test_threads_never_share_an_identity() -> None:
    random = Random(7)
    new = Identities(lambda: NOW, random.randrange)
    drawn: list[Identity] = []
    threads = [Thread(target=lambda: drawn.extend(new() for _ in range(500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 4_000


def test_identities_of_one_source_rise() -> None:
    instants = clock()
    random = Random(7)
    new = Identities(lambda: next(instants), random.randrange)
    drawn = [new() for _ in range(2_000)]
    assert drawn == sorted(set(drawn))
    assert all(0 < identity < 2**63 for identity in drawn)


def test_the_layout_lasts_until_2093() -> None:
    last = datetime(2093, 8, 1, tzinfo=UTC)
    assert Identities(lambda: last, lambda limit: limit - 1)() < 2**63

"""Passwords: which may be chosen, and hashes of argon2id."""

import pytest

from app.access.passwords import LONGEST, SHORTEST, Passwords, password_fault

GOOD = "violet kettle seven harbour"


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords()


def test_a_password_fits_its_own_hash_and_no_other(passwords: Passwords) -> None:
    made = passwords.hash(GOOD)
    assert passwords.verify(made, GOOD)
    assert not passwords.verify(made, GOOD + " ")
    assert not passwords.verify(made, GOOD.upper())


def test_the_hash_is_argon2id_with_the_parameters_of_the_guidance(passwords: Passwords) -> None:
    assert passwords.hash(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_password_has_another_hash_each_time(passwords: Passwords) -> None:
    assert passwords.hash(GOOD) != passwords.hash(GOOD)


@pytest.mark.parametrize("password_hash", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_without_a_sound_hash_no_password_fits(passwords: Passwords, password_hash: str | None) -> None:
    assert not passwords.verify(password_hash, "a password that nobody has")
    assert not passwords.verify(password_hash, "")


def test_a_hash_of_other_parameters_is_outdated(passwords: Passwords) -> None:
    made = passwords.hash(GOOD)
    assert not passwords.outdated(made)
    assert passwords.outdated(made.replace("m=19456", "m=8192"))


@pytest.mark.parametrize("password", [GOOD, "Ylang7-quarry-Bosphorus", "ਚਾਰ ਨੀਲੇ ਘੋੜੇ ਨਦੀ ਪਾਰ"])
def test_long_words_that_do_not_belong_together_may_be_chosen(password: str) -> None:
    assert password_fault(password) is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "too short"),
        ("x7!Qz#p2Lw9", "too short"),
        ("q" * (LONGEST + 1), "too long"),
        ("password1234", "easy to guess"),
        ("aaaaaaaaaaaaaaaa", "easy to guess"),
        ("qwertyuiop12", "easy to guess"),
    ],
)
def test_short_long_and_common_passwords_may_not(password: str, fault: str) -> None:
    said = password_fault(password)
    assert said is not None
    assert fault in said


def test_a_password_does_not_rest_on_the_user_name() -> None:
    assert password_fault("bartholomew.quince", ("bartholomew.quince",)) is not None


def test_the_shortest_and_the_longest_are_allowed() -> None:
    assert password_fault("zK4#vq9!Lm2x"[:SHORTEST]) is None
    assert password_fault((GOOD + " ") * 4 + "end"[: LONGEST - len(GOOD) * 4]) is None

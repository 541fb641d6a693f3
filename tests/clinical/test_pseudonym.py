"""Pseudonyms; the expected values were computed with OpenSSL (dgst -sha256 -mac HMAC) from the key of 32 bytes 0x11."""

import pytest

from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.pseudonym import PseudonymBasis, child_pseudonym

KEY = b"\x11" * 32


def test_an_nhs_number_alone_makes_the_pseudonym() -> None:
    made = child_pseudonym(KEY, NhsNumber("9990000018"), "RXX01", LocalPatientId("A-1"))
    assert made.value.hex() == "c068558a96a5751d09f0ca871f7080ca00cdfc03b3bb238bdfd0233a27c30195"
    assert made.basis is PseudonymBasis.NHS_NUMBER


def test_without_one_organisation_and_local_identifier_make_it_and_it_says_so() -> None:
    made = child_pseudonym(KEY, None, "RXX01", LocalPatientId("A-1"))
    assert made.value.hex() == "e7713aaae3af6b4acd4df3a3d027e6edf387d5344cd3a7687128e2b8f6a2f2e4"
    assert made.basis is PseudonymBasis.LOCAL_IDENTIFIER


def test_two_organisations_with_the_same_nhs_number_meet() -> None:
    number = NhsNumber("9990000018")
    assert child_pseudonym(KEY, number, "RXX01", None) == child_pseudonym(KEY, number, "RYY02", LocalPatientId("9"))


def test_another_key_gives_another_pseudonym() -> None:
    number = NhsNumber("9990000018")
    assert child_pseudonym(KEY, number, "RXX01", None) != child_pseudonym(b"\x12" * 32, number, "RXX01", None)


def test_a_child_without_any_identifier_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="needs an NHS number or a local"):
        child_pseudonym(KEY, None, "RXX01", None)

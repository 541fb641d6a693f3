"""What is sealed opens with its key for its purpose alone; and what a launch proves itself by."""

import base64
import hashlib
import secrets

from hypothesis import given
from hypothesis import strategies as st

from app.fhir.launch.authorisation import Secrets, new_secrets, secrets_in
from app.fhir.launch.sealing import Seal

SEAL = Seal(b"k" * 32, secrets.token_bytes)


@given(st.text(), st.binary(max_size=40))
def test_what_is_sealed_opens_again_and_shows_nothing(text: str, purpose: bytes) -> None:
    sealed = SEAL.sealed(text, purpose)
    assert SEAL.opened(sealed, purpose) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_it_opens_for_no_other_purpose_with_no_other_key_and_not_when_changed() -> None:
    sealed = SEAL.sealed("a token", b"session 1")
    assert SEAL.opened(sealed, b"session 2") is None
    assert Seal(b"l" * 32, secrets.token_bytes).opened(sealed, b"session 1") is None
    changed = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    assert [each for each in changed if SEAL.opened(each, b"session 1") is not None] == []
    assert SEAL.opened(b"", b"session 1") is None


def test_the_same_text_is_never_sealed_alike() -> None:
    assert SEAL.sealed("a token", b"x") != SEAL.sealed("a token", b"x")


def test_the_challenge_is_that_of_rfc_7636() -> None:
    # RFC 7636, appendix B.
    made = Secrets("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "nonce", "https://a.example/launch/callback")
    assert made.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_secrets_of_a_launch_are_of_256_bits_and_are_read_again() -> None:
    made = new_secrets(secrets.token_bytes, "https://a.example/launch/callback")
    assert len(base64.urlsafe_b64decode(made.verifier + "=")) == len(base64.urlsafe_b64decode(made.nonce + "=")) == 32
    assert made.verifier != made.nonce
    assert secrets_in(made.text()) == made
    assert hashlib.sha256(made.verifier.encode()).digest() == base64.urlsafe_b64decode(made.challenge + "=")

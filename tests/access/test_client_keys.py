"""Public keys as they are handed over: PEM, a JSON Web Key, or a set."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from jwt import PyJWK

from app.access.client_keys import (
    LONGEST_KEY_SET,
    KeyFault,
    SigningAlgorithm,
    key_set_text,
    keys_in_file,
    keys_in_set,
    public_jwk,
    thumbprint,
    verifying_key,
)
from tests.access.systems import key_set_of, private_key, public_of, rsa_key

EC, RSA = public_of(private_key(), "of-the-clinic"), public_of(rsa_key(), "of-the-trust")


def pem(key: Any) -> str:
    content: bytes = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return content.decode()


def in_set(*keys: object) -> str:
    return json.dumps({"keys": keys})


def test_a_set_is_read_as_it_was_written() -> None:
    found = keys_in_set(key_set_text((EC, RSA)))
    assert [(key.key_id, key.algorithm) for key in found] == [
        ("of-the-clinic", SigningAlgorithm.ES384),
        ("of-the-trust", SigningAlgorithm.RS384),
    ]
    assert [key.key.public_numbers() for key in found] == [EC.key.public_numbers(), RSA.key.public_numbers()]


@pytest.mark.parametrize("key", [EC, RSA], ids=["ec", "rsa"])
def test_another_library_reads_the_key_we_write(key: Any) -> None:
    assert PyJWK(public_jwk(key)).key.public_numbers() == key.key.public_numbers()


def test_the_thumbprint_is_that_of_the_standard() -> None:
    """RFC 7638, section 3.1: its example key and its thumbprint."""
    jwk = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjB"
        "ZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
        "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_"
        "xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
    }
    (found,) = keys_in_set(in_set(jwk))
    assert found.key_id == thumbprint(found.key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_a_file_may_be_pem_one_key_or_a_set() -> None:
    (of_pem,) = keys_in_file(pem(EC.key))
    (alone,) = keys_in_file(json.dumps(public_jwk(EC)))
    assert of_pem.key_id == thumbprint(EC.key)
    assert (alone.key_id, alone.key.public_numbers()) == ("of-the-clinic", EC.key.public_numbers())
    assert len(keys_in_file(key_set_text((EC, RSA)))) == 2


@pytest.mark.parametrize("form", ["pem", "jwk"])
def test_a_private_key_is_refused_and_not_repeated(form: str) -> None:
    private = private_key()
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    secret = text.splitlines()[1]
    if form == "jwk":
        secret = "c2VjcmV0IG51bWJlcg"
        text = json.dumps(public_jwk(EC) | {"d": secret})
    with pytest.raises(KeyFault, match="private key") as refused:
        keys_in_file(text)
    assert secret not in str(refused.value)


def test_a_shared_secret_is_refused() -> None:
    with pytest.raises(KeyFault, match="private key"):
        keys_in_set(in_set({"kty": "oct", "k": "c2VjcmV0", "kid": "a"}))


@pytest.mark.parametrize(
    "key",
    [
        rsa_key(1024).public_key(),
        ec.generate_private_key(ec.SECP256R1()).public_key(),
        ed25519.Ed25519PrivateKey.generate().public_key(),
    ],
    ids=["weak RSA", "P-256", "Ed25519"],
)
def test_a_key_of_a_kind_that_is_not_used_is_refused_with_what_is(key: Any) -> None:
    with pytest.raises(KeyFault, match=r"2048 to 8192 bits.*P-384"):
        keys_in_file(pem(key))


@pytest.mark.parametrize(
    "changes",
    [
        {"use": "enc"},
        {"alg": "ES256"},
        {"key_ops": ["encrypt"]},
        {"key_ops": "verify"},
        {"kid": ""},
        {"kid": 7},
        {"kid": "x" * 256},
        {"kty": "OKP"},
        {"crv": "P-256"},
        {"x": "AAAA"},
        {"x": None},
        {"x": 5},
        {"x": "é" * 64},
        {"x": "!" * 64},
        {"y": ["a"]},
    ],
    ids=str,
)
def test_a_key_for_something_else_or_damaged_is_left_out_of_a_set(changes: dict[str, Any]) -> None:
    assert keys_in_set(in_set(public_jwk(EC) | changes, public_jwk(RSA))) == keys_in_set(in_set(public_jwk(RSA)))


@pytest.mark.parametrize(
    "changes", [{"e": "AA"}, {"e": "Ag"}, {"n": "AQAB"}, {"e": "_" * 200}, {"n": "_" * 20_000}], ids=str
)
def test_an_rsa_key_that_is_none_is_left_out(changes: dict[str, str]) -> None:
    assert keys_in_set(in_set(public_jwk(RSA) | changes)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"keys"',
        '{"keys": {}}',
        '{"keys": null}',
        "[" * 50_000,
        " " * (LONGEST_KEY_SET + 1),
        in_set(*[{}] * 51),
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(KeyFault):
        keys_in_set(text)


@pytest.mark.parametrize(
    "text", ["-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "{}", "[1]"]
)
def test_a_file_without_a_key_is_refused(text: str) -> None:
    with pytest.raises(KeyFault):
        keys_in_file(text)


def test_two_keys_of_one_name_are_refused() -> None:
    with pytest.raises(KeyFault, match='the same "kid"'):
        key_set_text((EC, public_of(private_key("other"), EC.key_id)))


def test_a_weak_key_verifies_nothing() -> None:
    assert verifying_key(rsa_key(1024).public_key()) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(public_jwk(EC))), json_values)
def test_whatever_a_published_key_holds_it_is_left_out_or_used(member: str, value: object) -> None:
    found = keys_in_set(in_set(public_jwk(EC) | {member: value}))
    assert [key.key.public_numbers() for key in found] in ([], [EC.key.public_numbers()])


def test_the_set_of_a_system_names_its_key_by_thumbprint() -> None:
    assert json.loads(key_set_of(private_key()))["keys"][0]["kid"] == thumbprint(private_key().public_key())

"""Identity tokens: believed when signed by a key of the host, for us, for this launch, in time; and not otherwise."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.fhir.launch.identity_token import LONGEST_TOKEN, Expected, fhir_user, key_is_missing
from tests.access.systems import private_key, rsa_key

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
EXPECTED = Expected("https://host.example", "everyneed", "nonce-1")
CLAIMS: dict[str, Any] = {
    "iss": "https://host.example",
    "aud": "everyneed",
    "exp": AT + 300,
    "iat": AT,
    "nonce": "nonce-1",
    "fhirUser": "Practitioner/1",
}


def jwk(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, key_id: str = "k1") -> dict[str, Any]:
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": key_id}  # type: ignore[arg-type]


KEYS = json.dumps({"keys": [jwk(rsa_key())]})


def token(algorithm: str = "RS256", key: Any = None, key_id: str | None = "k1", **changes: Any) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    headers = {"kid": key_id} if key_id is not None else {}
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key or rsa_key(), algorithm, headers)


def user(text: str, keys: str = KEYS) -> str | None:
    return fhir_user(text, keys, EXPECTED, NOW)


def test_a_token_of_the_host_says_who_is_signed_in() -> None:
    assert user(token()) == "Practitioner/1"
    assert user(token(fhirUser=None, profile="Practitioner/2")) == "Practitioner/2"


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "ES384"])
def test_every_usual_signature_is_taken(algorithm: str) -> None:
    key = rsa_key() if algorithm.startswith("RS") else private_key()
    keys = json.dumps({"keys": [jwk(rsa_key(), "other"), jwk(key)]})
    assert user(token(algorithm, key), keys) == "Practitioner/1"


def test_a_token_without_a_key_id_is_tried_with_every_key_of_its_kind() -> None:
    keys = json.dumps({"keys": [jwk(private_key(), "a"), jwk(rsa_key(3072), "b"), jwk(rsa_key(), "c")]})
    assert user(token(key_id=None), keys) == "Practitioner/1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": ["everyneed", "other"], "azp": "other"},
        {"nonce": "nonce-2"},
        {"nonce": None},
        {"nonce": 1},
        {"exp": AT - 60},
        {"exp": None},
        {"exp": True},
        {"exp": "soon"},
        {"exp": 1e300},
        {"exp": 10**400},
        {"iat": AT + 61},
        {"iat": None},
        {"fhirUser": None},
        {"fhirUser": ["Practitioner/1"]},
    ],
    ids=str,
)
def test_a_wrong_claim_makes_it_nobodys(changes: dict[str, Any]) -> None:
    assert user(token(**changes)) is None


@pytest.mark.parametrize("changes", [{"aud": ["everyneed", "other"]}, {"azp": "everyneed"}, {"exp": AT - 59}])
def test_a_right_claim_may_be_written_in_other_ways(changes: dict[str, Any]) -> None:
    assert user(token(**changes)) == "Practitioner/1"


def test_a_signature_by_another_key_or_of_other_words_is_none() -> None:
    assert user(token(key=rsa_key(3072))) is None
    head, _, signature = token().split(".")
    other = base64.urlsafe_b64encode(json.dumps(CLAIMS | {"fhirUser": "Practitioner/9"}).encode()).rstrip(b"=").decode()
    assert user(f"{head}.{other}.{signature}") is None


def test_no_signature_and_a_shared_secret_are_no_proof() -> None:
    assert user(jwt.encode(CLAIMS, "", algorithm="none", headers={"kid": "k1"})) is None
    public = json.loads(KEYS)["keys"][0]["n"]
    assert user(jwt.encode(CLAIMS, public, algorithm="HS256", headers={"kid": "k1"})) is None


@pytest.mark.parametrize("text", ["", "a.b.c", "ö.b.c", "x" * (LONGEST_TOKEN + 1), "e30.e30.", "[" * 5_000])
def test_what_is_no_token_is_nobodys(text: str) -> None:
    assert user(text) is None
    assert not key_is_missing(text, KEYS)


@pytest.mark.parametrize("keys", ["", "nonsense", "[]", "{}", '{"keys": 1}', '{"keys": [1]}', '{"keys": []}'])
def test_what_is_no_key_set_proves_nothing(keys: str) -> None:
    assert user(token(), keys) is None
    assert key_is_missing(token(), keys)


def test_a_key_that_the_set_has_not_is_missed() -> None:
    assert key_is_missing(token(key_id="new"), KEYS)
    assert not key_is_missing(token(), KEYS)

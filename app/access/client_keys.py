"""The public keys by which a system is known: JSON Web Keys (RFC 7517, RFC 7518 section 6) and PEM.

Two kinds are used, as SMART App Launch 2.2 asks (client-confidential-asymmetric): RSA for RS384, of 2048 bits at least
(RFC 7518, section 3.3), and elliptic curve P-384 for ES384. Others in a set are left out. A private key is refused:
whoever can read it here could be the client.
"""

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP384R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_public_key

LONGEST_KEY_SET = 65_536
"""Characters of a key set, or of a file with a key."""
MOST_KEYS = 50
_LONGEST_KEY_ID = 255
_RSA_BITS = range(2_048, 8_193)
_MOST_EXPONENT_BITS = 33
_COORDINATE_BYTES = 48

PublicKey = RSAPublicKey | EllipticCurvePublicKey


class SigningAlgorithm(StrEnum):
    """How an assertion may be signed (RFC 7518, section 3.1)."""

    RS384 = "RS384"
    ES384 = "ES384"


class KeyFault(ValueError):
    """A text is no public key, or no set of them; the message says what is asked for."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A key with the name by which an assertion chooses it (`kid`) and the algorithm it is for."""

    key_id: str
    algorithm: SigningAlgorithm
    key: PublicKey


def keys_in_set(text: str) -> tuple[VerifyingKey, ...]:
    """The keys of a JSON Web Key Set that can be used; a key without a `kid` goes by its thumbprint.

    Raises:
        KeyFault: it is no such set, is longer than is taken, or holds a private key.
    """
    found = _json(text)
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise KeyFault('This is no JSON Web Key Set: an object with "keys", a list of up to 50 keys, is asked for.')
    usable = (_key_of(each) for each in listed if isinstance(each, dict))
    return tuple(each for each in usable if each is not None)


def keys_in_file(text: str) -> tuple[VerifyingKey, ...]:
    """The keys of a file somebody hands over: a public key in PEM, one JSON Web Key, or a set of them.

    Raises:
        KeyFault: it is none of these, holds a private key, or no key of it can be used.
    """
    if "-----BEGIN" in text:
        keys: tuple[VerifyingKey, ...] = (_key_in_pem(text),)
    else:
        found = _json(text)
        alone = isinstance(found, dict) and "kty" in found
        keys = keys_in_set(json.dumps({"keys": [found]}) if alone else text)
    if not keys:
        raise KeyFault(_UNUSABLE)
    return keys


_UNUSABLE = (
    "There is no key in it that can be used: RSA of 2048 to 8192 bits (for RS384) or elliptic curve P-384 (for ES384), "
    "for signatures."
)
_PRIVATE = "This is a private key. Nobody but its owner may have it: give the public key that belongs to it."


def key_set_text(keys: Iterable[VerifyingKey]) -> str:
    """Keys as a JSON Web Key Set, which `keys_in_set` reads.

    Raises:
        KeyFault: two keys go by one name, or there are more than are taken.
    """
    listed = list(keys)
    if len({each.key_id for each in listed}) < len(listed):
        raise KeyFault('Two keys have the same "kid". Give each key a name of its own.')
    if len(listed) > MOST_KEYS:
        raise KeyFault(f"These are more than {MOST_KEYS} keys. Leave out those no longer used.")
    return json.dumps({"keys": [public_jwk(each) for each in listed]}, separators=(",", ":"))


def public_jwk(key: VerifyingKey) -> dict[str, str]:
    """A key as a JSON Web Key, with what it is called and what it is for."""
    return {**_members(key.key), "kid": key.key_id, "alg": key.algorithm.value, "use": "sig"}


def verifying_key(key: PublicKey, key_id: str | None = None) -> VerifyingKey | None:
    """The key with the algorithm it is for, or None if it is for none; it goes by its thumbprint unless named."""
    if isinstance(key, RSAPublicKey):
        numbers = key.public_numbers()
        if key.key_size not in _RSA_BITS or numbers.e.bit_length() > _MOST_EXPONENT_BITS:
            return None
        algorithm = SigningAlgorithm.RS384
    elif isinstance(key.curve, SECP384R1):
        algorithm = SigningAlgorithm.ES384
    else:
        return None
    return VerifyingKey(key_id or thumbprint(key), algorithm, key)


def thumbprint(key: PublicKey) -> str:
    """The SHA-256 of the key's required members, base64url, 43 characters (RFC 7638)."""
    members = json.dumps(_members(key), sort_keys=True, separators=(",", ":"))
    return _base64url(hashlib.sha256(members.encode()).digest())


def _key_in_pem(text: str) -> VerifyingKey:
    if "PRIVATE KEY-----" in text:
        raise KeyFault(_PRIVATE)
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFault('No public key can be read from this PEM: "-----BEGIN PUBLIC KEY-----" is asked for.') from None
    found = verifying_key(key) if isinstance(key, RSAPublicKey | EllipticCurvePublicKey) else None
    if found is None:
        raise KeyFault(_UNUSABLE)
    return found


def _json(text: str) -> object:
    if len(text) > LONGEST_KEY_SET:
        raise KeyFault(f"It is longer than the {LONGEST_KEY_SET} characters that are taken.")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise KeyFault("It is neither PEM nor JSON.") from None


def _key_of(jwk: Mapping[str, Any]) -> VerifyingKey | None:
    """The key, or None when it is for something else, is damaged or of another kind."""
    if "d" in jwk or jwk.get("kty") == "oct":
        raise KeyFault(_PRIVATE)
    name, operations = jwk.get("kid"), jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        return None
    if name is not None and not (isinstance(name, str) and 0 < len(name) <= _LONGEST_KEY_ID):
        return None
    key = _public_key(jwk)
    found = None if key is None else verifying_key(key, name)
    return found if found is not None and jwk.get("alg", found.algorithm) == found.algorithm else None


def _public_key(jwk: Mapping[str, Any]) -> PublicKey | None:
    try:
        if jwk.get("kty") == "RSA":
            exponent, modulus = _number(jwk.get("e")), _number(jwk.get("n"))
            if modulus.bit_length() in _RSA_BITS and exponent.bit_length() <= _MOST_EXPONENT_BITS:
                return RSAPublicNumbers(exponent, modulus).public_key()
        elif jwk.get("kty") == "EC" and jwk.get("crv") == "P-384":
            return EllipticCurvePublicNumbers(_number(jwk.get("x")), _number(jwk.get("y")), SECP384R1()).public_key()
    except ValueError:
        return None
    return None


def _number(text: object) -> int:
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("no number")
    return int.from_bytes(b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True))


def _members(key: PublicKey) -> dict[str, str]:
    """The members that a key of its kind must have (RFC 7638, section 3.2)."""
    if isinstance(key, RSAPublicKey):
        rsa = key.public_numbers()
        return {"e": _base64url(_shortest(rsa.e)), "kty": "RSA", "n": _base64url(_shortest(rsa.n))}
    point = key.public_numbers()
    x, y = (_base64url(each.to_bytes(_COORDINATE_BYTES)) for each in (point.x, point.y))
    return {"crv": "P-384", "kty": "EC", "x": x, "y": y}


def _shortest(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()

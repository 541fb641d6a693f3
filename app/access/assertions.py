"""The signed assertion by which a system proves who it is: a JSON Web Token (RFC 7519, RFC 7523 section 3).

As SMART App Launch 2.2 narrows it (client-confidential-asymmetric): signed RS384 or ES384 by a key of the client, which
`kid` names; issuer and subject are the client; it is addressed to our token endpoint, lasts five minutes at most, and
has a `jti` that is used once.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeGuard

from jwt import PyJWS
from jwt.exceptions import PyJWTError

from app.access.client_keys import SigningAlgorithm, VerifyingKey
from app.access.clients import UsedAssertion
from app.identity import Identity

LONGEST_LIFE = timedelta(minutes=5)
LEEWAY = timedelta(seconds=30)
"""How far a client's clock may be ahead of ours."""
LONGEST_ASSERTION = 16_384
_LONGEST_JTI = 255
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AssertionFault(StrEnum):
    """Why a known client was given no token, in the words of its audit event. The client itself is not told."""

    DISABLED = "the client is disabled"
    ISSUER = "iss and sub are not both the client"
    AUDIENCE = "aud is not the token endpoint"
    NO_EXPIRY = "exp is missing or no number"
    EXPIRED = "expired"
    TOO_LONG = "exp is more than five minutes ahead"
    NOT_YET = "nbf or iat is in the future, or no number"
    NO_JTI = "jti is missing, empty or too long"
    KEYS_OUT_OF_REACH = "its keys cannot be had at their address"
    UNKNOWN_KEY = "none of its keys has this kid and alg"
    SIGNATURE = "the signature does not fit"
    REPLAYED = "the assertion was used before"
    NO_SCOPE = "no scope that was asked for is registered"


@dataclass(frozen=True, slots=True)
class Assertion:
    """An assertion as it reads; nothing of it is proved before its signature is."""

    text: str
    algorithm: str
    key_id: str
    claims: Mapping[str, Any]

    @property
    def issuer(self) -> str:
        """Who says that it is from them; empty when nobody does."""
        issuer = self.claims.get("iss")
        return issuer if isinstance(issuer, str) else ""

    def chosen(self, keys: Iterable[VerifyingKey]) -> tuple[VerifyingKey, ...]:
        """The keys that it may have been signed with, by its `kid` and `alg`."""
        return tuple(key for key in keys if key.key_id == self.key_id and key.algorithm == self.algorithm)

    def signed_with(self, keys: Iterable[VerifyingKey]) -> bool:
        """Whether its signature is by one of the keys."""
        return any(self._fits(key) for key in keys)

    def _fits(self, key: VerifyingKey) -> bool:
        try:
            _signatures().decode_complete(self.text, key.key, algorithms=[key.algorithm.value])
        except PyJWTError:
            return False
        return True

    def used_by(self, client: Identity) -> UsedAssertion:
        """What is kept of it, once it was accepted; its claims must be without fault."""
        expires = _EPOCH + timedelta(seconds=float(self.claims["exp"]))
        # Half a surrogate pair is legal in JSON, and no text that can be encoded.
        digest = hashlib.sha256(self.claims["jti"].encode("utf-8", "surrogatepass")).digest()
        return UsedAssertion(client, digest, expires)


def _signatures() -> PyJWS:
    return PyJWS(algorithms=[each.value for each in SigningAlgorithm])


def read_assertion(text: str) -> Assertion | None:
    """Read an assertion without trusting it; None when it is no signed JSON Web Token with an object of claims."""
    if len(text) > LONGEST_ASSERTION or not text.isascii():
        return None
    try:
        parts = _signatures().decode_complete(text, options={"verify_signature": False})
        claims = json.loads(parts["payload"])
    except (PyJWTError, ValueError, RecursionError):
        return None
    header = parts["header"]
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(claims, dict) or not isinstance(algorithm, str) or not isinstance(key_id, str):
        return None
    return Assertion(text, algorithm, key_id, claims)


def signed_assertion(claims: Mapping[str, Any], private_key: str, key_id: str) -> str:
    """An assertion of claims that `read_assertion` reads, signed ES384 by a P-384 key in PEM that goes by `key_id`.

    Raises:
        ValueError: this is no such key.
    """
    content = json.dumps(claims, separators=(",", ":")).encode()
    try:
        return _signatures().encode(content, private_key, SigningAlgorithm.ES384.value, {"kid": key_id})
    except (PyJWTError, TypeError) as fault:
        raise ValueError(str(fault)) from None


def claims_fault(claims: Mapping[str, Any], client_id: str, token_url: str, now: datetime) -> AssertionFault | None:
    """What is wrong with the claims of a client's assertion at an instant, or None.

    `aud` may be a list with the token endpoint in it (RFC 7519, section 4.1.3). Instants are seconds since 1970.
    """
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        return AssertionFault.ISSUER
    audience = claims.get("aud")
    if token_url not in (audience if isinstance(audience, list) else [audience]):
        return AssertionFault.AUDIENCE
    identifier = claims.get("jti")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= _LONGEST_JTI:
        return AssertionFault.NO_JTI
    return _time_fault(claims, now)


def _time_fault(claims: Mapping[str, Any], now: datetime) -> AssertionFault | None:
    expires = claims.get("exp")
    if not _is_instant(expires):
        return AssertionFault.NO_EXPIRY
    if expires <= now.timestamp():
        return AssertionFault.EXPIRED
    if expires > (now + LONGEST_LIFE + LEEWAY).timestamp():
        return AssertionFault.TOO_LONG
    latest = (now + LEEWAY).timestamp()
    begins = [claims[name] for name in ("nbf", "iat") if name in claims]
    if not all(_is_instant(each) and each <= latest and each < expires for each in begins):
        return AssertionFault.NOT_YET
    return None


def _is_instant(value: object) -> TypeGuard[int | float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)

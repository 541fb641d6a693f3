"""The identity token by which a host says who is signed in there (OpenID Connect Core 1.0, section 3.1.3.7).

Nothing of it is believed before its signature is proved by a key that the host publishes; `none` and shared secrets
(HS256) are no signatures here.
"""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from jwt import PyJWK, PyJWKSet, PyJWS
from jwt.exceptions import PyJWTError

LEEWAY: Final = timedelta(seconds=60)
"""How far a host's clock may differ from ours."""

LONGEST_TOKEN: Final = 16_384
_LATEST: Final = 253_402_300_800
"""The end of the year 9999, in seconds since 1970."""
_KINDS: Final = {"RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "ES256": "EC", "ES384": "EC"}
"""How a token may be signed, and with which kind of key."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an identity token must say: by whom, for whom, of which launch."""

    issuer: str
    client_id: str
    nonce: str


def fhir_user(token: str, key_set: str, expected: Expected, now: datetime) -> str | None:
    """Who a token says is signed in, as a reference such as `Practitioner/123` or its address.

    Returns:
        None when the token is not signed by one of the keys, is not for this launch, has expired, or names nobody.
    """
    claims = _signed_claims(token, key_set)
    if claims is None or not _is_ours(claims, expected) or not _in_time(claims, now):
        return None
    user = claims.get("fhirUser") or claims.get("profile")
    return user if isinstance(user, str) else None


def key_is_missing(token: str, key_set: str) -> bool:
    """Whether the set has not the key that a token names: the host may have published new ones since."""
    header = _header(token)
    return header is not None and not _chosen(header, _keys(key_set))


def _signed_claims(token: str, key_set: str) -> Mapping[str, Any] | None:
    header = _header(token)
    if header is None:
        return None
    for key in _chosen(header, _keys(key_set)):
        claims = _claims(token, key, header["alg"])
        if claims is not None:
            return claims
    return None


def _header(token: str) -> Mapping[str, Any] | None:
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        header: dict[str, Any] = PyJWS().get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError):
        return None
    return header if header.get("alg") in _KINDS else None


def _keys(key_set: str) -> Sequence[PyJWK]:
    try:
        return tuple(PyJWKSet.from_json(key_set).keys)
    except (PyJWTError, ValueError, TypeError, AttributeError, RecursionError):
        return ()


def _chosen(header: Mapping[str, Any], keys: Sequence[PyJWK]) -> list[PyJWK]:
    """The keys it may have been signed with: by its `kid`, else all of the kind."""
    named = header.get("kid")
    fitting = [each for each in keys if each.key_type == _KINDS[header["alg"]]]
    return [each for each in fitting if named is None or each.key_id == named]


def _claims(token: str, key: PyJWK, algorithm: str) -> Mapping[str, Any] | None:
    try:
        proved = PyJWS(algorithms=list(_KINDS)).decode_complete(token, key.key, algorithms=[algorithm])
        claims = json.loads(proved["payload"])
    except (PyJWTError, ValueError, TypeError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _is_ours(claims: Mapping[str, Any], expected: Expected) -> bool:
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    party = claims.get("azp", expected.client_id)
    nonce = claims.get("nonce")
    return (
        claims.get("iss") == expected.issuer
        and expected.client_id in listed
        and party == expected.client_id
        and isinstance(nonce, str)
        and hmac.compare_digest(nonce.encode("utf-8", "replace"), expected.nonce.encode())
    )


def _in_time(claims: Mapping[str, Any], now: datetime) -> bool:
    expires, issued = _instant(claims.get("exp")), _instant(claims.get("iat"))
    if expires is None or issued is None:
        return False
    return expires > (now - LEEWAY).timestamp() and issued <= (now + LEEWAY).timestamp()


def _instant(value: object) -> float | None:
    """Seconds since 1970; None for what is no number of them."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A whole number of any size compares; one that is too large for a float cannot be made one.
    return float(value) if -_LATEST <= value <= _LATEST else None

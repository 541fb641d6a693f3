"""Systems with real keys, for tests: they sign assertions as a provider's system does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from app.access.client_keys import VerifyingKey, key_set_text, verifying_key
from app.access.client_tokens import ASSERTION_TYPE, GRANT_TYPE

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@cache
def private_key(name: str = "first") -> ec.EllipticCurvePrivateKey:
    """A P-384 key, one for each name."""
    del name
    return ec.generate_private_key(ec.SECP384R1())


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key, one for each size."""
    return rsa.generate_private_key(65_537, bits)


def public_of(key: PrivateKey, key_id: str | None = None) -> VerifyingKey:
    found = verifying_key(key.public_key(), key_id)
    assert found is not None
    return found


def key_set_of(*keys: PrivateKey) -> str:
    return key_set_text(public_of(key) for key in keys)


@dataclass(slots=True)
class System:
    """A provider's system: its client id, where it believes the token endpoint to be, and its private key."""

    client_id: str
    token_url: str
    key: PrivateKey = field(default_factory=private_key)

    def claims(self, now: datetime, **changes: Any) -> dict[str, Any]:
        """Claims without fault, but for the changes; one that is None is left out."""
        sound = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.token_url,
            "exp": int((now + timedelta(minutes=4)).timestamp()),
            "jti": str(uuid4()),
        }
        return {name: value for name, value in (sound | changes).items() if value is not None}

    def signed(self, claims: Mapping[str, Any], **header: Any) -> str:
        """An assertion with these claims; its header is without fault, but for the changes."""
        public = public_of(self.key)
        headers = {"kid": public.key_id} | header
        # Not by `jwt.encode`, which sets right what a hostile client would leave wrong.
        content = json.dumps(claims).encode()
        return jwt.PyJWS().encode(content, self.key, headers.pop("alg", public.algorithm.value), headers)

    def form(self, assertion: str, scope: str = "system/*.cruds", **changes: str) -> dict[str, str]:
        """The fields of a token request."""
        sound = {
            "grant_type": GRANT_TYPE,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": scope,
        }
        return sound | changes

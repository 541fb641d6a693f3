"""What the demonstration's system proves itself with, the assertion it sends, and where it does so (SMART 2.2)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from app.access.assertions import signed_assertion
from app.access.client_tokens import ASSERTION_TYPE, GRANT_TYPE

NAME: Final = "Demo system"
SCOPE: Final = "system/*.cruds"
CONFIGURATION_PATH: Final = "/.well-known/smart-configuration"

_LIFE: Final = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The system's id, and its private key (PEM, P-384) with the name it is registered under."""

    client_id: str
    key_id: str
    private_key: str

    def text(self) -> str:
        """As they are kept in a file, in JSON."""
        kept = {"client_id": self.client_id, "kid": self.key_id, "private_key": self.private_key}
        return json.dumps(kept, indent=2) + "\n"

    def form(self, endpoint: str, now: datetime, jti: str) -> dict[str, str]:
        """The fields that ask for a token.

        Args:
            endpoint: the token endpoint as the service names it.
            now: the instant (aware).
            jti: what no other assertion has.
        """
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": endpoint,
            "exp": int((now + _LIFE).timestamp()),
            "jti": jti,
        }
        return {
            "grant_type": GRANT_TYPE,
            "scope": SCOPE,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": signed_assertion(claims, self.private_key, self.key_id),
        }


def credentials_of(text: str) -> Credentials | None:
    """The credentials that a file holds, None when it holds something else."""
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        return None
    names = ("client_id", "kid", "private_key")
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) for name in names):
        return None
    return Credentials(*(kept[name] for name in names))


def token_endpoint(configuration: bytes) -> str | None:
    """The token endpoint that a service names in its configuration, None when it names none of the web."""
    try:
        named = json.loads(configuration)["token_endpoint"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return named if isinstance(named, str) and is_of_the_web(named) else None


def access_token(answer: bytes) -> str | None:
    """The access token in the answer of a token endpoint."""
    try:
        token = json.loads(answer)["access_token"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return token if isinstance(token, str) else None


def is_of_the_web(address: str) -> bool:
    """Whether an address begins with http:// or https:// and names a host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)

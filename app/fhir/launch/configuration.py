"""What a host says of its authorisation server: its smart-configuration (SMART App Launch 2.2, conformance)."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class SmartConfiguration:
    """Where a host signs people in and gives out tokens, as whom, and by which keys."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


def configuration_url(issuer: str) -> str:
    """Where a host says it; `issuer` is the base address of its FHIR API, without a slash at its end."""
    return f"{issuer}/.well-known/smart-configuration"


def configuration_in(text: str, schemes: Collection[str]) -> SmartConfiguration | None:
    """What a host says; None when it is not readable, or the host cannot do what a launch needs.

    That is single sign-on (an issuer and its keys) and PKCE with S256. Addresses must be of one of the schemes.
    """
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not _proves_keys(said):
        return None
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(is_address(said.get(each), schemes) for each in names):
        return None
    return SmartConfiguration(*(said[each] for each in names))


def _proves_keys(said: dict[str, Any]) -> bool:
    methods = said.get("code_challenge_methods_supported")
    return isinstance(methods, list) and "S256" in methods


def is_address(text: object, schemes: Collection[str]) -> bool:
    """Whether a text is an address of one of the schemes, with a host, and of ASCII without spaces."""
    if not isinstance(text, str) or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        ported = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return ported and bool(parts.hostname) and parts.scheme in schemes and len(text) <= _LONGEST_URL

"""What only this service may read again: a host's access tokens, and the secrets of a launch on its way.

AES-256 in Galois/Counter mode (NIST SP 800-38D) with a fresh nonce of 96 bits; what it is sealed for is bound to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Seal:
    """A key of 32 bytes, and so many random bytes."""

    key: bytes
    random_bytes: Callable[[int], bytes]

    def sealed(self, text: str, purpose: bytes) -> bytes:
        """The text, to be kept; it opens with the same key for the same purpose alone."""
        nonce = self.random_bytes(_NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, text.encode(), purpose)

    def opened(self, sealed: bytes, purpose: bytes) -> str | None:
        """The text; None when it was sealed under another key or for another purpose, or was changed."""
        try:
            return AESGCM(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose).decode()
        except (InvalidTag, ValueError):
            return None

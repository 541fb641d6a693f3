"""Keys derived from the installation's one secret, a key for each purpose."""

import hmac
from enum import StrEnum


class KeyPurpose(StrEnum):
    """What a derived key is for; a key never serves two purposes."""

    AUDIT = "audit chain"
    PSEUDONYM = "child pseudonym"
    FORMS = "form key"
    LAUNCHES = "launches from host records"
    REPORTS = "children in reports"


def derived_key(secret: bytes, purpose: KeyPurpose) -> bytes:
    """A 32-byte key: HMAC-SHA-256 of the purpose under the secret (NIST SP 800-108, one block).

    Raises:
        ValueError: the secret is shorter than 32 bytes.
    """
    if len(secret) < 32:
        raise ValueError("The installation's secret must be at least 32 bytes long.")
    return hmac.digest(secret, b"everyneed/" + purpose.value.encode(), "sha256")

"""The first page of an Access file: which kind and version it is, and whether it is encrypted.

Source: HACKING.md of mdbtools, and files that Jackcess 2.1.3 made. The page begins 00 01 00 00 and the name of the
format; byte 20 is the version: 2 for Access 2007, 3 for Access 2010. The 128 bytes from 24 on are masked with the
cipher RC4 under a key that is the same in every file; the four bytes at 62, unmasked, are the key of the other pages, 0
for a file that is not encrypted.
"""

from dataclasses import dataclass
from typing import Final

from app.csds.accdb.layout import PAGE

_BEGINNING: Final = b"\x00\x01\x00\x00"
_NAME: Final = b"Standard ACE DB\0"
_OLDER_NAME: Final = b"Standard Jet DB\0"
_VERSION_AT: Final = 20
_VERSIONS: Final = {2: "2007", 3: "2010"}
_MASK_KEY: Final = b"\xc7\xda\x39\x6b"
_MASKED: Final = slice(24, 24 + 128)
_KEY: Final = slice(62 - 24, 66 - 24)
_LEAST_PAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not filled, and what to do."""

    what: str
    mend: str


def refusal(page: bytes, size: int) -> Refusal | None:
    """Why a file of `size` bytes with this first page cannot be filled; None when it can."""
    if not page.startswith(_BEGINNING) or page[4:20] not in (_NAME, _OLDER_NAME):
        return Refusal("It is not an Access file.", "Give the official template as it was downloaded (.accdb).")
    if page[4:20] == _OLDER_NAME:
        return Refusal("It is an Access file of an older kind (.mdb).", "Give the official template (.accdb).")
    if page[_VERSION_AT] not in _VERSIONS:
        known = " and ".join(_VERSIONS.values())
        return Refusal(
            f"Its version is not one that is filled (those of Access {known}).", "Give the official template."
        )
    if size % PAGE or size < _LEAST_PAGES * PAGE:
        return Refusal("It is cut short.", "Take a fresh copy of the official template.")
    if any(_unmasked(page[_MASKED])[_KEY]):
        return Refusal("It is encrypted or has a password.", "Give the official template without a password.")
    return None


def _unmasked(data: bytes) -> bytes:
    """RC4 under the key of all files: a mask, not a secret."""
    state = list(range(256))
    other = 0
    for at in range(256):
        other = (other + state[at] + _MASK_KEY[at % len(_MASK_KEY)]) % 256
        state[at], state[other] = state[other], state[at]
    plain = bytearray()
    one = other = 0
    for byte in data:
        one = (one + 1) % 256
        other = (other + state[one]) % 256
        state[one], state[other] = state[other], state[one]
        plain.append(byte ^ state[(state[one] + state[other]) % 256])
    return bytes(plain)

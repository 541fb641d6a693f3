"""Texts of others as keys: identifiers, codes and names of bodies may be of any length and hold any character.

An index holds only so much (PostgreSQL 2,704 octets for all columns of a key together), and PostgreSQL no NUL.
"""

from hashlib import sha256

MOST_OCTETS = 480


def key_text(text: str) -> str:
    """The text itself; of one that no index can hold, its beginning and its SHA-256, which stand for it alone."""
    # Surrogates without their other half are no Unicode, yet JSON can spell them.
    octets = text.encode("utf-8", "surrogatepass")
    if len(octets) <= MOST_OCTETS and "\0" not in text and not _has_surrogates(text):
        return text
    beginning = "".join(each for each in text[:100] if each != "\0" and not _has_surrogates(each))
    return f"{beginning}…{sha256(octets).hexdigest()}"


def _has_surrogates(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)

"""Lists of codes, read from the text in which they are written down."""

from app.csds.specification import Codes


def codes_of(text: str) -> Codes:
    """Codes with their labels from a text: entries parted by semicolons, a code, a space and a label in each."""
    entries = (" ".join(entry.split()) for entry in text.split(";"))
    return tuple((code, label) for code, _, label in (entry.partition(" ") for entry in entries if entry))


def bare_codes_of(text: str) -> Codes:
    """Codes without labels, parted by white space."""
    return tuple((code, "") for code in text.split())

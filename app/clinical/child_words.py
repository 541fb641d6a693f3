"""How the texts of a child's record are judged: names, and lines of an address."""

import unicodedata

LONGEST_NAME = 100

_IN_NAMES = frozenset(" '’‘ʼ`´.-‐‑·\u200c\u200d")
_IN_LINES = frozenset(" '’‘.,-‐‑–()/&:#+@")


def tidy(text: str) -> str:
    """A text with one space between words and none around them."""
    return " ".join(text.split())


def name_fault(text: str) -> str | None:
    """What is wrong with a name, tidied, or None; a name has letters, digits, spaces, hyphens, apostrophes, stops.

    Digits, as in “Twin 1”; the joiners of Persian and Indic scripts are part of a name.
    """
    if len(text) > LONGEST_NAME:
        return f"This is longer than {LONGEST_NAME} characters. Shorten it."
    if not all(each in _IN_NAMES or unicodedata.category(each)[0] in "LM" or each.isdecimal() for each in text):
        return "A name has letters, spaces, hyphens, apostrophes and full stops. Type it again with these alone."
    if not has_letter(text):
        return "A name has at least one letter. Type it again."
    return None


def has_letter(text: str) -> bool:
    """Whether a text has a letter of any script: a name has, what stands in for a missing one has none."""
    return any(unicodedata.category(each)[0] == "L" for each in text)


def line_fault(text: str) -> str | None:
    """What is wrong with a line of an address, tidied, or None."""
    if all(each in _IN_LINES or unicodedata.category(each)[0] in "LM" or each.isdecimal() for each in text):
        return None
    return "An address has letters, digits, spaces and , . - ' ( ) / & : # + @. Type it again with these alone."

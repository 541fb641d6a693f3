"""How words are compared: without case, accents, apostrophes or punctuation."""

import re
import unicodedata
from typing import Final

LONGEST_TYPED: Final = 200
"""Characters of the typed text that are looked at; no term of a release is longer than 255, none of ours than 120."""

_DELETED: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_BREAK: Final = re.compile(r"[\W_]+")


def normalised(text: str) -> str:
    """`text` as words to compare: lower case, no accents or apostrophes, `&` as "and", one space between words.

    "Down’s Syndrome" gives "downs syndrome", "Henoch-Schönlein" gives "henoch schonlein", "Speech & language" gives
    "speech and language". Text without a letter or digit gives "".
    """
    plain = text.replace("&", " and ").translate(_DELETED)
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain.casefold())
        plain = "".join(part for part in parts if not unicodedata.combining(part)).translate(_DELETED)
    return _BREAK.sub(" ", plain.casefold()).strip()

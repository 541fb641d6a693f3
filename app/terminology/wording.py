"""How words are compared: without case, accents, apostrophes or punctuation."""

import re
import unicodedata
from typing import Final

LONGEST_TYPED: Final = 200
"""Characters of the typed text that are looked at; no term of a release is longer than 255, none of ours than 120."""

_DELETED: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_BREAK: Final = re.compile(r"[\W_]+")
_PLAIN: Final = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | _DELETED
"""The same for text of plain letters, which nearly all is, in one go."""


def normalised(text: str) -> str:
    """`text` as words to compare: lower case, no accents or apostrophes, `&` as "and", one space between words.

    "Down’s Syndrome" gives "downs syndrome", "Henoch-Schönlein" gives "henoch schonlein", "Speech & language" gives
    "speech and language". Text without a letter or digit gives "".
    """
    spelt = text.replace("&", " and ")
    if spelt.isascii():
        return " ".join(spelt.translate(_PLAIN).split())
    parts = unicodedata.normalize("NFKD", spelt.translate(_DELETED).casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part)).translate(_DELETED)
    return _BREAK.sub(" ", plain.casefold()).strip()

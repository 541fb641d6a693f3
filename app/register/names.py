"""Names as they are searched for and compared: without accents, case, apostrophes, hyphens and spaces."""

import unicodedata

# Letters whose stroke or ligature Unicode does not take apart, as people without their keyboard type them.
_PLAIN = str.maketrans(
    {"æ": "ae", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "ŧ": "t", "þ": "th"}
)


def name_key(text: str) -> str:
    """The letters and digits of a name, in lower case and without accents: `Ó Brien-Łuczak` is `obrienluczak`.

    Compatibility decomposition (Unicode Standard Annex 15, NFKD) and case folding (Unicode Standard 3.13, D145). Two
    names that differ only in what a hurried typist leaves out have one key; a key is its own key. It may be empty.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_PLAIN)
    return "".join(each for each in folded if _kept(each))


def _kept(character: str) -> bool:
    # Vowel signs of Indic scripts are marks too, but stand for themselves: only what combines goes.
    return unicodedata.category(character)[0] in "LNM" and not unicodedata.combining(character)

"""British and American spelling of one word, brought to one form, so that either finds the other.

A word is what `wording.normalised` leaves between spaces. The form is the American spelling wherever the two differ by
a rule (haemangioma, hemangioma), and need not be a word: it is only ever compared with another that was made alike.
The rules name the stems they hold for where a bare pair of letters would take in other words: "toes" is not "tes",
"aerobic" not "erobic", "hour" not "hor".
"""

import re
from functools import lru_cache
from typing import Final

SHORTEST_FOLDED: Final = 4
"""A form of fewer letters would begin too much: half-typed "haem" as "hem" would find hemiplegia."""

_RULES: Final = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        # anaemia, paediatric, caecum; not aerobic, nor the plural vertebrae
        (r"ae(?=[a-qs-z])", "e"),
        (r"caer(?=ul)", "cer"),
        # oedema, oesophagus, oestrogen, foetus, coeliac, diarrhoea, dyspnoea, amoeba, homoeopathy, pharmacopoeia
        (r"oe(?=dem|sop|str)", "e"),
        (r"foe(?=t)", "fe"),
        (r"coe(?=li|lo)", "ce"),
        (r"rhoe", "rhe"),
        (r"pnoe", "pne"),
        (r"amoe(?=b)", "ame"),
        (r"homoe(?=o)", "home"),
        (r"poe(?=ia)", "pe"),
        (r"manoeuvr(?:e|(?=ing))", "maneuver"),
        # tumour, behaviour, colour
        (
            r"(tum|behavi|col|fav|flav|lab|od|hum|vap|rum|neighb|harb|hon|rig|vig|arm|cand|clam|endeav|parl|sav|val)our",
            r"\1or",
        ),
        # centre, fibre, litre, metre, goitre
        (r"(cent|fib|lit|met|goit|tit|calib|theat)re(?=s?$)", r"\1er"),
        (r"centred$", "centered"),
        # practise, immunisation, immunise, paralyse
        (r"^practis(?=e|ing)", "practic"),
        (r"(?<=[a-z]{3})isation", "ization"),
        (r"(?<=[a-z]{3})is(?=(?:e[drs]?|ers|ing|able)$)", "iz"),
        (r"(?<=l)ys(?=(?:e[drs]?|ers|ing)$)", "yz"),
        # labelled, counselling, enrolled, skilful
        (r"(travel|label|counsel|signal|channel|level|model|cancel|tunnel|equal|fuel|panel)l(?=ed|er|ing|or)", r"\1"),
        (r"^(enrol|fulfil|instil|distil)l", r"\1"),
        (r"skillful", "skilful"),
        # sulphate, leucocyte, gonadotrophin, neurone, grey, programme, defence, judgement, mould
        (r"sulph", "sulf"),
        (r"leuco", "leuko"),
        (r"otroph(?=in)", "otrop"),
        (r"neurone(?=s?$)", "neuron"),
        (r"^grey", "gray"),
        (r"^programme(?=s?$)", "program"),
        (r"(def|off|lic|pret)ence", r"\1ense"),
        (r"judgement", "judgment"),
        (r"^ageing$", "aging"),
        (r"^mould", "mold"),
    )
)
_ANY: Final = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _RULES))


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """The form of `word`, one normalised word, that its British and American spellings share.

    "haemangioma" and "hemangioma" both give "hemangioma", "tumours" gives "tumors". A word of fewer than
    `SHORTEST_FOLDED` letters, or whose form would be, is given back as it is. Of a form, gives the form itself.
    """
    form = word
    while len(form) > SHORTEST_FOLDED - 1 and _ANY.search(form):
        for pattern, american in _RULES:
            form = pattern.sub(american, form)
    return form if len(form) >= SHORTEST_FOLDED else word

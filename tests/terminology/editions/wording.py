"""Terms as a terminology has them: medical-looking words of Zipf's law, British and American, accents, odd signs."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, product
from random import Random
from typing import Final

_STARTS: Final = """
    acro adeno angio arthro brachy broncho carcino cardio cephalo cerebro cervico chole chondro cranio cysto dacryo
    dermato encephalo entero epi fibro gastro gingivo glosso gyro haemato hepato hydro hyper hypo immuno intra kerato
    laryngo lympho macro mega meningo micro myelo myo naso nephro neuro oculo oesophago osteo oto paedo para peri
    pharyngo pneumo poly pseudo pyelo retino rhino spondylo steno thoraco thrombo tracheo vaso veno ventriculo
    """.split()
_MIDDLES: Final = """
    blast caec calc capill card chrom cort cran cyt derm dont dur gloss gnath gran haem hist lact lal lith lun mening
    melan mit morph muscul nod oedem pal path ped phag phon plast ploid pleg pne ren scler sect sept sin som spasm sphen
    splen sten stom tars tend therm thym ton troph tub vert vill xanth zyg
    """.split()
_ENDS: Final = """
    al algia aemia asis aesthesia ate ation ectomy emia ergic esis form gram graphy iasis ic ism itis lysis malacia oma
    opathy opia osis otomy ous pathy penia plasia plasty plegia rrhoea scopy stomy trophy ular uria us
    """.split()
COMMON: Final = """
    disorder of the left right acute chronic syndrome congenital hereditary severe mild bilateral due to with without
    type infection fracture injury structure disease tumour anaemia epilepsy cerebral palsy developmental delay feeding
    difficulty hearing loss vision impairment spastic not no at risk family history suspected child infant paediatric
    haemorrhage oedema oesophageal faecal foetal fibre colour behaviour diarrhoea ischaemic leukaemia orthopaedic
    """.split()
_ODD: Final = (
    "Ménière's", "Sjögren's", "Behçet's", "Guillain-Barré", "Möbius", "22q11", "2", "III", "X-linked", "5-HT",
    "vitamin B12", '"floppy"', "von Willebrand's", "McCune-Albright", "CO₂", "β-thalassaemia", "≥", "IgA", "Rh(D)",
    "C1/C2", "Ångström", "Lennox–Gastaut", "&", "+", "naïve", "Żółty", "50%", "Ⅳ", "ﬁbrous",
)  # fmt: skip
_AMERICAN: Final = (
    ("neighbour", "neighbor"), ("Neighbour", "Neighbor"), ("haem", "hem"), ("Haem", "Hem"), ("aemia", "emia"),
    ("aemic", "emic"), ("oedem", "edem"), ("Oedem", "Edem"), ("oesoph", "esoph"), ("Oesoph", "Esoph"),
    ("aesthes", "esthes"), ("paed", "ped"), ("Paed", "Ped"), ("caec", "cec"), ("Caec", "Cec"), ("faec", "fec"),
    ("Faec", "Fec"), ("foetal", "fetal"), ("Foetal", "Fetal"), ("tumour", "tumor"), ("Tumour", "Tumor"),
    ("colour", "color"), ("Colour", "Color"), ("behaviour", "behavior"), ("Behaviour", "Behavior"),
    ("fibre", "fiber"), ("Fibre", "Fiber"), ("rrhoea", "rrhea"), ("saem", "sem"), ("naem", "nem"),
)  # fmt: skip


def american(text: str) -> str:
    """`text` in American spelling; the same text where the two agree."""
    for british, other in _AMERICAN:
        text = text.replace(british, other)
    return text


@cache
def vocabulary(size: int) -> tuple[str, ...]:
    """The first `size` words, the most used first (some 130,000 at most); always the same."""
    made = ["".join(parts) for parts in product(_STARTS, _MIDDLES, _ENDS)]
    Random(1).shuffle(made)
    return tuple(dict.fromkeys((*COMMON, *made)))[:size]


@cache
def zipf(size: int) -> tuple[float, ...]:
    """Cumulative weights: the word in place k is used as often as 1 / (k + 3)."""
    return tuple(accumulate(1 / (place + 3) for place in range(size)))


def term(chance: Random, words: Sequence[str]) -> str:
    """A term of two to six words, capital first, now and then with an odd word or a sign in it."""
    drawn = chance.choices(words, cum_weights=zipf(len(words)), k=chance.choice((2, 2, 3, 3, 4, 6)))
    if chance.random() < 0.15:
        drawn[chance.randrange(len(drawn))] = chance.choice(_ODD)
    if chance.random() < 0.1:
        drawn = [*drawn[:-2], "-".join(drawn[-2:])]
    text = " ".join(drawn)
    return text[0].upper() + text[1:]

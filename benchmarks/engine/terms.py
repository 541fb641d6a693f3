"""A million and a half made-up terms shaped like those of a release.

Words are drawn as they are used in language: the word of rank n about 1/n as often as the first (G. K. Zipf). Terms
have 46 to 58 characters on average and a concept 2.35 of them, as in a UK edition.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from app.terminology.edition.arrays import ConceptArrays, EditionTermKind, TermArrays, WordArrays
from app.terminology.edition.words import search_order, word_arrays

TERMS = 1_500_000
TERMS_A_CONCEPT = 2.35
WORDS = 160_000
MEAN_WORDS = 5.0
SEED = 7

_COMMON = """
of and disorder structure left right product procedure finding with in to entire disease the syndrome due injury by
congenital acute chronic for fracture mg tablet oral skin open on infection bone using type upper lower bilateral
neoplasm malignant primary joint limb wound drug observable entity artery finger hand foot eye ear brain head neck
chest lung heart liver kidney bladder blood cell tissue muscle nerve vein lymph node cerebral palsy epilepsy seizure
asthma autism delay hearing loss vision impaired at risk from without not history family examination removal repair
insertion replacement catheter tube gastrostomy biopsy excision injection infusion solution capsule cream unit level
grade stage severe moderate mild secondary tertiary early late child infant neonatal maternal birth pregnancy
""".split()
_FIRST = """
haemo haema hyper hypo cardio neuro gastro hepato nephro osteo arthro dermo endo peri para inter sub trans micro macro
poly pseudo anti bi tri pre post cerebro pulmo ven arterio lympho my cysto colo pancrea thyro retino oto rhino laryngo
paedia oesophago tumour anaes oestro foeto leuko immuno toxo myco strepto staphylo
""".split()
_MIDDLE = "lo ri ta no me si co da pu ve ni ro lu ba ke fi go thy che phe sta tra cli xo zy qua ster mon lin".split()
_LAST = """
itis osis oma pathy algia ectomy ostomy otomy aemia uria al ic ous ary ation ing ed or ity ism ine ide ate one ol us um
""".split()


@dataclass(frozen=True, slots=True)
class MadeTerms:
    """Terms in search order: texts, kinds, and the place of the concept of each; and identifiers of descriptions."""

    texts: list[str]
    kinds: NDArray[np.uint8]
    concepts: NDArray[np.uint32]
    ids: NDArray[np.int64]


def made_terms(count: int = TERMS) -> MadeTerms:
    """So many terms, the same on every call."""
    texts = list(_texts(count))
    concepts = np.minimum(np.arange(count) / TERMS_A_CONCEPT, count).astype(np.uint32)
    first = np.append(True, concepts[1:] != concepts[:-1])
    kinds = np.where(first, EditionTermKind.PREFERRED, EditionTermKind.ACCEPTABLE).astype(np.uint8)
    ids = np.arange(count, dtype=np.int64) * 1000 + 1_000_011
    order = search_order(texts, kinds, ids)
    return MadeTerms([texts[each] for each in order], kinds[order], concepts[order], ids[order])


def term_arrays(made: MadeTerms) -> TermArrays:
    """The terms as columns."""
    encoded = [text.encode() for text in made.texts]
    starts = np.append(0, np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded))))
    return TermArrays(made.ids, made.concepts, made.kinds, starts, np.frombuffer(b"".join(encoded), dtype=np.uint8))


def concept_arrays(made: MadeTerms) -> ConceptArrays:
    """Their concepts as columns, all active, of one module and one date."""
    count = int(made.concepts.max()) + 1
    terms = np.argsort(made.concepts, kind="stable").astype(np.uint32)
    of = made.concepts[terms]
    starts = np.searchsorted(of, np.arange(count + 1)).astype(np.int64)
    preferred = np.full(count, -1, dtype=np.int32)
    is_preferred = made.kinds[terms] == EditionTermKind.PREFERRED
    preferred[of[is_preferred]] = terms[is_preferred]
    ids = np.arange(count, dtype=np.int64) * 1000 + 1_000_005
    every = np.ones(count, dtype=np.bool_)
    date, none = np.full(count, 20260401, dtype=np.int32), np.full(count, -1, dtype=np.int32)
    return ConceptArrays(ids, date, every, ~every, np.ones(count, dtype=np.int64), preferred, none, starts, terms)


def word_columns(made: MadeTerms) -> WordArrays:
    """Their words as columns."""
    return word_arrays(made.texts, made.kinds)


def _vocabulary(chance: Random) -> list[str]:
    words = dict.fromkeys(_COMMON)
    while len(words) < WORDS:
        middle = "".join(chance.choices(_MIDDLE, k=chance.randint(0, 3)))
        first = chance.choice(_FIRST) if chance.random() < 0.6 else chance.choice("abcdefghijklmnoprstvwz")
        words[first + middle + chance.choice(_LAST)] = None
    return list(words)


def _texts(count: int) -> Iterator[str]:
    """Terms concept by concept: the first of fresh words, the others with a word or two of it changed."""
    words = _vocabulary(Random(SEED))
    numbers = np.random.default_rng(SEED)
    weight = 1 / (np.arange(len(words)) + 8.0)
    drawn = numbers.choice(len(words), size=count * 8, p=weight / weight.sum()).tolist()
    lengths = np.clip(numbers.poisson(MEAN_WORDS - 1, size=count) + 1, 1, 14).tolist()
    concepts = (np.arange(count) / TERMS_A_CONCEPT).astype(np.int64).tolist()
    at, previous, before = 0, [""], -1
    for length, concept in zip(lengths, concepts, strict=True):
        if concept != before:
            previous = [words[each] for each in drawn[at : at + length]]
        else:
            previous = [*previous[1:], words[drawn[at]]]
        at += length
        before = concept
        yield " ".join(previous).capitalize()

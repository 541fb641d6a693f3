"""What somebody types on the way to a term: cut words in any order, single letters, and slips."""

from collections.abc import Sequence
from random import Random

SEED = 7
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def typed_texts(texts: Sequence[str], count: int) -> list[str]:
    """So many inputs: one to four words of a term, each cut, in any order; one in twenty is a single letter."""
    chance = Random(SEED)
    return [_cut(chance.choice(texts).lower().split(), chance) for _ in range(count)]


def mistyped_texts(texts: Sequence[str], count: int) -> list[str]:
    """So many inputs: a word of six letters or more with a slip in it, and in half of them another word, cut."""
    chance = Random(SEED)
    terms = [words for words in (text.lower().split() for text in texts) if any(len(word) > 5 for word in words)]
    return [_with_a_slip(words, chance) for words in chance.choices(terms, k=count)]


def _cut(words: Sequence[str], chance: Random) -> str:
    if chance.random() < 0.05:
        return chance.choice(words)[0]
    chosen = chance.sample(words, min(len(words), chance.randint(1, 4)))
    return " ".join(word[: chance.randint(1, len(word))] for word in chosen)


def _with_a_slip(words: Sequence[str], chance: Random) -> str:
    place = chance.choice([place for place, word in enumerate(words) if len(word) > 5])
    others = [word[: chance.randint(2, 6)] for word in (*words[:place], *words[place + 1 :])]
    return " ".join((_slipped(words[place], chance), *chance.sample(others, min(len(others), chance.randint(0, 1)))))


def _slipped(word: str, chance: Random) -> str:
    """One letter left out, added, changed, or swapped with the next; the first letter stays."""
    at, letter = chance.randrange(1, len(word) - 1), chance.choice(_LETTERS)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )

"""What may be asked of an edition, answered the slow and obvious way."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.words import HANDICAP
from app.terminology.spelling_variants import folded
from app.terminology.wording import normalised
from tests.terminology.editions.state import EditionState

_SIGNS: Final = ("", "<", "<<", "<!", "<<!", ">", ">>", ">!", ">>!")


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression constraint, and the concepts it means."""

    expression: str
    concepts: set[int]


def ask(state: EditionState, chance: Random, depth: int = 2) -> Asked:
    """An expression constraint drawn by chance."""
    if depth == 0 or chance.random() < 0.3:
        return _simple(state, chance)
    parts = [ask(state, chance, depth - 1) for _ in range(chance.randint(2, 3))]
    junction = chance.choice(("AND", "and", "OR", "Or", ",", "MINUS"))
    parts = parts[:2] if junction == "MINUS" else parts
    concepts = set(parts[0].concepts)
    for part in parts[1:]:
        concepts = _joined(junction.upper(), concepts, part.concepts)
    joined = f" {junction} ".join(part.expression for part in parts)
    return Asked(f"({joined})", concepts)


def _joined(junction: str, left: set[int], right: set[int]) -> set[int]:
    if junction == "MINUS":
        return left - right
    return left | right if junction == "OR" else left & right


def _simple(state: EditionState, chance: Random) -> Asked:
    if state.simple and chance.random() < 0.2:
        refset = chance.choice(sorted(state.simple))
        return Asked(f"^ {refset}", state.simple[refset] & state.active)
    if chance.random() < 0.05:
        return Asked("*", state.active)
    concept = chance.choice(sorted(state.active))
    sign = chance.choice(_SIGNS)
    named = f"{concept} |{state.preferred_term(concept)}|" if chance.random() < 0.3 else str(concept)
    return Asked(f"{sign}{named}", related(state, sign, concept))


def related(state: EditionState, sign: str, concept: int) -> set[int]:
    """What an operator of hierarchy before a concept means; "" is the concept itself."""
    itself = {concept} if sign in ("", "<<", "<<!", ">>", ">>!") else set()
    found: Mapping[str, set[int]] = {
        "<": state.descendants(concept),
        "<!": state.children.get(concept, set()),
        ">": state.ancestors(concept),
        ">!": state.parents.get(concept, set()),
    }
    return itself | found.get(sign.replace("<<", "<").replace(">>", ">"), set())


def search(state: EditionState, typed: str) -> list[int]:
    """The concepts of which a searchable term has, for each typed word, a word that begins so, in the order shown."""
    text = normalised(typed)
    found = [
        (normalised(state.descriptions[each].term) != text, kind, each)
        for each, kind in searchable_kinds(state).items()
        if text and _matches(text, state.descriptions[each].term)
    ]
    order = sorted(
        (_order(state, in_part, kind, each), state.descriptions[each].concept) for in_part, kind, each in found
    )
    return list(dict.fromkeys(concept for _, concept in order))


def searchable_kinds(state: EditionState) -> dict[int, EditionTermKind]:
    """The searchable descriptions, each preferred or acceptable."""
    return {
        each: (
            EditionTermKind.PREFERRED
            if state.preferred_description(state.descriptions[each].concept) == each
            else EditionTermKind.ACCEPTABLE
        )
        for each in state.searchable()
    }


def _order(state: EditionState, in_part: bool, kind: EditionTermKind, each: int) -> tuple[object, ...]:
    """Terms typed in full first, the preferred of them before the others; then the shorter, the preferred, by text."""
    text = normalised(state.descriptions[each].term)
    return (in_part, len(text) + HANDICAP[kind], kind, text, each)


def _matches(typed: str, term: str) -> bool:
    words = normalised(term).split()
    return all(any(_begins(each, word) for word in words) for each in typed.split())


def _begins(typed: str, word: str) -> bool:
    """Whether a typed word begins a word, in British or in American spelling."""
    return any(form.startswith(start) for form in (word, folded(word)) for start in (typed, folded(typed)))

"""How often a need is among the first ten, over the whole shipped list and over the needs of a generated clinic.

Run with `--log-cli-level=INFO` to read the shares themselves.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import permutations
from random import Random
from statistics import fmean

import pytest

from app.demo.child_plan import ChildPlan, DemoSize
from app.demo.plan import demo_plan
from app.terminology.concept import ConceptId
from app.terminology.refset import Member, Refset, Term, TermKind
from app.terminology.search import RefsetSearch, normalised

SEED = 7
RECORDED = 200
"""Children whose records a team has when the entries of the others are measured."""


def share(what: str, hits: Sequence[bool]) -> float:
    value = sum(hits) / len(hits)
    logging.getLogger(__name__).info("%s: %.2f %% of %d", what, 100 * value, len(hits))
    return value


def in_first_ten(search: RefsetSearch, typed: str, member: Member) -> bool:
    return any(match.member is member for match in search.find(typed, limit=10))


def words_of(term: Term) -> list[str]:
    """What a person would type of a term: not the kind in brackets at the end of a fully specified name."""
    return normalised(term.text.rsplit(" (", 1)[0] if term.kind is TermKind.FULLY_SPECIFIED else term.text).split()


def texts(member: Member) -> list[list[str]]:
    return [words_of(term) for term in member.terms if not term.whole]


# One slip, over every member and term


def slips(word: str, chance: Random) -> Iterator[str]:
    """Every letter left out, every two neighbours swapped, and two letters each replaced and added by chance."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    for _ in range(2):
        place = chance.randrange(len(word))
        yield word[:place] + chance.choice(letters) + word[place + 1 :]
        yield word[:place] + chance.choice(letters) + word[place:]


def test_one_slip_in_any_long_word_of_any_term_finds_its_member_in_the_first_ten(
    shipped: Refset, search: RefsetSearch
) -> None:
    """What is missed: a slip among digits, which is never mended, and a slip that makes another term (GMFCSV of IV)."""
    chance = Random(SEED)
    cases = {
        (" ".join((*words[:place], slip, *words[place + 1 :])), member.concept)
        for member in shipped.members.values()
        for words in texts(member)
        for place, word in enumerate(words)
        if len(word) >= 5
        for slip in slips(word, chance)
        if slip != word
    }
    hits = [in_first_ten(search, typed, shipped.members[concept]) for typed, concept in sorted(cases)]
    assert share("One slip of a letter", hits) >= 0.99


# Two cut words, over every member and term


def two_cut_words(words: Sequence[str]) -> list[str]:
    return [f"{one[:4]} {other[:4]}" for one, other in permutations(words, 2) if one != other]


def test_two_cut_words_of_any_term_find_its_member_in_the_first_ten(shipped: Refset, search: RefsetSearch) -> None:
    """What is missed: two words that over ten shorter terms share as well ("cere pals" of a GMFCS level's name)."""
    hits = [
        in_first_ten(search, typed, member)
        for member in shipped.members.values()
        for words in texts(member)
        for typed in two_cut_words(words)
    ]
    assert share("Two cut words of all terms", hits) >= 0.99


# The entries of a generated clinic


@pytest.fixture(scope="module")
def clinic(shipped: Refset) -> tuple[ChildPlan, ...]:
    return demo_plan(DemoSize(2_000, 24, date(2026, 11, 24)), shipped, Random(SEED))


@pytest.fixture(scope="module")
def learnt(search: RefsetSearch, clinic: tuple[ChildPlan, ...]) -> RefsetSearch:
    return search.ranked_by(entries_of(clinic[:RECORDED]))


@pytest.fixture(scope="module")
def entries(clinic: tuple[ChildPlan, ...]) -> Mapping[ConceptId, int]:
    return entries_of(clinic[RECORDED:])


def entries_of(children: Sequence[ChildPlan]) -> Mapping[ConceptId, int]:
    return Counter(course.concept for child in children for course in child.courses if course.concept is not None)


def share_of_entries(
    what: str,
    search: RefsetSearch,
    refset: Refset,
    entries: Mapping[ConceptId, int],
    typings: Callable[[Sequence[str]], Sequence[str]],
) -> float:
    """The share of entries found, each member weighing as often as it is entered and its typings the same."""
    found = total = 0.0
    for concept, count in entries.items():
        member = refset.members[concept]
        typed = [each for words in texts(member) for each in typings(words)]
        if typed:
            found += count * fmean(in_first_ten(search, each, member) for each in typed)
            total += count
    logging.getLogger(__name__).info("%s: %.2f %% of %d entries", what, 100 * found / total, total)
    return found / total


LEAST = {2: 0.75, 3: 0.90}


@pytest.mark.parametrize("letters", LEAST)
def test_few_letters_of_any_term_find_what_a_clinic_enters_in_the_first_ten(
    search: RefsetSearch,
    learnt: RefsetSearch,
    shipped: Refset,
    entries: Mapping[ConceptId, int],
    letters: int,
) -> None:
    def begun(words: Sequence[str]) -> list[str]:
        return [words[0][:letters]]

    before = share_of_entries(f"{letters} letters, nothing learnt", search, shipped, entries, begun)
    after = share_of_entries(f"{letters} letters, {RECORDED} children learnt", learnt, shipped, entries, begun)
    assert after > before >= LEAST[letters]


def test_two_cut_words_find_what_a_clinic_enters_in_the_first_ten(
    search: RefsetSearch, learnt: RefsetSearch, shipped: Refset, entries: Mapping[ConceptId, int]
) -> None:
    for what, each in (("nothing learnt", search), (f"{RECORDED} children learnt", learnt)):
        assert share_of_entries(f"Two cut words, {what}", each, shipped, entries, two_cut_words) >= 0.99

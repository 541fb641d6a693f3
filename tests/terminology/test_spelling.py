"""One slip of a letter still finds: the rule on single words, then the search, then a scan by the definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.refset import Member, OneOf, Refset, Term, TermKind
from app.terminology.search import RefsetSearch, normalised
from app.terminology.spelling import SHORTEST_MENDED, one_slip_away
from tests.terminology.slips import is_one_slip
from tests.terminology.small_refsets import concept, member, refset

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def suggested(search: RefsetSearch, typed: str, *, sensitive: bool = True) -> list[str]:
    return [match.member.preferred_term for match in search.find(typed, sensitive=sensitive) if match.suggested]


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("astma", "a letter too few"),
        ("asthmaa", "a letter too many"),
        ("asthna", "a wrong letter"),
        ("ashtma", "two neighbours swapped"),
        ("sthma", "the first letter missing"),
        ("xasthma", "a letter before the first"),
        ("ssthma", "the first letter wrong"),
        ("sathma", "the first two swapped"),
    ],
)
def test_each_kind_of_slip_is_mended(typed: str, slip: str) -> None:
    assert one_slip_away(typed, {"asthma", "eczema"}, LETTERS) == {"asthma"}


@pytest.mark.parametrize("typed", ["asthma", "athm", "ahsmta", "amsth", "eczemaasthma", "", "asthmaxy"])
def test_nothing_else_is_mended(typed: str) -> None:
    assert one_slip_away(typed, {"asthma"}, LETTERS) == frozenset()


def test_a_word_of_three_letters_is_left_alone() -> None:
    assert SHORTEST_MENDED == 4
    assert one_slip_away("asx", {"asd", "as", "ax"}, LETTERS) == frozenset()
    assert one_slip_away("asxd", {"asd"}, LETTERS) == {"asd"}


@pytest.mark.parametrize("typed", ["22q12", "2q11", "222q11", "22q1", "22q1l"])
def test_no_digit_is_added_dropped_replaced_or_swapped(typed: str) -> None:
    assert one_slip_away(typed, {"22q11"}, LETTERS) == frozenset()
    assert one_slip_away("22q21", {"22q12"}, LETTERS) == frozenset()


def test_the_letters_between_digits_are_mended() -> None:
    assert one_slip_away("22p11", {"22q11"}, LETTERS) == {"22q11"}
    assert one_slip_away("gmcfs3", {"gmfcs2", "gmfcs3"}, LETTERS) == {"gmfcs3"}
    assert one_slip_away("gmfc3s", {"gmfcs3"}, LETTERS) == {"gmfcs3"}


def test_one_slip_in_one_word_still_finds_and_says_so() -> None:
    search = RefsetSearch(refset(member(1, "Cerebral palsy"), member(2, "Asthma")))
    (match,) = search.find("cerebrla palsy")
    assert (match.member.concept, match.exact, match.suggested) == (concept(1), False, True)
    assert suggested(search, "palsy cerbral") == ["Cerebral palsy"]
    assert suggested(search, "cerbral palsi") == []


def test_what_is_found_as_typed_is_no_suggestion() -> None:
    search = RefsetSearch(refset(member(1, "Fits"), member(2, "Fats of many kinds")))
    assert [(match.member.preferred_term, match.suggested) for match in search.find("fits")] == [("Fits", False)]


def test_a_cut_word_may_carry_the_slip_too() -> None:
    search = RefsetSearch(refset(member(1, "Cerebral palsy"), member(2, "Gastrostomy present")))
    assert suggested(search, "crebr") == ["Cerebral palsy"]
    assert suggested(search, "pal cerbr") == ["Cerebral palsy"]
    assert suggested(search, "gatsro") == ["Gastrostomy present"]


def test_whole_terms_come_before_whole_words_and_these_before_beginnings() -> None:
    search = RefsetSearch(refset(member(1, "Pains"), member(2, "Pain of the lower back"), member(3, "Main")))
    assert suggested(search, "gain") == ["Main", "Pain of the lower back", "Pains"]


def test_a_one_of_set_is_suggested_in_its_own_order() -> None:
    level = OneOf("level", "Level", tuple(map(concept, (1, 2, 3))))
    terms = ["Level I", "Level II", "Level III, walks"]
    members = [member(n, text, one_of="level", position=n - 1) for n, text in enumerate(terms, start=1)]
    search = RefsetSearch(refset(*reversed(members), one_of=[level]))
    assert suggested(search, "levle") == terms


def test_a_sensitive_member_is_suggested_only_to_those_who_may_see_it() -> None:
    search = RefsetSearch(refset(member(1, "Victim of neglect", sensitive=True), member(2, "Theft")))
    assert suggested(search, "victm") == ["Victim of neglect"]
    assert suggested(search, "victm", sensitive=False) == []
    assert suggested(search, "negelct", sensitive=False) == []


def test_a_term_found_only_when_typed_in_full_is_never_suggested() -> None:
    code = Term("EHCPagreed", TermKind.SHORT_CODE, whole=True)
    search = RefsetSearch(refset(member(1, "Health and social care plan agreed", code)))
    assert search.find("EHCPagred") == ()
    assert [match.exact for match in search.find("EHCPagreed")] == [True]


def test_the_limit_holds_for_suggestions() -> None:
    search = RefsetSearch(refset(*(member(n, f"Seizure {n}") for n in range(20))))
    assert len(search.find("siezure")) == 12
    assert len(search.find("siezure", limit=3)) == 3


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("epilespy", "Epilepsy"),
        ("cerebal palsy", "Cerebral palsy"),
        ("gastrotomy", "Gastrostomy present"),
        ("austism", "Autism spectrum condition"),
        ("dispraxia", "DCD - developmental coordination disorder"),
        ("coelic", "Coeliac disease"),
        ("downz", "Complete trisomy 21 syndrome"),
        ("hidrocephalus", "Hydrocephalus"),
    ],
)
def test_what_a_clinician_mistypes_is_suggested_first(search: RefsetSearch, typed: str, first: str) -> None:
    assert suggested(search, typed)[0] == first


@pytest.mark.parametrize("typed", ["22q12", "2q11", "gmfcs6", "ehcp"])
def test_another_code_is_no_slip_of_ours(search: RefsetSearch, typed: str) -> None:
    assert search.find(typed) == ()


# The same answer as measuring every beginning of every word


def suggests(words: list[str], term: Term) -> bool:
    own = normalised(term.text).split()
    beginnings = [word[:length] for word in own for length in range(1, len(word) + 1)]
    return not term.whole and any(
        len(word) >= SHORTEST_MENDED
        and any(is_one_slip(word, each) for each in beginnings)
        and all(other in beginnings for other in words[:place] + words[place + 1 :])
        for place, word in enumerate(words)
    )


def scanned(known: Refset, words: list[str], *, sensitive: bool) -> set[Member]:
    return {
        each
        for each in known.members.values()
        if (sensitive or not each.sensitive) and any(suggests(words, term) for term in each.terms)
    }


WORDS = st.lists(st.text(alphabet="ab1", min_size=1, max_size=5), min_size=1, max_size=3).map(" ".join)
TERMS = st.builds(Term, text=WORDS, kind=st.sampled_from(list(TermKind)), whole=st.booleans())


@given(
    st.lists(st.tuples(WORDS, st.lists(TERMS, max_size=2), st.booleans()), min_size=1, max_size=6), WORDS, st.booleans()
)
def test_suggestions_are_what_a_scan_by_the_definition_finds(
    made: list[tuple[str, list[Term], bool]], typed: str, sensitive: bool
) -> None:
    known = refset(
        *(member(n, preferred, *terms, sensitive=hidden) for n, (preferred, terms, hidden) in enumerate(made))
    )
    matches = RefsetSearch(known).find(typed, limit=100, sensitive=sensitive)
    if any(not match.suggested for match in matches):
        assert not any(match.suggested for match in matches)
        return
    assert {match.member for match in matches} == scanned(known, typed.split(), sensitive=sensitive)
    assert len(matches) == len({match.member.concept for match in matches})
    assert all(suggests(typed.split(), match.term) and not match.exact for match in matches)

"""Finding members as someone types: first on a list small enough to read, then on the shipped one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.refset import Member, OneOf, Refset, Term, TermKind
from app.terminology.search import LONGEST_TYPED, Match, RefsetSearch, normalised
from app.terminology.spelling_variants import folded
from tests.terminology.small_refsets import concept, member, refset


def found(search: RefsetSearch, typed: str, limit: int = 12) -> list[str]:
    return [match.member.preferred_term for match in search.find(typed, limit=limit)]


def test_each_typed_word_begins_a_word_of_one_term_in_any_order() -> None:
    search = RefsetSearch(refset(member(1, "Spastic cerebral palsy"), member(2, "Cerebral palsy"), member(3, "Asthma")))
    assert found(search, "palsy cere") == ["Cerebral palsy", "Spastic cerebral palsy"]
    assert found(search, "cere sp") == ["Spastic cerebral palsy"]
    assert found(search, "lsy") == []
    assert found(search, "asthma palsy") == []


def test_words_of_two_terms_of_a_member_do_not_add_up() -> None:
    search = RefsetSearch(refset(member(1, "Serous otitis media", Term("glue ear", TermKind.EQUIVALENT))))
    assert found(search, "glue otitis") == []
    assert found(search, "glue ea") == ["Serous otitis media"]


def test_a_member_is_shown_once_with_the_term_that_serves_best() -> None:
    label = Term("Hearing problem", TermKind.CLINIC_LABEL)
    search = RefsetSearch(refset(member(1, "Hearing loss", label)))
    assert [match.term.text for match in search.find("hea")] == ["Hearing loss"]
    assert [match.term.text for match in search.find("hearing p")] == ["Hearing problem"]
    assert [(match.term, match.exact) for match in search.find("hearing problem")] == [(label, True)]


def test_an_exact_preferred_term_stands_before_an_exact_equivalent_and_both_before_the_rest() -> None:
    search = RefsetSearch(
        refset(
            member(1, "Fit"),
            member(2, "Seizure", Term("fit", TermKind.EQUIVALENT)),
            member(3, "Fits"),
        )
    )
    assert [(match.member.preferred_term, match.exact) for match in search.find("FIT")] == [
        ("Fit", True),
        ("Seizure", True),
        ("Fits", False),
    ]


def test_preferred_terms_stand_before_labels_and_labels_before_fully_specified_names() -> None:
    search = RefsetSearch(
        refset(
            member(1, "Alpha", Term("cough one", TermKind.FULLY_SPECIFIED)),
            member(2, "Beta", Term("cough two", TermKind.CLINIC_LABEL)),
            member(3, "Cough at night"),
            member(4, "Cough"),
        )
    )
    assert found(search, "cou") == ["Cough", "Cough at night", "Beta", "Alpha"]


def test_a_one_of_set_stands_in_its_own_order() -> None:
    level = OneOf("level", "Level", tuple(map(concept, (1, 2, 3, 4))))
    terms = ["Level I", "Level II, walks", "Level III", "Level IV"]
    members = [member(n, text, one_of="level", position=n - 1) for n, text in enumerate(terms, start=1)]
    search = RefsetSearch(refset(*reversed(members), one_of=[level]))
    assert found(search, "lev") == terms
    assert found(search, "level i") == terms


def test_an_excluded_condition_never_outranks_the_condition() -> None:
    search = RefsetSearch(refset(member(1, "Tic excluded"), member(2, "Tic disorder of long standing")))
    assert found(search, "tic") == ["Tic disorder of long standing", "Tic excluded"]


def test_sensitive_members_can_be_left_out() -> None:
    search = RefsetSearch(refset(member(1, "Victim of neglect", sensitive=True), member(2, "Victim of theft")))
    assert len(search.find("victim")) == 2
    for typed in ("victim", "victim of neglect", "neglect"):
        assert all(not match.member.sensitive for match in search.find(typed, sensitive=False))
    assert [match.member.concept for match in search.find("victim", sensitive=False)] == [concept(2)]


def test_a_term_that_misleads_when_half_typed_is_found_only_when_typed_in_full() -> None:
    code = Term("EHCPagreed", TermKind.SHORT_CODE, whole=True)
    search = RefsetSearch(refset(member(1, "Health and social care plan agreed", code)))
    assert found(search, "ehcp") == []
    assert found(search, "ehcpagree") == []
    assert found(search, "EHCPagreed") == ["Health and social care plan agreed"]


def test_the_limit_holds_for_exact_matches_too() -> None:
    search = RefsetSearch(refset(*(member(n, f"Item {n}", Term("x", TermKind.EQUIVALENT)) for n in range(20))))
    assert len(search.find("x", limit=3)) == 3
    assert len(search.find("item", limit=3)) == 3
    assert len(search.find("item")) == 12
    assert search.find("item", limit=0) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Down’s Syndrome", "downs syndrome"),
        ("Down's", "downs"),
        ("Henoch-Schönlein purpura (disorder)", "henoch schonlein purpura disorder"),
        ("Speech & language", "speech and language"),
        ("ENT&audiology", "ent and audiology"),
        ("  22q11.2\tDELETION ", "22q11 2 deletion"),
        ("snake_case", "snake case"),
        ("Œdema", "œdema"),
        ("ﬁts", "fits"),
        ("Straße", "strasse"),
        ("–%–", ""),
        ("", ""),
    ],
)
def test_words_are_compared_without_case_accents_apostrophes_or_hyphens(text: str, words: str) -> None:
    assert normalised(text) == words


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_plain_letters_are_normalised_alike_beside_accented_ones(text: str) -> None:
    assert normalised(f"{text} é") == f"{normalised(text)} e".strip()


@pytest.mark.parametrize("typed", ["", " ", "%", "'", "\x00", "a" * 100_000, "a b " * 50_000, "ﷺ" * 5_000, "\ud800"])
def test_odd_and_very_long_input_is_answered(search: RefsetSearch, typed: str) -> None:
    assert len(search.find(typed)) <= 12


def test_an_empty_refset_finds_nothing() -> None:
    assert RefsetSearch(refset()).find("cp") == ()


# Either spelling finds either


SPELT = refset(
    member(1, "Haemangioma of skin"), member(2, "Hemangioma of liver"), member(3, "Hemiplegia"), member(4, "Sore toes")
)


@pytest.mark.parametrize("typed", ["haemangioma", "hemangioma", "hema", "haemang", "of haema"])
def test_british_and_american_spelling_find_each_other(typed: str) -> None:
    assert found(RefsetSearch(SPELT), typed) == ["Haemangioma of skin", "Hemangioma of liver"]
    assert not any(match.suggested for match in RefsetSearch(SPELT).find(typed))


def test_a_beginning_too_short_to_tell_is_taken_as_it_is_typed() -> None:
    assert found(RefsetSearch(SPELT), "haem") == ["Haemangioma of skin"]
    assert found(RefsetSearch(SPELT), "tes") == []


def test_a_word_begun_as_it_is_spelt_is_found_although_the_whole_has_another_form() -> None:
    search = RefsetSearch(refset(member(1, "Fibreglass"), member(2, "Fiber")))
    assert found(search, "fibre") == ["Fiber", "Fibreglass"]


def test_a_slip_is_mended_in_either_spelling() -> None:
    for typed in ("haemangoima", "hemangoima"):
        matches = RefsetSearch(SPELT).find(typed)
        assert {match.member.preferred_term for match in matches} == {"Haemangioma of skin", "Hemangioma of liver"}
        assert all(match.suggested for match in matches)


def test_a_term_that_begins_with_the_word_leads_in_either_spelling() -> None:
    tumours = refset(member(1, "Tumour of the left kidney"), member(2, "Old tumour"))
    search = RefsetSearch(tumours, {concept(2): 9})
    assert found(search, "tumour") == found(search, "tumor") == ["Tumour of the left kidney", "Old tumour"]


def test_a_clinician_finds_a_member_of_the_shipped_list_by_its_american_spelling(search: RefsetSearch) -> None:
    british = {match.member.concept for match in search.find("coeliac")}
    assert british
    assert british == {match.member.concept for match in search.find("celiac") if not match.suggested}


# The same answer as looking at every term


def naive(known: Refset, typed: str, *, sensitive: bool) -> set[Member]:
    words = normalised(typed[:LONGEST_TYPED]).split()
    return {
        each
        for each in known.members.values()
        if words and (sensitive or not each.sensitive) and any(finds(words, term) for term in each.terms)
    }


def finds(words: list[str], term: Term) -> bool:
    own = normalised(term.text).split()
    return own == words or (not term.whole and all(any(begins(word, each) for each in own) for word in words))


def begins(typed: str, word: str) -> bool:
    return any(each.startswith(beginning) for each in (word, folded(word)) for beginning in (typed, folded(typed)))


def as_typed(search: RefsetSearch, typed: str, *, sensitive: bool) -> list[Match]:
    """What is found without mending a slip; that has its own tests."""
    return [match for match in search.find(typed, limit=1000, sensitive=sensitive) if not match.suggested]


def cut_words(texts: list[str]) -> st.SearchStrategy[str]:
    words = sorted({word for text in texts for word in text.split()})
    cut = st.tuples(st.sampled_from(words), st.integers(1, 12)).map(lambda pair: pair[0][: pair[1]])
    return st.lists(cut, min_size=1, max_size=4).map(" ".join)


KINDS = st.sampled_from(list(TermKind))
WORDS = st.lists(
    st.sampled_from(["a", "ab", "abc", "b", "ba", "é", "no", "x-y", "foetus", "fetus", "fe"]), min_size=1, max_size=3
).map(" ".join)
TERMS = st.builds(Term, text=WORDS, kind=KINDS, whole=st.booleans())


@given(
    st.lists(st.tuples(WORDS, st.lists(TERMS, max_size=3), st.booleans()), max_size=12),
    st.one_of(WORDS, st.text(alphabet="abé -'x", max_size=6)),
    st.booleans(),
)
def test_search_finds_what_a_scan_of_a_generated_list_finds(
    made: list[tuple[str, list[Term], bool]], typed: str, sensitive: bool
) -> None:
    known = refset(
        *(member(n, preferred, *terms, sensitive=hidden) for n, (preferred, terms, hidden) in enumerate(made))
    )
    matches = as_typed(RefsetSearch(known), typed, sensitive=sensitive)
    assert {match.member for match in matches} == naive(known, typed, sensitive=sensitive)
    assert len(matches) == len({match.member.concept for match in matches})
    assert all(match.term in match.member.terms for match in matches)
    assert all(match.exact == (normalised(match.term.text) == normalised(typed)) for match in matches)


@given(st.data())
def test_search_finds_what_a_scan_of_the_shipped_list_finds(
    shipped: Refset, search: RefsetSearch, data: st.DataObject
) -> None:
    texts = [term.text for each in shipped.members.values() for term in each.terms]
    typed = data.draw(st.one_of(cut_words(texts), st.sampled_from(texts), st.text(max_size=8)))
    sensitive = data.draw(st.booleans())
    matches = as_typed(search, typed, sensitive=sensitive)
    assert {match.member for match in matches} == naive(shipped, typed, sensitive=sensitive)

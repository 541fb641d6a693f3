"""Several terms typed in a row: taken where nothing can be mistaken, offered otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.match import Several
from app.terminology.refset import OneOf, Refset, Term, TermKind
from app.terminology.search import LONGEST_TYPED, RefsetSearch, normalised
from tests.terminology.small_refsets import concept, member, refset

NOT_SEVERAL = Several((), ())


def code(text: str) -> Term:
    return Term(text, TermKind.SHORT_CODE)


def taken(search: RefsetSearch, typed: str, *, sensitive: bool = True) -> list[str]:
    return [match.member.preferred_term for match in search.several(typed, sensitive=sensitive).taken]


def offered(search: RefsetSearch, typed: str, *, sensitive: bool = True) -> list[str]:
    return [match.member.preferred_term for match in search.several(typed, sensitive=sensitive).offered]


@pytest.mark.parametrize(
    "typed", ["cp gmfcs3 peg", "CP, GMFCS3, PEG", "cp;gmfcs3;peg", "cp\ngmfcs 3\npeg", " cp gmfcs iii peg "]
)
def test_short_codes_in_a_row_become_several_members(search: RefsetSearch, typed: str) -> None:
    level = "Gross Motor Function Classification System for Cerebral Palsy level III"
    several = search.several(typed)
    assert [match.member.preferred_term for match in several.taken] == ["Cerebral palsy", level, "Gastrostomy present"]
    assert all(match.exact and not match.suggested for match in several.taken)
    assert several.offered == ()


def test_terms_of_many_words_are_taken_whole(search: RefsetSearch) -> None:
    assert taken(search, "glue ear severe learning disability epilepsy") == [
        "Serous otitis media",
        "Severe learning disability",
        "Epilepsy",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "cp",
        "cereb pal",
        "autism spectrum disorder",
        "palsy, cerebral",
        "hearing loss",
        "cp cp",
        "epilespy",
        "xyzzy",
    ],
)
def test_what_finds_something_as_a_whole_and_what_is_one_word_is_not_several(search: RefsetSearch, typed: str) -> None:
    assert search.several(typed) == NOT_SEVERAL


def test_one_term_with_a_slip_is_not_several(search: RefsetSearch) -> None:
    assert search.several("cerebrl palsy") == NOT_SEVERAL
    assert search.find("cerebrl palsy")[0].suggested


def test_what_is_left_over_is_offered_after_what_was_recognised() -> None:
    search = RefsetSearch(refset(member(1, "Asthma"), member(2, "Epilepsy"), member(3, "Gastrostomy present")))
    several = search.several("gastro asthma epilepsy")
    assert several.taken == ()
    assert [(match.member.preferred_term, match.exact) for match in several.offered] == [
        ("Asthma", True),
        ("Epilepsy", True),
        ("Gastrostomy present", False),
    ]


def test_a_slip_in_a_piece_is_offered_as_a_suggestion() -> None:
    search = RefsetSearch(refset(member(1, "Asthma"), member(2, "Epilepsy")))
    assert [(m.member.preferred_term, m.suggested) for m in search.several("epilespy asthma").offered] == [
        ("Asthma", False),
        ("Epilepsy", True),
    ]


def test_cut_words_of_two_members_are_offered() -> None:
    search = RefsetSearch(refset(member(1, "Cerebral palsy"), member(2, "Gastrostomy present")))
    assert offered(search, "cereb pal gastro") == ["Cerebral palsy", "Gastrostomy present"]


def test_words_that_join_are_not_searched_for_but_are_never_taken_for_nothing_either() -> None:
    search = RefsetSearch(refset(member(1, "Asthma"), member(2, "Epilepsy"), member(3, "Android obesity")))
    several = search.several("asthma and epilepsy")
    assert several.taken == ()
    assert [match.member.preferred_term for match in several.offered] == ["Asthma", "Epilepsy"]


def test_a_piece_that_names_two_members_is_offered() -> None:
    search = RefsetSearch(refset(member(1, "Mild", code("ld")), member(2, "Severe", code("ld")), member(3, "Asthma")))
    assert taken(search, "asthma ld") == []
    assert offered(search, "ld asthma") == ["Asthma", "Mild", "Severe"]


def test_a_longer_term_that_names_two_is_not_passed_over_for_shorter_ones_that_name_one() -> None:
    search = RefsetSearch(
        refset(
            member(1, "Glue"),
            member(2, "Ear"),
            member(3, "First", code("glue ear")),
            member(4, "Second", code("glue ear")),
            member(5, "Asthma"),
        )
    )
    assert taken(search, "glue ear asthma") == []
    assert set(offered(search, "glue ear asthma")) >= {"Asthma", "First", "Second"}


def test_the_fewest_pieces_are_preferred() -> None:
    search = RefsetSearch(
        refset(member(1, "Glue"), member(2, "Ear"), member(3, "Otitis", code("glue ear")), member(4, "Asthma"))
    )
    assert taken(search, "glue ear asthma") == ["Otitis", "Asthma"]


def test_of_two_splittings_as_good_neither_is_taken() -> None:
    members = (
        member(1, "A1", code("a b")),
        member(2, "C1", code("c")),
        member(3, "A2", code("a")),
        member(4, "B2", code("b c")),
    )
    search = RefsetSearch(refset(*members))
    assert taken(search, "a b c") == []
    assert set(offered(search, "a b c")) == {"A1", "C1", "A2", "B2"}
    assert taken(search, "a b; c") == ["A1", "C1"]
    assert taken(search, "a, b c") == ["A2", "B2"]


def test_a_comma_inside_a_term_is_no_separator(search: RefsetSearch) -> None:
    inattentive = "Attention deficit hyperactivity disorder, predominantly inattentive type"
    assert taken(search, f"cp, {inattentive}") == ["Cerebral palsy", inattentive]
    assert taken(search, f"cp, {inattentive.replace(',', ';')}") == []


def test_two_members_of_a_one_of_set_are_offered_and_not_taken(search: RefsetSearch) -> None:
    name = "Gross Motor Function Classification System for Cerebral Palsy level "
    assert taken(search, "gmfcs2 gmfcs3") == []
    assert offered(search, "gmfcs2 gmfcs3") == [f"{name}II", f"{name}III"]
    assert offered(search, "gmfcs2 cp gmfcs3") == [f"{name}II", "Cerebral palsy", f"{name}III"]


def test_a_member_named_twice_is_taken_once_and_alone_not_at_all() -> None:
    search = RefsetSearch(refset(member(1, "Asthma", code("wheeze")), member(2, "Eczema")))
    assert taken(search, "asthma eczema wheeze") == ["Asthma", "Eczema"]
    assert taken(search, "asthma wheeze") == []
    assert offered(search, "asthma wheeze") == ["Asthma"]


def test_a_sensitive_member_is_neither_taken_offered_nor_counted_for_those_who_may_not_see_it() -> None:
    search = RefsetSearch(
        refset(
            member(1, "Neglect", code("v")),
            member(2, "Asthma"),
            member(3, "Theft", code("n")),
            member(4, "Hurt", code("n"), sensitive=True),
        )
    )
    assert taken(search, "asthma n") == []
    assert taken(search, "asthma n", sensitive=False) == ["Asthma", "Theft"]
    assert taken(search, "asthma hurt") == ["Asthma", "Hurt"]
    assert search.several("asthma hurt", sensitive=False) == Several((), search.find("asthma"))


def test_a_term_found_only_when_typed_in_full_is_taken_when_it_is(search: RefsetSearch) -> None:
    assert taken(search, "EHCPagreed cp") == ["Health and social care plan agreed", "Cerebral palsy"]
    assert offered(search, "EHCPagree cp") == ["Cerebral palsy"]


def test_text_longer_than_is_read_is_never_taken() -> None:
    search = RefsetSearch(refset(member(1, "Asthma"), member(2, "Eczema")))
    short = "asthma eczema"
    assert taken(search, short.ljust(LONGEST_TYPED)) == ["Asthma", "Eczema"]
    assert taken(search, short.ljust(LONGEST_TYPED) + " xyz") == []
    assert offered(search, short.ljust(LONGEST_TYPED) + " xyz") == ["Asthma", "Eczema"]


def test_at_most_twelve_are_offered() -> None:
    search = RefsetSearch(refset(*(member(n, f"Item{n:02}") for n in range(30)), member(40, "Asthma")))
    assert len(offered(search, "item asthma")) == 12
    typed = " ".join(f"item{n:02}" for n in range(20))
    assert len(taken(search, typed)) == 20
    assert len(offered(search, f"{typed} xyzzy")) == 12


# Properties


@given(st.data())
def test_codes_in_a_row_are_taken_as_typed_or_not_at_all(
    shipped: Refset, search: RefsetSearch, data: st.DataObject
) -> None:
    codes = [term.text for each in shipped.members.values() for term in each.terms if term.kind is TermKind.SHORT_CODE]
    typed = data.draw(st.lists(st.sampled_from(codes), min_size=2, max_size=4))
    several = search.several("; ".join(typed))
    named = [{match.member.concept for match in search.find(each) if match.exact} for each in typed]
    if several.taken:
        assert all(len(each) == 1 for each in named)
        assert [match.member.concept for match in several.taken] == list(dict.fromkeys(min(each) for each in named))
        assert not several.offered


ODD = [
    "cp",
    "PEG",
    "gmfcs3",
    "gmfcs2",
    "epilespy",
    "ld",
    "and",
    "victim",
    "a",
    "\x00",
    "\u202e",
    "\ud800",
    "👨‍👩‍👧",
    "ﷺ",
    "é",
    "'",
    "&",
]
SEPARATORS = [" ", "", ",", ";", "\r\n", "\t", "，", "\u2028"]
ODD_TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(ODD + SEPARATORS), max_size=120).map("".join),
    st.tuples(st.sampled_from(ODD), st.sampled_from(SEPARATORS), st.integers(0, 5_000)).map(
        lambda drawn: (drawn[0] + drawn[1]) * drawn[2]
    ),
)


@given(ODD_TEXTS, st.booleans(), st.integers(-1, 15))
def test_no_text_is_too_odd_or_too_long_to_be_answered(
    search: RefsetSearch, typed: str, sensitive: bool, limit: int
) -> None:
    found = search.find(typed, limit=limit, sensitive=sensitive)
    assert len(found) <= max(0, limit)
    several = search.several(typed, sensitive=sensitive)
    assert not (several.taken and several.offered)
    assert len(several.taken) != 1
    assert len(several.offered) <= 12
    shown = several.taken or several.offered
    assert len(shown) == len({match.member.concept for match in shown})
    for match in (*found, *shown):
        assert sensitive or not match.member.sensitive
        assert match.term in match.member.terms
        assert not (match.exact and match.suggested)


def splits_by_hand(words: list[str], texts: dict[str, int]) -> list[list[str]]:
    """Every way to split the words into known texts."""
    if not words:
        return [[]]
    return [
        [text, *rest]
        for length in range(1, len(words) + 1)
        if (text := " ".join(words[:length])) in texts
        for rest in splits_by_hand(words[length:], texts)
    ]


PIECES = st.lists(st.sampled_from("pqr"), min_size=1, max_size=3).map(" ".join)


@given(st.lists(PIECES, min_size=1, max_size=5, unique=True), st.lists(st.sampled_from("pqr"), min_size=2, max_size=6))
def test_what_is_taken_is_the_only_splitting_into_the_fewest_pieces(texts: list[str], words: list[str]) -> None:
    search = RefsetSearch(refset(*(member(n, text) for n, text in enumerate(texts))))
    several = search.several(" ".join(words))
    ways = splits_by_hand(words, {text: number for number, text in enumerate(texts)})
    fewest = [way for way in ways if len(way) == min(map(len, ways))]
    one_way = fewest[0] if len(fewest) == 1 and not search.find(" ".join(words)) else []
    expected = list(dict.fromkeys(one_way))
    assert [match.member.preferred_term for match in several.taken] == (expected if len(expected) > 1 else [])
    assert all(normalised(match.term.text) in texts for match in several.offered)


def test_a_set_in_one_text_is_judged_by_its_key() -> None:
    level = OneOf("level", "Level", (concept(1), concept(2)))
    members = [member(n, text, one_of="level", position=n - 1) for n, text in enumerate(("Low", "High"), start=1)]
    search = RefsetSearch(refset(*members, member(3, "Asthma"), one_of=[level]))
    assert taken(search, "low asthma") == ["Low", "Asthma"]
    assert taken(search, "low asthma high") == []
    assert offered(search, "low asthma high") == ["Low", "Asthma", "High"]

"""Which concepts an expression selects, and what is said of one that cannot be read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.concept import ConceptId
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.ecl import ConstraintFault, absent, select
from app.terminology.edition.edition import Edition
from app.terminology.edition.facts import edition_facts
from tests.terminology.edition.small_editions import concept, edition, snapshot

ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA, RETIRED, LIST, OTHER_LIST, UNKNOWN = (concept(number) for number in range(9))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    release = snapshot(
        [ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA, RETIRED, LIST],
        is_a=[(BRAIN, ROOT), (CHILDHOOD, ROOT), (PALSY, BRAIN), (PALSY, CHILDHOOD), (DIPLEGIA, PALSY), (LIST, ROOT)],
        inactive=[RETIRED],
        refsets={LIST: [PALSY, RETIRED], OTHER_LIST: [DIPLEGIA, PALSY]},
    )
    return edition(tmp_path_factory.mktemp("small"), release)


def chosen(expression: str, of: Edition) -> set[ConceptId]:
    return {of.places.concept(place) for place in select(expression, of)}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"{PALSY}", {PALSY}),
        (f"{PALSY} |Cerebral palsy (disorder)|", {PALSY}),
        (f"< {BRAIN}", {PALSY, DIPLEGIA}),
        (f"<<{BRAIN}", {BRAIN, PALSY, DIPLEGIA}),
        (f"<! {ROOT}", {BRAIN, CHILDHOOD, LIST}),
        (f"<<! {ROOT}", {ROOT, BRAIN, CHILDHOOD, LIST}),
        (f"> {PALSY}", {ROOT, BRAIN, CHILDHOOD}),
        (f">> {PALSY}", {ROOT, BRAIN, CHILDHOOD, PALSY}),
        (f">! {DIPLEGIA}", {PALSY}),
        (f">>! {DIPLEGIA}", {PALSY, DIPLEGIA}),
        ("*", {ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA, LIST}),
        ("< *", {BRAIN, CHILDHOOD, PALSY, DIPLEGIA, LIST}),
        ("> *", {ROOT, BRAIN, CHILDHOOD, PALSY}),
        ("<< *", {ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA, LIST}),
        (f"^ {LIST}", {PALSY}),
        (f"^{OTHER_LIST}", {PALSY, DIPLEGIA}),
        ("^ *", {PALSY, DIPLEGIA}),
        (f"^ (<< {ROOT})", {PALSY}),
        (f"< ^ {LIST}", {DIPLEGIA}),
        (f"<< ^ {LIST} |Our list|", {PALSY, DIPLEGIA}),
        (f"< {BRAIN} AND ^ {LIST}", {PALSY}),
        (f"< {BRAIN} , ^ {LIST}", {PALSY}),
        (f"{BRAIN} OR {DIPLEGIA} or {ROOT}", {BRAIN, DIPLEGIA, ROOT}),
        (f"<< {BRAIN} MINUS << {PALSY}", {BRAIN}),
        (f"(<< {BRAIN} MINUS << {PALSY}) MINUS {BRAIN}", set()),
        (f"<< ({BRAIN} OR {CHILDHOOD})", {BRAIN, CHILDHOOD, PALSY, DIPLEGIA}),
        (f"<! ({BRAIN} OR {PALSY})", {PALSY, DIPLEGIA}),
        (f"> ({BRAIN} OR {DIPLEGIA})", {ROOT, BRAIN, CHILDHOOD, PALSY}),
        (f"{BRAIN} and {BRAIN} AnD {BRAIN}", {BRAIN}),
        (f" \t\r\n( ({PALSY}) ) ", {PALSY}),
        (f"/* all */<</**/{PALSY}/* of these * / */minus/* not */{PALSY}", {DIPLEGIA}),
        (f"{PALSY}OR{ROOT}", {PALSY, ROOT}),
    ],
)
def test_an_expression_selects(small: Edition, expression: str, expected: set[ConceptId]) -> None:
    assert chosen(expression, small) == expected


@pytest.mark.parametrize(
    "expression",
    [f"{RETIRED}", f"<< {RETIRED}", f"{UNKNOWN}", f"<< {UNKNOWN}", f"^ {PALSY}", f"^ {UNKNOWN}", f"> {ROOT}"],
)
def test_inactive_and_unknown_concepts_and_sets_select_nothing(small: Edition, expression: str) -> None:
    assert chosen(expression, small) == set()


def test_what_an_expression_names_in_vain_is_told(small: Edition) -> None:
    named = f"(<< {PALSY} OR {UNKNOWN} OR < {RETIRED} OR ^ {PALSY} OR ^ (^ {LIST} AND *)) MINUS {UNKNOWN}"
    assert absent(named, small) == (PALSY, RETIRED, UNKNOWN)
    assert absent(f"<< {PALSY} AND ^ {OTHER_LIST}", small) == ()


def test_the_selection_is_the_callers_own(small: Edition) -> None:
    for expression in ("*", f"{PALSY}", f"^ {LIST}", f"<< {ROOT}", f"<< {ROOT} AND *"):
        first = select(expression, small)
        whole = first.copy()
        first.clear()
        assert select(expression, small) == whole


@pytest.mark.parametrize(
    ("expression", "column", "what"),
    [
        ("", 1, "a concept, * or ( is missing"),
        ("   ", 4, "a concept, * or ( is missing"),
        ("/* nothing */", 14, "a concept, * or ( is missing"),
        (f"{PALSY} AND", 12, "a concept, * or ( is missing"),
        (f"{PALSY} AND AND {PALSY}", 13, "a concept, * or ( is missing before 'AND'"),
        (f"AND {PALSY}", 1, "a concept, * or ( is missing before 'AND'"),
        (f"{PALSY} {ROOT}", 9, "AND, OR, MINUS or the end was expected, not '1000004'"),
        (f"({PALSY} {ROOT})", 10, "AND, OR, MINUS or the end was expected, not '1000004'"),
        (f"({PALSY}", 9, "a bracket is not closed"),
        (f"{PALSY})", 8, "a bracket closes that was not opened"),
        ("()", 2, "a concept, * or ( is missing before ')'"),
        (f"{PALSY} AND {ROOT} OR {BRAIN}", 21, "AND, OR and MINUS are not mixed without parentheses"),
        (f"{PALSY} OR {ROOT} MINUS {BRAIN}", 20, "AND, OR and MINUS are not mixed without parentheses"),
        (f"{PALSY} MINUS {ROOT} MINUS {BRAIN}", 23, "a second MINUS needs parentheses"),
        (f"< < {PALSY}", 3, "a second operator needs parentheses: <"),
        (f"^ << {PALSY}", 3, "a second operator needs parentheses: <<"),
        (f"^ ^ {PALSY}", 3, "a concept, * or ( is missing before '^'"),
        ("1003003", 1, "its check digit is 3 and should be 2"),
        ("0123456", 1, "begins with a zero"),
        ("9" * 5000, 1, "it has 5000 digits"),
        ("< 100301012", 3, "its partition is 01 (description)"),
        (f"{PALSY} |open", 9, "a term begins here and does not end"),
        (f"{PALSY} |  |", 9, "the term between the bars is empty"),
        (f"{PALSY} |a| |b|", 13, "AND, OR, MINUS or the end was expected"),
        ("* |a|", 3, "AND, OR, MINUS or the end was expected"),
        (f"{PALSY} /* open", 9, "a comment begins with /* and ends with */"),
        (f"<< {PALSY} : 363698007 = *", 12, "refinements by attributes are not read here"),
        (f"<< {PALSY} {{{{ term = 'x' }}}}", 12, "filters, history supplements and groups are not read here"),
        (f"< {PALSY} . 363698007", 11, "dotted attributes are not read here"),
        (f"[0..1] {PALSY}", 1, "cardinalities are not read here"),
        (f"descendantOf {PALSY}", 1, "a concept, * or ( is missing before 'descendantOf'"),
        (f"{PALSY}\N{NO-BREAK SPACE}", 8, "means nothing here"),
        ("١٢٣٤٥٦", 1, "means nothing here"),
        (f"{PALSY}; DROP", 8, "';' means nothing here"),
        ("\0", 1, "means nothing here"),
        ("*" * 20_001, 20_001, "it is longer than 20000 characters"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(small: Edition, expression: str, column: int, what: str) -> None:
    with pytest.raises(ConstraintFault) as refused:
        select(expression, small)
    assert what in refused.value.what
    assert refused.value.column == column
    assert f"at column {column}: " in str(refused.value)


def test_brackets_may_be_open_a_hundred_deep_and_no_deeper(small: Edition) -> None:
    assert chosen("(" * 100 + str(PALSY) + ")" * 100, small) == {PALSY}
    with pytest.raises(ConstraintFault, match="more than 100 brackets are open"):
        select("(" * 101 + str(PALSY) + ")" * 101, small)
    with pytest.raises(ConstraintFault, match="more than 100 brackets are open"):
        select("<<(" * 6000, small)


def test_brackets_that_were_closed_do_not_count(small: Edition) -> None:
    assert chosen(" OR ".join([f"({PALSY})"] * 500), small) == {PALSY}


@given(st.text(alphabet="<>^!*()|, \n/AaNnDdOoRrMmIiUuSs0123456789:{é", max_size=40))
def test_any_text_selects_or_is_refused_within_its_length(small: Edition, text: str) -> None:
    column = _refused_at(text, small)
    assert column is None or 1 <= column <= len(text) + 1


def _refused_at(text: str, of: Edition) -> int | None:
    try:
        select(text, of)
    except ConstraintFault as refused:
        return refused.column
    return None


Meaning = Callable[["Naive"], set[int]]


class Naive:
    """A hierarchy of concepts 0 to n - 1 as a set of pairs, and two lists."""

    def __init__(self, count: int, pairs: set[tuple[int, int]], members: list[set[int]], inactive: set[int]) -> None:
        self.active = set(range(count)) - inactive
        self.pairs = {(low, high) for low, high in pairs if {low, high} <= self.active}
        self.members = [each & self.active for each in members]

    def up(self, of: set[int]) -> set[int]:
        return {high for low, high in self.pairs if low in of}

    def down(self, of: set[int]) -> set[int]:
        return {low for low, high in self.pairs if high in of}

    def all_steps(self, step: Callable[[set[int]], set[int]], of: set[int]) -> set[int]:
        met: set[int] = set()
        level = step(of)
        while level - met:
            met |= level
            level = step(level)
        return met


def _meant(sign: str, of: Meaning) -> Meaning:
    def means(model: Naive) -> set[int]:
        start = of(model)
        step = model.up if ">" in sign else model.down
        found = step(start) if "!" in sign else model.all_steps(step, start)
        return found | start if sign[:2] in ("<<", ">>") else found

    return means


SETS = (concept(50), concept(51))


def _leaf(number: int) -> tuple[str, Meaning]:
    return str(concept(number)), lambda model: {number} & model.active


def _list(number: int) -> tuple[str, Meaning]:
    return f"^ {SETS[number]}", lambda model: model.members[number]


def _wrapped(inner: tuple[str, Meaning], sign: str) -> tuple[str, Meaning]:
    return f"{sign} ({inner[0]})", _meant(sign, inner[1])


def _joined(parts: list[tuple[str, Meaning]], word: str) -> tuple[str, Meaning]:
    shown = parts[:2] if word == "MINUS" else parts

    def means(model: Naive) -> set[int]:
        sets = [each(model) for _, each in shown]
        first, *others = sets
        for other in others:
            first = first - other if word == "MINUS" else first | other if word == "OR" else first & other
        return first

    return f" {word} ".join(f"({text})" for text, _ in shown), means


LEAVES = (
    st.integers(0, 9).map(_leaf)
    | st.integers(0, 1).map(_list)
    | st.just(("*", lambda model: set(model.active)))
    | st.just(("^ *", lambda model: model.members[0] | model.members[1]))
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(_wrapped, inner, st.sampled_from(["<", "<<", "<!", "<<!", ">", ">>", ">!", ">>!"]))
        | st.builds(_joined, st.lists(inner, min_size=2, max_size=3), st.sampled_from(["AND", "OR", "MINUS", ","]))
    ),
    max_leaves=6,
)
PAIRS = st.sets(st.tuples(st.integers(1, 7), st.integers(0, 6)).filter(lambda pair: pair[0] > pair[1]), max_size=14)
LISTS = st.lists(st.sets(st.integers(0, 7)), min_size=2, max_size=2)


@given(EXPRESSIONS, PAIRS, LISTS, st.sets(st.integers(0, 7), max_size=2))
def test_a_selection_is_what_set_arithmetic_says(
    expression: tuple[str, Meaning], pairs: set[tuple[int, int]], lists: list[set[int]], inactive: set[int]
) -> None:
    text, means = expression
    release = snapshot(
        [concept(number) for number in range(8)],
        is_a=[(concept(low), concept(high)) for low, high in pairs],
        inactive={concept(number) for number in inactive},
        refsets={SETS[at]: [concept(each) for each in members] for at, members in enumerate(lists)},
    )
    arrays = edition_arrays(release)
    found = select(text, Edition(edition_facts(release, arrays), arrays))
    assert set(found) == means(Naive(8, pairs, lists, inactive))


def test_a_selection_from_an_edition_of_nothing_is_empty(tmp_path: Path) -> None:
    empty = edition(tmp_path, snapshot([]))
    for expression in ("*", "< *", "^ *", f"<< {PALSY}", f"<< ({PALSY} OR {ROOT})"):
        assert not select(expression, empty)

"""What a title says of figures: no more than what is shown can bear, whatever is hidden."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.released.figure import HIDDEN, NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Standing
from app.released.table import ReleasedRow
from app.reports.comparing import shown_share
from app.reports.pages.findings import APART, finding, listed
from app.reports.pages.line import Line

HIDDEN_WORDS = "hidden, so that no child can be worked out"


def figure(number: int | None) -> Figure:
    return HIDDEN if number is None else ZERO if number == 0 else Figure(Standing.ROUNDED, number)


def line(label: str, counted: int | None, of: int | None = 100, item: str = "", part: str = "") -> Line:
    above, below = figure(counted), figure(of)
    return Line(_named(label), part, ReleasedRow("ZE901", item or label, part, above, below, shown_share(above, below)))


def _named(label: str) -> str:
    """A letter is a name of its own, and no abbreviation."""
    return label.lower() if len(label) == 1 else label


def plain(label: str, counted: int | None) -> Line:
    above = figure(counted)
    return Line(
        _named(label), "", ReleasedRow("ZE901", label, "", above, NOT_APPLICABLE, shown_share(above, NOT_APPLICABLE))
    )


def said(*lines: Line, exclusive: bool = False) -> str:
    return finding(lines, exclusive=exclusive, parts=False)


class TestTheMostFrequent:
    def test_it_is_said_where_everything_is_shown(self) -> None:
        assert said(line("A", 40), line("B", 20), line("C", 0)) == "most often a, 40 of 100 (40.0%)"

    def test_it_is_not_said_where_a_hidden_row_may_be_more(self) -> None:
        assert said(line("A", 40), line("B", None)) == "of the figures shown, most are a, 40 of 100 (40.0%)"

    def test_a_row_that_is_hidden_is_no_more_than_all(self) -> None:
        assert said(line("A", 100), line("B", None)) == "most often a, 100 of 100 (100.0%)"

    @pytest.mark.parametrize(("counted", "lead"), [(60, "most often"), (55, "of the figures shown, most are")])
    def test_of_rows_that_exclude_one_another_a_hidden_one_has_the_room_that_is_left(
        self, counted: int, lead: str
    ) -> None:
        # 100 of which 60 are one leave 40, and 50 where roundings are at their worst; 55 leave 45 and 55.
        assert said(line("A", counted), line("B", None), exclusive=True).startswith(f"{lead} a, {counted}")

    def test_rows_of_other_wholes_have_all_the_room_there_is(self) -> None:
        assert said(line("A", 80), line("B", None, 50), exclusive=True).startswith("of the figures shown")

    def test_a_share_that_cannot_be_told_may_be_more(self) -> None:
        assert said(line("A", 40), line("B", 30, None)).startswith("of the figures shown, most are a")

    def test_a_hidden_number_is_at_most_what_it_is_of(self) -> None:
        assert said(plain("A", 40), plain("B", None)).startswith("of the figures shown")
        bounded = Line("b", "", ReleasedRow("ZE901", "B", "", HIDDEN, figure(20), shown_share(HIDDEN, figure(20))))
        assert said(plain("A", 40), bounded) == "most often a, 40"

    def test_ties_are_all_named(self) -> None:
        assert said(line("A", 40), line("B", 40), line("C", 5)) == "most often a and b, each 40 of 100 (40.0%)"
        assert said(line("A", 40), line("B", 20, 50), line("C", 5)) == "most often a and b, each 40.0%"
        many = [line(label, 5) for label in "ABCDE"]
        assert said(*many) == "most often a, b, c and 2 more, each 5 of 100 (5.0%)"

    def test_a_name_with_an_and_is_told_from_the_next(self) -> None:
        assert listed(["autism and epilepsy", "deafness"]) == "autism and epilepsy, and deafness"

    def test_the_smallest_shares_are_ranked_too(self) -> None:
        assert said(line("A", 5, 730_725), line("B", 0, 730_725)) == "most often a, 5 of 730,725 (0.0%)"


class TestSureness:
    def test_reported_ones_are_not_ranked_with_diagnosed_ones(self) -> None:
        lines = (line("Epilepsy", 20, item="1"), line("Autism, reported", 40, item="2.reported"))
        assert said(*lines) == f"most often epilepsy, 20 of 100 (20.0%){APART}"

    def test_fewer_reported_ones_need_not_be_told_apart(self) -> None:
        lines = (line("Epilepsy", 20, item="1"), line("Autism, suspected", 10, item="2.suspected"))
        assert said(*lines) == "most often epilepsy, 20 of 100 (20.0%)"

    def test_a_hidden_suspected_one_may_be_more(self) -> None:
        lines = (line("Epilepsy", 20, item="1"), line("Autism, suspected", None, item="2.suspected"))
        assert said(*lines).endswith(APART)

    def test_a_reported_one_is_not_most_often_where_the_diagnosed_are_hidden(self) -> None:
        lines = (
            line("Health conditions", None, 35, "condition"),
            line("Conditions, reported", 5, 35, "condition.reported"),
        )
        assert said(*lines) == "of the figures shown, most are conditions, reported, 5 of 35 (14.3%)"


class TestNothingShown:
    @pytest.mark.parametrize(
        ("lines", "words"),
        [
            ((), "nothing recorded"),
            ((line("A", 0, 50),), "none of 50"),
            ((line("A", 0, 50), line("B", 0, 50)), "none of 50"),
            ((line("A", 0, 50), line("B", 0, 60)), "none"),
            ((line("A", 0, None),), "none"),
            ((line("A", None),), HIDDEN_WORDS),
            ((line("A", None), line("B", None)), HIDDEN_WORDS),
            ((line("A", None), line("B", 0, 50)), f"none of 50 in 1 of 2 rows, the others {HIDDEN_WORDS}"),
        ],
    )
    def test_none_and_hidden_are_never_said_for_one_another(self, lines: tuple[Line, ...], words: str) -> None:
        assert said(*lines) == words

    def test_what_others_have_not_published_is_not_available(self) -> None:
        row = ReleasedRow("ZE901", "", "", UNAVAILABLE, UNAVAILABLE, shown_share(UNAVAILABLE, UNAVAILABLE))
        assert said(Line("A", "", row)) == "not available"


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=2, max_size=6))
def test_whatever_is_hidden_nothing_is_said_to_be_most_that_is_not(rows: list[tuple[int, bool]]) -> None:
    true = [5 * number for number, _ in rows]
    lines = [line(chr(65 + place), None if hidden else true[place]) for place, (_, hidden) in enumerate(rows)]
    words = said(*lines)
    if words.startswith("most often"):
        percent = Decimal(words.rpartition("(")[2].rstrip("%)"))
        assert max(true) == percent

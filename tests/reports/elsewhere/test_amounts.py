"""A cell of a numeric column is a number, or says why there is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.released.figure import NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Standing
from app.reports.elsewhere.amounts import Amount, amount_of, plain


@pytest.mark.parametrize(
    ("cell", "standing", "number"),
    [
        ("1009", Standing.EXACT, "1009"),
        ("1,009", Standing.EXACT, "1009"),
        ("638,745", Standing.EXACT, "638745"),
        ("44.4", Standing.EXACT, "44.4"),
        ("1.5e3", Standing.EXACT, "1500"),
        ("-3", Standing.EXACT, "-3"),
        ("x", Standing.UNAVAILABLE, None),
        ("X", Standing.UNAVAILABLE, None),
        ("z", Standing.NOT_APPLICABLE, None),
        ("c", Standing.HIDDEN, None),
        ("low", Standing.UNAVAILABLE, None),
        ("", Standing.UNAVAILABLE, None),
    ],
)
def test_a_number_and_each_symbol_are_read(cell: str, standing: Standing, number: str | None) -> None:
    assert amount_of(cell) == Amount(standing, None if number is None else Decimal(number))


@pytest.mark.parametrize("cell", ["*", "n/a", "1,00", "1,0000", "nan", "inf", "1 009", "٣", "=1+1", "0x10", "1e999"])
def test_anything_else_is_no_amount(cell: str) -> None:
    assert amount_of(cell) is None


def test_a_figure_is_as_it_was_published() -> None:
    figures = [
        (amount_of(cell) or Amount(Standing.EXACT)).figure for cell in ("1009", "0", "x", "z", "c", "44.4", "-3")
    ]
    hidden = Figure(Standing.HIDDEN)
    assert figures == [
        Figure(Standing.EXACT, 1009),
        ZERO,
        UNAVAILABLE,
        NOT_APPLICABLE,
        hidden,
        UNAVAILABLE,
        UNAVAILABLE,
    ]


@given(st.integers(0, 10**15 - 1))
def test_a_count_is_read_with_and_without_commas(count: int) -> None:
    for cell in (str(count), f"{count:,}", plain(f"{count:,}")):
        amount = amount_of(cell)
        assert amount is not None
        assert amount.whole == count


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_none_and_stays_so_when_it_is_kept(cell: str) -> None:
    assert amount_of(plain(cell)) == amount_of(cell)

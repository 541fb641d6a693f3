"""A released table survives its text to the digit, whatever stands in it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.released.figure import SHORTHAND, Figure, Share, Standing
from app.released.json_text import read_table, table_text
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey

_NUMBERED = [each for each in Standing if each not in SHORTHAND and each is not Standing.ZERO]

words = st.text(max_size=20)
figures = st.one_of(
    st.sampled_from(sorted(SHORTHAND)).map(Figure),
    st.just(Figure(Standing.ZERO, 0)),
    st.builds(Figure, st.sampled_from(_NUMBERED), st.integers(0, 10**9)),
)
percents = st.decimals(Decimal(0), Decimal(100), places=1)
shares = st.one_of(
    st.sampled_from(sorted(SHORTHAND)).map(Share),
    st.builds(Share, st.just(Standing.ROUNDED), percents, percents, percents),
)
rows = st.builds(ReleasedRow, words, words, words, figures, figures, shares, st.sampled_from(Comparison))
tables = st.builds(
    ReleasedTable, st.builds(TableKey, words, words, words), words, words, st.lists(rows, max_size=5).map(tuple), words
)


@given(tables)
def test_a_table_reads_back_as_it_was(table: ReleasedTable) -> None:
    text = table_text(table)
    assert read_table(text) == table
    assert table_text(read_table(text)) == text


def test_a_table_that_was_kept_without_the_year_of_its_figures_reads_back_without() -> None:
    table = ReleasedTable(TableKey("needs", "england", "none"), "2026-Q3", "nhs-5-5", ())
    assert "figures_of" not in table_text(table)
    assert read_table(table_text(table)).figures_of == ""

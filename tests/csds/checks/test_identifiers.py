"""Check digits told in SQL are those told elsewhere."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nhs_number.validate import calculate_checksum

from app.csds.checks.identifiers import MACROS
from app.terminology.concept import InvalidConceptId, check_digit, parse_concept_id


@pytest.fixture(scope="module")
def sql() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for macro in MACROS:
            connection.execute(macro)
        yield connection


def _fits(sql: duckdb.DuckDBPyConnection, macro: str, texts: list[str]) -> list[bool]:
    rows = sql.execute(f"SELECT {macro}(text) FROM (SELECT unnest(?) AS text)", [texts]).fetchall()  # noqa: S608
    return [bool(fits) for (fits,) in rows]


def _is_concept(text: str) -> bool:
    try:
        parse_concept_id(text)
    except InvalidConceptId:
        return False
    return True


DIGITS = st.text("0123456789", min_size=1, max_size=20)
NEAR_CONCEPTS = st.tuples(st.integers(1, 10**14), st.sampled_from(["00", "10", "01", "11"])).map(
    lambda parts: (text := f"{parts[0]}{parts[1]}") + str(check_digit(text))
)


def test_identifiers_of_the_standard_fit_and_with_a_digit_changed_do_not(sql: duckdb.DuckDBPyConnection) -> None:
    texts = ["138875005", "116680003", "138875004", "138875015", "0138875005", "", "138 875005"]
    assert _fits(sql, "concept_fits", texts) == [True, True, False, False, False, False, False]


@given(texts=st.lists(st.one_of(DIGITS, NEAR_CONCEPTS, st.text(max_size=9)), min_size=1, max_size=40))
def test_what_is_a_concept_in_sql_is_one_elsewhere(sql: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    texts = [text.replace("\x00", "") for text in texts]
    assert _fits(sql, "concept_fits", texts) == [_is_concept(text) for text in texts]


@given(numbers=st.lists(st.integers(0, 10**10 - 1), min_size=1, max_size=60))
def test_what_is_an_nhs_number_in_sql_is_one_elsewhere(sql: duckdb.DuckDBPyConnection, numbers: list[int]) -> None:
    # The data set asks for ten digits and modulus 11 alone: that a Scottish number begins with a day is not its rule.
    texts = [f"{number:010}" for number in numbers]
    assert _fits(sql, "nhs_number_fits", texts) == [calculate_checksum(text[:9]) == int(text[9]) for text in texts]

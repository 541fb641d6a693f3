"""A column of many rows is made as each of its values alone would be."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.accdb.columns import MANY, MOST_KNOWN, Encoder, encoder_of, fillable
from app.csds.accdb.definition import Column, ColumnType
from app.csds.accdb.faults import ValueFault
from app.csds.engine_duckdb import Value

PLACE = Column("Place", ColumnType.TEXT, 0, 0, 0, 40, 2, 1)
COUNT = Column("Count", ColumnType.LONG_INTEGER, 0, 0, 0, 4, 3, 0)
NAMES = [f"name {number}" for number in range(MANY)]
ODD = ["ab", "", "abc", "é", "Ж", "Zoë", "😀", "x" * 20, "Ж" * 20, None]


def _with_many() -> Encoder:
    """An encoder that has met many different texts, and makes them together from now on."""
    encoder = encoder_of(PLACE)
    encoder.many(NAMES)
    return encoder


@given(st.lists(st.sampled_from(ODD), max_size=5))
def test_texts_made_together_are_those_made_alone(texts: list[Value]) -> None:
    assert _with_many().many(texts) == [encoder_of(PLACE).one(text) for text in texts]


@pytest.mark.parametrize("text", ["x" * 21, "Ж" * 21, "a\0b", "ab\0c", "\ufeffab", 7, date(2026, 1, 1)])
@pytest.mark.parametrize("met", [lambda: encoder_of(PLACE), _with_many])
def test_a_text_that_cannot_be_kept_is_refused_among_others(text: Value, met: Callable[[], Encoder]) -> None:
    with pytest.raises(ValueFault):
        met().many(["name 1", text, "name 2"])


def test_a_column_keeps_no_more_than_so_many_values() -> None:
    encoder = encoder_of(COUNT)
    for begin in range(0, 5 * MOST_KNOWN, 1_000):
        assert encoder.many([*range(begin, begin + 1_000), None]) == [*range(begin, begin + 1_000), 0]
    assert len(encoder._known) <= MOST_KNOWN + 2


def test_a_column_that_numbers_itself_or_is_of_another_type_is_not_fillable() -> None:
    assert fillable(PLACE)
    assert fillable(COUNT)
    assert not fillable(Column("Count", ColumnType.LONG_INTEGER, 0, 0, 0, 4, 3 | 4, 0))
    assert not fillable(Column("Place", ColumnType.TEXT, 0, 0, 0, 40, 3, 1))
    assert not fillable(Column("Count", ColumnType.LONG_INTEGER, 0, 0, 0, 4, 2, 0))
    assert not fillable(Column("Place", ColumnType.MEMO, 0, 0, 0, 0, 2, 1))

"""The content of released tables: read whole as it was kept, and the rows of one area without those of others."""

import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.released.figure import NO_SHARE, NOT_APPLICABLE, Figure, Standing
from app.released.json_text import table_text
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.store.released_content import areas_in, content_of, rows_of_area, whole_table

KEY = TableKey("caseload", "local_authority", "none")


def row(area: str, number: int = 10, item: str = "") -> ReleasedRow:
    return ReleasedRow(area, item, "", Figure(Standing.ROUNDED, number), NOT_APPLICABLE, NO_SHARE)


def table(*rows: ReleasedRow) -> ReleasedTable:
    return ReleasedTable(KEY, "2026-Q3", "nhs-5-5", rows)


NESTED = table(row("E1"), row("E1", 15, "b"), row("unknown", 20), row("E3", 25), row("E3", 30, "b"))
SCATTERED = table(row("E1"), row("E3", 25), row("E1", 15, "b"))
EXAMPLES = [NESTED, SCATTERED, table(), table(row("E1")), table(row("E1"), row("E1", 15, "b"))]


@pytest.mark.parametrize("kept", EXAMPLES)
def test_a_table_reads_back_whole_as_it_was_kept(kept: ReleasedTable) -> None:
    assert whole_table(content_of(kept)) == kept


@pytest.mark.parametrize("kept", EXAMPLES)
def test_an_area_has_its_own_rows_in_their_order_and_no_others(kept: ReleasedTable) -> None:
    content = content_of(kept)
    assert areas_in(content) == tuple(dict.fromkeys(each.area for each in kept.rows))
    for area in ("E1", "E2", "E3", "unknown", ""):
        expected = replace(kept, rows=tuple(each for each in kept.rows if each.area == area))
        assert rows_of_area(content, area) == expected


@pytest.mark.parametrize("kept", EXAMPLES)
def test_content_from_before_areas_were_kept_apart_is_read_too(kept: ReleasedTable) -> None:
    content = zlib.compress(table_text(kept).encode())
    assert whole_table(content) == kept
    assert rows_of_area(content, "E3") == rows_of_area(content_of(kept), "E3")
    assert areas_in(content) == areas_in(content_of(kept))


def test_the_rows_of_an_area_are_read_without_those_of_others() -> None:
    content = content_of(NESTED)
    # Whatever became of the last area's bytes, which are the last, nobody else's rows ask for them.
    damaged = content[:-20] + bytes(20)
    assert rows_of_area(damaged, "E1") == rows_of_area(content, "E1")
    with pytest.raises(zlib.error):
        rows_of_area(damaged, "E3")


def test_a_country_is_kept_in_little_more_room_than_if_it_were_compressed_at_once() -> None:
    country = table(
        *(row(f"E08{area:06}", 5 * (area * item % 97), f"{item}") for area in range(150) for item in range(9))
    )
    assert len(content_of(country)) < 2.5 * len(zlib.compress(table_text(country).encode()))


@settings(max_examples=100)
@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 9), st.text(max_size=2)), max_size=12))
def test_whatever_the_areas_are_called_and_however_they_stand(rows: list[tuple[str, int, str]]) -> None:
    kept = table(*(row(area, 5 * number, item) for area, number, item in rows))
    content = content_of(kept)
    assert whole_table(content) == kept
    for area in {each.area for each in kept.rows} | {"E9"}:
        assert rows_of_area(content, area).rows == tuple(each for each in kept.rows if each.area == area)

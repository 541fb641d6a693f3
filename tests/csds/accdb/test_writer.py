"""Filling a template and reading it back; what the file says of its own pages; what is refused."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.csds.accdb.faults import AccessFault, RowFault, Unreadable
from app.csds.accdb.layout import DEFINITION_PAGE, GLOBAL_MAP, MAP_PAGE, PAGE, ROWS_PAGE, page_and_row
from app.csds.accdb.load import Pages, structure_in
from app.csds.accdb.reader import compare, rows
from app.csds.accdb.writer import fill
from app.csds.engine_duckdb import Row
from app.csds.specification import Kind, Table
from tests.csds.accdb.access_files import EMPTY, VISITS, WIDE, field, patched, tables

VISIT = (
    "Leeds",
    2,
    date(2026, 10, 3),
    time(9, 30),
    datetime.fromisoformat("2026-10-03T09:30:01"),
    "01",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\r"), max_size=120)
VISIT_ROWS = st.tuples(
    st.none() | TEXTS,
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | st.dates(date(1890, 1, 1)),
    st.none() | st.times().map(lambda each: each.replace(microsecond=0)),
    st.none() | st.datetimes(datetime(1890, 1, 1)).map(lambda each: each.replace(microsecond=0)),  # noqa: DTZ001
    st.none() | st.sampled_from(["01", "X", "Ж", "😀"]),
)


def _pages_of(path: Path, table: str) -> tuple[list[int], list[int]]:
    """The pages that a table owns, and those of it with room."""
    with path.open("rb") as file:
        pages = Pages(file, path.name)
        definition = structure_in(pages).tables[table]
        return pages.listed(definition.owned), pages.listed(definition.roomy)


def _kinds(path: Path) -> bytes:
    return path.read_bytes()[::PAGE]


def _free(path: Path) -> set[int]:
    """The pages of the file that its own list says are free."""
    with path.open("rb") as file:
        pages = Pages(file, path.name)
        page, row = GLOBAL_MAP
        return {number for number in pages.listed(page << 8 | row) if number < pages.count}


def test_a_filled_table_has_its_rows_in_their_order(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    other = ("", None, None, None, None, None)
    assert fill(template, path, tables(Visits=[VISIT, other])) == {"Visits": 2, "Empty": 0, "Wide": 0}
    assert list(rows(path, VISITS)) == [VISIT, (None,) * 6]
    assert list(rows(path, EMPTY)) == []
    with path.open("rb") as file:
        assert structure_in(Pages(file, "")).tables["Visits"].rows == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(VISIT_ROWS, max_size=40), st.lists(st.tuples(TEXTS), max_size=3))
def test_whatever_is_written_is_read_back(
    template_2010: Path, tmp_path: Path, visits: list[Row], nothing: list[tuple[str]]
) -> None:
    path = tmp_path / "out.accdb"
    short = [(text.encode("utf-16-le")[:20].decode("utf-16-le", "ignore"),) for (text,) in nothing]
    filled = tables(Visits=visits, Empty=short)
    assert compare_after(template_2010, path, filled) == {"Visits": len(visits), "Empty": len(nothing), "Wide": 0}


def compare_after(template: Path, path: Path, filled: Sequence[tuple[Table, Sequence[Row]]]) -> dict[str, int]:
    fill(template, path, filled)
    return compare(path, filled)


def test_texts_of_every_length_are_read_back(template_2010: Path, tmp_path: Path) -> None:
    many: list[Row] = [(text * length, length, None, None, None, None) for length in range(1, 256) for text in "aЖé"]
    assert compare_after(template_2010, tmp_path / "out.accdb", tables(Visits=many))["Visits"] == 765


def test_a_table_lists_the_pages_it_owns_and_the_last_one_as_having_room(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    before = len(_kinds(template))
    fill(template, path, tables(Visits=[VISIT] * 500, Empty=[("x",)]))
    kinds = _kinds(path)
    owned, roomy = _pages_of(path, "Visits")
    assert set(kinds[before:]) == {ROWS_PAGE}
    assert owned == list(range(before, len(kinds) - 1))
    assert roomy == [owned[-1]]
    assert _pages_of(path, "Empty") == ([len(kinds) - 1], [len(kinds) - 1])
    assert _pages_of(path, "Wide") == ([], [])


def test_no_page_that_was_written_is_listed_as_free(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    fill(template, path, tables(Visits=[VISIT] * 500))
    assert _free(path) == _free(template)


def test_what_was_there_stays_but_for_counts_and_lists_of_pages(template: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    fill(template, path, tables(Visits=[VISIT] * 500))
    old, new = template.read_bytes(), path.read_bytes()
    with template.open("rb") as file:
        visits = structure_in(Pages(file, "")).tables["Visits"]
    changed = {at // PAGE for at in range(len(old)) if old[at] != new[at]}
    assert changed <= {GLOBAL_MAP[0], visits.page, page_and_row(visits.owned)[0]}
    differing = [at for at in range(PAGE) if old[visits.page * PAGE + at] != new[visits.page * PAGE + at]]
    assert set(differing) <= set(range(16, 20))


def _wide(count: int) -> Iterator[Row]:
    """Rows of which each takes a page."""
    return ((*("Ж" * 255,) * 6, f"{number}") for number in range(count))


def test_more_pages_than_a_map_has_room_for_are_listed_by_reference(template_2010: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    before = len(_kinds(template_2010))
    fill(template_2010, path, [(WIDE, _wide(700)), (VISITS, [VISIT])])
    owned, _ = _pages_of(path, "Wide")
    kinds = _kinds(path)
    assert owned == list(range(before, before + 700))
    assert kinds[before:].count(MAP_PAGE) == 2  # the table's, and the file's
    assert _free(path) == _free(template_2010)
    assert compare(path, [(WIDE, _wide(700)), (VISITS, [VISIT]), (EMPTY, [])])["Wide"] == 700


@pytest.mark.soak
def test_more_pages_than_one_page_of_bits_speaks_of_are_listed(template_2010: Path, tmp_path: Path) -> None:
    path = tmp_path / "out.accdb"
    fill(template_2010, path, [(WIDE, _wide(40_000)), (VISITS, [VISIT] * 1000)])
    owned, _ = _pages_of(path, "Wide")
    assert len(owned) == 40_000
    assert _free(path) == _free(template_2010)
    assert compare(path, [(WIDE, _wide(40_000)), (VISITS, [VISIT] * 1000), (EMPTY, [])])["Wide"] == 40_000


def test_a_filling_tells_how_far_it_is(template_2010: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    fill(
        template_2010,
        tmp_path / "out.accdb",
        tables(Visits=[VISIT] * 25_000),
        lambda table, count: told.append((table, count)),
    )
    assert told == [("Visits", 10_000), ("Visits", 20_000), ("Visits", 25_000), ("Empty", 0), ("Wide", 0)]


def test_filled_twice_the_same_rows_make_the_same_file(template_2010: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        fill(template_2010, tmp_path / name, tables(Visits=[VISIT] * 3_000))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_row_that_does_not_fit_is_refused_with_its_number(template_2010: Path, tmp_path: Path) -> None:
    visits = [VISIT] * 1_500 + [("x" * 256, *VISIT[1:])]
    with pytest.raises(RowFault, match="Visits, row 1501, column Place: it has a text of 256 characters"):
        fill(template_2010, tmp_path / "out.accdb", tables(Visits=visits))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Indexed", "table Indexed has an index, and indexes are not written"),
        ("Numbering", "column Place is automatic long integer, a type that is not written"),
        ("Long", "column Place is memo, a type that is not written"),
        ("Decimal", "column Place is decimal, a type that is not written"),
        ("Money", "column Place is currency, a type that is not written"),
        ("Absent", "has no table Absent"),
    ],
)
def test_a_table_that_cannot_be_filled_is_refused(odd_template: Path, tmp_path: Path, name: str, words: str) -> None:
    table = Table(name, "", "", (field("Place"),))
    with pytest.raises(AccessFault, match=words):
        fill(odd_template, tmp_path / "out.accdb", [(table, [("x",)])])


def test_a_table_that_cannot_be_filled_may_stay_empty(odd_template: Path, tmp_path: Path) -> None:
    indexed = Table("Indexed", "", "", (field("Place"),))
    assert fill(odd_template, tmp_path / "out.accdb", [(indexed, [])]) == {"Indexed": 0}


def test_a_short_number_goes_into_a_short_column(odd_template: Path, tmp_path: Path) -> None:
    short = Table("Short", "", "", (field("Place", Kind.INTEGER),))
    path = tmp_path / "out.accdb"
    fill(odd_template, path, [(short, [(-32_768,), (None,), (32_767,)])])
    assert list(rows(path, short)) == [(-32_768,), (None,), (32_767,)]
    with pytest.raises(RowFault, match="a number outside -32,768 to 32,767"):
        fill(odd_template, path, [(short, [(32_768,)])])


def test_a_table_that_has_rows_is_not_filled_again(template_2010: Path, tmp_path: Path) -> None:
    fill(template_2010, tmp_path / "one.accdb", tables(Visits=[VISIT]))
    with pytest.raises(AccessFault, match=r"one\.accdb: table Visits is not empty"):
        fill(tmp_path / "one.accdb", tmp_path / "two.accdb", tables(Visits=[VISIT]))


def test_columns_of_other_names_are_not_filled(template_2010: Path, tmp_path: Path) -> None:
    path = Path(shutil.copyfile(template_2010, tmp_path / "idb.accdb"))
    with path.open("rb") as file:
        visits = structure_in(Pages(file, "")).tables["Visits"]
    assert path.read_bytes()[visits.page * PAGE] == DEFINITION_PAGE
    patched(path, visits, "Place".encode("utf-16-le"), "Plaza".encode("utf-16-le"))
    with pytest.raises(AccessFault, match=r"not the same \(Place, Plaza\)"):
        fill(path, tmp_path / "out.accdb", tables(Visits=[VISIT]))


def test_what_is_no_access_file_is_not_filled(tmp_path: Path) -> None:
    (tmp_path / "idb.accdb").write_bytes(b"PK\x03\x04" * 5000)
    with pytest.raises(Unreadable, match=r"idb\.accdb: It is not an Access file"):
        fill(tmp_path / "idb.accdb", tmp_path / "out.accdb", tables())

"""The rows of areas are read once while they are kept, and no more are kept than there is room for."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import NotFound
from app.identity import Identity
from app.released.figure import NO_SHARE, NOT_APPLICABLE, ZERO
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.kept_tables import KeptTables

RELEASE = Identity(1)
KEY = TableKey("caseload", "local_authority", "none")


class Store:
    """Gives each area as many rows as its code says, and writes down who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Identity, str]] = []

    def rows_of(self, release: Identity, key: TableKey, area: str) -> ReleasedTable:
        self.asked.append((release, area))
        if area == "none such":
            raise NotFound("This release has no such table.")
        row = ReleasedRow(area, "", "", ZERO, NOT_APPLICABLE, NO_SHARE)
        return ReleasedTable(key, "2026-Q3", "nhs-5-5", (row,) * int(area))


def test_an_area_is_read_once_while_it_is_kept() -> None:
    store = Store()
    kept = KeptTables(store.rows_of)
    assert {len(kept(RELEASE, KEY, "3").rows) for _ in range(3)} == {3}
    assert store.asked == [(RELEASE, "3")]


def test_releases_tables_and_areas_are_told_apart() -> None:
    store = Store()
    kept = KeptTables(store.rows_of)
    other = TableKey("caseload", "icb", "none")
    tables = [kept(RELEASE, KEY, "3"), kept(Identity(2), KEY, "3"), kept(RELEASE, other, "3"), kept(RELEASE, KEY, "4")]
    assert len(store.asked) == 4
    assert [each.key for each in tables] == [KEY, KEY, other, KEY]


def test_the_areas_asked_for_longest_ago_make_room() -> None:
    store = Store()
    kept = KeptTables(store.rows_of, most_rows=10)
    kept(RELEASE, KEY, "3")
    kept(RELEASE, KEY, "4")
    kept(RELEASE, KEY, "3")
    kept(RELEASE, KEY, "5")  # with the others 3 + 4 + 5 rows and one for each: too many
    store.asked.clear()
    for area in ("3", "5", "4"):
        kept(RELEASE, KEY, area)
    assert [area for _, area in store.asked] == ["4"]


def test_areas_without_rows_take_room_too() -> None:
    store = Store()
    kept = KeptTables(store.rows_of, most_rows=10)
    for place in range(30):
        kept(Identity(place), KEY, "0")
    store.asked.clear()
    for place in reversed(range(30)):
        kept(Identity(place), KEY, "0")
    assert len(store.asked) == 20


def test_what_is_larger_than_the_room_is_given_and_not_kept() -> None:
    store = Store()
    kept = KeptTables(store.rows_of, most_rows=10)
    for _ in range(2):
        assert len(kept(RELEASE, KEY, "11").rows) == 11
    assert len(store.asked) == 2
    kept(RELEASE, KEY, "9")
    kept(RELEASE, KEY, "9")
    assert len(store.asked) == 3


def test_what_is_not_there_is_asked_for_again() -> None:
    kept = KeptTables(Store().rows_of)
    for _ in range(2):
        with pytest.raises(NotFound):
            kept(RELEASE, KEY, "none such")


def test_many_readers_at_once_get_their_own_rows() -> None:
    kept = KeptTables(Store().rows_of, most_rows=40)
    wanted = [str(each % 12) for each in range(2_000)]
    with ThreadPoolExecutor(8) as readers:
        found = list(readers.map(lambda area: len(kept(RELEASE, KEY, area).rows), wanted))
    assert found == [int(area) for area in wanted]

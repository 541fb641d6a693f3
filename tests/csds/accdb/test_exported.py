"""What mdbtools prints of a value, and what it cannot tell."""

from datetime import date, datetime, time

import pytest

from app.csds.accdb.exported import UNTOLD, Printed, Read, value_from
from app.csds.engine_duckdb import Value
from app.csds.specification import Kind

AT_NOON = datetime.fromisoformat("2026-10-03T12:00:00")


@pytest.mark.parametrize(
    ("kind", "value", "printed"),
    [
        (Kind.TEXT, None, ""),
        (Kind.TEXT, "", ""),
        (Kind.TEXT, 'say "Жз"\n', 'say "Жз"\n'),
        (Kind.TEXT, "a😀b", "a??b"),
        (Kind.INTEGER, -7, "-7"),
        (Kind.DATE, date(2026, 10, 3), "2026-10-03 00:00:00"),
        (Kind.DATE, AT_NOON, "2026-10-03 12:00:00"),
        (Kind.TIME, time(23, 59, 59), "1899-12-30 23:59:59"),
        (Kind.DATETIME, AT_NOON, "2026-10-03 12:00:00"),
        (Kind.DATE, date(1899, 12, 29), "1900-01-00 00:00:00"),
        (Kind.DATE, date(4637, 11, 25), "4637-11-25 00:00:00"),
        (Kind.DATE, date(4637, 11, 27), "1900-01-00 00:00:00"),
    ],
)
def test_a_value_is_expected_as_mdbtools_prints_it(kind: Kind, value: Value, printed: str) -> None:
    assert Printed(kind)[value] == printed


def test_every_second_of_a_day_is_expected_to_the_second() -> None:
    printer = Printed(Kind.TIME)
    for second in range(0, 86_400, 7):
        clock = time(second // 3600, second // 60 % 60, second % 60)
        assert printer[clock] == f"1899-12-30 {clock.isoformat()}"


@pytest.mark.parametrize(
    ("kind", "printed", "value"),
    [
        (Kind.TEXT, "", None),
        (Kind.TEXT, "01", "01"),
        (Kind.INTEGER, "-7", -7),
        (Kind.DATE, "2026-10-03 00:00:00", date(2026, 10, 3)),
        (Kind.DATE, "2026-10-03 12:00:00", AT_NOON),
        (Kind.TIME, "1899-12-30 23:59:59", time(23, 59, 59)),
        (Kind.TIME, "2026-10-03 12:00:00", AT_NOON),
        (Kind.DATETIME, "2026-10-03 12:00:00", AT_NOON),
        (Kind.DATETIME, "", None),
        (Kind.DATE, "1900-01-00 00:00:00", UNTOLD),
    ],
)
def test_a_printed_value_is_of_its_fields_kind(kind: Kind, printed: str, value: Read) -> None:
    assert value_from(printed, kind) == value


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.DATE])
def test_what_is_not_of_the_kind_is_refused(kind: Kind) -> None:
    with pytest.raises(ValueError, match="seven"):
        value_from("seven", kind)

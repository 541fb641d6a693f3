"""What an extract is, and how its rows are compared."""

from datetime import date, datetime

import pytest

from app.csds.periods import ReportingPeriod
from app.csds.returned.extract import compared, extract_of, month_number
from app.csds.returned.faults import RowFault
from app.csds.versions import specification_of

SPECIFICATION = specification_of(date(2026, 10, 1))
OCTOBER = ReportingPeriod(2026, 10)
REFERRALS = (
    "SK",
    "SERVICE REQUEST IDENTIFIER",
    "LOCAL PATIENT IDENTIFIER (EXTENDED)",
    "REFERRAL REQUEST RECEIVED DATE",
    "CYP101 UNIQUE ID",
    "ORGANISATION IDENTIFIER (CODE OF PROVIDER)",
    "UNIQUE MONTH ID",
    "REPORTING PERIOD START DATE",
)


def test_the_documented_columns_tell_the_table_and_its_key() -> None:
    extract = extract_of(REFERRALS, SPECIFICATION, "")
    assert (extract.table.name, [each.name for each in extract.key]) == ("CYP101Referral", ["ServiceRequestID"])
    snake = [name.lower().replace(" ", "_").replace("(", "").replace(")", "") for name in REFERRALS]
    assert extract_of(snake, SPECIFICATION, "") == extract


def test_the_columns_of_the_file_itself_tell_each_table_that_is_told_by_them() -> None:
    for table in SPECIFICATION.tables:
        assert extract_of(table.columns, SPECIFICATION, "").table is table
        assert extract_of(table.columns, SPECIFICATION, table.name[:6]).table is table


@pytest.mark.parametrize(
    ("period", "number"), [(ReportingPeriod(1900, 4), 1), (ReportingPeriod(1901, 3), 12), (OCTOBER, 1519)]
)
def test_months_are_counted_from_april_1900(period: ReportingPeriod, number: int) -> None:
    assert month_number(period) == number


def test_rows_of_other_providers_and_periods_are_told_apart() -> None:
    extract = extract_of(REFERRALS, SPECIFICATION, "")

    def row(provider: str, month: str, start: str) -> list[str]:
        return ["1", "R1", "P1", "2026-09-01", "7", provider, month, start]

    assert extract.is_of(row("rxx", "1519", "2026-10-01 00:00:00"), "RXX", OCTOBER)
    assert extract.is_of(row("RXX", " 1519 ", "01/10/2026"), "RXX", OCTOBER)
    assert not extract.is_of(row("RYY", "1519", "2026-10-01"), "RXX", OCTOBER)
    assert not extract.is_of(row("RXX", "1518", "2026-10-01"), "RXX", OCTOBER)
    assert not extract.is_of(row("RXX", "1519", "2026-09-01"), "RXX", OCTOBER)


def test_values_are_compared_whatever_way_they_are_written() -> None:
    day = SPECIFICATION.table("CYP101Referral").field("ReferralRequest_ReceivedDate")
    text = SPECIFICATION.table("CYP101Referral").field("ServiceRequestID")
    same = (
        date(2026, 10, 5),
        datetime(2026, 10, 5),  # noqa: DTZ001 - as the file has it
        "2026-10-05",
        "2026-10-05T00:00:00",
        "05/10/2026",
        " 05/10/2026 00:00 ",
    )
    assert {compared(day, each) for each in same} == {"2026-10-05"}
    assert [compared(text, each) for each in (None, " R1 ", "r1", "")] == ["", "R1", "r1", ""]


@pytest.mark.parametrize(
    ("headings", "named", "said"),
    [
        (("Alpha", "Beta"), "", "no table of the data set"),
        (("LocalPatientID", "SNOMED_ID"), "", "may be those of"),
        (("LocalPatientID", "SNOMED_ID"), "CYP999", "no table 'CYP999'"),
        (("LocalPatientID",), "CYP", "no table 'CYP'"),
        (("Postcode", "Gender"), "CYP001", "no column of the key of CYP001MPI"),
    ],
)
def test_what_is_no_extract_is_refused(headings: tuple[str, ...], named: str, said: str) -> None:
    with pytest.raises(RowFault, match=said):
        extract_of(headings, SPECIFICATION, named)

"""A row of a returned file as a line."""

from datetime import date

import pytest

from app.csds.returned.faults import RowFault
from app.csds.returned.layout import layout_of
from app.csds.returned.lines import Lines, Said
from app.csds.returned.reports import ReportKind
from app.csds.versions import specification_of

SPECIFICATION = specification_of(date(2026, 10, 1))


def said(kind: ReportKind = ReportKind.VALIDATION, /, **cells: str) -> Said:
    return Lines(layout_of(tuple(cells), {}), SPECIFICATION, kind).of(tuple(cells.values()), 2)


@pytest.mark.parametrize("table", ["CYP201CareContact", "cyp201", "CareContact", "CYP201 Care contact", "CYP201"])
def test_a_table_is_known_by_its_name_its_number_or_its_words(table: str) -> None:
    assert said(Rule="X1", Table=table).table == "CYP201CareContact"


def test_a_table_is_told_by_the_rule_where_the_row_names_none_and_kept_where_it_is_unknown() -> None:
    assert said(Rule="CYP10210", Table="").table == "CYP102ServiceTypeReferredTo"
    assert said(Rule="MHS00101", Table="Elsewhere").table == "Elsewhere"


def test_a_row_without_a_severity_has_that_of_its_file() -> None:
    assert said(Rule="A", Table="CYP001", Severity="").severity == "rejected"
    assert said(ReportKind.DATA_QUALITY, Rule="A", Table="CYP001").severity == "warning"
    assert said(Rule="A", Table="CYP001", Severity="Group Rejected").severity == "group rejected"


def test_a_row_names_its_own_tables_key_first_then_the_identifier_that_tells_most() -> None:
    cells = {"LocalPatientID": "P1", "ServiceRequestID": "R1", "CareContactID": "", "CareActivityID": "A1"}
    assert said(Rule="A", Table="CYP101", **cells).named == (
        ("ServiceRequestID", "R1"),
        ("CareActivityID", "A1"),
        ("LocalPatientID", "P1"),
    )
    assert next(name for name, _ in said(Rule="A", Table="", **cells).named) == "CareActivityID"


def test_a_record_key_is_the_key_of_its_table() -> None:
    assert said(Rule="A", Table="CYP602", RecordKey="P1").named == (("LocalPatientID", "P1"),)
    assert said(Rule="A", Table="CYP004", RecordKey="L1").named == (("record", "L1"),)
    assert said(Rule="A", Table="", RecordKey="L1").named == (("record", "L1"),)


def test_control_characters_go_and_what_is_too_long_is_cut() -> None:
    line = said(Rule="A\x1b[31m", Table="CYP001", Message="m\r\nn\x00" + "x" * 3_000, LocalPatientID="P" * 100)
    assert line.rule == "A [31m"
    assert line.message.startswith("m n xxx")
    assert (len(line.message), line.message[-1]) == (2_000, "…")
    assert len(line.named[0][1]) == 60


def test_a_row_without_a_rule_is_refused_with_its_line() -> None:
    with pytest.raises(RowFault) as raised:
        said(Rule=" ", Table="CYP001")
    assert raised.value.line == 2

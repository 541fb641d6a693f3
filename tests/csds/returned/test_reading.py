"""Reports read back: every line at its record, whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access.audit import AuditAction
from app.csds.desk import BuiltFile
from app.csds.mending import place_to_mend
from app.csds.periods import Window
from app.csds.returned.faults import ReturnedFault
from app.csds.returned.reports import ReportKind, WantedLines
from app.errors import Conflict
from app.identity import shown
from tests.csds.returned.month import HEADING, Returned, returned
from tests.service import Prepared
from tests.web.places import MANIFEST


@pytest.fixture
def month(prepared_clinic: Prepared, tmp_path: Path) -> Iterator[Returned]:
    with returned(prepared_clinic, tmp_path) as month:
        yield month


def audited(month: Returned) -> list[str]:
    found = month.rows("select action, detail from audit_event order by at, id")
    return [str(detail) for action, detail in found if action == AuditAction.SUBMISSION_REPORT_READ.value]


def test_each_line_is_at_its_record_and_leads_to_where_that_is_mended(month: Returned) -> None:
    encounter, child = month.contact()
    contact, patient = (
        shown(encounter),
        month.rows(
            f"select value from child_identifier where child = {child} and kind = 'local'"  # noqa: S608
        ),
    )
    local = str(patient[0][0]) if patient else shown(child)
    lines = month.lines(
        f"CYP20101,Record Rejected,CYP201CareContact,AttendanceStatus,7,No status,,,{contact},\r\n"
        f'CYP00101,Warning,CYP001,Postcode,,"No\r\npostcode",{local},,,\r\n'
        f"CYP20212,,CYP202,CodedFinding,,,,,{contact},{contact}-1\r\n"
        f"CYP20101,,CYP201,,,,,,SOMEBODY-ELSE,\r\n"
        f"CYP00001,file rejected,,,,,,,,\r\n"
    )
    assert [line.origin for line in lines] == [encounter, child, encounter, None, None]
    assert [place_to_mend(line.place, line.origin or 0) for line in lines] == [
        f"/encounters/{contact}/amendment",
        f"/children/{shown(child)}/registration",
        f"/encounters/{contact}/amendment",
        "",
        "",
    ]
    assert (lines[0].names, lines[0].record, lines[0].row_number) == ("CareContactID", contact, "7")
    assert (lines[1].message, lines[1].severity, lines[1].file_line) == ("No postcode", "warning", 4)
    assert (lines[3].names, lines[3].record) == ("CareContactID", "SOMEBODY-ELSE")
    assert (lines[4].table, lines[4].names, lines[4].severity) == ("CYP000Header", "", "file rejected")


def test_a_line_of_a_referral_leads_to_the_page_of_its_child(month: Returned) -> None:
    encounter, child = month.contact()
    ((referral,),) = month.rows(f"select referral from encounter where id = {encounter} and version = 1")  # noqa: S608
    (line,) = month.lines(f"CYP10110,,CYP101Referral,,,,,{shown(referral)},,\r\n")  # type: ignore[arg-type]
    assert (line.origin, place_to_mend(line.place, line.origin or 0)) == (child, f"/children/{shown(child)}")


def test_a_record_that_left_the_month_since_is_found_by_our_own_identity(
    prepared_clinic: Prepared, tmp_path: Path
) -> None:
    with returned(prepared_clinic, tmp_path) as month:
        found = month.rows(
            f"select id, child from encounter where version = 1 and contact_on > '{month.submission.period.last}' "  # noqa: S608
            "order by id limit 1"
        )
        ((encounter, child),) = found
        lines = month.lines(
            f"A,,CYP201,,,,,,{shown(encounter)},\r\nA,,CYP202,,,,,,,{shown(encounter)}-3\r\n"  # type: ignore[arg-type]
            f"A,,CYP001,,,,{shown(child)},,,\r\nA,,CYP201,,,,,,{shown(child)},\r\n"  # type: ignore[arg-type]
        )
    assert [line.origin for line in lines][:2] == [encounter, encounter]
    assert lines[2].origin == child


def test_the_report_is_kept_with_its_counts_and_its_audit_event(month: Returned) -> None:
    contact = shown(month.contact()[0])
    read = month.read(
        month.written(HEADING.replace("Row", "Loaded") + f"A,,CYP201,,x,,,,{contact},\r\nB,,CYP201,,,,,,Z,\r\n")
    )
    report = read.report
    assert (report.lines, report.attached, report.kind) == (2, 1, ReportKind.VALIDATION)
    assert report.unread_columns == "Loaded"
    assert month.opened.store.csds_reports.reports(month.organisation.id, month.submission.id) == (report,)
    (event,) = audited(month)
    assert event.startswith("validation, 2 lines, 1 of records here, SHA-256 ")
    assert shown(report.id) in event


def test_a_report_without_lines_is_kept(month: Returned) -> None:
    assert month.read(month.written(HEADING)).report.lines == 0


def test_the_same_file_is_recognised_and_adds_nothing(month: Returned) -> None:
    first = month.read(month.written(HEADING + "A,,CYP201,,,,,,Z,\r\n"))
    again = month.read(month.written(HEADING + "A,,CYP201,,,,,,Z,\r\n", "Data quality.csv"))
    assert (again.before, again.report) == (True, first.report)
    assert month.rows("select count(*) from csds_report_line") == [(1,)]
    assert len(audited(month)) == 1


def test_a_file_of_another_submission_is_refused(month: Returned) -> None:
    month.read(path := month.written(HEADING))
    other = month.opened.submissions.built(
        month.organisation,
        None,
        BuiltFile(month.submission.period, Window.REFRESH, False, False, "R.accdb", "b" * 64, MANIFEST, 0),
    )
    elsewhere = Returned(month.opened, month.organisation, other, month.folder)
    with pytest.raises(Conflict, match=shown(month.submission.id)):
        elsewhere.read(path)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (HEADING + "A,,CYP201,,,,,,Z,\r\n" * 50 + "too,few\r\n", "Validation.csv", "line 52"),
        (HEADING + "A,,CYP201,,,,,,Z,\r\n,,CYP201,,,,,,Z,\r\n", "Validation.csv", "line 3: The row has no rule"),
        ("Alpha,Beta\r\n1,2\r\n", "Validation.csv", "Alpha, Beta"),
        (HEADING, "report.csv", "--kind"),
        (HEADING, "Validation and data quality.csv", "--kind"),
    ],
)
def test_what_cannot_be_read_leaves_nothing(text: str, name: str, said: str, month: Returned) -> None:
    with pytest.raises(ReturnedFault, match=said):
        month.read(month.written(text, name))
    assert month.rows("select count(*) from csds_report") == [(0,)]
    assert month.rows("select count(*) from csds_report_line") == [(0,)]
    assert audited(month) == []


def test_a_mapping_tells_columns_of_other_names(month: Returned) -> None:
    contact = shown(month.contact()[0])
    columns = month.written("column,means\r\nFehler,rule\r\nKontakt,CareContactID\r\n", "columns.csv")
    path = month.written(f"Fehler;Kontakt\r\nX;{contact}\r\n", "a.csv")
    read = month.read(path, ReportKind.DATA_QUALITY, columns)
    (line,) = month.page(read).lines
    assert (line.rule, line.severity, line.record) == ("X", "warning", contact)
    assert line.origin is not None


def test_lines_are_filtered_and_taken_page_by_page(month: Returned) -> None:
    contact = shown(month.contact()[0])
    text = "".join(
        f"R{number % 3},warning,CYP20{number % 2 + 1},,,,,,{contact if number < 20 else 'Z'},\r\n"
        for number in range(120)
    )
    read = month.read(month.written(HEADING + text))
    page = month.page(read, number=3)
    assert (page.count, page.pages, [line.number for line in page.lines]) == (120, 3, list(range(101, 121)))
    assert (page.rules, page.tables) == (("R0", "R1", "R2"), ("CYP201CareContact", "CYP202CareActivity"))
    assert month.page(read, WantedLines(rule="R1")).count == 40
    assert month.page(read, WantedLines(table="CYP201CareContact", severity="warning")).count == 60
    assert month.page(read, WantedLines(ours="yes")).count == 20
    assert month.page(read, WantedLines(ours="no", rule="R0")).count == 33
    assert month.page(read, WantedLines(severity="'")).count == 0
    assert month.page(read, number=99).lines == ()


def test_a_line_of_a_further_reason_leads_to_the_referral_that_states_it_and_not_to_the_child(month: Returned) -> None:
    period = month.submission.period
    ((referral, child), *_) = month.rows(
        "select id, child from referral where further_reasons like '%,%' and discharged_on is null "  # noqa: S608
        f"and received_on <= '{period.last}' order by id"
    )
    text = f"A,,CYP103OtherReasonReferral,,,,,{shown(referral)},,\r\nB,,CYP101,,,,,{shown(referral)},,\r\n"  # type: ignore[arg-type]
    of_reason, of_referral = month.lines(text)
    assert (of_reason.origin, of_referral.origin) == (referral, child)
    assert place_to_mend(of_reason.place, of_reason.origin or 0) == f"/referrals/{shown(referral)}"  # type: ignore[arg-type]

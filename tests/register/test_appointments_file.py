"""The booking system's file: read, judged row by row, written whole or not at all; and the wrong rows given back."""

import contextlib
import csv
import io
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.audit import AuditAction
from app.access.people import Role
from app.clinical.clinic import AppointmentStatus
from app.errors import NotPermitted
from app.identity import Identity
from app.register.appointments.file import FilePlan, Imported, Overtaken, import_file, plan_of_file, rows_to_mend
from app.register.appointments.rows import RowOutcome
from app.register.appointments.table import MOST_ROWS, Column, Unreadable, read_table, text_of
from tests.clinical import examples
from tests.register.fake_bookings import (
    CLINIC,
    DOCTOR,
    OTHER_CHILD,
    OTHER_NUMBER,
    FakeBookings,
    appointment,
    second_referral,
    work_of,
)

HEADINGS = "Booking reference,NHS number,Clinic,Date,Time,Minutes,Professional,Type,Status"
CLINIC_NAME = f'"{CLINIC.name}"'


def line(reference: str = "A-1", **changes: str) -> str:
    cells = {
        "reference": reference,
        "nhs": examples.NHS_NUMBER,
        "clinic": CLINIC_NAME,
        "date": "01/12/2026",
        "time": "09:30",
        "minutes": "30",
        "professional": "DOC1",
        "type": "follow-up",
        "status": "",
    }
    return ",".join((cells | changes).values())


def file_of(*lines: str, headings: str = HEADINGS) -> str:
    return "\r\n".join([headings, *lines]) + "\r\n"


def planned(text: str, records: FakeBookings | None = None) -> FilePlan:
    return plan_of_file(text, work_of(FakeBookings() if records is None else records))


def faults_of(text: str, records: FakeBookings | None = None) -> list[tuple[Column | None, str]]:
    (row,) = planned(text, records).rows
    assert row.judged.outcome is RowOutcome.WRONG, row
    assert row.judged.writes is None
    return [(fault.column, fault.message) for fault in row.judged.faults]


def imported(text: str, records: FakeBookings) -> Imported | Overtaken:
    return import_file(text, planned(text, records).digest, work_of(records))


def outcomes(plan: FilePlan) -> list[RowOutcome]:
    return [each.judged.outcome for each in plan.rows]


def test_a_row_books_an_appointment() -> None:
    records = FakeBookings()
    text = file_of(line())
    plan = planned(text, records)
    assert outcomes(plan) == [RowOutcome.BOOK]
    assert (plan.rows[0].judged.row.number, plan.rows[0].cautions, plan.good) == (2, (), 1)
    assert records.known_appointments == [], "nothing is written before it was seen"
    assert isinstance(imported(text, records), Imported)
    (held,) = records.known_appointments
    assert held == replace(appointment(reference="A-1"), id=held.id)


def test_looking_at_a_file_and_importing_it_are_audited() -> None:
    records = FakeBookings()
    imported(file_of(line("A-1"), line("A-2", time="11:00")), records)
    assert [(each.action, each.child) for each in records.events] == [
        (AuditAction.CHILDREN_SEARCHED, None),
        (AuditAction.APPOINTMENT_BOOKED, examples.CHILD),
        (AuditAction.APPOINTMENT_BOOKED, examples.CHILD),
    ]
    assert records.events[0].detail == "appointments file: 2 rows, 1 children found"


def test_the_same_file_again_changes_nothing() -> None:
    records = FakeBookings()
    text = file_of(line())
    imported(text, records)
    plan = planned(text, records)
    assert outcomes(plan) == [RowOutcome.NOTHING]
    assert plan.rows[0].judged.note == "Already booked"
    again = import_file(text, plan.digest, work_of(records))
    assert isinstance(again, Imported)
    assert again.again
    assert len(records.known_appointments) == 1


def test_other_content_under_the_same_reference_moves_the_appointment() -> None:
    records = FakeBookings()
    records.known_appointments = [appointment(reference="A-1")]
    text = file_of(line(date="2026-12-08"))
    assert outcomes(planned(text, records)) == [RowOutcome.MOVE]
    imported(text, records)
    assert records.standing() == [replace(appointment(on=date(2026, 12, 8), reference="A-1"), version=2)]
    assert records.events[-1].action is AuditAction.APPOINTMENT_CHANGED


def test_cancelled_gives_the_appointment_up_and_booked_takes_it_up_again() -> None:
    records = FakeBookings()
    records.known_appointments = [appointment(reference="A-1")]
    cancelled = file_of(line(status="Cancelled", date="", time="", clinic=""))
    assert outcomes(planned(cancelled, records)) == [RowOutcome.CANCEL]
    imported(cancelled, records)
    given_up = replace(appointment(reference="A-1"), version=2, status=AppointmentStatus.CANCELLED)
    assert records.standing() == [given_up]
    assert planned(cancelled, records).rows[0].judged.note == "Already cancelled"
    imported(file_of(line()), records)
    assert records.standing() == [replace(appointment(reference="A-1"), version=3)]


def test_cancelled_before_it_was_booked_here_is_nothing_to_do() -> None:
    assert outcomes(planned(file_of(line(status="cancelled")))) == [RowOutcome.NOTHING]


@pytest.mark.parametrize("change", [{"time": "11:00"}, {"status": "cancelled"}])
def test_an_appointment_whose_visit_is_recorded_stays(change: dict[str, str]) -> None:
    records = FakeBookings()
    records.known_appointments = [appointment(reference="A-1")]
    records.contacts = [replace(examples.visit(), appointment=Identity(700))]
    assert faults_of(file_of(line(**change)), records)[0][0] is Column.REFERENCE
    assert outcomes(planned(file_of(line()), records)) == [RowOutcome.NOTHING]


def test_a_column_of_professionals_that_is_not_there_takes_nobody_away() -> None:
    records = FakeBookings()
    records.known_appointments = [appointment(reference="A-1")]
    headings = "Booking reference,NHS number,Clinic,Date,Time,Minutes,Type"
    row = f"A-1,{examples.NHS_NUMBER},{CLINIC_NAME},1/12/2026,9:30,30,02"
    assert outcomes(planned(file_of(row, headings=headings), records)) == [RowOutcome.NOTHING]
    assert outcomes(planned(file_of(line(professional="")), records)) == [RowOutcome.MOVE]


class TestWhatIsWrong:
    """A row that is wrong says in which column, why and how to mend it, and repeats nothing."""

    @pytest.mark.parametrize(
        ("change", "column", "said"),
        [
            ({"reference": ""}, Column.REFERENCE, "empty"),
            ({"reference": "x" * 41}, Column.REFERENCE, "1 to 40"),
            ({"reference": "=1+1"}, Column.REFERENCE, "1 to 40"),
            ({"nhs": ""}, Column.NHS_NUMBER, "neither"),
            ({"nhs": "9990000019"}, Column.NHS_NUMBER, "last digit"),
            ({"nhs": "9990000034"}, Column.NHS_NUMBER, "No child is registered"),
            ({"clinic": "Elsewhere"}, Column.CLINIC, "no clinic of this name"),
            ({"date": "31/02/2027"}, Column.DATE, "no such date"),
            ({"date": "1/12/2062"}, Column.DATE, "two years ahead"),
            ({"date": "05/01/2025"}, Column.DATE, "more than a year ago"),
            ({"date": "29/11/2025"}, None, ""),
            ({"time": "25:00"}, Column.TIME, "no such time"),
            ({"date": "28/03/2027", "time": "01:15"}, Column.TIME, "clocks go forward"),
            ({"minutes": "0"}, Column.MINUTES, "5 to 480"),
            ({"minutes": "30.5"}, Column.MINUTES, "5 to 480"),
            ({"professional": "NOBODY"}, Column.PROFESSIONAL, "No care professional"),
            ({"type": "third"}, Column.TYPE, "first"),
            ({"status": "perhaps"}, Column.STATUS, "neither booked nor cancelled"),
            ({"status": ",over"}, None, "more cells"),
        ],
    )
    def test_in_its_column(self, change: dict[str, str], column: Column | None, said: str) -> None:
        if not said:
            assert outcomes(planned(file_of(line(**change)))) == [RowOutcome.BOOK]
            return
        ((found, message),) = faults_of(file_of(line(**change)))
        assert found is column
        assert said in message

    @pytest.mark.parametrize(
        "column", ["reference", "nhs", "clinic", "date", "time", "minutes", "professional", "type"]
    )
    @pytest.mark.parametrize("text", ["<script>", "'; drop table child; --", "\u202egnirts", "🙂", "x" * 5000])
    def test_whatever_stands_in_a_cell(self, column: str, text: str) -> None:
        for _, message in faults_of(file_of(line(**{column: f'"{text}"'}))):
            assert text not in message

    def test_everything_of_a_row_is_told_at_once(self) -> None:
        told = faults_of(file_of(line(date="soon", time="early", minutes="long", type="x", nhs="12")))
        expected = {Column.DATE, Column.TIME, Column.MINUTES, Column.TYPE, Column.NHS_NUMBER}
        assert {column for column, _ in told} == expected

    def test_the_same_reference_twice_is_told_at_both(self) -> None:
        plan = planned(file_of(line("A-1"), line("A-2", time="11:00"), line("A-1", time="12:00")))
        assert outcomes(plan) == [RowOutcome.WRONG, RowOutcome.BOOK, RowOutcome.WRONG]
        assert plan.rows[0].judged.faults[0].message.startswith("Rows 2, 4 have the same reference")

    def test_a_reference_of_another_childs_appointment(self) -> None:
        records = FakeBookings()
        records.known_appointments = [appointment(reference="A-1", child=OTHER_CHILD)]
        assert "Another child's" in faults_of(file_of(line()), records)[0][1]

    def test_a_child_without_an_open_referral_or_with_several(self) -> None:
        records = FakeBookings()
        records.referrals[0] = replace(records.referrals[0], discharged_on=date(2026, 1, 1))
        assert "no open referral" in faults_of(file_of(line()), records)[0][1]
        records = FakeBookings()
        records.referrals.append(second_referral(examples.TEAM))
        assert "2 open referrals to the clinic's team" in faults_of(file_of(line()), records)[0][1]

    def test_a_superseded_number(self) -> None:
        records = FakeBookings()
        child = records.children[examples.CHILD]
        ended = replace(child.identifiers[0], until=date(2026, 1, 1))
        records.children[child.id] = replace(child, identifiers=(ended, *child.identifiers[1:]))
        assert "no longer in use" in faults_of(file_of(line()), records)[0][1]


class TestWhom:
    """The child is found by number, and checked by birth date and family name where the file has them."""

    HEADINGS = "reference,nhs_number,LOCAL IDENTIFIER,Date of birth,surname,clinic,date,time,minutes,type"

    def row(self, nhs: str, local: str, born: str = "", family: str = "") -> str:
        return f"A-1,{nhs},{local},{born},{family},{CLINIC_NAME},1/12/2026,9:30,30,first"

    @pytest.mark.parametrize(
        ("nhs", "local", "born", "family"),
        [
            ("999 000 0018", "", "", ""),
            ("", "L-100", "", ""),
            ("9990000018", "L-100", "14/3/2019", "SYNTHETIC"),
            ("", "L-100", "2019-03-14", "syn-thetic"),
        ],
    )
    def test_the_right_child(self, nhs: str, local: str, born: str, family: str) -> None:
        plan = planned(file_of(self.row(nhs, local, born, family), headings=self.HEADINGS))
        assert outcomes(plan) == [RowOutcome.BOOK]
        assert plan.rows[0].judged.child is not None
        assert plan.rows[0].judged.child.id == examples.CHILD

    @pytest.mark.parametrize(
        ("nhs", "local", "born", "family", "column"),
        [
            (OTHER_NUMBER, "L-100", "", "", Column.LOCAL_IDENTIFIER),
            ("9990000018", "", "15/3/2019", "", Column.BIRTH_DATE),
            ("9990000018", "", "", "Otherwise", Column.FAMILY_NAME),
            ("9990000018", "L-999", "", "", Column.LOCAL_IDENTIFIER),
            ("9990000018", "", "yesterday", "", Column.BIRTH_DATE),
        ],
    )
    def test_nobody_when_the_row_disagrees(self, nhs: str, local: str, born: str, family: str, column: Column) -> None:
        ((found, message),) = faults_of(file_of(self.row(nhs, local, born, family), headings=self.HEADINGS))
        assert found is column
        assert "14" not in message, "what the record says is not told"


class TestTheTable:
    """Headings in any order and manner; what cannot be read as a whole says so."""

    @pytest.mark.parametrize("sign", [",", ";", "\t"])
    def test_headings_in_any_order_and_whatever_parts_the_cells(self, sign: str) -> None:
        headings = ["TIME", "date", "Booking_Reference", "Ward", "nhs number", "Clinic", "minutes", "type"]
        cells = ["09:30", "1/12/2026", "A-1", "x", examples.NHS_NUMBER, CLINIC_NAME, "30", "02"]
        plan = planned(f"{sign.join(headings)}\n{sign.join(cells)}")
        assert outcomes(plan) == [RowOutcome.BOOK]
        assert plan.table.not_read == ("Ward",)

    def test_blank_rows_are_passed_over_and_counted_as_a_spreadsheet_does(self) -> None:
        table = read_table(f"\n\n{HEADINGS}\n,,,,\n{line()}\n\n")
        assert [row.number for row in table.rows] == [5]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "nothing in it"),
            (HEADINGS, "no rows"),
            ("a,b,c\n1,2,3", "Missing: Booking reference"),
            ("Booking reference,Clinic,Date,Time,Minutes,Type\nx,x,x,x,x,x", "NHS number or Local identifier"),
            (f"{HEADINGS},Appointment date\n{line()}", "Two columns"),
            (f'{HEADINGS}\n"{line()}', "row 2"),
            (f"{HEADINGS}\n\x00", "NUL"),
            (f"{HEADINGS}\n" + f"{line()}\n" * (MOST_ROWS + 1), f"at most {MOST_ROWS}"),
            (f"{HEADINGS}\n" + "x" * 800_000, "longer than"),
            ("\n" * 50_000, "lines"),
        ],
    )
    def test_a_file_that_cannot_be_read(self, text: str, said: str) -> None:
        with pytest.raises(Unreadable, match=said):
            read_table(text)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_the_encodings_of_spreadsheets(self, encoding: str) -> None:
        assert text_of("Zoë Müller – 5 €".encode(encoding)) == "Zoë Müller – 5 €"

    @pytest.mark.parametrize(
        "content", ["Date".encode("utf-16"), b"a\x00b", b"PK\x03\x04abc", b"\xd0\xcf\x11\xe0", b"caf\xe9 \x81"]
    )
    def test_other_encodings_and_workbooks_are_told(self, content: bytes) -> None:
        with pytest.raises(Unreadable, match="CSV UTF-8"):
            text_of(content)

    def test_the_longest_file_is_judged(self) -> None:
        rows = [line(f"A-{place}", date=f"{1 + place % 28}/02/2027") for place in range(MOST_ROWS)]
        records = FakeBookings()
        assert planned(file_of(*rows), records).count(RowOutcome.BOOK) == MOST_ROWS


class TestCautions:
    """What is worth a look before it is done, which does not keep it from being done."""

    def test_with_what_stands(self) -> None:
        records = FakeBookings()
        records.known_appointments = [appointment(at=time(9, 45))]
        (row,) = planned(file_of(line()), records).rows
        assert len(row.cautions) == 2
        assert isinstance(imported(file_of(line()), records), Imported)

    def test_between_rows_and_not_with_what_makes_room(self) -> None:
        records = FakeBookings()
        records.known_appointments = [appointment(reference="A-1")]
        plan = planned(file_of(line("A-1", time="11:00"), line("A-2", nhs=OTHER_NUMBER), line("A-3")), records)
        assert [len(each.cautions) for each in plan.rows] == [0, 1, 1]
        assert plan.rows[1].cautions == ("The professional has another appointment at that time in row 4.",)


class TestWriting:
    """All good rows are written in one unit, and only as they were shown."""

    def test_the_good_rows_are_written_and_the_wrong_ones_are_not(self) -> None:
        records = FakeBookings()
        text = file_of(line("A-1"), line("A-2", minutes="x"), line("A-3", time="11:00"))
        outcome = imported(text, records)
        assert [each.booking_reference for each in records.known_appointments] == ["A-1", "A-3"]
        assert outcome.plan.count(RowOutcome.WRONG) == 1

    @pytest.mark.parametrize("expected", ["", "x", "0" * 64])
    def test_a_plan_that_was_not_seen_is_not_done(self, expected: str) -> None:
        records = FakeBookings()
        assert isinstance(import_file(file_of(line()), expected, work_of(records)), Overtaken)
        assert records.known_appointments == []

    def test_records_that_changed_since_are_shown_again(self) -> None:
        records = FakeBookings()
        text = file_of(line())
        digest = planned(text, records).digest
        records.known_appointments = [appointment(701, date(2026, 12, 9), reference="A-1")]
        outcome = import_file(text, digest, work_of(records))
        assert isinstance(outcome, Overtaken)
        assert outcomes(outcome.plan) == [RowOutcome.MOVE]

    def test_the_same_file_twice_at_once_is_imported_once(self) -> None:
        records = FakeBookings()
        text = file_of(line())
        digest = planned(text, records).digest
        records.racing = [appointment(701, reference="A-1")]
        assert import_file(text, digest, work_of(records)) == Imported(planned(text, records), again=True)
        assert len(records.known_appointments) == 1

    def test_one_row_that_was_taken_keeps_all_from_being_written(self) -> None:
        records = FakeBookings()
        text = file_of(line("A-1"), line("A-2", time="11:00"))
        digest = planned(text, records).digest
        records.racing = [appointment(701, date(2026, 12, 9), reference="A-2")]
        assert isinstance(import_file(text, digest, work_of(records)), Overtaken)
        assert [each.booking_reference for each in records.known_appointments] == ["A-2"]

    def test_only_who_keeps_clinics_may(self) -> None:
        work = work_of(FakeBookings(), Role.CLINICIAN)
        for act in (
            lambda: plan_of_file(file_of(line()), work),
            lambda: import_file(file_of(line()), "", work),
            lambda: rows_to_mend(file_of(line()), work),
        ):
            with pytest.raises(NotPermitted):
                act()


class TestRowsToMend:
    """The wrong rows come back as a file that no spreadsheet takes for formulas, and that can be mended and sent."""

    def rows(self, text: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(rows_to_mend(text, work_of(FakeBookings())), newline="")))

    def test_each_with_its_number_and_what_is_wrong(self) -> None:
        headings, row = self.rows(file_of(line("A-1"), line("A-2", minutes="x")))
        assert headings == [*HEADINGS.split(","), "Row", "What is wrong"]
        assert row[0] == "A-2"
        assert row[-2:] == ["3", "Minutes: Give the length in whole minutes, from 5 to 480."]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " ="])
    def test_no_cell_is_a_formula(self, start: str) -> None:
        headings = f"{HEADINGS},{start}note"
        for row in self.rows(file_of(line(reference=f'"{start}1+1"') + f',"{start}x"', headings=headings)):
            assert not [cell for cell in row if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]

    def test_what_comes_back_is_read_as_it_was(self) -> None:
        text = file_of(line("A-2", minutes="-5", clinic='"Eleven, ""East"""'))
        again = read_table(rows_to_mend(text, work_of(FakeBookings())))
        assert again.rows[0].read == read_table(text).rows[0].read
        assert again.not_read == ("Row", "What is wrong")
        twice = read_table(rows_to_mend(rows_to_mend(text, work_of(FakeBookings())), work_of(FakeBookings())))
        assert twice.headings == again.headings


CELLS = st.one_of(
    st.sampled_from(
        ["A-1", "A-2", examples.NHS_NUMBER, OTHER_NUMBER, CLINIC.name, "1/12/2026", "09:30", "30", "01", "booked", ""]
    ),
    st.text(max_size=20),
)


@given(st.lists(st.lists(CELLS, max_size=11), max_size=8), st.sampled_from([",", ";", "\t"]))
def test_every_row_that_is_not_blank_gets_exactly_one_outcome(rows: list[list[str]], sign: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=sign).writerows([HEADINGS.split(","), *rows])
    text = written.getvalue()
    filled = [row for row in rows if any(each.strip() for each in row)]
    records = FakeBookings()
    try:
        plan = planned(text, records)
    except Unreadable:
        assert not filled or "\x00" in text
        return
    assert len(plan.rows) == len(filled)
    assert [each.judged.row.number for each in plan.rows] == [
        number for number, row in enumerate(rows, 2) if any(each.strip() for each in row)
    ]
    assert sum(plan.count(outcome) for outcome in RowOutcome) == len(filled)
    assert all((each.judged.outcome is RowOutcome.WRONG) == bool(each.judged.faults) for each in plan.rows)
    if plan.count(RowOutcome.WRONG):
        assert len(read_table(rows_to_mend(text, work_of(records))).rows) == plan.count(RowOutcome.WRONG)


@given(st.text())
def test_any_text_is_a_table_or_is_refused_in_words(text: str) -> None:
    for each in (text, file_of(text)):
        with contextlib.suppress(Unreadable):
            assert planned(each).rows


@given(st.binary())
def test_any_bytes_are_text_or_are_refused_in_words(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert "\x00" not in text_of(content)


def test_the_doctor_of_the_examples_is_the_one_who_is_booked() -> None:
    assert planned(file_of(line())).rows[0].judged.writes is not None
    assert DOCTOR.local_identifier == "DOC1"

"""What holds of the rows of every child, however oddly recorded."""

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.needs import Change
from app.csds.periods import Window
from app.csds.ports import ChildRecord
from app.csds.rows.month import Made
from app.csds.rows.whole import child_rows, header_row, staff_rows
from tests.csds.rows.expecting import declared, references
from tests.csds.rows.generated import LAST, cut, records, without_need
from tests.csds.rows.golden_month import RECORDS
from tests.csds.rows.golden_service import (
    MONTH,
)

FEW = settings(max_examples=30)
RowText = tuple[str, tuple[tuple[str, str], ...]]
_SCHEDULED = frozenset({"ReplacementAppointment_OfferedDate", "ReplacementAppointment_BookedDate"})


def rows_of(record: ChildRecord) -> list[Made]:
    made = list(child_rows(record, MONTH))
    named = {each.values.get("CareProfessionalID_Local") for each in made}
    return [*made, *staff_rows(MONTH, frozenset(str(each) for each in named if each is not None))]


def texts(record: ChildRecord) -> Counter[RowText]:
    """The rows of a child, blanks left out, without their order."""
    return Counter((each.table, _text(each.values)) for each in rows_of(record))


def _text(values: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, repr(value)) for name, value in values.items() if value is not None))


def natural_keys() -> dict[str, list[str]]:
    path = Path(__file__).parent.parent / "facts" / "tables.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {line["table"]: line["natural_key"].split() for line in csv.DictReader(file) if line["natural_key"]}


@FEW
@given(records())
def test_every_row_has_declared_fields_alone_and_refers_to_rows_that_are_there(record: ChildRecord) -> None:
    made = rows_of(record)
    for each in made:
        assert set(each.values) <= set(declared()[each.table])
    for table, field, parent, key in references():
        there = {each.values.get(key) for each in made if each.table == parent}
        referring = {each.values.get(field) for each in made if each.table == table} - {None}
        assert referring <= there, (table, field)


@FEW
@given(records())
def test_no_key_of_the_standard_is_given_twice(record: ChildRecord) -> None:
    # That of onward referrals is no rule of rejection, and why a child was referred onward is not asked.
    for table, key in natural_keys().items():
        rows = [each.values for each in rows_of(record) if each.table == table and table != "CYP105OnwardReferral"]
        counted = Counter(tuple(values.get(name) for name in key) for values in rows)
        assert [found for found, count in counted.items() if count > 1] == []


@FEW
@given(records())
def test_a_referral_has_one_primary_diagnosis_and_it_is_no_secondary_one(record: ChildRecord) -> None:
    made = rows_of(record)
    primary = [
        (each.values["ServiceRequestID"], each.values["PrimaryDiagnosis"]) for each in made if "607" in each.table
    ]
    second = {
        (each.values["ServiceRequestID"], each.values["SecondaryDiagnosis"]) for each in made if "608" in each.table
    }
    assert len({request for request, _ in primary}) == len(primary)
    assert not second & set(primary)


@FEW
@given(records())
def test_no_date_is_after_the_period_but_of_an_appointment_to_come(record: ChildRecord) -> None:
    for each in rows_of(record):
        for name, value in each.values.items():
            if isinstance(value, date) and not isinstance(value, datetime) and name not in _SCHEDULED:
                assert value <= LAST, (each.table, name)


@FEW
@given(records())
def test_what_happened_after_the_period_changes_nothing_in_it(record: ChildRecord) -> None:
    errors = {
        statement.need
        for each in record.encounters
        for statement in each.statements
        if statement.change is Change.ENTERED_IN_ERROR
    }
    for need in errors:
        record = without_need(record, need)
    assert texts(record) == texts(cut(record, LAST))


@FEW
@given(records())
def test_an_encounter_entered_in_error_leaves_no_trace(record: ChildRecord) -> None:
    standing = tuple(each for each in record.encounters if not each.entered_in_error)
    assert texts(record) == texts(replace(record, encounters=standing))


@FEW
@given(records(), st.integers(0, 7))
def test_a_need_entered_in_error_leaves_no_trace_whenever_that_was_found(record: ChildRecord, number: int) -> None:
    spoken = [each for each in record.encounters if each.statements and not each.entered_in_error]
    if not spoken:
        return
    chosen = spoken[number % len(spoken)]
    last = chosen.statements[-1]
    withdrawn = replace(chosen, statements=(*chosen.statements[:-1], replace(last, change=Change.ENTERED_IN_ERROR)))
    found = replace(record, encounters=tuple(withdrawn if each is chosen else each for each in record.encounters))
    assert texts(found) == texts(without_need(found, last.need))


@FEW
@given(records(), st.integers(0, 2**32))
def test_the_order_in_which_records_are_read_does_not_matter(record: ChildRecord, seed: int) -> None:
    chance = Random(seed)
    child = record.child
    shuffled = ChildRecord(
        replace(child, facts=tuple(chance.sample(child.facts, len(child.facts)))),
        tuple(chance.sample(record.referrals, len(record.referrals))),
        tuple(chance.sample(record.encounters, len(record.encounters))),
        record.host_identifiers,
    )
    assert texts(shuffled) == texts(record)


@FEW
@given(records())
def test_a_child_is_stated_whole_or_not_at_all(record: ChildRecord) -> None:
    tables = Counter(each.table for each in child_rows(record, MONTH))
    if tables:
        assert tables["CYP001MPI"] == 1
        assert tables["CYP002GP"] >= 1
        assert tables["CYP101Referral"] >= 1


def test_a_refresh_has_the_rows_of_its_primary_where_nothing_changed() -> None:
    refresh = replace(MONTH, window=Window.REFRESH)
    for record in RECORDS:
        assert list(child_rows(record, refresh)) == list(child_rows(record, MONTH))


@pytest.mark.parametrize("named", [(), ("PAED1",), ("SOCW1", "PAED1", "STRANGER")])
def test_staff_are_stated_when_a_row_names_them_in_the_order_of_their_identifiers(named: tuple[str, ...]) -> None:
    found = [each.values["CareProfessionalID_Local"] for each in staff_rows(MONTH, frozenset(named))]
    assert found == sorted(set(named) - {"STRANGER"})


def test_the_header_says_when_the_file_was_made_to_the_second() -> None:
    made = header_row(replace(MONTH, created=MONTH.created.replace(microsecond=999_999)), "1.6")
    assert made.values["FileCreation_DateTime"] == MONTH.created

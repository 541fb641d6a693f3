"""A month worked by hand from the specification equals the build, field by field."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from random import Random

import pytest

from app.clinical.clinic import Team
from app.clinical.group_session import GroupSession
from app.clinical.professional import CareProfessional
from app.csds.engine_duckdb import workspace
from app.csds.ports import ChildRecord
from app.csds.versions import specification_of
from app.csds.writer import fill_workspace
from tests.csds.rows.expecting import Row, declared, differences, row
from tests.csds.rows.golden_month import EXPECTED, RECORDS
from tests.csds.rows.golden_service import (
    MONTH,
    STAFF,
    TEAMS,
)
from tests.csds.rows.golden_sessions import SESSIONS

BUILT_TABLES = frozenset(
    "000Header 001MPI 002GP 003AccommType 004CarePlanType 005CarePlanAgreement 006SocPerCircumstances 007EmpStatus "
    "008OverseasVisitorChargCat 401SpEdNeedId 402SVF 403CPP 101Referral "
    "102ServiceTypeReferredTo 103OtherReasonReferral 104RTT 105OnwardReferral 201CareContact 202CareActivity "
    "301GroupSession 404AssTechToSupportDisTyp "
    "601MedicalHistory 602DisabilityType 606ProvDiag 607PrimDiag 608SecDiag 609CodedAssessmentReferral 611Obs "
    "612CodedAssessmentContact 901StaffDetails".split()
)
ACCESS_DAY_ZERO = date(1899, 12, 30)


class GoldenRecords:
    """The five children, whatever period is asked for, in an order of its own."""

    def __init__(self, records: tuple[ChildRecord, ...]) -> None:
        self.records = records
        self.asked: list[tuple[date, date]] = []

    def children_of_period(self, first: date, last: date) -> Iterator[ChildRecord]:
        self.asked.append((first, last))
        return iter(self.records)

    def count_of_period(self, first: date, last: date) -> int:
        del first, last
        return len(self.records)

    def group_sessions(self, first: date, last: date) -> tuple[GroupSession, ...]:
        self.asked.append((first, last))
        return SESSIONS

    def teams(self) -> tuple[Team, ...]:
        return TEAMS

    def professionals(self) -> tuple[CareProfessional, ...]:
        return STAFF


def built(records: GoldenRecords, folder: Path) -> list[Row]:
    """Every row of every table of the build, read back from the workspace."""
    specification = specification_of(MONTH.period.first)
    with workspace(specification, folder) as rows:
        done: list[int] = []
        counts = fill_workspace(rows, records, MONTH, done.append)
        found: list[Row] = [
            (table.name, dict(zip(table.columns, values, strict=True)))
            for table in specification.tables
            for values in rows.rows(table)
        ]
    assert done == [1, 2, 3, 4, 5]
    assert {name: count for name, count in counts.items() if count} == {
        name: sum(table == name for table, _ in found) for name in {table for table, _ in found}
    }
    return found


def as_held(of: Row) -> Row:
    """A row as a file of Access holds it: a date is its midnight, a time is that of 30 December 1899."""
    return of[0], {name: _held(value) for name, value in of[1].items()}


def _held(value: object) -> object:
    if isinstance(value, time):
        return datetime.combine(ACCESS_DAY_ZERO, value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time.min)
    return value


def test_the_month_is_built_as_worked_by_hand(tmp_path: Path) -> None:
    records = GoldenRecords(RECORDS)
    differ = differences([as_held(each) for each in EXPECTED], built(records, tmp_path))
    assert not differ, "\n".join(differ)
    assert records.asked == [(date(2026, 10, 1), date(2026, 10, 31))] * 2


def test_the_golden_month_has_a_row_of_every_table_that_is_filled() -> None:
    assert {table for table, _ in EXPECTED} == {f"CYP{each}" for each in BUILT_TABLES}


@pytest.mark.parametrize("seed", range(3))
def test_children_referrals_encounters_and_facts_in_another_order_make_the_same_month(
    tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    shuffled = tuple(_shuffled(each, chance) for each in chance.sample(RECORDS, len(RECORDS)))
    differ = differences([as_held(each) for each in EXPECTED], built(GoldenRecords(shuffled), tmp_path))
    assert not differ, "\n".join(differ)


def test_a_difference_names_the_row_the_field_and_both_values() -> None:
    expected = [row("CYP002GP", LocalPatientID="A", OrgID_GP="V81997"), row("CYP611Obs", CareActivityID="1")]
    found = [row("CYP002GP", LocalPatientID="A", OrgID_GP="V81999"), row("CYP602DisabilityType", LocalPatientID="A")]
    assert differences(expected, found) == [
        "CYP002GP (LocalPatientID A, OrgID_GP V81997): OrgID_GP should be 'V81997', is 'V81999'",
        "lacks CYP611Obs (CareActivityID 1)",
        "too many: CYP602DisabilityType (LocalPatientID A)",
    ]
    assert differences(found, reversed(found)) == []


def test_the_facts_declare_37_tables() -> None:
    assert len(declared()) == 37


def _shuffled(record: ChildRecord, chance: Random) -> ChildRecord:
    child = record.child
    facts = tuple(chance.sample(child.facts, len(child.facts)))
    return ChildRecord(
        replace(child, facts=facts),
        tuple(chance.sample(record.referrals, len(record.referrals))),
        tuple(chance.sample(record.encounters, len(record.encounters))),
        record.host_identifiers,
    )

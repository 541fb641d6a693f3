"""The contact: what was done, found and measured at it, in the formats of the standard."""

import csv
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.child import Gender
from app.clinical.needs import Certainty, Change, Statement
from app.clinical.plan import HEAVIEST_GRAMS, LIGHTEST_GRAMS, SHORTEST_MILLIMETRES, TALLEST_MILLIMETRES, Growth
from app.csds.formats import form_of
from app.csds.ports import ChildRecord
from app.csds.rows.contact import contact_rows
from app.csds.rows.month import Made
from app.csds.rows.state import child_in_month
from tests.csds.rows.golden_noting import activity, came, child, encounter, referral, said
from tests.csds.rows.golden_service import (
    CARE_PLAN,
    GMFCS_II,
    MONTH,
    MURMUR,
    PAEDIATRICIAN,
    PALSY,
    PHYSIOTHERAPIST,
    known,
)

ON = date(2026, 10, 5)


def rows_of(*said_there: Statement, born: date | None = date(2019, 3, 14), **more: object) -> list[Made]:
    """The rows of one contact on 5 October."""
    met = encounter("C1", "A", "R1", came(ON), *said_there, **more)
    record = ChildRecord(
        child("A", born, Gender.FEMALE, (), ()), (referral("R1", "A", date(2026, 3, 2)),), (met,), {known("C1"): "H1"}
    )
    told = child_in_month(record, MONTH.period)
    assert told is not None
    return list(contact_rows(told, MONTH))


def measured(growth: Growth, born: date | None = date(2019, 3, 14)) -> Mapping[str, object]:
    found = [each.values for each in rows_of(growth=growth, born=born) if each.table == "CYP611Obs"]
    return found[0] if found else {}


@pytest.mark.parametrize(
    ("grams", "expected"),
    [
        (17_250, "17.25"),
        (17_000, "17"),
        (10_000, "10"),
        (300_000, "300"),
        (200, "0.2"),
        (3_005, "3.005"),
        (100_010, "100.01"),
    ],
)
def test_weight_is_in_kilograms_to_the_gram(grams: int, expected: str) -> None:
    assert measured(Growth(grams)) == {"CareActivityID": "00000000000C1-0", "Weight": expected}


@pytest.mark.parametrize(
    ("millimetres", "expected"),
    [(1_041, "1.04"), (1_044, "1.04"), (1_045, "1.05"), (994, "0.99"), (995, "1.00"), (2_500, "2.50"), (200, "0.20")],
)
def test_height_is_in_metres_to_the_centimetre_half_up(millimetres: int, expected: str) -> None:
    assert measured(Growth(None, millimetres)) == {"CareActivityID": "00000000000C1-0", "Height": expected}


@pytest.mark.parametrize(
    ("born", "field"),
    [
        (date(2024, 10, 6), "Length"),
        (date(2024, 10, 5), "Height"),
        (date(2026, 10, 5), "Length"),
        (date(2019, 3, 14), "Height"),
        (None, "Height"),
    ],
)
def test_a_child_is_measured_lying_until_the_second_birthday(born: date | None, field: str) -> None:
    assert measured(Growth(None, 850), born)[field] == {"Length": "85.0", "Height": "0.85"}[field]


def test_a_length_that_would_read_as_not_known_or_does_not_fit_is_a_height() -> None:
    infant = date(2025, 10, 6)
    assert measured(Growth(None, 998), infant)["Length"] == "99.8"
    assert measured(Growth(None, 999), infant)["Height"] == "1.00"
    assert measured(Growth(None, 1_012), infant)["Height"] == "1.01"


def _formats() -> dict[str, re.Pattern[str]]:
    path = Path(__file__).parent.parent / "facts" / "fields.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["table"] == "CYP611Obs"]
    return {line["field"]: re.compile(form_of(line["format"]).pattern or ".{1,20}") for line in lines}


FORMATS = _formats()


@given(
    st.none() | st.integers(LIGHTEST_GRAMS, HEAVIEST_GRAMS),
    st.none() | st.integers(SHORTEST_MILLIMETRES, TALLEST_MILLIMETRES),
    st.sampled_from((date(2019, 3, 14), date(2025, 10, 6), None)),
)
def test_whatever_may_be_measured_has_the_formats_of_the_standard(
    grams: int | None, millimetres: int | None, born: date | None
) -> None:
    found = measured(Growth(grams, millimetres), born)
    assert all(FORMATS[name].fullmatch(str(value)) for name, value in found.items()), found
    assert ("Weight" in found) == (grams is not None)
    assert len({"Height", "Length"} & set(found)) == (millimetres is not None)


@pytest.mark.parametrize("growth", [None, Growth(), Growth(head_circumference_millimetres=520)])
def test_without_weight_and_height_there_is_no_observation_and_no_activity_for_it(growth: Growth | None) -> None:
    assert [each.table for each in rows_of(growth=growth)] == ["CYP201CareContact"]


def test_each_finding_of_the_contact_is_an_activity_of_who_said_so() -> None:
    made = rows_of(
        said("N1", PALSY),
        said("N2", GMFCS_II, by=PHYSIOTHERAPIST),
        said("N3", CARE_PLAN, Change.STILL_PRESENT, Certainty.REPORTED, by=None),
        said("N4", MURMUR, Change.CARRIED),
        said("N5", MURMUR, certainty=Certainty.EXCLUDED),
    )
    found = [each.values for each in made if each.table == "CYP202CareActivity"]
    assert [(each["CareActivityID"], each["CareProfessionalID_Local"], each["CodedFinding"]) for each in found] == [
        ("00000000000C1-2", "PHYS1", "881541000000101"),
        ("00000000000C1-3", None, "700224007"),
    ]
    assert {each["Finding_Scheme"] for each in found} == {"04"}
    assert {each["CareContactID"] for each in found} == {"H1"}


def test_every_professional_at_the_contact_has_an_activity_and_all_identifiers_differ() -> None:
    made = rows_of(
        said("N1", MURMUR),
        activities=(activity("D1", "02", PAEDIATRICIAN, 45), activity("D2", "03", PHYSIOTHERAPIST, 30)),
        growth=Growth(17_250),
    )
    found = [each.values for each in made if each.table == "CYP202CareActivity"]
    assert [(each["CareProfessionalID_Local"], each.get("CareActivity_Duration")) for each in found[:2]] == [
        ("PAED1", 45),
        ("PHYS1", 30),
    ]
    identifiers = [str(each["CareActivityID"]) for each in found]
    assert len(set(identifiers)) == len(identifiers) == 4
    assert all(len(each) <= 20 for each in identifiers)

"""By which identifiers children, referrals, contacts, teams and staff are named."""

from datetime import date

import pytest

from app.clinical.child import ChildIdentifier, Gender, IdentifierKind
from app.csds.ports import ChildRecord
from app.csds.rows.month import Made, each_once, known_as, local_patient
from app.identity import Identity
from tests.csds.rows.golden_noting import child
from tests.csds.rows.golden_service import (
    MONTH,
    PAEDIATRICIAN,
    PAEDIATRICS,
    known,
)

NHS = ChildIdentifier(known("A1"), IdentifierKind.NHS_NUMBER, "9990000018", None, "01")


def local(value: str, issuer: str | None, until: date | None = None) -> ChildIdentifier:
    return ChildIdentifier(known("A2"), IdentifierKind.LOCAL, value, issuer, None, None, until)


def record(*identifiers: ChildIdentifier, host: dict[Identity, str] | None = None) -> ChildRecord:
    return ChildRecord(child("ZZ", None, Gender.NOT_KNOWN, identifiers, ()), (), (), host or {})


ENDED = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ((), ("00000000000ZZ", "RXX")),
        ((NHS,), ("00000000000ZZ", "RXX")),
        ((local("L1", "RXX"),), ("L1", "RXX")),
        ((local("M1", "RYY"),), ("M1", "RYY")),
        ((local("M1", "RYY"), local("L1", "RXX")), ("L1", "RXX")),
        ((local("M1", "RYY"), local("L1", None)), ("L1", "RXX")),
        ((local("L1", "RXX", ENDED), local("M1", "RYY")), ("M1", "RYY")),
        ((local("L1", "RXX", ENDED),), ("00000000000ZZ", "RXX")),
        ((local("L1", "RXX", ENDED), local("L2", "RXX")), ("L2", "RXX")),
    ],
)
def test_a_child_is_known_by_the_providers_number_then_by_anothers_then_by_our_identity(
    identifiers: tuple[ChildIdentifier, ...], expected: tuple[str, str]
) -> None:
    assert local_patient(record(*identifiers), MONTH) == expected


def test_a_referral_or_contact_goes_by_the_hosts_identifier_where_it_gave_one() -> None:
    of = record(host={known("C1"): "HOST 1"})
    assert known_as(of, known("C1")) == "HOST 1"
    assert known_as(of, known("C2")) == "00000000000C2"


def test_teams_and_staff_go_by_their_local_identifiers_and_strangers_by_none() -> None:
    assert (MONTH.team_code(PAEDIATRICS), MONTH.professional_code(PAEDIATRICIAN)) == ("CCH", "PAED1")
    assert (MONTH.team_code(PAEDIATRICIAN), MONTH.professional_code(PAEDIATRICS)) == (None, None)
    assert (MONTH.team_code(None), MONTH.professional_code(None)) == (None, None)


def test_a_row_that_is_repeated_is_given_once_and_one_that_differs_in_a_value_or_table_stays() -> None:
    rows = [Made(table, known("A"), {"Value": value}) for table in ("T1", "T2") for value in ("x", "y", "x")]
    assert [(each.table, each.values["Value"]) for each in each_once(rows)] == [
        ("T1", "x"),
        ("T1", "y"),
        ("T2", "x"),
        ("T2", "y"),
    ]

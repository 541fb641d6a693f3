"""Which account a host's Practitioner is: by a staff identifier that is one person's, and no guess."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.access.hosts import Host
from app.access.people import Account, Role
from app.clinical.professional import CareProfessional, Profession
from app.fhir.launch.staff import account_of
from app.identity import Identity

OURS = "https://everyneed.org.uk/fhir/Id/care-professional-local-identifier"
SDS = "https://fhir.nhs.uk/Id/sds-user-id"
STAFF = "https://riverside.example/staff"
HOST = Host(Identity(9), 1, Identity(1), "Riverside", "https://a.example", "x", STAFF, datetime(2026, 1, 1, tzinfo=UTC))
PEOPLE = tuple(
    CareProfessional(Identity(number), Identity(1), f"P{number}", Profession.PAEDIATRICIAN, local)
    for number, local in ((11, "555020000104"), (12, "S-12"), (13, "S-13"))
)
ACCOUNTS = tuple(
    Account(Identity(number + 100), Identity(1), f"a{number}", "A", Role.CLINICIAN, Identity(number), "")
    for number in (11, 12)
)


def found(*identifiers: tuple[str, str], host: Host = HOST) -> int | None:
    practitioner: dict[str, Any] = {
        "resourceType": "Practitioner",
        "identifier": [{"system": system, "value": value} for system, value in identifiers],
    }
    account = account_of(practitioner, host, PEOPLE, ACCOUNTS)
    return None if account is None else int(account.id)


@pytest.mark.parametrize(
    ("identifiers", "account"),
    [
        ([(SDS, "555020000104")], 111),
        ([(SDS.replace("/Id/", "/id/"), "555020000104")], 111),
        ([(OURS, "s-12 ")], 112),
        ([(STAFF, "S-12"), ("https://other.example", "S-13")], 112),
        ([("https://other.example", "S-12")], None),
        ([(STAFF, "S-13")], None),
        ([(STAFF, "S-12"), (SDS, "555020000104")], None),
        ([(STAFF, "S-12"), (STAFF, "S-13")], None),
        ([(STAFF, " ")], None),
        ([], None),
    ],
)
def test_an_account_is_found_by_identifiers_of_one_person(
    identifiers: list[tuple[str, str]], account: int | None
) -> None:
    assert found(*identifiers) == account


def test_a_hosts_own_identifiers_count_only_where_an_operator_said_so() -> None:
    assert found((STAFF, "S-12"), host=replace(HOST, staff_system=None)) is None

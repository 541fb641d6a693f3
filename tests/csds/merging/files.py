"""Files to merge: a host's with contacts from elsewhere, and a supplement of ours."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from app.csds.accdb.load import shipped_blank
from app.csds.accdb.whole.writer import build
from app.csds.engine_duckdb import Row, Workspace
from app.csds.specification import Specification, Table

Rows = Mapping[str, list[dict[str, object]]]
"""Rows by table, each the values of some fields; the others are blank."""

PROVIDER, FIRST, LAST = "RXX", date(2026, 10, 1), date(2026, 10, 31)


def nhs_number(serial: int) -> str:
    """An NHS number of the range kept for tests (999), with its check digit (modulus 11)."""
    while True:
        nine = f"999{serial % 1_000_000:06d}"
        digit = 11 - sum(int(each) * (10 - place) for place, each in enumerate(nine)) % 11
        if digit != 10:
            return f"{nine}{0 if digit == 11 else digit}"
        serial += 500_000


def header(created: datetime) -> dict[str, object]:
    return {
        "Version": "1.6",
        "OrgID_Provider": PROVIDER,
        "OrgID_Submitter": PROVIDER,
        "RP_StartDate": FIRST,
        "RP_EndDate": LAST,
        "FileCreation_DateTime": created,
        "PrimarySystem": "HOST",
    }


def patient(local: str, number: str | None, **more: object) -> dict[str, object]:
    born = {"DateOfBirth": date(2018, 3, 4), "Gender": "1"}
    status = {"NHSNumber": number, "NHSNumber_Status": "07" if number is None else "01"}
    return {"LocalPatientID": local, "OrgID_LocalPatientID": PROVIDER, **status, **born, **more}


def referral(request: str, local: str, **more: object) -> dict[str, object]:
    known = {"OrgID_Commissioner": "QWE", "ReferralRequest_ReceivedDate": date(2026, 3, 2)}
    return {"ServiceRequestID": request, "LocalPatientID": local, **known, **more}


def contact(identifier: str, request: str, **more: object) -> dict[str, object]:
    return {"CareContactID": identifier, "ServiceRequestID": request, "Contact_Date": date(2026, 10, 7), **more}


def host_rows(contacts: int, chance: Random) -> dict[str, list[dict[str, object]]]:
    """A provider's other services: ten contacts for each patient."""
    patients = max(1, contacts // 10)
    rows: dict[str, list[dict[str, object]]] = {
        "CYP000Header": [header(datetime(2026, 11, 3, 8, 30))],  # noqa: DTZ001
        "CYP001MPI": [],
        "CYP002GP": [],
        "CYP101Referral": [],
        "CYP102ServiceTypeReferredTo": [],
        "CYP201CareContact": [],
        "CYP202CareActivity": [],
    }
    for serial in range(patients):
        local, request = f"H{serial:06d}", f"R{serial:06d}"
        postcode = {"Postcode": f"ZN{serial % 20 + 1} {serial % 9 + 1}AB"} if chance.random() < 0.9 else {}
        rows["CYP001MPI"].append(patient(local, nhs_number(serial), **postcode))
        rows["CYP002GP"].append({"LocalPatientID": local, "OrgID_GP": "Z99001"})
        rows["CYP101Referral"].append(referral(request, local))
        rows["CYP102ServiceTypeReferredTo"].append(
            {"ServiceRequestID": request, "TeamID_Local": "PHYSIO", "TeamType": "30"}
        )
    for serial in range(contacts):
        known = {"Contact_Time": time(9, serial % 60)} if chance.random() < 0.5 else {}
        rows["CYP201CareContact"].append(contact(f"C{serial:07d}", f"R{serial % patients:06d}", **known))
        rows["CYP202CareActivity"].append(
            {"CareActivityID": f"A{serial:07d}", "CareContactID": f"C{serial:07d}", "Activity_Type": "03"}
        )
    return rows


def ordered(table: Table, rows: Iterable[Mapping[str, object]]) -> list[Row]:
    """Rows in the order of a table's fields."""
    return [tuple(row.get(column) for column in table.columns) for row in rows]  # type: ignore[misc]


def write_file(specification: Specification, rows: Rows, path: Path) -> Path:
    """An Access file of these rows."""
    with TemporaryDirectory() as folder:
        blank = shipped_blank(specification.version, Path(folder))
        build(
            specification,
            blank,
            path,
            lambda: ((table, ordered(table, rows.get(table.name, ()))) for table in specification.tables),
            filled=set(rows),
        )
    return path


def cells(workspace: Workspace, table: Table) -> list[tuple[object, ...]]:
    """The rows of a table in a workspace."""
    return list(workspace.rows(table))

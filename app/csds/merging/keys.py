"""By what two rows of a table are the same, one from the host's file and one from ours.

A row of ours is added where the host has none with the same key; where it has, ours fills what the host left blank, and
what both say differently stays as the host has it and is listed. Where there is one row of a kind for a patient or
referral, and the two speak of two things (two practices, two diagnoses), nothing of ours is filled into the host's. A
date that a row of ours leaves blank does not tell two rows apart: the host may know more.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.csds.specification import Specification, Table

PATIENT, NHS_NUMBER = "LocalPatientID", "NHSNumber"
PATIENTS = "CYP001MPI"
HEADER = "CYP000Header"

_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # One row in the file; the provider and the period were compared before.
        HEADER: (),
        # At most one practice in force: the host's is not doubled by ours.
        "CYP002GP": ("LocalPatientID",),
        # At most one primary diagnosis of a referral.
        "CYP607PrimDiag": ("ServiceRequestID",),
        "CYP005CarePlanAgreement": ("PlanID", "Plan_AgreedBy", "Plan_AgreedDate"),
        "CYP603NewbornHearingScreening": ("LocalPatientID", "ServiceRequest_Date", "Procedure_Date"),
        "CYP604BloodSpotResult": ("LocalPatientID", "CardCompletion_Date"),
        "CYP611Obs": ("CareActivityID",),
        "CYP613AnonSelfAssessment": ("AssessmentCompletion_Date", "SNOMED_ID", "Score"),
    }
)


def merging_key(table: Table) -> tuple[str, ...]:
    """The fields by which two rows of a table are the same; none where the table has one row."""
    return _KEYS.get(table.name, table.natural_key)


def tables_of_patients(specification: Specification) -> tuple[Table, ...]:
    """The tables that name the patient themselves."""
    return tuple(table for table in specification.tables if PATIENT in table.columns)

"""The practices that a person was registered with."""

from typing import Final

from app.csds.breaches import Operand
from app.csds.specification import Severity
from app.csds.v1_6.declaring import (
    PERIOD_END,
    PERIOD_START,
    Declared,
    column,
    earlier,
    later,
    live,
    parent,
    table,
    unique,
)
from app.csds.v1_6.default_codes import PRACTICE_DEFAULTS

CYP002: Final[Declared] = table(
    "CYP002GP",
    "GP practice registration",
    "one per change of registration",
    "LocalPatientID OrgID_GP GPRegistration_StartDate",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS00201",
            wrong="MHS00202",
        ),
        column(
            "OrgID_GP",
            "GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)",
            "an6",
            "M",
            defaults=PRACTICE_DEFAULTS,
            missing="MHS00203",
            wrong="MHS00204",
        ),
        column(
            "GPRegistration_StartDate",
            "START DATE (GMP PATIENT REGISTRATION)",
            "an10 CCYY-MM-DD",
            "R",
            wrong="MHS00210",
        ),
        column(
            "GPRegistration_EndDate", "END DATE (GMP PATIENT REGISTRATION)", "an10 CCYY-MM-DD", "R", wrong="MHS00213"
        ),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS00220"),
    unique("LocalPatientID OrgID_GP GPRegistration_StartDate", "MHS00221"),
    unique("LocalPatientID", "MHS00222", empty="GPRegistration_EndDate"),
    live("OrgID_GP", "MHS00206", Severity.SEVERITY_ONE_WARNING),
    later("GPRegistration_StartDate", Operand("RP_EndDate", days=1), "MHS00211"),
    earlier("GPRegistration_StartDate", Operand("DateOfBirth", "CYP001MPI"), "MHS00212"),
    earlier("GPRegistration_EndDate", PERIOD_START, "MHS00214"),
    earlier("GPRegistration_EndDate", Operand("GPRegistration_StartDate"), "MHS00216"),
    later("GPRegistration_EndDate", PERIOD_END, "MHS00215"),
    mandatory=True,
)

"""A person over time: home, circumstances, work, charging."""

from typing import Final

from app.csds.breaches import NotConcept, Operand
from app.csds.specification import Basis, Severity
from app.csds.v1_6.codes_of_people import (
    ACCOMMODATION_STATUS,
    EMPLOYMENT_STATUS,
    OVERSEAS_VISITOR_CHARGING,
    WEEKLY_HOURS,
)
from app.csds.v1_6.declaring import (
    PERIOD_END,
    PERIOD_START,
    Declared,
    column,
    earlier,
    later,
    parent,
    rule,
    table,
    unique,
)
from app.csds.v1_6.notes import CIRCUMSTANCES

CYP003: Final[Declared] = table(
    "CYP003AccommType",
    "Accommodation type",
    "one per accommodation status",
    "LocalPatientID AccommStatus_Date",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS00301",
            wrong="MHS00302",
        ),
        column(
            "AccommStatus",
            "ACCOMMODATION STATUS CODE",
            "an4",
            "M",
            ACCOMMODATION_STATUS,
            missing="MHS00303",
            wrong="MHS00304",
            unlisted="MHS00305",
        ),
        column("AccommStatus_Date", "ACCOMMODATION STATUS RECORDED DATE", "an10 CCYY-MM-DD", "R", wrong="MHS00308"),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS00310"),
    unique("LocalPatientID AccommStatus_Date", "MHS00315"),
    unique("LocalPatientID", "MHS00316", empty="AccommStatus_Date"),
    later("AccommStatus_Date", PERIOD_END, "MHS00309"),
)

CYP006: Final[Declared] = table(
    "CYP006SocPerCircumstances",
    "Social and personal circumstances",
    "one per circumstance recorded",
    "LocalPatientID SNOMED_ID Circumstance_RecordedDate",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS01103",
            wrong="MHS01104",
        ),
        column(
            "SNOMED_ID",
            "SOCIAL AND PERSONAL CIRCUMSTANCE (SNOMED CT)",
            "min n6 max n18",
            "M",
            note=CIRCUMSTANCES,
            missing="MHS01108",
            wrong="MHS01111",
        ),
        column(
            "Circumstance_RecordedDate",
            "SOCIAL AND PERSONAL CIRCUMSTANCE RECORDED DATE",
            "an10 CCYY-MM-DD",
            "M",
            wrong="MHS01106",
        ),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS01101", basis=Basis.STATED),
    unique("LocalPatientID Circumstance_RecordedDate SNOMED_ID", "MHS01102"),
    rule("SNOMED_ID", NotConcept(), "MHS01109", Severity.REJECT_RECORD),
    later("Circumstance_RecordedDate", PERIOD_END, "MHS01107"),
)

CYP007: Final[Declared] = table(
    "CYP007EmpStatus",
    "Employment status",
    "one per status",
    "LocalPatientID EmploymentStatus_RecordedDate",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS00403",
            wrong="MHS00404",
        ),
        column(
            "EmploymentStatus",
            "EMPLOYMENT STATUS",
            "an2",
            "M",
            EMPLOYMENT_STATUS,
            missing="MHS00405",
            wrong="MHS00406",
            unlisted="MHS00407",
        ),
        column(
            "EmploymentStatus_RecordedDate", "EMPLOYMENT STATUS RECORDED DATE", "an10 CCYY-MM-DD", "R", wrong="MHS00408"
        ),
        column(
            "WeeklyHoursWorked", "WEEKLY HOURS WORKED", "an2", "R", WEEKLY_HOURS, wrong="MHS00410", unlisted="MHS00411"
        ),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS00401"),
    unique("LocalPatientID EmploymentStatus_RecordedDate", "MHS00413"),
    unique("LocalPatientID", "MHS00414", empty="EmploymentStatus_RecordedDate"),
    later("EmploymentStatus_RecordedDate", PERIOD_END, "MHS00409"),
)

CYP008: Final[Declared] = table(
    "CYP008OverseasVisitorChargCat",
    "Overseas visitor charging category (new in v1.6)",
    "",
    "LocalPatientID OvsVisChCat OvsVisChCatAppDate",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            inferred=True,
            missing="MHS01203",
            wrong="MHS01204",
        ),
        column(
            "OvsVisChCat",
            "OVERSEAS VISITOR CHARGING CATEGORY",
            "an1",
            "M",
            OVERSEAS_VISITOR_CHARGING,
            inferred=True,
            missing="MHS01205",
            wrong="MHS01206",
            unlisted="MHS01207",
        ),
        column(
            "OvsVisChCatAppDate",
            "OVERSEAS VISITOR CHARGING CATEGORY APPLICABLE FROM DATE",
            "an10 CCYY-MM-DD",
            "R",
            inferred=True,
            wrong="MHS01208",
        ),
        column(
            "OvsVisChCatEndDate",
            "OVERSEAS VISITOR CHARGING CATEGORY APPLICABLE END DATE",
            "an10 CCYY-MM-DD",
            "R",
            inferred=True,
            wrong="MHS01211",
        ),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS01201"),
    unique("LocalPatientID OvsVisChCat OvsVisChCatAppDate", "MHS01202"),
    later("OvsVisChCatAppDate", PERIOD_END, "MHS01209"),
    earlier("OvsVisChCatEndDate", PERIOD_START, "MHS01212"),
    later("OvsVisChCatEndDate", PERIOD_END, "MHS01213"),
    earlier("OvsVisChCatEndDate", Operand("OvsVisChCatAppDate"), "MHS01214"),
)

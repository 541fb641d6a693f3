"""What a child needs and is protected by: education, safeguarding, assistive technology, disability."""

from typing import Final

from app.csds.breaches import NotConcept
from app.csds.specification import Basis, Severity
from app.csds.v1_6.codes_of_children import (
    CHILD_PROTECTION_REASON,
    DISABILITY,
    DISABILITY_IMPACT,
    SAFEGUARDING_FACTOR,
    SPECIAL_EDUCATIONAL_NEED,
)
from app.csds.v1_6.declaring import PERIOD_END, Declared, column, later, parent, rule, table, unique

CYP401: Final[Declared] = table(
    "CYP401SpEdNeedId",
    "Special educational need identified",
    "one per need",
    "LocalPatientID EducationNeed_Type",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("EducationNeed_Type", "SPECIAL EDUCATIONAL NEED TYPE", "an2", "M", SPECIAL_EDUCATIONAL_NEED),
    ),
    parent("LocalPatientID", "CYP001MPI"),
    unique("LocalPatientID EducationNeed_Type"),
)

CYP402: Final[Declared] = table(
    "CYP402SVF",
    "Safeguarding vulnerability factor",
    "one per concern",
    "LocalPatientID SafeguardingFactors_Type",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("SafeguardingFactors_Type", "SAFEGUARDING VULNERABILITY FACTORS TYPE", "an2", "M", SAFEGUARDING_FACTOR),
    ),
    parent("LocalPatientID", "CYP001MPI"),
    unique("LocalPatientID SafeguardingFactors_Type"),
)

CYP403: Final[Declared] = table(
    "CYP403CPP",
    "Child protection plan",
    "one per plan",
    "LocalPatientID CPP_Reason CPP_StartDate",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("CPP_Reason", "CHILD PROTECTION PLAN REASON CODE", "an2", "M", CHILD_PROTECTION_REASON),
        column("CPP_StartDate", "CHILD PROTECTION PLAN START DATE", "an10 CCYY-MM-DD", "M"),
        column("CPP_EndDate", "CHILD PROTECTION PLAN END DATE", "an10 CCYY-MM-DD", "R"),
    ),
    parent("LocalPatientID", "CYP001MPI"),
    unique("LocalPatientID CPP_Reason CPP_StartDate"),
)

CYP404: Final[Declared] = table(
    "CYP404AssTechToSupportDisTyp",
    "Assistive technology to support disability type",
    "one per assistive technology",
    "LocalPatientID SNOMED_ID SNOMED_Date",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS01003",
            wrong="MHS01004",
        ),
        column(
            "SNOMED_ID",
            "ASSISTIVE TECHNOLOGY FINDING (SNOMED CT)",
            "min n6 max n18",
            "M",
            note="SNOMED CT concept ID; always SNOMED, no scheme column; no public mandatory subset found",
            missing="MHS01006",
            wrong="MHS01005",
        ),
        column("SNOMED_Date", "PRESCRIPTION DATE (ASSISTIVE TECHNOLOGY)", "an10 CCYY-MM-DD", "R", wrong="MHS01008"),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS01001"),
    unique("LocalPatientID SNOMED_ID SNOMED_Date", "MHS01002"),
    rule("SNOMED_ID", NotConcept(), "MHS01007", Severity.REJECT_RECORD),
    later("SNOMED_Date", PERIOD_END, "MHS01009"),
)

CYP602: Final[Declared] = table(
    "CYP602DisabilityType",
    "Disability type (as perceived by patient or proxy)",
    "one per disability identified",
    "LocalPatientID Disability",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS00703",
            wrong="MHS00704",
        ),
        column(
            "Disability",
            "DISABILITY CODE",
            "an2",
            "M",
            DISABILITY,
            note="NN means the person has no disability; ZZ means declined",
            missing="MHS00705",
            wrong="MHS00706",
            unlisted="MHS00707",
        ),
        column(
            "DisabilityImpactPerception",
            "DISABILITY IMPACT PERCEPTION",
            "an2",
            "R",
            DISABILITY_IMPACT,
            wrong="MHS00708",
            unlisted="MHS00709",
        ),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS00701", basis=Basis.STATED),
    unique("LocalPatientID Disability", "MHS00702"),
)

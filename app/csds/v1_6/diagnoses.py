"""Diagnoses: previous, provisional, primary and secondary."""

from typing import Final

from app.csds.breaches import NotOfScheme
from app.csds.specification import Severity
from app.csds.v1_6.codes_of_schemes import DIAGNOSIS_SCHEME
from app.csds.v1_6.declaring import PERIOD_END, Declared, column, later, parent, rule, table, unique
from app.csds.v1_6.notes import DIAGNOSIS_SCHEMES

CYP601: Final[Declared] = table(
    "CYP601MedicalHistory",
    "Medical history (previous diagnosis)",
    "one per previous diagnosis",
    "LocalPatientID PreviousDiagnosis Diagnosis_Date",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
            missing="MHS60101",
            wrong="MHS60102",
        ),
        column(
            "Diagnosis_Scheme",
            "DIAGNOSIS SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "M",
            DIAGNOSIS_SCHEME,
            note=DIAGNOSIS_SCHEMES,
            missing="MHS60103",
            wrong="MHS60104",
            unlisted="MHS60105",
        ),
        column(
            "PreviousDiagnosis",
            "PREVIOUS DIAGNOSIS (CODED CLINICAL ENTRY)",
            "min an4 max an18",
            "M",
            missing="MHS60106",
            wrong="MHS60107",
        ),
        column("Diagnosis_Date", "DIAGNOSIS DATE", "an10 CCYY-MM-DD", "R", wrong="MHS60108"),
    ),
    parent("LocalPatientID", "CYP001MPI", "MHS60110"),
    unique("LocalPatientID PreviousDiagnosis Diagnosis_Date", "MHS60111"),
    rule("PreviousDiagnosis", NotOfScheme("Diagnosis_Scheme"), "MHS60112", Severity.REJECT_RECORD),
    later("Diagnosis_Date", PERIOD_END, "MHS60109"),
)

CYP606: Final[Declared] = table(
    "CYP606ProvDiag",
    "Provisional diagnosis",
    "one per provisional diagnosis",
    "ServiceRequestID ProvisionalDiagnosis ProvisionalDiagnosis_Date",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
        ),
        column(
            "Diagnosis_Scheme",
            "DIAGNOSIS SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "M",
            DIAGNOSIS_SCHEME,
            note=DIAGNOSIS_SCHEMES,
        ),
        column("ProvisionalDiagnosis", "PROVISIONAL DIAGNOSIS (CODED CLINICAL ENTRY)", "min an4 max an18", "M"),
        column("ProvisionalDiagnosis_Date", "PROVISIONAL DIAGNOSIS DATE", "an10 CCYY-MM-DD", "R"),
    ),
    parent("ServiceRequestID", "CYP101Referral"),
    unique("ServiceRequestID ProvisionalDiagnosis ProvisionalDiagnosis_Date"),
)

CYP607: Final[Declared] = table(
    "CYP607PrimDiag",
    "Primary diagnosis",
    "the primary diagnosis (latest)",
    "ServiceRequestID PrimaryDiagnosis PrimaryDiagnosis_Date",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
            missing="MHS60401",
            wrong="MHS60402",
        ),
        column(
            "Diagnosis_Scheme",
            "DIAGNOSIS SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "M",
            DIAGNOSIS_SCHEME,
            note=DIAGNOSIS_SCHEMES,
            missing="MHS60403",
            wrong="MHS60404",
            unlisted="MHS60405",
        ),
        column(
            "PrimaryDiagnosis",
            "PRIMARY DIAGNOSIS (CODED CLINICAL ENTRY)",
            "min an4 max an18",
            "M",
            missing="MHS60406",
            wrong="MHS60407",
        ),
        column("PrimaryDiagnosis_Date", "DIAGNOSIS DATE", "an10 CCYY-MM-DD", "R", wrong="MHS60409"),
    ),
    parent("ServiceRequestID", "CYP101Referral", "MHS60412"),
    unique("ServiceRequestID PrimaryDiagnosis_Date PrimaryDiagnosis", "MHS60413"),
    rule("PrimaryDiagnosis", NotOfScheme("Diagnosis_Scheme"), "MHS60414", Severity.REJECT_RECORD),
    later("PrimaryDiagnosis_Date", PERIOD_END, "MHS60410"),
)

CYP608: Final[Declared] = table(
    "CYP608SecDiag",
    "Secondary diagnosis",
    "one per secondary diagnosis",
    "ServiceRequestID SecondaryDiagnosis SecondaryDiagnosis_Date",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
            missing="MHS60501",
            wrong="MHS60502",
        ),
        column(
            "Diagnosis_Scheme",
            "DIAGNOSIS SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "M",
            DIAGNOSIS_SCHEME,
            note=DIAGNOSIS_SCHEMES,
            missing="MHS60503",
            wrong="MHS60504",
            unlisted="MHS60505",
        ),
        column(
            "SecondaryDiagnosis",
            "SECONDARY DIAGNOSIS (CODED CLINICAL ENTRY)",
            "min an4 max an18",
            "M",
            missing="MHS60506",
            wrong="MHS60507",
        ),
        column("SecondaryDiagnosis_Date", "DIAGNOSIS DATE", "an10 CCYY-MM-DD", "R", wrong="MHS60509"),
    ),
    parent("ServiceRequestID", "CYP101Referral", "MHS60512"),
    unique("ServiceRequestID SecondaryDiagnosis_Date SecondaryDiagnosis", "MHS60513"),
    rule("SecondaryDiagnosis", NotOfScheme("Diagnosis_Scheme"), "MHS60514", Severity.REJECT_RECORD),
    later("SecondaryDiagnosis_Date", PERIOD_END, "MHS60510"),
)

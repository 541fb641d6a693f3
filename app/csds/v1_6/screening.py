"""Immunisations, and screening of newborn children and infants."""

from typing import Final

from app.csds.v1_6.codes_of_children import (
    AUDIOLOGY_RESULT,
    BLOOD_SPOT_RESULT,
    BLOOD_SPOT_RESULT_OR_CARRIER,
    CHILDHOOD_IMMUNISATION,
    HEARING_SCREENING_RESULT,
    PHYSICAL_EXAMINATION_RESULT,
    SICKLE_CELL_RESULT,
)
from app.csds.v1_6.codes_of_schemes import PROCEDURE_SCHEME
from app.csds.v1_6.declaring import Declared, column, parent, table, unique

CYP501: Final[Declared] = table(
    "CYP501CodedImm",
    "Coded immunisation",
    "one per coded immunisation activity",
    "LocalPatientID ImmunisationProcedure Immunisation_Date",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("Immunisation_Date", "IMMUNISATION DATE", "an10 CCYY-MM-DD", "M"),
        column(
            "Procedure_Scheme",
            "PROCEDURE SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "M",
            PROCEDURE_SCHEME,
            note="01 and 02 exist in the dictionary list but are not valid for CSDS",
        ),
        column("ImmunisationProcedure", "IMMUNISATION PROCEDURE (CLINICAL TERMINOLOGY)", "min an5 max an18", "M"),
        column(
            "OrgID_ImmunisationResponsible",
            "ORGANISATION IDENTIFIER (IMMUNISATION RESPONSIBLE ORGANISATION)",
            "min an3 max an6",
            "R",
        ),
    ),
    parent("LocalPatientID", "CYP001MPI"),
    unique("LocalPatientID ImmunisationProcedure Immunisation_Date"),
)

CYP502: Final[Declared] = table(
    "CYP502Imm",
    "Immunisation (type list)",
    "one per immunisation activity",
    "LocalPatientID ChildhoodImmunisation_Type Immunisation_Date",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("Immunisation_Date", "IMMUNISATION DATE", "an10 CCYY-MM-DD", "M"),
        column(
            "ChildhoodImmunisation_Type",
            "CHILDHOOD IMMUNISATION TYPE (CHILDREN AND YOUNG PEOPLE'S HEALTH SERVICES)",
            "an3",
            "M",
            CHILDHOOD_IMMUNISATION,
        ),
        column(
            "OrgID_ImmunisationResponsible",
            "ORGANISATION IDENTIFIER (IMMUNISATION RESPONSIBLE ORGANISATION)",
            "min an3 max an6",
            "R",
        ),
    ),
    parent("LocalPatientID", "CYP001MPI"),
    unique("LocalPatientID ChildhoodImmunisation_Type Immunisation_Date"),
)

CYP603: Final[Declared] = table(
    "CYP603NewbornHearingScreening",
    "Newborn hearing screening / audiology referral",
    "one per audiology test",
    "",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("Result_HearingScreening", "NEWBORN HEARING SCREENING OUTCOME", "an2", "R", HEARING_SCREENING_RESULT),
        column("ServiceRequest_Date", "SERVICE REQUEST DATE (NEWBORN HEARING AUDIOLOGY)", "an10 CCYY-MM-DD", "R"),
        column("Procedure_Date", "PROCEDURE DATE (NEWBORN HEARING AUDIOLOGY)", "an10 CCYY-MM-DD", "R"),
        column("Result_HearingAudiology", "NEWBORN HEARING AUDIOLOGY OUTCOME", "an2", "R", AUDIOLOGY_RESULT),
    ),
    parent("LocalPatientID", "CYP001MPI"),
)

CYP604: Final[Declared] = table(
    "CYP604BloodSpotResult",
    "Blood spot result",
    "one per blood spot test",
    "",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("CardCompletion_Date", "BLOOD SPOT CARD COMPLETION DATE", "an10 CCYY-MM-DD", "R"),
        column("TestResult_ReceivedDate", "NEWBORN BLOOD SPOT TEST RESULT RECEIVED DATE", "an10 CCYY-MM-DD", "R"),
        column(
            "Result_Phenylketonuria",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (PHENYLKETONURIA)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT,
        ),
        column(
            "Result_SickleCellDisease",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (SICKLE CELL DISEASE)",
            "an2",
            "R",
            SICKLE_CELL_RESULT,
        ),
        column(
            "Result_CysticFibrosis",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (CYSTIC FIBROSIS)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT_OR_CARRIER,
        ),
        column(
            "Result_CongenitalHypothyroidism",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (CONGENITAL HYPOTHYROIDISM)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT,
        ),
        column(
            "Result_MCADD",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (MEDIUM CHAIN ACYL-COA DEHYDROGENASE DEFICIENCY)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT_OR_CARRIER,
        ),
        column(
            "Result_Homocystinuria",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (HOMOCYSTINURIA)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT,
        ),
        column(
            "Result_MapleSyrupUrineDisease",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (MAPLE SYRUP URINE DISEASE)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT,
        ),
        column(
            "Result_GlutaricAciduriaTypeOne",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (GLUTARIC ACIDURIA TYPE 1)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT,
        ),
        column(
            "Result_IsovalericAciduria",
            "NEWBORN BLOOD SPOT TEST OUTCOME STATUS CODE (ISOVALERIC ACIDURIA)",
            "an2",
            "R",
            BLOOD_SPOT_RESULT,
        ),
    ),
    parent("LocalPatientID", "CYP001MPI"),
)

CYP605: Final[Declared] = table(
    "CYP605IPE",
    "Infant physical examination (GP delivered)",
    "one per examination",
    "LocalPatientID Examination_Date",
    (
        column(
            "LocalPatientID",
            "LOCAL PATIENT IDENTIFIER (EXTENDED)",
            "max an20",
            "M",
            references=("CYP001MPI", "LocalPatientID"),
        ),
        column("Examination_Date", "INFANT PHYSICAL EXAMINATION DATE", "an10 CCYY-MM-DD", "M"),
        column("Result_Hips", "INFANT PHYSICAL EXAMINATION RESULT (HIPS)", "an2", "R", PHYSICAL_EXAMINATION_RESULT),
        column("Result_Heart", "INFANT PHYSICAL EXAMINATION RESULT (HEART)", "an2", "R", PHYSICAL_EXAMINATION_RESULT),
        column("Result_Eyes", "INFANT PHYSICAL EXAMINATION RESULT (EYES)", "an2", "R", PHYSICAL_EXAMINATION_RESULT),
        column("Result_Testes", "INFANT PHYSICAL EXAMINATION RESULT (TESTES)", "an2", "R", PHYSICAL_EXAMINATION_RESULT),
    ),
    parent("LocalPatientID", "CYP001MPI"),
    unique("LocalPatientID Examination_Date"),
)

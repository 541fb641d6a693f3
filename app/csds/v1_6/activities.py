"""What was done and found in a care contact."""

from typing import Final

from app.csds.breaches import MissingBeside, NoScheme, NotConcept, NotOfScheme, WithoutScheme
from app.csds.specification import Severity
from app.csds.v1_6.codes_of_contacts import ACTIVITY_TYPE
from app.csds.v1_6.codes_of_schemes import FINDING_SCHEME, OBSERVATION_SCHEME, PROCEDURE_SCHEME
from app.csds.v1_6.declaring import Declared, column, parent, rule, table, unique

CYP202: Final[Declared] = table(
    "CYP202CareActivity",
    "Care activity",
    "one per activity",
    "CareActivityID",
    (
        column(
            "CareActivityID",
            "CARE ACTIVITY IDENTIFIER",
            "max an20",
            "M",
            is_key=True,
            missing="MHS20201",
            wrong="MHS20202",
        ),
        column(
            "CareContactID",
            "CARE CONTACT IDENTIFIER",
            "max an20",
            "M",
            references=("CYP201CareContact", "CareContactID"),
            missing="MHS20203",
            wrong="MHS20204",
        ),
        column("Activity_Type", "COMMUNITY CARE ACTIVITY TYPE", "an2", "M", ACTIVITY_TYPE),
        column(
            "CareProfessionalID_Local",
            "CARE PROFESSIONAL LOCAL IDENTIFIER",
            "max an20",
            "R",
            references=("CYP901StaffDetails", "CareProfessionalID_Local"),
        ),
        column(
            "CareActivity_Duration",
            "CLINICAL CONTACT DURATION OF CARE ACTIVITY",
            "max n4",
            "R",
            note="minutes",
            wrong="MHS20206",
        ),
        column(
            "Procedure_Scheme",
            "PROCEDURE SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "R",
            PROCEDURE_SCHEME,
            note="01 and 02 exist in the dictionary list but are not valid for CSDS",
        ),
        column("CodedProcedure", "CODED PROCEDURE (CLINICAL TERMINOLOGY)", "min an5 max an18", "R", wrong="MHS20229"),
        column(
            "Finding_Scheme",
            "FINDING SCHEME IN USE (COMMUNITY CARE)",
            "an2",
            "R",
            FINDING_SCHEME,
            wrong="MHS20212",
            unlisted="MHS20213",
        ),
        column("CodedFinding", "CODED FINDING (CODED CLINICAL ENTRY)", "min an4 max an18", "R", wrong="MHS20215"),
        column("Observation_Scheme", "OBSERVATION SCHEME IN USE (COMMUNITY CARE)", "an2", "R", OBSERVATION_SCHEME),
        column(
            "CodedObservation", "CODED OBSERVATION (CLINICAL TERMINOLOGY)", "min an5 max an18", "R", wrong="MHS20220"
        ),
        column("ObservationValue", "OBSERVATION VALUE", "max an10", "R", wrong="MHS20222"),
        column("UC_UnitOfMeasurement", "UCUM UNIT OF MEASUREMENT", "max an10", "R", wrong="MHS20223"),
    ),
    parent("CareContactID", "CYP201CareContact", "MHS20224"),
    unique("CareActivityID", "MHS20225"),
    rule("CodedProcedure", NotConcept("Procedure_Scheme"), "MHS20230", Severity.REJECT_RECORD),
    rule("Finding_Scheme", NoScheme("CodedFinding"), "MHS20214", Severity.REJECT_RECORD),
    rule("CodedFinding", WithoutScheme("Finding_Scheme"), "MHS20216"),
    rule("CodedFinding", NotOfScheme("Finding_Scheme"), "MHS20228", Severity.REJECT_RECORD),
    rule("UC_UnitOfMeasurement", MissingBeside("ObservationValue"), "MHS20227"),
    parent("CareProfessionalID_Local", "CYP901StaffDetails", severity=Severity.WARNING),
)

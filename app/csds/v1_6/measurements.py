"""What was measured and assessed: scores, feeding, weight, height and length."""

from typing import Final

from app.csds.v1_6.codes_of_contacts import BREASTFEEDING_STATUS, LOCATION_TYPE
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
from app.csds.v1_6.default_codes import COMMISSIONER_DEFAULTS, UNKNOWN_LENGTH
from app.csds.v1_6.notes import ASSESSMENTS

CYP609: Final[Declared] = table(
    "CYP609CodedAssessmentReferral",
    "Coded scored assessment (referral)",
    "one per scored question/dimension/total",
    "ServiceRequestID SNOMED_ID Score",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
            missing="MHS60601",
            wrong="MHS60602",
        ),
        column(
            "SNOMED_ID",
            "CODED ASSESSMENT TOOL TYPE (SNOMED CT)",
            "min n6 max n18",
            "M",
            note=ASSESSMENTS,
            missing="MHS60603",
            wrong="MHS60604",
            unlisted="MHS60613",
        ),
        column("Score", "PERSON SCORE", "max an5", "M", missing="MHS60605", wrong="MHS60606", unlisted="MHS60607"),
        column(
            "AssessmentCompletion_Date", "ASSESSMENT TOOL COMPLETION DATE", "an10 CCYY-MM-DD", "R", wrong="MHS60609"
        ),
    ),
    parent("ServiceRequestID", "CYP101Referral", "MHS60612"),
    earlier("AssessmentCompletion_Date", PERIOD_START, "MHS60618"),
    later("AssessmentCompletion_Date", PERIOD_END, "MHS60616"),
    unique("ServiceRequestID SNOMED_ID Score"),
)

CYP610: Final[Declared] = table(
    "CYP610BreastfeedingStatus",
    "Breastfeeding status",
    "most recent status per activity",
    "CareActivityID",
    (
        column(
            "CareActivityID",
            "CARE ACTIVITY IDENTIFIER",
            "max an20",
            "M",
            references=("CYP202CareActivity", "CareActivityID"),
        ),
        column("BreastFeedingStatus", "BREASTFEEDING STATUS", "an2", "M", BREASTFEEDING_STATUS),
    ),
    parent("CareActivityID", "CYP202CareActivity"),
    unique("CareActivityID"),
)

CYP611: Final[Declared] = table(
    "CYP611Obs",
    "Observation (weight, height, length)",
    "most recent observation(s) per activity",
    "",
    (
        column(
            "CareActivityID",
            "CARE ACTIVITY IDENTIFIER",
            "max an20",
            "M",
            references=("CYP202CareActivity", "CareActivityID"),
        ),
        column("Weight", "PERSON WEIGHT", "max n3.max n3", "R", note="kilograms; stored as text in NHS England model"),
        column(
            "Height", "PERSON HEIGHT IN METRES", "n1.max n2", "R", note="metres; stored as text in NHS England model"
        ),
        column(
            "Length",
            "PERSON LENGTH IN CENTIMETRES",
            "max n2.n1",
            "R",
            defaults=UNKNOWN_LENGTH,
            note="centimetres; 99.9 = unknown; stored as text in NHS England model",
        ),
    ),
    parent("CareActivityID", "CYP202CareActivity"),
)

CYP612: Final[Declared] = table(
    "CYP612CodedAssessmentContact",
    "Coded scored assessment (contact)",
    "one per scored question/dimension/total",
    "CareActivityID SNOMED_ID Score",
    (
        column(
            "CareActivityID",
            "CARE ACTIVITY IDENTIFIER",
            "max an20",
            "M",
            references=("CYP202CareActivity", "CareActivityID"),
            missing="MHS60701",
            wrong="MHS60702",
        ),
        column(
            "SNOMED_ID",
            "CODED ASSESSMENT TOOL TYPE (SNOMED CT)",
            "min n6 max n18",
            "M",
            note=ASSESSMENTS,
            missing="MHS60703",
            wrong="MHS60704",
            unlisted="MHS60710",
        ),
        column("Score", "PERSON SCORE", "max an5", "M", missing="MHS60705", wrong="MHS60706", unlisted="MHS60707"),
    ),
    parent("CareActivityID", "CYP202CareActivity", "MHS60708"),
    unique("CareActivityID SNOMED_ID Score", "MHS60709"),
)

CYP613: Final[Declared] = table(
    "CYP613AnonSelfAssessment",
    "Anonymous self-assessment",
    "one per self-assessment received",
    "",
    (
        column(
            "AssessmentCompletion_Date",
            "ASSESSMENT TOOL COMPLETION DATE",
            "an10 CCYY-MM-DD",
            "M",
            missing="MHS60801",
            wrong="MHS60802",
        ),
        column(
            "SNOMED_ID",
            "CODED ASSESSMENT TOOL TYPE (SNOMED CT)",
            "min n6 max n18",
            "M",
            note="SNOMED CT concept ID",
            missing="MHS60803",
            wrong="MHS60804",
            unlisted="MHS60814",
        ),
        column("Score", "PERSON SCORE", "max an5", "M", missing="MHS60805", wrong="MHS60806", unlisted="MHS60807"),
        column(
            "Activity_LocationType",
            "ACTIVITY LOCATION TYPE CODE",
            "an3",
            "R",
            LOCATION_TYPE,
            note="M06 and M07 listed as IAPT/MHSDS only",
            wrong="MHS60808",
            unlisted="MHS60809",
        ),
        column(
            "OrgID_Commissioner",
            "ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)",
            "min an3 max an5",
            "R",
            defaults=COMMISSIONER_DEFAULTS,
            wrong="MHS60818",
        ),
    ),
    earlier("AssessmentCompletion_Date", PERIOD_START, "MHS60820"),
    later("AssessmentCompletion_Date", PERIOD_END, "MHS60821"),
    live("OrgID_Commissioner", "MHS60819"),
)

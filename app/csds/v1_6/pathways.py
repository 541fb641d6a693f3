"""What follows a referral: its other reasons, its waiting times, its onward referrals."""

from typing import Final

from app.csds.breaches import Operand
from app.csds.v1_6.codes_of_referrals import (
    ONWARD_REFERRAL_REASON,
    REASON_FOR_REFERRAL,
    RTT_STATUS,
    WAITING_TIME_MEASUREMENT,
)
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

CYP103: Final[Declared] = table(
    "CYP103OtherReasonReferral",
    "Other reason for referral",
    "one per additional reason",
    "ServiceRequestID ReferralReason_Other",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
            missing="MHS10301",
            wrong="MHS10302",
        ),
        column(
            "ReferralReason_Other",
            "OTHER REASON FOR REFERRAL (COMMUNITY CARE)",
            "an3",
            "M",
            REASON_FOR_REFERRAL,
            missing="MHS10303",
            wrong="MHS10304",
            unlisted="MHS10305",
        ),
    ),
    parent("ServiceRequestID", "CYP101Referral", "MHS10306"),
    unique("ServiceRequestID ReferralReason_Other", "MHS10307"),
)

CYP104: Final[Declared] = table(
    "CYP104RTT",
    "Referral to treatment",
    "one per change of RTT status",
    "ServiceRequestID RTT_StartDate RTT_EndDate RTT_Status",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
            missing="MHS10401",
            wrong="MHS10402",
        ),
        column("BookingReference", "UNIQUE BOOKING REFERENCE NUMBER (CONVERTED)", "n12", "R"),
        column("PatientPathwayID", "PATIENT PATHWAY IDENTIFIER", "an20", "R", wrong="MHS10404"),
        column(
            "PatientPathwayID_OrgID",
            "ORGANISATION IDENTIFIER (PATIENT PATHWAY IDENTIFIER ISSUER)",
            "min an3 max an5",
            "R",
            wrong="MHS10422",
        ),
        column(
            "WaitingTime_MeasurementType",
            "WAITING TIME MEASUREMENT TYPE (COMMUNITY CARE)",
            "an2",
            "R",
            WAITING_TIME_MEASUREMENT,
            note="05-08 are CSDS-only codes",
            wrong="MHS10407",
            unlisted="MHS10408",
        ),
        column("RTT_StartDate", "REFERRAL TO TREATMENT PERIOD START DATE", "an10 CCYY-MM-DD", "R", wrong="MHS10409"),
        column("RTT_StartTime", "REFERRAL TO TREATMENT PERIOD START TIME", "an8 HH:MM:SS", "R"),
        column("RTT_EndDate", "REFERRAL TO TREATMENT PERIOD END DATE", "an10 CCYY-MM-DD", "R", wrong="MHS10411"),
        column("RTT_EndTime", "REFERRAL TO TREATMENT PERIOD END TIME", "an8 HH:MM:SS", "R"),
        column(
            "RTT_Status",
            "REFERRAL TO TREATMENT PERIOD STATUS",
            "an2",
            "R",
            RTT_STATUS,
            wrong="MHS10415",
            unlisted="MHS10416",
        ),
    ),
    parent("ServiceRequestID", "CYP101Referral", "MHS10417"),
    unique("ServiceRequestID RTT_StartDate RTT_EndDate RTT_Status", "MHS10418"),
    unique("PatientPathwayID", "MHS10420"),
    live("PatientPathwayID_OrgID", "MHS10423"),
    later("RTT_StartDate", PERIOD_END, "MHS10410"),
    earlier("RTT_EndDate", PERIOD_START, "MHS10412"),
    later("RTT_EndDate", PERIOD_END, "MHS10413"),
    earlier("RTT_EndDate", Operand("RTT_StartDate"), "MHS10414"),
)

CYP105: Final[Declared] = table(
    "CYP105OnwardReferral",
    "Onward referral",
    "one per onward referral",
    "ServiceRequestID Onward_ReferralDate Onward_ReferralReason",
    (
        column(
            "ServiceRequestID",
            "SERVICE REQUEST IDENTIFIER",
            "max an20",
            "M",
            references=("CYP101Referral", "ServiceRequestID"),
            missing="MHS10501",
            wrong="MHS10502",
        ),
        column(
            "Onward_ReferralDate", "ONWARD REFERRAL DATE", "an10 CCYY-MM-DD", "M", missing="MHS10503", wrong="MHS10504"
        ),
        column(
            "Onward_ReferralReason",
            "ONWARD REFERRAL REASON (COMMUNITY CARE)",
            "an2",
            "R",
            ONWARD_REFERRAL_REASON,
            note="05 and 06 are talking-therapies codes, listed for IAPT only",
            wrong="MHS10506",
            unlisted="MHS10507",
        ),
        column(
            "OrgID_Receiving",
            "ORGANISATION IDENTIFIER (RECEIVING ORGANISATION)",
            "min an3 max an5",
            "R",
            wrong="MHS10518",
        ),
    ),
    parent("ServiceRequestID", "CYP101Referral", "MHS10510"),
    earlier("Onward_ReferralDate", PERIOD_START, "MHS10521"),
    later("Onward_ReferralDate", PERIOD_END, "MHS10522"),
    live("OrgID_Receiving", "MHS10519"),
    unique("ServiceRequestID Onward_ReferralDate Onward_ReferralReason"),
)

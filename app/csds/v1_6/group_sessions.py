"""Group sessions, which name nobody."""

from typing import Final

from app.csds.specification import Severity
from app.csds.v1_6.codes_of_contacts import GROUP_SESSION_TYPE, LOCATION_TYPE
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
from app.csds.v1_6.default_codes import COMMISSIONER_DEFAULTS, SITE_DEFAULTS

CYP301: Final[Declared] = table(
    "CYP301GroupSession",
    "Group session (anonymous)",
    "one per session",
    "GroupSessionID",
    (
        column(
            "GroupSessionID",
            "GROUP SESSION IDENTIFIER",
            "max an20",
            "M",
            is_key=True,
            missing="MHS30101",
            wrong="MHS30102",
        ),
        column("GroupSession_Date", "GROUP SESSION DATE", "an10 CCYY-MM-DD", "M", missing="MHS30103", wrong="MHS30104"),
        column(
            "OrgID_Commissioner",
            "ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)",
            "min an3 max an5",
            "M",
            defaults=COMMISSIONER_DEFAULTS,
            missing="MHS30124",
            wrong="MHS30125",
        ),
        column(
            "GroupSession_Duration",
            "CLINICAL CONTACT DURATION OF GROUP SESSION",
            "max n4",
            "R",
            note="minutes",
            wrong="MHS30109",
        ),
        column(
            "GroupSession_Type",
            "GROUP SESSION TYPE (COMMUNITY CARE)",
            "an2",
            "R",
            GROUP_SESSION_TYPE,
            wrong="MHS30110",
            unlisted="MHS30111",
        ),
        column("NumberOfParticipants", "NUMBER OF GROUP SESSION PARTICIPANTS", "max n3", "R", wrong="MHS30112"),
        column(
            "Activity_LocationType",
            "ACTIVITY LOCATION TYPE CODE",
            "an3",
            "O",
            LOCATION_TYPE,
            note="M06 and M07 listed as IAPT/MHSDS only",
            wrong="MHS30113",
            unlisted="MHS30114",
        ),
        column(
            "Treatment_OrgSiteID",
            "ORGANISATION SITE IDENTIFIER (OF TREATMENT)",
            "min an5 max an9",
            "R",
            defaults=SITE_DEFAULTS,
            wrong="MHS30127",
            unlisted="MHS30128",
        ),
        column(
            "CareProfessionalID_Local",
            "CARE PROFESSIONAL LOCAL IDENTIFIER",
            "max an20",
            "R",
            references=("CYP901StaffDetails", "CareProfessionalID_Local"),
            wrong="MHS30117",
        ),
        column("ServiceLineAgreement", "NHS SERVICE AGREEMENT LINE IDENTIFIER", "max an10", "O", wrong="MHS30118"),
    ),
    unique("GroupSessionID", "MHS30122"),
    parent("CareProfessionalID_Local", "CYP901StaffDetails", "MHS30121", severity=Severity.WARNING),
    earlier("GroupSession_Date", PERIOD_START, "MHS30129"),
    later("GroupSession_Date", PERIOD_END, "MHS30130"),
    live("OrgID_Commissioner", "MHS30126"),
)

"""Staff."""

from typing import Final

from app.csds.v1_6.codes_of_staff import JOB_ROLE, REGISTRATION_BODY, STAFF_GROUP
from app.csds.v1_6.declaring import Declared, column, table, unique

CYP901: Final[Declared] = table(
    "CYP901StaffDetails",
    "Staff details",
    "one per staff member",
    "CareProfessionalID_Local",
    (
        column(
            "CareProfessionalID_Local",
            "CARE PROFESSIONAL LOCAL IDENTIFIER",
            "max an20",
            "M",
            is_key=True,
            missing="MHS90101",
            wrong="MHS90102",
        ),
        column(
            "RegistrationBody",
            "PROFESSIONAL REGISTRATION BODY CODE",
            "an2",
            "R",
            REGISTRATION_BODY,
            note="18 (Social Work England) noted as not valid for CSDS in the October 2020 content",
            wrong="MHS90103",
            unlisted="MHS90104",
        ),
        column("RegistrationEntryID", "PROFESSIONAL REGISTRATION ENTRY IDENTIFIER", "max an32", "R", wrong="MHS90105"),
        column(
            "StaffGroup",
            "CARE PROFESSIONAL STAFF GROUP (COMMUNITY CARE)",
            "an3",
            "R",
            STAFF_GROUP,
            wrong="MHS90106",
            unlisted="MHS90107",
        ),
        column(
            "OccupationCode",
            "OCCUPATION CODE",
            "an3",
            "R",
            note="NHS occupation code an3; external list, not enumerated",
            wrong="MHS90110",
        ),
        column(
            "JobRoleCode",
            "CARE PROFESSIONAL (JOB ROLE CODE)",
            "an5",
            "R",
            JOB_ROLE,
            note="308 codes in the October 2020 list; codes kept, labels omitted",
            wrong="MHS90112",
        ),
    ),
    unique("CareProfessionalID_Local", "MHS90113"),
)

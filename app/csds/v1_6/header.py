"""The header: whose file it is and of which month."""

from typing import Final

from app.csds.breaches import Differs, DiffersFromUpload, NotLive, Operand
from app.csds.rule_words import UPLOAD_DATE
from app.csds.specification import Severity
from app.csds.v1_6.declaring import (
    PERIOD_END,
    PERIOD_START,
    Declared,
    column,
    earlier,
    later,
    live,
    rule,
    table,
    unique,
)
from app.csds.v1_6.default_codes import PROVIDER_DEFAULTS

CYP000: Final[Declared] = table(
    "CYP000Header",
    "Submission header",
    "exactly one row per file",
    "",
    (
        column(
            "Version",
            "DATA SET VERSION NUMBER",
            "max n2.max n2",
            "M",
            note="Submit 1.6",
            missing="MHS00001",
            wrong="MHS00038",
        ),
        column(
            "OrgID_Provider",
            "ORGANISATION IDENTIFIER (CODE OF PROVIDER)",
            "min an3 max an6",
            "M",
            defaults=PROVIDER_DEFAULTS,
            missing="MHS00028",
            wrong="MHS00029",
        ),
        column(
            "OrgID_Submitter",
            "ORGANISATION IDENTIFIER (CODE OF SUBMITTING ORGANISATION)",
            "min an3 max an6",
            "M",
            note="Equal to OrgID_Provider when self-submitting",
            missing="MHS00031",
            wrong="MHS00032",
        ),
        column(
            "RP_StartDate",
            "REPORTING PERIOD START DATE",
            "an10 CCYY-MM-DD",
            "M",
            note="First day of a calendar month",
            missing="MHS00014",
            wrong="MHS00015",
        ),
        column(
            "RP_EndDate",
            "REPORTING PERIOD END DATE",
            "an10 CCYY-MM-DD",
            "M",
            note="Last day of the same month",
            missing="MHS00017",
            wrong="MHS00018",
        ),
        column(
            "FileCreation_DateTime",
            "DATE AND TIME DATA SET CREATED",
            "an19 YYYY-MM-DDThh:mm:ss",
            "M",
            note="XML lexical YYYY-MM-DDThh:mm:ss; Access date/time in the IDB",
            missing="MHS00020",
            wrong="MHS00021",
        ),
        column(
            "PrimarySystem",
            "PRIMARY DATA COLLECTION SYSTEM IN USE",
            "max an20",
            "M",
            missing="MHS00012",
            wrong="MHS00013",
        ),
    ),
    unique("", "MHS00025"),
    rule("Version", Differs(value="1.6"), "MHS00003", Severity.REJECT_RECORD, condition="version not the one in force"),
    rule(
        "OrgID_Provider",
        DiffersFromUpload("provider"),
        "MHS00030",
        Severity.REJECT_RECORD,
        condition="differs from the organisation signed in to the portal",
    ),
    rule(
        "OrgID_Provider",
        NotLive(),
        "MHS00035",
        Severity.REJECT_RECORD,
        condition="organisation not live at any time in the period",
    ),
    rule(
        "OrgID_Submitter",
        DiffersFromUpload("submitter"),
        "MHS00033",
        condition="differs from the organisation signed in to the portal",
    ),
    live("OrgID_Submitter", "MHS00034"),
    rule(
        "RP_StartDate",
        DiffersFromUpload("period_start"),
        "MHS00016",
        Severity.REJECT_RECORD,
        condition="differs from the period chosen at upload",
    ),
    rule(
        "RP_EndDate",
        DiffersFromUpload("period_end"),
        "MHS00019",
        Severity.REJECT_RECORD,
        condition="differs from the period chosen at upload",
    ),
    earlier("FileCreation_DateTime", PERIOD_START, "MHS00036"),
    later("FileCreation_DateTime", Operand(UPLOAD_DATE), "MHS00027"),
    earlier("FileCreation_DateTime", PERIOD_END, "MHS00037"),
    mandatory=True,
)

"""The group sessions of the golden month and the rows they make, by hand.

One is known whole, one by what must be; one was struck out, one was led by the nurse alone, whom then CYP901 states;
September's and November's are told by their own months, whatever a store gives.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.clinical.group_session import GroupSession
from tests.csds.rows.expecting import Rows, row
from tests.csds.rows.golden_service import ABSENT, CLERK, PHYSIOTHERAPIST, TRUST, known

_WHOLE = GroupSession(
    *(TRUST, known("GS1"), 1, date(2026, 10, 1), "QOX", 90, "02", 12, "L01", "RXX01", PHYSIOTHERAPIST, "SLA-2"),
    *(False, None, datetime(2026, 10, 1, 16, tzinfo=UTC), CLERK),
)
_LEAST = replace(
    _WHOLE,
    id=known("GS2"),
    held_on=date(2026, 10, 31),
    minutes=None,
    session_type="98",
    participants=999,
    location_type=None,
    site=None,
    professional=None,
    service_line_agreement=None,
)
_BY_THE_NURSE = replace(_LEAST, id=known("GS3"), version=2, professional=ABSENT, participants=1, amendment_reason="x")
_STRUCK = replace(_WHOLE, id=known("GS4"), version=2, entered_in_error=True, amendment_reason="Never held")
_BEFORE, _AFTER = (
    replace(_WHOLE, id=known(each), held_on=on) for each, on in (("GS5", date(2026, 9, 30)), ("GS6", date(2026, 11, 1)))
)

SESSIONS = (_STRUCK, _AFTER, _LEAST, _WHOLE, _BY_THE_NURSE, _BEFORE)

ROWS: Rows = (
    row(
        "CYP301GroupSession",
        GroupSessionID="0000000000GS1",
        GroupSession_Date=date(2026, 10, 1),
        OrgID_Commissioner="QOX",
        GroupSession_Duration=90,
        GroupSession_Type="02",
        NumberOfParticipants=12,
        Activity_LocationType="L01",
        Treatment_OrgSiteID="RXX01",
        CareProfessionalID_Local="PHYS1",
        ServiceLineAgreement="SLA-2",
    ),
    row(
        "CYP301GroupSession",
        GroupSessionID="0000000000GS2",
        GroupSession_Date=date(2026, 10, 31),
        OrgID_Commissioner="QOX",
        GroupSession_Type="98",
        NumberOfParticipants=999,
    ),
    row(
        "CYP301GroupSession",
        GroupSessionID="0000000000GS3",
        GroupSession_Date=date(2026, 10, 31),
        OrgID_Commissioner="QOX",
        GroupSession_Type="98",
        NumberOfParticipants=1,
        CareProfessionalID_Local="NURS1",
    ),
    row("CYP901StaffDetails", CareProfessionalID_Local="NURS1", RegistrationBody="09"),
)

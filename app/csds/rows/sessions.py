"""Group sessions: CYP301, which names no child."""

from collections.abc import Iterable, Iterator

from app.clinical.group_session import GroupSession
from app.csds.rows.month import Made, Month
from app.identity import shown


def session_rows(sessions: Iterable[GroupSession], month: Month) -> Iterator[Made]:
    """A row for each session of the period, by day; those entered in error leave."""
    mine = (each for each in sessions if not each.entered_in_error)
    for each in sorted(mine, key=lambda each: (each.held_on, each.id)):
        if month.period.first <= each.held_on <= month.period.last:
            yield _session(each, month)


def _session(session: GroupSession, month: Month) -> Made:
    return Made(
        "CYP301GroupSession",
        session.id,
        {
            "GroupSessionID": shown(session.id),
            "GroupSession_Date": session.held_on,
            "OrgID_Commissioner": session.commissioner,
            "GroupSession_Duration": session.minutes,
            "GroupSession_Type": session.session_type,
            "NumberOfParticipants": session.participants,
            "Activity_LocationType": session.location_type,
            "Treatment_OrgSiteID": session.site,
            "CareProfessionalID_Local": month.professional_code(session.professional),
            "ServiceLineAgreement": session.service_line_agreement,
        },
    )

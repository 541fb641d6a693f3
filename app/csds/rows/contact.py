"""The contact: CYP201, its activities and findings (CYP202), what was measured (CYP611) and scored (CYP612)."""

from collections.abc import Iterator
from datetime import date

from app.clinical.ages import completed_years
from app.clinical.encounter import CareActivity, CodedItem, Encounter
from app.csds.rows.month import Made, Month, known_as
from app.csds.rows.placing import SNOMED_FINDING, is_finding
from app.csds.rows.scores import scored_at_contact
from app.csds.rows.state import ChildInMonth
from app.identity import shown

_ASSESSMENT = "02"
_LYING_YEARS = 2
"""Below so many years of age a child's length is measured lying down."""


def contact_rows(told: ChildInMonth, month: Month) -> Iterator[Made]:
    """Every row that hangs on a contact."""
    for encounter in told.contacts:
        contact = known_as(told.record, encounter.id)
        yield _contact(told, encounter, contact, month)
        for activity in encounter.activities:
            yield _activity(encounter, activity, contact, month)
        yield from _findings(told, encounter, contact, month)
        yield from _measured(told, encounter, contact, month)
        yield from _scored(encounter)


def _contact(told: ChildInMonth, encounter: Encounter, identifier: str, month: Month) -> Made:
    contact = encounter.contact
    mechanism = contact.mechanism
    return Made(
        "CYP201CareContact",
        encounter.id,
        {
            "CareContactID": identifier,
            "ServiceRequestID": known_as(told.record, encounter.referral),
            "TeamID_Local": month.team_code(contact.team),
            "Contact_Date": contact.on,
            "Contact_Time": contact.at,
            "OrgID_Commissioner": contact.commissioner,
            "AdminCategory": contact.administrative_category,
            "CareContact_Duration": contact.minutes,
            "Consultation_Type": contact.consultation_type,
            "CareContact_Subject": contact.subject,
            "ConsMechanism": None if mechanism is None else mechanism.value,
            "Activity_LocationType": contact.location_type,
            "Treatment_OrgSiteID": contact.site,
            "GroupTherapyIndicator": contact.group_therapy,
            "AttendanceStatus": contact.attendance.value,
            "ReasonableOffer_Date": contact.reasonable_offer_on,
            "ClinicallyAppropriate_Date": contact.clinically_appropriate_on,
            "Contact_CancellationDate": contact.cancelled_on,
            "Contact_CancellationReason": contact.cancellation_reason,
            "ReplacementAppointment_OfferedDate": contact.replacement_offered_on,
            "ReplacementAppointment_BookedDate": contact.replacement_booked_on,
        },
    )


def _activity(encounter: Encounter, activity: CareActivity, contact: str, month: Month) -> Made:
    values: dict[str, object] = {
        "CareActivityID": shown(activity.id),
        "CareContactID": contact,
        "Activity_Type": activity.activity_type,
        "CareProfessionalID_Local": month.professional_code(activity.professional),
        "CareActivity_Duration": activity.minutes,
    }
    coded = (("Procedure", activity.procedure), ("Finding", activity.finding), ("Observation", activity.observation))
    for name, item in coded:
        if item is not None:
            values |= {f"{name}_Scheme": item.scheme, f"Coded{name}": item.code}
    if isinstance(activity.observation, CodedItem):
        values |= {
            "ObservationValue": activity.observation.value,
            "UC_UnitOfMeasurement": activity.observation.unit,
        }
    return Made("CYP202CareActivity", encounter.id, values)


def _findings(told: ChildInMonth, encounter: Encounter, contact: str, month: Month) -> Iterator[Made]:
    """What was found at the contact and is no diagnosis: one activity for each finding, for an activity has one."""
    for number, statement in enumerate(encounter.statements, 1):
        if statement.need not in told.withdrawn and is_finding(statement, month.refset):
            yield Made(
                "CYP202CareActivity",
                encounter.id,
                {
                    "CareActivityID": f"{shown(encounter.id)}-{number}",
                    "CareContactID": contact,
                    "Activity_Type": _ASSESSMENT,
                    "CareProfessionalID_Local": month.professional_code(statement.source.professional),
                    "Finding_Scheme": SNOMED_FINDING,
                    "CodedFinding": str(statement.concept),
                },
            )


def _measured(told: ChildInMonth, encounter: Encounter, contact: str, month: Month) -> Iterator[Made]:
    """Weight in kilograms; height in metres, or of a child under two years the length in centimetres."""
    growth = encounter.growth
    measured = growth is not None and (growth.weight_grams is not None or growth.height_millimetres is not None)
    activity = _own_activity(encounter)
    if not measured and (encounter.activities or not scored_at_contact(encounter)):
        return
    yield Made(
        "CYP202CareActivity",
        encounter.id,
        {
            "CareActivityID": activity,
            "CareContactID": contact,
            "Activity_Type": _ASSESSMENT,
            "CareProfessionalID_Local": month.professional_code(encounter.professional),
        },
    )
    if growth is None or not measured:
        return
    values: dict[str, object] = {"CareActivityID": activity}
    if growth.weight_grams is not None:
        values["Weight"] = _decimal(growth.weight_grams, 3)
    if growth.height_millimetres is not None:
        lying = _lies(told.record.child.demographics.birth_date, encounter.contact.on, growth.height_millimetres)
        values |= (
            {"Length": f"{growth.height_millimetres / 10:.1f}"}
            if lying
            else {"Height": f"{(growth.height_millimetres + 5) // 10 / 100:.2f}"}
        )
    yield Made("CYP611Obs", encounter.id, values)


def _own_activity(encounter: Encounter) -> str:
    """The activity that stands for measuring, and for scoring where nobody said what was done."""
    return f"{shown(encounter.id)}-0"


def _scored(encounter: Encounter) -> Iterator[Made]:
    """The scores of the day of the contact, with what its lead did."""
    for score in scored_at_contact(encounter):
        values = {"CareActivityID": _lead_activity(encounter), "SNOMED_ID": str(score.concept), "Score": score.score}
        yield Made("CYP612CodedAssessmentContact", encounter.id, values)


def _lead_activity(encounter: Encounter) -> str:
    activities = encounter.activities
    by_lead = (each for each in activities if each.professional == encounter.professional)
    lead = next(by_lead, activities[0] if activities else None)
    return _own_activity(encounter) if lead is None else shown(lead.id)


def _lies(born: date | None, on: date, millimetres: int) -> bool:
    # PERSON LENGTH IN CENTIMETRES has two digits before its point, and 99.9 says that it is not known.
    return born is not None and completed_years(born, on) < _LYING_YEARS and millimetres < 999


def _decimal(amount: int, places: int) -> str:
    """An integer of the smallest unit as a decimal, without zeros that say nothing."""
    whole, part = divmod(amount, 10**places)
    return f"{whole}.{part:0{places}d}".rstrip("0").rstrip(".")

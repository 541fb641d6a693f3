"""All rows of a build, in one pass: the header, what each child's record gives, and the staff that it names."""

from collections.abc import Iterator, Set

from app.csds.ports import ChildRecord
from app.csds.rows.contact import contact_rows
from app.csds.rows.month import Made, Month
from app.csds.rows.patient import patient_rows
from app.csds.rows.referral import referral_rows
from app.csds.rows.scores import score_rows
from app.csds.rows.state import child_in_month
from app.identity import Identity

NO_ORIGIN = Identity(0)
_BODIES_REFUSED = frozenset({"18"})
"""PROFESSIONAL REGISTRATION BODY CODE of Social Work England, which the data set does not take."""


def header_row(month: Month, version: str) -> Made:
    """CYP000Header."""
    return Made(
        "CYP000Header",
        NO_ORIGIN,
        {
            "Version": version,
            "OrgID_Provider": month.provider,
            "OrgID_Submitter": month.submitter,
            "RP_StartDate": month.period.first,
            "RP_EndDate": month.period.last,
            "FileCreation_DateTime": month.created.replace(microsecond=0),
            "PrimarySystem": month.primary_system,
        },
    )


def child_rows(record: ChildRecord, month: Month) -> Iterator[Made]:
    """The rows of a child; none when nothing of them is of the period."""
    told = child_in_month(record, month.period)
    if told is not None:
        yield from patient_rows(told, month)
        yield from referral_rows(told, month)
        yield from contact_rows(told, month)
        yield from score_rows(told, month)


def staff_rows(month: Month, named: Set[str]) -> Iterator[Made]:
    """CYP901 of the professionals that rows name, by their local identifiers."""
    for each in sorted(month.professionals.values(), key=lambda each: each.local_identifier):
        if each.local_identifier in named:
            yield Made(
                "CYP901StaffDetails",
                each.id,
                {
                    "CareProfessionalID_Local": each.local_identifier,
                    "RegistrationBody": None if each.registration_body in _BODIES_REFUSED else each.registration_body,
                    "RegistrationEntryID": each.registration_entry,
                    "StaffGroup": each.staff_group,
                    "OccupationCode": each.occupation_code,
                    "JobRoleCode": each.job_role,
                },
            )

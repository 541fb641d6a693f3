"""Coded scored assessments of the referral (CYP609): those completed on another day than that of a contact.

A score of the day of a contact at which the child was seen goes with that contact (CYP612). Any other is of the month
in which it was completed, whenever it came to the clinic: it stands in that month's refresh at the latest.
"""

from collections.abc import Iterable, Iterator

from app.clinical.encounter import Encounter
from app.clinical.scores import AssessmentScore
from app.csds.rows.month import Made, Month, each_once, known_as
from app.csds.rows.state import ChildInMonth


def scored_at_contact(encounter: Encounter) -> tuple[AssessmentScore, ...]:
    """The scores of an encounter that were completed at it, a contact at which the child was seen."""
    if not encounter.seen:
        return ()
    return tuple(each for each in encounter.scores if each.completed_on in (None, encounter.contact.on))


def score_rows(told: ChildInMonth, month: Month) -> Iterator[Made]:
    """The rows of CYP609 of a child."""
    yield from each_once(_rows(told, month, {each.id for each in told.referrals}))


def _rows(told: ChildInMonth, month: Month, referrals: Iterable[int]) -> Iterator[Made]:
    standing = (each for each in told.record.encounters if not each.entered_in_error and each.referral in referrals)
    for encounter in sorted(standing, key=lambda each: (each.contact.on, each.id)):
        at_contact = scored_at_contact(encounter)
        for score in encounter.scores:
            day = score.completed_on or encounter.contact.on
            if score in at_contact or not month.period.first <= day <= month.period.last:
                continue
            yield Made(
                "CYP609CodedAssessmentReferral",
                encounter.id,
                {
                    "ServiceRequestID": known_as(told.record, encounter.referral),
                    "SNOMED_ID": str(score.concept),
                    "Score": score.score,
                    "AssessmentCompletion_Date": day,
                },
            )

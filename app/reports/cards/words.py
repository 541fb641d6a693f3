"""What the cards of several measures say alike."""

from typing import Final

ASKED_CHILDREN: Final = "Children asked about needs within 12 months before the period's end"
ASKED: Final = (
    "Of children asked, not of children seen: a child who was not asked is in neither number, and one of whom none was "
    "identified is in the denominator. A share is of what was recorded, and no prevalence."
)
SURENESS: Final = (
    "Suspected needs, and conditions, technology dependencies and functional levels that are only reported, are rows "
    "of their own beside those diagnosed."
)
WHERE: Final = (
    "Each child counts once, across organisations too by the NHS number; a child without one may count at each "
    "organisation. Area and circumstances are those last recorded that hold at the period's end: local authority and "
    "region by where a child lives, responsible authority for placed children, integrated care board by general "
    "practice, provider by who recorded it. What is not known is a row of its own. Ages 0 to 25, and unknown ages."
)
NOT_COUNTED: Final = (
    "Needs excluded, entered in error, in the clinician's own words, outside the reference set, or sensitive; children "
    "over 25 or who have died"
)

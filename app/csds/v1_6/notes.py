"""What is to be known of a field beyond its format, where it takes more than a line."""

from typing import Final

ASSESSMENTS: Final = (
    "SNOMED CT concept ID of the assessment tool/score; permitted tools and score ranges are listed in "
    "the ETOS assessments sheet (not public here)"
)
CIRCUMSTANCES: Final = (
    "SNOMED CT concept ID; guidance points to refset 999002601000000106 (religion) and 999003081000000103 "
    "(sexual orientation)"
)
DIAGNOSIS_SCHEMES: Final = (
    "01 (A&E) retired November 2020; the exact v1.6 permitted subset was not confirmed from an official file"
)
LANGUAGES: Final = (
    "ISO 639-1 two-letter code plus q1 Braille, q2 American SL, q3 Australian SL, q4 BSL, q5 Makaton "
    "(external list, not enumerated here)"
)

"""Small files of others, made for tests."""

from collections.abc import Sequence

from app.reports.elsewhere.education import PLACE

ENGLAND = "2024,Calendar year,National,E92000001,England,,,,,"
NORTH_EAST = "2024,Calendar year,Regional,E92000001,England,E12000001,North East,,,"
SUNDERLAND = "2024,Calendar year,Local authority,E92000001,England,E12000001,North East,E08000024,394,Sunderland"
ALL_REVIEWS = "All annual reviews,All annual reviews"

REVIEWS = (
    ",".join(PLACE) + ",breakdown_topic,breakdown,total_ehc_plans,review_expected,review_meeting_prior_24,"
    "review_meeting_prior_24,number_decsion_4weeks,number_decision_gt_4weeks,pc_decsion_4weeks\n"
)
"""As published: a column twice, two misspelt."""


def reviews(*rows: str) -> bytes:
    """A file of annual reviews with its byte order mark."""
    return ("\ufeff" + REVIEWS + "\n".join(rows) + "\n").encode()


def in_layout(columns: str, rows: Sequence[str]) -> bytes:
    """A file in the layout of “explore education statistics”."""
    return (",".join(PLACE) + "," + columns + "\n" + "\n".join(rows) + "\n").encode()

"""The data sets of the Department for Education that are known by name, and how a file is recognised as one of them.

A file is taken for the data set that its name says, else for the one whose columns it has; any other file of the same
layout is taken under its own name. Columns are those of the 2025 release (statistical release *Education, health and
care plans*, data guidance), in lower case; words misspelt there are mended (`MENDED`).
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

MENDED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number_decsion_4weeks": "number_decision_4weeks",
        "pc_decsion_4weeks": "pc_decision_4weeks",
        "outcome_maintan": "outcome_maintain",
        "number_asssess_mediation_tribunal": "number_assess_mediation_tribunal",
    }
)
"""As published: as it is kept."""

NEEDS: Final = ("asd", "ds", "hi", "mld", "msi", "oth", "pd", "pmld", "semh", "slcn", "sld", "spld", "vi")
"""Types of need (SEN2, SENTYPE); Down syndrome only in files of 2026 and later."""

SETTINGS: Final = (
    "mainstream_total",
    "special_total",
    "ap_pru_total",
    "fe_total",
    "ed_elsewhere",
    "nm_early_years",
    "placement_unknown",
)
_LATER_NEEDS: Final = ("ds",)


class DataSet(StrEnum):
    """A data set; the value is the name of its file as it is published, without its ending."""

    CASELOAD = "caseload"
    PRIMARY_NEEDS = "sen_needs_all_plans"
    TIMELINESS = "timeliness_20_week"
    REQUESTS = "requests"
    ASSESSMENTS = "assessments"
    ANNUAL_REVIEWS = "annual_reviews"

    @property
    def counts(self) -> tuple[str, ...]:
        """Columns it must have, each of whole numbers or symbols."""
        return _COUNTS[self]


_COUNTS: Final = {
    DataSet.CASELOAD: ("ehcplans", *SETTINGS),
    DataSet.PRIMARY_NEEDS: (
        "ehc_plans",
        *(f"number_{each}" for each in NEEDS if each not in _LATER_NEEDS),
        "number_need_unknown",
    ),
    DataSet.TIMELINESS: (
        "plans_issued_den",
        "plans_issued_den_ex",
        "plans_issued_within_20_weeks",
        "plans_issued_20_weeks_ex",
    ),
    DataSet.REQUESTS: ("requests_received_in_year", "request_outcome_six_weeks", "request_outcome_over_6_weeks"),
    DataSet.ASSESSMENTS: ("assess_in_year", "assess_issued", "assess_not_issued"),
    DataSet.ANNUAL_REVIEWS: (
        "total_ehc_plans",
        "review_expected",
        "number_decision_4weeks",
        "number_decision_gt_4weeks",
    ),
}

_ENDINGS: Final = re.compile(r"([_-]?(extract|shipped|demo|[0-9]{1,6})|\([0-9]+\))+$")
_NEW_PLANS: Final = "new_?plans"


def name_of_file(file: str) -> str:
    """The name of a file in lower case, without its ending and without what a download adds: `caseload (1).csv`."""
    stem = file.rsplit("/", 1)[-1].rsplit("\\", 1)[-1].lower().removesuffix(".csv")
    stem = _ENDINGS.sub("", stem.replace(" ", ""))
    return re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:60] or "unnamed"


def recognised(file: str, columns: Collection[str]) -> DataSet | None:
    """The data set that a file is of; None for one that is not known.

    A file that its name says is of one is judged as one, whether or not it has its columns. Plans of primary needs and
    *new* plans by primary need have the same columns, so that the name alone tells them apart.
    """
    name = name_of_file(file)
    named = next((each for each in DataSet if each.value == name), None)
    if named is not None:
        return named
    if re.search(_NEW_PLANS, name):
        return None
    return next((each for each in DataSet if set(each.counts) <= set(columns)), None)


def mended(columns: Collection[str]) -> tuple[str, ...]:
    """The columns with the misspelt ones as they should be, unless the right word is there as well."""
    return tuple(each if MENDED.get(each, each) in columns else MENDED.get(each, each) for each in columns)

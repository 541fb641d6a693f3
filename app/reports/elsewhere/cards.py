"""The cards of what the Department for Education has published about education, health and care (EHC) plans.

Each says which data set and columns it is made of. The figures are exact and public; shares and intervals are worked
out here. More plans for a need are neither better nor worse; what is done in time is better.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from app.reports.card import AgeDate, Breakdown, Card, Direction, Lens, Level, Population
from app.reports.elsewhere.datasets import NEEDS, SETTINGS, DataSet
from app.reports.elsewhere.manifest import OGL

PUBLISHED: Final = "published"
"""In place of a disclosure profile: others have published the figures exactly."""

LEVELS: Final = (Level.LOCAL_AUTHORITY, Level.REGION, Level.ENGLAND)
_AREA_RULES: Final = (
    (Level.LOCAL_AUTHORITY, "Local authority that maintains the plan, or to which the request was made"),
    (Level.REGION, "Region of the local authority that maintains the plan, or to which the request was made"),
    (Level.ENGLAND, "All local authorities of England"),
)
UNKNOWN_NEED: Final = "need_unknown"

NEED_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "asd": "Autistic spectrum disorder",
        "ds": "Down syndrome",
        "hi": "Hearing impairment",
        "mld": "Moderate learning difficulty",
        "msi": "Multi-sensory impairment",
        "oth": "Other difficulty or disability",
        "pd": "Physical disability",
        "pmld": "Profound and multiple learning difficulty",
        "semh": "Social, emotional and mental health",
        "slcn": "Speech, language and communication needs",
        "sld": "Severe learning difficulty",
        "spld": "Specific learning difficulty",
        "vi": "Vision impairment",
        UNKNOWN_NEED: "Not reported",
    }
)
SETTING_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mainstream_total": "Mainstream school",
        "special_total": "Special school",
        "ap_pru_total": "Alternative provision or pupil referral unit",
        "fe_total": "Further education",
        "ed_elsewhere": "Educated elsewhere",
        "nm_early_years": "Early years setting, not maintained",
        "placement_unknown": "Placement not recorded",
    }
)
ITEM_WORDS: Final[Mapping[str, str]] = MappingProxyType({**NEED_WORDS, **SETTING_WORDS})
"""What the items of these measures are called, by their key."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """An item: the columns whose sum is counted, those whose sum it is counted among, and that of the published
    percentage, empty where there is none."""

    item: str
    counted: tuple[str, ...]
    among: tuple[str, ...]
    percent: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A measure: its card, its data set, and what it is made of. `total` names the topic of the rows that are of all
    plans, whose beginning is enough: its words have changed from year to year."""

    card: Card
    data_set: DataSet
    ratios: tuple[Ratio, ...]
    total: str = "All "


def _card(key: str, title: str, definition: str, of: tuple[str, str], source: str, **other: str) -> Card:
    return Card(
        key=key,
        title=title,
        lens=Lens.PROFILE,
        definition=definition,
        numerator=of[0],
        denominator=of[1],
        exclusions=other.get("exclusions", "None"),
        source=f"Department for Education, Education, health and care plans, {source}. {OGL}",
        unit=other.get("unit", "EHC plans"),
        population=Population.RESIDENT,
        age_date=AgeDate.NOT_TAKEN,
        levels=LEVELS,
        breakdowns=(Breakdown.NONE,),
        items=other.get("items", ""),
        frequency="Yearly",
        profile=PUBLISHED,
        area_rules=_AREA_RULES,
    )


def _timeliness(card: Card) -> Card:
    return replace(card, lens=Lens.ASSURANCE, direction=Direction.MORE_IS_BETTER)


_OF_AUTHORITY: Final = (
    "Plans are those that a local authority maintains, for children and young people from 0 to 25 who live there. "
)
_CASELOAD: Final = "data set caseload"

PUBLISHED_MEASURES: Final = (
    Published(
        _card(
            "ehc_plans_by_need",
            "EHC plans by primary need",
            _OF_AUTHORITY + "The primary need is the first that the plan names; each plan counts once.",
            ("Plans with the primary need, in January", "All plans in January"),
            "data set sen_needs_all_plans",
            items="Primary need",
        ),
        DataSet.PRIMARY_NEEDS,
        (
            *(Ratio(each, (f"number_{each}",), ("ehc_plans",), f"{each}_pc") for each in NEEDS),
            Ratio(UNKNOWN_NEED, ("number_need_unknown",), ("ehc_plans",), "unknown_pc"),
        ),
    ),
    Published(
        _card(
            "ehc_plans_by_setting",
            "EHC plans by setting",
            _OF_AUTHORITY + "The setting is that which the plan names.",
            ("Plans with a placement of the kind, in January", "All plans in January"),
            _CASELOAD,
            items="Setting",
        ),
        DataSet.CASELOAD,
        tuple(Ratio(each, (each,), ("ehcplans",), f"{each}_pc") for each in SETTINGS),
    ),
    Published(
        replace(
            _card(
                "ehc_plans_by_age_and_sex",
                "EHC plans by age and sex",
                _OF_AUTHORITY + "Each plan counts once in each breakdown.",
                ("Plans for those of the age or sex, in January", "All plans in January"),
                _CASELOAD,
            ),
            breakdowns=(Breakdown.NONE, Breakdown.AGE_BAND, Breakdown.SEX),
            age_date=AgeDate.SCHOOL_YEAR,
        ),
        DataSet.CASELOAD,
        (Ratio("", ("ehcplans",), ("ehcplans",)),),
    ),
    Published(
        _timeliness(
            _card(
                "ehc_plans_within_20_weeks",
                "EHC plans issued within 20 weeks",
                "New plans issued in the calendar year within 20 weeks of the request (regulation 13, Special "
                "Educational Needs and Disability Regulations 2014).",
                ("Plans issued within 20 weeks", "All new plans issued"),
                "data set timeliness_20_week",
                exclusions="Plans for which the regulations allow longer (exceptions)",
            )
        ),
        DataSet.TIMELINESS,
        (Ratio("", ("plans_issued_20_weeks_ex",), ("plans_issued_den_ex",), "pc_plans_issued_20_weeks_ex"),),
    ),
    Published(
        _timeliness(
            _card(
                "ehc_plans_within_20_weeks_all",
                "EHC plans issued within 20 weeks, exceptions included",
                "New plans issued in the calendar year within 20 weeks of the request, whether or not the regulations "
                "allow longer.",
                ("Plans issued within 20 weeks", "All new plans issued"),
                "data set timeliness_20_week",
            )
        ),
        DataSet.TIMELINESS,
        (Ratio("", ("plans_issued_within_20_weeks",), ("plans_issued_den",), "pc_plans_issued_within_20_weeks"),),
    ),
    Published(
        _timeliness(
            _card(
                "ehc_requests_within_6_weeks",
                "Requests for an EHC needs assessment decided within 6 weeks",
                "Requests received in the calendar year on which it was decided whether to assess, within 6 weeks "
                "(regulation 5, Special Educational Needs and Disability Regulations 2014).",
                ("Requests decided within 6 weeks", "Requests decided within 6 weeks or later"),
                "data set requests",
                exclusions="Requests withdrawn or not decided",
                unit="Requests",
            )
        ),
        DataSet.REQUESTS,
        (
            Ratio(
                "",
                ("request_outcome_six_weeks",),
                ("request_outcome_six_weeks", "request_outcome_over_6_weeks"),
                "request_outcome_six_weeks_pc",
            ),
        ),
    ),
    Published(
        _timeliness(
            _card(
                "ehc_reviews_within_4_weeks",
                "Annual reviews decided within 4 weeks",
                "Annual reviews of plans whose meeting was held, with the decision within 4 weeks of it (regulation "
                "20, Special Educational Needs and Disability Regulations 2014).",
                ("Reviews decided within 4 weeks", "Reviews decided within 4 weeks or later"),
                "data set annual_reviews",
                exclusions="Reviews not held or not decided",
                unit="Annual reviews",
            )
        ),
        DataSet.ANNUAL_REVIEWS,
        (
            Ratio(
                "",
                ("number_decision_4weeks",),
                ("number_decision_4weeks", "number_decision_gt_4weeks"),
                "pc_decision_4weeks",
            ),
        ),
    ),
)

TIMELY: Final = frozenset(each.card.key for each in PUBLISHED_MEASURES if each.card.direction is not Direction.NONE)
"""Measures of whether something was done in the time that the law gives: those alone are said to be better or worse."""

EDUCATION_CARDS: Final[Mapping[str, Card]] = MappingProxyType({each.card.key: each.card for each in PUBLISHED_MEASURES})
"""The cards by key, in the order they are shown in; `education_cards` says their years."""

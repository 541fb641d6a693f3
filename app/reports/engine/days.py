"""The days of a quarter and what is worked out from them, as SQL writes them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.reports.card import Breakdown
from app.reports.cards.parts import AGE_BANDS, OLDEST, SCHOOL_PHASES, asked_since, school_year_start
from app.reports.periods import Quarter

COLUMN_OF: Final = {
    Breakdown.AGE_BAND: "band",
    Breakdown.SEX: "sex",
    Breakdown.ETHNIC_CATEGORY: "ethnic_category",
    Breakdown.DEPRIVATION: "deprivation",
    Breakdown.LOOKED_AFTER: "looked_after",
    Breakdown.EHC_PLAN: "ehc_plan",
    Breakdown.SCHOOL_PHASE: "school_phase",
}
"""The column of each breakdown: places in its list of parts."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a quarter as SQL writes them."""

    first: str
    last: str
    asked_since: str
    school_year: str


def days_of(quarter: Quarter) -> Days:
    """The days that a quarter's tables are made with."""
    return Days(_day(quarter.first), _day(quarter.last), _day(asked_since(quarter)), _day(school_year_start(quarter)))


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def age_at(day: str, born: str = "born") -> str:
    """Completed years at a day, as `app.clinical.ages.completed_years`; NULL without a date of birth."""
    ahead = f"month({day}) * 100 + day({day}) < month({born}) * 100 + day({born})"
    return f"(year({day}) - year({born}) - CASE WHEN {ahead} THEN 1 ELSE 0 END)::SMALLINT"


def band(age: str) -> str:
    """The place of an age in the list of age bands."""
    bounds = [f"WHEN {age} <= {last} THEN {place}" for place, (_, last) in enumerate(AGE_BANDS.values())]
    return f"(CASE WHEN {age} IS NULL THEN {len(AGE_BANDS)} {' '.join(bounds)} ELSE {len(AGE_BANDS)} END)::UTINYINT"


def phase(age: str) -> str:
    """The place of an age on 31 August in the list of school phases; `age` is NULL where it is not known."""
    bounds = [f"WHEN {age} <= {last} THEN {place}" for place, (_, last) in enumerate(SCHOOL_PHASES.values())]
    unknown = len(SCHOOL_PHASES)
    return f"(CASE WHEN born IS NULL THEN {unknown} {' '.join(bounds)} ELSE {unknown} END)::UTINYINT"


def counted_age(age: str = "age") -> str:
    """Whether a child of this age is counted."""
    return f"({age} IS NULL OR {age} BETWEEN 0 AND {OLDEST})"

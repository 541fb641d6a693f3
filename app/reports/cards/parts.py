"""The parts that breakdowns have: fixed bands and the codes of closed lists, so that nobody can ask for a finer one.

What is not known, and what is no code of its list, is the part `unknown`: a row of its own, never left out.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from app.clinical.ages import completed_years
from app.clinical.child_items import EHC_PLAN
from app.clinical.code_lists import ETHNIC_CATEGORY, LOOKED_AFTER_CHILD, STATED_GENDER
from app.reports.card import Breakdown, Level
from app.reports.periods import Quarter

UNKNOWN: Final = "unknown"
NONE: Final = "none"
ENGLAND: Final = "E92000001"
YOUNGEST: Final = 0
OLDEST: Final = 25
"""Those to whom part 3 of the Children and Families Act 2014 applies: to the 26th birthday."""

AGE_BANDS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"0-4": (0, 4), "5-10": (5, 10), "11-15": (11, 15), "16-18": (16, 18), "19-25": (19, 25)}
)
"""The only age bands there are, each with its first and last completed year."""

SCHOOL_PHASES: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {"early_years": (-1, 3), "primary": (4, 10), "secondary": (11, 15), "post_16": (16, OLDEST + 1)}
)
"""By age on the last 31 August before the period: who was 4 then starts in reception. Those born since are of early
years too, and who is 25 at the end may not have been 26 then."""

FACT_OF: Final[Mapping[Breakdown, str]] = MappingProxyType(
    {
        Breakdown.ETHNIC_CATEGORY: "ethnic_category",
        Breakdown.DEPRIVATION: "deprivation_decile",
        Breakdown.LOOKED_AFTER: "looked_after",
        Breakdown.EHC_PLAN: "ehc_plan",
    }
)
"""The kind of dated fact that a breakdown is by."""

AREA_FACT_OF: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.REGION: "region",
        Level.LOCAL_AUTHORITY: "local_authority",
        Level.RESPONSIBLE_AUTHORITY: "responsible_authority",
        Level.ICB: "icb",
    }
)
"""The kind of dated fact that says which area of a level a child is of."""

_TELL_NOTHING: Final = frozenset({"X", "99"})


def _codes(answers: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(code for code in answers if code not in _TELL_NOTHING)


PARTS: Final[Mapping[Breakdown, tuple[str, ...]]] = MappingProxyType(
    {
        Breakdown.NONE: ("",),
        Breakdown.AGE_BAND: (*AGE_BANDS, UNKNOWN),
        Breakdown.SEX: (*_codes(STATED_GENDER.answers), UNKNOWN),
        Breakdown.ETHNIC_CATEGORY: (*_codes(ETHNIC_CATEGORY.answers), UNKNOWN),
        Breakdown.DEPRIVATION: (*map(str, range(1, 11)), UNKNOWN),
        Breakdown.LOOKED_AFTER: (*_codes(LOOKED_AFTER_CHILD.answers), NONE, UNKNOWN),
        Breakdown.EHC_PLAN: (*EHC_PLAN.answers, NONE, UNKNOWN),
        Breakdown.SCHOOL_PHASE: (*SCHOOL_PHASES, UNKNOWN),
    }
)
"""Every part of every breakdown, in the order they are shown in."""


def part_of(breakdown: Breakdown, value: str | None) -> str:
    """The part that a recorded value is of: itself where its list has it; `none` where the fact is known to be none and
    the list tells that from a code; else `unknown`."""
    known = PARTS[breakdown]
    if value == "" and NONE in known:
        return NONE
    return value if value and value in known and value != NONE else UNKNOWN


def age_band(age: int | None) -> str:
    """The band of an age in completed years."""
    return _band(AGE_BANDS, age)


def school_phase(age: int | None) -> str:
    """The phase of an age on 31 August; negative for a child born since."""
    return _band(SCHOOL_PHASES, None if age is None else max(-1, age))


def _band(bands: Mapping[str, tuple[int, int]], age: int | None) -> str:
    if age is None:
        return UNKNOWN
    return next((name for name, (first, last) in bands.items() if first <= age <= last), UNKNOWN)


def counted_age(born: date | None, at: date) -> int | None:
    """The completed years at a date, None when the date of birth is not known."""
    return None if born is None else completed_years(born, at)


def within_ages(age: int | None) -> bool:
    """Whether a child of this age is counted: 0 to 25, or not known."""
    return age is None or YOUNGEST <= age <= OLDEST


def school_year_start(quarter: Quarter) -> date:
    """The last 31 August before the period begins."""
    first = quarter.first
    day = date(first.year, 8, 31)
    return day if day < first else date(first.year - 1, 8, 31)


def asked_since(quarter: Quarter) -> date:
    """The day after which, to the period's end, a group must have been asked about: 12 months."""
    return quarter.earlier(4).last

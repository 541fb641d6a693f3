"""The card of a measure: everything a reader must know to act on a figure, and everything an engine must know to count
it."""

from dataclasses import dataclass
from enum import StrEnum


class Lens(StrEnum):
    """The three ways of looking (Council for Disabled Children, Data Bulletin 1, 2019)."""

    PROFILE = "profile"
    ASSURANCE = "assurance"
    OUTCOME = "outcome"

    @property
    def words(self) -> str:
        return {
            "profile": "Who and what",
            "assurance": "What we did, how well",
            "outcome": "What changed",
        }[self.value]


class Population(StrEnum):
    """Who is counted among whom."""

    RESIDENT = "resident"
    REGISTERED = "GP-registered"
    CASELOAD = "open caseload"
    SEEN = "seen"


class AgeDate(StrEnum):
    """The day at which age is taken."""

    PERIOD_END = "period end"
    CONTACT = "contact date"
    SCHOOL_YEAR = "31 August before the school year"


class Direction(StrEnum):
    """Whether more is better, worse, or neither."""

    NONE = "none"
    MORE_IS_BETTER = "more is better"
    LESS_IS_BETTER = "less is better"


class Level(StrEnum):
    """What areas are.

    Where a child lives, who answers for a placed one, whose practice they are with, who sees them.
    """

    ENGLAND = "england"
    REGION = "region"
    LOCAL_AUTHORITY = "local_authority"
    RESPONSIBLE_AUTHORITY = "responsible_authority"
    ICB = "icb"
    PROVIDER = "provider"

    @property
    def words(self) -> str:
        return {
            "england": "All areas",
            "region": "Region",
            "local_authority": "Local authority of residence",
            "responsible_authority": "Responsible local authority of placed children",
            "icb": "Integrated care board",
            "provider": "Provider",
        }[self.value]


class Breakdown(StrEnum):
    """By what a measure's children are split, besides area: one at a time."""

    NONE = "none"
    AGE_BAND = "age_band"
    SEX = "sex"
    ETHNIC_CATEGORY = "ethnic_category"
    DEPRIVATION = "deprivation"
    LOOKED_AFTER = "looked_after"
    EHC_PLAN = "ehc_plan"
    SCHOOL_PHASE = "school_phase"

    @property
    def words(self) -> str:
        return {
            "none": "All children",
            "age_band": "Age",
            "sex": "Sex",
            "ethnic_category": "Ethnic category",
            "deprivation": "Deprivation decile",
            "looked_after": "Looked after",
            "ehc_plan": "EHC plan",
            "school_phase": "School phase",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Card:
    """A measure's card.

    `key` names it in files and addresses. `items` says what its rows are of, empty for a measure of one row. A measure
    for `provider_only` is shown to the provider's own people alone, never released to commissioners. `owner`, `action`,
    `due` and `progress` of an area are kept beside (`actions`), not here. `fewer` names the levels that have fewer of
    the breakdowns, with those they have. `figures_of` is the period that figures of others are of, as their source
    writes it; empty for what is counted here, which is of the release's quarter.
    """

    key: str
    title: str
    lens: Lens
    definition: str
    numerator: str
    denominator: str
    exclusions: str
    source: str
    unit: str
    population: Population
    age_date: AgeDate
    levels: tuple[Level, ...]
    breakdowns: tuple[Breakdown, ...]
    items: str = ""
    direction: Direction = Direction.NONE
    frequency: str = "Quarterly"
    provider_only: bool = False
    profile: str = "nhs-5-5"
    fewer: tuple[tuple[Level, tuple[Breakdown, ...]], ...] = ()
    figures_of: str = ""

    def breakdowns_at(self, level: Level) -> tuple[Breakdown, ...]:
        """The breakdowns that the measure has for areas of a level; none for a level that it has not."""
        return dict(self.fewer).get(level, self.breakdowns) if level in self.levels else ()

    def tables(self) -> tuple[tuple[Level, Breakdown], ...]:
        """Every table of the measure in a release."""
        return tuple((level, breakdown) for level in self.levels for breakdown in self.breakdowns_at(level))

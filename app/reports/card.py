"""The card of a measure: everything a reader must know to act on a figure, and everything an engine must know to count
it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


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
    PLACED = "placed by the authority"
    RECORDED = "on the provider's own record"
    CASELOAD = "open caseload"
    REFERRED = "open caseload, and referrals whose wait ended in the period"
    SEEN = "seen"
    CONTACT = "with a contact, seen or not"

    @property
    def words(self) -> str:
        return self.value[0].upper() + self.value[1:]


class AgeDate(StrEnum):
    """The day at which age is taken."""

    PERIOD_END = "period end"
    CONTACT = "contact date"
    SCHOOL_YEAR = "31 August before the school year"
    NOT_TAKEN = "no age is taken"

    @property
    def words(self) -> str:
        return self.value[0].upper() + self.value[1:]


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


_AT_THE_END: Final = "as last recorded of what holds at the period's end"
_AREA_RULES: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.ENGLAND: "Everybody counted here, wherever they live, those whose area is not known among them",
        Level.REGION: f"Region of the local authority where a child lives, by postcode, {_AT_THE_END}",
        Level.LOCAL_AUTHORITY: f"Local authority where a child lives, by postcode, {_AT_THE_END}",
        Level.RESPONSIBLE_AUTHORITY: "Local authority responsible for a placed child, wherever the child lives, "
        f"{_AT_THE_END}; children who are not placed are left out",
        Level.ICB: "Integrated care board of the general practice with which a child is registered, wherever the child "
        f"lives, {_AT_THE_END}",
        Level.PROVIDER: "Provider whose record it is, each by its own records alone; a child of two counts at both",
    }
)
"""Which area a child is counted in. It is the same for all that is counted here (`app.reports.definition`)."""

_LIVING_ELSEWHERE: Final[Mapping[Level, Population]] = MappingProxyType(
    {
        Level.ICB: Population.REGISTERED,
        Level.RESPONSIBLE_AUTHORITY: Population.PLACED,
        Level.PROVIDER: Population.RECORDED,
    }
)
"""The population of the levels whose areas are not those where children live, of measures that are of residents."""


@dataclass(frozen=True, slots=True)
class Card:
    """A measure's card.

    `key` names it in files and addresses. `items` says what its rows are of, empty for a measure of one row. A measure
    for `provider_only` is shown to the provider's own people alone, never released to commissioners. `owner`, `action`,
    `due` and `progress` of an area are kept beside (`actions`), not here. `fewer` names the levels that have fewer of
    the breakdowns, with those they have. `figures_of` is the period that figures of others are of, as their source
    writes it; empty for what is counted here, which is of the release's quarter. `population` and `age_date` are those
    where nothing is different at the level (`population_at`) or by the breakdown (`age_date_at`). `area_rules` say of
    levels, for figures of others, which area they are counted in; empty for what is counted here, where all are alike.
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
    area_rules: tuple[tuple[Level, str], ...] = ()

    def breakdowns_at(self, level: Level) -> tuple[Breakdown, ...]:
        """The breakdowns that the measure has for areas of a level; none for a level that it has not."""
        return dict(self.fewer).get(level, self.breakdowns) if level in self.levels else ()

    def tables(self) -> tuple[tuple[Level, Breakdown], ...]:
        """Every table of the measure in a release."""
        return tuple((level, breakdown) for level in self.levels for breakdown in self.breakdowns_at(level))

    def population_at(self, level: Level) -> Population:
        """Who is counted for areas of a level: of residents, those registered with a practice, placed or on a record
        where that is what makes the area."""
        resident = self.population is Population.RESIDENT
        return _LIVING_ELSEWHERE.get(level, self.population) if resident else self.population

    def area_rule(self, level: Level) -> str:
        """By what a child is of an area of a level, in words without a full stop."""
        return dict(self.area_rules).get(level, _AREA_RULES[level])

    def age_date_at(self, breakdown: Breakdown) -> AgeDate:
        """The day at which the age that a breakdown is by is taken. Who is of 0 to 25 years, and so counted at all, is
        always by `age_date`."""
        return AgeDate.SCHOOL_YEAR if breakdown is Breakdown.SCHOOL_PHASE else self.age_date

    def age_rule(self, breakdown: Breakdown) -> str:
        """At which days ages are taken, in words without a full stop."""
        by = self.age_date_at(breakdown)
        if by is self.age_date:
            return by.words
        return f"{by.words} in which the period begins, for the phase; {self.age_date.value}, for who is 0 to 25"

    def counted_by(self, level: Level, breakdown: Breakdown) -> tuple[tuple[str, str], ...]:
        """Population, area rule and age date of a table of the measure, each with its name."""
        return (
            ("Population", self.population_at(level).words),
            ("Area", self.area_rule(level)),
            ("Age date", self.age_rule(breakdown)),
        )

    def counted_by_words(self, level: Level, breakdown: Breakdown) -> str:
        """The same in sentences: `Population: Resident. Area: ...`"""
        return " ".join(f"{name}: {says}." for name, says in self.counted_by(level, breakdown))

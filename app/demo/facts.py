"""The dated facts of a made-up child: home, school, who answers for them, and what a clinic asks besides.

Postcodes are of the area ZN, which does not exist; so do none of the organisations whose codes begin with Z99 or EE999.
Every item of the master patient index is there for most children and missing for some.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.clinical.child import FactAnswer, FactKind, Gender
from app.demo.homes import made_up_home
from app.demo.names import MadeUpName

NO_FIXED_ABODE = "ZZ99 3VZ"
TRANSITION_YEARS = 14
"""From this age on the transition to adult services is planned (NICE NG43, 1.2.1)."""


@dataclass(frozen=True, slots=True)
class FactPlan:
    """A dated fact, as `clinical.child.ChildFact` without its identity."""

    kind: FactKind
    answer: FactAnswer
    value: str | None
    since: date | None
    until: date | None = None
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is settled before a child is made up; `needs` is how many conditions and technologies there are."""

    born: date
    gender: Gender
    disabled: bool
    supervised: bool
    needs: int
    today: date

    @property
    def years(self) -> float:
        """The age today, in years."""
        return (self.today - self.born).days / 365.25


def made_up_facts(
    name: MadeUpName, about: Circumstances, looked_after: bool, interpreter: bool, random: Random
) -> tuple[FactPlan, ...]:
    """What is known of a child on the day called today."""
    return (
        *_home(name, about, looked_after, interpreter, random),
        *_responsibility(about, looked_after, random),
        *_education(about, random),
        *_transition(about, random),
        *_risks(about, looked_after, random),
    )


def _known(kind: FactKind, value: str, chance: float, random: Random, since: date | None = None) -> Iterator[FactPlan]:
    """The fact by its chance of being known; of the rest, half were never asked and half have no row at all."""
    if random.random() < chance:
        yield FactPlan(kind, FactAnswer.KNOWN, value, since)
    elif random.random() < 0.5:
        yield FactPlan(kind, FactAnswer.NOT_ASKED, None, None)


def _home(
    name: MadeUpName, about: Circumstances, looked_after: bool, interpreter: bool, random: Random
) -> Iterator[FactPlan]:
    street = random.choice(("Sandpiper Way", "Quarry Bank", "Tannery Lane", "Lark Rise Close", "Harbour Street"))
    home = made_up_home(random)
    postcode = NO_FIXED_ABODE if random.random() < 0.004 else home.postcode
    address = f"{random.randrange(1, 140)} {street}, {home.authority}"
    yield from _known(FactKind.POSTCODE, postcode, 0.97, random, about.born)
    yield from _known(FactKind.ADDRESS, address, 0.95, random, about.born)
    listed = about.born + timedelta(days=random.randrange(3, 40))
    yield from _known(FactKind.GP_PRACTICE, home.practice, 0.97, random, listed)
    yield from _known(FactKind.ETHNIC_CATEGORY, random.choices((name.ethnic, "Z"), (95, 5))[0], 0.9, random)
    yield from _known(FactKind.PREFERRED_LANGUAGE, name.language, 0.9, random)
    yield from _known(FactKind.INTERPRETER, "Y" if interpreter else "N", 0.85, random)
    carers = ("FPX", "FPM", "GPM", "RCX") if looked_after else ("BPM", "BPX", "BPF", "GPM", "APX", "SPX")
    carer = random.choices(carers, (60, 25, 10, 5) if looked_after else (70, 15, 9, 3, 2, 1))[0]
    yield from _known(FactKind.MAIN_CARER, carer, 0.92, random)


def _responsibility(about: Circumstances, looked_after: bool, random: Random) -> Iterator[FactPlan]:
    """Where the child lives and who answers for them: an authority for every child it placed, elsewhere for a few."""
    placement, since = "family_home", None
    if looked_after:
        since = about.born + timedelta(days=random.randrange(max(1, (about.today - about.born).days)))
        placement = random.choices(("foster", "kinship", "residential_home", "hospital"), (66, 22, 10, 2))[0]
    elif about.disabled and about.years >= 8 and random.random() < 0.02:
        placement = "residential_school"
    away = placement != "family_home"
    yield from _known(FactKind.PLACEMENT, placement, 1.0 if away else 0.6, random, since)
    if away:
        authority = random.choice(("ZE901", "ZE902", "ZE903"))
        yield FactPlan(FactKind.RESPONSIBLE_AUTHORITY, FactAnswer.KNOWN, authority, since)
    holders, shares = ("parents", "mother", "guardian", "father", "disputed"), (76, 20, 2, 1.5, 0.5)
    if looked_after:
        holders, shares = ("shared_authority", "parents", "authority", "disputed", "mother"), (62, 18, 12, 3, 5)
    yield from _known(FactKind.PARENTAL_RESPONSIBILITY, random.choices(holders, shares)[0], 0.72, random)
    sensitive = random.random() < (0.12 if looked_after else 0.008)
    yield from _known(FactKind.SENSITIVE_ADDRESS, "Y" if sensitive else "N", 1.0 if sensitive else 0.5, random)


def _education(about: Circumstances, random: Random) -> Iterator[FactPlan]:
    if about.years >= 4:
        yield from _known(FactKind.SCHOOL, f"EE999{random.randrange(1, 60):03d}", 0.93, random)
    if about.years < 3:
        return
    plan = random.random() < (0.72 if about.disabled else 0.12)
    others = ("sen_support", "no_plan", "being_assessed", "refused_or_ceased")
    state = "has_plan" if plan else random.choices(others, (42, 40, 14, 4))[0]
    yield from _known(FactKind.EHC_PLAN, state, 0.88, random)
    if plan or random.random() < 0.4:
        yield from _known(FactKind.EDUCATIONAL_ASSESSMENT, "05" if plan else "01", 0.85, random)


def _transition(about: Circumstances, random: Random) -> Iterator[FactPlan]:
    """From 14: the plan, and the adult service that takes over, which is seldom found before 16."""
    if about.years < TRANSITION_YEARS:
        return
    late = about.years >= 16
    plans = ("not_started", "being_made", "agreed", "declined")
    plan = random.choices(plans, (15, 40, 40, 5) if late else (60, 30, 8, 2))[0]
    yield from _known(FactKind.TRANSITION_PLAN, plan, 0.7, random)
    leads = ("gp", "learning_disability", "neurology", "mental_health", "neurodevelopmental", "rehabilitation")
    lead = random.choices(leads, (30, 28 if about.disabled else 2, 12, 8, 14, 8))[0]
    if not random.random() < (0.6 if late else 0.2):
        lead = "none_yet"
    yield from _known(FactKind.ADULT_LEAD, lead, 0.55, random)


def _risks(about: Circumstances, looked_after: bool, random: Random) -> Iterator[FactPlan]:
    yield from _known(FactKind.LOOKED_AFTER, "Y" if looked_after else "N", 0.94, random)
    vulnerable = looked_after or random.random() < 0.06
    yield from _known(FactKind.SAFEGUARDING_VULNERABILITY, "Y" if vulnerable else "N", 0.88, random)
    yield from _known(FactKind.CONSTANT_SUPERVISION, "Y" if about.supervised else "N", 0.9, random)
    seen_as = "04" if about.disabled else random.choice(("01", "05", "10", "NN", "ZZ"))
    yield from _known(FactKind.DISABILITY_QUESTION, seen_as, 0.6, random)
    if about.years < 6:
        visit = about.born - timedelta(days=random.randrange(20, 70))
        yield from _known(FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, visit.isoformat(), 0.5, random)
    at_risk = about.supervised and about.needs >= 10
    yield from _known(FactKind.RISK_OF_UNEXPECTED_DEATH, "Y" if at_risk else "N", 0.9 if at_risk else 0.15, random)
    if at_risk:
        discussed = random.random() < 0.6
        yield FactPlan(FactKind.DEATH_LOCATION_DISCUSSED, FactAnswer.KNOWN, "Y" if discussed else "N", None)
        if discussed:
            yield FactPlan(FactKind.PREFERRED_DEATH_LOCATION, FactAnswer.KNOWN, random.choice(("21", "30", "10")), None)

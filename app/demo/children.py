"""Made-up children: who they are, the facts known of them, and the referral that brought them.

NHS numbers are from the range 999, which is kept for tests and given to nobody; postcodes are of the area ZN, which
does not exist. Every item of the master patient index is there for most children and missing for some.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from nhs_number.validate import calculate_checksum

from app.clinical.child import Demographics, FactAnswer, FactKind, Gender
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.demo.names import MadeUpName, made_up_name

NUMBERS = 900_000
NO_FIXED_ABODE = "ZZ99 3VZ"


@dataclass(frozen=True, slots=True)
class FactPlan:
    """A dated fact, as `clinical.child.ChildFact` without its identity."""

    kind: FactKind
    answer: FactAnswer
    value: str | None
    since: date | None


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A child, with the status of the NHS number (NHS NUMBER STATUS INDICATOR CODE)."""

    demographics: Demographics
    born: date
    nhs_number: NhsNumber | None
    nhs_number_status: str
    local: LocalPatientId
    facts: tuple[FactPlan, ...]
    looked_after: bool
    interpreter: bool


@dataclass(frozen=True, slots=True)
class ReferralPlan:
    """A referral, as `clinical.referral.Referral` without identities and teams."""

    received_on: date
    received_at: time
    service_line_agreement: str | None
    source: str | None
    referring_organisation: str | None
    referring_staff_group: str | None
    priority: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is settled before a child is made up; `needs` is how many conditions and technologies there are."""

    born: date
    gender: Gender
    disabled: bool
    supervised: bool
    needs: int
    today: date


def nhs_numbers(count: int, random: Random) -> Iterator[NhsNumber]:
    """So many different valid NHS numbers of the range 999.

    Raises:
        ValueError: more than `NUMBERS` are asked for; the range has no more.
    """
    if count > NUMBERS:
        raise ValueError(f"The range 999 has numbers for {NUMBERS} children at most.")
    drawn: set[int] = set()
    while len(drawn) < count:
        middle = random.randrange(1_000_000)
        stem = f"999{middle:06d}"
        check = calculate_checksum(stem)
        if middle not in drawn and check is not None and check < 10:
            drawn.add(middle)
            yield NhsNumber(f"{stem}{check}")


def stated_gender(boys: float, random: Random) -> Gender:
    """A gender, by the share of boys; hardly ever indeterminate or not known."""
    if random.random() < 0.003:
        return random.choice((Gender.INDETERMINATE, Gender.NOT_KNOWN))
    return Gender.MALE if random.random() < boys else Gender.FEMALE


def made_up_person(place: int, number: NhsNumber | None, about: Circumstances, random: Random) -> PersonPlan:
    """The child at a place of the clinic's list (from 0); without an NHS number the trace is postponed."""
    name = made_up_name(about.gender, random)
    looked_after = random.random() < 0.04
    interpreter = name.language != "en" and random.random() < 0.5
    status = "08" if number is None else random.choices(("01", "02"), (97, 3))[0]
    return PersonPlan(
        Demographics(name.family, name.given, None, name.preferred, about.born, about.gender),
        about.born,
        number,
        status,
        LocalPatientId(f"NM{place + 100_001:06d}"),
        (
            *_home(name, about, looked_after, interpreter, random),
            *_education(about, random),
            *_risks(about, looked_after, random),
        ),
        looked_after,
        interpreter,
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
    unit = random.choice("ABDEFGHJLN") + random.choice("PQRSTUWXYZ")
    postcode = f"ZN{random.randrange(1, 20)} {random.randrange(1, 10)}{unit}"
    if random.random() < 0.004:
        postcode = NO_FIXED_ABODE
    yield from _known(FactKind.POSTCODE, postcode, 0.97, random, about.born)
    yield from _known(FactKind.ADDRESS, f"{random.randrange(1, 140)} {street}, Northmoor", 0.95, random, about.born)
    practice = f"Z99{random.randrange(1, 25):03d}"
    yield from _known(
        FactKind.GP_PRACTICE, practice, 0.97, random, about.born + timedelta(days=random.randrange(3, 40))
    )
    yield from _known(FactKind.ETHNIC_CATEGORY, random.choices((name.ethnic, "Z"), (95, 5))[0], 0.9, random)
    yield from _known(FactKind.PREFERRED_LANGUAGE, name.language, 0.9, random)
    yield from _known(FactKind.INTERPRETER, "Y" if interpreter else "N", 0.85, random)
    carers = ("FPX", "FPM", "GPM", "RCX") if looked_after else ("BPM", "BPX", "BPF", "GPM", "APX", "SPX")
    carer = random.choices(carers, (60, 25, 10, 5) if looked_after else (70, 15, 9, 3, 2, 1))[0]
    yield from _known(FactKind.MAIN_CARER, carer, 0.92, random)


def _education(about: Circumstances, random: Random) -> Iterator[FactPlan]:
    years = (about.today - about.born).days / 365.25
    if years >= 4:
        yield from _known(FactKind.SCHOOL, f"EE999{random.randrange(1, 60):03d}", 0.93, random)
    if years < 3:
        return
    plan = random.random() < (0.72 if about.disabled else 0.12)
    state = "has_plan" if plan else random.choices(("no_plan", "being_assessed", "refused_or_ceased"), (80, 15, 5))[0]
    yield from _known(FactKind.EHC_PLAN, state, 0.88, random)
    if plan or random.random() < 0.4:
        yield from _known(FactKind.EDUCATIONAL_ASSESSMENT, "05" if plan else "01", 0.85, random)


def _risks(about: Circumstances, looked_after: bool, random: Random) -> Iterator[FactPlan]:
    yield from _known(FactKind.LOOKED_AFTER, "Y" if looked_after else "N", 0.94, random)
    vulnerable = looked_after or random.random() < 0.06
    yield from _known(FactKind.SAFEGUARDING_VULNERABILITY, "Y" if vulnerable else "N", 0.88, random)
    yield from _known(FactKind.CONSTANT_SUPERVISION, "Y" if about.supervised else "N", 0.9, random)
    if looked_after and random.random() < 0.3:
        yield FactPlan(FactKind.PLACEMENT, FactAnswer.KNOWN, "foster", None)
    elif random.random() < 0.6:
        yield FactPlan(FactKind.PLACEMENT, FactAnswer.NONE, None, None)
    seen_as = "04" if about.disabled else random.choice(("01", "05", "10", "NN", "ZZ"))
    yield from _known(FactKind.DISABILITY_QUESTION, seen_as, 0.6, random)
    if (about.today - about.born).days < 6 * 365:
        visit = about.born - timedelta(days=random.randrange(20, 70))
        yield from _known(FactKind.HEALTH_VISITOR_ANTENATAL_VISIT, visit.isoformat(), 0.5, random)
    at_risk = about.supervised and about.needs >= 10
    yield from _known(FactKind.RISK_OF_UNEXPECTED_DEATH, "Y" if at_risk else "N", 0.9 if at_risk else 0.15, random)
    if at_risk:
        discussed = random.random() < 0.6
        yield FactPlan(FactKind.DEATH_LOCATION_DISCUSSED, FactAnswer.KNOWN, "Y" if discussed else "N", None)
        if discussed:
            yield FactPlan(FactKind.PREFERRED_DEATH_LOCATION, FactAnswer.KNOWN, random.choice(("21", "30", "10")), None)


def made_up_referral(received_on: date, reason: str, random: Random) -> ReferralPlan:
    """The referral of a child, received on a day in working hours, for a reason (code of REASON_FOR_REFERRAL)."""
    source, organisation, staff = random.choices(
        (
            ("01", f"Z99{random.randrange(1, 25):03d}", "M03"),
            ("07", "RZZ01", "N03"),
            ("06", "RZZ99", "M02"),
            ("10", "EE9991", "C99"),
            ("03", "X99998", None),
            ("11", "X99999", "C07"),
        ),
        (45, 20, 15, 12, 5, 3),
    )[0]
    complete = random.random() < 0.93
    return ReferralPlan(
        received_on,
        time(random.randrange(8, 17), random.randrange(60)),
        random.choice(("NMC001", "NMC002")) if random.random() < 0.6 else None,
        source,
        organisation if complete else None,
        staff if complete else None,
        random.choices(("1", "2"), (92, 8))[0] if random.random() < 0.97 else None,
        reason if random.random() < 0.96 else None,
    )

"""Made-up children: who they are, and the referral that brought them.

NHS numbers are from the range 999, which is kept for tests and given to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from random import Random

from nhs_number.validate import calculate_checksum

from app.clinical.child import Demographics, Gender
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.demo.circumstances import with_circumstances
from app.demo.facts import Circumstances, FactPlan, made_up_facts
from app.demo.growth import Build
from app.demo.names import made_up_name

NUMBERS = 900_000


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A child, with the status of the NHS number (NHS NUMBER STATUS INDICATOR CODE).

    `former_number` is one that they were registered with and no longer have.
    """

    demographics: Demographics
    born: date
    nhs_number: NhsNumber | None
    nhs_number_status: str
    local: LocalPatientId
    facts: tuple[FactPlan, ...]
    looked_after: bool
    interpreter: bool
    build: Build
    former_number: NhsNumber | None = None


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
    apart = Random(f"{place} {number}")  # noqa: S311 (a made-up clinic has to be the same for the same seed)
    status = "08" if number is None else random.choices(("01", "02"), (97, 3))[0]
    return PersonPlan(
        Demographics(name.family, name.given, None, name.preferred, about.born, about.gender),
        about.born,
        number,
        status,
        LocalPatientId(f"NM{place + 100_001:06d}"),
        with_circumstances(made_up_facts(name, about, looked_after, interpreter, random), about, apart),
        looked_after,
        interpreter,
        Build(random.gauss(0, 1), random.gauss(0, 1)),
    )


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

"""How many needs of each kind the children of the demonstration have: exact totals, dealt out by chance.

Published means (Horridge and others, EACD 2016 conference abstract; 1,998 children of Sunderland, 2007 to 2012):
with intellectual disability (699) C 5.41, T 0.16, F 0.53, R 0.18, ranges 0-18, 0-4, 0-5, 0-1; without (1,299)
C 2.40, T 0.03, F 0.19, R 0.02, ranges 0-12, 0-2, 0-5, 0-1. Each total is the mean times the children, rounded, so
that the means hold whatever the seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

WITH_DISABILITY = (699, 1_998)


@dataclass(frozen=True, slots=True)
class Published:
    """Means and highest counts of C, T, F and R among one kind of children; `least` conditions each has at least.

    `healthy` is the share of them in whom no condition was found, beside those who have none by chance.
    """

    conditions: float
    technology: float
    family: float
    round_the_clock: float
    most_conditions: int
    most_technology: int
    most_family: int
    least_conditions: int
    healthy: float


DISABILITY = Published(5.41, 0.16, 0.53, 0.18, 18, 4, 5, 1, 0.0)
NO_DISABILITY = Published(2.40, 0.03, 0.19, 0.02, 12, 2, 5, 0, 0.08)


def disabled_among(children: int) -> int:
    """How many of so many children have an intellectual disability: the published share, rounded."""
    part, whole = WITH_DISABILITY
    return round(children * part / whole)


def total_of(mean: float, children: int) -> int:
    """The total that gives so many children a mean, to the nearest whole need."""
    return round(mean * children)


def counts_around(mean: float, least: int, most: int, children: int, random: Random, *, without: int = 0) -> list[int]:
    """A count for each child, between `least` and `most`, skewed as counts of needs are, with the exact total.

    The last `without` children have the least, as many as can where the others have room for the total.

    Raises:
        ValueError: the mean is outside the bounds.
    """
    if not least <= mean <= most:
        raise ValueError("The mean must lie between the least and the most.")
    total = total_of(mean, children)
    others = max(children - without, -(-(total - least * children) // (most - least)) if most > least else children)
    above = (mean - least) * children / others if others else 0.0
    spread = [random.gammavariate(2.2, 1 / 2.2) * above for _ in range(others)]
    counts = [*(min(most, least + round(each)) for each in spread), *(least for _ in range(children - others))]
    missing = total - sum(counts)
    step = 1 if missing > 0 else -1
    while missing:
        place = random.randrange(others)
        if least <= counts[place] + step <= most:
            counts[place] += step
            missing -= step
    return counts


def dealt(total: int, weights: Sequence[float], most: Sequence[int], random: Random) -> list[int]:
    """`total` things dealt to as many takers as there are weights, none more than its `most`.

    Raises:
        ValueError: there is no room for so many.
    """
    counts = [0] * len(weights)
    left = [weight if room else 0.0 for weight, room in zip(weights, most, strict=True)]
    if total > sum(room for room, weight in zip(most, weights, strict=True) if weight > 0):
        raise ValueError("There is no room for so many.")
    for _ in range(total):
        place = random.choices(range(len(left)), left)[0]
        counts[place] += 1
        if counts[place] >= most[place]:
            left[place] = 0.0
    return counts

"""Where made-up children live, and on whose list they are: four authorities that do not exist, in two regions and two
boards, so that a commissioner's area stands beside others of its kind.

The lists in `places/` say the same of each postcode and practice. Some families live across a border from their
practice; of some nobody knows where they live, or which practice is theirs.
"""

from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority: its postcode districts (area ZN) and practices (Z99) by number, and its share of families."""

    code: str
    name: str
    districts: range
    practices: range
    share: float


AUTHORITIES: Final = (
    Authority("ZE901", "Northmoor", range(1, 10), range(1, 12), 50),
    Authority("ZE902", "Fellside", range(10, 16), range(12, 19), 22),
    Authority("ZE903", "Harbourside", range(16, 20), range(19, 25), 13),
    Authority("ZE801", "Westmere", range(20, 24), range(25, 30), 15),
)
_ACROSS_A_BORDER: Final = 0.02


@dataclass(frozen=True, slots=True)
class Home:
    """A postcode, the name of the authority it lies in, and the ODS code of a practice."""

    postcode: str
    authority: str
    practice: str


def made_up_home(random: Random) -> Home:
    """A home by the authorities' shares, and a practice near it, or now and then in another authority."""
    shares = [each.share for each in AUTHORITIES]
    lives = random.choices(AUTHORITIES, shares)[0]
    registered = random.choices(AUTHORITIES, shares)[0] if random.random() < _ACROSS_A_BORDER else lives
    unit = random.choice("ABDEFGHJLN") + random.choice("PQRSTUWXYZ")
    postcode = f"ZN{random.choice(lives.districts)} {random.randrange(1, 10)}{unit}"
    return Home(postcode, lives.name, f"Z99{random.choice(registered.practices):03d}")

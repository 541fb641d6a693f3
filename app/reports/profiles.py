"""The rules by which counts are hidden and rounded, as those who publish about the same children state them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Profile:
    """A rule of disclosure control.

    Counts under `threshold` are hidden, and zero among them unless `zero_shown`; all others are shown to the nearest
    `round_base`, half up. A group of fewer than `min_denominator` is small: that everybody in it is counted is hidden.
    """

    key: str
    threshold: int
    round_base: int
    zero_shown: bool
    min_denominator: int
    source: str

    def rounded(self, count: int) -> int:
        """The nearest multiple of the base, half up, from the exact count."""
        return (2 * count + self.round_base) // (2 * self.round_base) * self.round_base

    def behind(self, shown: int) -> tuple[int, int]:
        """The smallest and the largest count that a shown figure may stand for."""
        if not shown:
            return 0, 0
        return max(self.threshold, shown - self.round_base // 2), shown + (self.round_base - 1) // 2

    @property
    def words(self) -> str:
        """What stands beneath every table."""
        first = 1 if self.zero_shown else 0
        return (
            f"Counts of {first} to {self.threshold - 1} are hidden, and others with them where they would give one "
            f"away. All other counts are rounded to the nearest {self.round_base}, so that parts may not sum."
        )


NHS_5_5: Final = Profile("nhs-5-5", 5, 5, True, 20, "NHS England, community and mental health statistics")
HES_7_5: Final = Profile("hes-7-5", 8, 5, True, 30, "NHS Digital, Hospital Episode Statistics, since September 2018")
ONS_10_5: Final = Profile("ons-10-5", 10, 5, False, 40, "Office for National Statistics")
PROFILES: Final = {each.key: each for each in (NHS_5_5, HES_7_5, ONS_10_5)}

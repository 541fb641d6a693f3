"""Which version of the data set is in force: it follows from the reporting period, not from the day of submission."""

from datetime import date
from typing import Final

from app.csds.specification import Specification
from app.csds.v1_6.submission import SPECIFICATION as V1_6

_FROM: Final = ((date(2023, 1, 1), V1_6),)
"""The versions, oldest first, with the first reporting period of each. v1.6: DAPB1069 (Amd 82/2021)."""


class NoVersion(ValueError):
    """No version that is known here was in force in a reporting period."""


def specification_of(period_start: date) -> Specification:
    """The version in force in the reporting period that starts on a day.

    Raises: NoVersion: the period is before the first version that is known here.
    """
    in_force = [version for first, version in _FROM if first <= period_start]
    if not in_force:
        first, version = _FROM[0]
        raise NoVersion(
            f"CSDS {version.version} is collected from {first:%B %Y} on. {period_start:%B %Y} is before that: choose a "
            f"period from {first:%B %Y} on."
        )
    return in_force[-1]

"""What a postcode and a GP practice lie in: local authority, region, integrated care board, deprivation decile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

UNKNOWN: Final = "unknown"
"""The area of what no list has: a row of its own wherever areas are counted."""

_INWARD: Final = 3
"""The characters of the inward part of a postcode (NHS Data Dictionary, POSTCODE)."""


@dataclass(frozen=True, slots=True)
class Places:
    """The lists of places.

    `authorities` and `deciles` are by postcode as `compact` writes it, whole or only its outward part; a whole one
    tells more. `districts` names the upper-tier authority of a lower-tier one, `regions` the region of an authority,
    `boards` the integrated care board of a GP practice, by ODS code. `boards_around` names the board in which an
    authority lies: children are counted by their practice, and it says only beside what an authority may be read.
    `names` are of areas of all kinds, by code. `version` tells one state of the lists from another.
    """

    authorities: Mapping[str, str] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    boards: Mapping[str, str] = field(default_factory=dict)
    deciles: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    version: str = field(default="", compare=False)
    boards_around: Mapping[str, str] = field(default_factory=dict, compare=False)

    def local_authority(self, postcode: str | None) -> str:
        """The upper-tier local authority in which a postcode lies."""
        found = _of_postcode(self.authorities, postcode)
        return self.districts.get(found, found)

    def region(self, authority: str) -> str:
        """The region of a local authority."""
        return self.regions.get(authority, UNKNOWN)

    def board(self, practice: str | None) -> str:
        """The integrated care board of a GP practice."""
        return UNKNOWN if practice is None else self.boards.get(practice.strip().upper(), UNKNOWN)

    def decile(self, postcode: str | None) -> str:
        """The deprivation decile of a postcode, 1 (most deprived) to 10."""
        return _of_postcode(self.deciles, postcode)


def compact(postcode: str) -> str:
    """A postcode, or the outward part of one, in capitals and without spaces."""
    return "".join(postcode.split()).upper()


def _of_postcode(listed: Mapping[str, str], postcode: str | None) -> str:
    whole = compact(postcode) if postcode is not None else ""
    if len(whole) <= _INWARD:
        return UNKNOWN
    return listed.get(whole) or listed.get(whole[:-_INWARD]) or UNKNOWN

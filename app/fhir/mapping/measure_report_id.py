"""The id of a MeasureReport: which table of which release it is made of, and of which area.

It stays what it is, for a release is never changed: `0APBG8WMN44HG.needs-by-group.prov.age.RYY01`. FHIR allows 64
letters, digits, hyphens and points (R4, datatypes, `id`), so that levels and breakdowns are written short.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from app.identity import Identity, parse_identity, shown
from app.released.table import TableKey

LONGEST: Final = 64
NO_BREAKDOWN: Final = "none"

_LEVELS: Final[Mapping[str, str]] = MappingProxyType(
    {"england": "eng", "region": "reg", "icb": "icb", "provider": "prov"}
)
"""The levels of areas that are told, and how they are written."""

_BREAKDOWNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        NO_BREAKDOWN: "all",
        "age_band": "age",
        "sex": "sex",
        "ethnic_category": "ethnic",
        "deprivation": "decile",
        "looked_after": "looked",
        "ehc_plan": "ehc",
        "school_phase": "phase",
    }
)
TOLD: Final = frozenset(_LEVELS)
_LEVEL_OF: Final = {short: name for name, short in _LEVELS.items()}
_BREAKDOWN_OF: Final = {short: name for name, short in _BREAKDOWNS.items()}
_MEASURE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_AREA: Final = re.compile(r"[A-Za-z0-9]{1,12}")


class ReportId(NamedTuple):
    """Which report. They are in order of release, measure, level, breakdown and area, which is that of searches."""

    release: Identity
    measure: str
    level: str
    breakdown: str
    area: str

    @property
    def key(self) -> TableKey:
        """The table of the release."""
        return TableKey(self.measure, self.level, self.breakdown)

    @property
    def text(self) -> str:
        """The id as FHIR has it."""
        parts = (
            shown(self.release),
            measure_id(self.measure),
            _LEVELS[self.level],
            _BREAKDOWNS[self.breakdown],
            self.area,
        )
        return ".".join(parts)


def measure_id(measure: str) -> str:
    """The id of the Measure with a key: FHIR allows no underscore in one."""
    return measure.replace("_", "-")


def report_id(release: Identity, key: TableKey, area: str) -> ReportId | None:
    """The id of an area's report of a table; None where it cannot be told: its level is told to no system, or a code
    in it is none."""
    if key.level not in _LEVELS or key.breakdown not in _BREAKDOWNS:
        return None
    made = ReportId(release, key.measure, key.level, key.breakdown, area)
    written = _MEASURE.fullmatch(key.measure) and _AREA.fullmatch(area) and len(made.text) <= LONGEST
    return made if written else None


def parse_report_id(text: str) -> ReportId:
    """Read the id of a report.

    Raises:
        ValueError: none is written so.
    """
    release, measure, level, breakdown, area = text.split(".") if text.count(".") == 4 else [""] * 5
    if level in _LEVEL_OF and breakdown in _BREAKDOWN_OF:
        key = TableKey(measure.replace("-", "_"), _LEVEL_OF[level], _BREAKDOWN_OF[breakdown])
        made = report_id(parse_identity(release), key, area)
        if made is not None and made.text == text:
            return made
    raise ValueError("This is the id of no report.")

"""What the checks said of a build: how many problems, and the first of each in words."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """Problems by severity, of the rules that are enforced and as advice, and lines for a person to read."""

    enforced: Mapping[str, int]
    advice: Mapping[str, int]
    lines: tuple[str, ...]

    @property
    def rejections(self) -> int:
        """How many problems of enforced rules reject a record, a group or the file."""
        return sum(count for severity, count in self.enforced.items() if severity.endswith("rejected"))

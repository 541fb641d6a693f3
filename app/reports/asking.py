"""A release that somebody asks for on a page, as a job that a worker does."""

import json
from dataclasses import dataclass
from typing import Final

from app.reports.periods import Quarter, parse_quarter
from app.reports.profiles import PROFILES, Profile

RELEASE: Final = "reports release"
"""The kind of the job."""

LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class AskedRelease:
    """What is asked for, and in whose name."""

    quarter: Quarter
    profile: Profile
    note: str
    asked_by: str

    def text(self) -> str:
        """As the job keeps it."""
        held = {"period": str(self.quarter), "profile": self.profile.key, "note": self.note, "askedBy": self.asked_by}
        return json.dumps(held)

    @classmethod
    def read(cls, text: str) -> "AskedRelease":
        """From what the job keeps.

        Raises:
            ValueError: another program wrote it.
        """
        told = json.loads(text)
        try:
            quarter, profile = parse_quarter(told["period"]), PROFILES[told["profile"]]
            return cls(quarter, profile, str(told["note"]), str(told["askedBy"]))
        except (KeyError, TypeError) as fault:
            raise ValueError("This is no release that was asked for.") from fault

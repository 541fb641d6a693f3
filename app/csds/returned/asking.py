"""A report that somebody gives in on a page, as a job that a worker does."""

import json
from dataclasses import dataclass
from typing import Final

from app.csds.returned.reports import ReportKind

READ: Final = "csds report"
"""The kind of the job."""


@dataclass(frozen=True, slots=True)
class AskedReading:
    """Of which submission (its identity as shown) a file is, what it is called, what it is, and who gave it in."""

    submission: str
    file_name: str
    kind: ReportKind
    asked_by: str

    def text(self) -> str:
        """As the job keeps it."""
        told = {
            "submission": self.submission,
            "file": self.file_name,
            "kind": self.kind.value,
            "askedBy": self.asked_by,
        }
        return json.dumps(told)

    @classmethod
    def read(cls, text: str) -> "AskedReading":
        """From what the job keeps.

        Raises:
            ValueError: another program wrote it.
        """
        told = json.loads(text)
        try:
            return cls(str(told["submission"]), str(told["file"]), ReportKind(told["kind"]), str(told["askedBy"]))
        except (KeyError, TypeError) as fault:
            raise ValueError("This is no report that was given in.") from fault


def upload_name(job: str) -> str:
    """What the file of a job, by its identity as shown, is called until a worker has read it."""
    return f".report-{job}.upload"


def kind_of(file_name: str) -> ReportKind | None:
    """Which of the two files it is by its name; None where that does not tell."""
    name = file_name.casefold()
    quality = "quality" in name or "dq" in name
    validation = "validation" in name
    if quality is validation:
        return None
    return ReportKind.DATA_QUALITY if quality else ReportKind.VALIDATION

"""The manifest that lies beside a file: what it is, what is in it, and what it was made with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.csds.periods import ReportingPeriod, Window

DO_NOT_UPLOAD = (
    "Partial: do not upload. It holds what was recorded in EveryNeed alone, and the last good file of a window "
    "replaces the ones before it: merge it with the file of the provider's other systems first (everyneed csds merge)."
)
PREVIEW_ONLY = (
    "Preview: made without the official template, whose structure must not be altered. SDCS Cloud would not take it."
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A build in figures: the rows of each table, in how many each field has a value, and problems by severity."""

    file: str
    sha256: str
    period: ReportingPeriod
    window: Window
    provider: str
    submitter: str
    specification: str
    template: str
    partial: bool
    preview: bool
    rows: Mapping[str, int]
    filled: Mapping[str, Mapping[str, int]]
    enforced: Mapping[str, int]
    advice: Mapping[str, int]
    refset: str
    software: str
    built_at: datetime
    built_by: str

    @property
    def may_be_uploaded(self) -> bool:
        """Whether it is a whole return, on the official template, without what is enforced and rejects."""
        return not (self.partial or self.preview or self.rejections)

    @property
    def rejections(self) -> int:
        """How many problems of enforced rules reject a record, a group or the file."""
        return sum(count for severity, count in self.enforced.items() if severity.endswith("rejected"))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be known before it is used."""
        said = ((self.partial, DO_NOT_UPLOAD), (self.preview, PREVIEW_ONLY))
        return tuple(words for is_so, words in said if is_so)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON, the same for the same build."""
    told = {
        "file": manifest.file,
        "sha256": manifest.sha256,
        "mayBeUploaded": manifest.may_be_uploaded,
        "warnings": list(manifest.warnings),
        "period": str(manifest.period),
        "window": manifest.window.value,
        "provider": manifest.provider,
        "submitter": manifest.submitter,
        "specification": manifest.specification,
        "template": manifest.template,
        "partial": manifest.partial,
        "preview": manifest.preview,
        "rows": dict(manifest.rows),
        "filled": {table: dict(fields) for table, fields in manifest.filled.items()},
        "problems": {"enforced": dict(manifest.enforced), "advice": dict(manifest.advice)},
        "refset": manifest.refset,
        "software": manifest.software,
        "builtAt": manifest.built_at.isoformat(timespec="seconds"),
        "builtBy": manifest.built_by,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"

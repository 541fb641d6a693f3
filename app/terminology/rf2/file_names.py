"""What the name of a file in a release says of it.

Names are `[x|z]{sct|der}2_{content}_{summary}{Full|Snapshot|Delta}[-language]_{country and namespace}_{date}.txt`, and
distributors vary every part (`sct2_Concept_UKCLSnapshot_GB1000000_20240410.txt`), so a name is read by its parts.
Source: SNOMED CT Release File Specifications, section 3.3 "Release file naming convention".
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.terminology.rf2.snapshot import ReleaseKind

INFORMATION: Final = "release_package_information.json"

_NAME: Final = re.compile(
    r"""(?P<status>[xz]?)(?P<family>sct|der)2
        _(?P<content>[A-Za-z]+|Stated_Relationship)
        _(?P<summary>[A-Za-z0-9]*?)(?P<kind>Full|Snapshot|Delta)(?:-(?P<language>[A-Za-z-]+))?
        _(?P<owner>[A-Za-z]{0,3}[0-9]*)_(?P<date>[0-9]{8})\.txt""",
    re.VERBOSE | re.IGNORECASE,
)
_KINDS: Final = {kind.value.lower(): kind for kind in ReleaseKind}

_CORE: Final = {"concept", "description", "textdefinition", "relationship"}
_PATTERNS: Final = {"refset", "crefset", "ssrefset"}

_LEFT_ALONE: Final = (
    ("stated", "stated relationships, which OWL axioms replaced"),
    ("concretevalues", "relationships to numbers and texts"),
    ("identifier", "identifiers of other schemes"),
    ("owl", "OWL axioms"),
    ("map", "maps to other code systems"),
    ("refsetdescriptor", "what the columns of reference sets mean"),
    ("descriptiontype", "formats of descriptions"),
    ("mrcm", "rules of the concept model"),
    ("refset", "a reference set of another pattern"),
)
_BY_ENDING: Final = {
    "pdf": "documentation",
    "doc": "documentation",
    "docx": "documentation",
    "xlsx": "documentation",
    "html": "documentation",
    "md": "documentation",
    "json": "information for programs",
    "zip": "an archive; give it by its own path to have it read",
}


@dataclass(frozen=True, slots=True)
class ReleaseFileName:
    """A release file's name by its parts, in lower case; `dated` is None when it names no day of the calendar."""

    status: str
    content: str
    summary: str
    kind: ReleaseKind
    language: str
    owner: str
    dated: date | None

    @property
    def before_release(self) -> bool:
        """Whether the file is marked as coming before the release proper ("x", for trial)."""
        return self.status == "x"

    @property
    def is_read(self) -> bool:
        """Whether a file of this content can be one that is read; of reference sets the heading decides."""
        return self.content in _CORE or self.content in _PATTERNS

    @property
    def words(self) -> str:
        """What a file that is not read holds."""
        both = self.content + self.summary
        return next((words for part, words in _LEFT_ALONE if part in both), "content of another kind")


def parse_name(name: str) -> ReleaseFileName | None:
    """The parts of a file's name such as "sct2_Concept_Snapshot_INT_20240101.txt"; None if it is no such name."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    part = {key: (value or "").lower() for key, value in match.groupdict().items()}
    kind, content = _KINDS[part["kind"]], part["content"]
    return ReleaseFileName(
        part["status"], content, part["summary"], kind, part["language"], part["owner"], _dated(part["date"])
    )


def words_for_other(name: str) -> str:
    """What a file holds whose name is none of a release file's."""
    lower = name.lower()
    if lower == INFORMATION:
        return "what the distributor says of the package"
    if lower.startswith(("readme", "release_notes")):
        return "documentation"
    if re.match(r"x?(doc|res)2?_", lower):
        return "documentation"
    if "not used" in lower or "not_used" in lower:
        return "a placeholder"
    return _BY_ENDING.get(lower.rpartition(".")[2], "not a release file by its name")


def _dated(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None

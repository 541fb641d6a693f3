"""The manifest of what is kept: for each file where it is from, under which licence, and that it is whole."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from app.reports.elsewhere.faults import ElsewhereFault, refused

NAME: Final = "manifest.json"
FORMAT: Final = 1
OGL: Final = "Open Government Licence v3.0"
MADE_UP: Final = "Made up for the demonstration"
"""The source of the demonstration's figures."""


class Kind(StrEnum):
    """What a file is: the value is its name on the command line."""

    EDUCATION = "education"
    FINGERTIPS = "fingertips"
    POPULATIONS = "populations"
    NEIGHBOURS = "neighbours"

    @property
    def source(self) -> str:
        """Who publishes such files, unless it is said otherwise."""
        return {
            "education": "Department for Education, explore education statistics",
            "fingertips": "Office for Health Improvement and Disparities, Fingertips",
            "populations": "Office for National Statistics, population estimates",
            "neighbours": "Department for Education, local authority interactive tool",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is kept.

    `name` tells files of a kind apart; a later one of the same kind and name takes its place. `file` is what it is kept
    as, `original` what it was called. `sha256` is of the file as it came, `kept_sha256` of what is kept. `filters` are
    those of an education file.
    """

    kind: Kind
    name: str
    file: str
    original: str
    source: str
    licence: str
    sha256: str
    kept_sha256: str
    imported_at: datetime
    rows: int
    periods: tuple[str, ...]
    filters: tuple[str, ...] = ()


def with_entry(entries: Iterable[Entry], entry: Entry) -> tuple[Entry, ...]:
    """The entries with one more, in place of that of the same kind and name, in order of kind and name.

    Made-up figures go when the first true ones come, and the other way round: the two are never read together.
    """
    alike = (each for each in entries if (each.source == MADE_UP) is (entry.source == MADE_UP))
    others = [each for each in alike if (each.kind, each.name) != (entry.kind, entry.name)]
    order = tuple(Kind)
    return tuple(sorted([*others, entry], key=lambda each: (order.index(each.kind), each.name)))


def manifest_text(entries: Iterable[Entry]) -> str:
    """The manifest as JSON."""
    files = [asdict(each) | {"imported_at": each.imported_at.isoformat()} for each in entries]
    return json.dumps({"format": FORMAT, "files": files}, indent=1, ensure_ascii=False) + "\n"


def entries_of(text: str) -> tuple[Entry, ...]:
    """Read what `manifest_text` wrote.

    Raises:
        ElsewhereFault: it is damaged.
    """
    try:
        read: Any = json.loads(text)
        if read["format"] != FORMAT:
            raise ValueError(f"format {read['format']}")
        return tuple(_entry(each) for each in read["files"])
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise damaged(NAME) from fault


def damaged(file: str) -> ElsewhereFault:
    """The refusal of a kept file that is not what was kept."""
    mend = "Delete the folder “elsewhere” in the folder of reports, and import the files again."
    return refused(file, None, "What was kept is damaged.", mend)


def _entry(read: Any) -> Entry:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in read.items()}
    given |= {"kind": Kind(read["kind"]), "imported_at": datetime.fromisoformat(read["imported_at"])}
    entry = Entry(**given)
    if "/" in entry.file or entry.file.startswith("."):
        raise ValueError("A kept file lies in the folder itself.")
    return entry

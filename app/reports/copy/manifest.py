"""The manifest of the copy: which files it is made of, and how far each organisation's record is in it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from app.reports.copy.layout import ROWS

FORMAT: Final = 1
"""Of the manifest and the files; a copy of another is made anew."""


class ManifestFault(ValueError):
    """The manifest cannot be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """The files of a part of a generation, by table, within the generation's folder; a table without rows has none.

    `replaced` says that a later generation replaces rows of it.
    """

    files: Mapping[str, tuple[str, ...]]
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Generation:
    """What one refresh wrote, or what several were merged into.

    `records` is how many records it replaces, whose list is the file `touched`; the first generation has none, for
    there is nothing before it. `parts` are by the number of the part.
    """

    folder: str
    records: int
    touched: str | None
    parts: Mapping[int, Part]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of the copy.

    `number` counts refreshes. `rules` tells apart what rows were derived by: key, reference set, places and program.
    `marks` says how far the record of each organisation, by its identity, is in it. `retired` are folders no longer of
    it which a reader may still be reading.
    """

    number: int
    rules: str
    at: datetime
    marks: Mapping[int, int]
    generations: tuple[Generation, ...]
    retired: tuple[str, ...] = ()
    format: int = field(default=FORMAT)

    @property
    def folders(self) -> frozenset[str]:
        """The folders that are to stay."""
        return frozenset({*(each.folder for each in self.generations), *self.retired})


def manifest_text(manifest: Manifest) -> str:
    """A manifest as JSON."""
    return json.dumps({**asdict(manifest), "at": manifest.at.isoformat()}, indent=1) + "\n"


def manifest_from_text(text: str) -> Manifest:
    """Read what `manifest_text` wrote.

    Raises:
        ManifestFault: it is damaged, or of another version of the program.
    """
    try:
        held = json.loads(text)
        if held["format"] != FORMAT:
            raise ManifestFault("The analytics copy is of another version. Run: everyneed reports copy --rebuild")
        return _manifest(held)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        if isinstance(fault, ManifestFault):
            raise
        raise ManifestFault("The analytics copy's manifest is damaged. Run: everyneed reports copy --rebuild") from None


def _manifest(held: Any) -> Manifest:
    return Manifest(
        number=int(held["number"]),
        rules=str(held["rules"]),
        at=datetime.fromisoformat(held["at"]),
        marks={int(organisation): int(mark) for organisation, mark in held["marks"].items()},
        generations=tuple(_generation(each) for each in held["generations"]),
        retired=tuple(_name(each) for each in held["retired"]),
    )


def _generation(held: Any) -> Generation:
    touched = held["touched"]
    return Generation(
        _name(held["folder"]),
        int(held["records"]),
        None if touched is None else _name(touched),
        {int(number): _part(part) for number, part in held["parts"].items()},
    )


def _part(held: Any) -> Part:
    files = {table: tuple(_name(each) for each in held["files"][table]) for table in ROWS if table in held["files"]}
    return Part(files, bool(held["replaced"]))


def _name(held: str) -> str:
    """The name of a file or folder, which is one within the copy's."""
    if held.startswith("/") or ".." in held.split("/") or "'" in held:
        raise ValueError("A name leads out of the copy.")
    return held

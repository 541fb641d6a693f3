"""Which files of what was given are read: of each package the Snapshot if there is one, else the Full, else the Delta.

A package is told by where its files lie, who made it and of what date it is; a folder or zip can hold several.
Source: SNOMED CT Release File Specifications, section 3.2 "Release package structure".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.terminology.faults import Fault
from app.terminology.rf2.file_names import ReleaseFileName
from app.terminology.rf2.snapshot import ReleaseKind

_KINDS: Final = {kind.value.lower() for kind in ReleaseKind}
_INNER: Final = {"terminology", "refset", "content", "language", "map", "metadata"}


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file whose name says that it may be read: the number of what it was given in, its path there, its name."""

    source: int
    path: str
    name: ReleaseFileName


@dataclass(frozen=True, slots=True)
class Package:
    """The files of one package that may be read."""

    files: tuple[NamedFile, ...]

    @property
    def label(self) -> str:
        """A name for a person: the folder it lies in, or one of its files."""
        first = self.files[0].path
        return "/".join(_root(first)) or first

    def chosen(self, as_at: date | None) -> ReleaseKind:
        """The kind of its files that is read. Raises NoFull when a date is asked for and there is no Full."""
        kinds = {file.name.kind for file in self.files}
        if as_at is None:
            return min(kinds, key=_PREFERENCE.index)
        if ReleaseKind.FULL not in kinds:
            raise NoFull(self.label, as_at)
        return ReleaseKind.FULL


_PREFERENCE: Final = (ReleaseKind.SNAPSHOT, ReleaseKind.FULL, ReleaseKind.DELTA)


class NoFull(ValueError):
    """A package cannot say what held at a date, because it has no Full files."""

    def __init__(self, label: str, as_at: date) -> None:
        what = f"The package has no Full files, and only they say what held on {as_at:%d %B %Y}."
        super().__init__(what)
        self.fault = Fault(label, None, what, "Give the Full files of the package, or leave the date out.")


def packages(files: Iterable[NamedFile]) -> Sequence[Package]:
    """The packages that files belong to, in the order in which they were given."""
    by_package: dict[tuple[object, ...], list[NamedFile]] = defaultdict(list)
    for file in files:
        key = (file.source, _root(file.path), file.name.owner, file.name.dated, file.name.status)
        by_package[key].append(file)
    return [Package(tuple(each)) for each in by_package.values()]


def _root(path: str) -> tuple[str, ...]:
    """The folders above the one that says Full, Snapshot or Delta; without one, above those a package is made of."""
    folders = path.split("/")[:-1]
    lower = [folder.lower() for folder in folders]
    for at in range(len(folders) - 1, -1, -1):
        if lower[at] in _KINDS:
            return tuple(folders[:at])
    while folders and folders[-1].lower() in _INNER:
        folders.pop()
    return tuple(folders)

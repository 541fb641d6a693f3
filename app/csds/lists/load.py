"""Reads the lists that a provider loaded, from the folder in which they are kept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from app.clinical.scores import Tool, Tools
from app.csds.lists.entries import NATIONAL_POSTCODES, organisation, postcode, tool
from app.csds.lists.kinds import ListFault, ListKind, Lists
from app.csds.lists.lines import Numbered, Parse, entries
from app.terminology.concept import ConceptId
from app.terminology.faults import Fault

T = TypeVar("T")

_NOT_READ: Final = "Save it as a text file in UTF-8, and see that the service may read it."


def load_lists(folder: Path) -> Lists:
    """The lists in a folder. Those of organisations and postcodes are read when they are gone through.

    Raises:
        ListFault: the list of assessments is damaged.
    """
    organisations, postcodes = (kept_file(folder, each) for each in (ListKind.ORGANISATIONS, ListKind.POSTCODES))
    return Lists(
        _InForce(organisations) if organisations.exists() else None,
        _Postcodes(postcodes) if postcodes.exists() else None,
        load_tools(folder),
    )


def load_tools(folder: Path) -> Tools | None:
    """The permitted assessments, in the order of their names; None where no list of them was loaded.

    Raises:
        ListFault: the list is damaged.
    """
    path = kept_file(folder, ListKind.ASSESSMENTS)
    return tools_of([path]) if path.exists() else None


def kept_file(folder: Path, kind: ListKind) -> Path:
    """Where a list is kept."""
    return folder / f"{kind.value}.csv"


def tools_of(paths: Iterable[Path]) -> Tools:
    """The permitted assessments in files.

    Raises:
        ListFault: a file cannot be read or used, or names a concept that was named before.
    """
    found: dict[ConceptId, Tool] = {}
    faults = []
    for path in paths:
        for each in entries_of(path, ListKind.ASSESSMENTS, tool):
            if each.entry.concept in found:
                mend = "Keep one line for each: the widest range, and further scores in the column also."
                faults.append(Fault(path.name, each.line, f"{each.entry.concept} was named before.", mend))
            found[each.entry.concept] = each.entry
    if faults:
        raise ListFault(faults)
    return {
        each.concept: each for each in sorted(found.values(), key=lambda each: (each.term.casefold(), each.concept))
    }


def entries_of(path: Path, kind: ListKind, parse: Parse[T]) -> Iterator[Numbered[T]]:
    """The entries of a file.

    Raises:
        ListFault: it cannot be read or used.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            yield from entries(lines, kind, path.name, parse)
    except (OSError, UnicodeDecodeError) as fault:
        why = fault.strerror or "it fails" if isinstance(fault, OSError) else "it is no text in UTF-8"
        raise ListFault([Fault(str(path), None, f"It cannot be read: {why}.", _NOT_READ)]) from None


class ToolsInUse:
    """The permitted assessments as they are loaded at the moment: a list loaded meanwhile is in use at once.

    A damaged list is told to `failed`, once, and is none.
    """

    def __init__(self, folder: Path, failed: Callable[[ListFault], None]) -> None:
        self._path = kept_file(folder, ListKind.ASSESSMENTS)
        self._failed = failed
        self._known: tuple[tuple[int, int, int] | None, Tools | None] = (None, None)

    @property
    def current(self) -> Tools | None:
        """The tools; None where no list is loaded."""
        mark, tools = self._known
        now = self._mark()
        if now != mark:
            tools = self._read() if now is not None else None
            self._known = now, tools
        return tools

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            told = self._path.stat()
        except OSError:
            return None
        return told.st_ino, told.st_mtime_ns, told.st_size

    def _read(self) -> Tools | None:
        try:
            return tools_of([self._path])
        except ListFault as fault:
            self._failed(fault)
            return None


@dataclass(frozen=True, slots=True)
class _InForce:
    """The codes in force in a period, read each time they are gone through."""

    path: Path

    def __call__(self, first: date, last: date) -> Iterable[str]:
        return _Codes(self.path, first, last)


@dataclass(frozen=True, slots=True)
class _Codes:
    path: Path
    first: date
    last: date

    def __iter__(self) -> Iterator[str]:
        for each in entries_of(self.path, ListKind.ORGANISATIONS, organisation):
            if each.entry.in_force(self.first, self.last):
                yield each.entry.code


@dataclass(frozen=True, slots=True)
class _Postcodes:
    path: Path

    def __iter__(self) -> Iterator[str]:
        yield from NATIONAL_POSTCODES
        for each in entries_of(self.path, ListKind.POSTCODES, postcode):
            yield each.entry

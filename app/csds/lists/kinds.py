"""Which lists there are, and what is held of each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.clinical.scores import Span, Tools
from app.terminology.faults import MOST_FAULTS, Fault


class ListKind(StrEnum):
    """A list: the value is its name on the command line and that of its file."""

    ORGANISATIONS = "organisations"
    POSTCODES = "postcodes"
    ASSESSMENTS = "assessments"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its first line names."""
        return _COLUMNS[self]


_COLUMNS: Final = {
    ListKind.ORGANISATIONS: ("code", "opened", "closed"),
    ListKind.POSTCODES: ("postcode",),
    ListKind.ASSESSMENTS: ("concept", "name", "least", "most", "decimals", "also"),
}


class ListFault(ValueError):
    """A list cannot be used: says where, what is wrong, and how to mend it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        every = tuple(faults)
        more = [f"and at least {len(every) - MOST_FAULTS} more of the kind."] if len(every) > MOST_FAULTS else []
        super().__init__("\n".join([*map(str, every[:MOST_FAULTS]), *more]))
        self.faults = every[:MOST_FAULTS]


@dataclass(frozen=True, slots=True)
class Lists:
    """What is at hand; None is a list that was not loaded.

    `organisations` gives the ODS codes in force on any day between two, both included; `postcodes` have any spacing.
    Both are read anew each time they are gone through, so that memory does not grow with them.
    """

    organisations: Callable[[date, date], Iterable[str]] | None = None
    postcodes: Iterable[str] | None = None
    assessments: Tools | None = None

    def in_force(self, first: date, last: date) -> Iterable[str] | None:
        """The organisations in force in a period."""
        return None if self.organisations is None else self.organisations(first, last)

    @property
    def scores(self) -> Mapping[str, Span] | None:
        """The scores of each permitted assessment, by its SNOMED CT concept."""
        if self.assessments is None:
            return None
        return {str(each.concept): each.span for each in self.assessments.values() if each.span is not None}


NO_LISTS: Final = Lists()

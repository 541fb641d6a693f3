"""A search as it was asked: what is sought, in which order, how much of it, and what to bring along."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from app.fhir.ports import After, Coded, Named, SortBy, SystemAndValue
from app.identity import Identity

Pairs = tuple[tuple[str, str], ...]
"""Names of parameters with their values, as a query has them, not encoded."""

DEFAULT_SIZE: Final = 50
MOST_ON_A_PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Whom:
    """What is asked of a child besides their id: identifiers, of each set one; names; and when they were born."""

    identifiers: tuple[frozenset[SystemAndValue], ...] = ()
    named: tuple[frozenset[Named], ...] = ()
    born_from: date | None = None
    born_to: date | None = None

    @property
    def born(self) -> bool:
        """Whether the birth date is asked for."""
        return self.born_from is not None or self.born_to is not None

    @property
    def anyone(self) -> bool:
        """Whether nothing is asked."""
        return not (self.identifiers or self.named or self.born)


@dataclass(frozen=True, slots=True)
class Include:
    """That resources which a parameter's references of the hits point at are wanted too, of a type or of any."""

    parameter: str
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A search of a type.

    `ids`, `children` and `encounters` are what was named by id, None for any. `identifiers` are those of the resource
    itself, of each set one; `whom` is what is asked of the child it is of, or that it is. `counts` asks for the number
    alone; `total` says whether the number is asked for besides, None where nothing is said. `told` are the parameters
    as links repeat them: none that names or numbers a person. `ignored` are the names of parameters that were not
    understood and were to be ignored.
    """

    type: str
    ids: frozenset[Identity] | None = None
    children: frozenset[Identity] | None = None
    encounters: frozenset[Identity] | None = None
    identifiers: tuple[frozenset[SystemAndValue], ...] = ()
    whom: Whom = field(default_factory=Whom)
    coded: tuple[Coded, ...] = ()
    on_from: date | None = None
    on_to: date | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    sort: SortBy = SortBy.ID
    descending: bool = False
    size: int = DEFAULT_SIZE
    counts: bool = False
    total: bool | None = None
    includes: tuple[Include, ...] = ()
    after: After | None = None
    told: Pairs = ()
    ignored: tuple[str, ...] = ()

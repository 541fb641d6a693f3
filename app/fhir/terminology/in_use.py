"""The terminology that operations are asked about: the one in use, made ready once for as long as it is in use."""

from collections.abc import Callable
from typing import Protocol

from app.fhir.terminology.known import KnownTerminology
from app.terminology.edition.edition import Edition
from app.terminology.refset import Refset
from app.terminology.search import RefsetSearch


class InUse(Protocol):
    """What a process works with at this moment."""

    @property
    def refset(self) -> Refset: ...

    @property
    def edition(self) -> Edition | None: ...


class KnownInUse:
    """Gives the terminology in use, ready to be asked. Safe to share between threads; `in_use` gives what is in use."""

    def __init__(self, in_use: Callable[[], InUse]) -> None:
        self._in_use = in_use
        self._made: tuple[Refset, KnownTerminology] | None = None

    @property
    def now(self) -> KnownTerminology:
        """Keep it to the end of a request, so that no answer mixes two releases."""
        current, made = self._in_use(), self._made
        if made is not None and made[0] is current.refset:
            return made[1]
        known = KnownTerminology(current.refset, current.edition, RefsetSearch(current.refset))
        self._made = (current.refset, known)
        return known

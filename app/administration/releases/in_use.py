"""The terminology a process works with at this moment: one immutable whole, exchanged as a whole.

Every process asks the database every few seconds whether somebody switched the release or grouped a member. Whoever
works with a terminology keeps it to the end of a request, so that no answer mixes two releases.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from app.administration.ports import ReleaseRecords
from app.errors import NotFound
from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.edition_refset import refset_of_edition, shipped_refset
from app.terminology.refset import Refset
from app.terminology.releases import LoadedRelease, TerminologyState

ASKED_EVERY: Final = 2.0
"""Seconds after which a process asks again, so that a switch takes effect everywhere within them."""

OpenEdition = Callable[[str], Edition]


@dataclass(frozen=True, slots=True)
class Terminology:
    """The reference set in use; the release and its edition, both None while the shipped list is in use alone."""

    refset: Refset
    release: LoadedRelease | None
    edition: Edition | None
    state: TerminologyState


class TerminologyInUse:
    """Gives the terminology in use, and takes the next one up when there is one. Safe to share between threads.

    Args:
        records: the releases, switches and groupings.
        shipped: the list and the rules that are shipped.
        refsets: the reference sets whose members are ours.
        open_edition: opens the index of a release by its key; raises OSError or ValueError when it cannot.
        clock: seconds that only go forward.
        failed: is told when the terminology that should be in use cannot be: the one before stays.
        tolerant: begins with the shipped list when the release in use cannot be opened.

    Raises:
        OSError, ValueError: the release in use cannot be opened, and `tolerant` is not said.
    """

    def __init__(
        self,
        records: ReleaseRecords,
        shipped: Refset,
        refsets: Sequence[ConceptId],
        *,
        open_edition: OpenEdition,
        clock: Callable[[], float],
        failed: Callable[[LoadedRelease, Exception], None],
        tolerant: bool = False,
    ) -> None:
        self._records = records
        self._shipped = shipped
        self._refsets = tuple(refsets)
        self._open = open_edition
        self._clock = clock
        self._failed = failed
        self._lock = Lock()
        self._editions: dict[str, Edition] = {}
        self._asked = clock()
        self._current = self._first(records.state(), tolerant=tolerant)

    @property
    def current(self) -> Terminology:
        """The terminology in use. Keep it to the end of what is done with it."""
        if self._clock() - self._asked >= ASKED_EVERY and self._lock.acquire(blocking=False):
            # One thread looks; the others go on with what is in use.
            try:
                self._asked = self._clock()
                self._take_up()
            finally:
                self._lock.release()
        return self._current

    def refresh(self) -> Terminology:
        """The terminology in use, looked up now."""
        with self._lock:
            self._asked = self._clock()
            self._take_up()
        return self._current

    def of_release(self, release: LoadedRelease | None) -> Refset:
        """The reference set as it would be with a release in use; None is the shipped list.

        Raises:
            OSError, ValueError: the release's index cannot be opened.
        """
        return self._refset(release)[0]

    def _first(self, state: TerminologyState, *, tolerant: bool) -> Terminology:
        try:
            return self._made(state)
        except (OSError, ValueError) as fault:
            release = self._release_in_use()
            if not tolerant or release is None:
                raise
            self._failed(release, fault)
            return Terminology(self._shipped, None, None, TerminologyState(-1, -1))

    def _take_up(self) -> None:
        state = self._records.state()
        if state == self._current.state:
            return
        try:
            self._current = self._made(state)
        except (OSError, ValueError) as fault:
            release = self._release_in_use()
            if release is not None:
                self._failed(release, fault)

    def _made(self, state: TerminologyState) -> Terminology:
        release = self._release_in_use()
        refset, edition = self._refset(release)
        return Terminology(refset, release, edition, state)

    def _release_in_use(self) -> LoadedRelease | None:
        switches = self._records.switches()
        if not switches or switches[0].release is None:
            return None
        wanted = switches[0].release
        found = next((each for each in self._records.releases() if each.id == wanted), None)
        if found is None:
            raise NotFound("The SNOMED CT release in use is not among those loaded.")
        return found

    def _refset(self, release: LoadedRelease | None) -> tuple[Refset, Edition | None]:
        groupings = {each.concept: each for each in self._records.groupings()}
        earlier = self._earlier(release)
        if release is None:
            return shipped_refset(self._shipped, self._refsets, groupings, earlier), None
        edition = self._edition(release.key)
        return refset_of_edition(edition, self._shipped, self._refsets, groupings, earlier), edition

    def _edition(self, key: str) -> Edition:
        if key not in self._editions:
            self._editions[key] = self._open(key)
        return self._editions[key]

    def _earlier(self, release: LoadedRelease | None) -> list[Edition]:
        """The other releases that have been in use, the last first; one whose index is gone is left out."""
        known = {each.id: each for each in self._records.releases()}
        used = dict.fromkeys(each.release for each in self._records.switches() if each.release is not None)
        found = []
        for identity in used:
            if identity not in known or (release is not None and identity == release.id):
                continue
            try:
                found.append(self._edition(known[identity].key))
            except (OSError, ValueError):
                continue
        return found

"""A broad condition of the installation's own: concepts of SNOMED CT, whose kinds are counted together as one row.

Its key and its concepts are never changed: a condition is added, and may be withdrawn. Releases that were made with it
keep it, so that its key is never given to another.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from app.access.audit import AuditEvent
from app.clinical.checks import text_fault
from app.identity import Identity
from app.reports.ancestors import ANCESTORS, Above, Ancestor
from app.reports.cards.countable import Countable
from app.reports.cards.items import ANY, CHILDREN, CONTACTS, OUTCOMES, QUICK, UNREAD, WAITING
from app.terminology.concept import ConceptId
from app.terminology.refset import Group

LONGEST_WORDS: Final = 60
MOST: Final = 7
"""So many may stand at once: with three rows of each, by certainty, an engine has room for them, and few overlapping
rows leave little to work out from one another."""

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TAKEN: Final = frozenset(
    {*(each.key for each in ANCESTORS), *(each.value for each in Group), ANY, CHILDREN, CONTACTS, *OUTCOMES}
    | {QUICK, UNREAD, WAITING, "unknown", "none"}
)
"""The product's own conditions, and what rows of its measures are called otherwise."""


@dataclass(frozen=True, slots=True)
class OwnCondition:
    """One version of a condition: `concepts` in order, at least one; `group` that of all members it took in when it was
    added. One that does not stand was withdrawn: later quarters are released without it. `by` is None at the command
    line."""

    key: str
    version: int
    words: str
    group: Group
    concepts: tuple[ConceptId, ...]
    standing: bool
    at: datetime
    by: Identity | None

    @property
    def ancestor(self) -> Ancestor:
        """The condition as the product's own are."""
        return Ancestor(self.key, self.words, self.group, frozenset(self.concepts))


class ReportConditions(Protocol):
    """The conditions that an installation added, kept for good."""

    def conditions(self) -> tuple[OwnCondition, ...]:
        """The last version of each, withdrawn or not, in the order in which they were added."""
        ...

    def keep(self, condition: OwnCondition, events: Sequence[AuditEvent]) -> None:
        """Write one version of a condition with its audit events, together or not at all.

        Raises:
            Conflict: somebody wrote that version meanwhile; nothing was written.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kinds:
    """The edition of SNOMED CT in use: whether it has a concept that is active, and what a concept is a kind of."""

    holds: Callable[[ConceptId], bool]
    above: Above


def spelling_faults(key: str, words: str, concepts: Collection[ConceptId], own: Iterable[OwnCondition]) -> list[str]:
    """What is wrong with a condition as typed, whatever is in SNOMED CT, and how to mend it."""
    return [*_key_faults(key, own), *_words_faults(words, own), *([] if concepts else ["Give at least one --concept."])]


def _key_faults(key: str, own: Iterable[OwnCondition]) -> Iterator[str]:
    if not _KEY.fullmatch(key):
        yield "A key is 2 to 40 small letters, digits and _, beginning with a letter, such as rare_epilepsy."
    elif key in _TAKEN:
        yield f"{key} is the product's own. Choose another key."
    elif any(each.key == key for each in own):
        yield f"{key} was added before. A key is used once, also when it was withdrawn: choose another."


def _words_faults(words: str, own: Iterable[OwnCondition]) -> Iterator[str]:
    standing = [*(each.words for each in ANCESTORS), *(each.words for each in own if each.standing)]
    if not words.strip():
        yield "Say in words what is counted, such as 'Any rare epilepsy'."
    elif len(words) > LONGEST_WORDS:
        yield f"Say it in {LONGEST_WORDS} characters or fewer; this has {len(words)}."
    elif odd := text_fault(words) or ("Write the words on one line." if len(words.splitlines()) > 1 else None):
        yield odd
    elif words.casefold() in {each.casefold() for each in standing}:
        yield f"{words!r} are the words of another condition. Choose others, so that readers can tell them apart."


def row_fault(key: str, counts: Countable, others: Mapping[str, frozenset[ConceptId]]) -> str | None:
    """Why a condition may not be a row, beside other rows: it counts nobody, or the same children as another row, which
    is no news and would have to be hidden wherever that one is; None where it may be one.

    `counts` has it among its broad conditions; `others` are those counted beside it.
    """
    taken, group = counts.under[key], counts.broad[key].group
    same = [other for other, concepts in others.items() if concepts == taken and other != key]
    if not taken:
        return "takes in no member of the reference set that may be counted"
    if same:
        return f"takes in exactly the members of {counts.broad[same[0]].words!r} ({same[0]})"
    if len(taken) == 1:
        (one,) = taken
        return f"takes in one member alone, {counts.terms[one]} ({one}), which has a row of its own"
    if taken == {*counts.concepts(group.value)}:
        return f"takes in every member of the group {group.words!r}, which has a row of its own"
    return None

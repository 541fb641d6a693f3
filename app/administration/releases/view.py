"""What the pages of releases show: each release, who switched when, what would change, and which button does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.administration.releases.desk import Touched
from app.administration.releases.words import SHIPPED
from app.identity import Identity
from app.terminology.beyond import Successor
from app.terminology.concept import ConceptId
from app.terminology.differences import Left
from app.terminology.refset import Member, Refset
from app.terminology.releases import LoadedRelease, Switch

SHIPPED_LABEL = "The shipped list"


@dataclass(frozen=True, slots=True)
class People:
    """Who may be named: the accounts of the reader's own organisation, by identity."""

    names: Mapping[Identity, str]

    def named(self, account: Identity | None) -> str:
        """The person in words; a command has none, and those of another organisation are not named."""
        if account is None:
            return "by command"
        return f"by {self.names.get(account, 'somebody of another organisation')}"


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release on the page: `key` stands in addresses, `release` is None for the shipped list.

    `effective` is a day; `members` are those of the shipped list, None for a release.
    """

    key: str
    label: str
    effective: date
    in_use: bool
    before: bool
    release: LoadedRelease | None
    loaded: str
    members: int | None = None


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """A switch on the page."""

    number: int
    at: datetime
    label: str
    who: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Switching:
    """The releases and switches as they stand at one moment."""

    releases: tuple[LoadedRelease, ...]
    switches: tuple[Switch, ...]

    @property
    def last(self) -> int:
        """The number of the last switch, 0 before the first."""
        return self.switches[0].number if self.switches else 0

    @property
    def in_use(self) -> Identity | None:
        """The release in use; None is the shipped list."""
        return self.switches[0].release if self.switches else None

    @property
    def before(self) -> Identity | None:
        """What was in use before the last switch; None is the shipped list."""
        return self.switches[1].release if len(self.switches) > 1 else None

    def release(self, identity: Identity | None) -> LoadedRelease | None:
        """The release with an identity."""
        return next((each for each in self.releases if each.id == identity), None)

    def label(self, identity: Identity | None) -> str:
        """What a release is called; None is the shipped list."""
        found = self.release(identity)
        return found.label if found is not None else SHIPPED_LABEL

    def key(self, identity: Identity | None) -> str:
        """What stands for a release in an address."""
        found = self.release(identity)
        return found.key if found is not None else SHIPPED


def release_rows(switching: Switching, shipped: Refset, people: People) -> tuple[ReleaseRow, ...]:
    """Every release, the last loaded first, then the shipped list."""
    return (
        *(_release_row(each, switching, people) for each in switching.releases),
        ReleaseRow(
            SHIPPED,
            SHIPPED_LABEL,
            shipped.release.effective,
            switching.in_use is None,
            _is_before(None, switching),
            None,
            "",
            len(shipped),
        ),
    )


def _release_row(release: LoadedRelease, switching: Switching, people: People) -> ReleaseRow:
    return ReleaseRow(
        release.key,
        release.label,
        release.effective,
        switching.in_use == release.id,
        _is_before(release.id, switching),
        release,
        people.named(release.loaded_by),
    )


def _is_before(release: Identity | None, switching: Switching) -> bool:
    return bool(switching.switches) and switching.before == release


def switch_rows(switching: Switching, people: People) -> tuple[SwitchRow, ...]:
    """Every switch, the last first."""
    return tuple(
        SwitchRow(each.number, each.at, switching.label(each.release), people.named(each.by), each.undoes)
        for each in switching.switches
    )


class Offer(StrEnum):
    """What the page of a difference offers to do."""

    USE = "use"
    UNDO = "undo"
    NOTHING = "nothing"


def offer(release: Identity | None, switching: Switching) -> Offer:
    """What may be done about a release: to go back to what was in use before is to undo the last switch."""
    if release == switching.in_use:
        return Offer.NOTHING
    return Offer.UNDO if _is_before(release, switching) else Offer.USE


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A member that leaves: what became of its concept, what stands in for it, and how many children here have it."""

    member: Member
    what: str
    instead: tuple[tuple[Successor, bool], ...]
    children: int


@dataclass(frozen=True, slots=True)
class DifferencesView:
    """What differs between two reference sets, as the page shows it; `touched` of those that left are needs here."""

    joined: tuple[Member, ...]
    left: tuple[LeftRow, ...]
    renamed: tuple[tuple[ConceptId, str, str], ...]
    replaced: int
    touched: int


def differences_view(found: Touched, after: Refset) -> DifferencesView:
    """The difference as the page shows it; `after` is the later reference set."""
    rows = [_left_row(each, after, found.children.get(each.member.concept, 0)) for each in found.differences.left]
    # What touches most children stands first.
    rows.sort(key=lambda row: -row.children)
    return DifferencesView(
        found.differences.joined,
        tuple(rows),
        tuple((each.concept, each.before, each.after) for each in found.differences.renamed),
        len(found.differences.replaced),
        sum(row.children > 0 for row in rows),
    )


def _left_row(left: Left, after: Refset, children: int) -> LeftRow:
    choices: Sequence[Successor] = left.replaced.choices if left.replaced is not None else ()
    instead = tuple((each, each.concept in after) for each in choices)
    return LeftRow(left.member, _what_became(left, after), instead, children)


def _what_became(left: Left, after: Refset) -> str:
    if left.replaced is None:
        known = after.beyond.concept(left.member.concept) is not None
        return "No longer a member; the concept is still active." if known else "No longer a member."
    reason = f" ({left.replaced.reason.lower()})" if left.replaced.reason else ""
    if not left.replaced.choices:
        return f"The concept is inactive{reason}, and the release names nothing in its place."
    if left.replaced.certain is not None:
        return f"The concept is inactive{reason}."
    return f"The concept is inactive{reason}; which of these stands in for it depends on the child:"

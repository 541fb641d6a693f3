"""The changes of services of an area as its page shows them: a list, and a form for each and for a new one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from app.identity import Identity, shown
from app.reports.card import Card, Lens
from app.reports.changes import ChangeDetails, ServiceChange, change_faults
from app.reports.pages.typed_days import DayTyped

NOT_OFFERED: Final = "Choose measures from the list alone."
CHANGED: Final = (
    "Somebody changed this while you were working, and nothing of yours was saved. The list says how it stands now."
    " What you typed is kept in the form: save it again to put it in the place of theirs."
)
WITHDRAWN: Final = (
    "Somebody withdrew this change while you were working, and nothing of yours was saved. What you typed is kept in"
    " the form to add one: add it to note it anew."
)
CHANGED_UNDER_WITHDRAWAL: Final = (
    "Somebody changed this while you were working, and it was not withdrawn. The list says how it stands now."
)
UNTICKED: Final = "Tick the box to withdraw it."


@dataclass(frozen=True, slots=True)
class TypedChange:
    """A change as it stands in the fields of a form; `measures` are the keys that are ticked."""

    what: str = ""
    day: DayTyped = field(default_factory=DayTyped)
    owner: str = ""
    measures: tuple[str, ...] = ()

    @classmethod
    def of(cls, details: ChangeDetails) -> "TypedChange":
        """A change as a form shows it before anything is typed."""
        return cls(details.what, DayTyped.of(details.began), details.owner, details.measures)

    def details(
        self, offered: Collection[str], stays: Iterable[str], order: Sequence[str]
    ) -> tuple[ChangeDetails | None, dict[str, str]]:
        """The change that was typed, or what is wrong with it, by field.

        `offered` are the measures that the form had boxes of; `stays` those that the change bears on besides, which it
        goes on to; `order` is that of all measures. White space counts as one space, for a change is one line.
        """
        what, owner, began = " ".join(self.what.split()), self.owner.strip(), self.day.day
        chosen = {*self.measures, *stays}
        faults = change_faults(what, began, owner, chosen)
        if not set(self.measures) <= set(offered):
            faults["measures"] = NOT_OFFERED
        if faults or began is None:
            return None, faults
        placed = {key: place for place, key in enumerate(order)}
        measures = tuple(sorted(chosen, key=lambda key: (placed.get(key, len(placed)), key)))
        return ChangeDetails(what, began, owner, measures), {}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why what was posted was not done: of which change (None for a new one), by field what is wrong, or what somebody
    did meanwhile; and what was typed, None where it was to be withdrawn."""

    faults: Mapping[str, str] = field(default_factory=dict)
    change: Identity | None = None
    typed: TypedChange | None = None
    meanwhile: str = ""

    @property
    def status(self) -> int:
        """The status of the answer: 422 when something was typed wrong, 409 when somebody was there first."""
        return 422 if self.faults else 409


class ChangeForm(NamedTuple):
    """A form of the page: of a change, or of a new one. Its fields' ids begin with `prefix`."""

    change: ServiceChange | None
    typed: TypedChange
    faults: Mapping[str, str]
    prefix: str
    open: bool


class ChangeLine(NamedTuple):
    """A change in the list: whether it is still to begin, and the measures it bears on that are for the reader, each
    with whether there is a page of it."""

    change: ServiceChange
    planned: bool
    measures: tuple[tuple[Card, bool], ...]


def change_lines(
    changes: Iterable[ServiceChange], today: date, cards: Iterable[Card], paged: Collection[str]
) -> list[ChangeLine]:
    """The list of changes; `cards` are those that are for the reader, `paged` the keys of those with a page here."""
    known = tuple(cards)
    return [
        ChangeLine(
            change,
            change.details.began > today,
            tuple((card, card.key in paged) for card in known if card.key in change.details.measures),
        )
        for change in changes
    ]


def change_forms(changes: Iterable[ServiceChange], wrong: Wrong | None) -> Iterator[ChangeForm]:
    """The form of each change and at last that of a new one; what was typed wrong stays as typed. What was typed of a
    change that stands no longer is kept in the form of a new one."""
    left = wrong
    for change in changes:
        here = wrong if wrong is not None and wrong.change == change.id else None
        left = None if here else left
        typed = (here and here.typed) or TypedChange.of(change.details)
        yield ChangeForm(change, typed, here.faults if here else {}, f"{shown(change.id)}-", here is not None)
    yield ChangeForm(None, (left and left.typed) or TypedChange(), left.faults if left else {}, "new-", open=True)


def place_of_fault(name: str, lenses: Iterable[tuple[Lens, Sequence[Card]]]) -> str:
    """The field that a fault leads to, without its form's prefix: of several the first."""
    if name == "measures":
        first = next((card.key for _, cards in lenses for card in cards), "")
        return f"measure-{first}"
    return "began-day" if name == "began" else name

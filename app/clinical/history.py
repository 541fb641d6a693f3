"""What is known of a child's needs after a row of encounters: what stands, since when, by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from app.clinical.ages import clinical_date
from app.clinical.encounter import Encounter
from app.clinical.needs import Change, GroupAnswer, Statement
from app.identity import Identity
from app.terminology.refset import COMPLEXITY_GROUPS, Group


@dataclass(frozen=True, slots=True)
class NeedHistory:
    """A need as it stands: its latest statement, when it was first recorded and when last affirmed.

    `first_by` and `affirmed_by` are care professionals; an affirmation is a statement that it is new
    or still present, not one that only carries it.
    """

    need: Identity
    latest: Statement
    first_on: date
    first_by: Identity | None
    affirmed_on: date
    affirmed_by: Identity | None

    @property
    def since(self) -> str:
        """Since when, in the clinic's words: the onset, the diagnosis, or the day it was first recorded."""
        known = self.latest.onset or self.latest.diagnosed
        if known is not None:
            return known.shown()
        return clinical_date(self.first_on)


def _moment(encounter: Encounter) -> tuple[date, time, Identity]:
    return encounter.contact.on, encounter.contact.at or time.min, encounter.id


def in_order_of_time(encounters: Iterable[Encounter]) -> list[Encounter]:
    """Encounters by when they were true: contact date, time, then the order in which they were made."""
    return sorted(encounters, key=_moment)


def earlier_than(encounter: Encounter, encounters: Iterable[Encounter]) -> list[Encounter]:
    """Of a child's encounters, those that were before this one, other than itself."""
    return [each for each in encounters if each.id != encounter.id and _moment(each) < _moment(encounter)]


def need_histories(encounters: Iterable[Encounter], at: date | None = None) -> tuple[NeedHistory, ...]:
    """Every need ever stated, in order of first recording, as it was at a date (the end of it), or now.

    `encounters` are the current versions of one child's encounters, in any order. A need entered in
    error stays so, whatever encounters between then and its withdrawal said of it.
    """
    known: dict[Identity, NeedHistory] = {}
    for encounter in in_order_of_time(encounters):
        if at is not None and encounter.contact.on > at:
            break
        for statement in encounter.statements:
            known[statement.need] = _with(known.get(statement.need), statement, encounter)
    return tuple(known.values())


def _with(before: NeedHistory | None, statement: Statement, encounter: Encounter) -> NeedHistory:
    on, by = encounter.contact.on, encounter.professional
    if before is None:
        return NeedHistory(statement.need, statement, on, by, on, by)
    if before.latest.change is Change.ENTERED_IN_ERROR:
        return before
    if statement.change is Change.CARRIED:
        return _carried(before)
    if statement.change.affirmed:
        return NeedHistory(statement.need, statement, before.first_on, before.first_by, on, by)
    return NeedHistory(
        statement.need, statement, before.first_on, before.first_by, before.affirmed_on, before.affirmed_by
    )


def _carried(before: NeedHistory) -> NeedHistory:
    """Carrying a need repeats what stood: it takes back no resolution and no correction made to an earlier visit."""
    if not before.latest.change.standing:
        return before
    return replace(before, latest=replace(before.latest, change=Change.CARRIED, traffic_light=None))


def standing_needs(histories: Sequence[NeedHistory]) -> tuple[NeedHistory, ...]:
    """The needs that stand: neither resolved nor entered in error."""
    return tuple(history for history in histories if history.latest.change.standing)


def last_answers(encounters: Iterable[Encounter], at: date | None = None) -> dict[Group, GroupAnswer]:
    """For each complexity group, the last answer given: some or none identified, or not asked if never."""
    answers = dict.fromkeys(COMPLEXITY_GROUPS, GroupAnswer.NOT_ASKED)
    for encounter in in_order_of_time(encounters):
        if at is not None and encounter.contact.on > at:
            break
        for group in COMPLEXITY_GROUPS:
            answer = encounter.answer(group)
            if answer is not GroupAnswer.NOT_ASKED:
                answers[group] = answer
    return answers

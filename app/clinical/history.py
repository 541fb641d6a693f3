"""What is known of a child's needs after a row of encounters: what stands, since when, by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from app.clinical.ages import clinical_date, completed_months
from app.clinical.encounter import Encounter
from app.clinical.needs import Change, GroupAnswer, Statement, TrafficLight
from app.clinical.professional import Profession
from app.identity import Identity
from app.terminology.refset import COMPLEXITY_GROUPS, Group


@dataclass(frozen=True, slots=True)
class NeedHistory:
    """A need as it stands: its latest statement, when it was first recorded and when last affirmed.

    `first_by` and `affirmed_by` are care professionals; an affirmation is a statement that it is new,
    still present, or reviewed and unchanged, not one that only carries it. `touched_on` is when somebody
    last said so of this need by itself, as a `touched_by`; `untouched_visits` how often the child was seen
    since by those who might have. `primary_for` are the referrals whose primary condition it is; `light`
    the family's traffic light when it was last affirmed.
    """

    need: Identity
    latest: Statement
    first_on: date
    first_by: Identity | None
    affirmed_on: date
    affirmed_by: Identity | None
    touched_on: date
    touched_by: Profession | None = None
    untouched_visits: int = 0
    primary_for: frozenset[Identity] = frozenset()
    light: TrafficLight | None = None

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
    error stays so, whatever encounters between then and its withdrawal said of it. At most one need is
    primary for a referral: the one last chosen.
    """
    known: dict[Identity, NeedHistory] = {}
    for encounter in in_order_of_time(encounters):
        if at is not None and encounter.contact.on > at:
            break
        for statement in encounter.statements:
            known[statement.need] = _with(known.get(statement.need), statement, encounter)
            if statement.primary and statement.change.touched:
                _unseat(known, statement.need, encounter.referral)
    return tuple(known.values())


def _unseat(known: dict[Identity, NeedHistory], chosen: Identity, referral: Identity) -> None:
    """A visit recorded late, or an amendment, may choose another primary than visits after it were recorded with."""
    for need, history in known.items():
        if need != chosen and referral in history.primary_for:
            known[need] = replace(history, primary_for=history.primary_for - {referral})


def _with(before: NeedHistory | None, statement: Statement, encounter: Encounter) -> NeedHistory:
    if before is None:
        return _begun(statement, encounter)
    if before.latest.change is Change.ENTERED_IN_ERROR:
        return before
    if statement.change is Change.CARRIED:
        return _carried(before, encounter)
    if statement.change is Change.REVIEWED_UNCHANGED:
        after = replace(before, latest=_repeated(before.latest, statement))
    else:
        after = replace(before, latest=statement, primary_for=_primary_for(before, statement, encounter))
    if statement.change.affirmed:
        on, by = encounter.contact.on, encounter.professional
        after = replace(after, affirmed_on=on, affirmed_by=by, light=statement.traffic_light)
    if statement.change.touched:
        return replace(
            after, touched_on=encounter.contact.on, touched_by=statement.source.profession, untouched_visits=0
        )
    return replace(after, untouched_visits=before.untouched_visits + int(encounter.seen))


def _begun(statement: Statement, encounter: Encounter) -> NeedHistory:
    on, by = encounter.contact.on, encounter.professional
    return NeedHistory(
        statement.need,
        statement,
        first_on=on,
        first_by=by,
        affirmed_on=on,
        affirmed_by=by,
        touched_on=on,
        touched_by=statement.source.profession,
        primary_for=frozenset({encounter.referral}) if statement.primary else frozenset(),
        light=statement.traffic_light,
    )


def _repeated(stood: Statement, statement: Statement) -> Statement:
    """What was reviewed unchanged stays as it stands, with what was since corrected or coded at an earlier visit."""
    return replace(stood, change=statement.change, source=statement.source, traffic_light=statement.traffic_light)


def _primary_for(before: NeedHistory, statement: Statement, encounter: Encounter) -> frozenset[Identity]:
    """Whether it is primary was said for the encounter's referral alone."""
    others = before.primary_for - {encounter.referral}
    return others | {encounter.referral} if statement.primary else others


def _carried(before: NeedHistory, encounter: Encounter) -> NeedHistory:
    """Carrying a need repeats what stood: it takes back no resolution and no correction made to an earlier visit."""
    if not before.latest.change.standing:
        return before
    # A visit to another profession than the one that looked at it last says nothing about how long ago that was.
    theirs = before.touched_by is None or encounter.profession in (before.touched_by, None)
    passed_over = encounter.seen and theirs
    return replace(
        before,
        latest=replace(before.latest, change=Change.CARRIED, traffic_light=None),
        untouched_visits=before.untouched_visits + int(passed_over),
    )


def carried_statement(history: NeedHistory, referral: Identity) -> Statement:
    """What an encounter under a referral says of a need that it does not review."""
    primary = referral in history.primary_for
    return replace(history.latest, change=Change.CARRIED, traffic_light=None, primary=primary)


@dataclass(frozen=True, slots=True)
class Expiry:
    """After how many visits, or months, of nobody looking at a need by itself it is asked about."""

    visits: int = 3
    months: int = 12

    def asks(self, history: NeedHistory, on: date) -> bool:
        """Whether the need is to be asked about at a visit on a date."""
        return history.untouched_visits >= self.visits or completed_months(history.touched_on, on) >= self.months


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

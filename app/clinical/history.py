"""What is known of a child's needs after a row of encounters: what stands, since when, by whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import groupby
from typing import NamedTuple

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
    known: dict[Identity, _Course] = {}
    for encounter in in_order_of_time(encounters):
        if at is not None and encounter.contact.on > at:
            break
        _heed(known, encounter)
    return tuple([course.history() for course in known.values()])


class Said(NamedTuple):
    """How a need stands after a day: the statement that was last made of it in full, and what was said of it last."""

    need: Identity
    content: Statement
    change: Change


def said_by_day(encounters: Iterable[Encounter]) -> Iterator[tuple[date, list[Said]]]:
    """At each day on which there was an encounter, in order, the needs of which more was said than that they are
    carried, as they stand at its end: of each what `need_histories` gives, but in one pass."""
    known: dict[Identity, _Course] = {}
    for on, of_day in groupby(in_order_of_time(encounters), key=lambda each: each.contact.on):
        named: dict[Identity, None] = {}
        for encounter in of_day:
            for said in encounter.statements:
                if said.change is not Change.CARRIED or said.need not in known:
                    named[said.need] = None
            _heed(known, encounter)
        yield on, [Said(need, known[need].content, known[need].change) for need in named]


def _heed(known: dict[Identity, "_Course"], encounter: Encounter) -> None:
    """Take in what the next encounter says."""
    for statement in encounter.statements:
        course = known.get(statement.need)
        if course is None:
            known[statement.need] = _Course(statement, encounter)
        else:
            course.follow(statement, encounter)
        if statement.primary and statement.change.touched:
            _unseat(known, statement.need, encounter.referral)


def _unseat(known: dict[Identity, "_Course"], chosen: Identity, referral: Identity) -> None:
    """A visit recorded late, or an amendment, may choose another primary than visits after it were recorded with."""
    for need, course in known.items():
        if need != chosen and referral in course.primary_for:
            course.primary_for -= {referral}


class _Course:
    """A need as statement follows statement; its history is put together once, at the end.

    `content` is the statement that was last made in full, of which the change, the source and the traffic light may be
    those of later ones.
    """

    __slots__ = (
        *("content", "change", "source", "latest_light", "first_on", "first_by", "affirmed_on", "affirmed_by"),
        *("touched_on", "touched_by", "untouched_visits", "primary_for", "light"),
    )

    def __init__(self, statement: Statement, encounter: Encounter) -> None:
        on, by = encounter.contact.on, encounter.professional
        self.content = statement
        self.change, self.source, self.latest_light = statement.change, statement.source, statement.traffic_light
        self.first_on, self.first_by = on, by
        self.affirmed_on, self.affirmed_by, self.light = on, by, statement.traffic_light
        self.touched_on, self.touched_by, self.untouched_visits = on, statement.source.profession, 0
        self.primary_for = frozenset({encounter.referral}) if statement.primary else frozenset[Identity]()

    def follow(self, statement: Statement, encounter: Encounter) -> None:
        """A later encounter says something of the need."""
        change = statement.change
        if self.change is Change.ENTERED_IN_ERROR:
            return
        if change is Change.CARRIED:
            self._carry(encounter)
            return
        # What was reviewed unchanged stays as it stands, with what was since corrected or coded at an earlier visit.
        if change is not Change.REVIEWED_UNCHANGED:
            self.content = statement
            self._choose(statement, encounter)
        self.change, self.source, self.latest_light = change, statement.source, statement.traffic_light
        if change.affirmed:
            self.affirmed_on, self.affirmed_by = encounter.contact.on, encounter.professional
            self.light = statement.traffic_light
        if change.touched:
            self.touched_on, self.touched_by = encounter.contact.on, statement.source.profession
            self.untouched_visits = 0
        else:
            self.untouched_visits += int(encounter.seen)

    def _carry(self, encounter: Encounter) -> None:
        """Carrying a need repeats what stood: it takes back no resolution, and no correction made to an earlier one."""
        if not self.change.standing:
            return
        # A visit to another profession than the one that looked at it last says nothing about how long ago that was.
        theirs = self.touched_by is None or encounter.profession in (self.touched_by, None)
        self.change, self.latest_light = Change.CARRIED, None
        self.untouched_visits += int(encounter.seen and theirs)

    def _choose(self, statement: Statement, encounter: Encounter) -> None:
        """Whether it is primary was said for the encounter's referral alone."""
        if statement.primary:
            self.primary_for |= {encounter.referral}
        elif encounter.referral in self.primary_for:
            self.primary_for -= {encounter.referral}

    def history(self) -> NeedHistory:
        """The need as it stands."""
        return NeedHistory(
            self.content.need,
            self._latest(),
            first_on=self.first_on,
            first_by=self.first_by,
            affirmed_on=self.affirmed_on,
            affirmed_by=self.affirmed_by,
            touched_on=self.touched_on,
            touched_by=self.touched_by,
            untouched_visits=self.untouched_visits,
            primary_for=self.primary_for,
            light=self.light,
        )

    def _latest(self) -> Statement:
        said = self.content
        if (said.change, said.source, said.traffic_light) == (self.change, self.source, self.latest_light):
            return said
        return replace(said, change=self.change, source=self.source, traffic_light=self.latest_light)


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

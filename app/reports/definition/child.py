"""A child as a measure looks at one: what all organisations know, or one of them, and where and how the child lives."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.clinical.needs import GroupAnswer
from app.reports.card import AgeDate, Breakdown, Level
from app.reports.cards.countable import CERTAINTIES, Countable, named
from app.reports.cards.items import ANY
from app.reports.cards.parts import (
    AREA_FACT_OF,
    ENGLAND,
    FACT_OF,
    UNKNOWN,
    age_band,
    asked_since,
    counted_age,
    part_of,
    school_phase,
    school_year_start,
)
from app.reports.observed import (
    AskedRow,
    ChildRow,
    ContactRow,
    FactRow,
    LightRow,
    NeedRow,
    Observed,
    ReferralRow,
)
from app.reports.periods import Quarter
from app.terminology.concept import ConceptId

_SURENESS = {certainty.value: certainty for certainty in CERTAINTIES}
_SEXES = ("1", "2", "9")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a child is, of all organisations' word the last recorded, and where they live, at a period's end."""

    born: date | None
    died: date | None
    linked: bool
    sex: str | None
    facts: Mapping[str, str]
    quarter: Quarter

    def age(self, at: date) -> int | None:
        """Completed years, None when not known."""
        return counted_age(self.born, at)

    def lives_at(self, day: date) -> bool:
        return self.died is None or self.died > day

    def part(self, breakdown: Breakdown, at: date) -> str:
        """The part of a breakdown the child is of; `at` is the measure's age date."""
        if breakdown is Breakdown.NONE:
            return ""
        if breakdown is Breakdown.AGE_BAND:
            return age_band(self.age(at))
        if breakdown is Breakdown.SCHOOL_PHASE:
            return school_phase(self.age(school_year_start(self.quarter)))
        if breakdown is Breakdown.SEX:
            return part_of(breakdown, self.sex)
        return part_of(breakdown, self.facts.get(FACT_OF[breakdown]))

    def area(self, level: Level) -> str | None:
        """The area of a level; None where the level does not concern the child: who is not placed has no responsible
        authority but the one they live in."""
        if level is Level.ENGLAND:
            return ENGLAND
        value = self.facts.get(AREA_FACT_OF[level])
        if level is Level.RESPONSIBLE_AUTHORITY:
            return value or None
        return value or UNKNOWN


def person(rows: Sequence[ChildRow], facts: Iterable[FactRow], quarter: Quarter) -> Person:
    """The person whom these rows are of; what is not known is left to an earlier row."""
    told = sorted(rows, key=lambda each: (each.recorded_at, each.organisation))
    return Person(
        next((each.born for each in reversed(told) if each.born is not None), None),
        next((each.died for each in reversed(told) if each.died is not None), None),
        any(each.linked for each in told),
        next((each.sex for each in reversed(told) if each.sex in _SEXES), None),
        _that_hold(facts, quarter.last),
        quarter,
    )


def _that_hold(facts: Iterable[FactRow], at: date) -> dict[str, str]:
    """The value of each kind at a date: of those that hold the last recorded."""
    held = [f for f in facts if (f.since is None or f.since <= at) and (f.until is None or f.until >= at)]
    return {f.kind: f.value for f in sorted(held, key=lambda each: (each.recorded_at, each.id, each.organisation))}


@dataclass(frozen=True, slots=True)
class ChildView:
    """A child in a quarter, in the records of all organisations (`organisation` None) or of one."""

    child: int
    organisation: int | None
    person: Person
    quarter: Quarter
    needs: tuple[NeedRow, ...]
    groups_asked: tuple[AskedRow, ...]
    contacts: tuple[ContactRow, ...]
    referrals: tuple[ReferralRow, ...]
    lights: tuple[LightRow, ...]

    def counted_at(self, day: date, age_date: AgeDate) -> bool:
        """Whether a child is counted at the period's end: alive, whereas a contact counts whatever came after."""
        return age_date is not AgeDate.PERIOD_END or self.person.lives_at(day)

    @property
    def asked(self) -> frozenset[str]:
        """The groups asked about within 12 months before the period's end."""
        since, end = asked_since(self.quarter), self.quarter.last
        return frozenset(
            row.group
            for row in self.groups_asked
            if since < row.on <= end and row.answer != GroupAnswer.NOT_ASKED.value
        )

    @property
    def on_caseload(self) -> bool:
        """Whether a referral is open at the period's end."""
        return any(open_at(row, self.quarter.last) for row in self.referrals)

    @property
    def seen(self) -> tuple[ContactRow, ...]:
        """The contacts of the period at which the child was seen."""
        return tuple(row for row in self.in_period if row.eligible)

    @property
    def in_period(self) -> tuple[ContactRow, ...]:
        first, last = self.quarter.first, self.quarter.last
        return tuple(row for row in self.contacts if first <= row.on <= last)


def open_at(referral: ReferralRow, day: date) -> bool:
    """Whether a referral was received and not yet closed."""
    return referral.received_on <= day and (referral.closed_on is None or referral.closed_on > day)


def stands(need: NeedRow, day: date) -> bool:
    """Whether a stretch of a need holds at a date."""
    return need.since <= day and (need.until is None or need.until > day)


def named_needs(needs: Iterable[NeedRow], counts: Countable) -> Iterable[tuple[ConceptId, NeedRow]]:
    """Those that may be counted by name, with their concept."""
    for need in needs:
        if need.concept is not None and need.counted and not need.sensitive and need.certainty in _SURENESS:
            concept = ConceptId(need.concept)
            if concept in counts.group_of:
                yield concept, need


def kinds(needs: Iterable[NeedRow], counts: Countable) -> frozenset[str]:
    """What a child's needs are of: any, groups, broad conditions and concepts, by how sure one is of each concept."""
    surest: dict[ConceptId, int] = {}
    for concept, need in named_needs(needs, counts):
        place = CERTAINTIES.index(_SURENESS[need.certainty])
        surest[concept] = max(surest.get(concept, 0), place)
    return frozenset(each for concept, place in surest.items() for each in _kinds_of(concept, place, counts))


def _kinds_of(concept: ConceptId, place: int, counts: Countable) -> Iterable[str]:
    certainty = CERTAINTIES[place]
    yield ANY
    yield named(str(concept), counts.group_of[concept], certainty)
    for key, group in counts.kinds_of(concept):
        yield named(key, group, certainty)


def views(records: Sequence[Observed], quarter: Quarter, *, by_provider: bool) -> tuple[ChildView, ...]:
    """The views on one child's records: one of them all, or one of each organisation's."""
    facts = [fact for record in records for fact in record.facts]
    who = person([record.child for record in records], facts, quarter)
    if not by_provider:
        return (_view(records, None, who),)
    organisations = sorted({record.child.organisation for record in records})
    return tuple(_view([r for r in records if r.child.organisation == one], one, who) for one in organisations)


def _view(records: Sequence[Observed], organisation: int | None, who: Person) -> ChildView:
    return ChildView(
        records[0].child.child,
        organisation,
        who,
        who.quarter,
        tuple(row for record in records for row in record.needs),
        tuple(row for record in records for row in record.asked),
        tuple(row for record in records for row in record.contacts),
        tuple(row for record in records for row in record.referrals),
        tuple(row for record in records for row in record.lights),
    )

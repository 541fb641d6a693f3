"""What a child's contacts and referrals come to: who was asked about what, when they were seen, and what changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from app.clinical.encounter import Attendance, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement
from app.clinical.referral import Referral
from app.identity import Identity
from app.reports.copy.school_time import takes_school_time
from app.reports.copy.stretches import Countings
from app.reports.observed import AskedRow, ContactRow, LightRow, ReferralRow
from app.terminology.refset import Group

Of = tuple[int, int]
"""The pseudonym of a child and the organisation, with which every row begins."""

RESOLVED = Change.RESOLVED.value
"""The next light of a need that was resolved."""

AFFIRMED: Final = frozenset(each for each in Change if each.affirmed)
NOT_SAID: Final = frozenset({Change.CARRIED, Change.ENTERED_IN_ERROR})
"""What is not counted among the statements of a contact."""

_GROUPS: Final = {each: each.value for each in Group}
_ATTENDANCES: Final = {each: each.value for each in Attendance}
_SOME: Final = GroupAnswer.SOME.value
_NONE: Final = GroupAnswer.NONE_IDENTIFIED.value
_CONDITION: Final = Group.CONDITION.value


def is_contact(encounter: Encounter) -> bool:
    """Whether it is a care contact: what another system sent by itself is none, nor what was entered in error."""
    return encounter.kind is EncounterKind.CARE_CONTACT and not encounter.entered_in_error


def captured(encounter: Encounter) -> bool:
    """Whether any group of needs was asked about."""
    # A generator would be most of what this costs, at every contact there ever was.
    for each in encounter.groups:  # noqa: SIM110
        if each.answer is not GroupAnswer.NOT_ASKED:
            return True
    return False


def asked_rows(encounters: Iterable[Encounter], of: Of) -> tuple[AskedRow, ...]:
    """Which groups were asked about on which days, by day; of two answers on one day, that there are some."""
    answers: dict[tuple[date, str], str] = {}
    for encounter in encounters:
        on = encounter.contact.on
        for asked in encounter.groups if not encounter.entered_in_error else ():
            if asked.answer is GroupAnswer.SOME:
                answers[on, _GROUPS[asked.group]] = _SOME
            elif asked.answer is GroupAnswer.NONE_IDENTIFIED:
                answers.setdefault((on, _GROUPS[asked.group]), _NONE)
    return tuple([AskedRow(*of, group, on, answer) for (on, group), answer in sorted(answers.items())])


def contact_row(contact: Encounter, of: Of) -> ContactRow:
    """The row of a care contact; carried statements, and those that take something back, are not counted among its
    statements."""
    timing, when = contact.timing, contact.contact
    said = [each.concept for each in contact.statements if each.change not in NOT_SAID]
    return ContactRow(
        *(*of, contact.id, contact.referral, when.on, when.at, _ATTENDANCES[when.attendance]),
        eligible=contact.seen,
        captured=captured(contact),
        seconds=None if timing is None else int(timing.taken.total_seconds()),
        unread=timing is not None and timing.too_quick_to_have_been_read,
        school_time=takes_school_time(when.on, when.at),
        statements=len(said),
        uncoded=said.count(None),
    )


def referral_rows(
    referrals: Iterable[Referral],
    contacts: Sequence[Encounter],
    in_error: Collection[Identity],
    of: Of,
    countings: Countings,
) -> tuple[ReferralRow, ...]:
    """The rows of a child's referrals; `contacts` are the care contacts in order of time, `in_error` needs withdrawn.

    A condition counts as diagnosed at the contact that first says so, unless that says that it was known before the
    referral was received.
    """
    received = {referral.id: referral.received_on for referral in referrals}
    seen: dict[Identity, date] = {}
    diagnosed: dict[Identity, date] = {}
    known = set(in_error)
    for contact in contacts:
        if contact.seen:
            seen.setdefault(contact.referral, contact.contact.on)
        for said in contact.statements:
            if not _is_diagnosis(said, countings) or said.need in known:
                continue
            known.add(said.need)
            since = received.get(contact.referral)
            if said.diagnosed is None or since is None or said.diagnosed.latest >= since:
                diagnosed.setdefault(contact.referral, contact.contact.on)
    return tuple(
        ReferralRow(*(*of, each.id, each.received_on, each.discharged_on, seen.get(each.id), diagnosed.get(each.id)))
        for each in sorted(referrals, key=lambda each: (each.received_on, each.id))
    )


def _is_diagnosis(said: Statement, countings: Countings) -> bool:
    certain = said.certainty is Certainty.DIAGNOSED and said.change in AFFIRMED
    return certain and countings.of(said).group == _CONDITION


def light_rows(
    contacts: Sequence[Encounter], in_error: Collection[Identity], of: Of, countings: Countings
) -> tuple[LightRow, ...]:
    """The traffic lights of a child's needs, each with what became of it; `contacts` as in `referral_rows`."""
    told: dict[Identity, list[tuple[date, Statement]]] = defaultdict(list)
    for contact in contacts:
        on = contact.contact.on
        for said in contact.statements:
            if said.change is not Change.CARRIED and said.need not in in_error:
                told[said.need].append((on, said))
    return tuple([row for each in told.values() for row in _lights(each, of, countings)])


def _lights(told: Sequence[tuple[date, Statement]], of: Of, countings: Countings) -> Iterator[LightRow]:
    for place, (on, said) in enumerate(told, 1):
        if said.traffic_light is not None:
            next_on, next_light = (told[place][0], _light(told[place][1])) if place < len(told) else (None, None)
            yield LightRow(*of, said.need, countings.of(said).group, on, said.traffic_light.value, next_on, next_light)


def _light(said: Statement) -> str | None:
    if said.change is Change.RESOLVED:
        return RESOLVED
    return None if said.traffic_light is None else said.traffic_light.value

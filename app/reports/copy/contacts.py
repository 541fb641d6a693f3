"""What a child's contacts and referrals come to: who was asked about what, when they were seen, and what changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from app.clinical.encounter import Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement
from app.clinical.referral import Referral
from app.identity import Identity
from app.reports.copy.school_time import takes_school_time
from app.reports.copy.stretches import counting_of
from app.reports.observed import AskedRow, ContactRow, LightRow, ReferralRow
from app.terminology.refset import Group, Refset

Of = tuple[int, int]
"""The pseudonym of a child and the organisation, with which every row begins."""

RESOLVED = Change.RESOLVED.value
"""The next light of a need that was resolved."""


def is_contact(encounter: Encounter) -> bool:
    """Whether it is a care contact: what another system sent by itself is none, nor what was entered in error."""
    return encounter.kind is EncounterKind.CARE_CONTACT and not encounter.entered_in_error


def captured(encounter: Encounter) -> bool:
    """Whether any group of needs was asked about."""
    return any(each.answer is not GroupAnswer.NOT_ASKED for each in encounter.groups)


def asked_rows(encounters: Iterable[Encounter], of: Of) -> tuple[AskedRow, ...]:
    """Which groups were asked about on which days, by day; of two answers on one day, that there are some."""
    answers: dict[tuple[date, str], GroupAnswer] = {}
    for encounter in encounters:
        for asked in encounter.groups if not encounter.entered_in_error else ():
            key = encounter.contact.on, asked.group.value
            if asked.answer is GroupAnswer.SOME or asked.answer is GroupAnswer.NONE_IDENTIFIED:
                answers[key] = GroupAnswer.SOME if answers.get(key) is GroupAnswer.SOME else asked.answer
    return tuple(AskedRow(*of, group, on, answer.value) for (on, group), answer in sorted(answers.items()))


def contact_row(contact: Encounter, of: Of) -> ContactRow:
    """The row of a care contact; carried statements, and those that take something back, are not counted among its
    statements."""
    timing, when = contact.timing, contact.contact
    said = [each for each in contact.statements if each.change not in (Change.CARRIED, Change.ENTERED_IN_ERROR)]
    return ContactRow(
        *(*of, contact.id, contact.referral, when.on, when.at, when.attendance.value),
        eligible=contact.seen,
        captured=captured(contact),
        seconds=None if timing is None else int(timing.taken.total_seconds()),
        unread=timing is not None and timing.too_quick_to_have_been_read,
        school_time=takes_school_time(when.on, when.at),
        statements=len(said),
        uncoded=sum(each.concept is None for each in said),
    )


def referral_rows(
    referrals: Iterable[Referral], contacts: Sequence[Encounter], in_error: Collection[Identity], of: Of, refset: Refset
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
            if said.need in known or not _is_diagnosis(said, refset):
                continue
            known.add(said.need)
            since = received.get(contact.referral)
            if said.diagnosed is None or since is None or said.diagnosed.latest >= since:
                diagnosed.setdefault(contact.referral, contact.contact.on)
    return tuple(
        ReferralRow(*(*of, each.id, each.received_on, each.discharged_on, seen.get(each.id), diagnosed.get(each.id)))
        for each in sorted(referrals, key=lambda each: (each.received_on, each.id))
    )


def _is_diagnosis(said: Statement, refset: Refset) -> bool:
    certain = said.certainty is Certainty.DIAGNOSED and said.change.affirmed
    return certain and counting_of(said, refset).group == Group.CONDITION.value


def light_rows(
    contacts: Sequence[Encounter], in_error: Collection[Identity], of: Of, refset: Refset
) -> tuple[LightRow, ...]:
    """The traffic lights of a child's needs, each with what became of it; `contacts` as in `referral_rows`."""
    told: dict[Identity, list[tuple[date, Statement]]] = defaultdict(list)
    for contact in contacts:
        for said in contact.statements:
            if said.need not in in_error and said.change is not Change.CARRIED:
                told[said.need].append((contact.contact.on, said))
    return tuple(row for each in told.values() for row in _lights(each, of, refset))


def _lights(told: Sequence[tuple[date, Statement]], of: Of, refset: Refset) -> Iterator[LightRow]:
    for (on, said), after in zip(told, [*told[1:], None], strict=True):
        if said.traffic_light is not None:
            next_on, next_light = (None, None) if after is None else (after[0], _light(after[1]))
            group = counting_of(said, refset).group
            yield LightRow(*of, said.need, group, on, said.traffic_light.value, next_on, next_light)


def _light(said: Statement) -> str | None:
    if said.change is Change.RESOLVED:
        return RESOLVED
    return None if said.traffic_light is None else said.traffic_light.value

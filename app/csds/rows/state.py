"""Of which referrals and contacts a month speaks, and at which date what holds of a child is taken."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date

from app.clinical.encounter import Encounter, EncounterKind
from app.clinical.history import NeedHistory, need_histories
from app.clinical.needs import Change
from app.clinical.referral import Referral
from app.csds.periods import ReportingPeriod
from app.csds.ports import ChildRecord
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class ChildInMonth:
    """What is submitted of a child in a month.

    `referrals` are those open at any time in it, and those with a contact in it; `contacts` are its contacts.
    `until` is its last day, of which everything is stated but the indicators, technology dependencies, disabilities,
    special educational needs and safeguarding factors: these are of `at`, the same day, or, when every referral was
    closed by then, the last contact before. `needs` are as they stood at the former, `needs_in_force` at the latter.
    `encounters` are those up to `until`; `withdrawn` are the needs entered in error, whenever that was found.
    """

    record: ChildRecord
    referrals: tuple[Referral, ...]
    contacts: tuple[Encounter, ...]
    until: date
    at: date
    needs: tuple[NeedHistory, ...]
    needs_in_force: tuple[NeedHistory, ...]
    encounters: tuple[Encounter, ...]
    withdrawn: frozenset[Identity]


def closed_on(referral: Referral) -> date | None:
    """When the child left the service by a referral: discharged, or closed or rejected by every team it went to."""
    if referral.discharged_on is not None:
        return referral.discharged_on
    ends = [team.closed_on or team.rejected_on for team in referral.teams]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def open_in(referral: Referral, period: ReportingPeriod) -> bool:
    """Whether it was open at any time in a period."""
    end = closed_on(referral)
    return referral.received_on <= period.last and (end is None or end >= period.first)


def child_in_month(record: ChildRecord, period: ReportingPeriod) -> ChildInMonth | None:
    """What is submitted of a child; None when nothing is. What was entered in error is left out."""
    first, last = period.first, period.last
    standing = [each for each in record.encounters if not each.entered_in_error]
    contacts = tuple(
        sorted(
            (each for each in standing if each.kind is EncounterKind.CARE_CONTACT and first <= each.contact.on <= last),
            key=lambda each: (each.contact.on, each.id),
        )
    )
    met = {each.referral for each in contacts}
    referrals = tuple(
        sorted((each for each in record.referrals if each.id in met or open_in(each, period)), key=lambda each: each.id)
    )
    if not referrals:
        return None
    at = _stated_at(referrals, standing, period)
    withdrawn = _withdrawn(standing)
    needs = _needs(standing, withdrawn, last)
    in_force = needs if at == last else _needs(standing, withdrawn, at)
    told = tuple(each for each in standing if each.contact.on <= last)
    return ChildInMonth(record, referrals, contacts, last, at, needs, in_force, told, withdrawn)


def _withdrawn(encounters: Iterable[Encounter]) -> frozenset[Identity]:
    """The needs entered in error: found after the month, they leave its refresh."""
    return frozenset(
        statement.need
        for each in encounters
        for statement in each.statements
        if statement.change is Change.ENTERED_IN_ERROR
    )


def _needs(encounters: Iterable[Encounter], withdrawn: frozenset[Identity], at: date) -> tuple[NeedHistory, ...]:
    """The needs at a date, as if those entered in error had never been said: nor had they taken another's primacy."""
    if not withdrawn:
        return need_histories(encounters, at)
    return need_histories([_without(each, withdrawn) for each in encounters], at)


def _without(encounter: Encounter, withdrawn: frozenset[Identity]) -> Encounter:
    left = tuple(each for each in encounter.statements if each.need not in withdrawn)
    return encounter if len(left) == len(encounter.statements) else replace(encounter, statements=left)


def _stated_at(referrals: Iterable[Referral], encounters: Iterable[Encounter], period: ReportingPeriod) -> date:
    ends = [closed_on(each) for each in referrals]
    if any(end is None or end > period.last for end in ends):
        return period.last
    last = max(end for end in ends if end is not None)
    of = {each.id for each in referrals}
    days = [each.contact.on for each in encounters if each.referral in of and _counts(each) and each.contact.on <= last]
    return max(days, default=last)


def _counts(encounter: Encounter) -> bool:
    return encounter.kind is EncounterKind.CARE_CONTACT


def referrals_by_need(encounters: Iterable[Encounter]) -> Mapping[Identity, Set[Identity]]:
    """By need, the referrals under which somebody said that it is there."""
    found: dict[Identity, set[Identity]] = {}
    for each in encounters:
        for statement in each.statements:
            if statement.change.affirmed:
                found.setdefault(statement.need, set()).add(each.referral)
    return found

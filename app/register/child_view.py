"""A child's record as its page shows it: the needs that stand, those that are closed, and the encounters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.clinical.ages import clinical_date, london_date
from app.clinical.catalogue import EHC_PLAN
from app.clinical.child import Child, FactKind
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.complexity import Complexity, complexity_of
from app.clinical.encounter import Encounter
from app.clinical.history import NeedHistory, in_order_of_time, last_answers, need_histories
from app.clinical.needs import Certainty
from app.clinical.ports import Work
from app.clinical.referral import Referral
from app.identity import Identity
from app.register.ports import FoundChild, RegisterRecords
from app.terminology.refset import Group, Refset


@dataclass(frozen=True, slots=True)
class NeedShown:
    """One need in words."""

    term: str
    words: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class GroupOfNeeds:
    """The needs of a group that stand."""

    group: Group
    needs: tuple[NeedShown, ...]


@dataclass(frozen=True, slots=True)
class AppointmentAhead:
    """An appointment to come, and the name of its clinic."""

    appointment: Appointment
    clinic: str


@dataclass(frozen=True, slots=True)
class ChildView:
    """What a child's page shows besides the banner.

    `stands` is the record into which this one was merged, `also` are those merged into this one.
    """

    groups: tuple[GroupOfNeeds, ...]
    closed: tuple[NeedShown, ...]
    encounters: tuple[Encounter, ...]
    referrals: tuple[Referral, ...]
    complexity: Complexity
    ehc_plan: str
    names: Mapping[Identity, str]
    ahead: tuple[AppointmentAhead, ...]
    look_alikes: tuple[FoundChild, ...]
    stands: Child | None
    also: tuple[Child, ...]


def child_view(child: Child, work: Work[RegisterRecords], see_sensitive: bool) -> ChildView:
    """Read a child's record and put it in words; sensitive needs are left out for those who may not see them."""
    today = london_date(work.now)
    encounters = work.records.encounters_of(child.id)
    histories = [
        history for history in need_histories(encounters) if see_sensitive or not _sensitive(history, work.refset)
    ]
    standing = [history for history in histories if history.latest.change.standing]
    names = {each.id: each.name for each in work.records.professionals()}
    statements = [history.latest for history in standing]
    return ChildView(
        _grouped(standing, names, work.refset),
        tuple(_shown(history, names, work.refset) for history in histories if history not in standing),
        tuple(reversed(in_order_of_time(encounters))),
        work.records.referrals_of(child.id),
        complexity_of(statements, last_answers(encounters), work.refset),
        _ehc_plan(child, today),
        names,
        _ahead(child, work),
        look_alikes_of(child, work),
        work.records.child(child.merged_into) if child.merged_into is not None else None,
        tuple(work.records.child(each) for each in child.merged_from),
    )


def look_alikes_of(child: Child, work: Work[RegisterRecords]) -> tuple[FoundChild, ...]:
    """Who might be mistaken for a child; nobody is found by an address that is sensitive."""
    today = london_date(work.now)
    sensitive, home = child.fact(FactKind.SENSITIVE_ADDRESS, today), child.fact(FactKind.POSTCODE, today)
    hidden = sensitive is not None and sensitive.value == "Y"
    postcode = home.value if home is not None and not hidden else None
    return work.records.look_alikes(child.demographics, postcode, child.id)


def _ahead(child: Child, work: Work[RegisterRecords]) -> tuple[AppointmentAhead, ...]:
    clinics = {each.id: each.name for each in work.records.clinics()}
    booked = work.records.appointments_of(child.id, london_date(work.now))
    return tuple(
        AppointmentAhead(each, clinics.get(each.clinic, ""))
        for each in booked
        if each.status is AppointmentStatus.BOOKED
    )


def _sensitive(history: NeedHistory, refset: Refset) -> bool:
    concept = history.latest.concept
    member = refset.known(concept)
    return member is not None and member.sensitive


def _grouped(
    standing: Sequence[NeedHistory], names: Mapping[Identity, str], refset: Refset
) -> tuple[GroupOfNeeds, ...]:
    groups = []
    for group in Group:
        mine = tuple(_shown(history, names, refset) for history in standing if history.latest.group is group)
        if mine:
            groups.append(GroupOfNeeds(group, mine))
    return tuple(groups)


def _shown(history: NeedHistory, names: Mapping[Identity, str], refset: Refset) -> NeedShown:
    latest = history.latest
    parts = [f"since {history.since}"]
    if history.first_by is not None and history.first_by in names:
        parts.append(names[history.first_by])
    if latest.certainty is not Certainty.DIAGNOSED:
        parts.append(latest.certainty.words.lower())
    if not latest.change.standing:
        parts.append(latest.change.words.lower())
    parts.append(f"last reviewed {clinical_date(history.affirmed_on)}")
    return NeedShown(latest.term, ", ".join(parts), _sensitive(history, refset))


def _ehc_plan(child: Child, today: date) -> str:
    known = child.fact(FactKind.EHC_PLAN, today)
    return EHC_PLAN.words(known.value) if known and known.value else "Not asked"

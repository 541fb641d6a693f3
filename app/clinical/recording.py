"""How an encounter is recorded and amended: complete it, check it, store it with its audit event, as one unit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.access.audit import AuditAction, audit_event
from app.access.people import Role
from app.access.permissions import Permission, require
from app.clinical.ages import london_date
from app.clinical.catalogue import fact_value_fault
from app.clinical.checks import Circumstances, problems_of
from app.clinical.child import ChildFact, FactOfChild
from app.clinical.encounter import Encounter, Outcome
from app.clinical.history import NeedHistory, carried_statement, earlier_than, need_histories, standing_needs
from app.clinical.needs import Change, GroupAnswer, GroupAsked, Statement
from app.clinical.ports import Records, Unit, Work
from app.clinical.problems import Problem, errors_among
from app.clinical.referral import Referral, TeamReferral
from app.errors import Conflict, Rejected
from app.identity import Identity
from app.terminology.refset import Group


@dataclass(frozen=True, slots=True)
class Recorded:
    """An encounter as it now stands in the record, and the warnings it was recorded over."""

    encounter: Encounter
    warnings: tuple[Problem, ...]


def record_encounter(
    encounter: Encounter, work: Work[Records], facts: Sequence[ChildFact] = (), also: Sequence[object] = ()
) -> Recorded:
    """Record a new encounter (version 1), and the child's facts learned at it, as one unit.

    `also` is what a capability writes with it, such as the end of the draft it was made from.

    Needs that stand and of which the encounter says nothing are carried, not reviewed. A discharge
    closes the referral. A form already recorded answers with what was recorded then.

    Raises:
        NotPermitted: the principal may not record.
        NotFound: the child or the referral is not the organisation's.
        Rejected: the encounter breaks a rule; all problems at once; nothing was written.
        Conflict: the child's record has moved on since `encounter.record_number` was taken, or the form was
            sent before with other content.
    """
    require(work.principal, Permission.RECORD_ENCOUNTER)
    already = work.records.encounter_of_form(encounter.form_token) if encounter.form_token else None
    if already is not None:
        return Recorded(_same_form(work.records.encounter_versions(already), encounter), ())
    return _store(encounter, work, None, facts, also)


def amend_encounter(
    encounter: Encounter, work: Work[Records], facts: Sequence[ChildFact] = (), also: Sequence[object] = ()
) -> Recorded:
    """Record the next version of an encounter, and the child's facts learned with it; the versions before it stay.

    Raises:
        NotPermitted, NotFound, Rejected, Conflict: as for `record_encounter`; also a Conflict when
            `encounter.version` does not follow the current one.
    """
    require(work.principal, Permission.AMEND_ENCOUNTER)
    current = work.records.encounter(encounter.id)
    if encounter.version != current.version + 1:
        raise Conflict("The encounter was amended meanwhile.")
    if encounter.child != current.child:
        raise Rejected([Problem("child", "other-child", "An amendment cannot move an encounter to another child.")])
    if current.entered_in_error:
        raise Conflict("The encounter was recorded on the wrong child and has been moved.")
    return _store(encounter, work, current, facts, also)


def _same_form(versions: Sequence[Encounter], sent: Encounter) -> Encounter:
    """The version that was recorded from the form; the encounter may have been amended since."""
    recorded = next(each for each in versions if each.form_token == sent.form_token)
    if recorded.child != sent.child:
        raise Rejected([Problem("child", "other-child", "This form was used for another child. Open the page again.")])
    if sent.form_digest is not None and recorded.form_digest != sent.form_digest:
        raise Conflict("This form was sent before, with other content. What was recorded then stands.")
    return recorded


def with_withdrawals(encounter: Encounter, current: Encounter, histories: Sequence[NeedHistory]) -> Encounter:
    """The amendment with a statement, entered in error, for each need of its own that it no longer mentions.

    A need withdrawn by an earlier amendment stays withdrawn: encounters since then may have carried it.
    """
    said = {statement.need for statement in encounter.statements} | {history.need for history in histories}
    withdrawn = tuple(
        replace(statement, change=Change.ENTERED_IN_ERROR, traffic_light=None, primary=False)
        for statement in current.statements
        if statement.need in introduced_needs(current) and statement.need not in said
    )
    return replace(encounter, statements=(*encounter.statements, *withdrawn))


def completed(encounter: Encounter, histories: Sequence[NeedHistory]) -> Encounter:
    """The encounter with a statement for every need that stands, and an answer for every group with a need affirmed.

    A group of which a need was affirmed was asked about, whether or not that was said.
    """
    said = {statement.need for statement in encounter.statements}
    carried = [
        carried_statement(history, encounter.referral)
        for history in standing_needs(histories)
        if history.need not in said
    ]
    statements = (*encounter.statements, *carried)
    return replace(encounter, statements=statements, groups=_answered(encounter, statements))


def stated_later(
    encounter: Encounter, encounters: Iterable[Encounter], histories: Sequence[NeedHistory]
) -> frozenset[Identity]:
    """The needs that the child's other encounters state and that were not known before this one.

    `encounters` are the current versions of the child's, `histories` the needs as those before this one left them.
    """
    stated = {said.need for each in encounters if each.id != encounter.id for said in each.statements}
    return frozenset(stated - {history.need for history in histories})


def _without_carried(encounter: Encounter, later: frozenset[Identity]) -> Encounter:
    """A form lists the needs known today; recorded late, it carries those to a contact before they were known."""
    kept = tuple(each for each in encounter.statements if not (each.change is Change.CARRIED and each.need in later))
    return encounter if len(kept) == len(encounter.statements) else replace(encounter, statements=kept)


def _answered(encounter: Encounter, statements: Iterable[Statement]) -> tuple[GroupAsked, ...]:
    affirmed = {statement.group for statement in statements if statement.change.affirmed}
    answers: dict[Group, GroupAnswer] = {}
    for group in Group:
        answer = encounter.answer(group)
        if answer is GroupAnswer.NOT_ASKED and group in affirmed:
            answer = GroupAnswer.SOME
        if answer is not GroupAnswer.NOT_ASKED:
            answers[group] = answer
    return tuple(GroupAsked(group, answer) for group, answer in answers.items())


def _store(
    encounter: Encounter,
    work: Work[Records],
    current: Encounter | None,
    facts: Sequence[ChildFact],
    also: Sequence[object],
) -> Recorded:
    action = AuditAction.ENCOUNTER_RECORDED if current is None else AuditAction.ENCOUNTER_AMENDED
    child = work.records.child(encounter.child)
    if child.merged_into is not None:
        raise Conflict("This record was merged into another. Open the child's other record.")
    referral = work.records.referral(encounter.referral)
    encounters = work.records.encounters_of(encounter.child)
    histories = need_histories(earlier_than(encounter, encounters))
    introduced = introduced_needs(current) if current else frozenset()
    later = stated_later(encounter, encounters, histories) - introduced
    encounter = _without_carried(encounter, later)
    whole = completed(with_withdrawals(encounter, current, histories) if current else encounter, histories)
    received = work.principal.role is Role.SYSTEM
    circumstances = Circumstances(
        child,
        referral,
        histories,
        work.refset,
        london_date(work.now),
        introduced,
        later,
        received,
        work.tools,
        current.scores if current else (),
    )
    problems = (*problems_of(whole, circumstances), *_fact_problems(facts))
    errors = errors_among(problems)
    if errors:
        raise Rejected(errors)
    event = audit_event(
        work.principal, action, identity=work.new_identity(), at=work.now, child=child.id, subject=whole.id
    )
    after = referral_after(referral, whole, current, work)
    learned = (FactOfChild(whole.organisation, child.id, fact) for fact in facts)
    work.records.commit(Unit((whole, *learned, *(() if after is None else (after,)), *also), (event,)))
    return Recorded(whole, tuple(problem for problem in problems if problem not in errors))


def _fact_problems(facts: Sequence[ChildFact]) -> Iterator[Problem]:
    for fact in facts:
        fault = fact_value_fault(fact.kind, fact.value) if fact.value is not None else None
        if fault is not None:
            yield Problem(f"fact.{fact.kind.value}", "value", fault)


def introduced_needs(current: Encounter) -> frozenset[Identity]:
    """The needs that the encounter was the first to state, in its current version or one before."""
    return frozenset(
        statement.need for statement in current.statements if statement.change in (Change.NEW, Change.ENTERED_IN_ERROR)
    )


def referral_after(
    referral: Referral, encounter: Encounter, current: Encounter | None, work: Work[Records]
) -> Referral | None:
    """The referral's next version when the encounter closes it, or an amendment moves or takes back its closing.

    `current` is the version of the encounter that is amended; None when there is none. None when nothing changes.
    """
    discharged = encounter.contact.on if encounter.outcome is Outcome.DISCHARGE else None
    closed_here = (
        current is not None
        and current.outcome is Outcome.DISCHARGE
        and current.referral == referral.id
        and current.contact.on == referral.discharged_on
    )
    if discharged == referral.discharged_on or not (referral.open or closed_here):
        return None
    return replace(
        referral,
        version=referral.version + 1,
        discharged_on=discharged,
        teams=tuple(_team_after(team, referral.discharged_on, discharged) for team in referral.teams),
        recorded_at=work.now,
        recorded_by=work.principal.account,
    )


def _team_after(team: TeamReferral, before: date | None, discharged: date | None) -> TeamReferral:
    """A discharge closes the referral to every team that has not closed it by itself."""
    if team.closed_on is not None and team.closed_on != before:
        return team
    return replace(team, closed_on=discharged)

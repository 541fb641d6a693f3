"""How a visit recorded on the wrong child is moved: entered in error there, recorded on the right child, as one unit.

Everything stays: on the wrong child the encounter gets one more version, which takes back all that it said; on the
right child it is a new encounter, linked both ways. What the family said of the child besides needs (the facts learned
at the visit) is not moved; the result says which of them to look at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import london_date
from app.clinical.checks import LONGEST_REASON, Circumstances, problems_of, text_fault
from app.clinical.child import Child, ChildFact
from app.clinical.encounter import Encounter
from app.clinical.history import NeedHistory, earlier_than, in_order_of_time, need_histories, standing_needs
from app.clinical.needs import Change, GroupAnswer, Statement
from app.clinical.ports import Records, Unit, Work
from app.clinical.problems import Problem, Severity, errors_among
from app.clinical.recording import completed, referral_after, with_withdrawals
from app.clinical.referral import Referral
from app.errors import Conflict, Rejected
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class Move:
    """What to move, to whom and why.

    `version` is that of the encounter as whoever moves it saw it; `record_number_there` the number of the last version
    recorded for the right child as they saw that record, where they did. `needs` are those of the needs affirmed at the
    visit that are the right child's; None for all of them.
    """

    encounter: Identity
    version: int
    to_child: Identity
    to_referral: Identity
    reason: str
    record_number_there: int | None = None
    needs: frozenset[Identity] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """The encounter as it now stands on the wrong child and on the right one, and what is left to look at by hand.

    `facts_to_check` are what was learned of the wrong child at the visit; `needs_to_check` the needs taken back from
    them that a later visit of theirs affirmed.
    """

    withdrawn: Encounter
    recorded: Encounter
    warnings: tuple[Problem, ...]
    facts_to_check: tuple[ChildFact, ...]
    needs_to_check: tuple[Statement, ...]


def move_encounter(move: Move, work: Work[Records]) -> Moved:
    """Move an encounter from the child it was recorded on by mistake to the child who was seen.

    Afterwards the wrong child's needs stand as if the visit had never been. On the right child a need that was
    affirmed is said of the need that stands there for the same concept, or is a new one.

    Raises:
        NotPermitted: the principal may not move encounters.
        NotFound: the encounter, the right child or the referral is not the organisation's.
        Conflict: the encounter was amended or moved, or the right child's record has moved on, since they were seen.
        Rejected: the visit cannot stand on the right child's record; all problems at once; nothing was written.
    """
    require(work.principal, Permission.MOVE_ENCOUNTER)
    records = work.records
    current = records.encounter(move.encounter)
    if current.entered_in_error:
        raise Conflict("The encounter was moved to another child's record meanwhile.")
    if current.version != move.version:
        raise Conflict("The encounter was amended meanwhile.")
    if move.record_number_there not in (None, records.record_number(move.to_child)):
        raise Conflict("Something was recorded meanwhile for the child to whom the encounter is to be moved.")
    here = records.encounters_of(current.child)
    recorded, problems = _taken_over(move, current, here, work)
    errors = errors_among(problems)
    if errors:
        raise Rejected(errors)
    withdrawn = _withdrawn(move, current, here, recorded, work)
    reopened = referral_after(records.referral(current.referral), withdrawn, current, work)
    closed = referral_after(records.referral(recorded.referral), recorded, None, work)
    referrals = tuple(each for each in (reopened, closed) if each is not None)
    facts = facts_learned_at(records.encounter_versions(current.id), records.child(current.child))
    records.commit(Unit((withdrawn, recorded, *referrals), (_event(withdrawn, work), _event(recorded, work))))
    return Moved(withdrawn, recorded, problems, facts, affirmed_since(current, here))


def foreseen(move: Move, work: Work[Records]) -> tuple[Problem, ...]:
    """Every problem, errors and warnings, that moving an encounter would meet as the records stand. Nothing is written.

    Raises:
        NotFound: the encounter, the right child or the referral is not the organisation's.
    """
    current = work.records.encounter(move.encounter)
    return _taken_over(move, current, work.records.encounters_of(current.child), work)[1]


def facts_learned_at(versions: Iterable[Encounter], child: Child) -> tuple[ChildFact, ...]:
    """What was learned of a child when any of the versions of an encounter was recorded."""
    moments = {version.recorded_at for version in versions}
    return tuple(fact for fact in child.facts if fact.recorded_at in moments)


def affirmed_since(encounter: Encounter, encounters: Iterable[Encounter]) -> tuple[Statement, ...]:
    """Of the needs that an encounter was the first to state, those that another of the child's encounters affirmed."""
    others = [each for each in encounters if each.id != encounter.id and not each.entered_in_error]
    affirmed = {said.need for each in others for said in each.statements if said.change.affirmed}
    return tuple(said for said in encounter.statements if said.change is Change.NEW and said.need in affirmed)


def standing_by_concept(encounter: Encounter, encounters: Iterable[Encounter]) -> dict[int, NeedHistory]:
    """The needs that stood for the right child when the encounter took place, by concept; `encounters` are theirs."""
    standing = standing_needs(need_histories(earlier_than(encounter, encounters)))
    return {history.latest.concept: history for history in standing if history.latest.concept is not None}


def _withdrawn(
    move: Move, current: Encounter, here: Sequence[Encounter], recorded: Encounter, work: Work[Records]
) -> Encounter:
    """The encounter's next version on the wrong child: what it was the first to state is in error, the rest carried."""
    emptied = replace(
        current,
        version=current.version + 1,
        record_number=work.records.record_number(current.child) + 1,
        groups=(),
        statements=(),
        outcome=None,
        next_appointment=None,
        growth=None,
        scores=(),
        onward_referrals=(),
        copies=(),
        tests_requested=(),
        safeguarding_check=None,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        form_token=None,
        form_digest=None,
        timing=None,
        amendment_reason=move.reason,
        entered_in_error=True,
        moved_to=recorded.id,
    )
    before = need_histories(earlier_than(current, here))
    return completed(with_withdrawals(emptied, current, before), before)


def _taken_over(
    move: Move, current: Encounter, here: Sequence[Encounter], work: Work[Records]
) -> tuple[Encounter, tuple[Problem, ...]]:
    """The encounter as it is to stand on the right child, and what is wrong with that."""
    records = work.records
    child, referral = records.child(move.to_child), records.referral(move.to_referral)
    asked = tuple(_problems_of_move(move, current, records.child(current.child), child))
    there = records.encounters_of(child.id)
    at_its_time = replace(current, id=work.new_identity(), child=child.id)
    statements = _restated(move, current, here, standing_by_concept(at_its_time, there), work)
    encounter = _recorded_anew(at_its_time, statements, current, referral, work)
    if child.id == current.child:
        return encounter, asked
    histories = need_histories(earlier_than(encounter, there))
    whole = completed(encounter, histories)
    circumstances = Circumstances(
        child, referral, histories, work.refset, london_date(work.now), tools=work.tools, scored=current.scores
    )
    return whole, (*asked, *problems_of(whole, circumstances), *_warnings(whole, there))


def _recorded_anew(
    at_its_time: Encounter,
    statements: tuple[Statement, ...],
    current: Encounter,
    referral: Referral,
    work: Work[Records],
) -> Encounter:
    """The right child's encounter: the same visit under their own referral, with nothing of the form it came from."""
    contact = current.contact
    if contact.commissioner == work.records.referral(current.referral).commissioner:
        contact = replace(contact, commissioner=referral.commissioner)
    affirmed = {statement.group for statement in statements}
    return replace(
        at_its_time,
        version=1,
        record_number=work.records.record_number(at_its_time.child) + 1,
        referral=referral.id,
        contact=contact,
        activities=tuple(replace(each, id=work.new_identity()) for each in current.activities),
        groups=tuple(each for each in current.groups if each.answer is not GroupAnswer.SOME or each.group in affirmed),
        statements=statements,
        appointment=None,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        form_token=None,
        form_digest=None,
        timing=None,
        amendment_reason=None,
        moved_from=current.id,
    )


def _restated(
    move: Move,
    current: Encounter,
    here: Sequence[Encounter],
    there: dict[int, NeedHistory],
    work: Work[Records],
) -> tuple[Statement, ...]:
    """What the visit affirmed, said of the right child's needs."""
    before = {history.need: history for history in need_histories(earlier_than(current, here))}
    restated = []
    for said in current.statements:
        if not said.change.affirmed or (move.needs is not None and said.need not in move.needs):
            continue
        told = _told(said, before.get(said.need), current.referral)
        known = there.get(said.concept) if said.concept is not None else None
        if known is None:
            restated.append(replace(told, need=work.new_identity(), change=Change.NEW))
        else:
            restated.append(_of_known(told, before.get(said.need), known, move.to_referral))
    return tuple(restated)


def _told(said: Statement, before: NeedHistory | None, referral: Identity) -> Statement:
    """A statement without what it only repeated of the wrong child's earlier record."""
    if before is None:
        return said
    was = before.latest
    return replace(
        said,
        onset=None if said.onset == was.onset else said.onset,
        diagnosed=None if said.diagnosed == was.diagnosed else said.diagnosed,
        diagnosed_by=None if said.diagnosed_by == was.diagnosed_by else said.diagnosed_by,
        primary=said.primary and referral not in before.primary_for,
    )


def _of_known(told: Statement, before: NeedHistory | None, known: NeedHistory, referral: Identity) -> Statement:
    """A statement said of a need of the right child; what was not said at the visit is as it stands there."""
    latest = known.latest
    repeated = before is not None and told.certainty is before.latest.certainty
    return replace(
        told,
        need=known.need,
        # What was affirmed with everything else, in one act, starts no time anew on this record either.
        change=told.change if told.change is Change.REVIEWED_UNCHANGED else Change.STILL_PRESENT,
        certainty=latest.certainty if repeated else told.certainty,
        primary=told.primary or referral in known.primary_for,
        onset=told.onset or latest.onset,
        diagnosed=told.diagnosed or latest.diagnosed,
        diagnosed_by=told.diagnosed_by or latest.diagnosed_by,
    )


def _problems_of_move(move: Move, current: Encounter, wrong: Child, right: Child) -> Iterator[Problem]:
    if not move.reason.strip():
        yield Problem("reason", "missing", "Say why the visit is moved.")
    elif len(move.reason) > LONGEST_REASON:
        yield Problem("reason", "text", f"The reason is longer than {LONGEST_REASON} characters. Shorten it.")
    else:
        fault = text_fault(move.reason)
        if fault is not None:
            yield Problem("reason", "text", fault)
    if right.id == current.child:
        yield Problem("to_child", "same-child", "The visit stands on this child's record already. Choose another.")
    elif wrong.merged_into == right.id:
        yield Problem("to_child", "same-child", "Both records are of this one child: they were merged.")
    elif right.merged_into is not None:
        yield Problem("to_child", "merged", "This record was merged into another. Choose the child's other record.")


def _warnings(encounter: Encounter, there: Sequence[Encounter]) -> Iterator[Problem]:
    valid = [each for each in there if not each.entered_in_error]
    if any(each.contact.on == encounter.contact.on for each in valid):
        yield Problem(
            "contact.on",
            "same-day",
            "A visit on the same day stands on this child's record already. Check that it is not the same one.",
            Severity.WARNING,
        )
    before = {each.id for each in earlier_than(encounter, valid)}
    later = [each for each in in_order_of_time(valid) if each.id not in before]
    concepts = {said.concept for each in later for said in each.statements if said.change is Change.NEW}
    for place, said in enumerate(encounter.statements):
        if said.change is Change.NEW and said.concept is not None and said.concept in concepts:
            yield Problem(
                f"statements[{place}]",
                "recorded-later",
                f"{said.term} was recorded at a later visit too. Keep one of the two at the next visit.",
                Severity.WARNING,
            )


def _event(encounter: Encounter, work: Work[Records]) -> AuditEvent:
    return audit_event(
        work.principal,
        AuditAction.ENCOUNTER_MOVED,
        identity=work.new_identity(),
        at=work.now,
        child=encounter.child,
        subject=encounter.id,
    )

"""What the page of moving a visit shows: the visit in words, the child found, and both children side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.clinical.ages import clinical_date
from app.clinical.catalogue import item
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.history import NeedHistory
from app.clinical.moving import affirmed_since, facts_learned_at, standing_by_concept
from app.clinical.needs import Change, Statement
from app.clinical.ports import Work
from app.clinical.referral import Referral
from app.errors import Conflict
from app.identity import Identity, shown
from app.register.names import name_key
from app.register.ports import RegisterRecords
from app.terminology.refset import Refset


@dataclass(frozen=True, slots=True)
class NeedToMove:
    """A need affirmed at the visit: what was said of it, and what it will be on the right child's record.

    `in_one_act` when it was only confirmed together with everything else that stood ticked on the wrong record.
    """

    need: str
    term: str
    words: str
    sensitive: bool
    in_one_act: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """A need of which the visit said something, and what."""

    term: str
    words: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class VisitToMove:
    """The visit as it stands on the wrong child, and what is left to correct there by hand.

    `facts` are the wordings of what was learned of the child at it; `affirmed_since` the terms of the needs it brought
    that another visit of theirs affirmed.
    """

    encounter: Encounter
    child: Child
    by: str
    needs: tuple[NeedSaid, ...]
    facts: tuple[str, ...]
    affirmed_since: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightChild:
    """The child to whom the visit is to be moved, as the page had their record when it was made."""

    child: Child
    record_number: int
    referrals: tuple[Referral, ...]
    usual_referral: Identity | None
    needs: tuple[NeedToMove, ...]
    alike: str


def visit_to_move(encounter: Identity, work: Work[RegisterRecords]) -> VisitToMove:
    """The visit, in its current version.

    Raises:
        NotFound: there is no such encounter.
        Conflict: it has been moved already.
    """
    records = work.records
    current = records.encounter(encounter)
    if current.entered_in_error:
        raise Conflict("This encounter was recorded on the wrong child and has been moved.")
    child = records.child(current.child)
    learned = facts_learned_at(records.encounter_versions(current.id), child)
    since = affirmed_since(current, records.encounters_of(child.id))
    names = {each.id: each.name for each in records.professionals()}
    return VisitToMove(
        current,
        child,
        names.get(current.professional, "") if current.professional is not None else "",
        tuple(
            NeedSaid(said.term, said.change.words.lower(), _sensitive(said, work.refset))
            for said in current.statements
            if said.change is not Change.CARRIED
        ),
        tuple(dict.fromkeys(item(f"fact.{fact.kind.value}").wording for fact in learned)),
        tuple(said.term for said in since),
    )


def right_child(visit: VisitToMove, child: Identity, work: Work[RegisterRecords]) -> RightChild:
    """The child chosen, their referrals, and what of the visit would become part of their record.

    Raises:
        NotFound: there is no such child.
    """
    records = work.records
    found = records.child(child)
    referrals = records.referrals_of(child)
    encounter = visit.encounter
    there = standing_by_concept(replace(encounter, id=work.new_identity()), records.encounters_of(child))
    affirmed = [said for said in encounter.statements if said.change.affirmed]
    return RightChild(
        found,
        records.record_number(child),
        referrals,
        _usual_referral(referrals, encounter),
        tuple(_need(said, there, work.refset) for said in affirmed),
        _alike(visit.child, found),
    )


def _need(said: Statement, there: Mapping[int, NeedHistory], refset: Refset) -> NeedToMove:
    known = there.get(said.concept) if said.concept is not None else None
    in_one_act = said.change is Change.REVIEWED_UNCHANGED
    return NeedToMove(
        shown(said.need),
        said.term,
        f"{said.certainty.words.lower()}, {'stands there already' if known else 'new there'}",
        _sensitive(said, refset),
        in_one_act,
        # What stood on the wrong record and was let stand in one act says nothing of another child.
        not in_one_act or known is not None,
    )


def _sensitive(said: Statement, refset: Refset) -> bool:
    member = refset.known(said.concept)
    return member is not None and member.sensitive


def _usual_referral(referrals: Sequence[Referral], encounter: Encounter) -> Identity | None:
    """The one referral that can be meant: the only one that was open when the visit took place."""
    on = encounter.contact.on
    open_then = [
        each
        for each in referrals
        if each.received_on <= on and (each.discharged_on is None or on <= each.discharged_on)
    ]
    meant = open_then if len(open_then) == 1 else referrals
    return meant[0].id if len(meant) == 1 else None


def _alike(one: Child, other: Child) -> str:
    """In what two children might be mistaken for one another; empty when in nothing."""
    here, there = one.demographics, other.demographics
    same = []
    if name_key(here.family_name) == name_key(there.family_name):
        same.append("family name")
    if here.birth_date is not None and here.birth_date == there.birth_date:
        same.append("date of birth")
    if name_key(here.given_name) == name_key(there.given_name):
        same.append("given name")
    return " and ".join([", ".join(same[:-1]), same[-1]] if len(same) > 1 else same)


def referral_words(referral: Referral, visit: VisitToMove) -> str:
    """A referral as it is told from the others."""
    words = [f"Received {clinical_date(referral.received_on)}"]
    if referral.received_on > visit.encounter.contact.on:
        words.append("after this visit")
    if referral.discharged_on is not None:
        words.append(f"discharged {clinical_date(referral.discharged_on)}")
    return ", ".join(words)


def choices(visit: VisitToMove, right: RightChild, typed: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """The answers of the form: as they were typed, or as they are when the child has just been chosen."""
    usual = shown(right.usual_referral) if right.usual_referral is not None else ""
    # Whoever unticked every need has sent none, so that the field that goes with them tells whether they were shown.
    fresh = "reason" not in typed
    return {
        "referral": usual if fresh else typed.get("to_referral", ("",))[-1],
        "referrals": [(shown(each.id), referral_words(each, visit)) for each in right.referrals],
        "ticked": {each.need for each in right.needs if each.ticked} if fresh else set(typed.get("need", ())),
        "reason": "" if fresh else typed["reason"][-1],
    }

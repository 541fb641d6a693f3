"""The encounters of a body: what its resources say of each, together, recorded by the rules of the core.

What is said without an encounter, or of one that has not taken place, is one record received today for its child.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.clinical.encounter import Encounter
from app.clinical.history import NeedHistory, earlier_than, need_histories
from app.clinical.needs import Statement
from app.clinical.ports import Work
from app.clinical.recording import amend_encounter, record_encounter
from app.clinical.referral import Referral
from app.errors import Rejected
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.ports import FhirRecords
from app.fhir.receiving.clinical_problems import Places, fhir_problems
from app.fhir.receiving.drafting import amended, begun, ours, profession_of, with_parts
from app.fhir.receiving.groups import borne_out, not_borne_out
from app.fhir.receiving.proposed import Proposed
from app.fhir.receiving.referrals import record_begun
from app.fhir.receiving.scores import with_scores
from app.fhir.receiving.statements import Stated, StatedOf, Statements
from app.fhir.receiving.visit import Visit
from app.fhir.structure.problems import Problem
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """A visit as recorded: the encounter, and what became of each need given."""

    encounter: Encounter
    needs: tuple[StatedOf, ...]


def record_visit(
    visit: Visit, proposed: Proposed, work: Work[FhirRecords], problems: list[Problem]
) -> RecordedVisit | None:
    """Record a visit: a new encounter, or the next version of one; None when there is nothing to record.

    What breaks a clinical rule is added to `problems`, and what it was recorded over as warnings.

    Raises:
        Conflict, NotFound: as `record_encounter` says.
    """
    current = _current(visit, proposed)
    nothing = not (visit.activities or visit.needs or visit.forms or visit.scores or visit.former_scores)
    known_error = visit.given is not None and visit.given.entered_in_error and current is not None
    if nothing and not visit.took_place and not known_error:
        return None
    referral: Referral | None = None
    if current is None:
        draft, referral = begun(visit, proposed, work)
    else:
        draft = amended(visit, current, proposed, work)
    draft, said = _with_needs(with_parts(draft, visit, proposed), visit, current, proposed, work)
    born = proposed.child(visit.child).demographics.birth_date
    draft = with_scores(draft, visit.former_scores, visit.scores, born)
    problems.extend(not_borne_out(visit.forms, draft.groups))
    if current is None and not visit.took_place and not (draft.statements or draft.groups or draft.scores):
        return None
    if current is not None and visit.only_scores and draft.scores == current.scores:
        return None
    if referral is not None:
        record_begun(referral, proposed, work)
    at = Work(work.principal, work.now, work.refset, work.new_identity, proposed, work.tools)
    return _recorded(draft, visit, said, at, problems, amends=current is not None)


def _with_needs(
    draft: Encounter, visit: Visit, current: Encounter | None, proposed: Proposed, work: Work[FhirRecords]
) -> tuple[Encounter, list[StatedOf]]:
    """The encounter with what is said of needs at it, and what became of each need given."""
    known = proposed.encounters_of(visit.child)
    histories = need_histories(earlier_than(draft, known))
    primary = visit.given.primary if visit.given is not None else frozenset()
    before = current.statements if current is not None else ()
    named = _only_named(visit, proposed, work)
    stating = Statements(histories, before, work.refset, primary, _later(draft, known, histories), named=named)
    said = [stating.say(Stated(identity, _by_ours(given, proposed))) for identity, given, _ in visit.needs]
    for identity, given, _ in visit.named:
        stating.name(Stated(identity, given))
    proposed.note_resources(each.need for each in said if each.need is not None)
    groups = borne_out(draft.groups, stating.statements)
    return replace(draft, statements=stating.statements, groups=groups), said


def _only_named(visit: Visit, proposed: Proposed, work: Work[FhirRecords]) -> frozenset[Identity]:
    """The needs that what was entered in error takes back by their concept, as no resource is of them."""
    if all(given.change is not NeedChange.ENTERED_IN_ERROR for _, given, _ in visit.needs):
        return frozenset()
    return proposed.only_named(visit.child, work.principal.account)


def _later(draft: Encounter, known: Sequence[Encounter], histories: Sequence[NeedHistory]) -> tuple[NeedHistory, ...]:
    """The needs that only encounters after this one state."""
    others = [each for each in known if each.id != draft.id]
    if len(others) == len(earlier_than(draft, others)):
        return ()
    before = {each.need for each in histories}
    return tuple(each for each in need_histories(others) if each.need not in before)


def _recorded(
    whole: Encounter,
    visit: Visit,
    said: Sequence[StatedOf],
    at: Work[Proposed],
    problems: list[Problem],
    *,
    amends: bool,
) -> RecordedVisit | None:
    places = _places(visit, whole.statements, said)
    try:
        recorded = amend_encounter(whole, at) if amends else record_encounter(whole, at)
    except Rejected as rejected:
        problems.extend(fhir_problems(rejected.problems, places, whole.statements))
        return None
    problems.extend(fhir_problems(recorded.warnings, places, whole.statements))
    return RecordedVisit(recorded.encounter, tuple(said))


def _places(visit: Visit, statements: Sequence[Statement], said: Sequence[StatedOf]) -> Places:
    of_need = {each.need: place for each, (_, _, place) in zip(said, visit.needs, strict=True) if each.need is not None}
    encounter = visit.place or next((place for _, _, place in (*visit.needs, *visit.activities)), "")
    return Places(
        encounter,
        tuple(of_need.get(each.need, encounter) for each in statements),
        tuple(place for _, _, place in visit.activities),
        visit.forms[0][1] if visit.forms else encounter,
    )


def _current(visit: Visit, proposed: Proposed) -> Encounter | None:
    if visit.identity is None or not proposed.knows_encounter(visit.identity):
        return None
    return proposed.encounter(visit.identity)


def _by_ours(given: NeedGiven, proposed: Proposed) -> NeedGiven:
    professional = ours(given.professional, proposed)
    profession = given.profession or profession_of(professional, proposed)
    if professional == given.professional and profession == given.profession:
        return given
    return replace(given, professional=professional, profession=profession)

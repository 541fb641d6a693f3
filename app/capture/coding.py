"""Coding a need that stands in the clinician's own words: an amendment of the encounter that last affirmed it."""

from collections.abc import Sequence
from dataclasses import replace

from app.capture.ports import CaptureRecords
from app.clinical.encounter import Encounter
from app.clinical.needs import GroupAsked, Statement
from app.clinical.ports import Work
from app.clinical.problems import Problem
from app.clinical.recording import Recorded, amend_encounter
from app.errors import NotFound, Rejected
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group

CODED_REASON = "Coded: it stood in the clinician's own words"


def code_need(
    encounter: Identity, need: Identity, concept: ConceptId, version: int, work: Work[CaptureRecords]
) -> Recorded:
    """Give a need in the clinician's words its concept, in the next version of an encounter.

    The need keeps its identity, its certainty and its dates; what was said before stands in the version before.

    Raises:
        NotFound: the encounter says nothing of such a need, or it is coded already.
        Rejected: the concept is not a member, or the child has it already.
        Conflict: the encounter was amended since `version`.
    """
    current = work.records.encounter(encounter)
    said = current.statement_of(need)
    if said is None or said.concept is not None:
        raise NotFound("This need is coded already, or was taken back.")
    member = work.refset.member(concept)
    if member is None:
        raise Rejected([Problem("concept", "unknown-need", "Choose a member of the reference set from the list.")])
    if any(each.concept == concept and each.need != need and each.change.standing for each in current.statements):
        message = (
            f"The child has {member.preferred_term} already. Take these words back on the encounter's page instead."
        )
        raise Rejected([Problem("concept", "repeated", message)])
    coded = replace(
        said,
        concept=member.concept,
        term=member.preferred_term,
        group=member.group,
        release=work.refset.release.label,
    )
    statements = tuple(coded if each.need == need else each for each in current.statements)
    regrouped = replace(current, statements=statements, groups=_groups_left(current, said.group, statements))
    return amend_encounter(_next_version(regrouped, version, work), work)


def _groups_left(current: Encounter, group: Group, statements: Sequence[Statement]) -> tuple[GroupAsked, ...]:
    """The groups asked about, without the one that the need has left with no other need in it."""
    if any(each.group is group and each.change.affirmed for each in statements):
        return current.groups
    return tuple(asked for asked in current.groups if asked.group is not group)


def _next_version(encounter: Encounter, version: int, work: Work[CaptureRecords]) -> Encounter:
    return replace(
        encounter,
        version=version + 1,
        record_number=work.records.record_number(encounter.child) + 1,
        recorded_at=work.now,
        recorded_by=work.principal.account,
        form_token=None,
        form_digest=None,
        amendment_reason=CODED_REASON,
    )

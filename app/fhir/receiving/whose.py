"""Whose the resources of a body are, and the records of those children."""

from collections.abc import Mapping, Sequence

from app.fhir.mapping.looking import Findings, referred
from app.fhir.ports import Compartment, FhirRecords, TypeAndId
from app.fhir.receiving.allotting import Allotted
from app.fhir.receiving.subjects import may_be_nobodys, pointed_at, subject_element, subject_of
from app.fhir.structure.problems import IssueType, Problem
from app.identity import Identity

_NO_CHILD = "It says of no child of this service whose it is. Name the Patient, sent with it or known here."
_OTHER_CHILD = "This resource is another child's. A correction cannot move it: send it anew for the right child."


def find_children(
    allotted: Sequence[Allotted],
    known: Mapping[TypeAndId, Identity | None],
    records: FhirRecords,
    problems: list[Problem],
) -> None:
    """Note with each entry whose its resource is; one that must be a child's and is nobody's is a problem.

    `known` says whose the resources are that were there before: that one is sent for another child is a problem too.
    """
    moved: list[tuple[Allotted, Identity, Identity]] = []
    for each in allotted:
        resource = each.entry.resource
        each.child = each.identity if each.type == "Patient" else subject_of(resource)
        findings = Findings(each.entry.resource_place, problems)
        if each.child is None and not may_be_nobodys(each.type):
            findings.wrong(subject_element(each.type), _NO_CHILD, IssueType.REQUIRED)
        held = known.get(each.target)
        if each.known and held is not None and each.child is not None and each.child != held:
            moved.append((each, each.child, held))
    _refuse_others(moved, records, problems)
    by_target = {each.target: each.child for each in allotted}
    for each in allotted:
        if each.child is None:
            each.child = _by_way_of(each, by_target)


def _refuse_others(
    moved: Sequence[tuple[Allotted, Identity, Identity]], records: FhirRecords, problems: list[Problem]
) -> None:
    """Resources with the child they are sent for and another whose they were, unless both records are of one child."""
    held = records.children(list({each for _, *children in moved for each in children})) if moved else {}
    stands = {identity: each.merged_into or identity for identity, each in held.items()}
    for each, sent_for, was_of in moved:
        if stands.get(sent_for, sent_for) != stands.get(was_of, was_of):
            findings = Findings(each.entry.resource_place, problems)
            findings.wrong(subject_element(each.type), _OTHER_CHILD, IssueType.CONFLICT)


def _by_way_of(allotted: Allotted, by_target: Mapping[TypeAndId, Identity | None]) -> Identity | None:
    for reference in pointed_at(allotted.entry.resource):
        type_name = str(reference.get("reference", "")).partition("/")[0]
        identity = referred(reference)
        if identity is None:
            continue
        child = identity if type_name == "Patient" else by_target.get((type_name, identity))
        if child is not None:
            return child
    return None


def compartments_of(allotted: Sequence[Allotted], records: FhirRecords) -> dict[Identity, Compartment]:
    """The records of the children who were known before; what is about a merged record is of the one that stands."""
    fresh = {each.identity for each in allotted if each.type == "Patient" and not each.known}
    wanted = {each.child for each in allotted if each.child is not None} - fresh
    if not wanted:
        return {}
    found = dict(records.compartments(sorted(wanted)))
    moved = {each.child.id: each.child.merged_into for each in found.values() if each.child.merged_into is not None}
    further = [each for each in moved.values() if each not in found]
    if further:
        found.update(records.compartments(further))
    for each in allotted:
        if each.child is not None:
            each.child = moved.get(each.child, each.child)
    return found

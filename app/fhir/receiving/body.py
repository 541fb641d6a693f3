"""One body, from its entries to the unit that is written: nothing of it, or all of it.

The order is that in which things rest on one another: who there is, children, referrals, encounters with all that was
said at them, appointments; and last every resource as it was sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.clinical.child import FactOfChild
from app.clinical.ports import Unit, Work
from app.fhir.bundle.contradictions import written_twice
from app.fhir.bundle.entry import Entry
from app.fhir.bundle.references import resolve, wanted
from app.fhir.bundle.targets import Targets
from app.fhir.mapping.given import PatientGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.patient import child_from_patient
from app.fhir.mapping.related_person import facts_from_related_person
from app.fhir.mapping.surroundings import Find, Surroundings
from app.fhir.ports import FhirRecords, KeptResource, TypeAndId
from app.fhir.receiving.allotting import Allotment, Allotted
from app.fhir.receiving.before import Before
from app.fhir.receiving.children import changes, correction_event, facts_learned, registration
from app.fhir.receiving.directory import record_professionals
from app.fhir.receiving.gathering import Gathering
from app.fhir.receiving.keeping import Occasion, Recording, claims, kept_resource, unchanged
from app.fhir.receiving.proposed import Proposed
from app.fhir.receiving.subjects import NEEDS
from app.fhir.receiving.visit import Visit
from app.fhir.receiving.visits import RecordedVisit, record_visit
from app.fhir.receiving.whose import compartments_of, find_children
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.fhir.structure.r4 import R4
from app.identity import shown

_STALE = "It was changed meanwhile: this is not the version that holds. Read it again and repeat your change."


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an entry: the version of the resource it is about that now holds, and since when.

    `created` says that there was none before; `kept` is the row that keeps what was sent, None when it changed nothing.
    """

    allotted: Allotted
    version: int
    at: datetime
    created: bool
    kept: KeptResource | None


@dataclass(slots=True)
class Body:
    """The work on one body. `base` is our address with its path; `occasion` says who keeps it, and when."""

    work: Work[FhirRecords]
    surroundings: Surroundings
    r4: R4
    pseudonym_key: bytes
    base: str
    occasion: Occasion
    problems: list[Problem] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    stale: bool = False
    """Whether a version that an entry expected no longer holds."""
    _recordings: dict[TypeAndId, Recording] = field(default_factory=dict)
    _known_as: dict[TypeAndId, TypeAndId] = field(default_factory=dict)

    def refused(self) -> bool:
        """Whether something is wrong with the body."""
        return any(each.severity is Severity.ERROR for each in self.problems)

    def unit(self, entries: Sequence[Entry]) -> Unit | None:
        """The unit that records and keeps the entries; None when the body is refused.

        References in the entries' resources are resolved in place.
        """
        allotment = Allotment(self.work.records, self.surroundings, self.work.new_identity, self.problems)
        allotted = self._allotted(allotment, entries)
        if self.refused():
            return None
        find_children(allotted, allotment.known, self.work.records, self.problems)
        if self.refused():
            return None
        compartments = compartments_of(allotted, self.work.records)
        last = self.work.records.kept_last([each.target for each in allotted if each.known])
        before = Before(compartments, last, self.surroundings.today)
        self._expect(allotted, before)
        for each in allotted:
            each.writes = each.writes and not unchanged(each.entry.resource, last.get(each.target))
        proposed = Proposed(compartments, self.surroundings.professionals)
        self._record([each for each in allotted if each.writes], proposed)
        if self.refused():
            return None
        self._keep(allotted, before, allotment, proposed)
        proposed.events.append(self._event(allotted))
        return Unit(tuple(proposed.writes), tuple(proposed.events))

    def _allotted(self, allotment: Allotment, entries: Sequence[Entry]) -> list[Allotted]:
        wants = wanted(entries, self.base, self.r4)
        allotted = allotment.allotted(entries, wants)
        self.problems.extend(written_twice([(each.entry, each.target) for each in allotted if each.writes]))
        if self.refused():
            return allotted
        targets = Targets(
            {each.entry.full_url: each.target for each in allotted if each.entry.full_url is not None},
            allotment.known,
            {each: allotment.matched(each) for each in wants.criteria},
            {each.entry.index: each.target for each in allotted},
        )
        self.problems.extend(resolve(wants, targets, self.r4))
        sent = {each.target: each.entry.resource for each in allotted}
        self.surroundings = replace(self.surroundings, find=self._finding(sent))
        return allotted

    def _finding(self, sent: Mapping[TypeAndId, Resource]) -> Find:
        """Resources that came with this body, else as they were kept last."""

        kept = self.surroundings.find
        return lambda type_name, identity: sent.get((type_name, identity)) or kept(type_name, identity)

    def _record(self, allotted: Sequence[Allotted], proposed: Proposed) -> None:
        record_professionals(allotted, proposed, self.surroundings, self.problems)
        for each in allotted:
            if each.type == "Patient":
                self._record_child(each, proposed)
        for each in allotted:
            if each.type == "RelatedPerson":
                self._record_relative(each, proposed)
        if self.refused():
            return
        around = replace(self.surroundings, professionals=proposed.professionals)
        gathering = Gathering(self.work, around, proposed, self.problems)
        outcomes = gathering.referrals(allotted)
        for visit in gathering.visits(allotted, outcomes):
            recorded = record_visit(visit, proposed, self.work, self.problems)
            if recorded is not None:
                self._note(visit, recorded)

    def _record_child(self, allotted: Allotted, proposed: Proposed) -> None:
        child, findings = allotted.child, self._findings(allotted)
        given = self._said_of_child(allotted, findings)
        if given is None or child is None:
            return
        if not allotted.known:
            proposed.add_child(*registration(given, self.work, allotted.identity, self.pseudonym_key))
            return
        before = proposed.child(child)
        versions, items = changes(before, given, self.work, findings)
        if versions:
            proposed.commit(Unit(versions, (correction_event(before, items, self.work),)))

    def _said_of_child(self, allotted: Allotted, findings: Findings) -> PatientGiven | None:
        """What a Patient says: as it was read to be matched, or read again where it points at what is resolved now."""
        if allotted.told is not None:
            self.problems.extend(allotted.told)
            return allotted.patient
        given = child_from_patient(allotted.entry.resource, findings, self.surroundings)
        if given is None or allotted.patient is None:
            return given
        return replace(given, locals=allotted.patient.locals)

    def _record_relative(self, allotted: Allotted, proposed: Proposed) -> None:
        """What the record holds of a child's mother is her NHS number; everything else of relatives is only kept."""
        if allotted.child is None or allotted.child not in proposed.children:
            return
        child = proposed.child(allotted.child)
        given = facts_from_related_person(allotted.entry.resource, self._findings(allotted), self.surroundings)
        learned = facts_learned(given, self.work, child)
        if learned:
            facts = tuple(FactOfChild(child.organisation, child.id, each) for each in learned)
            items = [f"fact.{each.kind.value}" for each in learned]
            proposed.commit(Unit(facts, (correction_event(child, items, self.work),)))

    def _note(self, visit: Visit, recorded: RecordedVisit) -> None:
        """Which resources led to the encounter, and which of them are of a need known by another identity."""
        encounter = recorded.encounter
        recording = Recording(encounter.id, encounter.version)
        if visit.identity == encounter.id:
            self._recordings["Encounter", encounter.id] = recording
            self._recordings["QuestionnaireResponse", encounter.id] = recording
        for identity, _, _ in visit.activities:
            self._recordings["Procedure", identity] = recording
        for each in recorded.needs:
            if each.need is None:
                continue
            for type_name in NEEDS:
                self._recordings[type_name, each.identity] = recording
                if each.need != each.identity:
                    self._known_as[type_name, each.identity] = type_name, each.need

    def _expect(self, allotted: Sequence[Allotted], before: Before) -> None:
        for each in allotted:
            wanted_version = each.entry.if_match
            if wanted_version is not None and before.version(each.target, each.child)[0] != wanted_version:
                self.stale = True
                self._findings(each).wrong("", _STALE, IssueType.CONFLICT)

    def _keep(self, allotted: Sequence[Allotted], before: Before, allotment: Allotment, proposed: Proposed) -> None:
        known_as = {each.target: self._known_as[each.target] for each in allotted if each.target in self._known_as}
        named = {_reference(sent): _reference(known) for sent, known in known_as.items()}
        moved = [target for target in known_as.values() if target not in before.last]
        last = {**before.last, **(self.work.records.kept_last(moved) if moved else {})}
        for each in allotted:
            recording = self._recordings.get(each.target)
            known = known_as.get(each.target)
            each.identity = each.identity if known is None else known[1]
            version, at = before.version(each.target, each.child)
            created = version == 0
            kept = None
            if each.writes:
                content = _renamed(each.entry.resource, named) if named else each.entry.resource
                kept = last[each.target] = kept_resource(each, content, last.get(each.target), recording, self.occasion)
                proposed.add((kept, *claims(each, allotment.claimed(each.type), self.occasion)))
                version, at = version + 1, self.occasion.at
            elif created:
                version, at = 1, self.occasion.at
            self.written.append(Written(each, version, at, created and each.writes, kept))

    def _findings(self, allotted: Allotted) -> Findings:
        return Findings(allotted.entry.resource_place, self.problems)

    def _event(self, allotted: Sequence[Allotted]) -> AuditEvent:
        children = {each.child for each in allotted if each.child is not None}
        return audit_event(
            self.work.principal,
            AuditAction.RESOURCES_RECEIVED,
            identity=self.work.new_identity(),
            at=self.work.now,
            child=next(iter(children)) if len(children) == 1 else None,
            subject=self.occasion.received,
            detail=f"{len(allotted)} resources",
        )


def _reference(target: TypeAndId) -> str:
    return f"{target[0]}/{shown(target[1])}"


def _renamed(content: Resource, names: Mapping[str, str]) -> Resource:
    """The resource with references to one resource turned to another."""
    return {name: _renamed_value(value, names, name) for name, value in content.items()}


def _renamed_value(value: object, names: Mapping[str, str], name: str) -> object:
    if isinstance(value, dict):
        return _renamed(value, names)
    if isinstance(value, list):
        return [_renamed_value(each, names, name) for each in value]
    return names.get(value, value) if name == "reference" and isinstance(value, str) else value

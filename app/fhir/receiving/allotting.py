"""Which resource each entry is about: one known already, or a new one with an identity of its own.

A resource is known by the id or the condition that the request names, else by its own identifiers: sending what has
an identifier again is about the same resource, whatever the method. Within a body, equal conditions and equal
identifiers are about one resource. A child is matched as `children` says; a care professional by local identifier.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.clinical.child import Child
from app.fhir.bundle.entry import Criteria, Entry, Method
from app.fhir.bundle.references import Wanted
from app.fhir.mapping.given import PatientGiven, ProfessionalGiven
from app.fhir.mapping.looking import Findings, Resource, identifier_of, identifying
from app.fhir.mapping.patient import child_from_patient
from app.fhir.mapping.practitioner import professional_from_practitioner
from app.fhir.mapping.questionnaire_response import is_booking_out
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import FhirRecords, Numbers, SystemAndValue, TypeAndId
from app.fhir.receiving.children import Matched, match
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.fhir.systems import NHS_NUMBER, ODS_ORGANISATION, same_system
from app.fhir.types import DIRECTORY
from app.identity import Identity, parse_identity

_NO_SUCH = (
    "There is no such resource here. Create it with POST, or with a conditional PUT: ids are given by the service."
)
_TWO_MATCH = "More than one resource fits these identifiers or this condition. Send those of one resource alone."
_TWICE = "Another entry has the same identifier and other content. Send each resource once."


@dataclass(slots=True)
class Allotted:
    """An entry and the resource it is about.

    `known` says that the resource was there before; `writes` whether anything of the entry is to be written, which is
    not so when a conditional create found its resource, or another entry is about it already. `patient` and
    `professional` are what a Patient or a Practitioner says, mapped here already to be matched. `told` is what a
    Patient was warned of then; None when it points at something, and is to be read again once that is resolved.
    """

    entry: Entry
    identity: Identity
    known: bool
    writes: bool = True
    patient: PatientGiven | None = None
    professional: ProfessionalGiven | None = None
    child: Identity | None = None
    told: tuple[Problem, ...] | None = None

    @property
    def type(self) -> str:
        return self.entry.type

    @property
    def target(self) -> TypeAndId:
        """The type and identity of the resource."""
        return self.entry.type, self.identity


@dataclass(slots=True)
class _Looked:
    """What was looked up for a body, in a few goes."""

    identified: dict[str, Mapping[SystemAndValue, Identity]] = field(default_factory=dict)
    known: Mapping[TypeAndId, Identity | None] = field(default_factory=dict)
    holders: Mapping[str | tuple[str, str], Child] = field(default_factory=dict)

    def by_identifiers(self, type_name: str, pairs: Sequence[SystemAndValue]) -> list[Identity]:
        """The resources with these identifiers, each once."""
        held = self.identified.get(type_name, {})
        return list(dict.fromkeys(held[pair] for pair in pairs if pair in held))


class Allotment:
    """Allots the entries of one body. `problems` are those of the whole body."""

    def __init__(
        self,
        records: FhirRecords,
        surroundings: Surroundings,
        new_identity: Callable[[], Identity],
        problems: list[Problem],
    ) -> None:
        self._records = records
        self._surroundings = surroundings
        self._new_identity = new_identity
        self._problems = problems
        self._looked = _Looked()
        self._folded: dict[Criteria, Allotted] = {}
        self._first: dict[tuple[str, SystemAndValue], Allotted] = {}
        self._children: dict[str | tuple[str, str], Allotted] = {}
        self._shared: dict[int, Identity] = {}
        self._partners: dict[int, int] = {}

    def allotted(self, entries: Sequence[Entry], wanted: Wanted) -> list[Allotted]:
        """Every entry that writes, with its resource, in the order of the entries."""
        self._look_up_named(entries, wanted)
        # References are not resolved yet, so a Patient that points at something is read once more to be recorded.
        noted: dict[int, list[Problem]] = {}
        patients = {
            each.index: self._read(each, noted.setdefault(each.index, []))
            for each in entries
            if each.type == "Patient" and each.method is not Method.GET and not self._names_nothing(each)
        }
        self._problems.extend(each for of in noted.values() for each in of if each.severity is Severity.ERROR)
        self._look_up(entries, wanted, patients)
        self._share(entries)
        found = []
        for entry in entries:
            if entry.method is Method.GET:
                continue
            allotted = self._allot(entry, patients.get(entry.index))
            if allotted is not None:
                found.append(allotted)
        self._join(found)
        pointing = {entry.index for entry, pointers in wanted.pointing if any(pointers)}
        for each in found:
            if each.entry.index in noted and each.entry.index not in pointing:
                each.told = tuple(noted[each.entry.index])
        return found

    def _read(self, entry: Entry, noted: list[Problem]) -> PatientGiven | None:
        return child_from_patient(entry.resource, Findings(entry.resource_place, noted), self._surroundings)

    @property
    def known(self) -> Mapping[TypeAndId, Identity | None]:
        """The resources named by id that there are, and whose they are."""
        return self._looked.known

    def claimed(self, type_name: str) -> Mapping[SystemAndValue, Identity]:
        """Which of the identifiers looked up are claimed already, by resources of a type."""
        return self._looked.identified.get(type_name, {})

    def matched(self, criteria: Criteria) -> tuple[Identity, ...]:
        """What fits a condition: of what is recorded, and of what this body creates."""
        if criteria.id is not None:
            return (criteria.id,) if (criteria.type, criteria.id) in self._looked.known else ()
        pair = criteria.identifier
        if pair is None:
            return ()
        found = self._looked.by_identifiers(criteria.type, [pair])
        found += self._by_number(criteria)
        created = self._first.get((criteria.type, pair))
        return tuple(dict.fromkeys([*found, *([created.identity] if created is not None else [])]))

    def _findings(self, entry: Entry) -> Findings:
        return Findings(entry.resource_place, self._problems)

    def _names_nothing(self, entry: Entry) -> bool:
        """Whether an entry names a resource by an id that nothing here has: nothing else need be said of it."""
        return entry.id is not None and (entry.type, entry.id) not in self._looked.known

    def _look_up_named(self, entries: Sequence[Entry], wanted: Wanted) -> None:
        named = set(wanted.relative)
        named.update((each.type, each.id) for each in entries if each.id is not None)
        for criteria in (*(each.criteria for each in entries), *wanted.criteria):
            if criteria is not None and criteria.id is not None:
                named.add((criteria.type, criteria.id))
        self._looked.known = self._records.children_of(list(named)) if named else {}

    def _look_up(self, entries: Sequence[Entry], wanted: Wanted, patients: Mapping[int, PatientGiven | None]) -> None:
        pairs: defaultdict[str, list[SystemAndValue]] = defaultdict(list)
        numbers: set[str] = set()
        local: set[tuple[str, str]] = set()
        conditions = [each.criteria for each in entries if each.criteria is not None]
        for criteria in (*conditions, *wanted.criteria):
            if criteria.identifier is not None:
                pairs[criteria.type].append(criteria.identifier)
                if _is_number(criteria):
                    numbers.add(criteria.identifier[1])
        for entry in entries:
            pairs[entry.type].extend(identifying(entry.resource))
        for given in patients.values():
            if given is not None:
                numbers.update([given.nhs_number] if given.nhs_number is not None else [])
                local.update((each.issuer, each.value) for each in given.locals)
        looked = self._looked
        looked.identified = self._records.all_identified(pairs)
        self._look_up_children(Numbers(frozenset(numbers), frozenset(local)))

    def _look_up_children(self, numbers: Numbers) -> None:
        if not numbers.nhs and not numbers.local:
            return
        holders = self._records.holders(numbers)
        children = self._records.children(list(dict.fromkeys(holders.values())))
        self._looked.holders = {key: children[each] for key, each in holders.items() if each in children}

    def _by_number(self, criteria: Criteria) -> list[Identity]:
        """The child with an NHS number, which is held in the record of numbers and not among identifiers."""
        if criteria.identifier is None or not _is_number(criteria):
            return []
        value = criteria.identifier[1]
        created = self._children.get(value)
        held = self._looked.holders.get(value)
        return [*([held.id] if held is not None else []), *([created.identity] if created is not None else [])]

    def _share(self, entries: Sequence[Entry]) -> None:
        """A request for service that an episode rests on is the same referral; a role is its practitioner's, and so on.

        They share one identity under two types. Only one of a type does: a second role, or the answers to another
        questionnaire, are resources of their own.
        """
        by_name = {each.full_url: each for each in entries if each.full_url}
        by_name |= {f"{each.type}/{each.resource['id']}": each for each in entries if "id" in each.resource}
        taken: set[tuple[str, int | Identity]] = set()
        for entry in entries:
            for other in _rests_on(entry.resource):
                target = by_name.get(other)
                if target is not None and target.type == _PARTNER[entry.type]:
                    if (entry.type, target.index) not in taken:
                        taken.add((entry.type, target.index))
                        self._partners[entry.index] = target.index
                        shared = self._shared.setdefault(target.index, self._new_identity())
                        self._shared.setdefault(entry.index, shared)
                    continue
                known = _known_partner(entry.type, other)
                if known in self._looked.known and known is not None and (entry.type, known[1]) not in taken:
                    taken.add((entry.type, known[1]))
                    self._shared.setdefault(entry.index, known[1])

    def _join(self, found: Sequence[Allotted]) -> None:
        """Give those that share an identity the one that is known, where only one of them was."""
        by_index = {each.entry.index: each for each in found}
        joined: dict[TypeAndId, Identity] = {}
        for index, partner in self._partners.items():
            one, other = by_index.get(index), by_index.get(partner)
            if one is not None and other is not None and one.known != other.known:
                new, known = (one, other) if other.known else (other, one)
                joined[new.target] = known.identity
        for each in found:
            each.identity = joined.get(each.target, each.identity)
        self._look_up_whose(found)

    def _look_up_whose(self, found: Sequence[Allotted]) -> None:
        """Whose those resources are that are known by another thing than their id; and whether shared ones are."""
        asked = [each for each in found if each.target not in self._looked.known and self._may_be_a_childs(each)]
        there = self._records.children_of(list({each.target for each in asked})) if asked else {}
        self._looked.known = {**self._looked.known, **there}
        for each in found:
            each.known = each.known or each.target in there

    def _may_be_a_childs(self, allotted: Allotted) -> bool:
        if allotted.entry.index in self._shared:
            return not allotted.known or allotted.type not in DIRECTORY
        return allotted.known and allotted.type != "Patient" and allotted.type not in DIRECTORY

    def _allot(self, entry: Entry, patient: PatientGiven | None) -> Allotted | None:
        if entry.id is not None:
            return self._by_id(entry, patient)
        if entry.criteria is not None:
            return self._by_condition(entry, entry.criteria, patient)
        return self._by_identifiers(entry, patient)

    def _by_id(self, entry: Entry, patient: PatientGiven | None) -> Allotted | None:
        if entry.id is None or (entry.type, entry.id) not in self._looked.known:
            self._wrong(entry, "", _NO_SUCH, IssueType.NOT_FOUND)
            return None
        return self._noted(Allotted(entry, entry.id, True, patient=patient))

    def _by_condition(self, entry: Entry, criteria: Criteria, patient: PatientGiven | None) -> Allotted | None:
        folded = self._folded.get(criteria)
        if folded is not None:
            return Allotted(entry, folded.identity, True, writes=False, patient=patient)
        matches = self.matched(criteria)
        if len(matches) > 1:
            self._wrong(entry, "", _TWO_MATCH, IssueType.MULTIPLE_MATCHES)
            return None
        if matches:
            update = entry.method is Method.PUT
            found: Allotted | None = Allotted(entry, matches[0], True, writes=update, patient=patient)
        else:
            found = self._by_identifiers(entry, patient)
        if found is not None:
            self._folded[criteria] = self._noted(found)
            if criteria.identifier is not None:
                self._first.setdefault((entry.type, criteria.identifier), found)
        return found

    def _by_identifiers(self, entry: Entry, patient: PatientGiven | None) -> Allotted | None:
        if entry.type == "Patient":
            return self._patient(entry, patient)
        pairs = list(identifying(entry.resource))
        known = self._looked.by_identifiers(entry.type, pairs)
        if len(known) > 1:
            self._wrong(entry, "identifier", _TWO_MATCH, IssueType.MULTIPLE_MATCHES)
            return None
        before = next((self._first[entry.type, pair] for pair in pairs if (entry.type, pair) in self._first), None)
        if before is not None:
            return self._again(entry, before)
        professional = self._professional(entry)
        identity = known[0] if known else self._of_professional(professional) or self._of_organisation(entry)
        if identity is not None:
            return self._noted(Allotted(entry, identity, True, professional=professional))
        identity = self._shared.get(entry.index) or self._new_identity()
        return self._noted(Allotted(entry, identity, False, professional=professional))

    def _again(self, entry: Entry, before: Allotted) -> Allotted | None:
        """An entry whose identifier another has too: the same said twice, or a contradiction."""
        if _content(entry.resource) != _content(before.entry.resource):
            self._wrong(entry, "identifier", _TWICE, IssueType.DUPLICATE)
            return None
        return Allotted(entry, before.identity, True, writes=False)

    def _professional(self, entry: Entry) -> ProfessionalGiven | None:
        if entry.type != "Practitioner":
            return None
        return professional_from_practitioner(entry.resource, self._findings(entry), self._surroundings)

    def _of_professional(self, given: ProfessionalGiven | None) -> Identity | None:
        if given is None or given.local_identifier is None:
            return None
        held = self._surroundings.professionals.values()
        return next((each.id for each in held if each.local_identifier == given.local_identifier), None)

    def _of_organisation(self, entry: Entry) -> Identity | None:
        """The organisation itself, which is here without having been sent."""
        ours = self._surroundings.organisation
        named = entry.type == "Organization" and identifier_of(entry.resource, ODS_ORGANISATION) == ours.ods_code
        return ours.id if named else None

    def _patient(self, entry: Entry, given: PatientGiven | None) -> Allotted | None:
        if given is None:
            return None
        before = next((self._children[key] for key in _keys(given) if key in self._children), None)
        if before is not None and before.patient is not None:
            return self._same_patient(entry, given, before)
        pairs = [pair for pair in identifying(entry.resource) if not same_system(pair[0], NHS_NUMBER)]
        claimed = self._looked.by_identifiers("Patient", pairs)
        if len(claimed) > 1:
            self._wrong(entry, "identifier", _TWO_MATCH, IssueType.MULTIPLE_MATCHES)
            return None
        holders = self._with(claimed)
        matched = match(given, claimed[0] if claimed else None, holders, self._findings(entry))
        if not isinstance(matched, Matched):
            return None
        if matched.child is not None:
            return self._noted(Allotted(entry, matched.child.id, True, patient=matched.given))
        return self._noted(Allotted(entry, self._new_identity(), False, patient=matched.given))

    def _with(self, claimed: Sequence[Identity]) -> Mapping[str | tuple[str, str], Child]:
        missing = [each for each in claimed if all(held.id != each for held in self._looked.holders.values())]
        if not missing:
            return self._looked.holders
        children = self._records.children(missing)
        return {**self._looked.holders, **{("", str(int(each))): child for each, child in children.items()}}

    def _same_patient(self, entry: Entry, given: PatientGiven, before: Allotted) -> Allotted | None:
        if given != before.patient:
            self._wrong(entry, "identifier", _TWICE, IssueType.DUPLICATE)
            return None
        return Allotted(entry, before.identity, True, writes=False, patient=given)

    def _noted(self, allotted: Allotted) -> Allotted:
        for pair in identifying(allotted.entry.resource):
            self._first.setdefault((allotted.type, pair), allotted)
        if allotted.patient is not None:
            for key in _keys(allotted.patient):
                self._children.setdefault(key, allotted)
        return allotted

    def _wrong(self, entry: Entry, path: str, said: str, code: IssueType) -> None:
        self._findings(entry).wrong(path, said, code)


_PARTNER: Mapping[str, str] = {
    "EpisodeOfCare": "ServiceRequest",
    "PractitionerRole": "Practitioner",
    "QuestionnaireResponse": "Encounter",
}
"""Types that say something of what is one thing here, and the type they share its identity with."""


def _rests_on(resource: Resource) -> Iterator[str]:
    """The references of a resource to the one it shares an identity with, as they were sent."""
    type_name = resource.get("resourceType")
    held: list[object] = []
    if type_name == "EpisodeOfCare":
        held = list(resource.get("referralRequest") or [])[:1]
    elif type_name == "PractitionerRole":
        held = [resource.get("practitioner")]
    elif type_name == "QuestionnaireResponse" and is_booking_out(resource):
        held = [resource.get("encounter")]
    return (each["reference"] for each in held if isinstance(each, dict) and isinstance(each.get("reference"), str))


def _known_partner(type_name: str, reference: str) -> TypeAndId | None:
    partner, _, rest = reference.partition("/")
    try:
        return (partner, parse_identity(rest)) if partner == _PARTNER[type_name] else None
    except ValueError:
        return None


def _keys(given: PatientGiven) -> Iterator[str | tuple[str, str]]:
    if given.nhs_number is not None:
        yield given.nhs_number
    for each in given.locals:
        yield each.issuer, each.value


def _is_number(criteria: Criteria) -> bool:
    return (
        criteria.type == "Patient"
        and criteria.identifier is not None
        and same_system(criteria.identifier[0], NHS_NUMBER)
    )


def _content(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if name not in ("id", "meta", "text")}

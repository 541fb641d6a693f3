"""What a search must find, told without a database: by looking at everything that was written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol, TypeVar

from app.clinical.child import Demographics
from app.clinical.encounter import Encounter, EncounterKind
from app.clinical.needs import Change
from app.fhir.mapping.procedure_codes import PROCEDURE_SYSTEMS
from app.fhir.ports import Coded, Hit, KeptResource, Named, NamePart, SortBy, Sought
from app.fhir.systems import BOOKING_REFERENCE, LOCAL_PATIENT, LOCAL_PROFESSIONAL, LOCAL_TEAM, NHS_NUMBER, SNOMED_CT
from app.fhir.types import NEED_TYPES
from app.identity import Identity, made_at
from app.register.names import name_key
from app.terminology.concept import ConceptId
from tests.store.fhir_worlds import World

OF_ENCOUNTER = ("Encounter", "QuestionnaireResponse", "Provenance")
OF_REFERRAL = ("EpisodeOfCare", "ServiceRequest")


@dataclass(slots=True)
class Found:
    """A resource as it stands: the hit it is, and what else may be asked of it."""

    hit: Hit
    encounter: Identity | None = None
    named: Identity | None = None
    concepts: set[ConceptId | None] = field(default_factory=set)
    codings: set[str] = field(default_factory=set)
    who: Demographics | None = None


def expected(world: World, sought: Sought) -> list[Hit]:
    """Every hit of a search, in the order sought."""
    held = [*_recorded(world, sought), *_only_kept(world, sought.type)]
    hits = [each.hit for each in held if _fits(each, world, sought)]
    return sorted(hits, key=_order(sought), reverse=sought.descending)


def _order(sought: Sought) -> Callable[[Hit], tuple[object, ...]]:
    missing = date.min if sought.descending else date.max
    if sought.sort is SortBy.UPDATED:
        return lambda hit: (hit.updated, hit.id)
    if sought.sort is SortBy.DATE:
        return lambda hit: (hit.on or missing, hit.id)
    return lambda hit: (hit.id,)


def _fits(found: Found, world: World, sought: Sought) -> bool:
    hit = found.hit
    identified = sought.identified is None or hit.id in {
        _stands(world, each) if sought.type == "Patient" else each
        for pair, each in _identifiers(world, sought.type)
        if any(
            (system == "" or system.casefold() == pair[0].casefold()) and value == pair[1]
            for system, value in sought.identified
        )
    }
    ids = sought.ids
    if ids is not None and sought.type == "Patient":
        ids = frozenset(_stands(world, each) for each in ids)
    clauses = [Coded(sought.concepts or frozenset(), sought.codes or frozenset())]
    clauses = (clauses if sought.concepts is not None or sought.codes is not None else []) + list(sought.coded)
    named = [*sought.named]
    named += [frozenset({(NamePart.FAMILY, sought.family)})] if sought.family is not None else []
    named += [frozenset({(NamePart.GIVEN, sought.given)})] if sought.given is not None else []
    born = found.who.birth_date if found.who is not None else None
    return bool(
        identified
        and (ids is None or hit.id in ids)
        and (sought.children is None or hit.child in sought.children)
        and (sought.encounters is None or {found.encounter, found.named} & sought.encounters)
        and _within(hit.on, sought.on_from, sought.on_to)
        and _within(hit.updated, sought.updated_from, sought.updated_to)
        and _within(born, sought.born_from, sought.born_to)
        and all(_has_code(found, each) for each in clauses)
        and all(_is_named(found.who, each) for each in named)
    )


def _within(value: date | datetime | None, start: date | datetime | None, end: date | datetime | None) -> bool:
    if start is None and end is None:
        return True
    return value is not None and (start is None or value >= start) and (end is None or value <= end)


def _has_code(found: Found, clause: Coded) -> bool:
    named = {each for coding in found.codings for each in (coding, f"|{coding.partition('|')[2]}")}
    snomed = {coding.removeprefix(f"{SNOMED_CT}|") for coding in found.codings}
    return bool(
        named & clause.codes or snomed & {str(each) for each in clause.concepts} or found.concepts & clause.concepts
    )


def _is_named(who: Demographics | None, clause: frozenset[Named]) -> bool:
    if who is None:
        return False
    words = who.given_name.split()
    given = [" ".join(words[place:]) for place in range(len(words))]
    given += [who.preferred_name] if who.preferred_name else []
    names = {NamePart.FAMILY: [who.family_name], NamePart.GIVEN: given, NamePart.ANY: [who.family_name, *given]}
    return any(
        name_key(sought) and name_key(name).startswith(name_key(sought))
        for part, sought in clause
        for name in names[part]
    )


def _stands(world: World, child: Identity) -> Identity:
    links = [each for each in world.links if each.child == child]
    last = max(links, key=lambda each: each.version, default=None)
    return last.into if last is not None and last.standing else child


def _last_kept(world: World, kind: str, identity: Identity) -> KeptResource | None:
    versions = [each for each in world.kept if (each.type, each.id) == (kind, identity)]
    return max(versions, key=lambda each: each.version, default=None)


def _found(
    world: World,
    kind: str,
    recorded: Hit,
    *,
    encounter: Identity | None = None,
    concepts: frozenset[ConceptId | None] = frozenset(),
    codings: frozenset[str] = frozenset(),
) -> Found:
    """A recorded resource: what was last sent of it stands where nothing was recorded since."""
    kept = _last_kept(world, kind, recorded.id)
    if kept is not None and kind == "Appointment":
        return Found(replace(recorded, updated=kept.kept_at))
    if kept is None or kept.kept_at < recorded.updated:
        return Found(recorded, encounter, None, set(concepts), set(codings))
    on = kept.on or recorded.on
    hit = Hit(recorded.id, recorded.child, kept.kept_at, on)
    named = kept.named if kind in NEED_TYPES else None
    return Found(hit, encounter, named, set(concepts), set(codings) | set(kept.codes))


def _recorded(world: World, sought: Sought) -> Iterator[Found]:
    kind = sought.type
    if kind == "Patient":
        yield from _patients(world)
    elif kind in OF_ENCOUNTER:
        yield from _encounters(world, kind)
    elif kind == "Procedure":
        yield from _activities(world)
    elif kind in NEED_TYPES:
        yield from _needs(world, sought)
    elif kind in OF_REFERRAL:
        for referral in _last_versions(world.referrals):
            hit = Hit(referral.id, referral.child, referral.recorded_at, referral.received_on)
            yield _found(world, kind, hit)
    elif kind == "Appointment":
        for booked in _last_versions(world.appointments):
            yield _found(world, kind, Hit(booked.id, booked.child, made_at(booked.id), booked.on))
    else:
        yield from _standing(world, kind)


def _encounters(world: World, kind: str) -> Iterator[Found]:
    for each in _last_versions(world.encounters):
        if each.kind is EncounterKind.CARE_CONTACT:
            yield _found(world, kind, _hit(each, each.id), encounter=each.id)


def _activities(world: World) -> Iterator[Found]:
    last = {one.id: (encounter, one) for encounter in _in_order(world) for one in encounter.activities}
    for encounter, each in last.values():
        item = each.procedure
        coding = {f"{PROCEDURE_SYSTEMS[item.scheme]}|{item.code}"} if item is not None else set()
        later = [one for one in _in_order(world) if one.id == encounter.id and one.version > encounter.version]
        hit = _hit(later[0] if later else encounter, each.id)
        yield _found(world, "Procedure", hit, encounter=encounter.id, codings=frozenset(coding))


def _in_order(world: World) -> list[Encounter]:
    return sorted(world.encounters, key=lambda each: each.version)


def _hit(encounter: Encounter, identity: Identity) -> Hit:
    return Hit(identity, encounter.child, encounter.recorded_at, encounter.contact.on)


class _Versioned(Protocol):
    @property
    def id(self) -> Identity: ...
    @property
    def version(self) -> int: ...


_V = TypeVar("_V", bound=_Versioned)


def _last_versions(versions: Sequence[_V]) -> list[_V]:
    return list({each.id: each for each in sorted(versions, key=lambda one: one.version)}.values())


def _patients(world: World) -> Iterator[Found]:
    for child in world.children:
        if _stands(world, child.id) != child.id:
            continue
        corrections = [each for each in world.demographics if each.child == child.id]
        last = max(corrections, key=lambda each: each.version, default=None)
        instants = [
            *((last.recorded_at if last is not None else child.registered_at), child.registered_at),
            *(each.recorded_at for each in child.facts),
            *(each.recorded_at for each in world.identifiers if each.child == child.id),
            *(each.fact.recorded_at for each in world.facts if each.child == child.id),
            *(each.recorded_at for each in world.links if child.id in (each.child, each.into)),
        ]
        kept = _last_kept(world, "Patient", child.id)
        updated = max([*instants, *([kept.kept_at] if kept is not None else [])])
        who = last.demographics if last is not None else child.demographics
        yield Found(Hit(child.id, child.id, updated), who=who)


def _needs(world: World, sought: Sought) -> Iterator[Found]:
    needs = {each.need for encounter in world.encounters for each in encounter.statements}
    for need in needs:
        said = [
            (encounter, statement)
            for encounter in world.encounters
            for statement in encounter.statements
            if statement.need == need and statement.change is not Change.CARRIED
        ]
        encounter, statement = max(said, key=lambda each: each[0].record_number)
        sent = {each.type for each in world.kept if each.id == need}
        if sought.type in sent or (not sent and statement.group in sought.groups):
            at_contact = encounter.id if encounter.kind is EncounterKind.CARE_CONTACT else None
            concepts = frozenset({statement.concept})
            yield _found(world, sought.type, _hit(encounter, need), encounter=at_contact, concepts=concepts)


def _standing(world: World, kind: str) -> Iterator[Found]:
    of = world.of
    held = {
        "Practitioner": of.professional.id,
        "PractitionerRole": of.professional.id,
        "CareTeam": of.team.id,
        "HealthcareService": of.clinic.id,
        "Location": of.clinic.id,
        "Organization": of.organisation.id,
    }.get(kind)
    if held is not None:
        kept = _last_kept(world, kind, held)
        yield Found(Hit(held, None, kept.kept_at if kept is not None else made_at(held)))


def _only_kept(world: World, kind: str) -> Iterator[Found]:
    recorded = {
        *(each.id for each in world.children),
        *(each.id for each in world.encounters),
        *(one.id for each in world.encounters for one in each.activities),
        *(one.need for each in world.encounters for one in each.statements),
        *(each.id for each in world.referrals),
        *(each.id for each in world.appointments),
        *(world.of.professional.id, world.of.team.id),
    }
    for identity in {each.id for each in world.kept if each.type == kind and each.id not in recorded}:
        kept = _last_kept(world, kind, identity)
        if kept is not None:
            hit = Hit(identity, kept.child, kept.kept_at, kept.on)
            yield Found(hit, kept.encounter, kept.named, codings=set(kept.codes))


def _identifiers(world: World, kind: str) -> Iterator[tuple[tuple[str, str], Identity]]:
    yield from (((each.system, each.value), each.id) for each in world.claims if each.type == kind)
    if kind == "Patient":
        for child in world.children:
            numbers = {each.id: each for each in child.identifiers}
            numbers |= {each.identifier.id: each.identifier for each in world.identifiers if each.child == child.id}
            for number in numbers.values():
                if number.until is None:
                    yield (NHS_NUMBER if number.kind == "nhs_number" else LOCAL_PATIENT, number.value), child.id
    if kind == "Appointment":
        yield from (((BOOKING_REFERENCE, each.booking_reference or "-"), each.id) for each in world.appointments)
    if kind == "CareTeam":
        yield (LOCAL_TEAM, world.of.team.local_identifier), world.of.team.id
    if kind == "Practitioner":
        yield (LOCAL_PROFESSIONAL, world.of.professional.local_identifier), world.of.professional.id
        yield ("https://fhir.hl7.org.uk/Id/gmc-number", "9999999"), world.of.professional.id

"""An organisation's record full of coincidences, made from a source of chance, and what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    ChildLink,
    Demographics,
    DemographicsOfChild,
    FactAnswer,
    FactKind,
    FactOfChild,
    Gender,
    IdentifierKind,
    IdentifierOfChild,
)
from app.clinical.clinic import Appointment
from app.clinical.encounter import CareActivity, CodedItem, Encounter, EncounterKind
from app.clinical.needs import Change, Statement
from app.clinical.ports import Unit
from app.clinical.referral import Referral
from app.fhir.ports import IdentifierClaimed, KeptResource
from app.fhir.types import NEED_TYPES
from app.identity import Identity
from app.store.engine import Store
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.databases import new_identity
from tests.store.examples import (
    CONCEPTS,
    Example,
    bare_encounter,
    event_of,
    example,
    example_child,
    example_referral,
    example_statement,
)

SCT = "http://snomed.info/sct"
ICD = "http://hl7.org/fhir/sid/icd-10"
DAYS = tuple(date(2026, 1, 28) + timedelta(days=each) for each in range(8))
INSTANTS = tuple(datetime(2026, 2, 1, 9, tzinfo=UTC) + timedelta(microseconds=7 * each) for each in range(9))
FAMILY_NAMES = ("Ó Brien", "O'Brien-Smith", "Obrian", "Smith", "Żak")
GIVEN_NAMES = ("Zoë", "Zo", "Anna Marie", "Bo Mar'yam Zoë")
SYSTEMS = ("https://sender.example/id", "https://sender.example/ID", "urn:oid:1.2.3")
CODINGS = (*(f"{SCT}|{each}" for each in CONCEPTS[:4]), f"{ICD}|G80", f"{ICD}|F84", "|G80", "urn:local|G80")
GROUPS = (Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY, Group.FUNCTIONAL_LEVEL, Group.UNGROUPED)
KEPT_TYPES = (
    "Condition",
    "Observation",
    "Procedure",
    "Encounter",
    "AllergyIntolerance",
    "EpisodeOfCare",
    "Practitioner",
)


@dataclass(slots=True)
class World:
    """What was written of an organisation."""

    of: Example
    children: list[Child] = field(default_factory=list)
    demographics: list[DemographicsOfChild] = field(default_factory=list)
    identifiers: list[IdentifierOfChild] = field(default_factory=list)
    facts: list[FactOfChild] = field(default_factory=list)
    links: list[ChildLink] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    encounters: list[Encounter] = field(default_factory=list)
    kept: list[KeptResource] = field(default_factory=list)
    claims: list[IdentifierClaimed] = field(default_factory=list)

    @property
    def organisation(self) -> Identity:
        return self.of.organisation.id

    @property
    def things(self) -> tuple[object, ...]:
        """All of it, in the order in which things refer to one another."""
        of = self.of
        standing = (of.organisation, of.professional, of.account, of.team, of.clinic)
        parts: Sequence[Sequence[object]] = (
            *(self.children, self.demographics, self.identifiers, self.facts, self.links),
            *(self.referrals, self.appointments, self.encounters, self.kept, self.claims),
        )
        return (*standing, *(each for part in parts for each in part))


def generated(chance: Random, ods_code: str) -> World:
    """An organisation with a few children, of whom much was recorded, corrected and sent."""
    world = World(example(ods_code, f"99900{chance.randrange(10**5):05}"))
    for number in range(chance.randrange(2, 5)):
        _add_child(world, chance, number)
    _add_links(world, chance)
    for _ in range(chance.randrange(0, 4)):
        _add_only_kept(world, chance)
    for kind, identity in (("Practitioner", world.of.professional.id), ("CareTeam", world.of.team.id)):
        if chance.random() < 0.5:
            _keep(world, chance, kind, identity)
    return world


def write(store: Store, world: World) -> None:
    with store.records(world.organisation) as records:
        records.commit(Unit(world.things, (event_of(world.of),)))


def _add_child(world: World, chance: Random, number: int) -> None:
    owner, account = world.organisation, world.of.account.id
    nhs = f"9{chance.randrange(10**8):08}{number}"
    made = example_child(owner, account, nhs)
    child = replace(
        made,
        demographics=_named(chance),
        identifiers=tuple(replace(each, until=None) for each in made.identifiers),
        facts=tuple(replace(each, recorded_at=chance.choice(INSTANTS)) for each in made.facts),
        registered_at=chance.choice(INSTANTS),
    )
    world.children.append(child)
    for version in range(2, chance.randrange(2, 4)):
        at = chance.choice(INSTANTS)
        world.demographics.append(DemographicsOfChild(owner, child.id, version, _named(chance), at, account))
    if chance.random() < 0.4:
        ended = replace(child.identifiers[0], version=2, until=DAYS[0])
        world.identifiers.append(IdentifierOfChild(owner, child.id, ended, chance.choice(INSTANTS), account))
    if chance.random() < 0.4:
        local = ChildIdentifier(new_identity(), IdentifierKind.LOCAL, f"H-{number}", "RXX77", None)
        world.identifiers.append(IdentifierOfChild(owner, child.id, local, chance.choice(INSTANTS), account))
    if chance.random() < 0.4:
        fact = ChildFact(
            *(new_identity(), FactKind.POSTCODE, FactAnswer.KNOWN, "ZZ99 3WZ", None, None),
            *(chance.choice(INSTANTS), account),
        )
        world.facts.append(FactOfChild(owner, child.id, fact))
    if chance.random() < 0.4:
        _keep(world, chance, "Patient", child.id, child.id)
    _add_referrals(world, chance, child)
    _add_appointments(world, chance, child)
    _add_encounters(world, chance, child)


def _named(chance: Random) -> Demographics:
    preferred = chance.choice((None, "Zuzu", "Bobby"))
    born = chance.choice((None, *DAYS))
    return Demographics(
        chance.choice(FAMILY_NAMES), chance.choice(GIVEN_NAMES), None, preferred, born, Gender.NOT_KNOWN
    )


def _add_links(world: World, chance: Random) -> None:
    if chance.random() < 0.6:
        stands, merged = world.children[:2]
        link = ChildLink(
            *(world.organisation, merged.id, 1, stands.id, True, "The same child"),
            *(chance.choice(INSTANTS), world.of.account.id),
        )
        world.links.append(link)
        if chance.random() < 0.3:
            world.links.append(replace(link, version=2, standing=False, recorded_at=chance.choice(INSTANTS)))


def _add_referrals(world: World, chance: Random, child: Child) -> None:
    for _ in range(chance.randrange(1, 3)):
        made = example_referral(world.organisation, world.of.account.id, child.id, world.of.team.id)
        for version in range(1, chance.randrange(2, 4)):
            on, at = chance.choice(DAYS), chance.choice(INSTANTS)
            world.referrals.append(replace(made, version=version, received_on=on, recorded_at=at))
        for kind in ("EpisodeOfCare", "ServiceRequest"):
            if chance.random() < 0.4:
                _keep(world, chance, kind, made.id, child.id)


def _add_appointments(world: World, chance: Random, child: Child) -> None:
    referral = world.referrals[-1].id
    for _ in range(chance.randrange(0, 3)):
        made = replace(
            world.of.appointment,
            id=new_identity(),
            child=child.id,
            referral=referral,
            on=chance.choice(DAYS),
            booking_reference=chance.choice((None, f"B{new_identity()}")),
        )
        for version in range(1, chance.randrange(2, 4)):
            world.appointments.append(replace(made, version=version, on=chance.choice(DAYS)))
        if chance.random() < 0.3:
            _keep(world, chance, "Appointment", made.id, child.id)


def _add_encounters(world: World, chance: Random, child: Child) -> None:
    made: list[Encounter] = []
    latest: dict[Identity, Encounter] = {}
    needs: list[Identity] = []
    for number in range(1, chance.randrange(1, 8)):
        amended = latest[chance.choice(list(latest))] if latest and chance.random() < 0.4 else None
        base = amended or _begun(world, chance, child)
        encounter = _recorded(world, chance, replace(base, record_number=number), needs)
        latest[encounter.id] = encounter
        needs += [each.need for each in encounter.statements if each.need not in needs]
        made.append(encounter)
    world.encounters += made
    for need in needs:
        for kind in sorted(NEED_TYPES):
            if chance.random() < 0.2:
                said = [each for each in made if each.statement_of(need) is not None]
                _keep(world, chance, kind, need, child.id, led_to=chance.choice((None, *said)))
    for identity, encounter in latest.items():
        for kind in ("Encounter", "QuestionnaireResponse", "Provenance"):
            if chance.random() < 0.2:
                _keep(world, chance, kind, identity, child.id, led_to=encounter)
    for activity in {each.id for encounter in made for each in encounter.activities}:
        if chance.random() < 0.4:
            of = [each for each in made if activity in {one.id for one in each.activities}]
            _keep(world, chance, "Procedure", activity, child.id, led_to=chance.choice(of))


def _begun(world: World, chance: Random, child: Child) -> Encounter:
    """An encounter before its first version."""
    contact, received = EncounterKind.CARE_CONTACT, EncounterKind.RECORD_RECEIVED
    return replace(
        bare_encounter(world.of, 1),
        child=child.id,
        referral=world.referrals[-1].id,
        kind=chance.choice((contact, contact, received)),
        version=0,
    )


def _recorded(world: World, chance: Random, base: Encounter, needs: list[Identity]) -> Encounter:
    """The next version of an encounter."""
    known = [_statement(world, chance, each) for each in needs if chance.random() < 0.7]
    new = [_statement(world, chance, new_identity(), Change.NEW) for _ in range(chance.randrange(0, 3))]
    activities = [each for each in base.activities if chance.random() < 0.7]
    activities += [_activity(chance) for _ in range(chance.randrange(0, 2))]
    return replace(
        base,
        version=base.version + 1,
        contact=replace(base.contact, on=chance.choice(DAYS)),
        recorded_at=chance.choice(INSTANTS),
        statements=(*known, *new),
        activities=tuple(activities),
        entered_in_error=chance.random() < 0.1,
    )


def _statement(world: World, chance: Random, need: Identity, change: Change | None = None) -> Statement:
    made = example_statement(0, world.of.professional.id, need)
    return replace(
        made,
        change=change or chance.choice((Change.CARRIED, *(each for each in Change if each is not Change.NEW))),
        concept=chance.choice((None, *(ConceptId(each) for each in CONCEPTS[:5]))),
        group=chance.choice(GROUPS),
    )


def _activity(chance: Random) -> CareActivity:
    procedure = chance.choice(
        (None, CodedItem("06", str(chance.choice(CONCEPTS[:3]))), CodedItem("05", "XaLwF"), CodedItem("04", "G80"))
    )
    return CareActivity(new_identity(), "01", None, procedure=procedure)


def _add_only_kept(world: World, chance: Random) -> None:
    child = chance.choice(world.children).id
    kind = chance.choice(KEPT_TYPES)
    _keep(world, chance, kind, new_identity(), None if kind == "Practitioner" else child)


def _keep(
    world: World,
    chance: Random,
    kind: str,
    identity: Identity,
    child: Identity | None = None,
    *,
    led_to: Encounter | None = None,
) -> None:
    """One or two versions, of which the last led to an encounter, and an identifier claimed."""
    versions = chance.randrange(1, 3)
    for version in range(1, versions + 1):
        last = version == versions and led_to is not None
        world.kept.append(
            KeptResource(
                world.organisation,
                kind,
                identity,
                version,
                child,
                led_to.id if last and led_to else None,
                led_to.version if last and led_to else None,
                b"{}",
                None,
                led_to.recorded_at if last and led_to else chance.choice(INSTANTS),
                world.of.account.id,
                new_identity(),
                tuple(chance.sample(CODINGS, chance.randrange(0, 3))),
                chance.choice((None, *DAYS)),
                chance.choice((None, *(each.id for each in world.encounters if each.child == child))),
            )
        )
    if chance.random() < 0.6:
        value = f"V{len(world.claims)}"
        world.claims.append(IdentifierClaimed(world.organisation, kind, chance.choice(SYSTEMS), value, identity))

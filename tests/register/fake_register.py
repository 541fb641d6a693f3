"""The register's records in memory: children, referrals and links, with the guards that a store gives."""

# ruff: noqa: ARG002 (what these tests never hold, nobody has)

from dataclasses import replace
from datetime import date

from app.access.audit import AuditEvent
from app.access.people import Organisation, Role
from app.clinical.child import (
    Child,
    ChildIdentifier,
    ChildLink,
    Demographics,
    DemographicsOfChild,
    FactKind,
    FactOfChild,
    IdentifierKind,
    IdentifierOfChild,
)
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.group_session import GroupSession
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.ports import Unit, Work
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.register.names import name_key
from app.register.ports import BookingTick, DayRow, DeskRow, FoundChild, RegisterRecords
from tests.clinical import examples

OURS: Organisation = examples.ORGANISATION
TEAM = Team(examples.TEAM, OURS.id, "COMPAED", "Community Paediatrics", "06")


class FakeRegister:
    """One organisation's children and referrals; a unit is refused whole when one of its keys is taken."""

    def __init__(self, *children: Child) -> None:
        self.children = {child.id: child for child in children}
        self.referrals: list[Referral] = []
        self.links: list[ChildLink] = []
        self.sessions: list[GroupSession] = []
        self.events: list[AuditEvent] = []
        self.units = 0
        self.racing: list[object] = []
        """What somebody else writes at the moment of the next commit."""

    def child(self, child: Identity) -> Child:
        if child not in self.children:
            raise NotFound("There is no such child.")
        found = self.children[child]
        into = next((each for each in reversed(self.links) if each.child == child), None)
        latest = {each.child: each for each in self.links}
        of = tuple(sorted(each.child for each in latest.values() if each.into == child and each.standing))
        return replace(found, merged_into=into.into if into is not None and into.standing else None, merged_from=of)

    def children_by_nhs_number(self, nhs_number: NhsNumber) -> tuple[FoundChild, ...]:
        return self._by_number(IdentifierKind.NHS_NUMBER, nhs_number)

    def children_by_local_identifier(self, value: LocalPatientId) -> tuple[FoundChild, ...]:
        return self._by_number(IdentifierKind.LOCAL, value)

    def _by_number(self, kind: IdentifierKind, value: str) -> tuple[FoundChild, ...]:
        found = []
        for child in self.children:
            mine = [each for each in self.child(child).identifiers if (each.kind, each.value) == (kind, value)]
            if mine:
                found.append(self._found(child, superseded=all(each.until is not None for each in mine)))
        return tuple(found)

    def children_by_name(self, family_name: str, given_name: str | None, birth_date: date) -> tuple[FoundChild, ...]:
        return tuple(
            self._found(child.id)
            for child in self.children.values()
            if child.demographics.birth_date == birth_date
            and name_key(child.demographics.family_name).startswith(name_key(family_name))
            and (given_name is None or name_key(child.demographics.given_name).startswith(name_key(given_name)))
        )

    def look_alikes(
        self, demographics: Demographics, postcode: str | None, but_not: Identity | None
    ) -> tuple[FoundChild, ...]:
        return tuple(
            self._found(child.id)
            for child in self.children.values()
            if child.id != but_not and _alike(child, demographics, postcode)
        )

    def _found(self, child: Identity, *, superseded: bool = False) -> FoundChild:
        of = self.child(child)
        home = of.fact(FactKind.POSTCODE, date.max)
        postcode = home.value if home is not None else None
        return FoundChild(
            child, of.demographics, of.nhs_number, of.local_identifier, postcode, superseded, of.merged_into
        )

    def links_of(self, child: Identity) -> tuple[ChildLink, ...]:
        return tuple(each for each in self.links if child in (each.child, each.into))

    def teams(self) -> tuple[Team, ...]:
        return (TEAM,)

    def referral(self, referral: Identity) -> Referral:
        found = [each for each in self.referrals if each.id == referral]
        if not found:
            raise NotFound("There is no such referral.")
        return found[-1]

    def referrals_of(self, child: Identity) -> tuple[Referral, ...]:
        return tuple(each for each in reversed(self.referrals) if each.child == child)

    def clinics(self) -> tuple[Clinic, ...]:
        return ()

    def professionals(self) -> tuple[CareProfessional, ...]:
        return ()

    def professional(self, professional: Identity) -> CareProfessional:
        raise NotFound("There is no such care professional.")

    def day_list(self, on: date, clinic: Identity | None) -> tuple[DayRow, ...]:
        return ()

    def desk_list(self, on: date) -> tuple[DeskRow, ...]:
        return ()

    def tick(self, encounter: Identity, what: str) -> BookingTick | None:
        return None

    def appointments_of(self, child: Identity, since: date) -> tuple[Appointment, ...]:
        return ()

    def appointment(self, appointment: Identity) -> Appointment:
        raise NotFound("There is no such appointment.")

    def appointment_of_reference(self, booking_reference: str) -> Appointment | None:
        return None

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        return None

    def encounter(self, encounter: Identity) -> Encounter:
        raise NotFound("There is no such encounter.")

    def encounter_versions(self, encounter: Identity) -> tuple[Encounter, ...]:
        raise NotFound("There is no such encounter.")

    def encounters_of(self, child: Identity) -> tuple[Encounter, ...]:
        return ()

    def record_number(self, child: Identity) -> int:
        return 0

    def encounter_of_form(self, form_token: str) -> Identity | None:
        return None

    def group_sessions(self, first: date, last: date) -> tuple[GroupSession, ...]:
        newest = {each.id: each for each in self.sessions}
        between = (each for each in newest.values() if first <= each.held_on <= last)
        return tuple(sorted(between, key=lambda each: (each.held_on, each.id)))

    def group_session_versions(self, session: Identity) -> tuple[GroupSession, ...]:
        found = tuple(each for each in self.sessions if each.id == session)
        if not found:
            raise NotFound("There is no such group session.")
        return found

    def commit(self, unit: Unit) -> None:
        racing, self.racing = self.racing, []
        self._write(racing)
        self._write(unit.writes)
        self.events += unit.audit
        self.units += 1

    def _write(self, writes: "tuple[object, ...] | list[object]") -> None:
        children, referrals, links = dict(self.children), list(self.referrals), list(self.links)
        for thing in writes:
            if isinstance(thing, Child):
                if thing.id in children:
                    raise Conflict("The child is registered.")
                children[thing.id] = thing
            elif isinstance(thing, Referral):
                if any((each.id, each.version) == (thing.id, thing.version) for each in referrals):
                    raise Conflict("The referral is recorded.")
                referrals.append(thing)
            elif isinstance(thing, GroupSession):
                if any((each.id, each.version) == (thing.id, thing.version) for each in self.sessions):
                    raise Conflict("The session is recorded.")
                self.sessions.append(thing)
            elif isinstance(thing, ChildLink):
                if any((each.child, each.version) == (thing.child, thing.version) for each in links):
                    raise Conflict("The record was merged meanwhile.")
                links.append(thing)
            else:
                _apply(thing, children)
        _refuse_shared_numbers(children)
        self.children, self.referrals, self.links = children, referrals, links


def _apply(thing: object, children: dict[Identity, Child]) -> None:
    if isinstance(thing, DemographicsOfChild):
        child = children[thing.child]
        if thing.version != child.version + 1:
            raise Conflict("The child was corrected meanwhile.")
        children[child.id] = replace(child, demographics=thing.demographics, version=thing.version)
    elif isinstance(thing, FactOfChild):
        child = children[thing.child]
        children[child.id] = replace(child, facts=(*child.facts, thing.fact))
    elif isinstance(thing, IdentifierOfChild):
        child = children[thing.child]
        children[child.id] = replace(child, identifiers=_with(child.identifiers, thing.identifier))
    else:
        raise TypeError(f"A unit cannot hold a {type(thing).__name__}.")


def _with(identifiers: tuple[ChildIdentifier, ...], given: ChildIdentifier) -> tuple[ChildIdentifier, ...]:
    before = next((each for each in identifiers if each.id == given.id), None)
    if given.version != (1 if before is None else before.version + 1):
        raise Conflict("The number was changed meanwhile.")
    return (*(each for each in identifiers if each.id != given.id), given)


def _refuse_shared_numbers(children: dict[Identity, Child]) -> None:
    used = [
        (each.kind, each.issuer, each.value)
        for child in children.values()
        for each in child.identifiers
        if each.until is None
    ]
    if len(used) != len(set(used)):
        raise Conflict("A number is another child's.")


def _alike(child: Child, demographics: Demographics, postcode: str | None) -> bool:
    mine = child.demographics
    if name_key(mine.family_name) != name_key(demographics.family_name):
        return False
    home = child.fact(FactKind.POSTCODE, date.max)
    return (
        (mine.birth_date is not None and mine.birth_date == demographics.birth_date)
        or name_key(mine.given_name) == name_key(demographics.given_name)
        or (postcode is not None and home is not None and home.value == postcode)
    )


def work_of(records: FakeRegister, role: Role = Role.CLERK) -> Work[RegisterRecords]:
    """A piece of work of somebody with a role, at the instant of the examples."""
    identities = examples.identities(9_000_000 + 1_000 * records.units)
    return Work(examples.principal(role), examples.NOW, examples.REFSET, identities, records)

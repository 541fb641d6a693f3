"""The register's records in memory with teams, clinics, appointments, contacts and ticks besides."""

# ruff: noqa: ARG002 (the desk's rows are those of whatever day is asked for)

from dataclasses import replace
from datetime import date, time

from app.access.people import Role
from app.clinical.child import Child, ChildIdentifier, Demographics, Gender, IdentifierKind
from app.clinical.clinic import Appointment, AppointmentStatus, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.ports import Unit, Work
from app.clinical.professional import CareProfessional, Profession
from app.clinical.referral import Referral, TeamReferral
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.register.ports import BookingTick, DayRow, DeskRow, RegisterRecords
from tests.clinical import examples
from tests.register.fake_register import OURS, TEAM, FakeRegister

CLINIC = Clinic(Identity(60), OURS.id, "Neurodisability, Larkmoor", TEAM.id, "RZZ10", "K02")
THERAPY_TEAM = Team(Identity(61), OURS.id, "CSLT", "Speech and Language Therapy", "33")
THERAPY = Clinic(Identity(62), OURS.id, "Speech therapy, Larkmoor", THERAPY_TEAM.id, None, None)
DOCTOR = CareProfessional(Identity(63), OURS.id, "Dr Example", Profession.PAEDIATRICIAN, "DOC1")
OTHER_CHILD = Identity(64)
OTHER_REFERRAL = Identity(65)
OTHER_NUMBER = "9990000026"


class FakeBookings(FakeRegister):
    """Two children, each under one referral to the paediatric team, and two clinics."""

    def __init__(self) -> None:
        mine = examples.child()
        local = ChildIdentifier(Identity(41), IdentifierKind.LOCAL, "L-100", "RXX", None)
        super().__init__(replace(mine, identifiers=(*mine.identifiers, local)), other_child())
        self.referrals = [examples.referral(), replace(examples.referral(), id=OTHER_REFERRAL, child=OTHER_CHILD)]
        self.known_teams = [TEAM, THERAPY_TEAM]
        self.known_clinics = [CLINIC, THERAPY]
        self.known_appointments: list[Appointment] = []
        self.contacts: list[Encounter] = []
        self.desk_rows: tuple[DeskRow, ...] = ()
        self.ticks: list[BookingTick] = []

    def teams(self) -> tuple[Team, ...]:
        return tuple(self.known_teams)

    def clinics(self) -> tuple[Clinic, ...]:
        return tuple(self.known_clinics)

    def professionals(self) -> tuple[CareProfessional, ...]:
        return (DOCTOR,)

    def encounter(self, encounter: Identity) -> Encounter:
        found = [each for each in self.contacts if each.id == encounter]
        if not found:
            raise NotFound("There is no such encounter.")
        return found[-1]

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        return next((each.id for each in self.contacts if each.appointment == appointment), None)

    def appointment(self, appointment: Identity) -> Appointment:
        found = [each for each in self.known_appointments if each.id == appointment]
        if not found:
            raise NotFound("There is no such appointment.")
        return found[-1]

    def appointment_of_reference(self, booking_reference: str) -> Appointment | None:
        found = [each for each in self.known_appointments if each.booking_reference == booking_reference]
        return found[-1] if found else None

    def appointments_of(self, child: Identity, since: date) -> tuple[Appointment, ...]:
        return tuple(each for each in self.standing() if each.child == child and each.on >= since)

    def day_list(self, on: date, clinic: Identity | None) -> tuple[DayRow, ...]:
        booked = [each for each in self.standing() if each.on == on and each.status is AppointmentStatus.BOOKED]
        return tuple(self._row(each) for each in booked if clinic in (None, each.clinic))

    def desk_list(self, on: date) -> tuple[DeskRow, ...]:
        done: dict[Identity, set[str]] = {}
        for tick in self.ticks:
            mine = done.setdefault(tick.encounter, set())
            (mine.add if tick.done else mine.discard)(tick.what)
        return tuple(replace(row, done=frozenset(done.get(row.encounter, ()))) for row in self.desk_rows)

    def tick(self, encounter: Identity, what: str) -> BookingTick | None:
        found = [each for each in self.ticks if (each.encounter, each.what) == (encounter, what)]
        return found[-1] if found else None

    def standing(self) -> list[Appointment]:
        """The current version of every appointment."""
        return list({each.id: each for each in self.known_appointments}.values())

    def _row(self, held: Appointment) -> DayRow:
        child = self.child(held.child)
        name = next(each.name for each in self.known_clinics if each.id == held.clinic)
        return DayRow(
            appointment=held.id,
            child=held.child,
            demographics=child.demographics,
            nhs_number=child.nhs_number,
            clinic=held.clinic,
            clinic_name=name,
            at=held.at,
            minutes=held.minutes,
            consultation_type=held.consultation_type,
            encounter=None,
            attendance=None,
            outcome=None,
            next_weeks=None,
        )

    def commit(self, unit: Unit) -> None:
        mine = [each for each in unit.writes if isinstance(each, Team | Clinic | Appointment | BookingTick)]
        racing, self.racing = self.racing, []
        for thing in racing:
            self._take(thing)
        teams, clinics = list(self.known_teams), list(self.known_clinics)
        appointments, ticks = list(self.known_appointments), list(self.ticks)
        try:
            for each in mine:
                self._take(each)
            super().commit(Unit(tuple(each for each in unit.writes if each not in mine), unit.audit))
        except Conflict:
            self.known_teams, self.known_clinics, self.known_appointments = teams, clinics, appointments
            self.ticks = ticks
            raise

    def _take(self, thing: object) -> None:
        if isinstance(thing, Team):
            self.known_teams.append(thing)
        elif isinstance(thing, Clinic):
            self.known_clinics.append(thing)
        elif isinstance(thing, BookingTick):
            last = self.tick(thing.encounter, thing.what)
            _refuse_unless(thing.version == (1 if last is None else last.version + 1))
            self.ticks.append(thing)
        elif isinstance(thing, Appointment):
            versions = [each.version for each in self.known_appointments if each.id == thing.id]
            _refuse_unless(thing.version == max(versions, default=0) + 1)
            same = self.appointment_of_reference(thing.booking_reference) if thing.booking_reference else None
            _refuse_unless(same is None or same.id == thing.id)
            self.known_appointments.append(thing)


def _refuse_unless(fits: bool) -> None:
    if not fits:
        raise Conflict("It was changed meanwhile.")


def other_child() -> Child:
    """A second child, with a number of their own."""
    return replace(
        examples.child(),
        id=OTHER_CHILD,
        demographics=Demographics("Otherwise", "Bo", None, None, date(2017, 5, 1), Gender.MALE),
        identifiers=(ChildIdentifier(Identity(42), IdentifierKind.NHS_NUMBER, OTHER_NUMBER, None, "01"),),
    )


def second_referral(team: Identity = THERAPY_TEAM.id) -> Referral:
    """Another open referral of the examples' child."""
    return replace(examples.referral(), id=Identity(66), teams=(TeamReferral(team, "33"),))


def appointment(
    identity: int = 700,
    on: date = date(2026, 12, 1),
    at: time = time(9, 30),
    *,
    child: Identity = examples.CHILD,
    reference: str | None = None,
    professional: Identity | None = DOCTOR.id,
) -> Appointment:
    """An appointment of half an hour in the paediatric clinic."""
    return Appointment(
        Identity(identity),
        OURS.id,
        child,
        examples.REFERRAL if child == examples.CHILD else OTHER_REFERRAL,
        CLINIC.id,
        on,
        at,
        30,
        professional,
        "02",
        examples.ACCOUNT,
        booking_reference=reference,
    )


def work_of(records: FakeBookings, role: Role = Role.CLERK) -> Work[RegisterRecords]:
    """A piece of work of somebody with a role, at the instant of the examples."""
    identities = examples.identities(9_000_000 + 1_000 * records.units)
    return Work(examples.principal(role), examples.NOW, examples.REFSET, identities, records)

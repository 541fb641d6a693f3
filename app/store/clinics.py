"""The organisation's own furniture as rows: care professionals, teams, clinics, appointments, and a day's list."""

from datetime import date

from sqlalchemy import bindparam, select

from app.clinical.clinic import Appointment, AppointmentStatus, Clinic, Team
from app.clinical.professional import CareProfessional, Profession
from app.errors import NotFound
from app.identity import Identity
from app.register.ports import DayRow
from app.store import tables
from app.store.appointment_rows import (
    appointment_from_row,
    appointments_since,
    booking_values,
    change_values,
    current_appointments,
    day_lists,
    day_rows,
    encounter_of,
)
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading, first
from app.store.prepared import Row, Step


class Clinics:
    """Reads and writes professionals, teams, clinics and appointments."""

    def __init__(self, database: Database) -> None:
        professional, team, clinic = tables.care_professional, tables.team, tables.clinic
        booking, change = tables.appointment, tables.appointment_change
        mine, key = bindparam("organisation", type_=IDENTITY), bindparam("key", type_=IDENTITY)
        self._professionals = database.query(
            select(professional)
            .where(professional.c.organisation == mine)
            .order_by(professional.c.name, professional.c.id),
            "organisation",
        )
        self._professional = database.query(
            select(professional).where(professional.c.organisation == mine, professional.c.id == key),
            "organisation",
            "key",
        )
        self._teams = database.query(
            select(team).where(team.c.organisation == mine).order_by(team.c.name, team.c.id), "organisation"
        )
        self._clinics = database.query(
            select(clinic).where(clinic.c.organisation == mine).order_by(clinic.c.name, clinic.c.id), "organisation"
        )
        self._appointment = database.query(
            current_appointments().where(booking.c.organisation == mine, booking.c.id == key), "organisation", "key"
        )
        self._appointment_of_reference = database.query(
            current_appointments().where(
                booking.c.organisation == mine, booking.c.booking_reference == bindparam("reference")
            ),
            "organisation",
            "reference",
        )
        self._appointments_of = database.query(appointments_since(), "organisation", "child", "since")
        self._encounter_of_appointment = database.query(encounter_of(mine, key), "organisation", "key")
        days = day_lists()
        self._day = [database.query(day, "organisation", "on") for day in days]
        self._day_of_clinic = [
            database.query(day.where(held.c.clinic == bindparam("clinic")), "organisation", "on", "clinic")
            for day, held in zip(days, (booking, change), strict=True)
        ]
        self._insert_professional = database.insert(professional)
        self._insert_team = database.insert(team)
        self._insert_clinic = database.insert(clinic)
        self._insert_booking = database.insert(booking)
        self._insert_change = database.insert(change)

    def professionals(self, reading: Reading, organisation: Identity) -> tuple[CareProfessional, ...]:
        """By name."""
        return tuple(_professional(row) for row in reading.all(self._professionals, organisation))

    def asked_of_lists(self, organisation: Identity) -> tuple[Asked, ...]:
        """The queries of all care professionals, teams and clinics."""
        return tuple((query, (organisation,)) for query in (self._professionals, self._teams, self._clinics))

    def asked_of_professional(self, organisation: Identity, professional: Identity) -> Asked:
        """The query of a care professional."""
        return self._professional, (organisation, professional)

    def professional(self, reading: Reading, organisation: Identity, professional: Identity) -> CareProfessional:
        """Raises NotFound."""
        row = first(reading, self._professional, organisation, professional)
        if row is None:
            raise NotFound("There is no such care professional in the organisation.")
        return _professional(row)

    def teams(self, reading: Reading, organisation: Identity) -> tuple[Team, ...]:
        """By name."""
        return tuple(Team(*row) for row in reading.all(self._teams, organisation))

    def clinics(self, reading: Reading, organisation: Identity) -> tuple[Clinic, ...]:
        """By name."""
        return tuple(Clinic(*row) for row in reading.all(self._clinics, organisation))

    def appointment(self, reading: Reading, organisation: Identity, appointment: Identity) -> Appointment:
        """The current version. Raises NotFound."""
        row = first(reading, self._appointment, organisation, appointment)
        if row is None:
            raise NotFound("There is no such appointment in the organisation's clinics.")
        return appointment_from_row(row)

    def appointment_of_reference(self, reading: Reading, organisation: Identity, reference: str) -> Appointment | None:
        """The current version of the appointment with the booking system's reference."""
        row = first(reading, self._appointment_of_reference, organisation, reference)
        return None if row is None else appointment_from_row(row)

    def appointments_of(
        self, reading: Reading, organisation: Identity, child: Identity, since: date
    ) -> tuple[Appointment, ...]:
        """The current versions of a child's appointments from a date on, by time; those given up among them."""
        rows = reading.all(self._appointments_of, organisation, child, since)
        return tuple(appointment_from_row(row) for row in rows)

    def asked_of_appointment(self, organisation: Identity, appointment: Identity) -> tuple[Asked, ...]:
        """The queries of an appointment, of what was recorded for it, and of the clinics it may be in."""
        key = organisation, appointment
        return (self._appointment, key), (self._encounter_of_appointment, key), (self._clinics, (organisation,))

    def encounter_of_appointment(
        self, reading: Reading, organisation: Identity, appointment: Identity
    ) -> Identity | None:
        """The first encounter recorded for an appointment, those entered in error aside.

        Raises:
            NotFound: there is no such appointment.
        """
        row = first(reading, self._encounter_of_appointment, organisation, appointment)
        if row is not None and row[0] is not None:
            return Identity(row[0])
        self.appointment(reading, organisation, appointment)
        return None

    def day_list(
        self, reading: Reading, organisation: Identity, on: date, clinic: Identity | None
    ) -> tuple[DayRow, ...]:
        """The appointments that stand for a day, in one clinic or all, by time."""
        if clinic is None:
            found = reading.several(*((query, (organisation, on)) for query in self._day))
        else:
            found = reading.several(*((query, (organisation, on, clinic)) for query in self._day_of_clinic))
        return day_rows([row for rows in found for row in rows])

    def professional_steps(self, each: CareProfessional) -> list[Step]:
        """The row of a care professional."""
        row = [
            *(each.id, each.organisation, each.name, each.profession, each.local_identifier),
            *(each.registration_body, each.registration_entry),
            *(each.staff_group, each.occupation_code, each.job_role),
        ]
        return [self._insert_professional.of([row])]

    def team_steps(self, each: Team) -> list[Step]:
        """The row of a team."""
        row = [each.id, each.organisation, each.local_identifier, each.name, each.team_type]
        return [self._insert_team.of([row])]

    def clinic_steps(self, each: Clinic) -> list[Step]:
        """The row of a clinic."""
        row = [each.id, each.organisation, each.name, each.team, each.site, each.location_type]
        return [self._insert_clinic.of([row])]

    def appointment_steps(self, each: Appointment) -> list[Step]:
        """The row of a version of an appointment.

        Raises:
            ValueError: its first version is not booked.
        """
        if each.version > 1:
            return [self._insert_change.of([change_values(each)])]
        if each.status is not AppointmentStatus.BOOKED:
            raise ValueError("An appointment is booked before it is given up.")
        return [self._insert_booking.of([booking_values(each)])]


def _professional(row: Row) -> CareProfessional:
    return CareProfessional(row[0], row[1], row[2], Profession(row[3]), *row[4:])

"""The organisation's own furniture as rows: care professionals, teams, clinics, appointments, and a day's list."""

from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Attendance, Outcome
from app.clinical.identifiers import NhsNumber
from app.clinical.professional import CareProfessional, Profession
from app.errors import NotFound
from app.identity import Identity
from app.register.ports import DayRow
from app.store import tables
from app.store.children import DEMOGRAPHICS, current_demographics, demographics_from_row
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading, first
from app.store.encounters import current_version
from app.store.prepared import Row, Step


class Clinics:
    """Reads and writes professionals, teams, clinics and appointments."""

    def __init__(self, database: Database) -> None:
        professional, team, clinic = tables.care_professional, tables.team, tables.clinic
        appointment, encounter = tables.appointment, tables.encounter
        mine = bindparam("organisation", type_=IDENTITY)
        self._professionals = database.query(
            select(professional)
            .where(professional.c.organisation == mine)
            .order_by(professional.c.name, professional.c.id),
            "organisation",
        )
        self._professional = database.query(
            select(professional).where(professional.c.organisation == mine, professional.c.id == bindparam("key")),
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
            select(appointment).where(appointment.c.organisation == mine, appointment.c.id == bindparam("key")),
            "organisation",
            "key",
        )
        self._encounter_of_appointment = database.query(
            select(func.min(encounter.c.id)).where(
                encounter.c.organisation == mine, encounter.c.appointment == bindparam("key")
            ),
            "organisation",
            "key",
        )
        day = _day()
        self._day = database.query(day, "organisation", "on")
        self._day_of_clinic = database.query(
            day.where(appointment.c.clinic == bindparam("clinic")), "organisation", "on", "clinic"
        )
        self._insert_professional = database.insert(professional)
        self._insert_team = database.insert(team)
        self._insert_clinic = database.insert(clinic)
        self._insert_appointment = database.insert(appointment)

    def professionals(self, reading: Reading, organisation: Identity) -> tuple[CareProfessional, ...]:
        """By name."""
        return tuple(_professional(row) for row in reading.all(self._professionals, organisation))

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
        """Raises NotFound."""
        row = first(reading, self._appointment, organisation, appointment)
        if row is None:
            raise NotFound("There is no such appointment in the organisation's clinics.")
        return Appointment(*row)

    def asked_of_appointment(self, organisation: Identity, appointment: Identity) -> tuple[Asked, ...]:
        """The queries of an appointment, of what was recorded for it, and of the clinics it may be in."""
        key = organisation, appointment
        return (self._appointment, key), (self._encounter_of_appointment, key), (self._clinics, (organisation,))

    def encounter_of_appointment(
        self, reading: Reading, organisation: Identity, appointment: Identity
    ) -> Identity | None:
        """The first encounter recorded for an appointment. Raises NotFound when there is no such appointment."""
        row = first(reading, self._encounter_of_appointment, organisation, appointment)
        if row is not None and row[0] is not None:
            return Identity(row[0])
        self.appointment(reading, organisation, appointment)
        return None

    def day_list(
        self, reading: Reading, organisation: Identity, on: date, clinic: Identity | None
    ) -> tuple[DayRow, ...]:
        """The appointments of a day, in one clinic or all, by time."""
        if clinic is None:
            rows = reading.all(self._day, organisation, on)
        else:
            rows = reading.all(self._day_of_clinic, organisation, on, clinic)
        return tuple(_day_row(row) for row in rows)

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
        """The row of an appointment."""
        row = [
            *(each.id, each.organisation, each.child, each.referral, each.clinic, each.on, each.at, each.minutes),
            *(each.professional, each.consultation_type, each.booked_by),
        ]
        return [self._insert_appointment.of([row])]


def _day() -> Select[Any]:
    appointment, clinic, who = tables.appointment, tables.clinic, tables.child_demographics
    encounter, identifier, any_version = tables.encounter, tables.child_identifier, tables.encounter.alias("recorded")
    nhs_number = (
        select(identifier.c.value)
        .where(
            identifier.c.organisation == appointment.c.organisation,
            identifier.c.child == appointment.c.child,
            identifier.c.kind == "nhs_number",
            identifier.c.until.is_(None),
        )
        .order_by(identifier.c.id)
        .limit(1)
        .scalar_subquery()
    )
    recorded = (
        select(func.min(any_version.c.id))
        .where(any_version.c.organisation == appointment.c.organisation, any_version.c.appointment == appointment.c.id)
        .scalar_subquery()
    )
    return (
        select(
            *(appointment.c.id, appointment.c.child, clinic.c.id, clinic.c.name, appointment.c.held_at),
            *(appointment.c.minutes, appointment.c.consultation_type, nhs_number),
            *(encounter.c.id, encounter.c.attendance, encounter.c.outcome, encounter.c.next_weeks),
            *DEMOGRAPHICS,
        )
        .select_from(appointment)
        .join(clinic, (clinic.c.organisation == appointment.c.organisation) & (clinic.c.id == appointment.c.clinic))
        .join(
            who,
            (who.c.organisation == appointment.c.organisation)
            & (who.c.child == appointment.c.child)
            & current_demographics(),
        )
        .outerjoin(
            encounter,
            (encounter.c.organisation == appointment.c.organisation)
            & (encounter.c.child == appointment.c.child)
            & (encounter.c.id == recorded)
            & current_version(),
        )
        .where(appointment.c.organisation == bindparam("organisation"), appointment.c.held_on == bindparam("on"))
        .order_by(appointment.c.held_at, clinic.c.name, appointment.c.id)
    )


def _professional(row: Row) -> CareProfessional:
    return CareProfessional(row[0], row[1], row[2], Profession(row[3]), *row[4:])


def _day_row(row: Row) -> DayRow:
    appointment, child, clinic, clinic_name, at, minutes, consultation_type, nhs_number = row[:8]
    encounter, attendance, outcome, next_weeks = row[8:12]
    return DayRow(
        appointment=appointment,
        child=child,
        demographics=demographics_from_row(row[12:]),
        nhs_number=None if nhs_number is None else NhsNumber(nhs_number),
        clinic=clinic,
        clinic_name=clinic_name,
        at=at,
        minutes=minutes,
        consultation_type=consultation_type,
        encounter=encounter,
        attendance=None if attendance is None else Attendance(attendance),
        outcome=None if outcome is None else Outcome(outcome),
        next_weeks=next_weeks,
    )

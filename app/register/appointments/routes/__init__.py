"""The routes of clinics, appointments, the booking system's file, and the booking desk."""

from fastapi import APIRouter

from app.register.appointments.routes.appointments import add_appointment_routes
from app.register.appointments.routes.clinics import add_clinic_routes
from app.register.appointments.routes.desk import add_desk_routes
from app.register.appointments.routes.file import add_file_routes
from app.register.register import Register


def add_booking_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of clinics, appointments and the booking desk to the register's."""
    add_clinic_routes(router, register)
    # Before an appointment's own page, whose path would take “import” for an appointment.
    add_file_routes(router, register)
    add_appointment_routes(router, register)
    add_desk_routes(router, register)

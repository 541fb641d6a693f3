"""Where and with whom a child is seen: teams, their clinics, and the appointments booked in them."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from app.identity import Identity


@dataclass(frozen=True, slots=True)
class Team:
    """A service or team of the organisation; `team_type` is SERVICE OR TEAM TYPE REFERRED TO."""

    id: Identity
    organisation: Identity
    local_identifier: str
    name: str
    team_type: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic of a team.

    `site` is ORGANISATION SITE IDENTIFIER (OF TREATMENT), `location_type` ACTIVITY LOCATION TYPE CODE.
    """

    id: Identity
    organisation: Identity
    name: str
    team: Identity
    site: str | None
    location_type: str | None


class AppointmentStatus(StrEnum):
    """Whether an appointment stands. What became of it is the encounter's attendance."""

    BOOKED = "booked"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A place in a clinic for one child, under one referral, in one version; date and time are Europe/London's.

    Moving it to another day, or giving it up, is a new version. `booking_reference` is the host booking
    system's name for it, unique in the organisation, so that the same line imported twice is booked once.
    """

    id: Identity
    organisation: Identity
    child: Identity
    referral: Identity
    clinic: Identity
    on: date
    at: time
    minutes: int
    professional: Identity | None
    consultation_type: str
    booked_by: Identity
    version: int = 1
    status: AppointmentStatus = AppointmentStatus.BOOKED
    booking_reference: str | None = None

"""What capture asks of storage, besides the core's records."""

from typing import Protocol

from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.ports import Records
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.identity import Identity


class CaptureRecords(Records, Protocol):
    """The records of one organisation, as the form reads them."""

    def prepare(
        self,
        child: Identity,
        referral: Identity,
        *,
        appointment: Identity | None,
        professional: Identity | None,
        form_token: str | None,
    ) -> None:
        """Read what a visit will ask for in one go. The answers are the same without it; they come sooner with it."""
        ...

    def appointment(self, appointment: Identity) -> Appointment: ...

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        """The encounter recorded for an appointment, if any."""
        ...

    def referrals_of(self, child: Identity) -> tuple[Referral, ...]:
        """The current versions of a child's referrals, the newest first."""
        ...

    def clinics(self) -> tuple[Clinic, ...]:
        """The organisation's clinics by name."""
        ...

    def teams(self) -> tuple[Team, ...]:
        """The organisation's teams by name."""
        ...

    def professionals(self) -> tuple[CareProfessional, ...]:
        """The organisation's care professionals by name."""
        ...

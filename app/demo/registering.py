"""A planned child, referral and appointment as the clerk records them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from app.clinical.child import Child, ChildFact, ChildIdentifier, FactKind, IdentifierKind
from app.clinical.clinic import Appointment
from app.clinical.identifiers import LocalPatientId
from app.clinical.pseudonym import child_pseudonym
from app.clinical.referral import Referral, TeamReferral
from app.demo.child_plan import ChildPlan
from app.demo.people import CLINICS, COMMISSIONER, TEAMS
from app.demo.staffing import Staffed
from app.demo.visits import Booking, VisitPlan
from app.demo.waiting import further_reasons_of, waiting_of
from app.identity import Identity

BOOKED_BY_HAND = 250
"""How many appointments were made before the clinic had a booking system."""


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """The clerk's desk; `pseudonym_key` is the installation's, 32 bytes; `booked` numbers the appointments."""

    staffed: Staffed
    pseudonym_key: bytes
    new_identity: Callable[[], Identity]
    booked: Iterator[int] = field(default_factory=lambda: count(1))

    def child(self, plan: ChildPlan, at: datetime) -> Child:
        """The child, registered at an instant (UTC)."""
        person, new, by = plan.person, self.new_identity, self.staffed.clerk.id
        ods_code = self.staffed.organisation.ods_code
        identifiers = [ChildIdentifier(new(), IdentifierKind.LOCAL, person.local, ods_code, None, at.date())]
        number = person.former_number or person.nhs_number
        if number is not None:
            kind, status = IdentifierKind.NHS_NUMBER, person.nhs_number_status
            identifiers.insert(0, ChildIdentifier(new(), kind, number, None, status))
        facts = tuple(
            ChildFact(
                new(), each.kind, each.answer, each.value, each.since, each.until, at, by, qualifier=each.qualifier
            )
            for each in person.facts
        )
        pseudonym = child_pseudonym(self.pseudonym_key, number, ods_code, person.local)
        organisation = self.staffed.organisation.id
        return Child(new(), organisation, pseudonym, person.demographics, tuple(identifiers), facts, at, by)

    def second_record(self, plan: ChildPlan, local: LocalPatientId, at: datetime) -> Child:
        """The record of a child registered again by mistake: no NHS number, and little more than the address known."""
        address = tuple(each for each in plan.person.facts if each.kind in (FactKind.ADDRESS, FactKind.POSTCODE))
        person = replace(plan.person, nhs_number=None, former_number=None, local=local, facts=address)
        return self.child(replace(plan, person=person), at)

    def referral(self, plan: ChildPlan, child: Identity, at: datetime) -> Referral:
        """The referral to every team that the child ever sees, recorded at an instant (UTC)."""
        referral = plan.referral
        teams = dict.fromkeys(CLINICS[each.clinic].team for each in plan.ahead)
        return Referral(
            self.new_identity(),
            1,
            self.staffed.organisation.id,
            child,
            referral.received_on,
            referral.received_at,
            COMMISSIONER,
            referral.service_line_agreement,
            referral.source,
            referral.referring_organisation,
            referral.referring_staff_group,
            referral.priority,
            referral.reason,
            None,
            None,
            tuple(TeamReferral(self.staffed.teams[team].id, TEAMS[team].team_type) for team in teams),
            at,
            self.staffed.clerk.id,
            further_reasons_of(plan),
            waiting_of(plan),
        )

    def appointment(
        self, booked: VisitPlan | Booking, child: Identity, referral: Identity, *, first: bool
    ) -> Appointment:
        """The place booked for a visit; the first is an initial consultation."""
        return Appointment(
            self.new_identity(),
            self.staffed.organisation.id,
            child,
            referral,
            self.staffed.clinics[booked.clinic].id,
            booked.on,
            booked.at,
            booked.minutes,
            self.staffed.professionals[booked.professional].id,
            "01" if first else "02",
            self.staffed.clerk.id,
            booking_reference=self._reference(),
        )

    def _reference(self) -> str | None:
        """The booking system's name, once it is in use, for two appointments in five; others are booked by hand."""
        number = next(self.booked)
        return f"NMB{number:08d}" if number > BOOKED_BY_HAND and number % 5 < 2 else None

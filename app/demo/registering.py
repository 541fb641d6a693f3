"""A planned child, referral and appointment as the clerk records them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.clinical.child import Child, ChildFact, ChildIdentifier, IdentifierKind
from app.clinical.clinic import Appointment
from app.clinical.pseudonym import child_pseudonym
from app.clinical.referral import Referral, TeamReferral
from app.demo.child_plan import ChildPlan
from app.demo.people import CLINICS, COMMISSIONER, TEAMS
from app.demo.staffing import Staffed
from app.demo.visits import Booking, VisitPlan
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """The clerk's desk of the clinic; `pseudonym_key` is the installation's, 32 bytes."""

    staffed: Staffed
    pseudonym_key: bytes
    new_identity: Callable[[], Identity]

    def child(self, plan: ChildPlan, at: datetime) -> Child:
        """The child, registered at an instant (UTC)."""
        person, new, by = plan.person, self.new_identity, self.staffed.clerk.id
        ods_code = self.staffed.organisation.ods_code
        identifiers = [ChildIdentifier(new(), IdentifierKind.LOCAL, person.local, ods_code, None, at.date())]
        if person.nhs_number is not None:
            kind, status = IdentifierKind.NHS_NUMBER, person.nhs_number_status
            identifiers.insert(0, ChildIdentifier(new(), kind, person.nhs_number, None, status))
        facts = tuple(
            ChildFact(new(), each.kind, each.answer, each.value, each.since, None, at, by) for each in person.facts
        )
        pseudonym = child_pseudonym(self.pseudonym_key, person.nhs_number, ods_code, person.local)
        organisation = self.staffed.organisation.id
        return Child(new(), organisation, pseudonym, person.demographics, tuple(identifiers), facts, at, by)

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
        )

"""What a body says of one encounter of one child, gathered from its resources."""

from dataclasses import dataclass, field
from datetime import date

from app.clinical.encounter import NextAppointment, Outcome
from app.fhir.mapping.given import ActivityGiven, EncounterGiven, FormGiven, NeedGiven, ScoreGiven
from app.fhir.mapping.looking import Findings
from app.identity import Identity


@dataclass(slots=True)
class Visit:
    """What a body says of one encounter of one child; `identity` is None for what is said without one.

    `activities`, `needs` and `forms` come with the identity of their resource and its place in the body; `named` are
    needs that a form only names. `scores` come with where their faults are noted; `former_scores` are what the same
    resources said before. `outcome` is what an EpisodeOfCare says becomes of the referral.
    """

    child: Identity
    identity: Identity | None
    given: EncounterGiven | None = None
    place: str = ""
    activities: list[tuple[Identity, ActivityGiven, str]] = field(default_factory=list)
    needs: list[tuple[Identity, NeedGiven, str]] = field(default_factory=list)
    forms: list[tuple[FormGiven, str]] = field(default_factory=list)
    named: list[tuple[Identity, NeedGiven, str]] = field(default_factory=list)
    scores: list[tuple[ScoreGiven, Findings]] = field(default_factory=list)
    former_scores: list[ScoreGiven] = field(default_factory=list)
    outcome: Outcome | None = None
    next_appointment: NextAppointment | None = None
    reason: str | None = None

    @property
    def took_place(self) -> bool:
        """Whether it is a contact that took place, by what was sent of it."""
        return self.given is not None and self.given.contact is not None and not self.given.entered_in_error

    @property
    def only_scores(self) -> bool:
        """Whether nothing but scores is said of it."""
        return self.given is None and not (self.activities or self.needs or self.forms)

    @property
    def moment(self) -> tuple[date, str] | None:
        """When the contact was."""
        contact = self.given.contact if self.given is not None else None
        return (contact.on, str(contact.at or "")) if contact is not None else None

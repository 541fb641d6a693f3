"""The form of a visit that a host opened: between two packages that know nothing of each other."""

from dataclasses import dataclass

from app.access.people import Principal
from app.capture.ports import HandBackShown
from app.clinical.encounter import Encounter
from app.errors import Conflict
from app.fhir.launch.handing_back import HandBack, Outcome
from app.fhir.routes.launch import failed_path
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class HandsBack:
    """What the form does with what it recorded, where a host opened it."""

    hand_back: HandBack

    def after_saving(self, principal: Principal, encounter: Identity) -> str | None:
        """Hand it back; the path of the page that says why not. What is recorded stays recorded in any case."""
        state = self.hand_back.state(principal, encounter)
        if state is None:
            return None
        try:
            outcome = self.hand_back.handed(principal, state)
        except Conflict:
            return state.path
        return None if outcome is Outcome.TAKEN else failed_path(state, outcome)

    def shown(self, principal: Principal, encounter: Encounter) -> HandBackShown | None:
        """What became of it."""
        state = self.hand_back.state_of(principal, encounter)
        return None if state is None else HandBackShown(state.host.name, state.taken, state.path)

"""Handing back: after saving in a session that a host opened, its record is sent what was recorded.

The encounter is recorded here first, and stays so whatever becomes of it at the host; what failed can be tried again
for as long as the host's access token holds, or after opening the form from the host once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.hosts import BoundLaunch, HandedBack, Host, Hosts
from app.access.people import Principal
from app.clinical.encounter import Encounter
from app.fhir.launch.handed_bundle import Handing, handed_bundle, taken_whole
from app.fhir.launch.opening import session_purpose
from app.fhir.launch.ports import Converse, HostAnswer, SlipOf
from app.fhir.launch.sealing import Seal
from app.fhir.receiving.receiver import Begin
from app.fhir.surroundings import surroundings_of
from app.fhir.terminology.in_use import KnownInUse
from app.identity import Identity, shown


class Outcome(StrEnum):
    """What became of handing back, in the words of the audit trail."""

    TAKEN = "taken"
    OUT_OF_REACH = "the host cannot be reached"
    NOT_ALLOWED = "the host does not allow it"
    REFUSED = "the host refused it"
    EXPIRED = "the access token has expired"


@dataclass(frozen=True, slots=True)
class HandState:
    """An encounter of the child with whom a host opened the session, and whether the host has taken it as it stands."""

    host: Host
    launch: BoundLaunch
    encounter: Encounter
    taken: bool

    @property
    def path(self) -> str:
        """Where the page stands that says so."""
        return f"/launch/encounters/{shown(self.encounter.id)}"


@dataclass(frozen=True, slots=True)
class HandBack:
    """The use cases. `converse` begins a conversation with a host; `slip_of` prints the slip of an encounter."""

    hosts: Hosts
    begin: Begin
    known: KnownInUse
    converse: Converse
    seal: Seal
    slip_of: SlipOf
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def state(self, principal: Principal, encounter: Identity) -> HandState | None:
        """How an encounter stands with the host that opened the session; None when none did, or for another child.

        Raises:
            NotFound: a host opened the session, and there is no such encounter.
        """
        bound = self._bound(principal)
        if bound is None:
            return None
        with self.begin(principal) as work:
            found = work.records.encounter(encounter)
        return self._state(bound, found)

    def state_of(self, principal: Principal, encounter: Encounter) -> HandState | None:
        """The same of an encounter that was read already."""
        bound = self._bound(principal)
        return None if bound is None else self._state(bound, encounter)

    def _bound(self, principal: Principal) -> tuple[BoundLaunch, Host] | None:
        return None if principal.session is None else self.hosts.bound(principal.session)

    def _state(self, bound: tuple[BoundLaunch, Host], encounter: Encounter) -> HandState | None:
        launch, host = bound
        if launch.child != encounter.child or launch.organisation != encounter.organisation:
            return None
        taken = self.hosts.was_handed_back(encounter.organisation, encounter.id, encounter.version, host.id)
        return HandState(host, launch, encounter, taken)

    def handed(self, principal: Principal, state: HandState) -> Outcome:
        """Hand an encounter back, and note what became of it.

        Raises:
            Conflict: that it was taken could not be noted; handing it back again does no harm.
        """
        outcome = self._handed(principal, state)
        event = self._event(principal, state, outcome)
        if outcome is Outcome.TAKEN:
            encounter = state.encounter
            taken = HandedBack(encounter.organisation, encounter.id, encounter.version, state.host.id, self.now())
            self.hosts.handed_back(taken, event)
        else:
            self.hosts.note(event)
        return outcome

    def _handed(self, principal: Principal, state: HandState) -> Outcome:
        launch = state.launch
        token = self.seal.opened(launch.sealed_token, session_purpose(launch.session))
        if token is None or self.now() >= launch.expires_at:
            return Outcome.EXPIRED
        bundle = self._bundle(principal, state)
        return _outcome(self.converse().handed(state.host.issuer, token, bundle))

    def _bundle(self, principal: Principal, state: HandState) -> bytes:
        slip = self.slip_of(principal, state.encounter.id)
        handing = Handing(state.encounter, state.launch, principal.professional, self.now())
        known = self.known.now
        with self.begin(principal) as work:
            return handed_bundle(handing, slip, surroundings_of(work, known))

    def _event(self, principal: Principal, state: HandState, outcome: Outcome) -> AuditEvent:
        action = AuditAction.HANDED_BACK if outcome is Outcome.TAKEN else AuditAction.HAND_BACK_FAILED
        return audit_event(
            principal,
            action,
            identity=self.new_identity(),
            at=self.now(),
            child=state.encounter.child,
            subject=state.encounter.id,
            detail=f"version {state.encounter.version}, host {state.host.host_id}: {outcome.value}",
        )


def _outcome(answer: HostAnswer | None) -> Outcome:
    if answer is None or answer.status >= 500:
        return Outcome.OUT_OF_REACH
    if answer.status == 401:
        return Outcome.EXPIRED
    if answer.status == 403:
        return Outcome.NOT_ALLOWED
    return Outcome.TAKEN if answer.succeeded and taken_whole(answer.body) else Outcome.REFUSED

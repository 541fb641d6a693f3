"""An organisation's records with what a body adds to them, before any of it is written.

The core's use cases read here and hand over their units here; all of them are written together at the end.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from app.access.audit import AuditEvent
from app.clinical.child import Child
from app.clinical.clinic import Appointment
from app.clinical.encounter import Encounter
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.errors import NotFound
from app.fhir.ports import Compartment
from app.fhir.types import NEED_TYPES
from app.identity import Identity

Value = TypeVar("Value")


class Proposed:
    """The records of the children a body is about, as `app.clinical.ports.Records` gives them.

    It holds those children alone: anything else is NotFound.
    """

    def __init__(
        self, compartments: Mapping[Identity, Compartment], professionals: Mapping[Identity, CareProfessional]
    ) -> None:
        self.professionals = dict(professionals)
        self.children = {identity: each.child for identity, each in compartments.items()}
        self.writes: list[object] = []
        self.events: list[AuditEvent] = []
        self._encounters: dict[Identity, dict[Identity, list[Encounter]]] = {}
        self._child_of: dict[Identity, Identity] = {}
        self._referrals: dict[Identity, Referral] = {}
        self._appointments: dict[Identity, Appointment] = {}
        kept = (one for each in compartments.values() for one in each.kept)
        self._of_resources = {each.id for each in kept if each.type in NEED_TYPES}
        for identity, each in compartments.items():
            self._encounters[identity] = {}
            for encounter in each.encounters:
                self._note_encounter(encounter)
            self._referrals.update({referral.id: referral for referral in each.referrals})
            self._appointments.update({appointment.id: appointment for appointment in each.appointments})

    def add_child(self, child: Child, event: AuditEvent) -> None:
        """A child who is registered with this body."""
        self.children[child.id] = child
        self._encounters[child.id] = {}
        self.commit(Unit((child,), (event,)))

    def add_professional(self, professional: CareProfessional) -> None:
        """A care professional who comes with this body."""
        self.professionals[professional.id] = professional
        self.writes.append(professional)

    def add_referral(self, referral: Referral, event: AuditEvent) -> None:
        """A referral, or the next version of one."""
        self.commit(Unit((referral,), (event,)))

    def referrals_of(self, child: Identity) -> list[Referral]:
        """The current versions, the last received first."""
        mine = [each for each in self._referrals.values() if each.child == child]
        return sorted(mine, key=lambda each: (each.received_on, each.id), reverse=True)

    def knows_referral(self, referral: Identity) -> bool:
        """Whether it is the referral of one of the children."""
        return referral in self._referrals

    def knows_encounter(self, encounter: Identity) -> bool:
        """Whether it is the encounter of one of the children."""
        return encounter in self._child_of

    def child(self, child: Identity) -> Child:
        """A child, as known before this body."""
        return _found(self.children, child)

    def referral(self, referral: Identity) -> Referral:
        """The current version of a referral."""
        return _found(self._referrals, referral)

    def appointment(self, appointment: Identity) -> Appointment | None:
        """The current version of a booking of one of the children, if it is one."""
        return self._appointments.get(appointment)

    def encounter(self, encounter: Identity) -> Encounter:
        """The current version of an encounter."""
        return self.encounter_versions(encounter)[-1]

    def encounter_versions(self, encounter: Identity) -> tuple[Encounter, ...]:
        """Every version of an encounter, the first first."""
        child = _found(self._child_of, encounter)
        return tuple(self._encounters[child][encounter])

    def encounters_of(self, child: Identity) -> tuple[Encounter, ...]:
        """The current versions of a child's encounters."""
        return tuple(versions[-1] for versions in _found(self._encounters, child).values())

    def note_resources(self, needs: Iterable[Identity]) -> None:
        """Needs that resources of this body are of."""
        self._of_resources.update(needs)

    def only_named(self, child: Identity, account: Identity) -> frozenset[Identity]:
        """The needs of a child that an account was the first to state, and that no resource that was sent is of."""
        versions = [each for held in _found(self._encounters, child).values() for each in held]
        first: dict[Identity, Identity] = {}
        for each in sorted(versions, key=lambda one: one.record_number):
            for statement in each.statements:
                first.setdefault(statement.need, each.recorded_by)
        return frozenset(need for need, by in first.items() if by == account and need not in self._of_resources)

    def record_number(self, child: Identity) -> int:
        """The number of the last version recorded for a child; 0 when there is none."""
        versions = [each.record_number for held in _found(self._encounters, child).values() for each in held]
        return max(versions, default=0)

    def encounter_of_form(self, form_token: str) -> Identity | None:
        """No form comes by this door."""
        del form_token
        return None

    def professional(self, professional: Identity) -> CareProfessional:
        """A care professional of the organisation."""
        return _found(self.professionals, professional)

    def commit(self, unit: Unit) -> None:
        """Take a unit over, to be written with all others of the body."""
        for each in unit.writes:
            if isinstance(each, Encounter):
                self._note_encounter(each)
            elif isinstance(each, Referral):
                self._referrals[each.id] = each
            elif isinstance(each, Appointment):
                self._appointments[each.id] = each
        self.writes.extend(unit.writes)
        self.events.extend(unit.audit)

    def add(self, things: Iterable[object]) -> None:
        """Further things to be written with it."""
        self.writes.extend(things)

    def _note_encounter(self, encounter: Encounter) -> None:
        self._child_of[encounter.id] = encounter.child
        self._encounters[encounter.child].setdefault(encounter.id, []).append(encounter)


def _found(held: Mapping[Identity, Value], key: Identity) -> Value:
    try:
        return held[key]
    except KeyError:
        raise NotFound("There is no such thing in the organisation's record.") from None

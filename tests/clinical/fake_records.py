"""Clinical records in memory: the port `Records` with the guards that a store gives."""

from typing import TypeVar

from app.access.audit import AuditEvent
from app.clinical.child import Child, FactOfChild
from app.clinical.encounter import Encounter
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional
from app.clinical.referral import Referral
from app.errors import Conflict, NotFound
from app.identity import Identity

Thing = TypeVar("Thing", Child, Encounter, Referral)


class FakeRecords:
    """One organisation's records; a unit is refused whole when one of its keys is taken.

    They hold a child with a referral, and any further children and referrals.
    """

    def __init__(self, child: Child, referral: Referral, *further: Child | Referral) -> None:
        self.children = [child, *(each for each in further if isinstance(each, Child))]
        self.referrals = [referral, *(each for each in further if isinstance(each, Referral))]
        self.encounters: list[Encounter] = []
        self.facts: list[FactOfChild] = []
        self.events: list[AuditEvent] = []

    def child(self, child: Identity) -> Child:
        return self._found(self.children, child)[0]

    def referral(self, referral: Identity) -> Referral:
        return max(self._found(self.referrals, referral), key=lambda each: each.version)

    def encounter(self, encounter: Identity) -> Encounter:
        return self.encounter_versions(encounter)[-1]

    def encounter_versions(self, encounter: Identity) -> tuple[Encounter, ...]:
        return tuple(sorted(self._found(self.encounters, encounter), key=lambda each: each.version))

    def encounters_of(self, child: Identity) -> tuple[Encounter, ...]:
        latest = {each.id: each for each in sorted(self.encounters, key=lambda each: each.version)}
        return tuple(each for each in latest.values() if each.child == child)

    def record_number(self, child: Identity) -> int:
        return max((each.record_number for each in self.encounters if each.child == child), default=0)

    def encounter_of_form(self, form_token: str) -> Identity | None:
        return next((each.id for each in self.encounters if each.form_token == form_token), None)

    def professional(self, professional: Identity) -> CareProfessional:
        raise NotFound(f"There is no care professional {professional}.")

    def commit(self, unit: Unit) -> None:
        encounters = [each for each in unit.writes if isinstance(each, Encounter)]
        referrals = [each for each in unit.writes if isinstance(each, Referral)]
        facts = [each for each in unit.writes if isinstance(each, FactOfChild)]
        assert len(encounters) + len(referrals) + len(facts) == len(unit.writes), "an unknown thing to write"
        for encounter in encounters:
            self._refuse_taken(encounter)
        for referral in referrals:
            if any((each.id, each.version) == (referral.id, referral.version) for each in self.referrals):
                raise Conflict("The referral was changed meanwhile.")
        self.encounters += encounters
        self.referrals += referrals
        self.facts += facts
        self.events += unit.audit

    def _refuse_taken(self, encounter: Encounter) -> None:
        for each in self.encounters:
            same_version = (each.id, each.version) == (encounter.id, encounter.version)
            same_number = (each.child, each.record_number) == (encounter.child, encounter.record_number)
            same_form = each.form_token is not None and each.form_token == encounter.form_token
            if same_version or same_number or same_form:
                raise Conflict("The record was changed meanwhile.")
        owners = {said.need: each.child for each in self.encounters for said in each.statements}
        assert all(owners.get(said.need, encounter.child) == encounter.child for said in encounter.statements)

    @staticmethod
    def _found(things: list[Thing], identity: Identity) -> list[Thing]:
        found = [each for each in things if each.id == identity]
        if not found:
            raise NotFound("There is no such thing here.")
        return found

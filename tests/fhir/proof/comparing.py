"""What a record should be elsewhere: as it was here, but for identities and for who recorded it when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.clinical.clinic import Appointment
from app.clinical.encounter import CareActivity, Encounter
from app.clinical.needs import Statement
from app.clinical.referral import Referral
from app.fhir.ports import TypeAndId
from app.fhir.types import NEED_TYPES
from app.identity import Identity, shown

Json = dict[str, Any]

_NOT_TOLD = {
    "safeguarding_check": None,
    "timing": None,
    "form_token": None,
    "form_digest": None,
}
"""What stays with the service that recorded it: it is in no resource."""


@dataclass(frozen=True, slots=True)
class Names:
    """What each resource that was sent is elsewhere; teams and clinics stand in lists there."""

    resources: Mapping[TypeAndId, TypeAndId]
    teams: Mapping[Identity, Identity] = field(default_factory=dict)
    clinics: Mapping[Identity, Identity] = field(default_factory=dict)

    def of(self, type_name: str, identity: Identity | None) -> Identity | None:
        if identity is None:
            return None
        found = self.resources.get((type_name, identity))
        return found[1] if found is not None else None

    def sure(self, type_name: str, identity: Identity) -> Identity:
        found = self.of(type_name, identity)
        assert found is not None, type_name
        return found

    def need(self, identity: Identity) -> Identity:
        return next(found for name in sorted(NEED_TYPES) if (found := self.of(name, identity)) is not None)

    def team(self, identity: Identity | None) -> Identity | None:
        return self.teams[identity] if identity is not None else None

    def clinic(self, identity: Identity | None) -> Identity | None:
        return self.clinics[identity] if identity is not None else None

    def references(self) -> dict[str, str]:
        """The references to what was sent, and what they should be elsewhere."""
        return {_text(here): _text(there) for here, there in self.resources.items()}


def _text(target: TypeAndId) -> str:
    return f"{target[0]}/{shown(target[1])}"


def as_elsewhere(resource: Json, names: Names) -> Json:
    """A resource with its references turned, without id and meta; a version of another server is no version here."""
    turned = names.references()

    def of(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: of(each) for name, each in value.items()}
        if isinstance(value, list):
            return [of(each) for each in value]
        if isinstance(value, str):
            return turned.get(value.partition("/_history/")[0], value)
        return value

    return {name: of(value) for name, value in without_identity(resource).items()}


def without_identity(resource: Json) -> Json:
    return {name: value for name, value in resource.items() if name not in ("id", "meta")}


def encounter_elsewhere(encounter: Encounter, names: Names, found: Encounter) -> Encounter:
    """An encounter as it should be elsewhere; who recorded it, when, and as which version is that of the one found."""
    contact, following = encounter.contact, encounter.next_appointment
    return replace(
        encounter,
        id=names.sure("Encounter", encounter.id),
        version=found.version,
        record_number=found.record_number,
        organisation=found.organisation,
        child=names.sure("Patient", encounter.child),
        referral=names.sure("EpisodeOfCare", encounter.referral),
        contact=replace(contact, team=names.team(contact.team)),
        activities=tuple(_activity(each, names) for each in encounter.activities),
        statements=tuple(statement_elsewhere(each, names) for each in encounter.statements),
        next_appointment=replace(following, clinic=names.clinic(following.clinic)) if following is not None else None,
        appointment=names.of("Appointment", encounter.appointment),
        professional=names.of("Practitioner", encounter.professional),
        recorded_at=found.recorded_at,
        recorded_by=found.recorded_by,
        amendment_reason=found.amendment_reason,
        **_NOT_TOLD,  # type: ignore[arg-type]
    )


def _activity(activity: CareActivity, names: Names) -> CareActivity:
    return replace(
        activity,
        id=names.sure("Procedure", activity.id),
        professional=names.of("Practitioner", activity.professional),
    )


def statement_elsewhere(statement: Statement, names: Names) -> Statement:
    """A statement as it should be elsewhere."""
    professional = names.of("Practitioner", statement.source.professional)
    return replace(
        statement, need=names.need(statement.need), source=replace(statement.source, professional=professional)
    )


def in_order(encounter: Encounter) -> Encounter:
    """An encounter with what has no order in one."""
    return replace(
        encounter,
        statements=tuple(sorted(encounter.statements, key=lambda each: each.need)),
        groups=tuple(sorted(encounter.groups, key=lambda each: each.group)),
        activities=tuple(sorted(encounter.activities, key=lambda each: each.id)),
    )


def referral_elsewhere(referral: Referral, names: Names, found: Referral) -> Referral:
    """A referral as it should be elsewhere."""
    return replace(
        referral,
        id=names.sure("EpisodeOfCare", referral.id),
        version=found.version,
        organisation=found.organisation,
        child=names.sure("Patient", referral.child),
        teams=tuple(replace(each, team=names.teams[each.team]) for each in referral.teams),
        recorded_at=found.recorded_at,
        recorded_by=found.recorded_by,
    )


def appointment_elsewhere(appointment: Appointment, names: Names, found: Appointment) -> Appointment:
    """A booking as it should be elsewhere; a host system's reference for it stays with that system."""
    return replace(
        appointment,
        id=names.sure("Appointment", appointment.id),
        version=found.version,
        organisation=found.organisation,
        child=names.sure("Patient", appointment.child),
        referral=names.sure("EpisodeOfCare", appointment.referral),
        clinic=names.clinics[appointment.clinic],
        professional=names.of("Practitioner", appointment.professional),
        booked_by=found.booked_by,
        booking_reference=found.booking_reference,
    )

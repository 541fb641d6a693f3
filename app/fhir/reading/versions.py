"""The versions of each resource of a child, whichever door they came by.

A version is a change of the record: a statement made of a need, an encounter recorded or amended, a fact learned. What
a system sent and what was recorded of it are one version; what it sent of which nothing was recorded is one by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Final

from app.clinical.encounter import CareActivity, Encounter, EncounterKind
from app.clinical.needs import Change
from app.fhir.mapping.need import DEFAULT_TYPE
from app.fhir.ports import Compartment, KeptResource, TypeAndId
from app.fhir.reading import drawing
from app.identity import Identity, made_at

Draw = drawing.Draw
Key = tuple[Identity, int] | datetime
"""What a recorded change and a kept version have in common: the encounter's version, or the instant."""

NEEDS: Final = frozenset({"Condition", "Observation", "DeviceUseStatement"})
OF_ENCOUNTER: Final = frozenset({"Encounter", "QuestionnaireResponse", "Provenance"})
OF_REFERRAL: Final = frozenset({"EpisodeOfCare", "ServiceRequest"})


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a resource, `number` from 1.

    `kept` is what was sent; where nothing was, `draw` makes it from the record, over `before`, the last version that
    was sent. `withheld` says that what was sent is not to be told as it was: it is drawn too.
    """

    number: int
    at: datetime
    kept: KeptResource | None = None
    draw: Draw | None = None
    before: KeptResource | None = None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime
    key: Key
    draw: Draw
    withheld: bool = False


class ChildView:
    """The resources of one child, from everything that is held of them; `today` is the date in Europe/London."""

    def __init__(self, compartment: Compartment, today: date) -> None:
        self.compartment = compartment
        self.today = today

    def versions(self, type_name: str, identity: Identity) -> tuple[Version, ...]:
        """Every version of a resource, the first first; none when the child has no such resource."""
        return tuple(_numbered(self._changes(type_name, identity), self._kept.get((type_name, identity), [])))

    def latest(self, type_name: str, identity: Identity) -> Version | None:
        """The version that holds."""
        versions = self.versions(type_name, identity)
        return versions[-1] if versions else None

    def resources(self) -> Iterator[TypeAndId]:
        """Every resource of the child, the Patient first, each once."""
        held = self.compartment
        found: list[TypeAndId] = [("Patient", held.child.id)]
        found += [(name, each.id) for each in held.referrals for name in ("EpisodeOfCare", "ServiceRequest")]
        for each in held.encounters:
            if each.kind is EncounterKind.CARE_CONTACT:
                found += [(name, each.id) for name in ("Encounter", "QuestionnaireResponse", "Provenance")]
            found += [("Procedure", activity.id) for activity in each.activities]
        found += [(name, need) for need, name in self._types_of_needs()]
        found += [("Appointment", each.id) for each in held.appointments]
        found += self._kept
        return iter(dict.fromkeys(found))

    def _types_of_needs(self) -> Iterator[tuple[Identity, str]]:
        """A need is of the type that a system sent it as, else of the one its group has."""
        sent = {identity for name, identity in self._kept if name in NEEDS}
        for each in self.compartment.encounters:
            for statement in each.statements:
                if statement.need not in sent:
                    yield statement.need, DEFAULT_TYPE[statement.group]

    @cached_property
    def _kept(self) -> dict[TypeAndId, list[KeptResource]]:
        kept: defaultdict[TypeAndId, list[KeptResource]] = defaultdict(list)
        for each in self.compartment.kept:
            kept[each.type, each.id].append(each)
        return dict(kept)

    @cached_property
    def _recorded(self) -> list[Encounter]:
        return sorted(self.compartment.encounters, key=lambda each: each.record_number)

    def _changes(self, type_name: str, identity: Identity) -> Iterable[_Change]:
        if type_name == "Patient":
            return self._of_child(identity)
        if type_name in OF_ENCOUNTER:
            return self._of_encounter(type_name, identity)
        if type_name in OF_REFERRAL:
            return self._of_referral(type_name, identity)
        if type_name in NEEDS:
            return self._of_need(type_name, identity)
        if type_name == "Procedure":
            return self._of_activity(identity)
        return self._of_appointment(identity) if type_name == "Appointment" else ()

    def _of_child(self, identity: Identity) -> Iterator[_Change]:
        if identity == self.compartment.child.id:
            held = self.compartment
            withheld = drawing.withheld(held.child, self.today)
            for each in held.versions:
                yield _Change(each.at, each.at, drawing.patient(each.child), withheld)

    def _of_encounter(self, type_name: str, identity: Identity) -> Iterator[_Change]:
        for each in self._recorded:
            if each.id == identity and each.kind is EncounterKind.CARE_CONTACT:
                yield _Change(each.recorded_at, (each.id, each.version), drawing.of_encounter(type_name, each))

    def _of_referral(self, type_name: str, identity: Identity) -> Iterator[_Change]:
        for each in self.compartment.referrals:
            if each.id == identity:
                yield _Change(each.recorded_at, each.recorded_at, drawing.of_referral(type_name, each))

    def _of_need(self, type_name: str, identity: Identity) -> Iterator[_Change]:
        sent = any((name, identity) in self._kept for name in NEEDS)
        for each in self._recorded:
            statement = each.statement_of(identity)
            if statement is None or statement.change is Change.CARRIED:
                continue
            if (type_name, identity) in self._kept or (not sent and DEFAULT_TYPE[statement.group] == type_name):
                yield _Change(each.recorded_at, (each.id, each.version), drawing.need(type_name, statement, each))

    def _of_activity(self, identity: Identity) -> Iterator[_Change]:
        """Of one that an amendment removed the last version says so, as of what was entered in error."""
        held: CareActivity | None = None
        of: Identity | None = None
        for each in self._recorded:
            activity = next((one for one in each.activities if one.id == identity), None)
            key = each.id, each.version
            if activity is not None:
                held, of = activity, each.id
                yield _Change(each.recorded_at, key, drawing.activity(activity, each))
            elif held is not None and of == each.id:
                yield _Change(each.recorded_at, key, drawing.activity(held, replace(each, entered_in_error=True)))
                held = None

    def _of_appointment(self, identity: Identity) -> Iterator[_Change]:
        sent = list(self._kept.get(("Appointment", identity), []))
        for each in self.compartment.appointments:
            if each.id == identity:
                kept = next((one for one in sent if one.kept_by == each.booked_by), None)
                if kept is not None:
                    sent.remove(kept)
                at = kept.kept_at if kept is not None else made_at(identity)
                yield _Change(at, at, drawing.appointment(each))


def _numbered(changes: Iterable[_Change], kept: list[KeptResource]) -> Iterator[Version]:
    """The changes and the kept versions, one after another, those that are one and the same together."""
    sent = {_key(each): each for each in kept}
    moments: list[tuple[datetime, _Change | None, KeptResource | None]]
    moments = [(each.at, each, sent.pop(each.key, None)) for each in changes]
    moments += [(each.kept_at, None, each) for each in sent.values()]
    last: KeptResource | None = None
    for number, (at, change, held) in enumerate(sorted(moments, key=lambda each: each[0]), 1):
        if change is None:
            yield Version(number, at, held)
        else:
            hidden = change.withheld and held is not None
            yield Version(number, at, held, change.draw, held if hidden else last, hidden)
        last = held or last


def _key(kept: KeptResource) -> Key:
    if kept.encounter is not None and kept.encounter_version is not None:
        return kept.encounter, kept.encounter_version
    return kept.kept_at


def kept_versions(kept: Iterable[KeptResource]) -> tuple[Version, ...]:
    """The versions of a resource that only is kept."""
    return tuple(Version(each.version, each.kept_at, each) for each in kept)

"""What is read at a host of the child in context: the Patient, the referral, and the clinician.

A resource is taken only if it is what was asked for, and a referral only if it is of the Patient in context.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from app.fhir.launch.context import Context, reference_at
from app.fhir.launch.ports import HostRecord
from app.fhir.mapping.looking import Resource, listed

MOST_REFERRALS: Final = 20

_SUBJECTS: Final = {"EpisodeOfCare": "patient", "ServiceRequest": "subject"}


@dataclass(frozen=True, slots=True)
class HostChild:
    """What a host has of the child in context; `referrals` are EpisodeOfCare and ServiceRequest.

    `named` says that the host named the referrals: they are in context, and not all that it has. `issuer` is the base
    address of the host's FHIR API.
    """

    issuer: str
    patient: Resource
    referrals: tuple[Resource, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class HostReading:
    """Reads at a host with an access token; `issuer` is the base address of its FHIR API."""

    record: HostRecord
    issuer: str
    token: str

    def resource(self, reference: str) -> Resource | None:
        """The resource at `Type/id`; None when it cannot be had or is another."""
        tree = self._tree(reference)
        if tree is None or f"{tree.get('resourceType')}/{tree.get('id')}" != reference:
            return None
        return tree

    def practitioner(self, fhir_user: str) -> Resource | None:
        """The Practitioner of who is signed in, whom a PractitionerRole may name."""
        reference = reference_at(fhir_user, self.issuer)
        found = None if reference is None else self.resource(reference)
        if found is not None and found["resourceType"] == "PractitionerRole":
            reference = reference_at(_text(found.get("practitioner")), self.issuer)
            found = None if reference is None else self.resource(reference)
        return found if found is not None and found["resourceType"] == "Practitioner" else None

    def child(self, context: Context) -> HostChild | None:
        """The child in context with their referral; None when the Patient cannot be had."""
        patient = self.resource(context.patient)
        if patient is None:
            return None
        named = tuple(self._of(context.patient, (*context.referrals, *self._of_encounter(context))))
        if named:
            return HostChild(self.issuer, patient, named, named=True)
        return HostChild(self.issuer, patient, tuple(self._searched(context.patient)), named=False)

    def _of_encounter(self, context: Context) -> Iterator[str]:
        """The referrals that the Encounter in context, if it is of the Patient, belongs to."""
        encounter = None if context.encounter is None else self.resource(context.encounter)
        if encounter is None or reference_at(_text(encounter.get("subject")), self.issuer) != context.patient:
            return
        for each in (*listed(encounter, "episodeOfCare"), *listed(encounter, "basedOn")):
            reference = reference_at(each.get("reference"), self.issuer)
            if reference is not None:
                yield reference

    def _of(self, patient: str, references: Sequence[str]) -> Iterator[Resource]:
        """The referrals at some references that are of the Patient, each once, with the requests they rest on."""
        seen: set[str] = set()
        waiting = list(dict.fromkeys(references))[:MOST_REFERRALS]
        while waiting:
            reference = waiting.pop(0)
            if reference in seen or reference.partition("/")[0] not in _SUBJECTS or len(seen) >= MOST_REFERRALS:
                continue
            seen.add(reference)
            found = self.resource(reference)
            if found is not None and self._is_of(found, patient):
                yield found
                asked = (reference_at(_text(each), self.issuer) for each in listed(found, "referralRequest"))
                waiting += [each for each in asked if each is not None]

    def _searched(self, patient: str) -> Iterator[Resource]:
        """The active episodes of the Patient, else the active requests."""
        for type_name in _SUBJECTS:
            query = urlencode({"patient": patient.partition("/")[2], "status": "active", "_count": MOST_REFERRALS})
            bundle = self._tree(f"{type_name}?{query}") or {}
            entries = [each.get("resource") for each in listed(bundle, "entry")][:MOST_REFERRALS]
            found = [each for each in entries if isinstance(each, dict) and each.get("resourceType") == type_name]
            own = [each for each in found if isinstance(each.get("id"), str) and self._is_of(each, patient)]
            yield from own
            if own:
                return

    def _is_of(self, referral: Resource, patient: str) -> bool:
        subject = referral.get(_SUBJECTS[referral["resourceType"]])
        return reference_at(_text(subject), self.issuer) == patient

    def _tree(self, path: str) -> Resource | None:
        answer = self.record.read(f"{self.issuer}/{path}", self.token)
        if answer is None or not answer.succeeded:
            return None
        try:
            tree: Any = json.loads(answer.body)
        except (ValueError, RecursionError):
            return None
        return tree if isinstance(tree, dict) else None


def _text(reference: object) -> object:
    return reference.get("reference") if isinstance(reference, dict) else None

"""What a mapper may look up besides the resource it maps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.access.people import Organisation
from app.clinical.clinic import Clinic, Team
from app.clinical.professional import CareProfessional
from app.clinical.scores import Tools
from app.fhir.mapping.looking import Resource, contained
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity, parse_identity

Find = Callable[[str, Identity], Resource | None]
"""A resource by its type and identity: one received in the same body, or one kept; None when there is none."""


def nothing_kept(type_name: str, identity: Identity) -> Resource | None:
    """There is no other resource."""
    del type_name, identity
    return None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The organisation and its standing lists as of one moment, and the terminology in use.

    `today` is the date in Europe/London. Teams, clinics and professionals are by identity.
    `tools` are the assessment tools that the provider lists, None where it lists none.
    """

    organisation: Organisation
    today: date
    known: KnownTerminology
    teams: Mapping[Identity, Team] = field(default_factory=dict)
    clinics: Mapping[Identity, Clinic] = field(default_factory=dict)
    professionals: Mapping[Identity, CareProfessional] = field(default_factory=dict)
    find: Find = nothing_kept
    tools: Tools | None = None

    def target(self, resource: Resource, reference: object) -> Resource | None:
        """The resource that a reference of `resource` points at, contained, received or kept; None for any other."""
        inside = contained(resource, reference)
        if inside is not None or not isinstance(reference, dict):
            return inside
        type_name, slash, rest = str(reference.get("reference", "")).partition("/")
        try:
            return self.find(type_name, parse_identity(rest.partition("/")[0])) if slash else None
        except ValueError:
            return None

"""What a search brings along: the resources that references of the hits point at (FHIR R4, search, 3.1.1.5.4)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from app.fhir.mapping.looking import Resource
from app.fhir.ports import TypeAndId
from app.fhir.reading.declared import Meaning, parameters_of
from app.fhir.reading.search import Include
from app.fhir.reading.written_values import NotReadable, NotTaken
from app.fhir.types import ACCEPTED
from app.identity import parse_identity

_FURTHER: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "Appointment": {"practitioner": "participant.actor", "location": "participant.actor"},
        "Condition": {"asserter": "asserter"},
        "Encounter": {
            "appointment": "appointment",
            "episode-of-care": "episodeOfCare",
            "location": "location.location",
            "participant": "participant.individual",
            "practitioner": "participant.individual",
            "service-provider": "serviceProvider",
        },
        "EpisodeOfCare": {"care-manager": "careManager", "organization": "managingOrganization"},
        "HealthcareService": {"location": "location", "organization": "providedBy"},
        "Location": {"organization": "managingOrganization"},
        "Observation": {"performer": "performer"},
        "PractitionerRole": {
            "location": "location",
            "organization": "organization",
            "practitioner": "practitioner",
            "service": "healthcareService",
        },
        "Procedure": {"performer": "performer.actor"},
        "Provenance": {"agent": "agent.who", "target": "target"},
        "QuestionnaireResponse": {"author": "author"},
        "ServiceRequest": {"requester": "requester"},
    }
)
"""References besides those to the child and the encounter, and the elements that hold them."""

_TARGETS: Final[Mapping[str, str]] = MappingProxyType(
    {"location": "Location", "patient": "Patient", "practitioner": "Practitioner", "appointment": "Appointment"}
)
"""Parameters whose elements may point at several types and which are about one."""

_CHILD: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("AllergyIntolerance", "Consent", "Device", "EpisodeOfCare", "FamilyMemberHistory", "Immunization"),
            "patient",
        ),
        "Appointment": "participant.actor",
        "Provenance": "target",
        "RelatedPerson": "patient",
        "Task": "for",
    }
)
"""Where the child of a resource is, of types that do not have it as their subject."""

_EVERYTHING: Final = "What to bring along is named one by one, such as Encounter:patient. * is not taken."


@cache
def included_by(type_name: str) -> Mapping[str, str]:
    """The parameters of a type whose references can be brought along, and the elements that hold them."""
    found: dict[str, str] = {}
    for name, declared in parameters_of(type_name).items():
        if declared.meaning is Meaning.PATIENT:
            found[name] = _CHILD.get(type_name, "subject")
        if declared.meaning is Meaning.ENCOUNTER:
            found[name] = "encounter"
    return MappingProxyType(dict(sorted({**found, **_FURTHER.get(type_name, {})}.items())))


def include_of(type_name: str, text: str) -> Include:
    """What `_include=TYPE:PARAMETER` or `TYPE:PARAMETER:TARGET` asks for, in a search of a type.

    Raises:
        NotTaken: it is one that is not offered.
        NotReadable: it is not of this form.
    """
    if text == "*" or text.endswith(":*"):
        raise NotTaken(_EVERYTHING)
    of, _, rest = text.partition(":")
    parameter, _, target = rest.partition(":")
    if of != type_name or not parameter:
        raise NotReadable(f"It is written {type_name}:PARAMETER.")
    if parameter not in included_by(type_name) or (target and target not in ACCEPTED):
        known = ", ".join(f"{type_name}:{each}" for each in included_by(type_name)) or "nothing"
        raise NotTaken(f"Of this type can be brought along: {known}.")
    return Include(parameter, target or _TARGETS.get(parameter))


def included(type_name: str, includes: Iterable[Include], hits: Iterable[Resource]) -> tuple[TypeAndId, ...]:
    """What resources of a type that were found point at and is wanted too, each once, in order.

    Those of other servers, contained ones and identifiers alone are left out.
    """
    wanted = list(includes)
    found = (each for hit in hits for include in wanted for each in _targets(type_name, include, hit))
    return tuple(dict.fromkeys(found))


def _targets(type_name: str, include: Include, hit: Resource) -> Iterator[TypeAndId]:
    path = included_by(type_name)[include.parameter].split(".")
    for reference in _values(hit, path):
        text = reference.get("reference") if isinstance(reference, dict) else None
        of, slash, identity = str(text or "").partition("/")
        if slash and of in ACCEPTED and include.target in (None, of):
            try:
                yield of, parse_identity(identity.partition("/")[0])
            except ValueError:
                continue


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    """Every value at a path, through lists."""
    if isinstance(value, list):
        for each in value:
            yield from _values(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])

"""Every resource of a body as it is kept, whatever was recorded of it, and the identifiers that it claims."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.fhir.content import kept_content
from app.fhir.mapping.looking import Resource, identifying, referred, system_codes
from app.fhir.ports import IdentifierClaimed, KeptResource, SystemAndValue
from app.fhir.reading.clinical_date import clinical_date
from app.fhir.receiving.allotting import Allotted
from app.fhir.systems import NHS_NUMBER, same_system
from app.identity import Identity


@dataclass(frozen=True, slots=True)
class Occasion:
    """The act of keeping: for which organisation, when, on whose behalf, and the body it came in."""

    organisation: Identity
    at: datetime
    by: Identity
    received: Identity


@dataclass(frozen=True, slots=True)
class Recording:
    """The version of an encounter that a resource led to."""

    encounter: Identity
    version: int


def kept_resource(
    allotted: Allotted, content: Resource, last: KeptResource | None, recording: Recording | None, occasion: Occasion
) -> KeptResource:
    """The next kept version of the resource of an entry; `content` is the resource with its references resolved."""
    rest, meta = kept_content(content)
    return KeptResource(
        occasion.organisation,
        allotted.type,
        allotted.identity,
        1 if last is None else last.version + 1,
        allotted.child,
        recording.encounter if recording is not None else None,
        recording.version if recording is not None else None,
        rest,
        meta,
        occasion.at,
        occasion.by,
        occasion.received,
        system_codes(content.get("code")),
        clinical_date(content),
        _named_besides(content, recording),
    )


def _named_besides(content: Resource, recording: Recording | None) -> Identity | None:
    """The Encounter that a resource names, unless what it led to was recorded there."""
    named = referred(content.get("encounter"), "Encounter")
    return None if recording is not None and recording.encounter == named else named


def unchanged(content: Resource, last: KeptResource | None) -> bool:
    """Whether a resource is what was kept of it last, to the letter."""
    return last is not None and (last.content, last.meta) == kept_content(content)


def claims(
    allotted: Allotted, known: Mapping[SystemAndValue, Identity], occasion: Occasion
) -> Iterator[IdentifierClaimed]:
    """The identifiers that an entry's resource claims and has not claimed yet, that of its condition among them.

    NHS numbers are claimed in the record of numbers instead.
    """
    pairs = list(identifying(allotted.entry.resource))
    criteria = allotted.entry.criteria
    if criteria is not None and criteria.identifier is not None:
        pairs.append(criteria.identifier)
    for system, value in dict.fromkeys(pairs):
        if (system, value) not in known and not same_system(system, NHS_NUMBER):
            yield IdentifierClaimed(occasion.organisation, allotted.type, system, value, allotted.identity)

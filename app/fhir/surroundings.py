"""What mappers look up, from an organisation's records as of the moment of a request."""

import json

from app.clinical.ages import london_date
from app.clinical.ports import Work
from app.fhir.content import faithful
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import FhirRecords, KeptResource
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity, shown


def resource_of(kept: KeptResource) -> Resource:
    """A kept resource as values for JSON, its numbers as they were written."""
    content: Resource = faithful(kept.content, json.loads(kept.content))
    meta = {"meta": json.loads(kept.meta)} if kept.meta is not None else {}
    return {"resourceType": kept.type, "id": shown(kept.id), **meta, **content}


def surroundings_of(work: Work[FhirRecords], known: KnownTerminology) -> Surroundings:
    """The organisation's standing lists, and what is kept of its resources."""
    records = work.records
    records.prepare_lists()

    def find(type_name: str, identity: Identity) -> Resource | None:
        kept = records.kept_last([(type_name, identity)]).get((type_name, identity))
        return resource_of(kept) if kept is not None else None

    return Surroundings(
        work.principal.organisation,
        london_date(work.now),
        known,
        {each.id: each for each in records.teams()},
        {each.id: each for each in records.clinics()},
        {each.id: each for each in records.professionals()},
        find,
        work.tools,
    )

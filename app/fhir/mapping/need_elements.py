"""A statement about a need as elements of a resource, those that all its types have alike."""

from collections.abc import Iterator
from typing import Final

from app.clinical.encounter import Encounter
from app.clinical.needs import Certainty, Statement
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.need_extensions import (
    CERTAINTY,
    CHANGE,
    DIAGNOSED_BY,
    PRIMARY,
    TRAFFIC_LIGHT,
    code_extension,
)
from app.fhir.mapping.need_source import source_extensions
from app.fhir.mapping.need_terms import DESCRIPTION_ID
from app.fhir.systems import SNOMED_CT, extension_url
from app.identity import shown

GROUP: Final = "statement.group"
"""The code system of the groups of needs is named after this item."""


def need_resource(type_name: str, statement: Statement, encounter: Encounter) -> Resource:
    """The beginning of the resource of a need: its type, its id, which is the need's, and whose it is."""
    return {
        "resourceType": type_name,
        "id": shown(statement.need),
        "subject": reference("Patient", encounter.child),
    }


def code_element(statement: Statement) -> Resource:
    """Which need it is, as a CodeableConcept: its concept under the term it was recorded with, or its words."""
    if statement.concept is None:
        return {"text": statement.term}
    coding: Resource = {"system": SNOMED_CT}
    if statement.description is not None:
        coding["extension"] = [{"url": DESCRIPTION_ID, "valueId": str(statement.description)}]
    if statement.release:
        coding["version"] = statement.release
    coding |= {"code": str(statement.concept), "display": statement.term}
    return {"coding": [coding], "text": statement.term}


def group_category(statement: Statement) -> Resource:
    """The group as a category."""
    return listed_concept(GROUP, statement.group.value)


def shared_extensions(statement: Statement, *, written: bool) -> Iterator[Resource]:
    """What FHIR has no element for in any type; `written` where the type has an element for who wrote it down.

    The certainty stands in a modifier extension, not here, where no element says that the need is excluded.
    """
    yield code_extension(CHANGE, statement.change.value)
    if statement.certainty is not Certainty.EXCLUDED:
        yield code_extension(CERTAINTY, statement.certainty.value)
    if statement.diagnosed_by is not None:
        yield code_extension(DIAGNOSED_BY, statement.diagnosed_by.value)
    if statement.primary:
        yield {"url": extension_url(PRIMARY), "valueBoolean": True}
    if statement.traffic_light is not None:
        yield code_extension(TRAFFIC_LIGHT, statement.traffic_light.value)
    yield from source_extensions(statement.source, written=written)


def date_extension(item: str, on: str) -> Resource:
    """An extension of ours with a date, as precise as it is known."""
    return {"url": extension_url(item), "valueDateTime": on}

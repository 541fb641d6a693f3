"""The day a resource is about, by its type: the element that a search by date compares (FHIR R4, search parameters).

Of a period, the day it began. A type that is not listed has no such day, or one that no search asks for.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from app.fhir.mapping.looking import Resource, whole_date

_ELEMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AllergyIntolerance": "recordedDate",
        "Appointment": "start",
        "ClinicalImpression": "date",
        "Communication": "sent",
        "Composition": "date",
        "Condition": "recordedDate",
        "Consent": "dateTime",
        "DeviceUseStatement": "recordedOn timingDateTime timingPeriod",
        "DocumentReference": "date",
        "Encounter": "period",
        "EpisodeOfCare": "period",
        "FamilyMemberHistory": "date",
        "Goal": "startDate",
        "Immunization": "occurrenceDateTime",
        "MedicationStatement": "effectiveDateTime effectivePeriod",
        "Observation": "effectiveDateTime effectivePeriod effectiveInstant",
        "Procedure": "performedDateTime performedPeriod",
        "Provenance": "recorded",
        "QuestionnaireResponse": "authored",
        "RiskAssessment": "occurrenceDateTime occurrencePeriod",
        "ServiceRequest": "authoredOn",
        "Task": "authoredOn",
    }
)
"""The elements of each type, of which the first that has a day counts."""

DATED: Final = frozenset(_ELEMENTS)
"""The types that have a clinical date."""


def clinical_date(resource: Resource) -> date | None:
    """The day a resource is about, in Europe/London; None when it is not told, or not as precisely as a day."""
    names = _ELEMENTS.get(resource["resourceType"], "").split()
    days = (_day(resource.get(name)) for name in names)
    return next((each for each in days if each is not None), None)


def _day(value: Any) -> date | None:
    return whole_date(value.get("start")) if isinstance(value, dict) else whole_date(value)

"""The day a resource is about is that of the element which a search by date compares."""

from datetime import date

import pytest

from app.fhir.mapping.looking import Resource
from app.fhir.reading.clinical_date import DATED, clinical_date
from app.fhir.reading.declared import Meaning, parameters_of
from app.fhir.types import ACCEPTED

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("type_name", "elements"),
    [
        ("Observation", {"effectiveDateTime": "2026-03-02"}),
        ("Observation", {"effectivePeriod": {"start": "2026-03-02T08:00:00Z", "end": "2026-03-09"}}),
        ("Observation", {"effectiveInstant": "2026-03-02T08:00:00Z", "issued": "2026-03-05T08:00:00Z"}),
        ("Condition", {"recordedDate": "2026-03-02", "onsetDateTime": "2019"}),
        ("Encounter", {"period": {"start": "2026-03-02"}}),
        ("EpisodeOfCare", {"period": {"start": "2026-03-02"}}),
        ("Appointment", {"start": "2026-03-02T08:00:00Z", "created": "2025-01-01"}),
        ("Procedure", {"performedDateTime": "2026-03-02"}),
        ("ServiceRequest", {"authoredOn": "2026-03-02"}),
        ("QuestionnaireResponse", {"authored": "2026-03-02"}),
        ("Immunization", {"occurrenceDateTime": "2026-03-02", "recorded": "2026-03-05"}),
        ("DeviceUseStatement", {"timingDateTime": "2020", "recordedOn": "2026-03-02"}),
        ("Provenance", {"recorded": "2026-03-02T08:00:00Z"}),
        ("Goal", {"startDate": "2026-03-02"}),
    ],
)
def test_the_day_is_that_of_the_element_that_is_compared(type_name: str, elements: Resource) -> None:
    assert clinical_date({"resourceType": type_name, **elements}) == DAY


def test_an_instant_is_its_day_in_london() -> None:
    assert clinical_date({"resourceType": "Encounter", "period": {"start": "2026-07-01T23:30:00Z"}}) == date(2026, 7, 2)


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Condition"},
        {"resourceType": "Condition", "recordedDate": "2026-03"},
        {"resourceType": "Encounter", "period": {"end": "2026-03-02"}},
        {"resourceType": "Patient", "birthDate": "2019-03-14"},
    ],
)
def test_what_tells_no_day_has_none(resource: Resource) -> None:
    assert clinical_date(resource) is None


def test_every_type_with_a_day_is_searched_by_it_and_no_other() -> None:
    by_date = {each for each in ACCEPTED if any(p.meaning is Meaning.DATE for p in parameters_of(each).values())}
    assert by_date == DATED

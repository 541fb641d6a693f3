"""Whatever a Patient says that the structure of R4 allows, it is read or refused, and served again."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import orjson
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.fhir.mapping.patient import patient_over_sent
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.structure.r4 import R4
from app.fhir.systems import extension_url
from tests.clinical import examples
from tests.fhir.mapping.patient_children import CODES, SURROUNDINGS, errors, read
from tests.fhir.mapping.test_patient import UK_CORE_PATIENT

WHOLE: dict[str, Any] = {
    **UK_CORE_PATIENT,
    "extension": [
        *UK_CORE_PATIENT["extension"],
        {"url": extension_url("fact.placement"), "valueCode": "foster"},
        {
            "url": extension_url("fact.school"),
            "extension": [
                {"url": "answer", "valueCode": "none"},
                {"url": "period", "valuePeriod": {"start": "2024-09-01", "end": "2027-07-31"}},
            ],
        },
    ],
    "contact": [
        {
            "relationship": [{"coding": [{"system": f"{CODES}AdditionalPersonRelationshipRole", "code": "Carer"}]}],
            "name": {"text": "Somebody"},
            "period": {"start": "2020-01-01"},
        }
    ],
    "deceasedDateTime": "2026-07-01T23:30:00.123456789+01:00",
    "contained": [{"resourceType": "PractitionerRole", "id": "role", "organization": {"reference": "#role"}}],
    "managingOrganization": {"reference": "#role"},
}
TEXTS = (
    *("x", "-", "01", "09", "2019", "2019-02", "2026-11-25", "9999", "none", "Y", "old", "#role", "#", "a" * 300),
    *("9990000018", "9990000019", "\u202ex", "\u200b", "Ünï", ", ,", "()", "Patient/0", "0001-01-01", "9999-12-31"),
)


@cache
def definitions() -> R4:
    return load_r4()


def sound(resource: dict[str, Any]) -> bool:
    """Whether a resource fits the structure of R4."""
    return isinstance(checked(orjson.dumps(resource), definitions(), limits=Limits()), Checked)


def places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every part of a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        if step != "resourceType":
            yield (*way, step)
            yield from places(part, (*way, step))


WAYS = tuple(places(WHOLE))


def put(value: Any, way: tuple[str | int, ...], text: str | None) -> Any:
    """A value with a text at a place where one stands, or, for None, without what stands there; else as it was."""
    step, *rest = way
    if isinstance(value, dict) and step in value:
        if rest:
            return {**value, step: put(value[step], tuple(rest), text)}
        kept = {name: held for name, held in value.items() if name != step}
        return kept if text is None else {**kept, step: text} if isinstance(value[step], str) else value
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        if rest:
            return [put(each, tuple(rest), text) if at == step else each for at, each in enumerate(value)]
        return [each for at, each in enumerate(value) if at != step or text is not None]
    return value


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """The whole Patient with some texts replaced and some parts left out."""
    patient: dict[str, Any] = WHOLE
    for way in draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=4)):
        patient = put(patient, way, draw(st.none() | st.sampled_from(TEXTS)))
    return patient


@given(damaged())
@settings(max_examples=120, deadline=None)
def test_a_damaged_patient_is_read_or_refused_and_never_breaks(patient: dict[str, Any]) -> None:
    assume(sound(patient))
    given_, problems = read(patient)
    assert (given_ is None) == (errors(problems) != [])
    assert sound(patient_over_sent(examples.child(), SURROUNDINGS, patient))

"""Our extensions: written as codes, read as codes, Codings and CodeableConcepts."""

from typing import Any

import pytest

from app.clinical.needs import TrafficLight
from app.fhir.mapping.need_extensions import OWNED_EXTENSIONS, TRAFFIC_LIGHT, code_extension, code_said, flag_said
from app.fhir.structure.problems import Severity
from app.fhir.systems import extension_url
from tests.fhir.mapping.soundness import here, noted

URL = "https://everyneed.org.uk/fhir/StructureDefinition/statement-traffic-light"


def test_an_extension_is_named_after_its_item() -> None:
    assert code_extension(TRAFFIC_LIGHT, "red") == {"url": URL, "valueCode": "red"}
    assert URL in OWNED_EXTENSIONS


@pytest.mark.parametrize(
    "value",
    [
        {"valueCode": "red"},
        {"valueString": "red"},
        {"valueCoding": {"code": "red"}},
        {"valueCodeableConcept": {"coding": [{"code": "red"}]}},
    ],
)
def test_an_answer_is_read_however_it_is_typed(value: dict[str, Any]) -> None:
    findings = here()
    found = code_said({"extension": [{"url": URL, **value}]}, TRAFFIC_LIGHT, TrafficLight, findings)
    assert (found, findings.problems) == (TrafficLight.RED, [])


@pytest.mark.parametrize("value", [{"valueCode": "purple"}, {"valueInteger": 3}, {"valueCodeableConcept": {}}])
def test_an_answer_that_is_none_is_warned_of_with_those_there_are(value: dict[str, Any]) -> None:
    findings = here()
    assert code_said({"extension": [{"url": URL, **value}]}, TRAFFIC_LIGHT, TrafficLight, findings) is None
    assert noted(findings) == [(Severity.WARNING, "Bundle.entry[0].resource.extension")]
    assert "green, amber, red" in findings.problems[0].diagnostic
    assert "purple" not in findings.problems[0].diagnostic


def test_nothing_is_said_without_the_extension() -> None:
    findings = here()
    assert code_said({}, TRAFFIC_LIGHT, TrafficLight, findings) is None
    assert findings.problems == []


def test_a_flag_is_set_by_true_alone() -> None:
    url = extension_url("statement.primary")
    assert flag_said({"extension": [{"url": url, "valueBoolean": True}]}, "statement.primary")
    assert not flag_said({"extension": [{"url": url, "valueBoolean": False}]}, "statement.primary")
    assert not flag_said({"extension": [{"url": url, "valueString": "true"}]}, "statement.primary")

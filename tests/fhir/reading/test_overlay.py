"""What stays of what a system sent when the record has moved on: all that the record does not say itself."""

from app.fhir.reading.overlay import laid_over
from app.fhir.systems import OURS

OWNED = frozenset({"extension", "category", "code", "contained", "clinicalStatus", "onsetDateTime"})
SENT = {
    "resourceType": "Condition",
    "id": "0123456789ABC",
    "contained": [
        {"resourceType": "Practitioner", "id": "who", "name": [{"family": "Kept"}]},
        {"resourceType": "Device", "id": "gone"},
    ],
    "extension": [
        {"url": "https://sender.example.nhs.uk/colour", "valueCode": "red"},
        {"url": f"{OURS}/StructureDefinition/statement-change", "valueCode": "new"},
    ],
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "x"}]}],
    "code": {"text": "as sent"},
    "onsetAge": {"value": 3},
    "note": [{"text": "A note"}],
    "recorder": {"reference": "#who"},
}
DRAWN = {
    "resourceType": "Condition",
    "id": "0123456789ABC",
    "extension": [{"url": f"{OURS}/StructureDefinition/statement-change", "valueCode": "resolved"}],
    "category": [{"coding": [{"system": f"{OURS}/CodeSystem/statement-group", "code": "condition"}]}],
    "clinicalStatus": {"coding": [{"code": "resolved"}]},
    "onsetDateTime": "2020",
}


def test_the_record_replaces_what_it_says_and_keeps_the_rest() -> None:
    whole = laid_over(DRAWN, SENT, OWNED)
    assert whole["clinicalStatus"] == DRAWN["clinicalStatus"]
    assert whole["note"] == SENT["note"]
    assert "code" not in whole


def test_foreign_extensions_and_categories_stay_beside_ours() -> None:
    whole = laid_over(DRAWN, SENT, OWNED)
    assert [each["url"] for each in whole["extension"]] == [
        "https://sender.example.nhs.uk/colour",
        f"{OURS}/StructureDefinition/statement-change",
    ]
    assert whole["extension"][1]["valueCode"] == "resolved"
    assert len(whole["category"]) == 2


def test_an_element_has_one_value_of_a_choice() -> None:
    whole = laid_over(DRAWN, SENT, OWNED)
    assert "onsetAge" not in whole
    assert whole["onsetDateTime"] == "2020"
    assert laid_over({"resourceType": "Condition"}, SENT, OWNED)["onsetAge"] == {"value": 3}


def test_a_contained_resource_stays_while_something_points_at_it() -> None:
    whole = laid_over(DRAWN, SENT, OWNED)
    assert [each["id"] for each in whole["contained"]] == ["who"]

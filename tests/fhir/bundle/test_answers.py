import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.fhir.bundle.answers import Answered, bundle_answer
from app.fhir.bundle.entry import BundleKind
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.fhir.structure.r4 import R4
from tests.fhir.bundle.bundles import BASE, ID, OURS

AT = datetime(2026, 3, 2, 9, 15, 0, 123456, tzinfo=UTC)
CREATED = Answered(201, "Patient", OURS, 1, AT)
WARNING = Problem(IssueType.BUSINESS_RULE, "Bundle.entry[0].resource.code", "Outside the set.", "", Severity.WARNING)
LOST = Problem(IssueType.NOT_FOUND, "Bundle.entry[1].request.url", "There is no such resource here.")


def answer(kind: BundleKind, *answered: Answered) -> object:
    return json.loads(bundle_answer(kind, answered, BASE))


def test_a_transaction_is_answered_by_an_entry_for_each_of_its_own() -> None:
    updated = Answered(200, "Condition", OURS, 12, AT.replace(microsecond=0), outcome=(WARNING,))
    assert answer(BundleKind.TRANSACTION, CREATED, updated) == {
        "resourceType": "Bundle",
        "type": "transaction-response",
        "entry": [
            {
                "response": {
                    "status": "201 Created",
                    "location": f"Patient/{ID}/_history/1",
                    "etag": 'W/"1"',
                    "lastModified": "2026-03-02T09:15:00.123456+00:00",
                }
            },
            {
                "response": {
                    "status": "200 OK",
                    "location": f"Condition/{ID}/_history/12",
                    "etag": 'W/"12"',
                    "lastModified": "2026-03-02T09:15:00+00:00",
                    "outcome": {
                        "resourceType": "OperationOutcome",
                        "issue": [
                            {
                                "severity": "warning",
                                "code": "business-rule",
                                "diagnostics": "Outside the set.",
                                "expression": ["Bundle.entry[0].resource.code"],
                            }
                        ],
                    },
                }
            },
        ],
    }


def test_a_resource_that_is_asked_for_stands_in_the_answer_byte_for_byte() -> None:
    sent = b'{"resourceType":"Observation","valueQuantity":{"value":1.50}}'
    made = bundle_answer(BundleKind.BATCH, [Answered(200, "Observation", OURS, 1, AT, sent, located=False)], BASE)
    assert b'"resource":' + sent in made
    (entry,) = json.loads(made)["entry"]
    assert entry["fullUrl"] == f"{BASE}/Observation/{ID}"
    assert "location" not in entry["response"]


def test_an_entry_of_a_batch_that_is_refused_has_its_status_and_its_problems_alone() -> None:
    found = json.loads(bundle_answer(BundleKind.BATCH, [CREATED, Answered(404, outcome=(LOST,))], BASE))
    assert found["type"] == "batch-response"
    response = found["entry"][1]["response"]
    assert set(response) == {"status", "outcome"}
    assert (response["status"], response["outcome"]["issue"][0]["code"]) == ("404 Not Found", "not-found")


def test_a_search_in_a_batch_is_answered_by_what_it_found() -> None:
    searchset = b'{"resourceType":"Bundle","type":"searchset","total":0}'
    found = json.loads(bundle_answer(BundleKind.BATCH, [Answered(200, resource=searchset)], BASE))
    assert found["entry"] == [{"resource": json.loads(searchset), "response": {"status": "200 OK"}}]


def test_times_are_told_in_utc() -> None:
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    found = json.loads(bundle_answer(BundleKind.BATCH, [Answered(200, "Patient", OURS, 1, summer)], BASE))
    assert found["entry"][0]["response"]["lastModified"] == "2026-07-01T09:00:00+00:00"


def test_an_answer_to_nothing_has_no_entries() -> None:
    assert answer(BundleKind.TRANSACTION) == {"resourceType": "Bundle", "type": "transaction-response"}


def test_a_message_has_no_such_answer() -> None:
    with pytest.raises(ValueError, match="message"):
        bundle_answer(BundleKind.MESSAGE, [], BASE)


@pytest.mark.parametrize("status", [200, 201, 304, 400, 401, 403, 404, 409, 410, 412, 413, 422, 429, 500])
def test_every_answer_is_a_bundle_as_r4_has_it(r4: R4, status: int) -> None:
    resource = b'{"resourceType":"Patient","id":"' + ID.encode() + b'"}'
    each = [Answered(status, "Patient", OURS, 1, AT, resource, (WARNING, LOST)), Answered(status, outcome=(LOST,))]
    for kind in (BundleKind.TRANSACTION, BundleKind.BATCH):
        assert isinstance(checked(bundle_answer(kind, each, BASE), r4, limits=Limits()), Checked)

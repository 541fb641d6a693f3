import pytest

from app.fhir.bundle.contradictions import written_twice
from app.fhir.bundle.entry import Entry, Method
from app.identity import Identity
from tests.fhir.bundle.bundles import ID, OURS, Json, asking, entries, read, told

PATIENT: Json = {"resourceType": "Patient"}
BY_ID = asking("PUT", f"Patient/{ID}", PATIENT)
BY_CONDITION = asking("PUT", "Patient?identifier=a|1", PATIENT)
BY_ID_AS_CONDITION = asking("PUT", f"Patient?_id={ID}", PATIENT)
CREATE = asking("POST", "Patient", PATIENT, ifNoneExist="identifier=a|1")


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [
        (BY_ID, BY_ID, "url"),
        (BY_ID, BY_ID_AS_CONDITION, "url"),
        (BY_CONDITION, BY_CONDITION, "url"),
        (BY_CONDITION, asking("PUT", "Patient?identifier=a%7C1", PATIENT), "url"),
        (CREATE, BY_CONDITION, "url"),
        (BY_CONDITION, CREATE, "ifNoneExist"),
    ],
)
def test_a_transaction_that_writes_one_resource_twice_is_refused(one: Json, other: Json, place: str) -> None:
    assert told(read(one, other)) == [("value", f"Bundle.entry[1].request.{place}")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (CREATE, CREATE),
        (BY_ID, asking("PUT", "Patient/0123456789ABC", PATIENT)),
        (BY_ID, asking("PUT", f"Person/{ID}", {"resourceType": "Person"})),
        (BY_CONDITION, asking("PUT", "Patient?identifier=a|2", PATIENT)),
        (asking("POST", "Patient", PATIENT), asking("POST", "Patient", PATIENT)),
    ],
)
def test_entries_about_different_resources_or_with_one_create_are_fine(one: Json, other: Json) -> None:
    assert len(entries(one, other)) == 2


def test_an_id_and_a_condition_that_come_to_one_resource_contradict_each_other() -> None:
    by_id, by_condition = entries(BY_ID, BY_CONDITION)
    found = tuple(written_twice([(by_id, ("Patient", OURS)), (by_condition, ("Patient", OURS))]))
    assert told(found) == [("value", "Bundle.entry[1].request.url")]


def test_creates_that_come_to_one_resource_and_updates_of_two_do_not() -> None:
    def entry(index: int, method: Method) -> Entry:
        return Entry(index, f"Bundle.entry[{index}]", None, method, "Patient", PATIENT)

    creates = [(entry(0, Method.POST), ("Patient", OURS)), (entry(1, Method.POST), ("Patient", OURS))]
    updates = [(entry(0, Method.PUT), ("Patient", OURS)), (entry(1, Method.PUT), ("Patient", Identity(8)))]
    assert list(written_twice(creates)) == []
    assert list(written_twice(updates)) == []

from typing import Any

import pytest

from app.fhir.bundle.entries import Entries, single_entry
from app.fhir.bundle.entry import BundleKind, Criteria, Entry, Method
from app.identity import Identity, shown
from tests.fhir.bundle.bundles import BASE, ID, NHS, OURS, asking, entries, read, told, urn

PATIENT = {"resourceType": "Patient", "birthDate": "2020-02-29"}
PLACE = "Bundle.entry[0]"
NUMBER = Criteria("Patient", identifier=(NHS, "9990000018"))


def test_a_transaction_is_read_into_its_entries_in_their_order() -> None:
    first = {"fullUrl": urn(1), **asking("POST", "Patient", PATIENT)}
    second = asking("PUT", f"Condition/{ID}", {"resourceType": "Condition", "id": ID}, ifMatch='W/"12"')
    assert entries(first, second) == (
        Entry(0, "Bundle.entry[0]", urn(1), Method.POST, "Patient", PATIENT),
        Entry(1, "Bundle.entry[1]", None, Method.PUT, "Condition", second["resource"], id=OURS, if_match=12),
    )


def test_a_transaction_without_entries_has_none() -> None:
    assert entries() == ()


@pytest.mark.parametrize(
    "url",
    [
        "Patient",
        "/Patient",
        "Patient/",
        f"{BASE}/Patient",
        "/fhir/R4/Patient",
        "HTTPS://EveryNeed.example/fhir/R4/Patient",
    ],
)
def test_an_address_may_be_relative_or_absolute_to_us(url: str) -> None:
    (entry,) = entries(asking("POST", url, PATIENT))
    assert (entry.method, entry.type) == (Method.POST, "Patient")


@pytest.mark.parametrize(
    "condition",
    [
        f"identifier={NHS}|9990000018",
        f"?identifier={NHS}|9990000018",
        f"Patient?identifier={NHS}|9990000018",
        f"/Patient?identifier={NHS}|9990000018",
        "identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C9990000018",
    ],
)
def test_a_conditional_create_is_read_with_or_without_a_question_mark_and_type(condition: str) -> None:
    (entry,) = entries(asking("POST", "Patient", PATIENT, ifNoneExist=condition))
    assert (entry.criteria, entry.id) == (NUMBER, None)


def test_an_identifier_with_a_question_mark_is_no_type() -> None:
    (entry,) = entries(asking("POST", "Patient", PATIENT, ifNoneExist="identifier=https://a.example/?x|1"))
    assert entry.criteria == Criteria("Patient", identifier=("https://a.example/?x", "1"))


@pytest.mark.parametrize("url", ["Patient?identifier=", f"{BASE}/Patient?identifier="])
def test_a_conditional_update_is_read(url: str) -> None:
    (entry,) = entries(asking("PUT", f"{url}{NHS}|9990000018", {**PATIENT, "id": "theirs"}))
    assert (entry.method, entry.criteria, entry.id) == (Method.PUT, NUMBER, None)


def test_an_id_is_read_in_either_case() -> None:
    (entry,) = entries(asking("PUT", f"Patient/{ID.lower()}", {**PATIENT, "id": ID}))
    assert entry.id == OURS


Wrong = tuple[dict[str, Any], list[tuple[str, str]]]
REFUSED: dict[str, Wrong] = {
    "a type that is not the resource's": (
        asking("POST", "Condition", PATIENT),
        [("value", f"{PLACE}.request.url")],
    ),
    "POST to an id": (asking("POST", f"Patient/{ID}", PATIENT), [("value", f"{PLACE}.request.url")]),
    "POST with a condition in its address": (
        asking("POST", "Patient?_id=1", PATIENT),
        [("value", f"{PLACE}.request.url")],
    ),
    "PUT to a type": (asking("PUT", "Patient", PATIENT), [("value", f"{PLACE}.request.url")]),
    "PUT by id and condition": (
        asking("PUT", f"Patient/{ID}?_id={ID}", PATIENT),
        [("value", f"{PLACE}.request.url")],
    ),
    "PUT to an id of theirs": (
        asking("PUT", "Patient/child-1", {**PATIENT, "id": "child-1"}),
        [("not-supported", f"{PLACE}.request.url")],
    ),
    "PUT of another id": (
        asking("PUT", f"Patient/{ID}", {**PATIENT, "id": "0123456789ABC"}),
        [("value", f"{PLACE}.resource.id")],
    ),
    "PUT without a resource": (asking("PUT", f"Patient/{ID}"), [("required", f"{PLACE}.resource")]),
    "POST without a resource": (asking("POST", "Patient"), [("required", f"{PLACE}.resource")]),
    "an operation": (asking("POST", "Patient/$match", PATIENT), [("not-supported", f"{PLACE}.request.url")]),
    "a search by POST": (asking("POST", "Patient/_search", PATIENT), [("not-supported", f"{PLACE}.request.url")]),
    "a version": (
        asking("PUT", f"Patient/{ID}/_history/1", PATIENT),
        [("not-supported", f"{PLACE}.request.url")],
    ),
    "the root": (asking("POST", BASE, PATIENT), [("not-supported", f"{PLACE}.request.url")]),
    "another server": (
        asking("POST", "https://other.example/fhir/R4/Patient", PATIENT),
        [("not-supported", f"{PLACE}.request.url")],
    ),
    "a server whose name begins as ours": (
        asking("POST", f"{BASE}x/Patient", PATIENT),
        [("not-supported", f"{PLACE}.request.url")],
    ),
    "DELETE": (asking("DELETE", f"Patient/{ID}"), [("not-supported", f"{PLACE}.request.method")]),
    "PATCH": (asking("PATCH", f"Patient/{ID}"), [("not-supported", f"{PLACE}.request.method")]),
    "HEAD": (asking("HEAD", f"Patient/{ID}"), [("not-supported", f"{PLACE}.request.method")]),
    "GET in a transaction": (asking("GET", f"Patient/{ID}"), [("not-supported", f"{PLACE}.request.method")]),
    "a method absent with a reason": (
        {"resource": PATIENT, "request": {"_method": {}, "url": "Patient"}},
        [("required", f"{PLACE}.request.method")],
    ),
    "an address absent with a reason": (
        {"resource": PATIENT, "request": {"method": "POST", "_url": {}}},
        [("required", f"{PLACE}.request.url")],
    ),
    "ifNoneExist of another type": (
        asking("POST", "Patient", PATIENT, ifNoneExist="Person?identifier=a|1"),
        [("value", f"{PLACE}.request.ifNoneExist")],
    ),
    "ifNoneExist by name": (
        asking("POST", "Patient", PATIENT, ifNoneExist="family=Test"),
        [("not-supported", f"{PLACE}.request.ifNoneExist")],
    ),
    "ifNoneExist that is empty": (
        asking("POST", "Patient", PATIENT, ifNoneExist="?"),
        [("value", f"{PLACE}.request.ifNoneExist")],
    ),
    "ifNoneExist on PUT": (
        asking("PUT", f"Patient/{ID}", PATIENT, ifNoneExist="identifier=a|1"),
        [("value", f"{PLACE}.request.ifNoneExist")],
    ),
    "a strong version": (
        asking("PUT", f"Patient/{ID}", PATIENT, ifMatch='"3"'),
        [("value", f"{PLACE}.request.ifMatch")],
    ),
    "version nought": (
        asking("PUT", f"Patient/{ID}", PATIENT, ifMatch='W/"0"'),
        [("value", f"{PLACE}.request.ifMatch")],
    ),
    "any version": (
        asking("PUT", f"Patient/{ID}", PATIENT, ifMatch="*"),
        [("value", f"{PLACE}.request.ifMatch")],
    ),
    "ifMatch on POST": (
        asking("POST", "Patient", PATIENT, ifMatch='W/"1"'),
        [("value", f"{PLACE}.request.ifMatch")],
    ),
    "ifNoneMatch": (
        asking("PUT", f"Patient/{ID}", PATIENT, ifNoneMatch="*"),
        [("not-supported", f"{PLACE}.request.ifNoneMatch")],
    ),
    "a fullUrl of ours for another resource": (
        {"fullUrl": f"{BASE}/Patient/0123456789ABC", **asking("PUT", f"Patient/{ID}", PATIENT)},
        [("value", f"{PLACE}.fullUrl")],
    ),
    "a fullUrl of ours of another type": (
        {"fullUrl": f"{BASE}/Person/{ID}", **asking("PUT", f"Patient/{ID}", PATIENT)},
        [("value", f"{PLACE}.fullUrl")],
    ),
    "several things": (
        asking("PUT", "Condition/x", PATIENT, ifMatch="3"),
        [
            ("value", f"{PLACE}.request.url"),
            ("not-supported", f"{PLACE}.request.url"),
            ("value", f"{PLACE}.request.ifMatch"),
        ],
    ),
}


@pytest.mark.parametrize(("entry", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_done_is_refused_at_its_place(entry: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told(read(entry)) == expected


def test_a_refusal_repeats_no_value_that_was_sent() -> None:
    found = read(asking("PUT", "Patient/secret-9990000018", {**PATIENT, "id": "x"}, ifMatch="secret"))
    assert isinstance(found, tuple)
    assert not any("secret" in each.diagnostic for each in found)


def test_a_transaction_is_refused_for_one_entry_and_a_batch_is_not() -> None:
    good, bad = asking("POST", "Patient", PATIENT), asking("DELETE", f"Patient/{ID}")
    assert told(read(good, bad)) == [("not-supported", "Bundle.entry[1].request.method")]
    found = read(good, bad, good, kind=BundleKind.BATCH)
    assert isinstance(found, Entries)
    assert [each.index for each in found.entries] == [0, 2]
    assert {index: told(each) for index, each in found.refused.items()} == {
        1: [("not-supported", "Bundle.entry[1].request.method")]
    }


def test_at_most_fifty_problems_are_told() -> None:
    assert len(told(read(*[asking("DELETE", "Patient/1") for _ in range(60)]))) == 50


@pytest.mark.parametrize(
    ("url", "type_name", "rest"),
    [
        (f"Patient/{ID}", "Patient", f"Patient/{ID}"),
        (f"{BASE}/Patient?identifier=a|1", "Patient", "Patient?identifier=a|1"),
        ("/fhir/R4/Condition?code=1", "Condition", "Condition?code=1"),
        ("metadata", "", "metadata"),
        (f"{BASE}?_type=Patient", "", "?_type=Patient"),
    ],
)
def test_a_batch_may_read(url: str, type_name: str, rest: str) -> None:
    (entry,) = entries(asking("GET", url), kind=BundleKind.BATCH)
    assert entry == Entry(0, PLACE, None, Method.GET, type_name, {}, url=rest)


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (asking("GET", "Patient/1", PATIENT), "resource"),
        (asking("GET", "Patient/1", ifMatch='W/"1"'), "request.ifMatch"),
        (asking("GET", "Patient", ifNoneExist="identifier=a|1"), "request.ifNoneExist"),
    ],
)
def test_a_read_writes_nothing(entry: dict[str, Any], place: str) -> None:
    found = read(entry, kind=BundleKind.BATCH)
    assert isinstance(found, Entries)
    assert told(found.refused[0]) == [("value", f"{PLACE}.{place}")]


def test_a_message_is_its_resources_to_be_written_and_its_header_is_kept() -> None:
    header = {"resourceType": "MessageHeader", "id": "mh"}
    found = entries(
        {"fullUrl": urn(1), "resource": header}, {"fullUrl": urn(2), "resource": PATIENT}, kind=BundleKind.MESSAGE
    )
    assert found == (
        Entry(0, "Bundle.entry[0]", urn(1), Method.POST, "MessageHeader", header),
        Entry(1, "Bundle.entry[1]", urn(2), Method.POST, "Patient", PATIENT),
    )


def test_an_entry_of_a_message_needs_a_resource() -> None:
    assert told(read({"fullUrl": urn(1)}, kind=BundleKind.MESSAGE)) == [("required", f"{PLACE}.resource")]


def test_a_resource_by_itself_is_created_under_a_condition() -> None:
    found = single_entry(Method.POST, "Patient", PATIENT, criteria_text=f"identifier={NHS}|9990000018")
    assert found == Entry(0, "Patient", None, Method.POST, "Patient", PATIENT, criteria=NUMBER)
    assert isinstance(found, Entry)
    assert found.resource_place == "Patient"


def test_a_resource_by_itself_is_updated_if_it_is_of_the_version_expected() -> None:
    found = single_entry(Method.PUT, "Patient", {**PATIENT, "id": ID}, id_text=ID, if_match='W/"3"')
    assert isinstance(found, Entry)
    assert (found.id, found.if_match, found.place) == (OURS, 3, "Patient")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"id_text": shown(Identity(1))}, [("value", "Patient.id")]),
        ({"id_text": "child-1"}, [("not-supported", "Patient")]),
        ({"criteria_text": "identifier=9990000018"}, [("value", "Patient")]),
        ({"id_text": ID, "if_match": "3"}, [("value", "Patient")]),
        ({}, [("value", "Patient")]),
    ],
)
def test_an_update_by_itself_is_judged_in_the_same_way(asked: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert told(single_entry(Method.PUT, "Patient", {**PATIENT, "id": ID}, **asked)) == expected

"""Searchsets and histories are Bundles of R4, with the resources as they are served."""

import json
from datetime import UTC, datetime
from typing import Any

from app.fhir.content import served
from app.fhir.r4 import built
from app.fhir.reading.bundles import Found, Mode, history_bundle, searchset_bundle
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.identity import Identity, shown

BASE = "https://everyneed.example.nhs.uk/fhir/R4"
AT = datetime(2026, 3, 2, 9, 30, 0, 7, tzinfo=UTC)
ADA = Identity(11 << 40)
URL = f"Patient/{shown(ADA)}"


def version(number: int, mode: Mode = Mode.MATCH) -> Found:
    held = b'{"birthDate":"2019-03-14","multipleBirthInteger":1.50}'
    content = served("Patient", ADA, version=number, at=AT, content=held, meta=None)
    return Found("Patient", ADA, number, AT, content, mode)


def fits(bundle: bytes) -> Any:
    """The bundle as values; it is one of R4's."""
    whole = bundle.replace(b"1.50", b"1")
    judged = checked(whole, load_r4(), limits=Limits())
    assert isinstance(judged, Checked), judged
    built(json.loads(whole))
    return json.loads(bundle)


def test_a_searchset_has_each_resource_as_it_is_served_and_says_why_it_is_there() -> None:
    links = {"self": f"{BASE}/Patient?_count=1", "next": f"{BASE}/Patient?_count=1&_after=~{shown(ADA)}"}
    bundle = searchset_bundle([version(3), version(1, Mode.INCLUDE)][:1], BASE, links, 7)
    assert b'"multipleBirthInteger":1.50' in bundle
    found = fits(bundle)
    assert (found["type"], found["total"]) == ("searchset", 7)
    assert found["link"] == [{"relation": name, "url": url} for name, url in links.items()]
    (entry,) = found["entry"]
    assert entry["fullUrl"] == f"{BASE}/{URL}"
    assert entry["search"] == {"mode": "match"}
    assert entry["resource"]["meta"] == {"versionId": "3", "lastUpdated": "2026-03-02T09:30:00.000007+00:00"}


def test_what_is_brought_along_is_marked_as_such() -> None:
    found = json.loads(searchset_bundle([version(1), version(2, Mode.INCLUDE)], BASE))
    assert [each["search"]["mode"] for each in found["entry"]] == ["match", "include"]


def test_a_searchset_of_nothing_has_no_entries_and_may_tell_of_the_search() -> None:
    assert fits(searchset_bundle([], BASE, total=0)) == {"resourceType": "Bundle", "type": "searchset", "total": 0}
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-supported"}]}
    (entry,) = fits(searchset_bundle([], BASE, outcome=outcome))["entry"]
    assert entry == {"resource": outcome, "search": {"mode": "outcome"}}


def test_a_history_says_what_would_have_made_each_version() -> None:
    found = fits(history_bundle([version(2), version(1)], BASE))
    assert (found["type"], found["total"]) == ("history", 2)
    second, first = found["entry"]
    assert first["request"] == {"method": "POST", "url": "Patient"}
    assert second["request"] == {"method": "PUT", "url": URL}
    assert (first["response"]["status"], second["response"]["status"]) == ("201", "200")
    assert second["response"]["etag"] == 'W/"2"'
    assert second["response"]["lastModified"] == "2026-03-02T09:30:00.000007+00:00"
    assert {each["fullUrl"] for each in found["entry"]} == {f"{BASE}/{URL}"}

import gc
import json
import time
import tracemalloc
from typing import Any

import pytest

from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import MOST_PROBLEMS
from app.fhir.structure.r4 import R4
from tests.fhir.structure.asking import problems
from tests.fhir.structure.examples import example, transaction

MEGABYTE = 1024 * 1024
LARGE = Limits(octets=64 * MEGABYTE, entries=100_000, contained=1_000)

FIXED_WORK_SECONDS = 0.1
"""CPU that the fixed work takes on a quiet host; where it takes longer, the bounds are longer in proportion."""


def _slowness() -> float:
    began = time.process_time()
    sum(number % 7 for number in range(2_000_000))
    return max(1.0, (time.process_time() - began) / FIXED_WORK_SECONDS)


def _nested_extensions(deep: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"url": "x", "valueCode": "y"}
    for _ in range(deep):
        inner = {"url": "x", "extension": [inner]}
    return {"resourceType": "Patient", "extension": [inner], "gender": "M"}


def _device(index: int) -> dict[str, Any]:
    return {"resourceType": "Device", "id": f"d{index}", "status": "zz", "deviceName": [{"name": 1, "type": "x"}] * 5}


HOSTILE: dict[str, tuple[Any, float]] = {
    "deep nesting of extensions": (_nested_extensions(20), 0.2),
    "a string of 10 MB where a code belongs": ({"resourceType": "Patient", "gender": "x" * 10 * MEGABYTE}, 1),
    "a string of 10 MB of opening tags": ({"resourceType": "Patient", "name": [{"text": "<a" * 5 * MEGABYTE + ">"}]}, 2),  # noqa: E501
    "a base64 of 10 MB that ends wrongly": ({"resourceType": "Binary", "data": "YWJj" * 2 * MEGABYTE + "Y"}, 2),
    "a photo of 10 MB that ends wrongly": (
        {"resourceType": "Patient", "photo": [{"contentType": "a/b", "data": "YWJj" * 2 * MEGABYTE + "Y"}]}, 2),
    "100,000 unknown names": ({"resourceType": "Patient", **{f"k{number}": 1 for number in range(100_000)}}, 1.5),
    "400 bad contained resources": ({**example("Patient"), "contained": [_device(index) for index in range(400)]}, 0.5),
    "a list of 300,000 wrong values": ({"resourceType": "Patient", "name": [{"given": [1] * 300_000}]}, 1.5),
    "a list of 300,000 right values and a wrong one": (
        {"resourceType": "Patient", "name": [{"given": ["a"] * 300_000 + [1]}]}, 1.5),
    "a list of 300,000 nulls": ({"resourceType": "Patient", "name": [{"given": [None] * 300_000}]}, 2),
    "5,000 bad entries": (transaction(*[{"resourceType": "Observation", "status": "zz"}] * 5_000), 1),
    "50,000 bare entries": ({"resourceType": "Bundle", "type": "batch", "entry": [{"a": 1}] * 50_000}, 1.5),
    "a narrative of 100,000 open tags": (
        {"resourceType": "Patient", "text": {"status": "generated", "div": "<div>" * 100_000}}, 1.5),
    "names close to an element's": ({"resourceType": "Patient", **{"birthDat" + "e" * n: 1 for n in range(2, 40)}}, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_in_bounded_time_and_words(r4: R4, name: str) -> None:
    sent, seconds = HOSTILE[name]
    body = json.dumps(sent).encode()
    # As in the service, what other work has left in memory is not the collector's to walk again.
    gc.collect()
    gc.freeze()
    slowness, began = _slowness(), time.process_time()
    found = problems(r4, body, LARGE)
    taken = time.process_time() - began
    assert taken < seconds * max(slowness, _slowness())
    assert 1 <= len(found) <= MOST_PROBLEMS
    assert all(len(each.diagnostic) < 1500 and len(each.expression) < 1500 for each in found)


def test_what_cannot_be_described_in_time_is_refused_all_the_same(r4: R4) -> None:
    sent = {"resourceType": "Patient", "name": [{"given": ["a"] * 300_000 + [1]}]}
    assert [each.code for each in problems(r4, sent, LARGE)] == ["too-costly"]


def test_refusing_takes_memory_in_proportion(r4: R4) -> None:
    body = json.dumps({"resourceType": "Patient", "photo": [{"contentType": "a/b", "data": "YWJj" * MEGABYTE + "Y"}]})
    sent = body.encode()
    tracemalloc.start()
    problems(r4, sent, LARGE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * len(sent)  # writing a string reserves for the worst case, that each character is escaped


def test_a_name_given_twice_deep_in_a_large_body_is_found_in_time(r4: R4) -> None:
    body = json.dumps(transaction(*[example("Observation")] * 2_000))
    sent = body.replace('"status": "final"', '"status": "final", "status": "final"', 1).encode()
    began = time.process_time()
    (problem,) = problems(r4, sent)
    assert time.process_time() - began < 2 * _slowness()
    assert problem.expression == "Bundle.entry[0].resource.status"

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.structure.check import Checked
from app.fhir.structure.duplicates import duplicate_name
from app.fhir.structure.json_text import Parsed, parsed
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import Problem
from app.fhir.structure.r4 import R4
from tests.fhir.structure.asking import LIMITS, problems, told, verdict
from tests.fhir.structure.examples import EXAMPLES


def test_a_byte_order_mark_is_no_fault_and_the_bytes_stay_as_received(r4: R4) -> None:
    sent = b'\xef\xbb\xbf{"resourceType": "Patient", "active": true}'
    found = verdict(r4, sent)
    assert isinstance(found, Checked)
    assert found.received is sent
    assert found.resource == {"resourceType": "Patient", "active": True}


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"resourceType": "Patient",}', "line 1, column"),
        (b'{"multipleBirthInteger": NaN}', "NaN"),
        (b'{"multipleBirthInteger": 1e999}', "number too large"),
        (b'{"multipleBirthInteger": ' + b"9" * 400 + b"}", "number too large"),
        (b'{"id": "\\ud800"}', "half of a pair"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b'{"id": "\xed\xa0\x80"}', "not UTF-8"),
        ('{"resourceType": "Patient"}'.encode("utf-16"), "not UTF-8"),
        (b'{"id": "a"} {"id": "b"}', "not JSON"),
        (b"[" * 100_000, "too deep"),
        (b'{"a":' * 100_000, "too deep"),
    ],
)
def test_what_is_not_json_is_told_with_its_place_and_what_to_do(r4: R4, sent: bytes, says: str) -> None:
    (problem,) = problems(r4, sent)
    assert says in problem.diagnostic
    assert problem.code == "structure"
    assert problem.expression == ""


def test_a_body_over_the_limit_is_too_long(r4: R4) -> None:
    sent = b'{"resourceType": "Patient", "active": true}'
    assert told(r4, sent, Limits(octets=len(sent))) == []
    assert told(r4, sent, Limits(octets=len(sent) - 1)) == [("too-long", "")]


@pytest.mark.parametrize("filling", [{}, {"a": "}]}]"}, {"a": '"[', "b": ["\\", "{:"]}, {"a": ['":"', "[", '":"']}])
def test_depth_counts_brackets_outside_strings_alone(filling: dict[str, object]) -> None:
    tree: dict[str, object] = {**filling, "inner": {}}
    for _ in range(8):
        tree = {**filling, "inner": tree, "list": [[]]}
    body = json.dumps(tree).encode()
    assert isinstance(parsed(body, Limits(depth=10)), Parsed)
    assert isinstance(parsed(body, Limits(depth=9)), Problem)


@pytest.mark.parametrize("deep", [300, 600, 1000])
def test_what_is_too_deep_to_write_again_is_too_deep(deep: int) -> None:
    found = parsed(b'{"a":' * deep + b"1" + b"}" * deep, Limits(depth=250))
    assert isinstance(found, Problem)


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (b'{"resourceType":"Patient","active":true,"active":true}', "Patient.active"),
        (b'{"resourceType":"Patient","name":[{"family":"A","family":"B"}]}', "Patient.name[0].family"),
        (b'{"resourceType":"Patient","id":"a","\\u0069d":"b"}', "Patient.id"),
        (b'{"resourceType" : "Patient",\n "id" :"a", "id" : "b"}', "Patient.id"),
        (b'{"resourceType":"Patient","id":"\\u003aa","id":"b"}', "Patient.id"),
        (b'{"resourceType":"Patient","language":"\\u003aa","id":"a","id":"b"}', "Patient.id"),
        (b'{"resourceType":"Patient","language":"\\u0020:a","id":"a","id":"b"}', "Patient.id"),
        (b'{"resourceType":"Patient","language":"\\u0022:a","id":"a","id":"b"}', "Patient.id"),
        (b'{"resourceType":"Patient","language":": a","id":"a"}', ""),
        (b'{"resourceType":"Patient","language":"\\":","id":"a"}', ""),
    ],
)
def test_a_name_given_twice_is_refused_with_its_place(sent: bytes, place: str) -> None:
    found = parsed(sent, LIMITS)
    assert (found.expression if isinstance(found, Problem) else "") == place


_texts = st.text(st.sampled_from('a:"\\ {}[],\n\u00e9'), max_size=5)
_trees = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=12,
)


@given(tree=st.dictionaries(_texts, _trees, max_size=4), ascii_only=st.booleans(), indent=st.sampled_from([None, 1]))
def test_no_name_is_held_to_be_given_twice_that_is_not(
    tree: dict[str, object], ascii_only: bool, indent: int | None
) -> None:
    body = json.dumps(tree, ensure_ascii=ascii_only, indent=indent).encode()
    assert isinstance(parsed(body, LIMITS), Parsed)


@given(tree=st.dictionaries(_texts, _trees, min_size=1, max_size=4), ascii_only=st.booleans(), data=st.data())
def test_every_name_given_twice_is_seen(tree: dict[str, object], ascii_only: bool, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(tree)))
    body = json.dumps(tree, ensure_ascii=ascii_only)
    again = f"{json.dumps(name)} : {json.dumps(data.draw(_trees), ensure_ascii=ascii_only)}"
    sent = f"{body[:-1]}, {again}}}".encode()
    assert duplicate_name(sent) is not None
    assert isinstance(parsed(sent, LIMITS), Problem)


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[18:40])
def test_the_compact_text_says_the_same(text: str) -> None:
    found = parsed(text.encode(), LIMITS)
    assert isinstance(found, Parsed)
    assert json.loads(found.compact) == json.loads(text) == found.tree

import copy
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.fhir.content import Written, as_is, etag, faithful, instant, json_of, kept_content, served, tree_of
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.identity import Identity, shown
from tests.fhir.structure.examples import EXAMPLES

AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
IDENTITY = Identity(2**50 + 7)
ID = shown(IDENTITY)


def parsed(received: bytes) -> tuple[Any, Any]:
    """What the structural check parses a body into, and the same with its numbers as they were written."""
    found = checked(received, R4, limits=Limits())
    assert isinstance(found, Checked), found
    return found.resource, faithful(received, found.resource)


R4 = load_r4()


def quantity(digits: str) -> bytes:
    return (
        b'{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":'
        + digits.encode()
        + b"}}"
    )


CHANGED = [
    "1.50",
    "1E2",
    "1e2",
    "1.0e-7",
    "1e-07",
    "100000000000000000.123456789",
    "100000000000000000000",
    "-100000000000000000000",
    "18446744073709551616",
    "0.1000000000000000055511151231257827",
    "-0",
    "-0.00",
    "0.00001000",
]
KEPT = ["1.5", "0.1", "-0.0", "100.0", "3", "-3", "0", "18446744073709551615", "-9223372036854775808", "123456789.123"]


@pytest.mark.parametrize("digits", CHANGED)
def test_a_number_that_would_change_is_written_as_it_was_received(digits: str) -> None:
    received = quantity(digits)
    tree, kept = parsed(received)
    assert json.loads(json_of(tree), parse_float=str, parse_int=str) != json.loads(
        received, parse_float=str, parse_int=str
    )
    assert json_of(kept) == received


@pytest.mark.parametrize("digits", CHANGED)
def test_it_is_still_a_number_to_whoever_calculates(digits: str) -> None:
    tree, kept = parsed(quantity(digits))
    value = kept["valueQuantity"]["value"]
    assert isinstance(value, float)
    assert value == tree["valueQuantity"]["value"] == float(digits)
    assert kept == tree


@pytest.mark.parametrize("digits", KEPT)
def test_a_body_whose_numbers_do_not_change_keeps_its_tree(digits: str) -> None:
    tree, kept = parsed(quantity(digits))
    assert kept is tree
    assert json_of(kept) == quantity(digits)


@pytest.mark.parametrize(
    "text", [": 1.50,", "[1E2]", '\\": 1.50', "\\\\", "\\u00e9 1.50", '\\" \\u00e9 1.50', "1.0.0 ,1.50 "]
)
def test_what_looks_like_a_number_in_a_text_is_none(text: str) -> None:
    received = b'{"resourceType":"Patient", "name":[{"text":"' + text.encode() + b'"}]}'
    tree, kept = parsed(received)
    assert kept is tree


def test_a_mark_at_the_start_space_and_escapes_make_no_difference() -> None:
    received = (
        b'\xef\xbb\xbf {"resourceType": "Observation", "status": "final",\r\n "code": {"text": "caf\\u00e9 \\"1.0\\""},'
        b'\t"valueQuantity": {"value" : 1.50 , "unit": "m"}}'
    )
    tree, kept = parsed(received)
    assert kept == tree
    assert json_of(kept["valueQuantity"]) == b'{"value":1.50,"unit":"m"}'


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[18:40])
def test_resources_as_providers_send_them_are_kept_digit_for_digit(text: str) -> None:
    _, kept = parsed(text.encode())
    assert json.loads(json_of(kept), parse_float=Decimal) == json.loads(text, parse_float=Decimal)
    assert digits_of(json_of(kept)) == digits_of(text.encode())


def digits_of(text: bytes) -> list[str]:
    """Every number in a JSON text, as written."""
    found: list[str] = []
    json.loads(text, parse_float=found.append, parse_int=found.append)
    return found


DIGITS = st.from_regex(r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)


@settings(max_examples=40)
@given(st.lists(DIGITS, max_size=4), st.sampled_from([b",", b" , ", b",\n"]))
def test_every_number_of_r4_is_kept_byte_for_byte(numbers: list[str], comma: bytes) -> None:
    received = b'{"n":[' + comma.join(each.encode() for each in numbers) + b"]}"
    kept = tree_of(received)
    assert json_of(kept) == b'{"n":[' + ",".join(numbers).encode() + b"]}"


def test_a_written_number_is_copied_with_its_text() -> None:
    written = Written("1.50")
    for other in (copy.deepcopy(written), pickle.loads(pickle.dumps(written))):  # noqa: S301 - made here
        assert (other, other.text) == (1.5, "1.50")


def test_what_is_kept_is_read_again_as_it_was() -> None:
    content = b'{"valueQuantity":{"value":1.50},"a":100000000000000000000}'
    assert json_of(tree_of(content)) == content
    assert json_of(faithful(content, json.loads(content))) == content


def test_json_of_anything_else_is_a_bug() -> None:
    with pytest.raises(TypeError):
        json_of({"a": object()})


def test_ready_json_stands_as_it_is() -> None:
    assert json_of({"entry": [as_is(b'{"a":1.50}')]}) == b'{"entry":[{"a":1.50}]}'


def test_id_type_and_versions_are_ours_and_the_rest_is_kept() -> None:
    resource = {
        "resourceType": "Patient",
        "id": "theirs",
        "meta": {
            "versionId": "7",
            "lastUpdated": "2020-01-01T00:00:00Z",
            "_lastUpdated": {"id": "x"},
            "profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"],
        },
        "name": [{"family": "Née"}],
    }
    content, meta = kept_content(resource)
    assert content == '{"name":[{"family":"Née"}]}'.encode()
    assert meta == b'{"profile":["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]}'


@pytest.mark.parametrize("meta", [{}, {"meta": {"versionId": "1"}}, {"meta": {"lastUpdated": "2020-01-01T00:00:00Z"}}])
def test_nothing_is_kept_of_a_meta_that_only_versions(meta: dict[str, Any]) -> None:
    assert kept_content({"resourceType": "Patient", "id": "x", **meta}) == (b"{}", None)


@pytest.mark.parametrize(
    ("content", "meta", "middle", "end"),
    [
        (b"{}", None, "", "}"),
        (b'{"active":true}', None, "", ',"active":true}'),
        (b"{}", b'{"tag":[{"code":"x"}]}', ',"tag":[{"code":"x"}]', "}"),
        (b'{"active":true}', b'{"tag":[{"code":"x"}]}', ',"tag":[{"code":"x"}]', ',"active":true}'),
    ],
)
def test_what_is_served_is_what_was_kept_with_our_id_and_version(
    content: bytes, meta: bytes | None, middle: str, end: str
) -> None:
    made = served("Patient", IDENTITY, version=3, at=AT, content=content, meta=meta)
    head = f'{{"resourceType":"Patient","id":"{ID}","meta":{{"versionId":"3","lastUpdated":"2026-03-02T09:15:00+00:00"'
    assert made.decode() == head + middle + "}" + end


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[18:40])
def test_a_resource_is_served_as_it_was_sent(text: str) -> None:
    _, sent = parsed(text.encode())
    content, meta = kept_content(sent)
    made = served(sent["resourceType"], IDENTITY, version=1, at=AT, content=content, meta=meta)
    found = checked(made, R4, limits=Limits())
    assert isinstance(found, Checked), found
    ours = {"id": ID, "meta": {**sent.get("meta", {}), "versionId": "1", "lastUpdated": "2026-03-02T09:15:00+00:00"}}
    assert found.resource == {**sent, **ours}


def test_an_instant_is_told_in_utc_as_exactly_as_it_is_known() -> None:
    summer = timezone(timedelta(hours=1))
    assert instant(datetime(2026, 7, 1, 10, 0, tzinfo=summer)) == "2026-07-01T09:00:00+00:00"
    assert instant(datetime(2026, 7, 1, 10, 0, 0, 120000, tzinfo=UTC)) == "2026-07-01T10:00:00.120000+00:00"


def test_a_version_is_a_weak_tag() -> None:
    assert etag(12) == 'W/"12"'

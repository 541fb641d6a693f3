"""What a host answers for a code, and what it says of its servers: read, or refused, whatever is in it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.launch.configuration import SmartConfiguration, configuration_in, configuration_url
from app.fhir.launch.context import Context, context_in, reference_at

ISSUER = "https://host.example/fhir"
SAID: dict[str, Any] = {"access_token": "abc", "token_type": "Bearer", "id_token": "a.b.c", "patient": "p-1"}
SERVERS: dict[str, Any] = {
    "issuer": "https://host.example",
    "authorization_endpoint": "https://host.example/authorize?tenant=1",
    "token_endpoint": "https://login.example/token",
    "jwks_uri": "https://host.example/jwks",
    "code_challenge_methods_supported": ["S256"],
}


def context(**changes: Any) -> Context | None:
    said = {name: value for name, value in (SAID | changes).items() if value is not None}
    return context_in(json.dumps(said).encode(), ISSUER)


def test_the_child_is_in_context_and_the_rest_if_it_is_said() -> None:
    assert context() == Context("abc", 3600, "a.b.c", "Patient/p-1", None, ())
    listed = [
        {"reference": "EpisodeOfCare/e-1"},
        {"reference": f"{ISSUER}/ServiceRequest/s-1/_history/2"},
        {"reference": "Encounter/v-2"},
        {"reference": "https://other.example/EpisodeOfCare/x"},
        {"identifier": {}},
        "x",
    ]
    assert context(fhirContext=listed, expires_in=300, token_type="bearer") == Context(
        "abc", 300, "a.b.c", "Patient/p-1", "Encounter/v-2", ("EpisodeOfCare/e-1", "ServiceRequest/s-1")
    )
    named = context(fhirContext=listed, encounter="v-1")
    assert named is not None
    assert named.encounter == "Encounter/v-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": None},
        {"access_token": "with space"},
        {"access_token": "line\nbreak"},
        {"access_token": "x" * 16_385},
        {"access_token": 1},
        {"token_type": "mac"},
        {"id_token": None},
        {"patient": None},
        {"patient": "../Practitioner/1"},
        {"patient": ["p-1"]},
        {"patient": "x" * 65},
    ],
    ids=str,
)
def test_without_a_token_or_a_child_there_is_no_context(changes: dict[str, Any]) -> None:
    assert context(**changes) is None


@pytest.mark.parametrize(
    ("stated", "taken"), [(None, 3600), (-1, 3600), (True, 3600), ("60", 3600), (0, 0), (10**9, 86_400)]
)
def test_how_long_the_token_holds_is_within_reason(stated: Any, taken: int) -> None:
    found = context(expires_in=stated)
    assert found is not None
    assert found.seconds == taken


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_read_or_refused(body: bytes) -> None:
    assert context_in(body, ISSUER) is None
    assert configuration_in(body.decode("latin-1"), ("https",)) is None


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"[" * 100_000])
def test_json_that_is_no_object_is_no_context(body: bytes) -> None:
    assert context_in(body, ISSUER) is None


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Patient/1", "Patient/1"),
        (f"{ISSUER}/Patient/1", "Patient/1"),
        ("https://other.example/fhir/Patient/1", None),
        ("Patient/1/../2", None),
        ("Patient/1?x=y", None),
        ("#patient", None),
        ("patient/1", None),
        (1, None),
    ],
)
def test_a_reference_is_the_hosts_own_or_none(text: object, reference: str | None) -> None:
    assert reference_at(text, ISSUER) == reference


def test_the_servers_of_a_host_are_read() -> None:
    assert configuration_url(ISSUER) == "https://host.example/fhir/.well-known/smart-configuration"
    assert configuration_in(json.dumps(SERVERS), ("https",)) == SmartConfiguration(
        SERVERS["issuer"], SERVERS["authorization_endpoint"], SERVERS["token_endpoint"], SERVERS["jwks_uri"]
    )


@pytest.mark.parametrize("name", SERVERS)
def test_without_one_of_them_a_launch_cannot_begin(name: str) -> None:
    assert configuration_in(json.dumps({each: SERVERS[each] for each in SERVERS if each != name}), ("https",)) is None


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "issuer"])
@pytest.mark.parametrize("address", ["http://host.example/x", "file:///etc/passwd", "//host", "https://a b", "x", 1])
def test_an_address_in_the_clear_or_of_another_kind_is_refused(name: str, address: object) -> None:
    assert configuration_in(json.dumps(SERVERS | {name: address}), ("https",)) is None


def test_where_the_installation_allows_it_an_address_may_be_in_the_clear() -> None:
    plain = SERVERS | {"token_endpoint": "http://127.0.0.1:8080/token"}
    assert configuration_in(json.dumps(plain), ("https", "http")) is not None


@pytest.mark.parametrize("methods", [["plain"], [], None, "S256x"])
def test_a_host_must_take_s256(methods: object) -> None:
    assert configuration_in(json.dumps(SERVERS | {"code_challenge_methods_supported": methods}), ("https",)) is None

import pytest

from app.fhir.bundle.addresses import below, root_of, type_and_id
from tests.fhir.bundle.bundles import BASE


@pytest.mark.parametrize(
    ("address", "rest"),
    [
        ("Patient/1", "Patient/1"),
        (f"{BASE}/Patient/1", "Patient/1"),
        (f"{BASE}?_type=Patient", "?_type=Patient"),
        (BASE, ""),
        ("/fhir/R4/Patient/1", "Patient/1"),
        ("/Patient/1", "Patient/1"),
        ("//other.example/Patient", "other.example/Patient"),
        (f"{BASE}2/Patient/1", None),
        ("https://everyneed.example/fhir/Patient/1", None),
        ("http://everyneed.example/fhir/R4/Patient/1", None),
        ("https://everyneed.example.other/fhir/R4/Patient/1", None),
    ],
)
def test_what_is_below_our_address_is_told_from_what_is_not(address: str, rest: str | None) -> None:
    assert below(BASE, address) == rest


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("Patient/1", ("Patient", "1")),
        ("Patient/1/_history/2", ("Patient", "1")),
        ("Patient", None),
        ("Patient/", None),
        ("Patient/1/Condition", None),
        ("Patient?identifier=a/b", None),
        ("", None),
    ],
)
def test_a_type_and_id_are_read_with_or_without_a_version(address: str, named: tuple[str, str] | None) -> None:
    assert type_and_id(address) == named


@pytest.mark.parametrize(
    ("full_url", "root"),
    [
        ("https://other.example/fhir/Patient/1", "https://other.example/fhir"),
        ("http://other.example/Patient/1", "http://other.example"),
        ("https://other.example/fhir/patient/1", None),
        ("http://Patient/1", None),
        ("urn:uuid:00000000-0000-4000-8000-000000000001", None),
        (None, None),
    ],
)
def test_the_root_of_a_full_url_is_what_comes_before_type_and_id(full_url: str | None, root: str | None) -> None:
    assert root_of(full_url) == root

import calendar
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.structure.moments import after
from app.fhir.structure.primitives import PRIMITIVES
from app.fhir.structure.validators import form_validator

UUID = "0b2a7c1e-5a6f-4c0e-9d0e-3f0a9e0b1c2d"

RIGHT = {
    "base64Binary": ["YQ==", "YWI=", "YWJj", "YWJj\nZGVm", " YQ = = "],
    "canonical": ["http://x.example/Q|1.0", "#vs", f"urn:uuid:{UUID}"],
    "code": ["a", "a b", "urn:x"],
    "date": ["2024", "2024-02", "2024-02-29", "2000-02-29", "2023-12-31", "0001-01-01", "9999-12-31"],
    "dateTime": ["2024", "2024-02", "2024-02-29", "2024-02-29T00:00:00Z", "2024-12-31T23:59:60.123+14:00"],
    "id": ["a", "A-1.b", "x" * 64],
    "instant": ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.123456789-05:30"],
    "markdown": ["a <b>c</b>", "x\n\n* y"],
    "oid": ["urn:oid:1.2.826.0.1"],
    "string": ["a", "\u00a0a", "< 3 years", "a<b", "<<", "x <3 and y > 2", "é", " \n a", "<>"],
    "time": ["00:00:00", "23:59:60.5"],
    "uri": ["a", "http://x", "urn:oid:1.2", f"urn:uuid:{UUID}", "urn:uui", "urn:iso-astm:E1762", "u"],
    "uuid": [f"urn:uuid:{UUID}"],
}
WRONG = {
    "base64Binary": ["YQ=", "YQ", "Y", "====", "YQ==YQ==", "Y%==", ""],
    "canonical": ["a b", ""],
    "code": ["", " a", "a ", "a  b", "\u00a0"],
    "date": [
        "24",
        "2024-00",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-04-31",
        "0000",
        "2024-1-1",
        "2024-02-29T00:00:00Z",
        "01/02/2024",
        "2024-02-29\n",
    ],
    "dateTime": [
        "2024-02-29T24:00:00Z",
        "2024-02-29T10:00:00",
        "2024-02-29T10:00Z",
        "2024-02-30T10:00:00Z",
        "2024-02-29 10:00:00Z",
        "2024-02-29T10:00:00+14:30",
        "2024-02-29T10:00:00+1:00",
    ],
    "id": ["", "a b", "a|b", "x" * 65, "a_b"],
    "instant": ["2024-02-29", "2024-02-29T10:00:00", "2023-02-29T10:00:00Z"],
    "markdown": ["", " ", "\u0000"],
    "oid": ["1.2.3", "urn:oid:1", "urn:oid:1.02", "urn:oid:3.1"],
    "string": [
        "",
        " ",
        "\u00a0\n",
        "a\u0000",
        "\u0007",
        "<b>x",
        "x</p>",
        "<!-- x -->",
        "a <script src='x'> b",
        "<?x?>",
    ],
    "time": ["24:00:00", "10:00", "10:00:00Z"],
    "uri": ["", "a b", "urn:uuid:x", f"urn:uuid:{UUID.upper()}", "urn:oid:x", "urn:uuid:", "\u0001"],
    "uuid": [UUID, f"urn:uuid:{UUID.upper()}"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RIGHT.items() for value in values])
def test_what_has_the_form_is_taken(name: str, value: str) -> None:
    assert form_validator(PRIMITIVES[name].form).is_valid(value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_has_not_the_form_is_refused(name: str, value: str) -> None:
    assert not form_validator(PRIMITIVES[name].form).is_valid(value)


@given(year=st.integers(1, 9999), month=st.integers(0, 13), day=st.integers(0, 32))
def test_a_date_is_a_day_of_the_calendar(year: int, month: int, day: int) -> None:
    real = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    assert form_validator(PRIMITIVES["date"].form).is_valid(f"{year:04}-{month:02}-{day:02}") is real


@given(st.text(st.sampled_from("<>ab/! \n\u00a0\u0001")))
def test_a_string_is_refused_for_tags_blanks_and_controls_alone(text: str) -> None:
    tagged = re.search(r"<[A-Za-z/!?][^<>]*>", text)
    expected = not tagged and bool(text.strip()) and "\u0001" not in text
    assert form_validator(PRIMITIVES["string"].form).is_valid(text) is expected


@pytest.mark.parametrize(
    ("start", "end", "later"),
    [
        ("2024-03-01", "2024-02-29", True),
        ("2024-02-29", "2024-02-29", False),
        ("2024", "2023-12-31", True),
        ("2024", "2024-01-01", False),
        ("2024-06-01", "2024", False),
        ("2024-02-29T10:00:00+01:00", "2024-02-29T09:30:00Z", False),
        ("2024-02-29T10:00:00Z", "2024-02-29T10:30:00+01:00", True),
        ("2024-02-29T10:00:00.5Z", "2024-02-29T10:00:00.25Z", True),
        ("2024-02-29T10:00:00.5Z", "2024-02-29T10:00:00.500Z", False),
        ("2024-02-29T10:00:00Z", "2024-02-29", False),
        ("2024-12-31T23:59:60Z", "2025-01-01T00:00:00Z", False),
        ("2024-12-31T23:59:60Z", "2024-12-31T23:59:59Z", True),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", False),
        ("9999-12-31T23:59:60-14:00", "9999-12-31T23:59:59-14:00", False),
        (None, "2024", False),
        ("2024", None, False),
    ],
)
def test_moments_are_compared_as_far_as_both_are_known(start: str | None, end: str | None, later: bool) -> None:
    assert after(start, end) is later

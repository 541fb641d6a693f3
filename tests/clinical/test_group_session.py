"""What may be wrong with a group session."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.code_lists import GROUP_SESSION_TYPE, LOCATION_TYPE
from app.clinical.group_session import GroupSession, group_session_problems
from app.identity import Identity
from tests.clinical import examples

TODAY = date(2026, 7, 1)
SESSION = GroupSession(
    *(examples.ORGANISATION.id, Identity(77), 1, TODAY, "QOX", 90, "02", 12, "L01", "RXX01", Identity(5), "SLA-1"),
    *(False, None, examples.NOW, examples.ACCOUNT),
)


def faults(**changes: Any) -> list[tuple[str, str]]:
    problems = group_session_problems(replace(SESSION, **changes), TODAY)
    assert all(each.message.endswith(".") for each in problems)
    return [(each.item, each.code) for each in problems]


def test_a_session_with_what_is_mandatory_and_one_with_everything_are_sound() -> None:
    nothing = {"minutes": None, "location_type": None, "site": None, "professional": None}
    assert faults() == faults(service_line_agreement=None, **nothing) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, ("held_on", "future")),
        ({"session_type": "09"}, ("session_type", "unknown-code")),
        ({"minutes": 0}, ("minutes", "out-of-range")),
        ({"minutes": 1_441}, ("minutes", "out-of-range")),
        ({"participants": 0}, ("participants", "out-of-range")),
        ({"participants": 1_000}, ("participants", "out-of-range")),
        ({"commissioner": "QO"}, ("commissioner", "value")),
        ({"commissioner": "QOX001"}, ("commissioner", "value")),
        ({"commissioner": "qox"}, ("commissioner", "value")),
        ({"site": "RXX0"}, ("site", "value")),
        ({"location_type": "M06"}, ("location_type", "unknown-code")),
        ({"location_type": "Z99"}, ("location_type", "unknown-code")),
        ({"service_line_agreement": "SLA-1234567"}, ("service_line_agreement", "text")),
        ({"service_line_agreement": " "}, ("service_line_agreement", "text")),
        ({"service_line_agreement": "\u202eALS"}, ("service_line_agreement", "text")),
    ],
)
def test_what_the_data_set_would_refuse_is_refused_at_its_field(
    changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert faults(**changes) == [expected]


@pytest.mark.parametrize("reason", [None, " ", "\x07", "x" * 501])
def test_a_later_version_says_why(reason: str | None) -> None:
    assert [item for item, _ in faults(version=2, amendment_reason=reason)] == ["amendment_reason"]
    assert faults(version=2, amendment_reason="Two families left early") == []


@given(
    st.integers(1, 1_440), st.integers(1, 999), st.sampled_from(list(GROUP_SESSION_TYPE.answers)),
    st.sampled_from([code for code in LOCATION_TYPE.answers if code not in ("M06", "M07")]),
)  # fmt: skip
def test_every_listed_code_and_every_number_in_its_span_is_sound(
    minutes: int, participants: int, kind: str, place: str
) -> None:
    assert faults(minutes=minutes, participants=participants, session_type=kind, location_type=place) == []


def test_the_kinds_of_session_are_those_of_the_standard() -> None:
    assert list(GROUP_SESSION_TYPE.answers) == "01 02 03 04 05 06 07 08 98".split()

"""The rules of the further reasons and of the waiting time of a referral."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.clinical.code_lists import REASON_FOR_REFERRAL, WAITING_MEASUREMENT, WAITING_STATUS
from app.clinical.referral import WaitingTime
from app.clinical.referral_checks import ENDING, further_problems

TODAY = date(2026, 7, 1)
BEGUN = WaitingTime("01", date(2026, 1, 5), time(9, 30), status="10")
ENDED = replace(BEGUN, ended_on=date(2026, 3, 2), ended_at=time(14, 5), status="30")
PATHWAY = "RXX01PATHWAY00000001"


def faults(*waiting: WaitingTime, reason: str | None = "017", further: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(each.item, each.code) for each in further_problems(reason, further, waiting, TODAY)]


def test_a_referral_may_have_further_reasons_and_states_of_a_waiting_time() -> None:
    assert faults(BEGUN, ENDED, WaitingTime(status="98"), further=("032", "060")) == []
    assert faults() == []


@pytest.mark.parametrize(
    ("reason", "further", "expected"),
    [
        ("017", ("017",), [("further_reasons[0]", "main-reason")]),
        ("017", ("060", "016"), [("further_reasons[1]", "unknown-code")]),
        ("017", ("060", "060"), [("further_reasons[0]", "repeated"), ("further_reasons[1]", "repeated")]),
        (None, ("060",), [("further_reasons[0]", "no-main-reason")]),
    ],
)
def test_further_reasons_are_listed_each_once_beside_a_main_one(
    reason: str | None, further: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert faults(reason=reason, further=further) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (WaitingTime(), ("waiting[0]", "missing")),
        (WaitingTime(pathway=PATHWAY, pathway_issuer="RXX"), ("waiting[0]", "missing")),
        (replace(BEGUN, measurement_type="03"), ("waiting[0].measurement_type", "unknown-code")),
        (replace(BEGUN, status="22"), ("waiting[0].status", "unknown-code")),
        (replace(BEGUN, started_on=TODAY + timedelta(days=1)), ("waiting[0].started_on", "future")),
        (replace(BEGUN, started_on=None), ("waiting[0].started_on", "missing")),
        (replace(ENDED, ended_on=TODAY + timedelta(days=1)), ("waiting[0].ended_on", "future")),
        (replace(ENDED, ended_on=date(2026, 1, 4)), ("waiting[0].ended_on", "before-start")),
        (replace(ENDED, ended_on=BEGUN.started_on, ended_at=time(9, 29)), ("waiting[0].ended_on", "before-start")),
        (replace(ENDED, started_on=None, started_at=None), ("waiting[0].started_on", "missing")),
        (replace(ENDED, status="20"), ("waiting[0].status", "not-ended")),
        (replace(BEGUN, status="36"), ("waiting[0].ended_on", "missing")),
        (replace(BEGUN, booking_reference="12345678901"), ("waiting[0].booking_reference", "text")),
        (replace(BEGUN, booking_reference="1234567890 2"), ("waiting[0].booking_reference", "text")),
        (replace(BEGUN, booking_reference="١٢٣٤٥٦٧٨٩٠١٢"), ("waiting[0].booking_reference", "text")),
        (replace(BEGUN, pathway=PATHWAY), ("waiting[0].pathway_issuer", "missing")),
        (replace(BEGUN, pathway_issuer="RXX"), ("waiting[0].pathway", "missing")),
        (replace(BEGUN, pathway=PATHWAY[:19], pathway_issuer="RXX"), ("waiting[0].pathway", "text")),
        (replace(BEGUN, pathway=PATHWAY, pathway_issuer="RXX001"), ("waiting[0].pathway_issuer", "text")),
    ],
)
def test_a_state_that_contradicts_itself_is_told_so(state: WaitingTime, expected: tuple[str, str]) -> None:
    assert faults(state) == [expected]


def test_an_end_at_the_minute_of_the_start_is_none_too_early() -> None:
    assert faults(replace(ENDED, ended_on=BEGUN.started_on, ended_at=BEGUN.started_at)) == []
    assert faults(replace(ENDED, ended_on=BEGUN.started_on, ended_at=None)) == []


def test_the_same_state_stands_once() -> None:
    other = replace(ENDED, measurement_type="02")
    assert faults(ENDED, BEGUN, other) == [("waiting[0]", "repeated"), ("waiting[2]", "repeated")]


def test_the_lists_are_those_of_the_standard() -> None:
    assert list(WAITING_MEASUREMENT.answers) == "01 02 05 06 07 08 09".split()
    assert list(WAITING_STATUS.answers) == "10 11 12 20 21 30 31 32 33 34 35 36 90 91 92 98 99".split()
    ends = {code for code, words in WAITING_STATUS.answers.items() if words.startswith("End of")}
    assert ends == ENDING
    assert len(REASON_FOR_REFERRAL.answers) == 88

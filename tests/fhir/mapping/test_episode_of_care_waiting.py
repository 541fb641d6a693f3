"""The states of a waiting time travel in our extension of EpisodeOfCare, and are judged by the rules of the core."""

from datetime import date, time
from typing import Any

import pytest

from app.clinical.referral import WaitingTime
from app.fhir.mapping.episode_of_care_waiting import waiting_extensions, waiting_from_episode
from app.fhir.mapping.looking import Findings, Resource

TODAY = date(2026, 7, 1)
WHOLE = WaitingTime(
    *("01", date(2026, 1, 5), time(9, 30), date(2026, 3, 2), time(14, 5), "30"),
    *("123456789012", "RXX01PATHWAY00000001", "RXX01"),
)


def read(*parts: list[Resource]) -> tuple[tuple[WaitingTime, ...], list[tuple[str, str]]]:
    """What is understood of extensions with these parts, and each problem with its place."""
    (template,) = waiting_extensions([WHOLE])
    findings = Findings("EpisodeOfCare", [])
    resource: Resource = {"extension": [{**template, "extension": each} for each in parts]}
    found = waiting_from_episode(resource, findings, TODAY)
    return found, [(each.severity.value, str(each.expression)) for each in findings.problems]


def parts(**changes: Any) -> list[Resource]:
    """The inner extensions of a state, with values in place of others; None leaves one out."""
    (made,) = waiting_extensions([WHOLE])
    kept = []
    for each in made["extension"]:
        name = each["url"].rpartition("/waiting-")[2]
        value = next(held for held in each if held.startswith("value"))
        if name.replace("-", "_") not in changes:
            kept.append(each)
        elif changes[name.replace("-", "_")] is not None:
            kept.append({"url": each["url"], value: changes[name.replace("-", "_")]})
    return kept


def test_a_state_is_an_extension_with_a_part_for_each_item_it_answers() -> None:
    (made,) = waiting_extensions([WHOLE])
    assert made["url"].endswith("/waiting")
    told = {each["url"].rpartition("/")[2]: list(each.values())[1] for each in made["extension"]}
    assert told["waiting-started-on"] == "2026-01-05"
    assert told["waiting-started-at"] == "09:30:00"
    assert told["waiting-status"]["code"] == "30"
    assert told["waiting-pathway"] == "RXX01PATHWAY00000001"
    assert told["waiting-pathway-issuer"]["value"] == "RXX01"
    assert len(told) == 9


def test_states_are_read_back_in_their_order() -> None:
    other = WaitingTime(status="98")
    made = waiting_extensions([WHOLE, other])
    findings = Findings("", [])
    assert waiting_from_episode({"extension": made}, findings, TODAY) == (WHOLE, other)
    assert findings.problems == []
    assert waiting_from_episode({}, findings, TODAY) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"ended_on": "2025-12-31"},
        {"ended_on": "2026-07-02"},
        {"ended_on": None, "ended_at": None},
        {"pathway_issuer": None},
        {"pathway": None},
    ],
)
def test_what_breaks_a_rule_of_the_core_is_wrong_at_the_extension(changes: dict[str, Any]) -> None:
    _, problems = read([{"url": "http://example.org/x", "valueString": "x"}, *parts()], parts(**changes))
    assert ("error", "EpisodeOfCare.extension[1]") in problems


@pytest.mark.parametrize(
    "changes",
    [
        {"booking_reference": "12345678901"},
        {"pathway": "TOO SHORT"},
        {"pathway_issuer": {"value": "RXX001"}},
        {"status": {"system": "https://x", "code": "30"}, "ended_on": None},
    ],
)
def test_a_part_that_does_not_fit_its_item_is_wrong(changes: dict[str, Any]) -> None:
    _, problems = read(parts(**changes))
    assert {severity for severity, _ in problems} == {"error"}

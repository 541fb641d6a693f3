"""The code systems of MeasureReports: complete, each code once, by the words that reports have."""

import pytest

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_code_systems import report_code_systems
from app.fhir.mapping.measure_codes import breakdown_concept, is_concept, item_concept, part_concept
from app.fhir.ports import ReportWords
from app.fhir.systems import OURS
from tests.fhir.mapping.soundness import sound

PALSY = "128188000"
WORDS = ReportWords(
    {},
    area=lambda level, code: f"{level} {code}",
    item=lambda _, item: f"row {item}",
    breakdown=lambda name: f"by {name}",
    part=lambda breakdown, part: f"{breakdown} {part}",
    rows=lambda: [
        *(("needs", ""), ("new", "condition"), ("resolved", "condition")),
        *(("new", PALSY), ("new", f"{PALSY}.suspected")),
    ],
    parts={"sex": ("1", "unknown"), "ehc_plan": ("none", "unknown")},
)
SYSTEMS = {each["id"]: each for each in report_code_systems(WORDS)}


@pytest.mark.parametrize("name", ["report-item", "report-breakdown", "report-part"])
def test_each_is_a_sound_complete_code_system_that_its_url_ends_with(name: str) -> None:
    made = SYSTEMS[name]
    assert sound(made) == made
    assert (made["url"], made["content"], made["count"]) == (
        f"{OURS}/CodeSystem/{name}",
        "complete",
        len(made["concept"]),
    )
    assert len(SYSTEMS) == 3


def test_a_row_of_several_measures_is_there_once_and_a_concept_or_none_not() -> None:
    assert SYSTEMS["report-item"]["concept"] == [
        {"code": "condition", "display": "row condition"},
        {"code": f"{PALSY}.suspected", "display": f"row {PALSY}.suspected"},
    ]
    assert SYSTEMS["report-item"]["name"] == "ReportItem"


def test_parts_of_two_breakdowns_that_are_called_the_same_have_codes_of_their_own() -> None:
    assert {each["code"]: each["display"] for each in SYSTEMS["report-part"]["concept"]} == {
        "sex:1": "sex 1",
        "sex:unknown": "sex unknown",
        "ehc_plan:none": "ehc_plan none",
        "ehc_plan:unknown": "ehc_plan unknown",
    }
    assert [each["code"] for each in SYSTEMS["report-breakdown"]["concept"]] == ["sex", "ehc_plan"]


def test_what_reports_say_is_in_them() -> None:
    said = [
        item_concept("condition", "row condition"),
        breakdown_concept("sex", "by sex"),
        part_concept("sex", "unknown", "sex unknown"),
    ]
    for concept in said:
        (coding,) = concept["coding"]
        assert {"code": coding["code"], "display": concept["text"]} in of_url(coding["system"])["concept"]


def of_url(url: str) -> Resource:
    (found,) = [each for each in SYSTEMS.values() if each["url"] == url]
    return found


@pytest.mark.parametrize(("item", "meant"), [(PALSY, True), ("128188001", False), (f"{PALSY}.reported", False)])
def test_a_row_is_a_concept_where_its_check_digit_says_so(item: str, meant: bool) -> None:
    assert is_concept(item) is meant
    assert (item_concept(item, "words")["coding"][0]["system"] == "http://snomed.info/sct") is meant

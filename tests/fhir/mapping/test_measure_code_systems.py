"""The code systems of MeasureReports: complete, each code once, by the words that reports have."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.measure_code_systems import REVISIONS, digest, report_code_systems
from app.fhir.mapping.measure_codes import (
    BREAKDOWNS,
    ITEMS,
    PARTS,
    breakdown_concept,
    is_concept,
    item_concept,
    part_concept,
)
from app.fhir.report_ports import ReportWords
from app.fhir.systems import OURS
from app.report_words import report_words
from app.reports.areas import Areas
from app.reports.cards.countable import countable
from app.reports.measures import CARDS
from app.reports.pages.load import _OTHERS, Words
from app.reports.pages.wording import Wording
from tests.clinical.examples import REFSET
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


class TestVersions:
    """The figures of the first revision: whoever changes the cards' codes or words raises it, and puts both here."""

    HELD: Mapping[str, tuple[str, str]] = {
        ITEMS: ("1", "94e583cb9a2b043769e930f1ac13610079de849ab4bb77a687381a5493a9b92c"),
        BREAKDOWNS: ("1", "d494f2ce7b66b1a5be75dcfc1b02c5439816d0d9f6767b4806a293848d3a4d59"),
        PARTS: ("1", "486fd24ef6a2613a7251db698ba64d18d9618b5994fcc9ce1fdd1fa3c17f003c"),
    }

    def cards(self) -> dict[str, Resource]:
        wording = Wording(countable(REFSET), lambda _, code: code, _OTHERS)
        return {each["url"]: each for each in report_code_systems(report_words(Words(CARDS, Areas(), wording)))}

    @pytest.mark.parametrize("url", [ITEMS, BREAKDOWNS, PARTS])
    def test_other_codes_or_words_of_the_cards_are_another_revision(self, url: str) -> None:
        told = {each["code"]: each["display"] for each in self.cards()[url]["concept"]}
        assert (REVISIONS[url], digest(told)) == self.HELD[url]

    def test_breakdowns_and_parts_have_the_revision_and_rows_that_of_the_reference_set_too(self) -> None:
        made = self.cards()
        assert (made[BREAKDOWNS]["version"], made[PARTS]["version"]) == (REVISIONS[BREAKDOWNS], REVISIONS[PARTS])
        assert re.fullmatch(rf"{REVISIONS[ITEMS]}-[0-9a-f]{{12}}", made[ITEMS]["version"])

    def test_rows_of_another_reference_set_are_another_version(self) -> None:
        def version(words: ReportWords) -> str:
            return str(next(each["version"] for each in report_code_systems(words) if each["url"] == ITEMS))

        one_more = replace(WORDS, rows=lambda: [*WORDS.rows(), ("new", "another")])
        called_otherwise = replace(WORDS, item=lambda _, item: f"line {item}")
        assert len({version(each) for each in (WORDS, one_more, called_otherwise)}) == 3
        in_another_order = replace(WORDS, rows=lambda: list(WORDS.rows())[::-1])
        assert version(in_another_order) == version(WORDS)
